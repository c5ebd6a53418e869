/* geo/geos_p.h - the few things that GEOS does here, none of them where people are matched: is a
 * polygon valid, cutting at the antimeridian, and outlines for publishing.
 *
 * Shapes go in and out in 1e-7 degree, x longitude (it may pass ±1.8e9 before the cut), y latitude.
 * Every call has a context of its own, so that threads do not meet. A false result means that GEOS
 * gave up, which callers must survive.
 */
#pragma once
#include "geo/area_p.h"

struct ac_xy {
	double x, y;
};

/* Rings, closed without repeating the first point, a hole after its outer ring. */
struct ac_shape {
	AC_VEC(struct ac_xy) points;
	AC_VEC(struct ac_area_ring) rings;
};

void ac_shape_done(struct ac_shape *shape);
AC_AUTO_DEFINE_VALUE(shape, struct ac_shape, ac_shape_done)
/** A ring of all points added since the last one. */
void ac_shape_end_ring(struct ac_shape *shape, bool hole);
/** The rings of an area. */
void ac_shape_of_area(const struct ac_area *area, struct ac_shape *shape);

struct ac_geos_flaw {
	const char *what; /* a sentence, static */
	struct ac_xy at;
};

/** Is one polygon (outer ring, holes) valid? A ring may touch itself where that makes a hole. */
bool ac_geos_valid(const struct ac_shape *polygon, struct ac_geos_flaw *flaw);

/** The part of a polygon between two meridians, in whole units, added to `out`. */
AC_MUST_CHECK bool ac_geos_between(
	const struct ac_shape *polygon, double x_lo, double x_hi, struct ac_shape *out);

/** The union of polygons in whole units; without its holes if `fill`. */
AC_MUST_CHECK bool ac_geos_union(const struct ac_shape *polygons, bool fill, struct ac_shape *out);

/** A ring around a ring with about `most` of its vertices, or its convex hull if that has more. */
AC_MUST_CHECK bool ac_geos_hull(
	const struct ac_xy *ring, size_t n, size_t most, struct ac_shape *out);

/** Does the polygon around `outer` hold all of the one around `inner`? false in doubt. */
bool ac_geos_covers(const struct ac_shape *outer, const struct ac_shape *inner);

/**
 * Replace a convex, counter-clockwise ring of whole units by a convex one around it with at most
 * `most` vertices, where that is possible. @return how many it has now
 */
size_t ac_convex_reduce(struct ac_xy *ring, size_t n, size_t most);
