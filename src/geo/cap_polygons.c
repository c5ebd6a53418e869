#include "geo/cap_polygons.h"
#include "geo/geos_p.h"

#include <math.h>

/* A ring's area on the sphere, its sides straight in longitude and latitude: the sum of the
 * integrals of sin(lat) over longitude, less the first sine (which a closed ring takes as often
 * as it gives), so that small rings keep their digits. */
static double ring_km2(const struct ac_xy *p, size_t n)
{
	const double rad = 3.14159265358979323846 / 180 / 1e7, r_km = AC_EARTH_RADIUS_M / 1000;
	double sum = 0, base = sin(p[0].y * rad);
	for (size_t i = 0; i < n; i++) {
		const struct ac_xy *a = &p[i], *b = &p[i + 1 < n ? i + 1 : 0];
		double half = (b->y - a->y) * rad / 2;
		double mean = sin((a->y + b->y) * rad / 2) * (half == 0 ? 1 : sin(half) / half);
		sum += (b->x - a->x) * rad * (mean - base);
	}
	return fabs(sum) * r_km * r_km;
}

static double shape_km2(const struct ac_shape *shape)
{
	double sum = 0;
	ac_vec_each(&shape->rings, ring) {
		double km2 = ring_km2(shape->points.at + ring->first, ring->n);
		sum += ring->hole ? -km2 : km2;
	}
	return sum;
}

static double united_km2(const struct ac_shape *shape)
{
	AC_AUTO(shape) struct ac_shape united = { 0 };
	return shape_km2(ac_geos_union(shape, false, &united) ? &united : shape);
}

static void add_ring(struct ac_shape *shape, const struct ac_xy *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ac_vec_push(&shape->points, p[i]);
	ac_shape_end_ring(shape, false);
}

static void add_box(struct ac_shape *shape, const struct ac_xy *p, size_t n)
{
	struct ac_xy lo = p[0], hi = p[0];
	for (size_t i = 1; i < n; i++) {
		lo = (struct ac_xy){ fmin(lo.x, p[i].x), fmin(lo.y, p[i].y) };
		hi = (struct ac_xy){ fmax(hi.x, p[i].x), fmax(hi.y, p[i].y) };
	}
	const struct ac_xy box[] = { lo, { hi.x, lo.y }, hi, { lo.x, hi.y } };
	add_ring(shape, box, 4);
}

static bool turns_left(const struct ac_xy *p, size_t n)
{
	double sum = 0;
	for (size_t i = 1; i + 1 < n; i++)
		sum += (p[i].x - p[0].x) * (p[i + 1].y - p[0].y) -
		       (p[i + 1].x - p[0].x) * (p[i].y - p[0].y);
	return sum > 0;
}

/* The convex hull with fewer sides, as the only ring of `out`. */
static bool reduce_hull(const struct ac_xy *p, size_t n, size_t most, struct ac_shape *out)
{
	if (!ac_geos_hull(p, n, 0, out))
		return false;
	struct ac_xy *ring = out->points.at;
	size_t m = out->rings.at[0].n;
	if (!turns_left(ring, m))
		for (size_t i = 0; i < m / 2; i++) {
			struct ac_xy swap = ring[i];
			ring[i] = ring[m - 1 - i];
			ring[m - 1 - i] = swap;
		}
	out->rings.at[0].n = out->points.n = ac_convex_reduce(ring, m, most);
	return true;
}

/* A ring around p with at most `most` vertices. */
static void add_outline(struct ac_shape *shape, const struct ac_xy *p, size_t n, size_t most)
{
	if (n <= most) {
		add_ring(shape, p, n);
		return;
	}
	AC_AUTO(shape) struct ac_shape original = { 0 }, bays = { 0 }, hull = { 0 };
	add_ring(&original, p, n);
	struct ac_shape *fit = NULL;
	if (ac_geos_hull(p, n, most, &bays) && bays.points.n <= most)
		fit = &bays;
	else if (reduce_hull(p, n, most, &hull) && hull.points.n <= most)
		fit = &hull;
	if (fit && ac_geos_covers(fit, &original))
		add_ring(shape, fit->points.at, fit->points.n);
	else
		add_box(shape, p, n);
}

static void write_out(const struct ac_shape *shape, struct ac_cap_polygons *out)
{
	out->n = shape->rings.n;
	out->first = ac_alloc_array(out->n + 1, sizeof *out->first);
	out->points = ac_alloc_array(shape->points.n + out->n, sizeof *out->points);
	size_t at = 0;
	for (size_t r = 0; r < out->n; r++) {
		const struct ac_area_ring *ring = &shape->rings.at[r];
		out->first[r] = at;
		for (size_t i = 0; i <= ring->n; i++) {
			struct ac_xy p = shape->points.at[ring->first + i % ring->n];
			out->points[at++] =
				(struct ac_point){ (int32_t)lround(p.y), (int32_t)lround(p.x) };
		}
	}
	out->first[out->n] = at;
}

static size_t count_outer(const struct ac_shape *shape)
{
	size_t n = 0;
	ac_vec_each(&shape->rings, ring)
		n += !ring->hole;
	return n;
}

/* The outlines of everything. Uniting rounds new corners to whole units, so that an edge may
 * move by one: a single polygon has none and must come out whole. @return false: use the rings
 * as they are */
static bool unite(const struct ac_shape *matched, struct ac_shape *outlines)
{
	return ac_geos_union(matched, true, outlines) &&
	       (count_outer(matched) > 1 || ac_geos_covers(outlines, matched));
}

void ac_area_cap_polygons(
	const struct ac_area *area, size_t positions_max, struct ac_cap_polygons *out)
{
	AC_AUTO(shape) struct ac_shape matched = { 0 }, outlines = { 0 }, published = { 0 };
	size_t most = positions_max < 5 ? 4 : positions_max - 1;
	*out = (struct ac_cap_polygons){ 0 };
	ac_shape_of_area(area, &matched);
	const struct ac_shape *from = unite(&matched, &outlines) ? &outlines : &matched;
	ac_vec_each(&from->rings, ring)
		if (!ring->hole)
			add_outline(&published, from->points.at + ring->first, ring->n, most);
	out->matched_km2 = united_km2(&matched);
	out->published_km2 = united_km2(&published);
	write_out(&published, out);
}

void ac_cap_polygons_done(struct ac_cap_polygons *polygons)
{
	ac_free(polygons->points);
	ac_free(polygons->first);
	*polygons = (struct ac_cap_polygons){ 0 };
}
