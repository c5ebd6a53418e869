/* store/criteria_hypothesis.c - competing hypotheses, and the evidence held against them. */
#include "store/criteria.h"
#include "store/ids.h"
#include "store/sealed.h"

static const struct ac_sql sql_insert = { "hypothesis_insert",
	"INSERT INTO hypothesis (id, case_id, name, at, officer) VALUES ($1, $2, $3, $4, $5)" };
static const struct ac_sql sql_of_case = { "hypotheses",
	"SELECT id, case_id, name, at, officer FROM hypothesis WHERE case_id = $1 ORDER BY id" };
static const struct ac_sql sql_evidence_insert = { "case_evidence_insert",
	"INSERT INTO case_evidence (id, case_id, at, officer, grade, source, source_id, text_enc) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_evidence = { "case_evidence",
	"SELECT id, case_id, at, officer, grade, source, source_id, text_enc FROM case_evidence "
	"WHERE case_id = $1 ORDER BY id" };
static const struct ac_sql sql_consistency_insert = { "consistency_insert",
	"INSERT INTO consistency (evidence, hypothesis, word) VALUES ($1, $2, $3)" };
static const struct ac_sql sql_consistencies = { "consistencies",
	"SELECT evidence, hypothesis, word FROM consistency WHERE evidence IN "
	"(SELECT id FROM case_evidence WHERE case_id = $1) ORDER BY evidence, hypothesis" };

enum { text_max = 128 << 10 };

/* ---- hypotheses ---- */

enum ac_status ac_hypothesis_insert(
	struct ac_db *db, const struct ac_hypothesis_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_hypothesis);
	AC_TRY(ac_db_change(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_TEXT(row->name),
			AC_I64(row->at.us), AC_TEXT(row->officer)),
		NULL, err));
	if (id)
		*id = number;
	return AC_OK;
}

struct hypothesis_walk {
	void (*visit)(void *ctx, const struct ac_hypothesis_row *row);
	void *ctx;
};

static enum ac_status read_hypothesis(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct hypothesis_walk *to = walk;
	struct ac_hypothesis_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.name = ac_row_text(rows, 2),
		.at = { ac_row_i64(rows, 3) },
		.officer = ac_row_text(rows, 4),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_hypothesis_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_hypothesis_row *row), void *ctx,
	struct ac_error *err)
{
	struct hypothesis_walk walk = { visit, ctx };
	return ac_db_each(
		db, &sql_of_case, AC_VALUES(AC_I64(case_id)), read_hypothesis, &walk, NULL, err);
}

/* ---- evidence ---- */

enum ac_status ac_case_evidence_insert(
	struct ac_db *db, const struct ac_case_evidence_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_case_evidence);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_CASE_EVIDENCE_TEXT, number, row->text, &text, err));
	AC_TRY(ac_db_run(db, &sql_evidence_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_I64(row->at.us),
			AC_TEXT(row->officer), AC_TEXT_IF_ANY(row->grade),
			AC_TEXT_IF_ANY(row->source.kind), AC_ID_OR_NULL(row->source.id),
			AC_BLOB(ac_buf_str(&text))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct evidence_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_case_evidence_row *row);
	void *ctx;
	struct ac_buf *text;
};

static enum ac_status read_evidence(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	struct evidence_walk *to = walk;
	struct ac_case_evidence_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.at = { ac_row_i64(rows, 2) },
		.officer = ac_row_text(rows, 3),
		.grade = ac_row_text(rows, 4),
		.source = { ac_row_text(rows, 5), ac_row_i64(rows, 6) },
	};
	AC_TRY(ac_open_column(to->db, AC_SEALED_CASE_EVIDENCE_TEXT, row.id, ac_row_blob(rows, 7),
		to->text, &row.text, err));
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_case_evidence_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_case_evidence_row *row), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	struct evidence_walk walk = { db, visit, ctx, &text };
	return ac_db_each(
		db, &sql_evidence, AC_VALUES(AC_I64(case_id)), read_evidence, &walk, NULL, err);
}

/* ---- one against the other ---- */

enum ac_status ac_consistency_insert(
	struct ac_db *db, const struct ac_consistency_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_consistency_insert,
		AC_VALUES(AC_I64(row->evidence), AC_I64(row->hypothesis), AC_TEXT(row->word)), err);
}

struct consistency_walk {
	void (*visit)(void *ctx, const struct ac_consistency_row *row);
	void *ctx;
};

static enum ac_status read_consistency(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct consistency_walk *to = walk;
	struct ac_consistency_row row = { ac_row_i64(rows, 0), ac_row_i64(rows, 1),
		ac_row_text(rows, 2) };
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_consistency_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_consistency_row *row), void *ctx,
	struct ac_error *err)
{
	struct consistency_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_consistencies, AC_VALUES(AC_I64(case_id)), read_consistency,
		&walk, NULL, err);
}
