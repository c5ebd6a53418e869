/* geo/slab.c - the bands of latitude and the test that uses them.
 *
 * A band holds copies of all edges that touch it, falling by their eastern end: the test walks them
 * until they lie wholly to the west. An edge wholly to the east counts without a multiplication. */
#include "geo/area_p.h"

#include <stdlib.h>

static int32_t least(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static int32_t most(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static void add_edge(struct ac_area *area, int32_t x1, int32_t y1, int32_t x2, int32_t y2)
{
	struct ac_edge edge = { x1, y1, x2, y2 };
	ac_vec_push(&area->edges, edge);
}

/* What runs along ±180 is seen from the other side as well, and a pole from all sides. A pair of
 * opposite edges adds nothing to the winding number but is an edge to stand on. */
static void mirror(struct ac_area *area, const struct ac_edge *edge)
{
	if (abs(edge->x1) == AC_LON_MAX_E7) {
		int32_t y2 = edge->x2 == edge->x1 ? edge->y2 : edge->y1;
		add_edge(area, -edge->x1, edge->y1, -edge->x1, y2);
		add_edge(area, -edge->x1, y2, -edge->x1, edge->y1);
	}
	if (abs(edge->y1) == AC_LAT_MAX_E7)
		add_edge(area, -AC_LON_MAX_E7, edge->y1, AC_LON_MAX_E7, edge->y1);
}

static void collect_edges(struct ac_area *area)
{
	ac_vec_reserve(&area->edges, area->points.n);
	for (size_t r = 0; r < area->rings.n; r++) {
		const struct ac_point *p = area->points.at + area->rings.at[r].first;
		size_t n = area->rings.at[r].n;
		for (size_t i = 0; i < n; i++) {
			struct ac_point a = p[i], b = p[i + 1 < n ? i + 1 : 0];
			add_edge(area, a.lon_e7, a.lat_e7, b.lon_e7, b.lat_e7);
		}
	}
	size_t own = area->edges.n;
	for (size_t i = 0; i < own; i++) {
		struct ac_edge edge = area->edges.at[i];
		mirror(area, &edge);
	}
}

static void find_bounds(struct ac_area *area)
{
	area->lat_lo = area->lon_lo = INT32_MAX;
	area->lat_hi = area->lon_hi = INT32_MIN;
	ac_vec_each(&area->edges, e) {
		area->lat_lo = least(area->lat_lo, least(e->y1, e->y2));
		area->lat_hi = most(area->lat_hi, most(e->y1, e->y2));
		area->lon_lo = least(area->lon_lo, least(e->x1, e->x2));
		area->lon_hi = most(area->lon_hi, most(e->x1, e->x2));
	}
}

static uint32_t band_of(const struct ac_area *area, int32_t y)
{
	return (uint32_t)(y - area->lat_lo) >> area->band_shift;
}

/* Copies that the bands will hold. */
static size_t count_entries(const struct ac_area *area)
{
	size_t entries = 0;
	ac_vec_each(&area->edges, e) {
		uint32_t from = band_of(area, least(e->y1, e->y2));
		entries += band_of(area, most(e->y1, e->y2)) - from + 1;
	}
	return entries;
}

/* The thinnest bands that stay within a few per edge, in number and in copies. */
static void choose_bands(struct ac_area *area)
{
	size_t n = area->edges.n;
	uint32_t height = (uint32_t)(area->lat_hi - area->lat_lo);
	area->band_shift = 0;
	while ((height >> area->band_shift) >= 2 * n + 16)
		area->band_shift++;
	while (area->band_shift < 31 && count_entries(area) > 8 * n + 64)
		area->band_shift++;
}

static int by_eastern_end(const void *a, const void *b)
{
	const struct ac_edge *e = a, *f = b;
	int32_t x = most(e->x1, e->x2), y = most(f->x1, f->x2);
	return (y > x) - (y < x);
}

static void fill_bands(struct ac_area *area)
{
	size_t bands = (size_t)band_of(area, area->lat_hi) + 1;
	area->band_first = ac_alloc_array(bands + 1, sizeof *area->band_first);
	area->band_edges = ac_alloc_array(count_entries(area), sizeof *area->band_edges);
	uint32_t *end = area->band_first; /* counts, then ends, then firsts */
	ac_vec_each(&area->edges, e)
		for (uint32_t b = band_of(area, least(e->y1, e->y2));
			b <= band_of(area, most(e->y1, e->y2)); b++)
			end[b]++;
	for (size_t b = 1; b <= bands; b++)
		end[b] += end[b - 1];
	ac_vec_each(&area->edges, e)
		for (uint32_t b = band_of(area, least(e->y1, e->y2));
			b <= band_of(area, most(e->y1, e->y2)); b++)
			area->band_edges[--end[b]] = *e;
	for (size_t b = 0; b < bands; b++)
		qsort(area->band_edges + end[b], end[b + 1] - end[b], sizeof *area->band_edges,
			by_eastern_end);
}

void ac_area_seal(struct ac_area *area)
{
	collect_edges(area);
	find_bounds(area);
	if (area->edges.n == 0)
		return;
	choose_bands(area);
	fill_bands(area);
}

bool ac_area_rings_contain(const struct ac_area *area, int32_t x, int32_t y)
{
	if (y < area->lat_lo || y > area->lat_hi || x < area->lon_lo || x > area->lon_hi)
		return false;
	uint32_t band = band_of(area, y);
	const struct ac_edge *e = area->band_edges + area->band_first[band];
	const struct ac_edge *end = area->band_edges + area->band_first[band + 1];
	int winding = 0;
	for (; e < end && most(e->x1, e->x2) >= x; e++) {
		int up = (e->y1 <= y) & (y < e->y2), down = (e->y2 <= y) & (y < e->y1);
		if (least(e->x1, e->x2) > x) {
			winding += up - down;
			continue;
		}
		if (y < least(e->y1, e->y2) || y > most(e->y1, e->y2))
			continue;
		/* Which side: each product has 63 bits, their difference would not fit. */
		int64_t l = ((int64_t)e->x2 - e->x1) * ((int64_t)y - e->y1);
		int64_t r = ((int64_t)x - e->x1) * ((int64_t)e->y2 - e->y1);
		if (l == r)
			return true;
		winding += (up & (l > r)) - (down & (l < r));
	}
	return winding != 0;
}
