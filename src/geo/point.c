#include "geo/point.h"

#include <math.h>

static const double rad_per_e7 = 3.14159265358979323846 / 180 / 1e7;

enum ac_status ac_point_from_deg(
	double lat_deg, double lon_deg, struct ac_point *point, struct ac_error *err)
{
	if (!(fabs(lat_deg) <= 90)) {
		bool swapped = fabs(lat_deg) <= 180 && fabs(lon_deg) <= 90;
		return ac_fail(err, AC_INVALID, "latitude %g is outside -90 to 90%s", lat_deg,
			swapped ? ": are latitude and longitude swapped?" : "");
	}
	if (!(fabs(lon_deg) <= 180))
		return ac_fail(err, AC_INVALID, "longitude %g is outside -180 to 180", lon_deg);
	*point =
		(struct ac_point){ (int32_t)lround(lat_deg * 1e7), (int32_t)lround(lon_deg * 1e7) };
	return AC_OK;
}

bool ac_point_valid(struct ac_point point)
{
	return point.lat_e7 >= -AC_LAT_MAX_E7 && point.lat_e7 <= AC_LAT_MAX_E7 &&
	       point.lon_e7 >= -AC_LON_MAX_E7 && point.lon_e7 <= AC_LON_MAX_E7;
}

double ac_distance_m(struct ac_point a, struct ac_point b)
{
	double lat_a = a.lat_e7 * rad_per_e7, lat_b = b.lat_e7 * rad_per_e7;
	double s = sin(((double)b.lat_e7 - a.lat_e7) * rad_per_e7 / 2);
	double t = sin(((double)b.lon_e7 - a.lon_e7) * rad_per_e7 / 2);
	double h = s * s + cos(lat_a) * cos(lat_b) * t * t;
	return 2 * AC_EARTH_RADIUS_M * asin(sqrt(h < 1 ? h : 1));
}

/* -1234500000 → "-123.45": no floating point, nothing to round. */
static void write_e7(int32_t value, struct ac_buf *buf)
{
	unsigned magnitude = value < 0 ? 0u - (unsigned)value : (unsigned)value;
	unsigned fraction = magnitude % 10000000;
	ac_buf_printf(buf, "%s%u", value < 0 ? "-" : "", magnitude / 10000000);
	if (!fraction)
		return;
	int digits = 7;
	for (; fraction % 10 == 0; fraction /= 10)
		digits--;
	ac_buf_printf(buf, ".%0*u", digits, fraction);
}

void ac_point_write(struct ac_point point, struct ac_buf *buf)
{
	write_e7(point.lat_e7, buf);
	ac_buf_add_char(buf, ',');
	write_e7(point.lon_e7, buf);
}
