#include "cap/crossing_p.h"

#include <math.h>

void cap_sweep_init(struct cap_sweep *sweep)
{
	*sweep = (struct cap_sweep){ .pairs_left = cap_pairs_max };
}

void cap_sweep_done(struct cap_sweep *sweep)
{
	ac_vec_done(&sweep->keys);
	ac_vec_done(&sweep->spare);
	ac_vec_done(&sweep->alive);
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

static double larger(double a, double b)
{
	return a > b ? a : b;
}

/* ---- edges in the order of their western ends ---- */

/* 1e-7 degree and finer: what lies closer than that counts as one place. */
static uint64_t key_of(double lon_deg, size_t edge)
{
	return (uint64_t)((lon_deg + 180) * 11900000) << 32 | edge;
}

static void sort_few(uint64_t *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t key = keys[i];
		size_t at = i;
		for (; at > 0 && keys[at - 1] > key; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
}

/* Radix sort by the upper half: three passes of 11 bits. */
static void sort(struct cap_sweep *s, size_t n)
{
	if (n < 100) {
		sort_few(s->keys.at, n);
		return;
	}
	for (int shift = 32; shift < 64; shift += 11) {
		uint32_t starts[2049] = { 0 };
		for (size_t i = 0; i < n; i++)
			starts[(s->keys.at[i] >> shift & 2047) + 1]++;
		for (size_t i = 1; i <= 2048; i++)
			starts[i] += starts[i - 1];
		for (size_t i = 0; i < n; i++)
			s->spare.at[starts[s->keys.at[i] >> shift & 2047]++] = s->keys.at[i];
		uint64_t *swap = s->keys.at;
		s->keys.at = s->spare.at;
		s->spare.at = swap;
	}
}

static void order_edges(struct cap_sweep *s, const struct ac_cap_point *p, size_t edges)
{
	ac_vec_reserve(&s->keys, edges);
	ac_vec_reserve(&s->spare, s->keys.cap);
	ac_vec_reserve(&s->alive, edges);
	for (size_t i = 0; i < edges; i++)
		s->keys.at[i] = key_of(smaller(p[i].lon_deg, p[i + 1].lon_deg), i);
	sort(s, edges);
}

/* ---- two edges ---- */

/* Twice the area of the triangle: on which side of ab lies p? Zero within the noise of doubles. */
static int side(struct ac_cap_point a, struct ac_cap_point b, struct ac_cap_point p)
{
	double left = (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg);
	double right = (b.lat_deg - a.lat_deg) * (p.lon_deg - a.lon_deg);
	double noise = (fabs(left) + fabs(right)) * 1e-12;
	return left - right > noise ? 1 : left - right < -noise ? -1 : 0;
}

static bool cross(const struct ac_cap_point *a, const struct ac_cap_point *b)
{
	return side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < 0 &&
	       side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < 0;
}

/* The middle of where both are. */
static struct ac_cap_point middle(const struct ac_cap_point *a, const struct ac_cap_point *b)
{
	double south =
		larger(smaller(a[0].lat_deg, a[1].lat_deg), smaller(b[0].lat_deg, b[1].lat_deg));
	double north =
		smaller(larger(a[0].lat_deg, a[1].lat_deg), larger(b[0].lat_deg, b[1].lat_deg));
	double west =
		larger(smaller(a[0].lon_deg, a[1].lon_deg), smaller(b[0].lon_deg, b[1].lon_deg));
	double east =
		smaller(larger(a[0].lon_deg, a[1].lon_deg), larger(b[0].lon_deg, b[1].lon_deg));
	return (struct ac_cap_point){ (south + north) / 2, (west + east) / 2 };
}

/* ---- the sweep ---- */

/* Hold an edge against those that still reach as far east; the others are dropped.
 * @return the one that it crosses; NULL */
static const struct ac_cap_point *sweep_one(struct cap_sweep *s, const struct ac_cap_point *edge)
{
	const struct ac_cap_point *found = NULL;
	struct cap_alive *alive = s->alive.at, *kept = alive, *end = alive + s->alive.n;
	struct cap_alive new = { larger(edge[0].lon_deg, edge[1].lon_deg),
		smaller(edge[0].lat_deg, edge[1].lat_deg), larger(edge[0].lat_deg, edge[1].lat_deg),
		edge };
	double west = smaller(edge[0].lon_deg, edge[1].lon_deg);
	s->pairs_left -= s->alive.n < s->pairs_left ? s->alive.n : s->pairs_left;
	for (; alive < end; alive++) {
		if (alive->east < west)
			continue;
		if (alive->south < new.north &&new.south < alive->north && cross(alive->from, edge))
			found = alive->from;
		*kept++ = *alive;
	}
	*kept++ = new;
	s->alive.n = (size_t)(kept - s->alive.at);
	return found;
}

bool cap_ring_crosses(
	struct cap_sweep *s, const struct ac_cap_point *p, size_t n, struct ac_cap_point *where)
{
	if (n < 4 || !s->pairs_left)
		return false;
	order_edges(s, p, n - 1);
	s->alive.n = 0;
	for (size_t i = 0; i + 1 < n && s->pairs_left; i++) {
		const struct ac_cap_point *edge = &p[(uint32_t)s->keys.at[i]];
		const struct ac_cap_point *other = sweep_one(s, edge);
		if (other) {
			*where = middle(other, edge);
			return true;
		}
	}
	return false;
}
