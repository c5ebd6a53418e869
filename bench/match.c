/* bench/match - who is inside an area, against a full scan of the same table.
 *
 *	match [STAYS]      default 10,000,000
 *
 * A real data directory with synthetic stays: 40,000 lodgings in 400 towns all over the world, the
 * largest of which holds one stay in forty; a tenth of the stays overlaps the window. The index for
 * matching is built when the table is full. The areas have 400 vertices. The reference reads the whole
 * table and tests what is in the window with GEOS prepared geometry. Both are run five times warm, in
 * turn; medians and their ratio are printed, and both must find the same stays. */
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

enum { vertices = 400, rounds = 5, towns = 400, lodgings = 40000 };

static const struct ac_sql sql_stay = { "bench_stay",
	"INSERT INTO stay (id, traveller, cell, t_from, t_to, confidence) "
	"VALUES ($1, $2, $3, $4, $5, 2)" };
static const struct ac_sql sql_scan = { "bench_scan",
	"SELECT cell, t_from, t_to FROM stay NOT INDEXED" };

static void must(enum ac_status status, const struct ac_error *err)
{
	if (status == AC_OK)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

/* Towns by falling size, 1 / (rank + 10); the first is Istanbul. */
static void make_lodgings(struct ac_random *random, int64_t cells[lodgings], struct ac_error *err)
{
	struct ac_point at;
	double lat[towns], lon[towns], weight[towns], sum = 0;
	for (int i = 0; i < towns; i++) {
		lat[i] = i ? ac_random_unit(random) * 110 - 50 : 41.0;
		lon[i] = i ? ac_random_unit(random) * 350 - 175 : 29.0;
		weight[i] = sum += 1.0 / (i + 10);
	}
	for (int i = 0; i < lodgings; i++) {
		double pick = ac_random_unit(random) * sum;
		int town = 0;
		while (weight[town] < pick)
			town++;
		/* Dense in the middle. */
		double far = 0.25 * ac_random_unit(random) * ac_random_unit(random);
		double turn = 2 * M_PI * ac_random_unit(random);
		must(ac_point_from_deg(
			     lat[town] + far * sin(turn), lon[town] + far * cos(turn), &at, err),
			err);
		cells[i] = ac_cell_key(at);
	}
}

/* Stays 900 units long over a time of 10,000; the window is the units 5,000 to 5,100. */
static void fill(struct ac_db *db, int64_t n, struct ac_error *err)
{
	static int64_t cells[lodgings];
	struct ac_random random;
	ac_random_seed(&random, 1);
	make_lodgings(&random, cells, err);
	must(ac_db_script(db, "DROP INDEX stay_cell; DROP INDEX stay_lodging", err), err);
	for (int64_t i = 1; i <= n; i++) {
		if (i % 50000 == 1)
			must(ac_db_control(db, AC_DB_BEGIN_WRITE, err), err);
		int64_t cell = cells[ac_random_below(&random, lodgings)];
		int64_t from = (int64_t)ac_random_below(&random, 10000);
		must(ac_db_run(db, &sql_stay,
			     AC_VALUES(AC_I64(i), AC_I64(i), AC_I64(cell), AC_I64(from),
				     AC_I64(from + 900)),
			     err),
			err);
		if (i % 50000 == 0 || i == n)
			must(ac_db_control(db, AC_DB_COMMIT, err), err);
	}
	must(ac_db_script(
		     db, "CREATE INDEX stay_cell ON stay (cell, t_from, t_to, traveller)", err),
		err);
}

/* A wobbling ring around a town, radius in degrees. */
static void ring(double radius, double lon[vertices], double lat[vertices])
{
	for (int i = 0; i < vertices; i++) {
		double turn = 2 * M_PI * i / vertices;
		double r = radius * (1 + 0.2 * sin(9 * turn) + 0.05 * sin(41 * turn));
		lon[i] = round((29.0 + r * cos(turn)) * 1e7) / 1e7;
		lat[i] = round((41.0 + r * 0.75 * sin(turn)) * 1e7) / 1e7;
	}
}

static struct ac_area *make_area(
	const double lon[vertices], const double lat[vertices], struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf json;
	ac_buf_init(&json, 1 << 20);
	ac_buf_printf(&json, "{\"type\":\"Polygon\",\"coordinates\":[[");
	for (int i = 0; i <= vertices; i++)
		ac_buf_printf(
			&json, "%s[%.7f,%.7f]", i ? "," : "", lon[i % vertices], lat[i % vertices]);
	ac_buf_printf(&json, "]]}");
	struct ac_area *area = NULL;
	must(ac_area_from_geojson(ac_buf_str(&json), &area, err), err);
	return area;
}

static GEOSGeometry *make_polygon(
	GEOSContextHandle_t geos, const double lon[vertices], const double lat[vertices])
{
	GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, vertices + 1, 2);
	for (unsigned i = 0; i <= vertices; i++)
		GEOSCoordSeq_setXY_r(geos, points, i, lon[i % vertices], lat[i % vertices]);
	return GEOSGeom_createPolygon_r(geos, GEOSGeom_createLinearRing_r(geos, points), NULL, 0);
}

static int64_t scan(struct ac_db *db, GEOSContextHandle_t geos, const GEOSPreparedGeometry *polygon,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	must(ac_db_query(db, &sql_scan, AC_NO_VALUES, &rows, err), err);
	int64_t found = 0;
	for (bool row = true;;) {
		must(ac_rows_next(rows, &row, err), err);
		if (!row)
			return found;
		if (ac_row_i64(rows, 1) >= 5100 || ac_row_i64(rows, 2) <= 5000)
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

static void compare(struct ac_db *db, GEOSContextHandle_t geos, const char *name, double radius,
	struct ac_error *err)
{
	double lon[vertices], lat[vertices], ours[rounds], theirs[rounds];
	ring(radius, lon, lat);
	AC_AUTO(area) struct ac_area *area = make_area(lon, lat, err);
	GEOSGeometry *polygon = make_polygon(geos, lon, lat);
	const GEOSPreparedGeometry *prepared = GEOSPrepare_r(geos, polygon);
	int64_t found = 0, scanned = 0;
	for (int i = -1; i < rounds; i++) { /* the first round warms up */
		int64_t from = ac_mono_now().us;
		found = 0;
		must(ac_match_each(db, area, 5000, 5100, count_one, &found, err), err);
		int64_t between = ac_mono_now().us;
		scanned = scan(db, geos, prepared, err);
		int64_t end = ac_mono_now().us;
		if (i < 0)
			continue;
		ours[i] = (double)(between - from) / 1e3;
		theirs[i] = (double)(end - between) / 1e3;
	}
	GEOSPreparedGeom_destroy_r(geos, prepared);
	GEOSGeom_destroy_r(geos, polygon);
	double mine = median(ours), reference = median(theirs);
	printf("match %-12s %8lld stays  ours %8.2f ms  full scan with GEOS %8.1f ms  ratio %.0f\n",
		name, (long long)found, mine, reference, reference / mine);
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
	compare(ac_store_db(store), geos, "district", 0.02, &err);
	compare(ac_store_db(store), geos, "town", 0.15, &err);
	compare(ac_store_db(store), geos, "country", 4.0, &err);
	GEOS_finish_r(geos);
	ac_store_close(store);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) != 0;
}
