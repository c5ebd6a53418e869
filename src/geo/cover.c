/* geo/cover.c - an area as at most 64 ranges of cell keys.
 *
 * Start from the smallest squares, four at most, that hold everything; split squares, the largest
 * first, as long as there are at most 1,024. A square that no edge touches is wholly inside or left
 * out. Squares next to each other make ranges; the smallest gaps between these are filled until 64
 * are left. An edge goes down only into the squares that it touches, so that the cost does not grow
 * with vertices times squares. All tests are exact for edges and on the safe side for circles. */
#include "geo/area_p.h"

#include <stdlib.h>

enum { squares_max = 1024, none = UINT32_MAX };

struct square {
	uint32_t x, y; /* lowest corner, shifted as in the key */
	int k; /* side 2^k */
	bool inside;
	size_t first, count; /* in items: the edges and circles that touch it */
	uint32_t next; /* in rising order of keys */
};

struct cover {
	const struct ac_area *area;
	struct square squares[squares_max + 8];
	uint32_t n;
	AC_VEC(uint32_t) items; /* below edges.n an edge, above it a circle */
};

static int64_t lon_of(uint64_t x)
{
	return (int64_t)x - AC_LON_MAX_E7;
}

static int64_t lat_of(uint64_t y)
{
	return (int64_t)y - AC_LAT_MAX_E7;
}

/* Does the edge have a point in the closed box? All corners on one side of its line: no. */
static bool edge_touches(
	const struct ac_edge *e, int64_t x_lo, int64_t x_hi, int64_t y_lo, int64_t y_hi)
{
	if ((e->x1 < x_lo && e->x2 < x_lo) || (e->x1 > x_hi && e->x2 > x_hi) ||
		(e->y1 < y_lo && e->y2 < y_lo) || (e->y1 > y_hi && e->y2 > y_hi))
		return false;
	int64_t dx = (int64_t)e->x2 - e->x1, dy = (int64_t)e->y2 - e->y1;
	int64_t x_far = dy < 0 ? x_lo : x_hi, x_near = dy < 0 ? x_hi : x_lo;
	int64_t y_far = dx < 0 ? y_lo : y_hi, y_near = dx < 0 ? y_hi : y_lo;
	/* side(x, y) = dx·(y − y1) − dy·(x − x1), greatest and least over the corners */
	bool all_right = dx * (y_far - e->y1) < dy * (x_near - e->x1);
	bool all_left = dx * (y_near - e->y1) > dy * (x_far - e->x1);
	return !all_right && !all_left;
}

static enum ac_overlap item_overlap(const struct ac_area *area, uint32_t item, int64_t x_lo,
	int64_t x_hi, int64_t y_lo, int64_t y_hi)
{
	if (item >= area->edges.n)
		return ac_circle_overlap(
			&area->circles.at[item - area->edges.n], y_lo, y_hi, x_lo, x_hi);
	bool touches = edge_touches(&area->edges.at[item], x_lo, x_hi, y_lo, y_hi);
	return touches ? AC_PARTLY : AC_APART;
}

/* Fill a square's items from its parent's. @return whether any of the area may be in it */
static bool classify(struct cover *cover, struct square *square, size_t first, size_t count)
{
	int64_t x_lo = lon_of(square->x), x_hi = x_lo + (INT64_C(1) << square->k) - 1;
	int64_t y_lo = lat_of(square->y), y_hi = y_lo + (INT64_C(1) << square->k) - 1;
	bool edges = false;
	square->first = cover->items.n;
	square->count = 0;
	square->inside = false;
	ac_vec_reserve(&cover->items, cover->items.n + count);
	for (size_t i = 0; i < count && !square->inside; i++) {
		uint32_t item = cover->items.at[first + i];
		enum ac_overlap o = item_overlap(cover->area, item, x_lo, x_hi, y_lo, y_hi);
		if (o == AC_APART)
			continue;
		square->inside = o == AC_WHOLLY;
		edges = edges || item < cover->area->edges.n;
		cover->items.at[cover->items.n++] = item;
	}
	if (!edges && x_lo <= AC_LON_MAX_E7 && y_lo <= AC_LAT_MAX_E7)
		square->inside = square->inside ||
				 ac_area_rings_contain(cover->area, (int32_t)x_lo, (int32_t)y_lo);
	if (square->inside)
		cover->items.n = square->first;
	square->count = cover->items.n - square->first;
	return square->inside || square->count;
}

/* Put a square's children in its place in the order of keys; the first reuses its slot. */
static void split(struct cover *cover, uint32_t at)
{
	struct square parent = cover->squares[at];
	uint32_t side = UINT32_C(1) << (parent.k - 1);
	uint32_t last = none;
	for (unsigned child = 0; child < 4; child++) {
		struct square square = { .x = parent.x + (child & 1 ? side : 0),
			.y = parent.y + (child & 2 ? side : 0),
			.k = parent.k - 1,
			.next = parent.next };
		if (!classify(cover, &square, parent.first, parent.count))
			continue;
		uint32_t slot = last == none ? at : cover->n++;
		cover->squares[slot] = square;
		if (last != none)
			cover->squares[last].next = slot;
		last = slot;
	}
	/* Rounding on a circle can leave a parent that touches it without a child that does. */
	if (last == none)
		cover->squares[at].count = 0;
}

static bool can_split(const struct square *square)
{
	return square->k > 0 && square->count > 0;
}

/* One size after the other, the largest first. */
static void refine(struct cover *cover)
{
	for (int k = cover->squares[0].k; k > 0; k--) {
		uint32_t n = cover->n;
		for (uint32_t i = 0; i < n; i++) {
			if (cover->n + 3 > squares_max)
				return;
			if (cover->squares[i].k == k && can_split(&cover->squares[i]))
				split(cover, i);
		}
	}
}

struct bounds {
	int64_t lat_lo, lat_hi, lon_lo, lon_hi;
};

static void widen(struct bounds *b, int64_t lat_lo, int64_t lat_hi, int64_t lon_lo, int64_t lon_hi)
{
	b->lat_lo = lat_lo < b->lat_lo ? lat_lo : b->lat_lo;
	b->lat_hi = lat_hi > b->lat_hi ? lat_hi : b->lat_hi;
	b->lon_lo = lon_lo < b->lon_lo ? lon_lo : b->lon_lo;
	b->lon_hi = lon_hi > b->lon_hi ? lon_hi : b->lon_hi;
}

static struct bounds bounds_of(const struct ac_area *area)
{
	struct bounds b = { INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN };
	if (area->edges.n)
		widen(&b, area->lat_lo, area->lat_hi, area->lon_lo, area->lon_hi);
	ac_vec_each(&area->circles, c) {
		int64_t west = c->centre.lon_e7 - c->lon_reach,
			east = c->centre.lon_e7 + c->lon_reach;
		bool around = west < -AC_LON_MAX_E7 || east > AC_LON_MAX_E7;
		widen(&b, c->lat_lo, c->lat_hi, around ? -AC_LON_MAX_E7 : west,
			around ? AC_LON_MAX_E7 : east);
	}
	return b;
}

static int by_key(const void *a, const void *b)
{
	const struct square *s = a, *t = b;
	uint64_t x = ac_cell_interleave(s->x, s->y), y = ac_cell_interleave(t->x, t->y);
	return (x > y) - (x < y);
}

/* The one, two or four squares of the least size that hold everything, in order of keys. */
static size_t least_squares(const struct bounds *b, struct square out[4])
{
	uint64_t x_lo = (uint64_t)(b->lon_lo + AC_LON_MAX_E7);
	uint64_t x_hi = (uint64_t)(b->lon_hi + AC_LON_MAX_E7);
	uint64_t y_lo = (uint64_t)(b->lat_lo + AC_LAT_MAX_E7);
	uint64_t y_hi = (uint64_t)(b->lat_hi + AC_LAT_MAX_E7);
	int k = 0;
	while ((x_hi >> k) - (x_lo >> k) > 1 || (y_hi >> k) - (y_lo >> k) > 1)
		k++;
	size_t n = 0;
	for (uint64_t y = y_lo >> k; y <= y_hi >> k; y++)
		for (uint64_t x = x_lo >> k; x <= x_hi >> k; x++)
			out[n++] = (struct square){ .x = (uint32_t)(x << k),
				.y = (uint32_t)(y << k),
				.k = k,
				.next = none };
	qsort(out, n, sizeof *out, by_key);
	return n;
}

static void start(struct cover *cover)
{
	const struct ac_area *area = cover->area;
	uint32_t all = (uint32_t)(area->edges.n + area->circles.n);
	ac_vec_reserve(&cover->items, 5 * (size_t)all);
	for (uint32_t i = 0; i < all; i++)
		cover->items.at[cover->items.n++] = i;
	struct bounds bounds = bounds_of(area);
	struct square squares[4];
	size_t n = least_squares(&bounds, squares);
	for (size_t i = 0; i < n; i++) {
		if (!classify(cover, &squares[i], 0, all))
			continue;
		if (cover->n)
			cover->squares[cover->n - 1].next = cover->n;
		cover->squares[cover->n++] = squares[i];
	}
}

static size_t to_ranges(const struct cover *cover, struct ac_cell_range *ranges)
{
	size_t n = 0;
	for (uint32_t i = 0; i != none; i = cover->squares[i].next) {
		const struct square *square = &cover->squares[i];
		int64_t lo = (int64_t)ac_cell_interleave(square->x, square->y);
		int64_t hi = lo + (int64_t)((UINT64_C(1) << 2 * square->k) - 1);
		if (n && ranges[n - 1].hi + 1 == lo)
			ranges[n - 1].hi = hi;
		else
			ranges[n++] = (struct ac_cell_range){ lo, hi };
	}
	return n;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

size_t ac_cover_merge(struct ac_cell_range *ranges, size_t n, size_t most)
{
	if (n <= most)
		return n;
	int64_t gaps[squares_max];
	for (size_t i = 1; i < n; i++)
		gaps[i - 1] = ranges[i].lo - ranges[i - 1].hi;
	qsort(gaps, n - 1, sizeof *gaps, by_value);
	size_t fill = n - most;
	int64_t largest = gaps[fill - 1]; /* smaller gaps all go, equal ones from the left */
	size_t equal = 0;
	for (size_t i = 0; i < fill; i++)
		equal += gaps[i] == largest;
	size_t kept = 0;
	for (size_t i = 1; i < n; i++) {
		int64_t gap = ranges[i].lo - ranges[kept].hi;
		bool close = gap < largest || (gap == largest && equal > 0 && equal--);
		if (close)
			ranges[kept].hi = ranges[i].hi;
		else
			ranges[++kept] = ranges[i];
	}
	return kept + 1;
}

void ac_area_cover(const struct ac_area *area, struct ac_cell_range out[AC_COVER_MAX], size_t *n)
{
	struct cover *cover = ac_alloc(sizeof *cover);
	struct ac_cell_range ranges[squares_max + 8];
	cover->area = area;
	start(cover);
	refine(cover);
	*n = ac_cover_merge(ranges, to_ranges(cover, ranges), AC_COVER_MAX);
	memcpy(out, ranges, *n * sizeof *out);
	ac_vec_done(&cover->items);
	ac_free(cover);
}
