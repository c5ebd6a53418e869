/* cap/crossing_p.h - does a ring cross itself?
 *
 * A sweep over the edges from west to east: each is held against those that begin before it and do
 * not end before it (Shamos and Hoey 1976, without the tree). Real outlines keep few edges alive at
 * once; a hostile ring could keep all, so the pairs that may be compared in a document are counted,
 * and what is left over is not judged. Touching is not crossing.
 */
#pragma once
#include "base/vec.h"
#include "cap/alert.h"

enum { cap_pairs_max = 4000000 };

/* An edge that the sweep has met and not yet left behind. */
struct cap_alive {
	double east, south, north;
	const struct ac_cap_point *from; /* its other end follows */
};

/* Room that the rings of a document share. */
struct cap_sweep {
	size_t pairs_left;
	AC_VEC(uint64_t) keys; /* edges by their western end */
	AC_VEC(uint64_t) spare;
	AC_VEC(struct cap_alive) alive;
};

void cap_sweep_init(struct cap_sweep *sweep);
void cap_sweep_done(struct cap_sweep *sweep);

/**
 * @param p      a closed ring: n points, the last like the first; longitudes within ±180
 * @param where  near the crossing
 * @return false too when the pairs are used up
 */
bool cap_ring_crosses(struct cap_sweep *sweep, const struct ac_cap_point *p, size_t n,
	struct ac_cap_point *where);
