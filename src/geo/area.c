#include "geo/area_p.h"

#include <math.h>

struct ac_area *ac_area_new(void)
{
	return ac_alloc(sizeof(struct ac_area));
}

void ac_area_free(struct ac_area *area)
{
	if (!area)
		return;
	ac_vec_done(&area->points);
	ac_vec_done(&area->rings);
	ac_vec_done(&area->circles);
	ac_vec_done(&area->edges);
	ac_free(area->band_first);
	ac_free(area->band_edges);
	ac_free(area);
}

/* Twice the signed area (the shoelace formula), positive counter-clockwise. A term has 65 bits. */
static __int128 twice_area(const struct ac_point *points, size_t n)
{
	__int128 sum = 0;
	for (size_t i = 0; i < n; i++) {
		struct ac_point a = points[i], b = points[i + 1 < n ? i + 1 : 0];
		sum += (__int128)a.lon_e7 * b.lat_e7 - (__int128)b.lon_e7 * a.lat_e7;
	}
	return sum;
}

void ac_area_add_ring(struct ac_area *area, const struct ac_point *points, size_t n, bool hole)
{
	bool turn = (twice_area(points, n) < 0) != hole;
	struct ac_area_ring ring = { .first = area->points.n, .n = n, .hole = hole };
	ac_vec_push(&area->rings, ring);
	ac_vec_reserve(&area->points, area->points.n + n);
	for (size_t i = 0; i < n; i++)
		area->points.at[area->points.n++] = points[turn ? n - 1 - i : i];
}

void ac_area_add_circle(struct ac_area *area, struct ac_point centre, double radius_m)
{
	ac_vec_push(&area->circles, ac_circle_make(centre, radius_m));
}

enum ac_status ac_area_check_room(
	const struct ac_area *area, size_t positions, struct ac_error *err)
{
	if (area->points.n + positions > AC_AREA_VERTICES_MAX)
		return ac_fail(err, AC_FULL,
			"the area has more than %d positions: simplify it, or split it into "
			"several",
			AC_AREA_VERTICES_MAX);
	if (area->circles.n > AC_AREA_CIRCLES_MAX)
		return ac_fail(err, AC_FULL,
			"the area has more than %d circles: draw a polygon around them",
			AC_AREA_CIRCLES_MAX);
	return AC_OK;
}

static enum ac_status add_circle(
	struct ac_area *area, const struct ac_circle *circle, struct ac_error *err)
{
	struct ac_point centre;
	AC_TRY(ac_point_from_deg(circle->lat_deg, circle->lon_deg, &centre, err));
	if (!(circle->radius_km >= 0 && circle->radius_km <= 10000))
		return ac_fail(
			err, AC_INVALID, "radius_km %g is outside 0 to 10,000", circle->radius_km);
	ac_area_add_circle(area, centre, circle->radius_km * 1000);
	return AC_OK;
}

enum ac_status ac_area_from_circles(
	const struct ac_circle *circles, size_t n, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *made = ac_area_new();
	if (n == 0)
		return ac_fail(err, AC_INVALID, "an area needs at least one circle");
	for (size_t i = 0; i < n && i <= AC_AREA_CIRCLES_MAX; i++)
		if (add_circle(made, &circles[i], err) != AC_OK)
			return ac_fail_in(err, AC_INVALID, "circle %zu", i + 1);
	AC_TRY(ac_area_check_room(made, 0, err));
	ac_area_seal(made);
	*area = AC_TAKE(made);
	return AC_OK;
}

static void add_all(struct ac_area *to, const struct ac_area *from)
{
	for (size_t i = 0; i < from->rings.n; i++) {
		const struct ac_area_ring *ring = &from->rings.at[i];
		ac_area_add_ring(to, from->points.at + ring->first, ring->n, ring->hole);
	}
	for (size_t i = 0; i < from->circles.n; i++)
		ac_vec_push(&to->circles, from->circles.at[i]);
}

enum ac_status ac_area_union(
	const struct ac_area *const areas[], size_t n, struct ac_area **area, struct ac_error *err)
{
	AC_AUTO(area) struct ac_area *made = ac_area_new();
	if (n == 0)
		return ac_fail(err, AC_INVALID, "a union needs at least one area");
	for (size_t i = 0; i < n; i++) {
		add_all(made, areas[i]);
		AC_TRY(ac_area_check_room(made, 0, err));
	}
	ac_area_seal(made);
	*area = AC_TAKE(made);
	return AC_OK;
}

bool ac_area_contains(const struct ac_area *area, int32_t lat_e7, int32_t lon_e7)
{
	if (ac_area_rings_contain(area, lon_e7, lat_e7))
		return true;
	struct ac_point point = { lat_e7, lon_e7 };
	for (size_t i = 0; i < area->circles.n; i++)
		if (ac_circle_contains(&area->circles.at[i], point))
			return true;
	return false;
}

size_t ac_area_vertices(const struct ac_area *area)
{
	return area->points.n;
}

size_t ac_area_rings(const struct ac_area *area)
{
	return area->rings.n;
}

void ac_area_ring(
	const struct ac_area *area, size_t i, const struct ac_point **points, size_t *n, bool *hole)
{
	const struct ac_area_ring *ring = &area->rings.at[i];
	*points = area->points.at + ring->first;
	*n = ring->n;
	*hole = ring->hole;
}

size_t ac_area_circles(const struct ac_area *area)
{
	return area->circles.n;
}

void ac_area_circle(const struct ac_area *area, size_t i, struct ac_point *centre, double *radius_m)
{
	*centre = area->circles.at[i].centre;
	*radius_m = area->circles.at[i].radius_m;
}
