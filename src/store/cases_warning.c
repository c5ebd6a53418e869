/* store/cases_warning.c - warnings, their texts and areas, and the messages published for them. */
#include "store/cases.h"
#include "store/ids.h"

#define WARNING_COLUMNS                                                                     \
	"id, case_id, state, scheme, level, areas_json, valid_from, valid_to, created_at, " \
	"published_at, ended_at, details_json"
#define CAP_COLUMNS \
	"id, warning, identifier, sender, sent_at, msg_type, references_text, xml, sha256"

static const struct ac_sql sql_insert = { "warning_insert",
	"INSERT INTO warning (" WARNING_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" };
static const struct ac_sql sql_update = { "warning_update",
	"UPDATE warning SET state = $2, scheme = $3, level = $4, areas_json = $5, "
	"valid_from = $6, valid_to = $7, published_at = $8, ended_at = $9, details_json = $10 "
	"WHERE id = $1" };
static const struct ac_sql sql_get = { "warning_get",
	"SELECT " WARNING_COLUMNS " FROM warning WHERE id = $1" };
static const struct ac_sql sql_all = { "warning_all",
	"SELECT " WARNING_COLUMNS " FROM warning WHERE $1 = 0 OR case_id = $1 ORDER BY id" };
static const struct ac_sql sql_text_put = { "warning_text_put",
	"INSERT INTO warning_text (warning, language, headline, description, instruction) "
	"VALUES ($1, $2, $3, $4, $5) ON CONFLICT (warning, language) DO UPDATE SET "
	"headline = excluded.headline, description = excluded.description, "
	"instruction = excluded.instruction" };
static const struct ac_sql sql_texts = { "warning_texts",
	"SELECT warning, language, headline, description, instruction FROM warning_text "
	"WHERE warning = $1 ORDER BY language" };
static const struct ac_sql sql_ranges_drop = { "area_range_drop",
	"DELETE FROM area_range WHERE warning = $1" };
static const struct ac_sql sql_range_insert = { "area_range_insert",
	"INSERT INTO area_range (warning, lo, hi) VALUES ($1, $2, $3)" };
static const struct ac_sql sql_cap_insert = { "cap_insert",
	"INSERT INTO cap_message (" CAP_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct ac_sql sql_caps = { "cap_all",
	"SELECT " CAP_COLUMNS " FROM cap_message WHERE $1 = 0 OR warning = $1 ORDER BY id" };
static const struct ac_sql sql_caps_since = { "cap_since",
	"SELECT id, warning, identifier, sender, sent_at, msg_type, references_text, xml "
	"FROM cap_message WHERE id > $1 ORDER BY id" };

enum ac_status ac_warning_insert(
	struct ac_db *db, const struct ac_warning_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_warning);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->state),
			AC_TEXT_IF_ANY(row->scheme), AC_I64(row->level), AC_TEXT(row->areas_json),
			AC_I64(row->valid_from.us), AC_I64(row->valid_to.us),
			AC_I64(row->created_at.us), AC_ID_OR_NULL(row->published_at.us),
			AC_ID_OR_NULL(row->ended_at.us), AC_TEXT_IF_ANY(row->details_json)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

enum ac_status ac_warning_update(
	struct ac_db *db, const struct ac_warning_row *row, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_update,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT_IF_ANY(row->scheme),
			AC_I64(row->level), AC_TEXT(row->areas_json), AC_I64(row->valid_from.us),
			AC_I64(row->valid_to.us), AC_ID_OR_NULL(row->published_at.us),
			AC_ID_OR_NULL(row->ended_at.us), AC_TEXT_IF_ANY(row->details_json)),
		"warning", row->id, err);
}

struct warning_walk {
	ac_warning_visit *visit;
	void *ctx;
};

static enum ac_status read_warning(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct warning_walk *to = walk;
	struct ac_warning_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.state = ac_row_text(rows, 2),
		.scheme = ac_row_text(rows, 3),
		.level = ac_row_i64(rows, 4),
		.areas_json = ac_row_text(rows, 5),
		.valid_from = { ac_row_i64(rows, 6) },
		.valid_to = { ac_row_i64(rows, 7) },
		.created_at = { ac_row_i64(rows, 8) },
		.published_at = { ac_row_i64(rows, 9) },
		.ended_at = { ac_row_i64(rows, 10) },
		.details_json = ac_row_text(rows, 11),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_warning_get(
	struct ac_db *db, int64_t id, ac_warning_visit *visit, void *ctx, struct ac_error *err)
{
	struct warning_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_warning, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no warning %lld", (long long)id);
}

enum ac_status ac_warning_each(
	struct ac_db *db, int64_t case_id, ac_warning_visit *visit, void *ctx, struct ac_error *err)
{
	struct warning_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_all, AC_VALUES(AC_I64(case_id)), read_warning, &walk, NULL, err);
}

/* ---- texts and areas ---- */

enum ac_status ac_warning_text_put(
	struct ac_db *db, const struct ac_warning_text_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_text_put,
		AC_VALUES(AC_I64(row->warning), AC_TEXT(row->language), AC_TEXT(row->headline),
			AC_TEXT_IF_ANY(row->description), AC_TEXT_IF_ANY(row->instruction)),
		err);
}

struct text_walk {
	void (*visit)(void *ctx, const struct ac_warning_text_row *row);
	void *ctx;
};

static enum ac_status read_text(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct text_walk *to = walk;
	struct ac_warning_text_row row = {
		.warning = ac_row_i64(rows, 0),
		.language = ac_row_text(rows, 1),
		.headline = ac_row_text(rows, 2),
		.description = ac_row_text(rows, 3),
		.instruction = ac_row_text(rows, 4),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_warning_text_each(struct ac_db *db, int64_t warning,
	void (*visit)(void *ctx, const struct ac_warning_text_row *row), void *ctx,
	struct ac_error *err)
{
	struct text_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_texts, AC_VALUES(AC_I64(warning)), read_text, &walk, NULL, err);
}

enum ac_status ac_area_ranges_put(struct ac_db *db, int64_t warning, const struct ac_range *ranges,
	size_t n, struct ac_error *err)
{
	AC_TRY(ac_db_run(db, &sql_ranges_drop, AC_VALUES(AC_I64(warning)), err));
	for (size_t i = 0; i < n; i++)
		AC_TRY(ac_db_run(db, &sql_range_insert,
			AC_VALUES(AC_I64(warning), AC_I64(ranges[i].lo), AC_I64(ranges[i].hi)),
			err));
	return AC_OK;
}

/* ---- published messages ---- */

enum ac_status ac_cap_insert(
	struct ac_db *db, const struct ac_cap_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_cap_message);
	AC_TRY(ac_db_run(db, &sql_cap_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->warning), AC_TEXT(row->identifier),
			AC_TEXT(row->sender), AC_I64(row->sent_at.us), AC_TEXT(row->msg_type),
			AC_TEXT_IF_ANY(row->references_text), AC_TEXT(row->xml),
			AC_TEXT_IF_ANY(row->sha256)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct cap_walk {
	void (*visit)(void *ctx, const struct ac_cap_row *row);
	void *ctx;
};

static enum ac_status read_cap(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct cap_walk *to = walk;
	struct ac_cap_row row = {
		.id = ac_row_i64(rows, 0),
		.warning = ac_row_i64(rows, 1),
		.identifier = ac_row_text(rows, 2),
		.sender = ac_row_text(rows, 3),
		.sent_at = { ac_row_i64(rows, 4) },
		.msg_type = ac_row_text(rows, 5),
		.references_text = ac_row_text(rows, 6),
		.xml = ac_row_text(rows, 7),
		.sha256 = ac_row_text(rows, 8),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_cap_each(struct ac_db *db, int64_t warning,
	void (*visit)(void *ctx, const struct ac_cap_row *row), void *ctx, struct ac_error *err)
{
	struct cap_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_caps, AC_VALUES(AC_I64(warning)), read_cap, &walk, NULL, err);
}

enum ac_status ac_cap_since(struct ac_db *db, int64_t after,
	void (*visit)(void *ctx, const struct ac_cap_row *row), void *ctx, struct ac_error *err)
{
	struct cap_walk walk = { visit, ctx };
	return ac_db_each(
		db, &sql_caps_since, AC_VALUES(AC_I64(after)), read_cap, &walk, NULL, err);
}
