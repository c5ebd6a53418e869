/* geo/convex.c - fewer sides around a convex ring, growing it as little as possible.
 *
 * Removing the side b→c extends a→b and d→c until they meet in v; the triangle b, v, c is
 * added. The sides that add least go first, many in one pass. Whole units only: v is rounded
 * away from the ring, and taken only where exact products show that nothing is cut off. */
#include "geo/geos_p.h"

#include <math.h>
#include <stdlib.h>

struct corner {
	struct ac_xy v; /* what would replace both ends of the side that starts here */
	double cost; /* area added; INFINITY: not possible */
};

/* > 0 if c lies to the left of a→b. The coordinates are whole numbers of 33 bits. */
static __int128 side(struct ac_xy a, struct ac_xy b, struct ac_xy c)
{
	int64_t x = (int64_t)(b.x - a.x), y = (int64_t)(b.y - a.y);
	return (__int128)x * (int64_t)(c.y - a.y) - (__int128)y * (int64_t)(c.x - a.x);
}

/* Where a→b and d→c meet beyond b and c. @return false when they do not, or out of the world */
static bool meet(struct ac_xy a, struct ac_xy b, struct ac_xy c, struct ac_xy d, struct ac_xy *v)
{
	double ux = b.x - a.x, uy = b.y - a.y, wx = c.x - d.x, wy = c.y - d.y;
	double cross = ux * wy - uy * wx;
	if (!(cross < 0))
		return false;
	double t = ((c.x - b.x) * wy - (c.y - b.y) * wx) / cross;
	*v = (struct ac_xy){ b.x + t * ux, b.y + t * uy };
	return t >= 0 && fabs(v->x) <= AC_LON_MAX_E7 && fabs(v->y) <= AC_LAT_MAX_E7;
}

/* Whole units at v or a little further out that keep b and c in and all corners convex. */
static bool round_out(const struct ac_xy *p[6], struct ac_xy *v)
{
	struct ac_xy middle = { (p[2]->x + p[3]->x) / 2, (p[2]->y + p[3]->y) / 2 };
	double out_x = v->x < middle.x ? -1 : 1, out_y = v->y < middle.y ? -1 : 1;
	for (int i = 0; i < 16; i++) {
		int right = i & 3, up = i >> 2;
		struct ac_xy q = { round(v->x) + out_x * right, round(v->y) + out_y * up };
		if (fabs(q.x) > AC_LON_MAX_E7 || fabs(q.y) > AC_LAT_MAX_E7)
			continue;
		if (side(*p[1], q, *p[2]) >= 0 && side(q, *p[4], *p[3]) >= 0 &&
			side(*p[0], *p[1], q) >= 0 && side(q, *p[4], *p[5]) >= 0) {
			*v = q;
			return true;
		}
	}
	return false;
}

static struct corner corner_at(const struct ac_xy *ring, size_t n, size_t i)
{
	const struct ac_xy *p[6]; /* two before the side, its ends, two after */
	for (size_t k = 0; k < 6; k++)
		p[k] = &ring[(i + n + k - 2) % n];
	struct corner corner = { .cost = INFINITY };
	if (!meet(*p[1], *p[2], *p[3], *p[4], &corner.v) || !round_out(p, &corner.v))
		return corner;
	struct ac_xy b = *p[2], c = *p[3], v = corner.v;
	corner.cost = fabs((v.x - b.x) * (c.y - b.y) - (v.y - b.y) * (c.x - b.x));
	return corner;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The cost up to which sides go in this pass: a quarter of them, at most those too many. */
static double limit_of(const struct corner *corners, size_t n, size_t too_many)
{
	double *costs = ac_alloc_array(n, sizeof *costs);
	for (size_t i = 0; i < n; i++)
		costs[i] = corners[i].cost;
	qsort(costs, n, sizeof *costs, by_value);
	size_t k = n / 4 < too_many ? n / 4 : too_many;
	double limit = costs[k ? k - 1 : 0];
	ac_free(costs);
	return limit;
}

/* One pass. Sides whose corners depend on one just removed wait for the next. @return sides left */
static size_t pass(struct ac_xy *ring, size_t n, size_t most)
{
	struct corner *corners = ac_alloc_array(n, sizeof *corners);
	for (size_t i = 0; i < n; i++)
		corners[i] = corner_at(ring, n, i);
	double limit = limit_of(corners, n, n - most);
	size_t kept = 0, gone = 0;
	for (size_t i = 0; i < n; i++) {
		bool fits = corners[i].cost <= limit && corners[i].cost < INFINITY;
		/* the last corners would touch those of the first */
		if (fits && gone < n - most && i >= 2 && i + 4 <= n) {
			ring[kept++] = corners[i].v;
			ring[kept++] = ring[i + 2];
			ring[kept++] = ring[i + 3];
			i += 3;
			gone++;
		} else {
			ring[kept++] = ring[i];
		}
	}
	ac_free(corners);
	return kept;
}

/* Begin three corners later, so that the sides at the seam have their turn. */
static void turn(struct ac_xy *ring, size_t n)
{
	struct ac_xy head[3] = { ring[0], ring[1], ring[2] };
	for (size_t i = 3; i < n; i++)
		ring[i - 3] = ring[i];
	for (size_t i = 0; i < 3; i++)
		ring[n - 3 + i] = head[i];
}

size_t ac_convex_reduce(struct ac_xy *ring, size_t n, size_t most)
{
	for (int stuck = 0; n > most && n > 6 && stuck < 2;) {
		size_t left = pass(ring, n, most);
		stuck = left == n ? stuck + 1 : 0;
		n = left;
		turn(ring, n);
	}
	return n;
}
