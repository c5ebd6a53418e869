/* geo/cap_polygons.h - an area as CAP can publish it.
 *
 * A CAP polygon has no holes, and receivers choke on thousands of positions. So the polygons are
 * united, their holes filled, and outlines with too many positions simplified outwards: what is
 * published always covers what is matched, never the other way round, and the difference is
 * reported so that it can be shown before two people sign. What was cut at ±180 stays cut. Circles
 * are published as CAP circles (ac_area_circle()), exactly as they are.
 *
 * Outwards: first vertices in bays are dropped (a hull that keeps the topology;
 * GEOSPolygonHullSimplify), then sides of what has become convex are removed by extending their
 * neighbours until they meet; if neither is enough the outline becomes its bounding box. GEOS
 * checks the result against the outline. Where polygons overlap, the corners that uniting them
 * makes are rounded to 1e-7 degree, and the outline may run a centimetre inside there.
 */
#pragma once
#include "geo/area.h"

enum { AC_CAP_POSITIONS = 100 }; /* of one polygon, unless another number is wanted */

struct ac_cap_polygons {
	struct ac_point
		*points; /* all polygons; each closed: its last position repeats its first */
	size_t *first; /* n + 1 places in points: polygon i is first[i] up to first[i + 1] */
	size_t n; /* 0 for an area of circles only */
	double matched_km2; /* of the area's polygons together, holes left out */
	double published_km2; /* of these polygons together, >= matched_km2 */
};

/**
 * Make them.
 * @param positions_max  a polygon has at most so many, the closing one included; >= 5
 * @param out            owned by the caller, release with ac_cap_polygons_done()
 */
void ac_area_cap_polygons(
	const struct ac_area *area, size_t positions_max, struct ac_cap_polygons *out);

void ac_cap_polygons_done(struct ac_cap_polygons *polygons);
AC_AUTO_DEFINE_VALUE(cap_polygons, struct ac_cap_polygons, ac_cap_polygons_done)
