/* geo/area_p.h - the inside of an area, known to geo/ only. */
#pragma once
#include "base/vec.h"
#include "geo/area.h"

/* From a to b; the area lies to the left. */
struct ac_edge {
	int32_t x1, y1; /* lon_e7, lat_e7 */
	int32_t x2, y2;
};

struct ac_area_ring {
	size_t first, n; /* in points */
	bool hole;
};

struct ac_area_circle {
	struct ac_point centre;
	double radius_m;
	int32_t lat_lo, lat_hi; /* the band that it lies in */
	int64_t lon_reach; /* how far from the centre's meridian it can go, in 1e-7 degree */
};

struct ac_area {
	AC_VEC(struct ac_point) points;
	AC_VEC(struct ac_area_ring) rings;
	AC_VEC(struct ac_area_circle) circles;

	/* The index, made by ac_area_seal(). */
	AC_VEC(struct ac_edge)
	edges; /* of all rings, and the mirrored ones at ±180 and the poles */
	int32_t lat_lo, lat_hi, lon_lo, lon_hi; /* of the edges; lo > hi without any */
	int band_shift; /* a band is 2^band_shift units of latitude high */
	uint32_t *band_first; /* bands + 1 places in band_edges */
	struct ac_edge *band_edges; /* per band, falling by their eastern end */
};

/* Building: new, add…, seal. */
struct ac_area *ac_area_new(void);
/** @param points  copied, n >= 3, not repeating the first; turned round if need be */
void ac_area_add_ring(struct ac_area *area, const struct ac_point *points, size_t n, bool hole);
void ac_area_add_circle(struct ac_area *area, struct ac_point centre, double radius_m);
/** AC_FULL when so many more positions would go past the bounds of area.h. */
AC_MUST_CHECK enum ac_status ac_area_check_room(
	const struct ac_area *area, size_t positions, struct ac_error *err);
/** Make the index; nothing is added after this. */
void ac_area_seal(struct ac_area *area);

/** Is it in one of the rings (or on an edge)? Circles left out. */
bool ac_area_rings_contain(const struct ac_area *area, int32_t x, int32_t y);

/** Morton code of x (32 bits) and y (31 bits). */
uint64_t ac_cell_interleave(uint32_t x, uint32_t y);

/* How a box of latitude and longitude lies to a circle; "partly" where rounding leaves a doubt. */
enum ac_overlap { AC_APART, AC_PARTLY, AC_WHOLLY };
struct ac_area_circle ac_circle_make(struct ac_point centre, double radius_m);
bool ac_circle_contains(const struct ac_area_circle *circle, struct ac_point point);
/** Bounds in 1e-7 degree, all included; lon_hi may pass 1.8e9 (outermost cells). */
enum ac_overlap ac_circle_overlap(const struct ac_area_circle *circle, int64_t lat_lo,
	int64_t lat_hi, int64_t lon_lo, int64_t lon_hi);

/** Fill the smallest gaps, of equal ones the first, until at most `most` >= 1 ranges are left.
 * @return how many */
size_t ac_cover_merge(struct ac_cell_range *ranges, size_t n, size_t most);

struct ac_shape;
/**
 * Check a polygon as it was given and add it: longitudes made continuous, a ring around a pole
 * closed over it, cut at ±180, rounded to whole units.
 * @param polygon  outer ring and holes in 1e-7 degree; changed
 */
AC_MUST_CHECK enum ac_status ac_polygon_add(
	struct ac_area *area, struct ac_shape *polygon, struct ac_error *err);
