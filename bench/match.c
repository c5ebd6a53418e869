/* bench/match - who is inside an area, against a full scan of the same table.
 *
 *	match [STAYS]      default 10,000,000
 *
 * A real data directory with synthetic stays: 40,000 lodgings in 400 towns all over the world, the
 * largest of which holds one stay in forty. Stays begin on any of 115 days and last 1 to 14; one in a
 * hundred lasts 30 to 200 days, one in a hundred is open, one in fifty is at a position of its own
 * instead of a lodging. The window of three days holds a tenth of them. The indexes for matching are
 * built when the table is full. The areas have 40, 400 and
 * 5,000 vertices. The reference reads the whole table and tests what is in the window with GEOS prepared
 * geometry. Both are run five times warm, in turn; medians and their ratio are printed, and both must find
 * the same stays. */
#include "store/match.h"

#include "base/random.h"
#include "base/vec.h"
#include "geo/geojson.h"
#include "store/store.h"

#include <geos_c.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { rounds = 5, towns = 400, lodgings = 40000, most_vertices = 5000 };

static const int64_t first_day = 19000, days = 115, window_day = 60, window_days = 3;

static const struct ac_sql sql_lodging = {
	"bench_lodging",
	"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell) VALUES ($1, $2, $2, $3, $4, $5)"
};
static const struct ac_sql sql_stay = { "bench_stay",
	"INSERT INTO stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $2, $3, $4, $5, $6, 2, $7)" };
static const struct ac_sql sql_scan = { "bench_scan",
	"SELECT cell, t_from, t_to FROM stay NOT INDEXED" };

static void must(enum ac_status status, const struct ac_error *err)
{
	if (status == AC_OK)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

struct town {
	double lat, lon, weight; /* of it and all before it */
};

/* By falling size, 1 / (rank + 10); the first is Istanbul. */
static void make_towns(struct ac_random *random, struct town at[towns])
{
	double sum = 0;
	for (int i = 0; i < towns; i++) {
		at[i].lat = i ? ac_random_unit(random) * 110 - 50 : 41.0;
		at[i].lon = i ? ac_random_unit(random) * 350 - 175 : 29.0;
		at[i].weight = sum += 1.0 / (i + 10);
	}
}

/* Somewhere in a town, mostly in the middle. */
static struct ac_point make_point(
	struct ac_random *random, const struct town at[towns], struct ac_error *err)
{
	double pick = ac_random_unit(random) * at[towns - 1].weight;
	const struct town *town = at;
	while (town->weight < pick)
		town++;
	double far = 0.25 * ac_random_unit(random) * ac_random_unit(random);
	double turn = 2 * M_PI * ac_random_unit(random);
	struct ac_point point;
	must(ac_point_from_deg(
		     town->lat + far * sin(turn), town->lon + far * cos(turn), &point, err),
		err);
	return point;
}

static void fill_lodgings(struct ac_db *db, struct ac_random *random, const struct town at[towns],
	int64_t cells[lodgings], struct ac_error *err)
{
	must(ac_db_control(db, AC_DB_BEGIN_WRITE, err), err);
	for (int64_t i = 0; i < lodgings; i++) {
		char ref[24];
		snprintf(ref, sizeof ref, "H%05lld", (long long)i);
		struct ac_point point = make_point(random, at, err);
		cells[i] = ac_cell_key(point);
		must(ac_db_run(db, &sql_lodging,
			     AC_VALUES(AC_I64(i + 1), AC_TEXT(ac_str(ref)), AC_I64(point.lat_e7),
				     AC_I64(point.lon_e7), AC_I64(cells[i])),
			     err),
			err);
	}
	must(ac_db_control(db, AC_DB_COMMIT, err), err);
}

static int64_t make_end(struct ac_random *random, int64_t from_us)
{
	uint64_t kind = ac_random_below(random, 100);
	if (kind == 0)
		return INT64_MAX;
	uint64_t length =
		kind == 1 ? 30 + ac_random_below(random, 171) : 1 + ac_random_below(random, 14);
	return from_us + (int64_t)length * AC_DAY;
}

static void add_stay(struct ac_db *db, struct ac_random *random, const struct town at[towns],
	const int64_t cells[lodgings], int64_t id, struct ac_error *err)
{
	bool by_position = ac_random_below(random, 50) == 0;
	int64_t lodging = (int64_t)ac_random_below(random, lodgings);
	int64_t cell = by_position ? ac_cell_key(make_point(random, at, err)) : cells[lodging];
	int64_t from_us = (first_day + (int64_t)ac_random_below(random, (uint64_t)days)) * AC_DAY;
	int64_t to_us = make_end(random, from_us);
	must(ac_db_run(db, &sql_stay,
		     AC_VALUES(AC_I64(id), AC_I64(id), AC_ID_OR_NULL(by_position ? 0 : lodging + 1),
			     AC_I64(cell), AC_I64(from_us), AC_I64(to_us),
			     AC_I64(ac_stay_span(from_us, to_us))),
		     err),
		err);
}

static void fill(struct ac_db *db, int64_t n, struct ac_error *err)
{
	static int64_t cells[lodgings];
	static struct town at[towns];
	struct ac_random random;
	ac_random_seed(&random, 1);
	make_towns(&random, at);
	fill_lodgings(db, &random, at, cells, err);
	must(ac_db_script(db, "DROP INDEX stay_cell; DROP INDEX stay_lodging", err), err);
	for (int64_t i = 1; i <= n; i++) {
		if (i % 50000 == 1)
			must(ac_db_control(db, AC_DB_BEGIN_WRITE, err), err);
		add_stay(db, &random, at, cells, i, err);
		if (i % 50000 == 0 || i == n)
			must(ac_db_control(db, AC_DB_COMMIT, err), err);
	}
	/* As in store/migrations/001_first.sql. */
	must(ac_db_script(db,
		     "CREATE INDEX stay_lodging ON stay (lodging, span, t_from, t_to, traveller) "
		     "WHERE lodging IS NOT NULL; "
		     "CREATE INDEX stay_cell ON stay (cell, t_from, t_to, traveller, lodging, "
		     "span) "
		     "WHERE lodging IS NULL OR span = 1",
		     err),
		err);
}

/* A wobbling ring around Istanbul; coordinates in degrees, the first not repeated. */
struct ring {
	int n;
	double lon[most_vertices], lat[most_vertices];
};

static void make_ring(double radius, int vertices, struct ring *ring)
{
	ring->n = vertices;
	for (int i = 0; i < vertices; i++) {
		double turn = 2 * M_PI * i / vertices;
		double r = radius * (1 + 0.2 * sin(9 * turn) + 0.05 * sin(41 * turn));
		ring->lon[i] = round((29.0 + r * cos(turn)) * 1e7) / 1e7;
		ring->lat[i] = round((41.0 + r * 0.75 * sin(turn)) * 1e7) / 1e7;
	}
}

static struct ac_area *make_area(const struct ring *ring, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf json;
	ac_buf_init(&json, 1 << 20);
	ac_buf_printf(&json, "{\"type\":\"Polygon\",\"coordinates\":[[");
	for (int i = 0; i <= ring->n; i++)
		ac_buf_printf(&json, "%s[%.7f,%.7f]", i ? "," : "", ring->lon[i % ring->n],
			ring->lat[i % ring->n]);
	ac_buf_printf(&json, "]]}");
	struct ac_area *area = NULL;
	must(ac_area_from_geojson(ac_buf_str(&json), &area, err), err);
	return area;
}

static GEOSGeometry *make_polygon(GEOSContextHandle_t geos, const struct ring *ring)
{
	GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)ring->n + 1, 2);
	for (int i = 0; i <= ring->n; i++)
		GEOSCoordSeq_setXY_r(
			geos, points, (unsigned)i, ring->lon[i % ring->n], ring->lat[i % ring->n]);
	return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, points), NULL, 0);
}

static int64_t window_from(void)
{
	return (first_day + window_day) * AC_DAY;
}

static int64_t window_to(void)
{
	return window_from() + window_days * AC_DAY;
}

static int64_t scan(struct ac_db *db, GEOSContextHandle_t geos, const GEOSPreparedGeometry *polygon,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	must(ac_db_query(db, &sql_scan, AC_NO_VALUES, &rows, err), err);
	const int64_t from_us = window_from(), to_us = window_to();
	int64_t found = 0;
	for (bool row = true;;) {
		must(ac_rows_next(rows, &row, err), err);
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

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double times[rounds])
{
	qsort(times, rounds, sizeof *times, by_value);
	return times[rounds / 2];
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
	double mine = median(ours->wall), reference = median(scans->wall);
	printf("match %-12s %8lld stays  ours %8.2f ms  full scan with GEOS %8.1f ms  ratio %.0f",
		name, (long long)found, mine, reference, reference / mine);
	mine = median(ours->cpu);
	reference = median(scans->cpu);
	printf("  (processor %.2f ms, %.1f ms, %.0f)\n", mine, reference, reference / mine);
}

struct case_of {
	const char *name;
	double radius_deg;
	int vertices;
};

static void compare(struct ac_db *db, GEOSContextHandle_t geos, const struct case_of *which,
	struct ac_error *err)
{
	static struct ring ring;
	struct times ours, theirs;
	make_ring(which->radius_deg, which->vertices, &ring);
	AC_AUTO(area) struct ac_area *area = make_area(&ring, err);
	GEOSGeometry *polygon = make_polygon(geos, &ring);
	const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geos, polygon);
	int64_t found = 0, scanned = 0;
	for (int i = -1; i < rounds; i++) { /* the first round warms up */
		struct moment from = moment_now();
		found = 0;
		must(ac_match_each(db, area, window_from(), window_to(), count_one, &found, err),
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
	int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 10000000;
	struct ac_error err = { 0 };
	char dir[] = "/tmp/allclear-bench-XXXXXX", key[64], command[64];
	if (!mkdtemp(dir))
		return 1;
	snprintf(key, sizeof key, "%s/key", dir);
	const struct ac_store_options options = {
		.dir = dir, .key_path = key, .cache_kib = 1 << 20
	};
	struct ac_store *store = NULL;
	must(ac_vault_create(key, &err), &err);
	must(ac_store_create(&options, &err), &err);
	must(ac_store_open(&options, &store, &err), &err);
	int64_t from = ac_mono_now().us;
	fill(ac_store_db(store), n, &err);
	printf("match: %lld stays written in %.0f s\n", (long long)n,
		(double)(ac_mono_now().us - from) / 1e6);
	GEOSContextHandle_t geos = GEOS_init_r();
	static const struct case_of all[] = { { "district", 0.02, 40 },
		{ "metropolitan", 0.15, 400 }, { "country", 4.0, 5000 } };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		compare(ac_store_db(store), geos, &all[i], &err);
	GEOS_finish_r(geos);
	ac_store_close(store);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) != 0;
}
