#include "geo/geos_p.h"

#include <assert.h>
#include <geos_c.h>

void ac_shape_done(struct ac_shape *shape)
{
	ac_vec_done(&shape->points);
	ac_vec_done(&shape->rings);
}

void ac_shape_end_ring(struct ac_shape *shape, bool hole)
{
	size_t first = 0;
	if (shape->rings.n) {
		const struct ac_area_ring *last = &shape->rings.at[shape->rings.n - 1];
		first = last->first + last->n;
	}
	struct ac_area_ring ring = { .first = first, .n = shape->points.n - first, .hole = hole };
	ac_vec_push(&shape->rings, ring);
}

void ac_shape_of_area(const struct ac_area *area, struct ac_shape *shape)
{
	ac_vec_each(&area->rings, ring) {
		for (size_t i = 0; i < ring->n; i++) {
			struct ac_point p = area->points.at[ring->first + i];
			struct ac_xy xy = { p.lon_e7, p.lat_e7 };
			ac_vec_push(&shape->points, xy);
		}
		ac_shape_end_ring(shape, ring->hole);
	}
}

/* A context with the geometries made in it, all released at the end. */
struct work {
	GEOSContextHandle_t h;
	GEOSGeometry *made[8];
	size_t n;
};

static void work_done(struct work *work)
{
	for (size_t i = 0; i < work->n; i++)
		GEOSGeom_destroy_r(work->h, work->made[i]);
	GEOS_finish_r(work->h);
}
AC_AUTO_DEFINE_VALUE(work, struct work, work_done)

/* Keep a result (NULL when GEOS failed) until the end of the work. */
static GEOSGeometry *keep(struct work *work, GEOSGeometry *geometry)
{
	assert(work->n < sizeof work->made / sizeof(GEOSGeometry *));
	if (geometry)
		work->made[work->n++] = geometry;
	return geometry;
}

static GEOSGeometry *to_ring(struct work *work, const struct ac_xy *p, size_t n)
{
	GEOSCoordSequence *seq = GEOSCoordSeq_create_r(work->h, (unsigned)n + 1, 2);
	if (!seq)
		return NULL;
	for (size_t i = 0; i <= n; i++)
		GEOSCoordSeq_setXY_r(work->h, seq, (unsigned)i, p[i % n].x, p[i % n].y);
	return GEOSGeom_createLinearRing_r(work->h, seq);
}

/* Geometries on their way into a larger one, which takes them. */
struct parts {
	GEOSGeometry **at;
	unsigned n;
	bool good; /* none failed */
};

static struct parts parts_new(size_t most)
{
	return (struct parts){ .at = ac_alloc_array(most, sizeof(GEOSGeometry *)), .good = true };
}

static void parts_add(struct parts *parts, GEOSGeometry *part)
{
	parts->good = parts->good && part;
	if (part)
		parts->at[parts->n++] = part;
}

static void parts_destroy(struct work *work, struct parts *parts)
{
	for (unsigned i = 0; i < parts->n; i++)
		GEOSGeom_destroy_r(work->h, parts->at[i]);
}

static size_t holes_behind(const struct ac_shape *shape, size_t at)
{
	size_t n = 0;
	while (at + n < shape->rings.n && shape->rings.at[at + n].hole)
		n++;
	return n;
}

/* The polygon whose outer ring is rings[at]; *at moves on behind its holes. */
static GEOSGeometry *to_polygon(struct work *work, const struct ac_shape *shape, size_t *at)
{
	const struct ac_area_ring *outer = &shape->rings.at[(*at)++];
	GEOSGeometry *shell = to_ring(work, shape->points.at + outer->first, outer->n);
	size_t n = holes_behind(shape, *at);
	struct parts holes = parts_new(n);
	for (size_t i = 0; i < n; i++) {
		const struct ac_area_ring *ring = &shape->rings.at[(*at)++];
		parts_add(&holes, to_ring(work, shape->points.at + ring->first, ring->n));
	}
	GEOSGeometry *polygon = NULL;
	if (shell && holes.good) {
		polygon = GEOSGeom_createPolygon_r(work->h, shell, holes.at, holes.n);
	} else {
		GEOSGeom_destroy_r(work->h, shell);
		parts_destroy(work, &holes);
	}
	ac_free(holes.at);
	return polygon;
}

static GEOSGeometry *to_geometry(struct work *work, const struct ac_shape *shape)
{
	struct parts polygons = parts_new(shape->rings.n);
	for (size_t at = 0; at < shape->rings.n && polygons.good;)
		parts_add(&polygons, to_polygon(work, shape, &at));
	GEOSGeometry *all = NULL;
	if (polygons.good)
		all = GEOSGeom_createCollection_r(
			work->h, GEOS_MULTIPOLYGON, polygons.at, polygons.n);
	else
		parts_destroy(work, &polygons);
	ac_free(polygons.at);
	return keep(work, all);
}

static void from_ring(
	struct work *work, const GEOSGeometry *ring, bool hole, struct ac_shape *shape)
{
	const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(work->h, ring);
	unsigned n = 0;
	if (!seq || !GEOSCoordSeq_getSize_r(work->h, seq, &n) || n < 4)
		return;
	for (unsigned i = 0; i + 1 < n; i++) {
		struct ac_xy xy;
		GEOSCoordSeq_getXY_r(work->h, seq, i, &xy.x, &xy.y);
		ac_vec_push(&shape->points, xy);
	}
	ac_shape_end_ring(shape, hole);
}

/* The polygons of a result; points and lines in it are left out. */
static void from_geometry(
	struct work *work, const GEOSGeometry *g, bool fill, struct ac_shape *shape)
{
	int type = GEOSGeomTypeId_r(work->h, g);
	if (type == GEOS_POLYGON && !GEOSisEmpty_r(work->h, g)) {
		from_ring(work, GEOSGetExteriorRing_r(work->h, g), false, shape);
		int holes = fill ? 0 : GEOSGetNumInteriorRings_r(work->h, g);
		for (int i = 0; i < holes; i++)
			from_ring(work, GEOSGetInteriorRingN_r(work->h, g, i), true, shape);
	}
	if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION)
		return;
	for (int i = 0; i < GEOSGetNumGeometries_r(work->h, g); i++)
		from_geometry(work, GEOSGetGeometryN_r(work->h, g, i), fill, shape);
}

static const char *sentence(const char *reason)
{
	static const struct {
		const char *geos, *ours;
	} known[] = {
		{ "Self-intersection", "the ring crosses itself" },
		{ "Ring Self-intersection", "the ring touches itself" },
		{ "Hole lies outside shell", "a hole lies outside its outer ring" },
		{ "Holes are nested", "a hole lies inside another hole" },
		{ "Duplicate Rings", "two rings are the same" },
		{ "Interior is disconnected", "the holes cut the polygon apart (give the parts as "
					      "polygons of their own)" },
		{ "Too few points in geometry component",
			"the ring has too few different positions" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(reason, known[i].geos) == 0)
			return known[i].ours;
	return "the polygon is not valid";
}

bool ac_geos_valid(const struct ac_shape *polygon, struct ac_geos_flaw *flaw)
{
	AC_AUTO(work) struct work work = { .h = GEOS_init_r() };
	*flaw = (struct ac_geos_flaw){ .what = "the polygon is not valid" };
	if (polygon->points.n)
		flaw->at = polygon->points.at[0];
	size_t at = 0;
	GEOSGeometry *g = keep(&work, to_polygon(&work, polygon, &at));
	if (!g)
		return false;
	char *reason = NULL;
	GEOSGeometry *place = NULL;
	char valid = GEOSisValidDetail_r(
		work.h, g, GEOSVALID_ALLOW_SELFTOUCHING_RING_FORMING_HOLE, &reason, &place);
	keep(&work, place);
	if (reason)
		flaw->what = sentence(reason);
	GEOSFree_r(work.h, reason);
	if (place) {
		GEOSGeomGetX_r(work.h, place, &flaw->at.x);
		GEOSGeomGetY_r(work.h, place, &flaw->at.y);
	}
	return valid == 1;
}

bool ac_geos_between(const struct ac_shape *polygon, double x_lo, double x_hi, struct ac_shape *out)
{
	AC_AUTO(work) struct work work = { .h = GEOS_init_r() };
	AC_AUTO(shape) struct ac_shape box = { 0 };
	const struct ac_xy corners[] = { { x_lo, -1e9 }, { x_hi, -1e9 }, { x_hi, 1e9 },
		{ x_lo, 1e9 } };
	for (size_t i = 0; i < 4; i++)
		ac_vec_push(&box.points, corners[i]);
	ac_shape_end_ring(&box, false);
	GEOSGeometry *a = to_geometry(&work, polygon), *b = to_geometry(&work, &box);
	GEOSGeometry *cut = a && b ? keep(&work, GEOSIntersectionPrec_r(work.h, a, b, 1)) : NULL;
	if (cut)
		from_geometry(&work, cut, false, out);
	return cut;
}

static GEOSGeometry *unite(struct work *work, const GEOSGeometry *g)
{
	GEOSGeometry *united = g ? keep(work, GEOSUnaryUnionPrec_r(work->h, g, 1)) : NULL;
	if (united || !g)
		return united;
	GEOSGeometry *mended = keep(work, GEOSMakeValid_r(work->h, g));
	return mended ? keep(work, GEOSUnaryUnionPrec_r(work->h, mended, 1)) : NULL;
}

bool ac_geos_union(const struct ac_shape *polygons, bool fill, struct ac_shape *out)
{
	AC_AUTO(work) struct work work = { .h = GEOS_init_r() };
	GEOSGeometry *united = unite(&work, to_geometry(&work, polygons));
	if (united && fill) {
		/* An island in a lake is inside the filled outline now: unite again. */
		AC_AUTO(shape) struct ac_shape outlines = { 0 };
		from_geometry(&work, united, true, &outlines);
		united = unite(&work, to_geometry(&work, &outlines));
	}
	if (united)
		from_geometry(&work, united, fill, out);
	return united;
}

bool ac_geos_hull(const struct ac_xy *ring, size_t n, size_t most, struct ac_shape *out)
{
	AC_AUTO(work) struct work work = { .h = GEOS_init_r() };
	AC_AUTO(shape) struct ac_shape shape = { 0 };
	for (size_t i = 0; i < n; i++)
		ac_vec_push(&shape.points, ring[i]);
	ac_shape_end_ring(&shape, false);
	GEOSGeometry *g = to_geometry(&work, &shape);
	double share = (double)most / (double)(n + 1);
	GEOSGeometry *hull = g ? keep(&work, GEOSPolygonHullSimplify_r(work.h, g, 1, share)) : NULL;
	if (hull)
		from_geometry(&work, hull, true, out);
	return hull && out->rings.n == 1;
}

bool ac_geos_covers(const struct ac_shape *outer, const struct ac_shape *inner)
{
	AC_AUTO(work) struct work work = { .h = GEOS_init_r() };
	GEOSGeometry *a = to_geometry(&work, outer), *b = to_geometry(&work, inner);
	return a && b && GEOSCovers_r(work.h, a, b) == 1;
}
