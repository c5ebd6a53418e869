/* geo/polygon.c - a polygon as people give it, made into rings of an area.
 *
 * A step of more than 180° of longitude is taken the short way round, across ±180, unless it leads
 * exactly from one side of that meridian to the other (the usual frame of a map of the world).
 * A ring that comes back a whole turn away encloses a pole: the one on the side of its mean
 * latitude. */
#include "geo/geos_p.h"

#include <math.h>

static const double half_turn = 1.8e9, turn = 3.6e9;
static const char cannot_be_cut[] = "it cannot be cut at longitude 180: give it as two polygons";

static struct ac_xy *ring_points(struct ac_shape *shape, size_t ring)
{
	return shape->points.at + shape->rings.at[ring].first;
}

static double step(double from, double to)
{
	double d = to - from;
	bool frame = fabs(from) == half_turn && fabs(to) == half_turn;
	if (frame || fabs(d) <= half_turn)
		return d;
	return d - turn * round(d / turn);
}

/* Make the longitudes of a ring continuous. @return by how much it misses its start: 0 or a turn */
static double unwrap(struct ac_xy *p, size_t n)
{
	double start = p[0].x, raw = p[0].x;
	for (size_t i = 1; i < n; i++) {
		double next = p[i].x;
		p[i].x = p[i - 1].x + step(raw, next);
		raw = next;
	}
	return p[n - 1].x + step(raw, start) - start;
}

static void close_over_pole(struct ac_shape *polygon, double missed)
{
	size_t n = polygon->rings.at[0].n;
	AC_AUTO(shape) struct ac_shape closed = { 0 };
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += polygon->points.at[i].y;
		ac_vec_push(&closed.points, polygon->points.at[i]);
	}
	double pole = sum < 0 ? -9e8 : 9e8;
	struct ac_xy first = polygon->points.at[0];
	const struct ac_xy added[] = { { first.x + missed, first.y }, { first.x + missed, pole },
		{ first.x, pole } };
	for (size_t i = 0; i < 3; i++)
		ac_vec_push(&closed.points, added[i]);
	ac_shape_end_ring(&closed, false);
	for (size_t r = 1; r < polygon->rings.n; r++) {
		for (size_t i = 0; i < polygon->rings.at[r].n; i++)
			ac_vec_push(&closed.points, ring_points(polygon, r)[i]);
		ac_shape_end_ring(&closed, true);
	}
	struct ac_shape old = *polygon;
	*polygon = closed;
	closed = old;
}

static void x_range(const struct ac_xy *p, size_t n, double *lo, double *hi)
{
	*lo = *hi = p[0].x;
	for (size_t i = 1; i < n; i++) {
		*lo = fmin(*lo, p[i].x);
		*hi = fmax(*hi, p[i].x);
	}
}

/* Whole turns that bring a hole between the longitudes of its outer ring. */
static void align_hole(struct ac_shape *polygon, size_t r)
{
	double lo, hi, hole_lo, hole_hi;
	struct ac_xy *p = ring_points(polygon, r);
	size_t n = polygon->rings.at[r].n;
	x_range(polygon->points.at, polygon->rings.at[0].n, &lo, &hi);
	x_range(p, n, &hole_lo, &hole_hi);
	for (int turns = -3; turns <= 3; turns++)
		if (hole_lo + turns * turn >= lo && hole_hi + turns * turn <= hi) {
			for (size_t i = 0; i < n; i++)
				p[i].x += turns * turn;
			return;
		}
}

static enum ac_status make_continuous(struct ac_shape *polygon, struct ac_error *err)
{
	for (size_t r = polygon->rings.n; r-- > 0;) {
		double missed = unwrap(ring_points(polygon, r), polygon->rings.at[r].n);
		if (fabs(missed) < 1)
			continue;
		if (r > 0)
			return ac_fail(err, AC_INVALID,
				"a hole runs around a pole: cut the polygon along a meridian");
		if (fabs(missed) > turn + 1)
			return ac_fail(err, AC_INVALID, "the ring runs around the pole twice");
		close_over_pole(polygon, missed);
	}
	for (size_t r = 1; r < polygon->rings.n; r++)
		align_hole(polygon, r);
	return AC_OK;
}

static enum ac_status check_valid(const struct ac_shape *polygon, struct ac_error *err)
{
	struct ac_geos_flaw flaw;
	if (ac_geos_valid(polygon, &flaw))
		return AC_OK;
	double lon = remainder(flaw.at.x, turn);
	return ac_fail(err, AC_INVALID, "%s near latitude %.6f, longitude %.6f: redraw it there",
		flaw.what, flaw.at.y / 1e7, lon / 1e7);
}

/* Whole units, without repeated positions. @return how many are left */
static size_t round_ring(const struct ac_xy *p, size_t n, double shift, struct ac_point *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct ac_point q = { (int32_t)lround(p[i].y), (int32_t)lround(p[i].x + shift) };
		if (kept && q.lat_e7 == out[kept - 1].lat_e7 && q.lon_e7 == out[kept - 1].lon_e7)
			continue;
		out[kept++] = q;
	}
	while (kept > 1 && out[0].lat_e7 == out[kept - 1].lat_e7 &&
		out[0].lon_e7 == out[kept - 1].lon_e7)
		kept--;
	return kept;
}

/* Add rings as they are but for whole turns; tiny holes vanish.
 * @return false if an outer ring would */
static bool add_rings(struct ac_area *area, const struct ac_shape *shape, double shift)
{
	bool good = true;
	for (size_t r = 0; r < shape->rings.n; r++) {
		const struct ac_area_ring *ring = &shape->rings.at[r];
		struct ac_point *points = ac_alloc_array(ring->n, sizeof *points);
		size_t n = round_ring(shape->points.at + ring->first, ring->n, shift, points);
		if (n >= 3)
			ac_area_add_ring(area, points, n, ring->hole);
		else
			good = good && ring->hole;
		ac_free(points);
	}
	return good;
}

/* Area, holes left out, and the length of all sides; in units of 1e-7 degree. */
struct extent {
	double area, sides;
};

static void measure(const struct ac_shape *shape, struct extent *sum)
{
	ac_vec_each(&shape->rings, ring) {
		const struct ac_xy *p = shape->points.at + ring->first;
		double twice = 0;
		for (size_t i = 0; i < ring->n; i++) {
			const struct ac_xy *a = &p[i], *b = &p[i + 1 < ring->n ? i + 1 : 0];
			twice += (a->x - p->x) * (b->y - p->y) - (b->x - p->x) * (a->y - p->y);
			sum->sides += hypot(b->x - a->x, b->y - a->y);
		}
		sum->area += (ring->hole ? -0.5 : 0.5) * fabs(twice);
	}
}

/* Cut at every odd multiple of 180 degrees. GEOS, asked for whole units, has given back the box that it
 * cuts with instead of the part: so the parts must have the area that was cut, but for the rounding. */
static enum ac_status add_parts(struct ac_area *area, const struct ac_shape *polygon, int first,
	double hi, struct ac_error *err)
{
	struct extent whole = { 0 }, parts = { 0 };
	measure(polygon, &whole);
	for (int k = first; (k - 0.5) * turn < hi; k++) {
		AC_AUTO(shape) struct ac_shape part = { 0 };
		if (!ac_geos_between(polygon, (k - 0.5) * turn, (k + 0.5) * turn, &part))
			return ac_fail(err, AC_INVALID, "%s", cannot_be_cut);
		measure(&part, &parts);
		add_rings(area, &part, -k * turn);
	}
	if (fabs(parts.area - whole.area) > 2 * (parts.sides + whole.sides))
		return ac_fail(err, AC_INVALID, "%s", cannot_be_cut);
	return AC_OK;
}

enum ac_status ac_polygon_add(struct ac_area *area, struct ac_shape *polygon, struct ac_error *err)
{
	double lo, hi;
	AC_TRY(make_continuous(polygon, err));
	x_range(polygon->points.at, polygon->rings.at[0].n, &lo, &hi);
	if (hi - lo > turn)
		return ac_fail(err, AC_INVALID, "the ring is wider than the world: cut it in two");
	AC_TRY(check_valid(polygon, err));
	int first = (int)floor((lo + half_turn) / turn);
	if (lo == hi || hi <= (first + 0.5) * turn) {
		if (!add_rings(area, polygon, -first * turn))
			return ac_fail(err, AC_INVALID, "the polygon is smaller than a centimetre");
		return AC_OK;
	}
	return add_parts(area, polygon, first, hi, err);
}
