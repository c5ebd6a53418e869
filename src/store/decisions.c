#include "store/decisions.h"

#include "store/ids.h"
#include "store/sealed.h"

#define COLUMNS                                                                         \
	"id, state, method, target, body_enc, digest, drafted_by, drafted_at, "         \
	"decided_by, decided_at, why_enc, outcome, template, review_due, reviewed_by, " \
	"reviewed_at, case_id"

static const struct ac_sql sql_insert = { "decision_insert",
	"INSERT INTO decision (id, state, method, target, body_enc, digest, drafted_by, "
	"drafted_at, decided_by, decided_at, template, review_due, case_id) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" };
static const struct ac_sql sql_decide = { "decision_decide",
	"UPDATE decision SET state = $2, decided_by = $3, decided_at = $4, why_enc = $5 "
	"WHERE id = $1" };
static const struct ac_sql sql_end = { "decision_end",
	"UPDATE decision SET state = $2, outcome = $3 WHERE id = $1" };
static const struct ac_sql sql_review = { "decision_review",
	"UPDATE decision SET reviewed_by = $2, reviewed_at = $3 WHERE id = $1" };
static const struct ac_sql sql_get = { "decision_get",
	"SELECT " COLUMNS " FROM decision WHERE id = $1" };
static const struct ac_sql sql_waiting = { "decision_waiting",
	"SELECT " COLUMNS " FROM decision WHERE state IN ('open', 'approved', 'template') "
	"OR (review_due IS NOT NULL AND reviewed_at IS NULL) ORDER BY id" };
static const struct ac_sql sql_all = { "decision_all",
	"SELECT " COLUMNS " FROM decision ORDER BY id" };

enum { body_max = 48 << 20 };

/* An empty text stays empty: there is nothing to seal. */
static enum ac_status seal(struct ac_db *db, const char *column, int64_t id, struct ac_str text,
	struct ac_buf *sealed, struct ac_error *err)
{
	ac_buf_init(sealed, body_max);
	if (text.n)
		ac_vault_seal(db->vault, (struct ac_vault_place){ column, id }, text, sealed);
	return ac_buf_check(sealed, "the decision", err);
}

static struct ac_value blob_if_any(const struct ac_buf *sealed)
{
	return sealed->n ? AC_BLOB(ac_buf_str(sealed)) : AC_NULL;
}

enum ac_status ac_decision_insert(
	struct ac_db *db, const struct ac_decision_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_decision);
	AC_AUTO(buf) struct ac_buf body;
	AC_TRY(seal(db, AC_SEALED_DECISION_BODY, number, row->body, &body, err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->state), AC_TEXT(row->method),
			AC_TEXT(row->target), blob_if_any(&body),
			AC_BLOB(((struct ac_str){ (const char *)row->digest, sizeof row->digest })),
			AC_TEXT(row->drafted_by), AC_I64(row->drafted_at.us),
			AC_TEXT_IF_ANY(row->decided_by), AC_ID_OR_NULL(row->decided_at.us),
			AC_ID_OR_NULL(row->template_id), AC_ID_OR_NULL(row->review_due.us),
			AC_ID_OR_NULL(row->case_id)),
		err));
	*id = number;
	return AC_OK;
}

enum ac_status ac_decision_decide(
	struct ac_db *db, const struct ac_decision_row *row, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf why;
	AC_TRY(seal(db, AC_SEALED_DECISION_WHY, row->id, row->why, &why, err));
	return ac_db_change_one(db, &sql_decide,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT(row->decided_by),
			AC_I64(row->decided_at.us), blob_if_any(&why)),
		"decision", row->id, err);
}

enum ac_status ac_decision_end(struct ac_db *db, int64_t id, struct ac_str state,
	struct ac_str outcome, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_end,
		AC_VALUES(AC_I64(id), AC_TEXT(state), AC_TEXT_IF_ANY(outcome)), "decision", id,
		err);
}

enum ac_status ac_decision_review(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall at, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_review,
		AC_VALUES(AC_I64(id), AC_TEXT(officer), AC_I64(at.us)), "decision", id, err);
}

struct walk {
	struct ac_db *db;
	ac_decision_visit *visit;
	void *ctx;
	struct ac_buf body, why;
};

static enum ac_status read_row(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct walk *walk = ctx;
	struct ac_decision_row row = {
		.id = ac_row_i64(rows, 0),
		.state = ac_row_text(rows, 1),
		.method = ac_row_text(rows, 2),
		.target = ac_row_text(rows, 3),
		.drafted_by = ac_row_text(rows, 6),
		.drafted_at = { ac_row_i64(rows, 7) },
		.decided_by = ac_row_text(rows, 8),
		.decided_at = { ac_row_i64(rows, 9) },
		.outcome = ac_row_text(rows, 11),
		.template_id = ac_row_i64(rows, 12),
		.review_due = { ac_row_i64(rows, 13) },
		.reviewed_by = ac_row_text(rows, 14),
		.reviewed_at = { ac_row_i64(rows, 15) },
		.case_id = ac_row_i64(rows, 16),
	};
	struct ac_str digest = ac_row_blob(rows, 5);
	if (digest.n != sizeof row.digest)
		return ac_fail(err, AC_CORRUPT, "decision %lld: its digest is cut short",
			(long long)row.id);
	memcpy(row.digest, digest.p, sizeof row.digest);
	AC_TRY(ac_open_column(walk->db, AC_SEALED_DECISION_BODY, row.id, ac_row_blob(rows, 4),
		&walk->body, &row.body, err));
	AC_TRY(ac_open_column(walk->db, AC_SEALED_DECISION_WHY, row.id, ac_row_blob(rows, 10),
		&walk->why, &row.why, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

static enum ac_status each(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, ac_decision_visit *visit, void *ctx, int64_t *seen,
	struct ac_error *err)
{
	struct walk walk = { .db = db, .visit = visit, .ctx = ctx };
	ac_buf_init(&walk.body, body_max);
	ac_buf_init(&walk.why, body_max);
	enum ac_status status = ac_db_each(db, sql, values, n, read_row, &walk, seen, err);
	ac_buf_done(&walk.body);
	ac_buf_done(&walk.why);
	return status;
}

enum ac_status ac_decision_get(
	struct ac_db *db, int64_t id, ac_decision_visit *visit, void *ctx, struct ac_error *err)
{
	int64_t seen = 0;
	AC_TRY(each(db, &sql_get, AC_VALUES(AC_I64(id)), visit, ctx, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no decision %lld", (long long)id);
}

enum ac_status ac_decision_each(
	struct ac_db *db, bool all, ac_decision_visit *visit, void *ctx, struct ac_error *err)
{
	return each(db, all ? &sql_all : &sql_waiting, AC_NO_VALUES, visit, ctx, NULL, err);
}
