#include "geo/area_p.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;
static const double rad_per_e7 = 3.14159265358979323846 / 180 / 1e7;
static const int64_t turn_e7 = INT64_C(3600000000);
static const double doubt_m = 1; /* far above any rounding of the formulas here */

struct ac_area_circle ac_circle_make(struct ac_point centre, double radius_m)
{
	struct ac_area_circle circle = { .centre = centre, .radius_m = radius_m };
	double reach = (radius_m + doubt_m) / AC_EARTH_RADIUS_M;
	double reach_e7 = ceil(reach / rad_per_e7) + 1;
	double lo = centre.lat_e7 - reach_e7, hi = centre.lat_e7 + reach_e7;
	circle.lat_lo = lo < -AC_LAT_MAX_E7 ? -AC_LAT_MAX_E7 : (int32_t)lo;
	circle.lat_hi = hi > AC_LAT_MAX_E7 ? AC_LAT_MAX_E7 : (int32_t)hi;
	circle.lon_reach = turn_e7;
	/* Without a pole inside, the outermost meridian is asin(sin r / cos lat) away. */
	if (lo > -AC_LAT_MAX_E7 && hi < AC_LAT_MAX_E7) {
		double s = sin(reach) / cos(centre.lat_e7 * rad_per_e7);
		if (s < 1)
			circle.lon_reach = (int64_t)ceil(asin(s) / rad_per_e7) + 1;
	}
	return circle;
}

/* Difference of longitudes the short way round, 0…half a turn. */
static int64_t lon_between(int64_t a, int64_t b)
{
	int64_t d = llabs(a - b) % turn_e7;
	return d > turn_e7 / 2 ? turn_e7 - d : d;
}

bool ac_circle_contains(const struct ac_area_circle *circle, struct ac_point point)
{
	if (point.lat_e7 < circle->lat_lo || point.lat_e7 > circle->lat_hi ||
		lon_between(point.lon_e7, circle->centre.lon_e7) > circle->lon_reach)
		return false;
	return ac_distance_m(circle->centre, point) <= circle->radius_m;
}

/* Least distance, as an angle, from a point to the meridian arc [lo, hi] that is dlon away.
 * Along the meridian the cosine of the distance is C·cos(lat − top): the best is an end, or top
 * if inside. */
static double angle_to_arc(double lat, double dlon, double lo, double hi)
{
	double a = sin(lat), b = cos(lat) * cos(dlon);
	double top = atan2(a, b), c = hypot(a, b);
	double best = fmax(cos(lo - top), cos(hi - top));
	if (top >= lo && top <= hi)
		best = 1;
	return acos(fmin(1, fmax(-1, c * best)));
}

struct box {
	int64_t lat_lo, lat_hi, lon_lo, lon_hi;
};

static double metres_to_box(int64_t lat, int64_t lon, const struct box *box)
{
	double lat_rad = (double)lat * rad_per_e7;
	double lo = (double)box->lat_lo * rad_per_e7, hi = (double)box->lat_hi * rad_per_e7;
	int64_t east = ((lon - box->lon_lo) % turn_e7 + turn_e7) % turn_e7;
	if (east <= box->lon_hi - box->lon_lo) {
		double away = lat_rad < lo ? lo - lat_rad : lat_rad > hi ? lat_rad - hi : 0;
		return away * AC_EARTH_RADIUS_M;
	}
	double west_rad = (double)lon_between(lon, box->lon_lo) * rad_per_e7;
	double east_rad = (double)lon_between(lon, box->lon_hi) * rad_per_e7;
	return fmin(angle_to_arc(lat_rad, west_rad, lo, hi),
		       angle_to_arc(lat_rad, east_rad, lo, hi)) *
	       AC_EARTH_RADIUS_M;
}

enum ac_overlap ac_circle_overlap(const struct ac_area_circle *circle, int64_t lat_lo,
	int64_t lat_hi, int64_t lon_lo, int64_t lon_hi)
{
	if (lat_lo > circle->lat_hi || lat_hi < circle->lat_lo)
		return AC_APART;
	struct box box = { lat_lo, lat_hi < AC_LAT_MAX_E7 ? lat_hi : AC_LAT_MAX_E7, lon_lo,
		lon_hi };
	int64_t lat = circle->centre.lat_e7, lon = circle->centre.lon_e7;
	if (metres_to_box(lat, lon, &box) > circle->radius_m + doubt_m)
		return AC_APART;
	/* The farthest point of a box is the one nearest to the antipode. */
	double farthest = pi * AC_EARTH_RADIUS_M - metres_to_box(-lat, lon + turn_e7 / 2, &box);
	return farthest < circle->radius_m - doubt_m ? AC_WHOLLY : AC_PARTLY;
}
