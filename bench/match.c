/* bench/match - who is inside an area, against a full scan of the same table.
 *
 *	match [STAYS]      default 10,000,000
 *
 * A real data directory with the synthetic stays of world.h. The areas have 40, 400 and 5,000 vertices.
 * The reference reads the whole table and tests what is in the window with GEOS prepared geometry. Both
 * are run five times warm, in turn; medians and their ratio are printed, and both must find the same
 * stays. */
#include "store/match.h"
#include "base/clock.h"

#include "world.h"

#include <geos_c.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { rounds = world_rounds };

static const struct ac_sql sql_scan = { "bench_scan",
	"SELECT cell, t_from, t_to FROM stay NOT INDEXED" };

static GEOSGeometry *make_polygon(GEOSContextHandle_t geos, const struct world_ring *ring)
{
	GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)ring->n + 1, 2);
	for (int i = 0; i <= ring->n; i++)
		GEOSCoordSeq_setXY_r(
			geos, points, (unsigned)i, ring->lon[i % ring->n], ring->lat[i % ring->n]);
	return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, points), NULL, 0);
}

static int64_t scan(struct ac_db *db, GEOSContextHandle_t geos, const GEOSPreparedGeometry *polygon,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	world_must(ac_db_query(db, &sql_scan, AC_NO_VALUES, &rows, err), err);
	const int64_t from_us = world_from_us(), to_us = world_to_us();
	int64_t found = 0;
	for (bool row = true;;) {
		world_must(ac_rows_next(rows, &row, err), err);
		if (!row)
			return found;
		if (ac_row_i64(rows, 1) >= to_us || ac_row_i64(rows, 2) <= from_us)
			continue;
		struct ac_point at = ac_cell_point(ac_row_i64(rows, 0));
		GEOSGeometry *point =
			GEOSGeom_createPointFromXY_r(geos, at.lon_e7 / 1e7, at.lat_e7 / 1e7);
		found += GEOSPreparedIntersects_r(geos, polygon, point) == 1;
		GEOSGeom_destroy_r(geos, point);
	}
}

static enum ac_status count_one(void *ctx, const struct ac_match *match, struct ac_error *err)
{
	(void)match;
	(void)err;
	++*(int64_t *)ctx;
	return AC_OK;
}

/* Milliseconds; on a busy machine the processor's time is the steadier of the two. */
struct times {
	double wall[rounds], cpu[rounds];
};

struct moment {
	int64_t wall_us, cpu_us;
};

static struct moment moment_now(void)
{
	struct timespec cpu;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
	return (struct moment){ ac_mono_now().us, cpu.tv_sec * AC_SECOND + cpu.tv_nsec / 1000 };
}

static void take(struct times *times, int round, struct moment from, struct moment to)
{
	if (round < 0)
		return;
	times->wall[round] = (double)(to.wall_us - from.wall_us) / 1e3;
	times->cpu[round] = (double)(to.cpu_us - from.cpu_us) / 1e3;
}

static void print(const char *name, int64_t found, struct times *ours, struct times *scans)
{
	double mine = world_median(ours->wall), reference = world_median(scans->wall);
	printf("match %-12s %8lld stays  ours %8.2f ms  full scan with GEOS %8.1f ms  ratio %.0f",
		name, (long long)found, mine, reference, reference / mine);
	mine = world_median(ours->cpu);
	reference = world_median(scans->cpu);
	printf("  (processor %.2f ms, %.1f ms, %.0f)\n", mine, reference, reference / mine);
}

static void compare(struct ac_db *db, GEOSContextHandle_t geos, const struct world_area *which,
	struct ac_error *err)
{
	static struct world_ring ring;
	struct times ours, theirs;
	world_make_ring(which, &ring);
	AC_AUTO(area) struct ac_area *area = world_make_area(&ring);
	GEOSGeometry *polygon = make_polygon(geos, &ring);
	const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geos, polygon);
	int64_t found = 0, scanned = 0;
	for (int i = -1; i < rounds; i++) { /* the first round warms up */
		struct moment from = moment_now();
		found = 0;
		world_must(ac_match_each(db, area, world_from_us(), world_to_us(), count_one,
				   &found, err),
			err);
		struct moment between = moment_now();
		scanned = scan(db, geos, prepared, err);
		take(&ours, i, from, between);
		take(&theirs, i, between, moment_now());
	}
	GEOSPreparedGeom_destroy_r(geos, prepared);
	GEOSGeom_destroy_r(geos, polygon);
	print(which->name, found, &ours, &theirs);
	if (found != scanned)
		printf("DIFFERENT: the scan found %lld\n", (long long)scanned);
}

int main(int argc, char **argv)
{
	static struct world world;
	int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 10000000;
	struct ac_error err = { 0 };
	char dir[] = "/tmp/allclear-bench-XXXXXX", command[64];
	if (!mkdtemp(dir))
		return 1;
	struct ac_store *store = world_open(dir, NULL);
	int64_t from = ac_mono_now().us;
	world_start(&world, n);
	world_fill(ac_store_db(store), &world);
	printf("match: %lld stays written in %.0f s\n", (long long)n,
		(double)(ac_mono_now().us - from) / 1e6);
	GEOSContextHandle_t geos = GEOS_init_r();
	for (int i = 0; i < world_areas; i++)
		compare(ac_store_db(store), geos, &world_area[i], &err);
	GEOS_finish_r(geos);
	ac_store_close(store);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) != 0;
}
