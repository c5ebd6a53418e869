/* store/criteria.c - criteria and what was said about them, dates of review, proposals. */
#include "store/criteria.h"

#include "store/ids.h"
#include "store/sealed.h"

#define CRITERION_COLUMNS "id, case_id, text, mandatory, hold_us, at, officer"
#define ENTRY_COLUMNS \
	"id, criterion, at, officer, status, grade, source, source_id, valid_until, why_enc"
#define PROPOSAL_COLUMNS "id, case_id, kind, ref, state, at, officer"

static const struct ac_sql sql_insert = { "criterion_insert",
	"INSERT INTO criterion (" CRITERION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_get = { "criterion_get",
	"SELECT " CRITERION_COLUMNS " FROM criterion WHERE id = $1" };
static const struct ac_sql sql_of_case = { "criterion_of_case",
	"SELECT " CRITERION_COLUMNS " FROM criterion WHERE case_id = $1 ORDER BY id" };
static const struct ac_sql sql_entry_insert = { "criterion_entry_insert",
	"INSERT INTO criterion_entry (" ENTRY_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" };
static const struct ac_sql sql_entries = { "criterion_entries",
	"SELECT " ENTRY_COLUMNS " FROM criterion_entry WHERE criterion IN "
	"(SELECT id FROM criterion WHERE case_id = $1) ORDER BY id" };
static const struct ac_sql sql_review_put = { "case_review_put",
	"INSERT INTO case_review (case_id, due, at, officer) VALUES ($1, $2, $3, $4) "
	"ON CONFLICT (case_id) DO UPDATE SET due = excluded.due, at = excluded.at, "
	"officer = excluded.officer" };
static const struct ac_sql sql_review = { "case_review",
	"SELECT case_id, due, at, officer FROM case_review WHERE case_id = $1" };
static const struct ac_sql sql_reviews = { "case_reviews",
	"SELECT r.case_id, r.due, r.at, r.officer FROM case_review r "
	"JOIN case_file c ON c.id = r.case_id WHERE c.state <> 'closed' ORDER BY r.case_id" };
static const struct ac_sql sql_proposal_insert = { "case_proposal_insert",
	"INSERT INTO case_proposal (" PROPOSAL_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_proposal = { "case_proposal",
	"SELECT " PROPOSAL_COLUMNS " FROM case_proposal WHERE id = $1" };
static const struct ac_sql sql_proposals = { "case_proposals",
	"SELECT " PROPOSAL_COLUMNS " FROM case_proposal WHERE case_id = $1 ORDER BY id" };
static const struct ac_sql sql_proposal_decide = { "case_proposal_decide",
	"UPDATE case_proposal SET state = $2, at = $3, officer = $4 "
	"WHERE id = $1 AND state = 'open'" };

enum { why_max = 64 << 10 };

/* ---- criteria ---- */

enum ac_status ac_criterion_insert(
	struct ac_db *db, const struct ac_criterion_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_criterion);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->text),
			AC_I64(row->mandatory), AC_I64(row->hold_us), AC_I64(row->at.us),
			AC_TEXT(row->officer)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct criterion_walk {
	ac_criterion_visit *visit;
	void *ctx;
};

static enum ac_status read_criterion(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct criterion_walk *to = walk;
	struct ac_criterion_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.text = ac_row_text(rows, 2),
		.mandatory = ac_row_i64(rows, 3) != 0,
		.hold_us = ac_row_i64(rows, 4),
		.at = { ac_row_i64(rows, 5) },
		.officer = ac_row_text(rows, 6),
	};
	if (to->visit)
		to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_criterion_get(
	struct ac_db *db, int64_t id, ac_criterion_visit *visit, void *ctx, struct ac_error *err)
{
	struct criterion_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_criterion, &walk, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no criterion %lld", (long long)id);
}

enum ac_status ac_criterion_each(struct ac_db *db, int64_t case_id, ac_criterion_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct criterion_walk walk = { visit, ctx };
	return ac_db_each(
		db, &sql_of_case, AC_VALUES(AC_I64(case_id)), read_criterion, &walk, NULL, err);
}

/* ---- what was said about them ---- */

enum ac_status ac_criterion_entry_insert(struct ac_db *db, const struct ac_criterion_entry_row *row,
	int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_criterion_entry);
	const struct ac_criterion_entry *entry = &row->entry;
	AC_AUTO(buf) struct ac_buf why;
	ac_buf_init(&why, why_max);
	if (row->why.n)
		ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_CRITERION_WHY, number },
			row->why, &why);
	AC_TRY(ac_buf_check(&why, "the reason", err));
	AC_TRY(ac_db_run(db, &sql_entry_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->criterion), AC_I64(entry->at.us),
			AC_TEXT(row->officer),
			AC_TEXT(ac_str(ac_criterion_status_name(entry->status))),
			AC_TEXT_IF_ANY(row->grade), AC_TEXT_IF_ANY(row->source.kind),
			AC_ID_OR_NULL(row->source.id),
			entry->valid_until.us == INT64_MAX ? AC_NULL
							   : AC_I64(entry->valid_until.us),
			why.n ? AC_BLOB(ac_buf_str(&why)) : AC_NULL),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct entry_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_criterion_entry_row *row);
	void *ctx;
	struct ac_buf *why;
};

static enum ac_status read_entry(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	struct entry_walk *to = walk;
	struct ac_criterion_entry_row row = {
		.id = ac_row_i64(rows, 0),
		.criterion = ac_row_i64(rows, 1),
		.entry = { .at = { ac_row_i64(rows, 2) }, .valid_until = { INT64_MAX } },
		.officer = ac_row_text(rows, 3),
		.grade = ac_row_text(rows, 5),
		.source = { ac_row_text(rows, 6), ac_row_i64(rows, 7) },
	};
	AC_TRY(ac_criterion_status_from(ac_row_text(rows, 4), &row.entry.status, err));
	if (!ac_row_is_null(rows, 8))
		row.entry.valid_until.us = ac_row_i64(rows, 8);
	AC_TRY(ac_open_column(to->db, AC_SEALED_CRITERION_WHY, row.id, ac_row_blob(rows, 9),
		to->why, &row.why, err));
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_criterion_entry_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_criterion_entry_row *row), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf why;
	ac_buf_init(&why, why_max);
	struct entry_walk walk = { db, visit, ctx, &why };
	return ac_db_each(
		db, &sql_entries, AC_VALUES(AC_I64(case_id)), read_entry, &walk, NULL, err);
}

/* ---- review ---- */

enum ac_status ac_review_put(
	struct ac_db *db, const struct ac_review_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_review_put,
		AC_VALUES(AC_I64(row->case_id), AC_I64(row->due.us), AC_I64(row->at.us),
			AC_TEXT(row->officer)),
		err);
}

struct review_walk {
	void (*visit)(void *ctx, const struct ac_review_row *row);
	void *ctx;
};

static enum ac_status read_review(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct review_walk *to = walk;
	struct ac_review_row row = {
		.case_id = ac_row_i64(rows, 0),
		.due = { ac_row_i64(rows, 1) },
		.at = { ac_row_i64(rows, 2) },
		.officer = ac_row_text(rows, 3),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_review_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_review_row *row), void *ctx, struct ac_error *err)
{
	struct review_walk walk = { visit, ctx };
	if (case_id)
		return ac_db_each(
			db, &sql_review, AC_VALUES(AC_I64(case_id)), read_review, &walk, NULL, err);
	return ac_db_each(db, &sql_reviews, AC_NO_VALUES, read_review, &walk, NULL, err);
}

/* ---- proposals ---- */

enum ac_status ac_proposal_insert(
	struct ac_db *db, const struct ac_proposal_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_case_proposal);
	AC_TRY(ac_db_run(db, &sql_proposal_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->kind),
			AC_I64(row->ref), AC_TEXT(row->state), AC_I64(row->at.us),
			AC_TEXT(row->officer)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct proposal_walk {
	ac_proposal_visit *visit;
	void *ctx;
};

static enum ac_status read_proposal(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct proposal_walk *to = walk;
	struct ac_proposal_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.kind = ac_row_text(rows, 2),
		.ref = ac_row_i64(rows, 3),
		.state = ac_row_text(rows, 4),
		.at = { ac_row_i64(rows, 5) },
		.officer = ac_row_text(rows, 6),
	};
	if (to->visit)
		to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_proposal_get(
	struct ac_db *db, int64_t id, ac_proposal_visit *visit, void *ctx, struct ac_error *err)
{
	struct proposal_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(
		db, &sql_proposal, AC_VALUES(AC_I64(id)), read_proposal, &walk, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no proposal %lld", (long long)id);
}

enum ac_status ac_proposal_each(struct ac_db *db, int64_t case_id, ac_proposal_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct proposal_walk walk = { visit, ctx };
	return ac_db_each(
		db, &sql_proposals, AC_VALUES(AC_I64(case_id)), read_proposal, &walk, NULL, err);
}

enum ac_status ac_proposal_decide(
	struct ac_db *db, const struct ac_proposal_row *row, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_proposal_decide,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_I64(row->at.us),
			AC_TEXT(row->officer)),
		&changed, err));
	if (changed)
		return AC_OK;
	AC_TRY(ac_proposal_get(db, row->id, NULL, NULL, err));
	return ac_fail(err, AC_CONFLICT, "proposal %lld is decided already", (long long)row->id);
}
