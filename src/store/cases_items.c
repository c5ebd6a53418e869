/* store/cases_items.c - what a case awaits: requests to somebody, dated things to watch for. */
#include "store/cases.h"
#include "store/ids.h"
#include "store/sealed.h"

#define ITEM_COLUMNS \
	"id, case_id, kind, due, entered_at, entered_by, done_at, done_by, whom_enc, text_enc"

static const struct ac_sql sql_insert = { "case_item_insert",
	"INSERT INTO case_item (" ITEM_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" };
static const struct ac_sql sql_of_case = { "case_items",
	"SELECT " ITEM_COLUMNS " FROM case_item WHERE case_id = $1 ORDER BY due, id" };
static const struct ac_sql sql_open = { "case_items_open",
	"SELECT " ITEM_COLUMNS " FROM case_item WHERE done_at IS NULL AND case_id IN "
	"(SELECT id FROM case_file WHERE state <> 'closed') ORDER BY due, id" };
static const struct ac_sql sql_done = { "case_item_done",
	"UPDATE case_item SET done_at = $3, done_by = $4 "
	"WHERE id = $2 AND case_id = $1 AND done_at IS NULL" };

enum { text_max = 1 << 20 };

enum ac_status ac_case_item_insert(
	struct ac_db *db, const struct ac_case_item_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_case_item);
	AC_AUTO(buf) struct ac_buf whom, text;
	ac_buf_init(&whom, text_max);
	ac_buf_init(&text, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_CASE_ITEM_WHOM, number, row->whom, &whom, err));
	AC_TRY(ac_seal_into(db, AC_SEALED_CASE_ITEM_TEXT, number, row->text, &text, err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->kind),
			AC_I64(row->due.us), AC_I64(row->entered_at.us), AC_TEXT(row->entered_by),
			AC_ID_OR_NULL(row->done_at.us), AC_TEXT_IF_ANY(row->done_by),
			AC_BLOB(ac_buf_str(&whom)), AC_BLOB(ac_buf_str(&text))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct item_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_case_item_row *row);
	void *ctx;
	struct ac_buf *whom, *text;
};

static enum ac_status read_item(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct item_walk *walk = ctx;
	struct ac_case_item_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.kind = ac_row_text(rows, 2),
		.due = { ac_row_i64(rows, 3) },
		.entered_at = { ac_row_i64(rows, 4) },
		.entered_by = ac_row_text(rows, 5),
		.done_at = { ac_row_i64(rows, 6) },
		.done_by = ac_row_text(rows, 7),
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_CASE_ITEM_WHOM, row.id, ac_row_blob(rows, 8),
		walk->whom, &row.whom, err));
	AC_TRY(ac_open_column(walk->db, AC_SEALED_CASE_ITEM_TEXT, row.id, ac_row_blob(rows, 9),
		walk->text, &row.text, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_case_item_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_case_item_row *row), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf whom, text;
	ac_buf_init(&whom, text_max);
	ac_buf_init(&text, text_max);
	struct item_walk walk = { db, visit, ctx, &whom, &text };
	if (!case_id)
		return ac_db_each(db, &sql_open, AC_NO_VALUES, read_item, &walk, NULL, err);
	return ac_db_each(
		db, &sql_of_case, AC_VALUES(AC_I64(case_id)), read_item, &walk, NULL, err);
}

enum ac_status ac_case_item_done(struct ac_db *db, int64_t case_id, int64_t id, struct ac_wall at,
	struct ac_str officer, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_done,
		AC_VALUES(AC_I64(case_id), AC_I64(id), AC_I64(at.us), AC_TEXT(officer)),
		"open request or watch item", id, err);
}
