/* bench/postgis - who is inside an area and a time: our two engines and PostGIS, in turn.
 *
 *	postgis URL [STAYS]      default 10,000,000
 *
 * URL names an empty database of a server with PostGIS, whose role may do everything (`bench/run` starts
 * one). The stays of world.h are written to a new SQLite data directory, to our tables on the server, and
 * to a table for PostGIS in the same database: position and time in one GiST index, and the position alone
 * in another, used when the first is gone. All tables are vacuumed and analysed.
 *
 * Each side hands over every stay found, its traveller and both times, to this program; PostGIS by a
 * prepared statement with binary results. It is asked in two ways, the area as a parameter and as a row of
 * a table (which spares it comparing the area with the one before at each point); the faster one counts.
 * All are asked five times warm, in turn; medians are printed. */
#include "world.h"

#include "base/clock.h"
#include "store/match.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { warm_rounds = 6 }; /* the server may choose another plan after five */

struct finding {
	int64_t stays, sum;
};

static void found(struct finding *finding, int64_t traveller, int64_t from_us, int64_t to_us)
{
	finding->stays++;
	finding->sum += traveller ^ from_us ^ to_us;
}

/* ---- the server, without our driver ---- */

static void fail_if(bool failed, PGconn *conn)
{
	if (!failed)
		return;
	fprintf(stderr, "%s", PQerrorMessage(conn));
	exit(1);
}

static void run(PGconn *conn, const char *text)
{
	PGresult *result = PQexec(conn, text);
	ExecStatusType status = PQresultStatus(result);
	fail_if(status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN,
		conn);
	PQclear(result);
}

static PGconn *dial(const char *url)
{
	PGconn *conn = PQconnectdb(url);
	fail_if(PQstatus(conn) != CONNECTION_OK, conn);
	run(conn, "SET client_min_messages = warning; SET jit = off");
	return conn;
}

static void await(PGconn *conn)
{
	PGresult *result;
	while ((result = PQgetResult(conn))) {
		fail_if(PQresultStatus(result) != PGRES_COMMAND_OK, conn);
		PQclear(result);
	}
}

/* ---- filling ---- */

static size_t add_hex(char *at, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < n; i++) {
		at[2 * i] = digits[((const unsigned char *)bytes)[i] >> 4];
		at[2 * i + 1] = digits[((const unsigned char *)bytes)[i] & 15];
	}
	return 2 * n;
}

static void copy_ours(PGconn *conn, const struct world_stay *stay)
{
	char line[200], lodging[24] = "\\N";
	if (stay->lodging)
		snprintf(lodging, sizeof lodging, "%lld", (long long)stay->lodging);
	int n = snprintf(line, sizeof line, "%lld\t%lld\t%s\t%lld\t%lld\t%lld\t2\t%d\n",
		(long long)stay->id, (long long)stay->id, lodging, (long long)stay->cell,
		(long long)stay->from_us, (long long)stay->to_us,
		ac_stay_span(stay->from_us, stay->to_us));
	fail_if(PQputCopyData(conn, line, n) != 1, conn);
}

/* EWKB of a point in WGS 84; an open stay has no upper bound. */
static void copy_theirs(PGconn *conn, const struct world_stay *stay)
{
	struct ac_point at = ac_cell_point(stay->cell);
	double position[] = { at.lon_e7 / 1e7, at.lat_e7 / 1e7 };
	char line[200], point[33] = "", upper[24] = "";
	add_hex(point, position, sizeof position);
	if (stay->to_us < INT64_MAX)
		snprintf(upper, sizeof upper, "%lld", (long long)stay->to_us);
	int n = snprintf(line, sizeof line, "%lld\t0101000020E6100000%.32s\t[%lld,%s)\n",
		(long long)stay->id, point, (long long)stay->from_us, upper);
	fail_if(PQputCopyData(conn, line, n) != 1, conn);
}

static void end_copy(PGconn *conn)
{
	fail_if(PQputCopyEnd(conn, NULL) != 1, conn);
	await(conn);
}

static void add_stays(struct ac_db *file, struct world *world, PGconn *ours, PGconn *theirs)
{
	struct ac_error err;
	run(ours, "COPY stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
		  "FROM STDIN");
	run(theirs, "COPY place FROM STDIN");
	world_must(ac_db_control(file, AC_DB_BEGIN_WRITE, &err), &err);
	for (int64_t i = 0; i < world->n; i++) {
		struct world_stay stay;
		world_next_stay(world, &stay);
		world_add_stay(file, &stay);
		copy_ours(ours, &stay);
		copy_theirs(theirs, &stay);
	}
	world_must(ac_db_control(file, AC_DB_COMMIT, &err), &err);
	end_copy(ours);
	end_copy(theirs);
}

/* PostGIS builds its indexes beside us: it takes longest. */
static void fill(
	struct ac_db *file, struct ac_db *server, struct world *world, PGconn *ours, PGconn *theirs)
{
	run(theirs, "CREATE EXTENSION postgis; CREATE TABLE place (traveller BIGINT NOT NULL, "
		    "at geometry(Point, 4326) NOT NULL, during int8range NOT NULL)");
	world_fill_lodgings(file, world);
	world_fill_lodgings(server, world);
	world_drop_indexes(file);
	world_drop_indexes(server);
	add_stays(file, world, ours, theirs);
	run(theirs, "SET maintenance_work_mem = '1GB'");
	fail_if(!PQsendQuery(theirs, "CREATE INDEX place_both ON place USING GIST (at, during)"),
		theirs);
	world_make_indexes(file);
	world_make_indexes(server);
	run(ours, "VACUUM (ANALYZE) stay, lodging");
	await(theirs);
	run(theirs, "VACUUM (ANALYZE) place");
}

/* ---- asking ---- */

static enum ac_status take_ours(void *ctx, const struct ac_match *match, struct ac_error *err)
{
	(void)err;
	found(ctx, match->traveller, match->from_us, match->to_us);
	return AC_OK;
}

static struct finding ask_ours(struct ac_db *db, const struct ac_area *area)
{
	struct finding finding = { 0 };
	struct ac_error err;
	world_must(
		ac_match_each(db, area, world_from_us(), world_to_us(), take_ours, &finding, &err),
		&err);
	return finding;
}

enum { ways = 2 };
static const char *const way_name[ways] = { "by parameter", "by row" };
static const char *const way_text[ways] = {
	"SELECT traveller, lower(during), upper(during) FROM place "
	"WHERE ST_Intersects(at, CAST($1 AS geometry)) AND during && int8range($2, $3)",
	"SELECT traveller, lower(during), upper(during) FROM area "
	"JOIN place ON ST_Intersects(at, area.shape) "
	"WHERE area.name = CAST($1 AS TEXT) AND during && int8range($2, $3)"
};

static int64_t read_i64(const PGresult *result, int row, int column)
{
	uint64_t bits;
	if (PQgetisnull(result, row, column))
		return INT64_MAX;
	memcpy(&bits, PQgetvalue(result, row, column), sizeof bits);
	return (int64_t)be64toh(bits);
}

static struct finding ask_theirs(PGconn *conn, int way, const char *area)
{
	char from[24], to[24];
	snprintf(from, sizeof from, "%lld", (long long)world_from_us());
	snprintf(to, sizeof to, "%lld", (long long)world_to_us());
	const char *values[] = { area, from, to };
	PGresult *result = PQexecPrepared(conn, way_name[way], 3, values, NULL, NULL, 1);
	fail_if(PQresultStatus(result) != PGRES_TUPLES_OK, conn);
	struct finding finding = { 0 };
	for (int row = 0; row < PQntuples(result); row++)
		found(&finding, read_i64(result, row, 0), read_i64(result, row, 1),
			read_i64(result, row, 2));
	PQclear(result);
	return finding;
}

/* A polygon as EWKB in hexadecimal digits. @return owned by the caller */
static char *make_polygon(const struct world_ring *ring)
{
	size_t n = 50 + ((size_t)ring->n + 1) * 32;
	char *hex = ac_alloc(n), *at = hex;
	uint32_t rings = 1, points = (uint32_t)ring->n + 1;
	at += snprintf(at, n, "0103000020E6100000");
	at += add_hex(at, &rings, sizeof rings);
	at += add_hex(at, &points, sizeof points);
	for (int i = 0; i <= ring->n; i++) {
		double position[] = { ring->lon[i % ring->n], ring->lat[i % ring->n] };
		at += add_hex(at, position, sizeof position);
	}
	return hex;
}

static void prepare(PGconn *conn)
{
	run(conn, "CREATE TABLE area (name TEXT PRIMARY KEY, shape geometry NOT NULL)");
	for (int i = 0; i < world_areas; i++) {
		static struct world_ring ring;
		world_make_ring(&world_area[i], &ring);
		char *polygon = make_polygon(&ring);
		const char *values[] = { world_area[i].name, polygon };
		PGresult *result =
			PQexecParams(conn, "INSERT INTO area VALUES ($1, CAST($2 AS geometry))", 2,
				NULL, values, NULL, NULL, 0);
		fail_if(PQresultStatus(result) != PGRES_COMMAND_OK, conn);
		PQclear(result);
		ac_free(polygon);
	}
	run(conn, "ANALYZE area");
	for (int way = 0; way < ways; way++) {
		PGresult *result = PQprepare(conn, way_name[way], way_text[way], 0, NULL);
		fail_if(PQresultStatus(result) != PGRES_COMMAND_OK, conn);
		PQclear(result);
	}
}

/* ---- in turn ---- */

enum side { SQLITE, POSTGRES, PARAMETER, ROW, sides };

struct asking {
	struct ac_db *file, *server;
	PGconn *theirs;
	const struct ac_area *area;
	const char *polygon, *name;
};

static struct finding ask(const struct asking *asking, enum side side)
{
	switch (side) {
	case SQLITE: return ask_ours(asking->file, asking->area);
	case POSTGRES: return ask_ours(asking->server, asking->area);
	case PARAMETER: return ask_theirs(asking->theirs, 0, asking->polygon);
	default: return ask_theirs(asking->theirs, 1, asking->name);
	}
}

/* Medians in milliseconds of the sides from `first` to before `end`, and what each found. */
static void measure(const struct asking *asking, enum side first, enum side end, double ms[sides],
	struct finding finding[sides])
{
	double times[sides][world_rounds];
	for (int round = -warm_rounds; round < world_rounds; round++)
		for (enum side side = first; side < end; side++) {
			int64_t from = ac_mono_now().us;
			finding[side] = ask(asking, side);
			if (round >= 0)
				times[side][round] = (double)(ac_mono_now().us - from) / 1e3;
		}
	for (enum side side = first; side < end; side++)
		ms[side] = world_median(times[side]);
}

static void compare(struct asking asking, const struct world_area *which, bool both)
{
	static struct world_ring ring;
	double ms[sides];
	struct finding finding[sides];
	world_make_ring(which, &ring);
	AC_AUTO(area) struct ac_area *area = world_make_area(&ring);
	AC_AUTO(free) char *polygon = make_polygon(&ring);
	asking.area = area;
	asking.polygon = polygon;
	asking.name = which->name;
	measure(&asking, both ? SQLITE : PARAMETER, both ? sides : ROW, ms, finding);
	if (!both) {
		printf("position alone: %s  %.2f ms\n", which->name, ms[PARAMETER]);
		return;
	}
	printf("%s  %lld stays  SQLite %.2f ms  PostgreSQL %.2f ms  PostGIS parameter %.2f ms  "
	       "row %.2f ms\n",
		which->name, (long long)finding[SQLITE].stays, ms[SQLITE], ms[POSTGRES],
		ms[PARAMETER], ms[ROW]);
	for (enum side side = POSTGRES; side < sides; side++)
		if (finding[side].stays != finding[SQLITE].stays ||
			finding[side].sum != finding[SQLITE].sum)
			printf("DIFFERENT: side %d found %lld\n", (int)side,
				(long long)finding[side].stays);
}

int main(int argc, char **argv)
{
	static struct world world;
	int64_t n = argc > 2 ? strtoll(argv[2], NULL, 10) : 10000000;
	char dir[] = "/tmp/allclear-bench-XXXXXX", at_server[40], command[64];
	if (argc < 2 || !mkdtemp(dir))
		return 2;
	snprintf(at_server, sizeof at_server, "%s/server", dir);
	snprintf(command, sizeof command, "mkdir %s", at_server);
	if (system(command) != 0)
		return 1;
	int64_t from = ac_mono_now().us;
	struct ac_store *file = world_open(dir, NULL), *server = world_open(at_server, argv[1]);
	PGconn *ours = dial(argv[1]), *theirs = dial(argv[1]);
	world_start(&world, n);
	fill(ac_store_db(file), ac_store_db(server), &world, ours, theirs);
	prepare(theirs);
	printf("%lld stays written three times in %.0f s\n", (long long)n,
		(double)(ac_mono_now().us - from) / 1e6);
	struct asking asking = { ac_store_db(file), ac_store_db(server), theirs, NULL, NULL, NULL };
	for (int i = 0; i < world_areas; i++)
		compare(asking, &world_area[i], true);
	run(theirs, "DROP INDEX place_both; CREATE INDEX place_at ON place USING GIST (at)");
	for (int i = 0; i < world_areas; i++)
		compare(asking, &world_area[i], false);
	PQfinish(ours);
	PQfinish(theirs);
	ac_store_close(file);
	ac_store_close(server);
	snprintf(command, sizeof command, "rm -r %s", dir);
	return system(command) != 0;
}
