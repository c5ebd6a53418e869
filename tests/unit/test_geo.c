/* What a user loses if this breaks: who stands inside the danger area and is not counted is not
 * told. A file that is refused without saying where costs the desk the first half hour. */
#include "base/random.h"
#include "base/vec.h"
#include "check.h"
#include "geo/cap_polygons.h"
#include "geo/geojson.h"

#include <math.h>
#include <string.h>

static struct ac_area *area_of(const char *geojson)
{
	struct ac_area *area = NULL;
	struct ac_error err = { 0 };
	if (ac_area_from_geojson(ac_str(geojson), &area, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return area;
}

static bool inside(const struct ac_area *area, double lat_deg, double lon_deg)
{
	struct ac_point p = { 0, 0 };
	assert_int_equal(ac_point_from_deg(lat_deg, lon_deg, &p, NULL), AC_OK);
	return ac_area_contains(area, p.lat_e7, p.lon_e7);
}

static bool covered(const struct ac_area *area, double lat_deg, double lon_deg)
{
	struct ac_cell_range ranges[AC_COVER_MAX];
	struct ac_point p = { 0, 0 };
	size_t n;
	assert_int_equal(ac_point_from_deg(lat_deg, lon_deg, &p, NULL), AC_OK);
	ac_area_cover(area, ranges, &n);
	for (size_t i = 0; i < n; i++)
		if (ranges[i].lo <= ac_cell_key(p) && ac_cell_key(p) <= ranges[i].hi)
			return true;
	return false;
}

static void assert_inside(const struct ac_area *area, double lat_deg, double lon_deg)
{
	if (!inside(area, lat_deg, lon_deg))
		fail_msg("%g,%g should be inside", lat_deg, lon_deg);
	if (!covered(area, lat_deg, lon_deg))
		fail_msg("%g,%g is inside and not covered", lat_deg, lon_deg);
}

static void assert_outside(const struct ac_area *area, double lat_deg, double lon_deg)
{
	if (inside(area, lat_deg, lon_deg))
		fail_msg("%g,%g should be outside", lat_deg, lon_deg);
}

#define SQUARE "[[0,0],[4,0],[4,4],[0,4],[0,0]]"
#define HOLE "[[1,1],[1,3],[3,3],[3,1],[1,1]]"
#define POLYGON(rings) "{\"type\":\"Polygon\",\"coordinates\":[" rings "]}"

static void an_edge_a_corner_and_the_edge_of_a_hole_belong_to_the_area(void **state)
{
	(void)state;
	AC_AUTO(area) struct ac_area *area = area_of(POLYGON(SQUARE "," HOLE));
	assert_inside(area, 0.5, 0.5);
	assert_inside(area, 0, 0);
	assert_inside(area, 4, 4);
	assert_inside(area, 4, 2);
	assert_inside(area, 2, 0);
	assert_inside(area, 1, 2);
	assert_inside(area, 3, 3);
	assert_inside(area, 2, 1);
	assert_outside(area, 2, 2);
	assert_outside(area, 1.0000001, 1.0000001);
	assert_outside(area, -0.0000001, 2);
	assert_outside(area, 2, 4.0000001);
}

static void the_way_a_ring_turns_does_not_matter(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *area =
		area_of(POLYGON("[[0,0],[0,4],[4,4],[4,0],[0,0]],[[1,1],[3,1],[3,3],[1,3],[1,1]]"));
	assert_inside(area, 0.5, 0.5);
	assert_outside(area, 2, 2);
}

static void overlapping_polygons_add_up_and_do_not_cancel(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *area = area_of(
		"{\"type\":\"FeatureCollection\",\"features\":["
		"{\"type\":\"Feature\",\"properties\":null,\"geometry\":" POLYGON(SQUARE
			"," HOLE) "},"
				  "{\"type\":\"Feature\",\"properties\":{},\"geometry\":" POLYGON(
					  "[[2,2],[6,2],[6,6],[2,6],[2,2]]") "},"
									     "{\"type\":"
									     "\"Feature\","
									     "\"properties\":{"
									     "\"radius_km\":50},"
									     "\"geometry\":"
									     "{\"type\":\"Point\","
									     "\"coordinates\":[10,"
									     "10]}}]}");
	assert_inside(area, 3.5, 3.5);
	assert_inside(area, 2.5, 2.5);
	assert_outside(area, 1.5, 1.5);
	assert_inside(area, 5.5, 5.5);
	assert_inside(area, 10.4, 10);
	assert_outside(area, 10.5, 10);
}

static void collections_and_circles_are_read(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *area =
		area_of("{\"type\":\"GeometryCollection\",\"geometries\":["
			"{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE
			"],[[[8,8,120],[9,8],[9,9],[8,8,120]]]]},"
			"{\"type\":\"Circle\",\"coordinates\":[20,20],\"radius_km\":0}]}");
	assert_int_equal(ac_area_rings(area), 2);
	assert_inside(area, 2, 2);
	assert_inside(area, 8.4, 8.6);
	assert_outside(area, 8.6, 8.4);
	assert_inside(area, 20, 20);
	assert_outside(area, 20, 20.0000001);
}

static void what_crosses_the_antimeridian_is_one_area(void **state)
{
	(void)state;
	static const char *const same[] = {
		POLYGON("[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]]"),
		POLYGON("[[170,-10],[190,-10],[190,10],[170,10],[170,-10]]"),
		POLYGON("[[-190,-10],[-170,-10],[-170,10],[-190,10],[-190,-10]]"),
		POLYGON("[[-170,10],[170,10],[170,-10],[-170,-10],[-170,10]],"
			"[[-175,8],[-175,9],[175,9],[175,8],[-175,8]]"),
		POLYGON("[[170,-10],[190,-10],[190,10],[170,10],[170,-10]],"
			"[[-175,8],[-175,9],[175,9],[175,8],[-175,8]]"),
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		AC_AUTO(area) struct ac_area *area = area_of(same[i]);
		assert_inside(area, 0, 175);
		assert_inside(area, 0, -175);
		assert_inside(area, 0, 180);
		assert_inside(area, 0, -180);
		assert_inside(area, 10, 180);
		assert_outside(area, 0, 0);
		assert_outside(area, 0, 169.9);
		assert_outside(area, 0, -169.9);
		assert_outside(area, 10.1, 180);
		if (i >= 3) {
			assert_outside(area, 8.5, 179);
			assert_outside(area, 8.5, -180);
			assert_inside(area, 9, -179);
		}
	}
}

static void what_ends_at_180_is_met_from_the_other_side(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *area =
		area_of(POLYGON("[[170,0],[180,0],[180,5],[175,6],[180,7],[170,8],[170,0]]"));
	assert_inside(area, 2, -180);
	assert_inside(area, 7, -180);
	assert_outside(area, 6, -180);
	assert_outside(area, 2, -179.9999999);
	AC_AUTO(area) struct ac_area *west = area_of(POLYGON("[[180,0],[190,0],[190,5],[180,0]]"));
	assert_inside(west, 0, 180);
	assert_inside(west, 1, -172);
}

static void a_ring_around_a_pole_holds_the_pole(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *north = area_of(POLYGON("[[0,60],[90,60],[180,60],[-90,60],[0,60]]"));
	AC_AUTO(area)
	struct ac_area *south =
		area_of(POLYGON("[[10,-60],[100,-70],[-170,-60],[-80,-60],[10,-60]],"
				"[[50,-80],[60,-80],[60,-85],[50,-80]]"));
	for (int lon = -180; lon <= 180; lon += 15) {
		assert_inside(north, 90, lon);
		assert_inside(north, 60, lon);
		assert_inside(north, 75, lon);
		assert_outside(north, 59.9, lon);
		assert_inside(south, -90, lon);
		assert_inside(south, -75, lon);
		assert_outside(south, -55, lon);
	}
	assert_outside(south, -82, 58);
	AC_AUTO(area)
	struct ac_area *cap =
		area_of("{\"type\":\"Circle\",\"coordinates\":[30,89],\"radius_km\":300}");
	assert_inside(cap, 90, 77);
	assert_inside(cap, 89, -150);
	assert_outside(cap, 87, -150);
}

static void a_map_of_the_world_is_the_world(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *world =
		area_of(POLYGON("[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]"));
	assert_inside(world, 0, 0);
	assert_inside(world, 90, 12);
	assert_inside(world, -45, 180);
}

static void a_broken_file_says_where_and_what_to_do(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ POLYGON("[[0,0],[4,0],[4,4],[0,4]]"),
			"coordinates[0]: the ring is not closed: repeat its first position" },
		{ POLYGON("[[0,0],[4,0],[0,0]]"), "coordinates[0]: a ring needs at least 4" },
		{ POLYGON("[[0,0],[0,0],[0,0],[0,0]]"), "coordinates: " },
		{ POLYGON("[[0,0],[4,4],[4,0],[0,4],[0,0]]"),
			"coordinates: the ring crosses itself near latitude 2.000000, longitude "
			"2.000000" },
		{ POLYGON("[[0,0],[4,0],[8,0],[0,0]]"), "coordinates: " },
		{ POLYGON(SQUARE ",[[5,5],[6,5],[6,6],[5,5]]"),
			"a hole lies outside its outer ring" },
		{ POLYGON(SQUARE "," HOLE ",[[1.5,1.5],[2,1.5],[2,2],[1.5,1.5]]"),
			"coordinates: " },
		{ POLYGON("[[41,129],[41.5,129],[41,130],[41,129]]"),
			"coordinates[0][0]: latitude 129 is outside -90 to 90: GeoJSON writes "
			"longitude first" },
		{ POLYGON("[[667000,4542000],[667001,4542000],[667001,4542001],[667000,4542000]]"),
			"convert the file to WGS 84" },
		{ POLYGON("[[0,0],[4,\"0\"],[4,4],[0,0]]"),
			"coordinates[0][1][1]: expected a number" },
		{ POLYGON("[[0,0],[4],[4,4],[0,0]]"), "coordinates[0][1]: expected a position" },
		{ POLYGON(""), "coordinates: expected an array of rings" },
		{ "{\"type\":\"Polygon\"}", "coordinates: missing" },
		{ "{\"type\":\"Point\",\"coordinates\":[1,2]}", "a point covers no area" },
		{ "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}",
			"type: covers no area" },
		{ "{\"type\":\"FeatureCollection\",\"features\":[]}", "no polygon and no circle" },
		{ "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}}",
			"geometry: missing" },
		{ "{\"type\":\"Circle\",\"coordinates\":[1,2],\"radius_km\":-1}", "radius_km: " },
		{ "{\"type\":\"Polygon\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
		  "\"EPSG:3857\"}},"
		  "\"coordinates\":[" SQUARE "]}",
			"crs: another reference system" },
		{ "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
		  "\"geometry\":"
		  "{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE
		  "],[[[0,0],[1,1],[2,0]]]]}}]}",
			"features[0].geometry.coordinates[1][0]: " },
		{ POLYGON("[[-90,80],[0,80],[90,80],[180,80],[-90,80]],"
			  "[[-90,85],[0,85],[90,85],[180,85],[-90,85]]"),
			"a hole runs around a pole" },
		{ "[1,2", "line 1, column 4" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_area *area = NULL;
		struct ac_error err;
		assert_int_equal(
			ac_area_from_geojson(ac_str(cases[i].text), &area, &err), AC_INVALID);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("%s\n  says: %s", cases[i].text, err.msg);
		assert_null(area);
	}
}

static void circles_measure_on_the_sphere(void **state)
{
	(void)state;
	const struct ac_circle circles[] = { { 41.0369, 28.985, 5 }, { -17, 179.99, 100 } };
	AC_AUTO(area) struct ac_area *area = NULL;
	struct ac_error err;
	assert_int_equal(ac_area_from_circles(circles, 2, &area, NULL), AC_OK);
	assert_inside(area, 41.0369, 28.985);
	assert_inside(area, 41.0369 + 0.0449, 28.985);
	assert_outside(area, 41.0369 + 0.0451, 28.985);
	assert_inside(area, 41.0369, 28.985 + 0.0595);
	assert_outside(area, 41.0369, 28.985 + 0.0597);
	assert_inside(area, -17, -179.1);
	assert_outside(area, -17, -179.0);
	const struct ac_circle wrong[] = { { 0, 0, 1 }, { 129, 41, 1 } };
	assert_int_equal(ac_area_from_circles(wrong, 2, &area, &err), AC_INVALID);
	assert_string_equal(err.msg,
		"circle 2: latitude 129 is outside -90 to 90: are latitude and "
		"longitude swapped?");
	const struct ac_circle wide[] = { { 0, 0, NAN } };
	assert_int_equal(ac_area_from_circles(wide, 1, &area, &err), AC_INVALID);
	assert_int_equal(ac_area_from_circles(wide, 0, &area, &err), AC_INVALID);
}

static void distances_agree_with_the_map(void **state)
{
	(void)state;
	struct ac_point istanbul = { 410082000, 289784000 }, ankara = { 399334000, 328597000 };
	double m = ac_distance_m(istanbul, ankara);
	assert_true(m > 349000 && m < 352000);
	struct ac_point west = { 0, -AC_LON_MAX_E7 }, east = { 0, AC_LON_MAX_E7 };
	assert_true(ac_distance_m(west, east) < 0.001);
	struct ac_point pole = { AC_LAT_MAX_E7, 0 }, other = { -AC_LAT_MAX_E7, 12 };
	assert_true(fabs(ac_distance_m(pole, other) - 3.14159265 * AC_EARTH_RADIUS_M) < 1);
}

static void a_union_holds_what_any_part_holds(void **state)
{
	(void)state;
	AC_AUTO(area) struct ac_area *a = area_of(POLYGON(SQUARE "," HOLE));
	AC_AUTO(area)
	struct ac_area *b = area_of("{\"type\":\"Circle\",\"coordinates\":[2,2],\"radius_km\":10}");
	AC_AUTO(area) struct ac_area *both = NULL;
	const struct ac_area *const parts[] = { a, b };
	assert_int_equal(ac_area_union(parts, 2, &both, NULL), AC_OK);
	assert_inside(both, 2, 2);
	assert_inside(both, 0.5, 0.5);
	assert_outside(both, 2.5, 2.5);
	assert_int_equal(ac_area_circles(both), 1);
	assert_int_equal(ac_area_vertices(both), 8);
}

static void a_cell_key_loses_nothing(void **state)
{
	(void)state;
	static const struct ac_point ends[] = { { -900000000, -1800000000 },
		{ 900000000, 1800000000 }, { 0, 0 }, { 410369123, 289850001 } };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct ac_point back = ac_cell_point(ac_cell_key(ends[i]));
		assert_true(ac_cell_key(ends[i]) >= 0);
		assert_int_equal(back.lat_e7, ends[i].lat_e7);
		assert_int_equal(back.lon_e7, ends[i].lon_e7);
	}
	assert_int_equal(ac_cell_key(ends[0]), 0);
	assert_int_equal(ac_cell_key((struct ac_point){ -900000000, -1799999999 }), 1);
	assert_int_equal(ac_cell_key((struct ac_point){ -899999999, -1800000000 }), 2);
}

static void a_position_is_written_as_cap_wants_it(void **state)
{
	(void)state;
	static const struct {
		struct ac_point point;
		const char *text;
	} cases[] = {
		{ { 410369123, 289850000 }, "41.0369123,28.985" },
		{ { -1, -1799999999 }, "-0.0000001,-179.9999999" },
		{ { 0, 1800000000 }, "0,180" },
		{ { -900000000, 10000000 }, "-90,1" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(buf) struct ac_buf buf;
		ac_buf_init(&buf, 64);
		ac_point_write(cases[i].point, &buf);
		assert_string_equal(buf.p, cases[i].text);
	}
}

static void an_area_written_reads_back_as_the_same_area(void **state)
{
	(void)state;
	static const char *const texts[] = {
		POLYGON(SQUARE "," HOLE),
		POLYGON("[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]]"),
		POLYGON("[[0,60],[90,60],[180,61],[-90,60],[0,60]]"),
		POLYGON("[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]"),
		"{\"type\":\"Circle\",\"coordinates\":[28.9850001,41.0369123],\"radius_km\":1.25}",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		AC_AUTO(area) struct ac_area *area = area_of(texts[i]);
		AC_AUTO(json) struct ac_json *json = ac_area_to_json(area);
		AC_AUTO(area) struct ac_area *again = NULL;
		assert_int_equal(ac_area_from_json(json, &again, NULL), AC_OK);
		struct ac_random random;
		ac_random_seed(&random, i);
		for (int k = 0; k < 20000; k++) {
			int32_t lat = (int32_t)ac_random_below(&random, 1800000001) - 900000000;
			int64_t lon = (int64_t)ac_random_below(&random, 3600000001) - 1800000000;
			if (k % 2) {
				lat /= 100;
				lon = lon / 100 + (i == 1 ? 1780000000 : 0);
			}
			assert_int_equal(ac_area_contains(area, lat, (int32_t)lon),
				ac_area_contains(again, lat, (int32_t)lon));
		}
	}
}

static void too_many_positions_are_refused(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 8 << 20);
	ac_buf_printf(&text, "{\"type\":\"Polygon\",\"coordinates\":[[");
	const int n = AC_AREA_VERTICES_MAX + 2;
	for (int i = 0; i <= n; i++) {
		double turn = 2 * 3.14159265358979 * (i % n) / n;
		ac_buf_printf(&text, "%s[%.7f,%.7f]", i ? "," : "", 40 * cos(turn), 40 * sin(turn));
	}
	ac_buf_printf(&text, "]]}");
	struct ac_area *area = NULL;
	struct ac_error err;
	assert_int_equal(ac_area_from_geojson(ac_buf_str(&text), &area, &err), AC_FULL);
	assert_non_null(strstr(err.msg, "simplify it"));
}

static void a_ring_of_a_cap_polygon_makes_an_area(void **state)
{
	(void)state;
	struct ac_point ring[] = { { 0, 0 }, { 0, 10000000 }, { 10000000, 0 }, { 0, 0 } };
	AC_AUTO(area) struct ac_area *area = NULL;
	struct ac_error err;
	assert_int_equal(ac_area_from_ring(ring, 4, &area, NULL), AC_OK);
	assert_inside(area, 0.3, 0.3);
	assert_int_equal(ac_area_from_ring(ring, 3, &area, &err), AC_INVALID);
	ring[1].lat_e7 = INT32_MAX;
	assert_int_equal(ac_area_from_ring(ring, 4, &area, &err), AC_INVALID);
	assert_string_equal(err.msg, "position 2 is outside ±90, ±180");
}

/* Does one of the published polygons hold the point? */
static bool published(const struct ac_cap_polygons *cap, struct ac_point p)
{
	for (size_t i = 0; i < cap->n; i++) {
		AC_AUTO(area) struct ac_area *area = NULL;
		size_t first = cap->first[i], n = cap->first[i + 1] - first;
		assert_int_equal(ac_area_from_ring(cap->points + first, n, &area, NULL), AC_OK);
		if (ac_area_contains(area, p.lat_e7, p.lon_e7))
			return true;
	}
	return false;
}

static void what_cap_publishes_covers_the_area_without_holes(void **state)
{
	(void)state;
	AC_AUTO(area) struct ac_area *area = area_of(POLYGON(SQUARE "," HOLE));
	AC_AUTO(cap_polygons) struct ac_cap_polygons cap;
	ac_area_cap_polygons(area, AC_CAP_POSITIONS, &cap);
	assert_int_equal(cap.n, 1);
	assert_int_equal(cap.first[1], 5);
	assert_memory_equal(&cap.points[0], &cap.points[4], sizeof *cap.points);
	assert_true(published(&cap, (struct ac_point){ 20000000, 20000000 }));
	assert_true(fabs(cap.published_km2 / 197700 - 1) < 0.01);
	assert_true(fabs(cap.matched_km2 / cap.published_km2 - 0.75) < 0.001);
}

static void an_outline_with_too_many_positions_grows_and_never_shrinks(void **state)
{
	(void)state;
	static const size_t budgets[] = { 5, 8, 12, 30, 100 };
	struct ac_point ring[401];
	for (int kind = 0; kind < 2; kind++) {
		for (int i = 0; i < 400; i++) {
			double angle = 2 * 3.14159265358979 * i / 400;
			double r = kind ? 1e7 : 1e7 * (0.8 + 0.2 * sin(i * 2.7));
			ring[i] = (struct ac_point){ (int32_t)lround(41e7 + r * sin(angle)),
				(int32_t)lround(29e7 + r * cos(angle)) };
		}
		ring[400] = ring[0];
		AC_AUTO(area) struct ac_area *area = NULL;
		assert_int_equal(ac_area_from_ring(ring, 401, &area, NULL), AC_OK);
		for (size_t b = 0; b < sizeof budgets / sizeof *budgets; b++) {
			AC_AUTO(cap_polygons) struct ac_cap_polygons cap;
			ac_area_cap_polygons(area, budgets[b], &cap);
			assert_int_equal(cap.n, 1);
			assert_in_range(cap.first[1], 4, budgets[b]);
			assert_true(cap.published_km2 >= cap.matched_km2);
			assert_true(cap.published_km2 < cap.matched_km2 * 2.5);
			for (int i = 0; i < 400; i += 7)
				assert_true(published(&cap, ring[i]));
		}
	}
}

static void what_was_cut_at_180_is_published_cut(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *area =
		area_of(POLYGON("[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]]"));
	AC_AUTO(cap_polygons) struct ac_cap_polygons cap;
	ac_area_cap_polygons(area, AC_CAP_POSITIONS, &cap);
	assert_int_equal(cap.n, 2);
	assert_true(published(&cap, (struct ac_point){ 0, 1790000000 }));
	assert_true(published(&cap, (struct ac_point){ 0, -1790000000 }));
	assert_true(!published(&cap, (struct ac_point){ 0, 0 }));
}

static void whether_an_update_leaves_part_of_an_area_is_known_and_in_doubt_it_does(void **state)
{
	(void)state;
	AC_AUTO(area)
	struct ac_area *city =
		area_of("{\"type\":\"Circle\",\"coordinates\":[29,41],\"radius_km\":20}");
	AC_AUTO(area)
	struct ac_area *larger =
		area_of("{\"type\":\"Circle\",\"coordinates\":[29,41],\"radius_km\":21}");
	AC_AUTO(area)
	struct ac_area *beside =
		area_of("{\"type\":\"Circle\",\"coordinates\":[29.01,41],\"radius_km\":20}");
	AC_AUTO(area)
	struct ac_area *country = area_of(POLYGON("[[25,25],[45,25],[45,45],[25,45],[25,25]]"));
	AC_AUTO(area)
	struct ac_area *part = area_of(POLYGON("[[28,28],[42,28],[42,42],[28,42],[28,28]]"));
	AC_AUTO(area)
	struct ac_area *world =
		area_of("{\"type\":\"Circle\",\"coordinates\":[35,35],\"radius_km\":4000}");
	const struct ac_area *two[] = { city, part };
	AC_AUTO(area) struct ac_area *both = NULL;
	assert_int_equal(ac_area_union(two, 2, &both, NULL), AC_OK);
	assert_true(ac_area_covers(city, city));
	assert_true(ac_area_covers(larger, city));
	assert_false(ac_area_covers(city, larger));
	assert_false(ac_area_covers(city, beside));
	assert_true(ac_area_covers(country, city));
	assert_true(ac_area_covers(country, part));
	assert_true(ac_area_covers(country, country));
	assert_false(ac_area_covers(part, country));
	assert_true(ac_area_covers(world, part));
	assert_false(ac_area_covers(city, part));
	assert_true(ac_area_covers(both, city));
	assert_true(ac_area_covers(country, both));
	assert_true(ac_area_covers(part, both));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_edge_a_corner_and_the_edge_of_a_hole_belong_to_the_area),
		CASE(the_way_a_ring_turns_does_not_matter),
		CASE(overlapping_polygons_add_up_and_do_not_cancel),
		CASE(collections_and_circles_are_read),
		CASE(what_crosses_the_antimeridian_is_one_area),
		CASE(what_ends_at_180_is_met_from_the_other_side),
		CASE(a_ring_around_a_pole_holds_the_pole),
		CASE(a_map_of_the_world_is_the_world),
		CASE(a_broken_file_says_where_and_what_to_do),
		CASE(circles_measure_on_the_sphere),
		CASE(distances_agree_with_the_map),
		CASE(a_union_holds_what_any_part_holds),
		CASE(a_cell_key_loses_nothing),
		CASE(a_position_is_written_as_cap_wants_it),
		CASE(an_area_written_reads_back_as_the_same_area),
		CASE(too_many_positions_are_refused),
		CASE(a_ring_of_a_cap_polygon_makes_an_area),
		CASE(what_cap_publishes_covers_the_area_without_holes),
		CASE(an_outline_with_too_many_positions_grows_and_never_shrinks),
		CASE(what_was_cut_at_180_is_published_cut),
		CASE(whether_an_update_leaves_part_of_an_area_is_known_and_in_doubt_it_does),
	};
	return RUN(tests);
}
