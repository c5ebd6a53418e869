/* geo/area.h - what a warning covers: polygons with holes and circles, and who is inside.
 *
 * Membership is exact on integers. An area is a sum of oriented rings (outer rings
 * counter-clockwise, holes clockwise): a point belongs to it where the winding number is not zero,
 * so that overlapping polygons need no union, and a hole of one never cuts another. Every edge
 * belongs to the area, a hole's too, for a person on the line is in danger. Between two positions
 * an edge is straight in longitude and latitude (RFC 7946 section 3.1.1).
 *
 * The edges are bucketed into bands of latitude ("slabs"; Preparata and Shamos 1985, 2.2.2), so
 * that a test looks at a handful of edges whatever the number of vertices.
 *
 * ±180 is one meridian: what touches it from one side is on the edge from the other side too. Each
 * pole is one point. A circle holds what lies within its radius by ac_distance_m().
 *
 * An area never changes after it is made; threads may share it.
 */
#pragma once
#include "geo/cell.h"

struct ac_area;

enum {
	AC_AREA_VERTICES_MAX = 200000,
	AC_AREA_CIRCLES_MAX = 1000,
	AC_COVER_MAX = 64, /* ranges */
};

struct ac_circle {
	double lat_deg; /* -90…90 */
	double lon_deg; /* -180…180 */
	double radius_km; /* 0…10,000 */
};

/**
 * An area of circles.
 * @param circles  borrowed, n of them, 1…AC_AREA_CIRCLES_MAX
 * @param area     owned by the caller, release with ac_area_free()
 * @return AC_INVALID with "circle 3: …" for a centre or radius out of range
 */
AC_MUST_CHECK enum ac_status ac_area_from_circles(
	const struct ac_circle *circles, size_t n, struct ac_area **area, struct ac_error *err);

/**
 * One area that covers what any of n areas covers.
 * @param areas  borrowed, n >= 1
 * @return AC_FULL past AC_AREA_VERTICES_MAX or AC_AREA_CIRCLES_MAX
 */
AC_MUST_CHECK enum ac_status ac_area_union(
	const struct ac_area *const areas[], size_t n, struct ac_area **area, struct ac_error *err);

void ac_area_free(struct ac_area *area);
AC_AUTO_DEFINE(area, struct ac_area *, ac_area_free)

/** Does the area hold the point? About 20 ns, no allocation.
 * @param lat_e7, lon_e7  a valid point */
bool ac_area_contains(const struct ac_area *area, int32_t lat_e7, int32_t lon_e7);

/** Does one area hold all of another? In doubt it does not. */
bool ac_area_covers(const struct ac_area *outer, const struct ac_area *inner);

/**
 * Ranges of cell keys that together hold every point of the area, and some around it.
 * @param out  in rising order, disjoint and not adjacent
 * @param n    1…AC_COVER_MAX
 */
void ac_area_cover(const struct ac_area *area, struct ac_cell_range out[AC_COVER_MAX], size_t *n);

/* ---- What it is made of ---- */

size_t ac_area_vertices(const struct ac_area *area);

/** Rings of all polygons; a ring is closed without repeating its first point. */
size_t ac_area_rings(const struct ac_area *area);
/** @param points  borrowed, *n >= 3
 * @param hole    whether it is a hole of the last outer ring before it */
void ac_area_ring(const struct ac_area *area, size_t i, const struct ac_point **points, size_t *n,
	bool *hole);

size_t ac_area_circles(const struct ac_area *area);
void ac_area_circle(
	const struct ac_area *area, size_t i, struct ac_point *centre, double *radius_m);
