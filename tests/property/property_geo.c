/* Fast membership and covers against slow oracles, on drawn polygons and on the real districts.
 *
 * The oracle walks every edge of every polygon with 128-bit products and knows neither bands nor
 * winding sums. Small grids are drawn on purpose: there most points lie on an edge or a corner. */
#include "base/random.h"
#include "check.h"
#include "geo/area_p.h"
#include "geo/cap_polygons.h"
#include "geo/geojson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum place { OUT, ON, IN };

static enum place in_ring(const struct ac_point *p, size_t n, int64_t x, int64_t y)
{
	bool in = false;
	for (size_t i = 0; i < n; i++) {
		int64_t ax = p[i].lon_e7, ay = p[i].lat_e7;
		int64_t bx = p[(i + 1) % n].lon_e7, by = p[(i + 1) % n].lat_e7;
		__int128 cross = (__int128)(bx - ax) * (y - ay) - (__int128)(x - ax) * (by - ay);
		bool between = x >= (ax < bx ? ax : bx) && x <= (ax > bx ? ax : bx) &&
			       y >= (ay < by ? ay : by) && y <= (ay > by ? ay : by);
		if (cross == 0 && between)
			return ON;
		if ((ay > y) != (by > y) && (cross > 0) == (by > ay))
			in = !in;
	}
	return in ? IN : OUT;
}

/* Polygon by polygon: in the outer ring and not in a hole, or on a ring of it. */
static bool slow_contains(const struct ac_area *area, int64_t x, int64_t y)
{
	bool in = false;
	for (size_t i = 0; i < ac_area_rings(area); i++) {
		const struct ac_point *points;
		size_t n;
		bool hole;
		ac_area_ring(area, i, &points, &n, &hole);
		if (!hole && in)
			return true;
		enum place place = in_ring(points, n, x, y);
		if (place == ON)
			return true;
		in = hole ? in && place == OUT : place == IN;
	}
	return in;
}

static bool is_covered(const struct ac_cell_range *ranges, size_t n, struct ac_point p)
{
	int64_t key = ac_cell_key(p);
	for (size_t i = 0; i < n; i++)
		if (ranges[i].lo <= key && key <= ranges[i].hi)
			return true;
	return false;
}

static void assert_in_order(const struct ac_cell_range *ranges, size_t n)
{
	assert_in_range(n, 1, AC_COVER_MAX);
	for (size_t i = 0; i < n; i++) {
		assert_true(ranges[i].lo >= 0 && ranges[i].lo <= ranges[i].hi);
		assert_true(i == 0 || ranges[i].lo > ranges[i - 1].hi + 1);
	}
}

static int32_t between(struct ac_random *random, int64_t lo, int64_t hi)
{
	return (int32_t)(lo + (int64_t)ac_random_below(random, (uint64_t)(hi - lo + 1)));
}

/* Points of the box around an area and some units beyond, a third of them on lines of its
 * corners. */
static struct ac_point draw_near(
	struct ac_random *random, const struct ac_area *area, int64_t beyond)
{
	int64_t lat_lo = area->lat_lo - beyond, lat_hi = area->lat_hi + beyond;
	int64_t lon_lo = area->lon_lo - beyond, lon_hi = area->lon_hi + beyond;
	struct ac_point p = { between(random, lat_lo < -900000000 ? -900000000 : lat_lo,
				      lat_hi > 900000000 ? 900000000 : lat_hi),
		between(random, lon_lo < -1800000000 ? -1800000000 : lon_lo,
			lon_hi > 1800000000 ? 1800000000 : lon_hi) };
	const struct ac_point *corner = &area->points.at[ac_random_below(random, area->points.n)];
	if (ac_random_chance(random, 0.2))
		p.lat_e7 = corner->lat_e7;
	if (ac_random_chance(random, 0.2))
		p.lon_e7 = corner->lon_e7;
	return p;
}

/* @return how many of the points were inside */
static int compare(struct ac_random *random, const struct ac_area *area, int points)
{
	struct ac_cell_range ranges[AC_COVER_MAX];
	size_t n;
	int inside = 0;
	ac_area_cover(area, ranges, &n);
	assert_in_order(ranges, n);
	int64_t beyond = (area->lat_hi - (int64_t)area->lat_lo) / 10 + 1;
	for (int i = 0; i < points; i++) {
		struct ac_point p = draw_near(random, area, beyond);
		bool fast = ac_area_contains(area, p.lat_e7, p.lon_e7);
		if (fast != slow_contains(area, p.lon_e7, p.lat_e7))
			fail_msg("%d,%d: fast says %d", p.lat_e7, p.lon_e7, fast);
		if (fast && !is_covered(ranges, n, p))
			fail_msg("%d,%d is inside and not covered", p.lat_e7, p.lon_e7);
		inside += fast;
	}
	for (size_t i = 0; i < area->points.n; i++) {
		struct ac_point p = area->points.at[i];
		assert_true(ac_area_contains(area, p.lat_e7, p.lon_e7));
		assert_true(is_covered(ranges, n, p));
	}
	return inside;
}

/* A star around a centre: corners in rising angle, so that it does not cross itself (rounding
 * may make it; then it is refused and drawn again). @return NULL when refused */
static struct ac_area *draw_star(struct ac_random *random, double radius, double lat, double lon)
{
	size_t n = 3 + ac_random_below(random, 40);
	struct ac_point ring[64];
	for (size_t i = 0; i < n; i++) {
		double angle = 2 * 3.14159265358979 * (double)i / (double)n;
		double r = radius * (0.1 + 0.9 * ac_random_unit(random));
		ring[i].lat_e7 = (int32_t)lround(lat + r * sin(angle));
		ring[i].lon_e7 = (int32_t)lround(lon + r * cos(angle));
	}
	ring[n] = ring[0];
	struct ac_area *area = NULL;
	return ac_area_from_ring(ring, n + 1, &area, NULL) == AC_OK ? area : NULL;
}

static void drawn_polygons_agree_with_the_oracle(void **state)
{
	(void)state;
	struct ac_random random;
	int polygons = 0, inside = 0;
	for (uint64_t seed = 0; seed < 1500; seed++) {
		ac_random_seed(&random, seed);
		double radius = pow(10, 0.5 + 8.3 * ac_random_unit(&random));
		double lat = (ac_random_unit(&random) - 0.5) * 2 * (9e8 - fmin(radius, 9e8));
		double lon = (ac_random_unit(&random) - 0.5) * 2 * (1.8e9 - radius);
		AC_AUTO(area)
		struct ac_area *area = draw_star(&random, fmin(radius, 9e8), lat, lon);
		if (!area)
			continue;
		polygons++;
		inside += compare(&random, area, 400);
	}
	printf("           %d polygons, %d points inside\n", polygons, inside);
	assert_true(polygons > 1000 && inside > 50000);
}

static void unions_agree_with_the_oracle(void **state)
{
	(void)state;
	struct ac_random random;
	for (uint64_t seed = 0; seed < 200; seed++) {
		ac_random_seed(&random, seed);
		AC_AUTO(area) struct ac_area *a = draw_star(&random, 60, 0, 0);
		AC_AUTO(area) struct ac_area *b = draw_star(&random, 60, 30, 20);
		AC_AUTO(area) struct ac_area *both = NULL;
		if (!a || !b)
			continue;
		const struct ac_area *const parts[] = { a, b };
		assert_int_equal(ac_area_union(parts, 2, &both, NULL), AC_OK);
		compare(&random, both, 1000);
	}
}

static struct ac_area *published_area(const struct ac_cap_polygons *cap)
{
	struct ac_area *parts[16], *all = NULL;
	assert_in_range(cap->n, 1, 16);
	for (size_t i = 0; i < cap->n; i++) {
		struct ac_error err = { 0 };
		size_t n = cap->first[i + 1] - cap->first[i];
		if (ac_area_from_ring(cap->points + cap->first[i], n, &parts[i], &err) != AC_OK)
			fail_msg("published ring: %s", err.msg);
	}
	assert_int_equal(
		ac_area_union((const struct ac_area *const *)parts, cap->n, &all, NULL), AC_OK);
	for (size_t i = 0; i < cap->n; i++)
		ac_area_free(parts[i]);
	return all;
}

static void what_is_published_holds_everybody_who_is_matched(void **state)
{
	(void)state;
	struct ac_random random;
	for (uint64_t seed = 0; seed < 600; seed++) {
		ac_random_seed(&random, seed);
		double radius = pow(10, 2 + 6 * ac_random_unit(&random));
		AC_AUTO(area) struct ac_area *area = draw_star(&random, radius, 4.1e8, 2.9e8);
		if (!area)
			continue;
		size_t most = 5 + ac_random_below(&random, 20);
		AC_AUTO(cap_polygons) struct ac_cap_polygons cap;
		ac_area_cap_polygons(area, most, &cap);
		assert_true(cap.first[1] <= most);
		assert_true(cap.published_km2 >= cap.matched_km2 * (1 - 1e-9));
		AC_AUTO(area) struct ac_area *around = published_area(&cap);
		for (int i = 0; i < 300; i++) {
			struct ac_point p = draw_near(&random, area, 0);
			assert_true(!ac_area_contains(area, p.lat_e7, p.lon_e7) ||
				    ac_area_contains(around, p.lat_e7, p.lon_e7));
		}
		ac_vec_each(&area->points, p)
			assert_true(ac_area_contains(around, p->lat_e7, p->lon_e7));
	}
}

static void circles_are_always_covered(void **state)
{
	(void)state;
	struct ac_random random;
	int inside = 0;
	for (uint64_t seed = 0; seed < 400; seed++) {
		ac_random_seed(&random, seed);
		struct ac_circle circles[3];
		size_t n = 1 + ac_random_below(&random, 3);
		for (size_t i = 0; i < n; i++) {
			circles[i].lat_deg = 180 * ac_random_unit(&random) - 90;
			circles[i].lon_deg = 360 * ac_random_unit(&random) - 180;
			circles[i].radius_km = pow(10, 7 * ac_random_unit(&random) - 3);
		}
		AC_AUTO(area) struct ac_area *area = NULL;
		struct ac_cell_range ranges[AC_COVER_MAX];
		size_t ranges_n;
		assert_int_equal(ac_area_from_circles(circles, n, &area, NULL), AC_OK);
		ac_area_cover(area, ranges, &ranges_n);
		assert_in_order(ranges, ranges_n);
		for (int k = 0; k < 500; k++) {
			const struct ac_circle *c = &circles[ac_random_below(&random, n)];
			double reach = c->radius_km / 111.2 * (0.6 + 0.5 * ac_random_unit(&random));
			double angle = 6.28318 * ac_random_unit(&random);
			double lat = c->lat_deg + reach * sin(angle);
			double lon = c->lon_deg + reach * cos(angle) / cos(c->lat_deg * 0.01745329);
			struct ac_point p, centre;
			double radius;
			if (ac_point_from_deg(fmax(-90, fmin(90, lat)), remainder(lon, 360), &p,
				    NULL) != AC_OK)
				continue;
			bool slow = false;
			for (size_t i = 0; i < n; i++) {
				ac_area_circle(area, i, &centre, &radius);
				slow = slow || ac_distance_m(centre, p) <= radius;
			}
			assert_int_equal(ac_area_contains(area, p.lat_e7, p.lon_e7), slow);
			assert_true(!slow || is_covered(ranges, ranges_n, p));
			inside += slow;
		}
	}
	assert_true(inside > 20000);
}

static void merging_fills_the_smallest_gaps_ties_included(void **state)
{
	(void)state;
	struct ac_random random;
	for (uint64_t seed = 0; seed < 3000; seed++) {
		ac_random_seed(&random, seed);
		struct ac_cell_range fast[200], slow[200];
		size_t n = 1 + ac_random_below(&random, 200);
		size_t most = 1 + ac_random_below(&random, 64);
		uint64_t kinds = 1 + ac_random_below(&random, 4);
		int64_t at = 0;
		for (size_t i = 0; i < n; i++) {
			fast[i].lo = at;
			fast[i].hi = at + (int64_t)ac_random_below(&random, 3);
			at = fast[i].hi + 2 + (int64_t)ac_random_below(&random, kinds);
		}
		memcpy(slow, fast, sizeof slow);
		size_t slow_n = n;
		while (slow_n > most) {
			size_t best = 1;
			for (size_t i = 2; i < slow_n; i++)
				if (slow[i].lo - slow[i - 1].hi < slow[best].lo - slow[best - 1].hi)
					best = i;
			slow[best - 1].hi = slow[best].hi;
			memmove(slow + best, slow + best + 1, (--slow_n - best) * sizeof *slow);
		}
		assert_int_equal(ac_cover_merge(fast, n, most), slow_n);
		assert_memory_equal(fast, slow, slow_n * sizeof *slow);
	}
}

static char *read_shared(const char *name, size_t *n)
{
	const char *shared = getenv("AC_SHARED");
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", shared ? shared : "../shared", name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		printf("           not found: %s, left out\n", path);
		return NULL;
	}
	char *text = malloc(4 << 20);
	*n = fread(text, 1, 4 << 20, file);
	fclose(file);
	return text;
}

static void real_districts_agree_with_the_oracle_and_are_covered(void **state)
{
	(void)state;
	size_t n = 0;
	char *text = read_shared("data/istanbul/districts.geojson", &n);
	if (!text)
		skip();
	AC_AUTO(json) struct ac_json *root = NULL;
	assert_int_equal(
		ac_json_parse((struct ac_str){ text, n }, &ac_geojson_limits, &root, NULL), AC_OK);
	free(text);
	struct ac_random random;
	ac_random_seed(&random, 1);
	ac_json_each(ac_json_find(root, "features"), feature)
	{
		AC_AUTO(area) struct ac_area *area = NULL;
		struct ac_error err = { 0 };
		if (ac_area_from_json(feature, &area, &err) != AC_OK)
			fail_msg("%s", err.msg);
		assert_true(compare(&random, area, 2000) > 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(drawn_polygons_agree_with_the_oracle),
		CASE(unions_agree_with_the_oracle),
		CASE(what_is_published_holds_everybody_who_is_matched),
		CASE(circles_are_always_covered),
		CASE(merging_fills_the_smallest_gaps_ties_included),
		CASE(real_districts_agree_with_the_oracle_and_are_covered),
	};
	return RUN(tests);
}
