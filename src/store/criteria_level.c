/* store/criteria_level.c - levels of places, a row a change. */
#include "store/criteria.h"
#include "store/ids.h"

#define COLUMNS                                                                              \
	"id, place, scheme, level, at, officer, case_id, warning, advice, review, lowered, " \
	"country, exercise"

static const struct ac_sql sql_insert = { "place_level_insert",
	"INSERT INTO place_level (" COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" };
static const struct ac_sql sql_get = { "place_level_get",
	"SELECT " COLUMNS ", CAST(NULL AS BIGINT) FROM place_level WHERE id = $1" };
static const struct ac_sql sql_all = { "place_levels",
	"SELECT " COLUMNS
	", CAST(NULL AS BIGINT) FROM place_level ORDER BY place, scheme, exercise, id" };
static const struct ac_sql sql_of_place = { "place_level_history",
	"SELECT " COLUMNS ", CAST(NULL AS BIGINT) FROM place_level WHERE place "
	"= $1 AND scheme = $2 AND exercise = $3 ORDER BY id" };
static const struct ac_sql sql_in_force = { "place_level_in_force",
	"SELECT " COLUMNS
	", (SELECT w.valid_to FROM warning w WHERE w.id = p.warning AND w.state = 'published') "
	"FROM place_level p WHERE NOT EXISTS (SELECT 1 FROM place_level q WHERE q.place = p.place "
	"AND q.scheme = p.scheme AND q.exercise = p.exercise AND q.id > p.id) "
	"ORDER BY place, scheme, exercise" };

enum ac_status ac_place_level_insert(
	struct ac_db *db, const struct ac_place_level_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_place_level);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->place), AC_TEXT(row->scheme),
			row->none ? AC_NULL : AC_I64(row->level), AC_I64(row->at.us),
			AC_TEXT(row->officer), AC_I64(row->case_id), AC_ID_OR_NULL(row->warning),
			AC_TEXT_IF_ANY(row->advice), AC_ID_OR_NULL(row->review.us),
			AC_I64(row->lowered), AC_TEXT_IF_ANY(row->country), AC_I64(row->exercise)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct walk {
	ac_place_level_visit *visit;
	void *ctx;
};

static enum ac_status read_level(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct walk *to = walk;
	struct ac_place_level_row row = {
		.id = ac_row_i64(rows, 0),
		.place = ac_row_text(rows, 1),
		.scheme = ac_row_text(rows, 2),
		.none = ac_row_is_null(rows, 3),
		.level = ac_row_i64(rows, 3),
		.at = { ac_row_i64(rows, 4) },
		.officer = ac_row_text(rows, 5),
		.case_id = ac_row_i64(rows, 6),
		.warning = ac_row_i64(rows, 7),
		.advice = ac_row_text(rows, 8),
		.review = { ac_row_i64(rows, 9) },
		.lowered = ac_row_i64(rows, 10) != 0,
		.country = ac_row_text(rows, 11),
		.exercise = ac_row_i64(rows, 12) != 0,
		.ends = { ac_row_i64(rows, 13) },
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_place_level_get(
	struct ac_db *db, int64_t id, ac_place_level_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_level, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no level %lld", (long long)id);
}

enum ac_status ac_place_level_all(
	struct ac_db *db, ac_place_level_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_all, AC_NO_VALUES, read_level, &walk, NULL, err);
}

enum ac_status ac_place_level_each(struct ac_db *db, const struct ac_level_of *of,
	ac_place_level_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_of_place,
		AC_VALUES(AC_TEXT(of->place), AC_TEXT(of->scheme), AC_I64(of->exercise)),
		read_level, &walk, NULL, err);
}

enum ac_status ac_place_level_in_force(
	struct ac_db *db, ac_place_level_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_in_force, AC_NO_VALUES, read_level, &walk, NULL, err);
}
