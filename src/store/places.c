#include "store/places.h"

static const struct ac_sql sql_each = { "lodging_each",
	"SELECT id, cell, ref, name, district, coalesce(beds, -1), coalesce(free_beds, -1), "
	"CASE WHEN risk_why IS NOT NULL AND (risk_until IS NULL OR risk_until > $1) "
	"THEN 1 ELSE 0 END, risk_why, risk_until FROM lodging WHERE $2 = 0 OR (risk_why IS NOT "
	"NULL "
	"AND (risk_until IS NULL OR risk_until > $1)) ORDER BY ref" };
static const struct ac_sql sql_find = { "lodging_by_ref",
	"SELECT id, name FROM lodging WHERE ref = $1" };
static const struct ac_sql sql_mark = { "lodging_mark",
	"UPDATE lodging SET risk_why = $2, risk_until = $3 WHERE id = $1" };

enum ac_status ac_lodging_each(struct ac_db *db, bool at_risk, struct ac_wall now,
	ac_lodging_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_each, AC_VALUES(AC_I64(now.us), AC_I64(at_risk)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_lodging_row lodging = {
			.id = ac_row_i64(rows, 0),
			.cell = ac_row_i64(rows, 1),
			.ref = ac_row_text(rows, 2),
			.name = ac_row_text(rows, 3),
			.district = ac_row_text(rows, 4),
			.beds = ac_row_i64(rows, 5),
			.free_beds = ac_row_i64(rows, 6),
			.at_risk = ac_row_i64(rows, 7) != 0,
			.risk_why = ac_row_text(rows, 8),
			.risk_until = { ac_row_i64(rows, 9) },
		};
		visit(ctx, &lodging);
	}
}

static enum ac_status find(
	struct ac_db *db, struct ac_str ref, int64_t *id, struct ac_buf *name, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_find, AC_VALUES(AC_TEXT(ref)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "there is no hotel %.*s", AC_STR_ARG(ref));
	*id = ac_row_i64(rows, 0);
	ac_buf_add_str(name, ac_row_text(rows, 1));
	return AC_OK;
}

enum ac_status ac_lodging_mark(struct ac_db *db, struct ac_str ref, struct ac_str why,
	struct ac_wall until, int64_t *id, struct ac_buf *name, struct ac_error *err)
{
	AC_TRY(find(db, ref, id, name, err));
	return ac_db_run(db, &sql_mark,
		AC_VALUES(AC_I64(*id), why.n ? AC_TEXT(why) : AC_NULL, AC_ID_OR_NULL(until.us)),
		err);
}
