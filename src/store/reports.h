/* store/reports.h - the chapter of threat reports, what came with them, and the facts drawn from them.
 *
 * Rows in, rows out, as in store/cases.h: texts in a struct are borrowed until the insertion or the visitor
 * returns, an id of 0 on insertion takes the next number, times of 0 are "not known". What a mark forbids is not decided
 * here: whoever hands a row on asks ac_mark_allows() (threat/grading.h) first.
 */
#pragma once
#include "base/clock.h"
#include "store/db.h"
#include "threat/grading.h"

enum { ac_attachment_max = 16 << 20 }; /* bytes */

struct ac_report_row {
	int64_t id;
	struct ac_str kind;
	struct ac_mark mark;
	struct ac_str grade; /* of the text as a whole; empty: none */
	enum ac_probability probability;
	struct ac_wall observed_at, received_at, entered_at;
	struct ac_str source, text; /* sealed */
};

/** The mark's entered_by is who entered it. @param id  its number; may be NULL, here and below */
AC_MUST_CHECK enum ac_status ac_report_insert(
	struct ac_db *db, const struct ac_report_row *row, int64_t *id, struct ac_error *err);

typedef void ac_report_visit(void *ctx, const struct ac_report_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_report_get(
	struct ac_db *db, int64_t id, ac_report_visit *visit, void *ctx, struct ac_error *err);
/** By number. @param case_id  only those linked to it; 0: all */
AC_MUST_CHECK enum ac_status ac_report_each(
	struct ac_db *db, int64_t case_id, ac_report_visit *visit, void *ctx, struct ac_error *err);

/* ---- claims ---- */

struct ac_claim_row {
	int64_t id, report;
	struct ac_str grade; /* empty: none */
	enum ac_probability probability;
	struct ac_str text; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_claim_insert(
	struct ac_db *db, const struct ac_claim_row *row, struct ac_error *err);
/** A report's claims in their order. */
AC_MUST_CHECK enum ac_status ac_claim_each(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_claim_row *row), void *ctx, struct ac_error *err);

/* ---- attachments ---- */

struct ac_attachment_row {
	int64_t id, report;
	struct ac_str name; /* sealed */
	struct ac_str media_type, sha256; /* sha256: 64 hexadecimal digits */
	int64_t size;
	bool kept; /* the bytes are here, sealed; not read by an insertion */
};

/** Announce one; its bytes follow. */
AC_MUST_CHECK enum ac_status ac_attachment_insert(
	struct ac_db *db, const struct ac_attachment_row *row, int64_t *id, struct ac_error *err);
/** Its bytes. @return AC_NOT_FOUND; AC_INVALID when they have another hash; AC_EXISTS: they are here already */
AC_MUST_CHECK enum ac_status ac_attachment_keep(
	struct ac_db *db, int64_t report, int64_t id, struct ac_str bytes, struct ac_error *err);
/** A report's attachments without their bytes. */
AC_MUST_CHECK enum ac_status ac_attachment_each(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_attachment_row *row), void *ctx,
	struct ac_error *err);
/**
 * The bytes of one, checked against its hash.
 * @param bytes  appended
 * @return AC_NOT_FOUND when the report has no such attachment, or its bytes never came; AC_CORRUPT
 */
AC_MUST_CHECK enum ac_status ac_attachment_bytes(
	struct ac_db *db, int64_t report, int64_t id, struct ac_buf *bytes, struct ac_error *err);

/* ---- what it bears on ---- */

struct ac_report_link_row {
	int64_t report, case_id;
	struct ac_wall at;
	struct ac_str officer;
};

/** AC_EXISTS: it is linked already */
AC_MUST_CHECK enum ac_status ac_report_link(
	struct ac_db *db, const struct ac_report_link_row *row, struct ac_error *err);
/** The cases of a report, by number. */
AC_MUST_CHECK enum ac_status ac_report_links(struct ac_db *db, int64_t report,
	void (*visit)(void *ctx, const struct ac_report_link_row *row), void *ctx,
	struct ac_error *err);

/* ---- facts ---- */

struct ac_fact_row {
	int64_t id, case_id;
	struct ac_str kind; /* threat/fact.h */
	bool counted; /* number stands; else state */
	int64_t number, total; /* "7 of 8"; total -1: not known */
	struct ac_str state;
	struct ac_wall at; /* when it was so */
	struct ac_wall entered_at;
	struct ac_str entered_by;
	int64_t report; /* 0: none */
	struct ac_str source; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_fact_insert(
	struct ac_db *db, const struct ac_fact_row *row, int64_t *id, struct ac_error *err);
/** A case's facts in the order in which they were entered: the last of a kind is what holds. */
AC_MUST_CHECK enum ac_status ac_fact_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_fact_row *row), void *ctx, struct ac_error *err);
