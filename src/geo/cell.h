/* geo/cell.h - a place as one sortable number, so that a plain B-tree answers "who is near here".
 *
 * The key is a Morton code (Morton 1966): the bits of x = lon_e7 + 1.8e9 (32) and y = lat_e7 +
 * 0.9e9 (31) interleaved, x in the even places from bit 0, so that it fits a positive int64 and
 * loses nothing. A square of side 2^k aligned to 2^k is one range of 4^k keys.
 */
#pragma once
#include "geo/point.h"

/* All keys from lo to hi, both included. */
struct ac_cell_range {
	int64_t lo, hi;
};

/** The key of a valid point. */
int64_t ac_cell_key(struct ac_point point);

/** The point of a key made by ac_cell_key(). */
struct ac_point ac_cell_point(int64_t key);
