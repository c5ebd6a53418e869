/* Matching against a slow oracle that looks at every stay one by one: if this breaks, somebody inside
 * the danger area is not found, or somebody outside is frightened. Then the real districts and
 * travellers of Istanbul, when they are at hand. */
#include "base/random.h"
#include "check.h"
#include "geo/geojson.h"
#include "roster_world.h"

#include "store/match.h"

static const struct ac_sql sql_lodging = {
	"test_lodging",
	"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell) VALUES ($1, $2, 'n', $3, $4, $5)"
};
static const struct ac_sql sql_stay = { "test_stay",
	"INSERT INTO stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $2, $3, $4, $5, $6, 2, $7)" };

struct stay {
	int64_t lodging; /* 0: by position */
	struct ac_point at;
	int64_t from, to;
	int times; /* found */
};
enum { n_stays = 20000, n_lodgings = 400 };
static struct stay stays[n_stays + 1];
static struct ac_point lodgings[n_lodgings + 1];

/* The days that stays begin on; some begin before 1970. */
enum { first_day = -20, last_day = 200 };

static struct ac_point somewhere(
	struct ac_random *random, const struct ac_point *centre, int32_t spread)
{
	struct ac_point at = { centre->lat_e7, centre->lon_e7 };
	at.lat_e7 += (int32_t)ac_random_below(random, 2 * (uint64_t)spread) - spread;
	int64_t lon = (int64_t)at.lon_e7 + (int64_t)ac_random_below(random, 2 * (uint64_t)spread) -
		      spread;
	at.lon_e7 = (int32_t)(lon > AC_LON_MAX_E7    ? lon - 2 * (int64_t)AC_LON_MAX_E7
			      : lon < -AC_LON_MAX_E7 ? lon + 2 * (int64_t)AC_LON_MAX_E7
						     : lon);
	return at;
}

/* Everybody has two stays. */
static int64_t traveller_of(int64_t stay)
{
	return (stay + 1) / 2;
}

static void must(enum ac_status status)
{
	assert_int_equal(status, AC_OK);
}

static void fill_lodgings(
	struct world *world, struct ac_random *random, const struct ac_point *centre)
{
	for (int64_t i = 1; i <= n_lodgings; i++) {
		/* Some houses stand at one address. */
		lodgings[i] = i > 1 && ac_random_chance(random, 0.1)
				      ? lodgings[i - 1]
				      : somewhere(random, centre, 30000000);
		char ref[32];
		snprintf(ref, sizeof ref, "%lld", (long long)i);
		must(ac_db_run(world->db, &sql_lodging,
			AC_VALUES(AC_I64(i), AC_TEXT(ac_str(ref)), AC_I64(lodgings[i].lat_e7),
				AC_I64(lodgings[i].lon_e7), AC_I64(ac_cell_key(lodgings[i]))),
			NULL));
	}
}

/* Whole days as they come in files; lengths around the limits of the classes; open ends. */
static int64_t some_length(struct ac_random *random)
{
	static const int64_t odd[] = { 1, AC_HOUR, 16 * AC_DAY - 1, 16 * AC_DAY, 16 * AC_DAY + 1,
		17 * AC_DAY, 400 * AC_DAY };
	if (ac_random_chance(random, 0.1))
		return odd[ac_random_below(random, sizeof odd / sizeof odd[0])];
	uint64_t days = ac_random_chance(random, 0.05) ? 300 : 16;
	return (1 + (int64_t)ac_random_below(random, days)) * AC_DAY;
}

static struct stay some_stay(
	struct ac_random *random, const struct ac_point *centre, const struct stay *before)
{
	struct stay stay = { 0 };
	if (ac_random_chance(random, 0.6)) {
		stay.lodging = 1 + (int64_t)ac_random_below(random, n_lodgings);
		stay.at = lodgings[stay.lodging];
	} else /* some at the same spot, and some where a lodging stands */
		stay.at = before && ac_random_chance(random, 0.5)
				  ? before->at
				  : somewhere(random, centre, 30000000);
	stay.from = (first_day + (int64_t)ac_random_below(random, last_day - first_day)) * AC_DAY;
	stay.to =
		ac_random_chance(random, 0.05) ? AC_STAY_OPEN_US : stay.from + some_length(random);
	return stay;
}

static void fill(struct world *world, struct ac_random *random, const struct ac_point *centre)
{
	must(ac_db_control(world->db, AC_DB_BEGIN_WRITE, NULL));
	must(ac_db_script(world->db, "DELETE FROM stay; DELETE FROM lodging", NULL));
	fill_lodgings(world, random, centre);
	for (int64_t i = 1; i <= n_stays; i++) {
		struct stay *stay = &stays[i];
		*stay = some_stay(random, centre, i > 1 ? stay - 1 : NULL);
		must(ac_db_run(world->db, &sql_stay,
			AC_VALUES(AC_I64(i), AC_I64(traveller_of(i)), AC_ID_OR_NULL(stay->lodging),
				AC_I64(ac_cell_key(stay->at)), AC_I64(stay->from), AC_I64(stay->to),
				AC_I64(ac_stay_span(stay->from, stay->to))),
			NULL));
	}
	must(ac_db_control(world->db, AC_DB_COMMIT, NULL));
}

/* Windows that begin or end where a stay does, a moment beside it, or anywhere. */
static int64_t some_time(struct ac_random *random)
{
	const struct stay *stay = &stays[1 + ac_random_below(random, n_stays)];
	int64_t beside = (int64_t)ac_random_below(random, 3) - 1;
	switch (ac_random_below(random, 4)) {
	case 0: return stay->from + beside;
	case 1: return stay->to < AC_STAY_OPEN_US ? stay->to + beside : stay->from;
	case 2: return (int64_t)ac_random_below(random, last_day) * AC_DAY;
	default: return (int64_t)ac_random_below(random, (uint64_t)(last_day * AC_DAY));
	}
}

static int64_t some_end(struct ac_random *random, int64_t from)
{
	for (int tries = 0; tries < 3; tries++) {
		int64_t to = some_time(random);
		if (to > from)
			return to;
	}
	return ac_random_chance(random, 0.1) ? INT64_MAX : from + 1;
}

/* A star with n points around a place; the circle beside it every other time. */
static struct ac_area *some_area(struct ac_random *random, const struct ac_point *centre)
{
	if (ac_random_chance(random, 0.5)) {
		struct ac_point at = somewhere(random, centre, 10000000);
		const struct ac_circle circles[2] = {
			{ at.lat_e7 / 1e7, at.lon_e7 / 1e7, 1 + ac_random_unit(random) * 150 },
			{ centre->lat_e7 / 1e7, centre->lon_e7 / 1e7, 20 },
		};
		struct ac_area *area = NULL;
		assert_int_equal(ac_area_from_circles(circles, 2, &area, NULL), AC_OK);
		return area;
	}
	AC_AUTO(buf) struct ac_buf json;
	ac_buf_init(&json, 1 << 20);
	ac_buf_printf(&json, "{\"type\":\"Polygon\",\"coordinates\":[[");
	int n = 3 + (int)ac_random_below(random, 60);
	char first[64] = "";
	for (int i = 0; i < n; i++) {
		/* A square spiral of corners, walked by angle: simple by construction. */
		double t = 4.0 * i / n, r = 0.2 + ac_random_unit(random);
		double x = t < 1 ? 1 - 2 * t : t < 2 ? -1 : t < 3 ? -1 + 2 * (t - 2) : 1;
		double y = t < 1 ? 1 : t < 2 ? 1 - 2 * (t - 1) : t < 3 ? -1 : -1 + 2 * (t - 3);
		char point[64];
		snprintf(point, sizeof point, "[%.7f,%.7f]", centre->lon_e7 / 1e7 + x * r,
			centre->lat_e7 / 1e7 + y * r);
		if (i == 0)
			memcpy(first, point, sizeof first);
		ac_buf_printf(&json, "%s,", point);
	}
	ac_buf_printf(&json, "%s]]}", first);
	struct ac_area *area = NULL;
	struct ac_error err = { 0 };
	if (ac_area_from_geojson(ac_buf_str(&json), &area, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return area;
}

static bool is(const struct stay *stay, const struct ac_match *match)
{
	return match->lodging == stay->lodging && match->at.lat_e7 == stay->at.lat_e7 &&
	       match->at.lon_e7 == stay->at.lon_e7 && match->from_us == stay->from &&
	       match->to_us == stay->to;
}

/* Of the traveller's two stays the one that is meant; where they are alike, the one not yet found. */
static enum ac_status mark(void *ctx, const struct ac_match *match, struct ac_error *err)
{
	(void)ctx;
	(void)err;
	assert_true(match->traveller >= 1 && match->traveller <= n_stays / 2);
	struct stay *first = &stays[2 * match->traveller - 1], *second = first + 1;
	bool is_first = is(first, match), is_second = is(second, match);
	assert_true(is_first || is_second);
	(is_first && !(is_second && first->times) ? first : second)->times++;
	return AC_OK;
}

static int64_t check_match(
	struct world *world, const struct ac_area *area, int64_t from, int64_t to)
{
	for (int i = 1; i <= n_stays; i++)
		stays[i].times = 0;
	assert_int_equal(ac_match_each(world->db, area, from, to, mark, NULL, NULL), AC_OK);
	int64_t found = 0;
	for (int i = 1; i <= n_stays; i++) {
		const struct stay *stay = &stays[i];
		int want = stay->from < to && stay->to > from &&
			   ac_area_contains(area, stay->at.lat_e7, stay->at.lon_e7);
		assert_int_equal(stay->times, want);
		found += want;
	}
	struct ac_match_count count;
	assert_int_equal(ac_match_counts(world->db, area, from, to, &count, NULL), AC_OK);
	assert_int_equal(count.stays, found);
	return found;
}

static void everybody_inside_is_found_and_nobody_else(void **state)
{
	(void)state;
	static const struct ac_point centres[] = { { 410000000, 290000000 },
		{ -170000000, 1799000000 }, { 850000000, 0 }, { 0, -1799999999 } };
	struct world world;
	world_open(&world);
	struct ac_random random;
	int64_t found = 0;
	for (uint64_t seed = 0; seed < 4; seed++) {
		ac_random_seed(&random, seed + 1);
		fill(&world, &random, &centres[seed]);
		for (int round = 0; round < 40; round++) {
			AC_AUTO(area) struct ac_area *area = some_area(&random, &centres[seed]);
			int64_t from = some_time(&random);
			found += check_match(&world, area, from, some_end(&random, from));
		}
	}
	assert_true(found > 10000);
	AC_AUTO(area) struct ac_area *area = some_area(&random, &centres[3]);
	found = check_match(&world, area, INT64_MIN, INT64_MAX);
	assert_true(found > 0);
	world_close(&world);
}

static char *shared_path(const char *name, char path[4096])
{
	const char *shared = getenv("AC_SHARED");
	snprintf(path, 4096, "%s/data/istanbul/%s", shared ? shared : "../shared", name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		printf("           not found: %s, left out\n", path);
		return NULL;
	}
	fclose(file);
	return path;
}

static struct ac_area *read_districts(const char *path)
{
	static char text[4 << 20];
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	size_t n = fread(text, 1, sizeof text, file);
	fclose(file);
	struct ac_area *area = NULL;
	struct ac_error err = { 0 };
	if (ac_area_from_geojson((struct ac_str){ text, n }, &area, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return area;
}

static void import_file(struct world *world, enum ac_import_kind kind, const char *name,
	int64_t added, int64_t unchanged, int64_t doubtful)
{
	char path[4096];
	struct ac_import_result result;
	struct ac_import *import = world_import_file(world, kind, shared_path(name, path), &result);
	assert_int_equal(result.findings->added, added);
	assert_int_equal(result.findings->unchanged, unchanged);
	assert_int_equal(result.findings->refused, 0);
	assert_int_equal(result.findings->doubtful, doubtful);
	assert_int_equal(result.n_left_out, 0);
	ac_import_free(import);
}

/* Every stay with its hotel's position, asked one by one. */
static int64_t count_slowly(
	struct world *world, const struct ac_area *area, int64_t from, int64_t to)
{
	static const struct ac_sql all = { "all_stays",
		"SELECT l.lat_e7, l.lon_e7, s.t_from, s.t_to FROM stay s "
		"JOIN lodging l ON l.id = s.lodging" };
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	assert_int_equal(ac_db_query(world->db, &all, AC_NO_VALUES, &rows, NULL), AC_OK);
	int64_t found = 0;
	for (bool row = true; row;) {
		assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
		found += row && ac_row_i64(rows, 2) < to && ac_row_i64(rows, 3) > from &&
			 ac_area_contains(
				 area, (int32_t)ac_row_i64(rows, 0), (int32_t)ac_row_i64(rows, 1));
	}
	return found;
}

static void add_up(void *ctx, const struct ac_match_lodging *lodging)
{
	struct ac_match_count *sum = ctx;
	assert_true(lodging->id != 0 && lodging->ref.n > 0 && lodging->name.n > 0);
	sum->stays += lodging->count.stays;
	sum->travellers += lodging->count.travellers;
	sum->by_phone += lodging->count.by_phone;
	sum->by_email += lodging->count.by_email;
	sum->not_reachable += lodging->count.not_reachable;
}

static void the_people_in_istanbul_are_found(void **state)
{
	(void)state;
	char path[4096];
	if (!shared_path("districts.geojson", path))
		skip();
	AC_AUTO(area) struct ac_area *area = read_districts(path);
	struct world world;
	world_open(&world);
	world_source(&world, "airline", world_now().us + AC_DAY);
	world_source(&world, "hotel", world_now().us + AC_DAY);
	import_file(&world, AC_IMPORT_HOTELS, "hotels.csv", 438, 0, 0);
	import_file(&world, AC_IMPORT_SITES, "sites.csv", 22, 0, 0);
	import_file(&world, AC_IMPORT_TRAVELLERS, "travellers.csv", 6000, 0, 21);
	import_file(&world, AC_IMPORT_TRAVELLERS, "travellers.csv", 0, 6000, 21);
	int64_t day_us = 0;
	for (int32_t day = 19150; day < 19170; day++) {
		int64_t from = ac_zone_day_start(world.zone, day).us;
		day_us = ac_zone_day_start(world.zone, day + 1).us;
		struct ac_match_count count, sum = { 0 };
		assert_int_equal(
			ac_match_counts(world.db, area, from, day_us, &count, NULL), AC_OK);
		assert_int_equal(count.stays, count_slowly(&world, area, from, day_us));
		assert_int_equal(ac_match_by_lodging(
					 world.db, area, from, day_us, day_us, add_up, &sum, NULL),
			AC_OK);
		assert_int_equal(sum.stays, count.stays);
		assert_int_equal(sum.travellers, count.travellers);
		assert_int_equal(sum.by_phone, count.by_phone);
		assert_int_equal(sum.not_reachable, count.not_reachable);
	}
	struct ac_match_count count;
	assert_int_equal(ac_match_counts(world.db, area, 0, INT64_MAX, &count, NULL), AC_OK);
	assert_int_equal(count.travellers, 6000);
	assert_int_equal(count.parties, 2541);
	printf("           %lld by phone, %lld by e-mail, %lld with neither\n",
		(long long)count.by_phone, (long long)count.by_email,
		(long long)count.not_reachable);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(everybody_inside_is_found_and_nobody_else),
		CASE(the_people_in_istanbul_are_found),
	};
	return RUN(tests);
}
