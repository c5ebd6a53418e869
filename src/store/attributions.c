#include "store/attributions.h"

#include "store/ids.h"
#include "store/sealed.h"

#define COLUMNS                                                                \
	"id, case_id, state, body_enc, drafted_by, drafted_at, published_at, " \
	"withdrawn_at, why_enc"

#define EXERCISE ", (SELECT c.exercise FROM case_file c WHERE c.id = a.case_id)"

static const struct ac_sql sql_insert = { "attribution_insert",
	"INSERT INTO attribution (id, case_id, state, body_enc, drafted_by, drafted_at) "
	"VALUES ($1, $2, $3, $4, $5, $6)" };
static const struct ac_sql sql_update = { "attribution_update",
	"UPDATE attribution SET state = $2, published_at = $3, withdrawn_at = $4, why_enc = $5 "
	"WHERE id = $1" };
static const struct ac_sql sql_get = { "attribution_get",
	"SELECT " COLUMNS EXERCISE " FROM attribution a WHERE id = $1" };
static const struct ac_sql sql_all = { "attribution_all",
	"SELECT " COLUMNS EXERCISE " FROM attribution a WHERE $1 = 0 OR case_id = $1 ORDER BY id" };
static const struct ac_sql sql_public = { "attribution_public",
	"SELECT " COLUMNS EXERCISE
	" FROM attribution a WHERE state <> 'draft' AND $1 = 0 ORDER BY id" };
static const struct ac_sql sql_warnings = { "attribution_warnings",
	"SELECT a.id, w.id FROM attribution a JOIN warning w ON w.case_id = a.case_id WHERE "
	"a.state <> 'draft' AND w.published_at IS NOT NULL ORDER BY a.id, w.id" };

enum { body_max = 4 << 20 };

enum ac_status ac_attribution_insert(
	struct ac_db *db, const struct ac_attribution_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_attribution);
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, body_max);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_ATTRIBUTION_BODY, number },
		row->body, &sealed);
	AC_TRY(ac_buf_check(&sealed, "the attribution", err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->state),
			AC_BLOB(ac_buf_str(&sealed)), AC_TEXT(row->drafted_by),
			AC_I64(row->drafted_at.us)),
		err));
	*id = number;
	return AC_OK;
}

enum ac_status ac_attribution_update(
	struct ac_db *db, const struct ac_attribution_row *row, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, body_max);
	if (row->why.n)
		ac_vault_seal(db->vault,
			(struct ac_vault_place){ AC_SEALED_ATTRIBUTION_WHY, row->id }, row->why,
			&sealed);
	AC_TRY(ac_buf_check(&sealed, "the reason", err));
	return ac_db_change_one(db, &sql_update,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_ID_OR_NULL(row->published_at.us),
			AC_ID_OR_NULL(row->withdrawn_at.us),
			sealed.n ? AC_BLOB(ac_buf_str(&sealed)) : AC_NULL),
		"attribution", row->id, err);
}

struct walk {
	struct ac_db *db;
	ac_attribution_visit *visit;
	void *ctx;
	struct ac_buf body, why;
};

static enum ac_status read_row(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct walk *walk = ctx;
	struct ac_attribution_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.state = ac_row_text(rows, 2),
		.drafted_by = ac_row_text(rows, 4),
		.drafted_at = { ac_row_i64(rows, 5) },
		.published_at = { ac_row_i64(rows, 6) },
		.withdrawn_at = { ac_row_i64(rows, 7) },
		.exercise = ac_row_i64(rows, 9) != 0,
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_ATTRIBUTION_BODY, row.id, ac_row_blob(rows, 3),
		&walk->body, &row.body, err));
	AC_TRY(ac_open_column(walk->db, AC_SEALED_ATTRIBUTION_WHY, row.id, ac_row_blob(rows, 8),
		&walk->why, &row.why, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

static enum ac_status each(struct ac_db *db, const struct ac_sql *sql, int64_t id,
	ac_attribution_visit *visit, void *ctx, int64_t *seen, struct ac_error *err)
{
	struct walk walk = { .db = db, .visit = visit, .ctx = ctx };
	ac_buf_init(&walk.body, body_max);
	ac_buf_init(&walk.why, body_max);
	enum ac_status status =
		ac_db_each(db, sql, AC_VALUES(AC_I64(id)), read_row, &walk, seen, err);
	ac_buf_done(&walk.body);
	ac_buf_done(&walk.why);
	return status;
}

enum ac_status ac_attribution_get(
	struct ac_db *db, int64_t id, ac_attribution_visit *visit, void *ctx, struct ac_error *err)
{
	int64_t seen = 0;
	AC_TRY(each(db, &sql_get, id, visit, ctx, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no attribution %lld", (long long)id);
}

enum ac_status ac_attribution_each(struct ac_db *db, int64_t case_id, ac_attribution_visit *visit,
	void *ctx, struct ac_error *err)
{
	return each(db, &sql_all, case_id, visit, ctx, NULL, err);
}

enum ac_status ac_attribution_public_each(
	struct ac_db *db, ac_attribution_visit *visit, void *ctx, struct ac_error *err)
{
	return each(db, &sql_public, 0, visit, ctx, NULL, err);
}

struct pairs {
	ac_attribution_warning_visit *visit;
	void *ctx;
};

static enum ac_status read_pair(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	const struct pairs *pairs = ctx;
	pairs->visit(pairs->ctx, ac_row_i64(rows, 0), ac_row_i64(rows, 1));
	return AC_OK;
}

enum ac_status ac_attribution_warning_each(
	struct ac_db *db, ac_attribution_warning_visit *visit, void *ctx, struct ac_error *err)
{
	struct pairs pairs = { visit, ctx };
	return ac_db_each(db, &sql_warnings, AC_NO_VALUES, read_pair, &pairs, NULL, err);
}
