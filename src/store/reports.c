/* store/reports.c - reports, their claims, and the cases that they bear on. */
#include "store/reports.h"

#include "store/ids.h"
#include "store/sealed.h"

#define REPORT_COLUMNS                                                                             \
	"id, kind, tlp, releasable_to, grade, probability, observed_at, received_at, entered_at, " \
	"entered_by, source_enc, text_enc"

static const struct ac_sql sql_insert = { "report_insert",
	"INSERT INTO report (" REPORT_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)" };
static const struct ac_sql sql_get = { "report_get",
	"SELECT " REPORT_COLUMNS " FROM report WHERE id = $1" };
static const struct ac_sql sql_all = { "report_all",
	"SELECT " REPORT_COLUMNS " FROM report ORDER BY id" };
static const struct ac_sql sql_of_case = { "report_of_case",
	"SELECT " REPORT_COLUMNS " FROM report WHERE id IN "
	"(SELECT report FROM report_case WHERE case_id = $1) ORDER BY id" };
static const struct ac_sql sql_claim_insert = { "claim_insert",
	"INSERT INTO claim (id, report, grade, probability, text_enc) "
	"VALUES ($1, $2, $3, $4, $5)" };
static const struct ac_sql sql_claims = { "claims",
	"SELECT id, report, grade, coalesce(probability, 0), text_enc FROM claim "
	"WHERE report = $1 ORDER BY id" };
static const struct ac_sql sql_link = { "report_link",
	"INSERT INTO report_case (report, case_id, at, officer) VALUES ($1, $2, $3, $4)" };
static const struct ac_sql sql_links = { "report_links",
	"SELECT report, case_id, at, officer FROM report_case WHERE report = $1 "
	"ORDER BY case_id" };

enum { text_max = 1 << 20 };

/* ---- reports ---- */

enum ac_status ac_report_insert(
	struct ac_db *db, const struct ac_report_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_report);
	AC_AUTO(buf) struct ac_buf source, text;
	ac_buf_init(&source, text_max);
	ac_buf_init(&text, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_REPORT_SOURCE, number, row->source, &source, err));
	AC_TRY(ac_seal_into(db, AC_SEALED_REPORT_TEXT, number, row->text, &text, err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->kind), AC_I64(row->mark.tlp),
			AC_TEXT(row->mark.releasable_to), AC_TEXT_IF_ANY(row->grade),
			AC_ID_OR_NULL(row->probability), AC_ID_OR_NULL(row->observed_at.us),
			AC_I64(row->received_at.us), AC_I64(row->entered_at.us),
			AC_TEXT(row->mark.entered_by), AC_BLOB(ac_buf_str(&source)),
			AC_BLOB(ac_buf_str(&text))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct report_walk {
	struct ac_db *db;
	ac_report_visit *visit;
	void *ctx;
	struct ac_buf source, text;
};

static void report_walk_done(struct report_walk *walk)
{
	ac_buf_done(&walk->source);
	ac_buf_done(&walk->text);
}
AC_AUTO_DEFINE_VALUE(report_walk, struct report_walk, report_walk_done)

static struct report_walk report_walk(struct ac_db *db, ac_report_visit *visit, void *ctx)
{
	struct report_walk walk = { .db = db, .visit = visit, .ctx = ctx };
	ac_buf_init(&walk.source, text_max);
	ac_buf_init(&walk.text, text_max);
	return walk;
}

static enum ac_status read_report(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct report_walk *walk = ctx;
	struct ac_report_row row = {
		.id = ac_row_i64(rows, 0),
		.kind = ac_row_text(rows, 1),
		.mark = { (enum ac_tlp)ac_row_i64(rows, 2), ac_row_text(rows, 3),
			ac_row_text(rows, 9) },
		.grade = ac_row_text(rows, 4),
		.probability = (enum ac_probability)ac_row_i64(rows, 5),
		.observed_at = { ac_row_i64(rows, 6) },
		.received_at = { ac_row_i64(rows, 7) },
		.entered_at = { ac_row_i64(rows, 8) },
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_REPORT_SOURCE, row.id, ac_row_blob(rows, 10),
		&walk->source, &row.source, err));
	AC_TRY(ac_open_column(walk->db, AC_SEALED_REPORT_TEXT, row.id, ac_row_blob(rows, 11),
		&walk->text, &row.text, err));
	if (walk->visit)
		walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_report_get(
	struct ac_db *db, int64_t id, ac_report_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(report_walk) struct report_walk walk = report_walk(db, visit, ctx);
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_report, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no report %lld", (long long)id);
}

enum ac_status ac_report_each(
	struct ac_db *db, int64_t case_id, ac_report_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(report_walk) struct report_walk walk = report_walk(db, visit, ctx);
	if (!case_id)
		return ac_db_each(db, &sql_all, AC_NO_VALUES, read_report, &walk, NULL, err);
	return ac_db_each(
		db, &sql_of_case, AC_VALUES(AC_I64(case_id)), read_report, &walk, NULL, err);
}

/* ---- claims ---- */

enum ac_status ac_claim_insert(
	struct ac_db *db, const struct ac_claim_row *row, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_claim);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_CLAIM_TEXT, number, row->text, &text, err));
	return ac_db_run(db, &sql_claim_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->report), AC_TEXT_IF_ANY(row->grade),
			AC_ID_OR_NULL(row->probability), AC_BLOB(ac_buf_str(&text))),
		err);
}

struct claim_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_claim_row *row);
	void *ctx;
	struct ac_buf *text;
};

static enum ac_status read_claim(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct claim_walk *walk = ctx;
	struct ac_claim_row row = {
		.id = ac_row_i64(rows, 0),
		.report = ac_row_i64(rows, 1),
		.grade = ac_row_text(rows, 2),
		.probability = (enum ac_probability)ac_row_i64(rows, 3),
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_CLAIM_TEXT, row.id, ac_row_blob(rows, 4),
		walk->text, &row.text, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_claim_each(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_claim_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	struct claim_walk walk = { db, visit, ctx, &text };
	return ac_db_each(db, &sql_claims, AC_VALUES(AC_I64(report)), read_claim, &walk, NULL, err);
}

/* ---- what it bears on ---- */

enum ac_status ac_report_link(
	struct ac_db *db, const struct ac_report_link_row *row, struct ac_error *err)
{
	enum ac_status status = ac_db_change(db, &sql_link,
		AC_VALUES(AC_I64(row->report), AC_I64(row->case_id), AC_I64(row->at.us),
			AC_TEXT(row->officer)),
		NULL, err);
	if (status == AC_EXISTS)
		return ac_fail(err, AC_EXISTS, "report %lld is linked to case %lld already",
			(long long)row->report, (long long)row->case_id);
	return status;
}

struct link_walk {
	void (*visit)(void *ctx, const struct ac_report_link_row *row);
	void *ctx;
};

static enum ac_status read_link(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct link_walk *walk = ctx;
	struct ac_report_link_row row = { ac_row_i64(rows, 0), ac_row_i64(rows, 1),
		{ ac_row_i64(rows, 2) }, ac_row_text(rows, 3) };
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_report_links(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_report_link_row *row), void *ctx,
	struct ac_error *err)
{
	struct link_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_links, AC_VALUES(AC_I64(report)), read_link, &walk, NULL, err);
}
