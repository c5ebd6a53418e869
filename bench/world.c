#include "world.h"

#include "base/clock.h"
#include "geo/geojson.h"
#include "store/match.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t first_day = 19000, days = 115, window_day = 60, window_days = 3;

const struct world_area world_area[world_areas] = { { "district", 0.02, 40 },
	{ "metropolitan", 0.15, 400 }, { "country", 4.0, 5000 } };

static const struct ac_sql sql_lodging = {
	"bench_lodging",
	"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell) VALUES ($1, $2, $2, $3, $4, $5)"
};
static const struct ac_sql sql_stay = { "bench_stay",
	"INSERT INTO stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $2, $3, $4, $5, $6, 2, $7)" };

void world_must(enum ac_status status, const struct ac_error *err)
{
	if (status == AC_OK)
		return;
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

/* ---- what is in it ---- */

/* By falling size, 1 / (rank + 10); the first is Istanbul. */
static void make_towns(struct world *world)
{
	double sum = 0;
	for (int i = 0; i < world_towns; i++) {
		struct world_town *at = &world->towns[i];
		at->lat = i ? ac_random_unit(&world->random) * 110 - 50 : 41.0;
		at->lon = i ? ac_random_unit(&world->random) * 350 - 175 : 29.0;
		at->weight = sum += 1.0 / (i + 10);
	}
}

/* Somewhere in a town, mostly in the middle. */
static int64_t make_cell(struct world *world)
{
	double pick = ac_random_unit(&world->random) * world->towns[world_towns - 1].weight;
	const struct world_town *town = world->towns;
	while (town->weight < pick)
		town++;
	double far = 0.25 * ac_random_unit(&world->random) * ac_random_unit(&world->random);
	double turn = 2 * M_PI * ac_random_unit(&world->random);
	struct ac_point point;
	struct ac_error err;
	world_must(ac_point_from_deg(
			   town->lat + far * sin(turn), town->lon + far * cos(turn), &point, &err),
		&err);
	return ac_cell_key(point);
}

void world_start(struct world *world, int64_t stays)
{
	ac_random_seed(&world->random, 1);
	world->n = stays;
	world->stays = 0;
	world->lodgings = stays < 250                    ? 1
			  : stays / 250 < world_lodgings ? stays / 250
							 : world_lodgings;
	make_towns(world);
	for (int64_t i = 0; i < world->lodgings; i++)
		world->cells[i] = make_cell(world);
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

void world_next_stay(struct world *world, struct world_stay *stay)
{
	struct ac_random *random = &world->random;
	bool by_position = ac_random_below(random, 50) == 0;
	int64_t lodging = (int64_t)ac_random_below(random, (uint64_t)world->lodgings);
	stay->id = ++world->stays;
	stay->lodging = by_position ? 0 : lodging + 1;
	stay->cell = by_position ? make_cell(world) : world->cells[lodging];
	stay->from_us = (first_day + (int64_t)ac_random_below(random, (uint64_t)days)) * AC_DAY;
	stay->to_us = make_end(random, stay->from_us);
}

/* ---- what is asked ---- */

int64_t world_from_us(void)
{
	return (first_day + window_day) * AC_DAY;
}

int64_t world_to_us(void)
{
	return world_from_us() + window_days * AC_DAY;
}

void world_make_ring(const struct world_area *area, struct world_ring *ring)
{
	ring->n = area->vertices;
	for (int i = 0; i < ring->n; i++) {
		double turn = 2 * M_PI * i / ring->n;
		double r = area->radius_deg * (1 + 0.2 * sin(9 * turn) + 0.05 * sin(41 * turn));
		ring->lon[i] = round((29.0 + r * cos(turn)) * 1e7) / 1e7;
		ring->lat[i] = round((41.0 + r * 0.75 * sin(turn)) * 1e7) / 1e7;
	}
}

struct ac_area *world_make_area(const struct world_ring *ring)
{
	AC_AUTO(buf) struct ac_buf json;
	ac_buf_init(&json, 1 << 20);
	ac_buf_printf(&json, "{\"type\":\"Polygon\",\"coordinates\":[[");
	for (int i = 0; i <= ring->n; i++)
		ac_buf_printf(&json, "%s[%.7f,%.7f]", i ? "," : "", ring->lon[i % ring->n],
			ring->lat[i % ring->n]);
	ac_buf_printf(&json, "]]}");
	struct ac_area *area = NULL;
	struct ac_error err;
	world_must(ac_area_from_geojson(ac_buf_str(&json), &area, &err), &err);
	return area;
}

/* ---- our tables ---- */

struct ac_store *world_open(const char *dir, const char *database)
{
	char key[256];
	struct ac_error err;
	struct ac_store *store = NULL;
	snprintf(key, sizeof key, "%s/key", dir);
	const struct ac_store_options options = {
		.dir = dir, .key_path = key, .database = database, .cache_kib = 1 << 20
	};
	world_must(ac_vault_create(key, &err), &err);
	world_must(ac_store_create(&options, &err), &err);
	world_must(ac_store_open(&options, &store, &err), &err);
	return store;
}

static void control(struct ac_db *db, enum ac_db_order order)
{
	struct ac_error err;
	world_must(ac_db_control(db, order, &err), &err);
}

static void script(struct ac_db *db, const char *text)
{
	struct ac_error err;
	control(db, AC_DB_BEGIN_WRITE);
	world_must(ac_db_script(db, text, &err), &err);
	control(db, AC_DB_COMMIT);
}

void world_fill_lodgings(struct ac_db *db, const struct world *world)
{
	struct ac_error err;
	control(db, AC_DB_BEGIN_WRITE);
	for (int64_t i = 0; i < world->lodgings; i++) {
		char ref[24];
		snprintf(ref, sizeof ref, "H%05lld", (long long)i);
		struct ac_point at = ac_cell_point(world->cells[i]);
		world_must(ac_db_run(db, &sql_lodging,
				   AC_VALUES(AC_I64(i + 1), AC_TEXT(ac_str(ref)), AC_I64(at.lat_e7),
					   AC_I64(at.lon_e7), AC_I64(world->cells[i])),
				   &err),
			&err);
	}
	control(db, AC_DB_COMMIT);
}

void world_drop_indexes(struct ac_db *db)
{
	script(db, "DROP INDEX stay_cell; DROP INDEX stay_lodging");
}

/* As in store/migrations/001_first.sql. */
void world_make_indexes(struct ac_db *db)
{
	script(db, "CREATE INDEX stay_lodging ON stay (lodging, span, t_from, t_to, traveller) "
		   "WHERE lodging IS NOT NULL; "
		   "CREATE INDEX stay_cell ON stay (cell, t_from, t_to, traveller, lodging, span) "
		   "WHERE lodging IS NULL OR span = 1");
}

void world_add_stay(struct ac_db *db, const struct world_stay *stay)
{
	struct ac_error err;
	world_must(
		ac_db_run(db, &sql_stay,
			AC_VALUES(AC_I64(stay->id), AC_I64(stay->id), AC_ID_OR_NULL(stay->lodging),
				AC_I64(stay->cell), AC_I64(stay->from_us), AC_I64(stay->to_us),
				AC_I64(ac_stay_span(stay->from_us, stay->to_us))),
			&err),
		&err);
}

void world_fill(struct ac_db *db, struct world *world)
{
	world_fill_lodgings(db, world);
	world_drop_indexes(db);
	for (int64_t i = 1; i <= world->n; i++) {
		struct world_stay stay;
		if (i % 50000 == 1)
			control(db, AC_DB_BEGIN_WRITE);
		world_next_stay(world, &stay);
		world_add_stay(db, &stay);
		if (i % 50000 == 0 || i == world->n)
			control(db, AC_DB_COMMIT);
	}
	world_make_indexes(db);
}

/* ---- figures ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double world_median(double times[world_rounds])
{
	qsort(times, world_rounds, sizeof *times, by_value);
	return times[world_rounds / 2];
}
