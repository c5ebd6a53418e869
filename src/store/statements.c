#include "store/statements.h"

#include "store/ids.h"

#define COLUMNS "id, warning, office, language, text, drafted_by, drafted_at, published_at"

#define EXERCISE                                                                          \
	", (SELECT c.exercise FROM warning w JOIN case_file c ON c.id = w.case_id WHERE " \
	"w.id = s.warning)"

static const struct ac_sql sql_insert = { "statement_insert",
	"INSERT INTO statement (id, warning, office, language, text, drafted_by, drafted_at) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_delete = { "statement_delete_draft",
	"DELETE FROM statement WHERE id = $1 AND published_at IS NULL" };
static const struct ac_sql sql_publish = { "statement_publish_drafts",
	"UPDATE statement SET published_at = $2 WHERE warning = $1 AND published_at IS NULL" };
static const struct ac_sql sql_get = { "statement_get",
	"SELECT " COLUMNS EXERCISE " FROM statement s WHERE id = $1" };
static const struct ac_sql sql_of = { "statement_of_warning",
	"SELECT " COLUMNS EXERCISE " FROM statement s WHERE warning = $1 ORDER BY id" };
static const struct ac_sql sql_published = { "statement_published",
	"SELECT " COLUMNS EXERCISE " FROM statement s WHERE published_at IS NOT NULL ORDER BY id" };

enum ac_status ac_statement_insert(
	struct ac_db *db, const struct ac_statement_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_statement);
	AC_TRY(ac_db_change(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->warning), AC_TEXT(row->office),
			AC_TEXT(row->language), AC_TEXT(row->text), AC_TEXT(row->drafted_by),
			AC_I64(row->drafted_at.us)),
		NULL, err));
	*id = number;
	return AC_OK;
}

enum ac_status ac_statement_delete_draft(struct ac_db *db, int64_t id, struct ac_error *err)
{
	return ac_db_change_one(
		db, &sql_delete, AC_VALUES(AC_I64(id)), "draft of a statement", id, err);
}

enum ac_status ac_statement_publish_drafts(struct ac_db *db, int64_t warning, struct ac_wall at,
	int64_t *changed, struct ac_error *err)
{
	return ac_db_change(
		db, &sql_publish, AC_VALUES(AC_I64(warning), AC_I64(at.us)), changed, err);
}

struct walk {
	ac_statement_visit *visit;
	void *ctx;
};

static enum ac_status read_row(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct walk *walk = ctx;
	struct ac_statement_row row = {
		.id = ac_row_i64(rows, 0),
		.warning = ac_row_i64(rows, 1),
		.office = ac_row_text(rows, 2),
		.language = ac_row_text(rows, 3),
		.text = ac_row_text(rows, 4),
		.drafted_by = ac_row_text(rows, 5),
		.drafted_at = { ac_row_i64(rows, 6) },
		.published_at = { ac_row_i64(rows, 7) },
		.exercise = ac_row_i64(rows, 8) != 0,
	};
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_statement_get(
	struct ac_db *db, int64_t id, ac_statement_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_row, &walk, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no statement %lld", (long long)id);
}

enum ac_status ac_statement_each(struct ac_db *db, int64_t warning, ac_statement_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_of, AC_VALUES(AC_I64(warning)), read_row, &walk, NULL, err);
}

enum ac_status ac_statement_published_each(
	struct ac_db *db, ac_statement_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_published, AC_NO_VALUES, read_row, &walk, NULL, err);
}
