/* Does one area hold all of another? Answered from above: a circle by the box around it, a polygon in a circle by
 * the box around that. */
#include "geo/geos_p.h"

enum { half_turn_e7 = 1800000000 };

static bool circle_in_circle(const struct ac_area_circle *outer, const struct ac_area_circle *inner)
{
	return ac_distance_m(outer->centre, inner->centre) + inner->radius_m <= outer->radius_m;
}

static void add_corner(struct ac_shape *shape, int64_t x, int64_t y)
{
	struct ac_xy corner = { (double)x, (double)y };
	ac_vec_push(&shape->points, corner);
}

static bool circle_in_polygons(const struct ac_shape *outer, const struct ac_area_circle *inner)
{
	AC_AUTO(shape) struct ac_shape box = { 0 };
	int64_t west = inner->centre.lon_e7 - inner->lon_reach;
	int64_t east = inner->centre.lon_e7 + inner->lon_reach;
	if (west < -half_turn_e7 || east > half_turn_e7)
		return false;
	add_corner(&box, west, inner->lat_lo);
	add_corner(&box, east, inner->lat_lo);
	add_corner(&box, east, inner->lat_hi);
	add_corner(&box, west, inner->lat_hi);
	ac_shape_end_ring(&box, false);
	return ac_geos_covers(outer, &box);
}

static bool holds_circle(const struct ac_area *outer, const struct ac_shape *polygons,
	const struct ac_area_circle *circle)
{
	ac_vec_each(&outer->circles, it)
		if (circle_in_circle(it, circle))
			return true;
	return polygons->rings.n && circle_in_polygons(polygons, circle);
}

static bool box_in_circle(const struct ac_area_circle *outer, const struct ac_shape *inner)
{
	double x_lo = inner->points.at[0].x, x_hi = x_lo, y_lo = inner->points.at[0].y, y_hi = y_lo;
	ac_vec_each(&inner->points, p) {
		x_lo = p->x < x_lo ? p->x : x_lo;
		x_hi = p->x > x_hi ? p->x : x_hi;
		y_lo = p->y < y_lo ? p->y : y_lo;
		y_hi = p->y > y_hi ? p->y : y_hi;
	}
	return ac_circle_overlap(outer, (int64_t)y_lo, (int64_t)y_hi, (int64_t)x_lo,
		       (int64_t)x_hi) == AC_WHOLLY;
}

/* @param polygon  one, with its holes */
static bool holds_polygon(const struct ac_area *outer, const struct ac_shape *polygons,
	const struct ac_shape *polygon)
{
	if (polygons->rings.n && ac_geos_covers(polygons, polygon))
		return true;
	ac_vec_each(&outer->circles, circle)
		if (box_in_circle(circle, polygon))
			return true;
	return false;
}

/* Copies ring `at` and the holes behind it. @return the ring after them */
static size_t take_polygon(const struct ac_area *area, size_t at, struct ac_shape *polygon)
{
	do {
		const struct ac_area_ring *ring = &area->rings.at[at];
		for (size_t i = 0; i < ring->n; i++) {
			struct ac_point p = area->points.at[ring->first + i];
			add_corner(polygon, p.lon_e7, p.lat_e7);
		}
		ac_shape_end_ring(polygon, ring->hole);
		at++;
	} while (at < area->rings.n && area->rings.at[at].hole);
	return at;
}

bool ac_area_covers(const struct ac_area *outer, const struct ac_area *inner)
{
	AC_AUTO(shape) struct ac_shape parts = { 0 }, polygons = { 0 };
	ac_shape_of_area(outer, &parts);
	if (parts.rings.n && !ac_geos_union(&parts, false, &polygons))
		return false;
	ac_vec_each(&inner->circles, circle)
		if (!holds_circle(outer, &polygons, circle))
			return false;
	for (size_t at = 0; at < inner->rings.n;) {
		AC_AUTO(shape) struct ac_shape polygon = { 0 };
		at = take_polygon(inner, at, &polygon);
		if (!holds_polygon(outer, &polygons, &polygon))
			return false;
	}
	return true;
}
