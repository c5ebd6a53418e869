/* Any bytes as GeoJSON: refused with a sentence, or an area whose every corner is inside,
 * covered and inside again after it was written and read back. */
#include "fuzz/fuzz.h"

#include "geo/cap_polygons.h"
#include "geo/geojson.h"

static bool is_covered(const struct ac_area *area, struct ac_point p)
{
	struct ac_cell_range ranges[AC_COVER_MAX];
	size_t n;
	ac_area_cover(area, ranges, &n);
	must(n >= 1 && n <= AC_COVER_MAX, "1 to 64 ranges");
	for (size_t i = 0; i < n; i++)
		if (ranges[i].lo <= ac_cell_key(p) && ac_cell_key(p) <= ranges[i].hi)
			return true;
	return false;
}

static void check_corners(const struct ac_area *area, const struct ac_area *again)
{
	for (size_t i = 0; i < ac_area_rings(area); i++) {
		const struct ac_point *p;
		size_t n;
		bool hole;
		ac_area_ring(area, i, &p, &n, &hole);
		must(n >= 3, "a ring has corners");
		for (size_t k = 0; k < n; k++) {
			must(ac_point_valid(p[k]), "corners are on the Earth");
			must(ac_area_contains(area, p[k].lat_e7, p[k].lon_e7),
				"corners are inside");
			must(!again || ac_area_contains(again, p[k].lat_e7, p[k].lon_e7),
				"corners are inside after a round trip");
		}
		must(is_covered(area, p[0]), "corners are covered");
	}
	for (size_t i = 0; i < ac_area_circles(area); i++) {
		struct ac_point centre;
		double radius_m;
		ac_area_circle(area, i, &centre, &radius_m);
		must(ac_area_contains(area, centre.lat_e7, centre.lon_e7), "centres are inside");
		must(is_covered(area, centre), "centres are covered");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AC_AUTO(area) struct ac_area *area = NULL, *again = NULL;
	struct ac_error err = { 0 };
	if (ac_area_from_geojson((struct ac_str){ (const char *)data, size }, &area, &err) !=
		AC_OK) {
		must(err.code != AC_OK && err.msg[0], "a refusal says why");
		return 0;
	}
	AC_AUTO(json) struct ac_json *json = ac_area_to_json(area);
	if (ac_area_from_json(json, &again, &err) != AC_OK)
		again = NULL; /* rounding to 1e-7 degree can fold a sliver */
	check_corners(area, again);
	struct ac_cap_polygons published;
	ac_area_cap_polygons(area, 8, &published);
	for (size_t i = 0; i < published.n; i++)
		must(published.first[i + 1] - published.first[i] <= 8, "at most 8 positions");
	ac_cap_polygons_done(&published);
	return 0;
}
