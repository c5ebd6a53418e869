/* store/criteria.h - the chapter of the all-clear: criteria with the history of each, dates of review,
 * what a successor may take over, levels of places, competing hypotheses.
 *
 * Rows in, rows out: what they allow is decided in threat/criteria.h. Histories are appended to and never
 * changed. As in store/cases.h texts in a struct are borrowed, an id of 0 on insertion takes the next
 * number, times of 0 are "none".
 */
#pragma once
#include "base/clock.h"
#include "store/db.h"
#include "threat/ach.h"
#include "threat/criteria.h"

struct ac_criterion_row {
	int64_t id, case_id;
	struct ac_str text;
	bool mandatory;
	int64_t hold_us;
	struct ac_wall at;
	struct ac_str officer;
};

/** @param id  its number; may be NULL, here and below */
AC_MUST_CHECK enum ac_status ac_criterion_insert(
	struct ac_db *db, const struct ac_criterion_row *row, int64_t *id, struct ac_error *err);
typedef void ac_criterion_visit(void *ctx, const struct ac_criterion_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_criterion_get(
	struct ac_db *db, int64_t id, ac_criterion_visit *visit, void *ctx, struct ac_error *err);
/** Those of a case, oldest first. */
AC_MUST_CHECK enum ac_status ac_criterion_each(struct ac_db *db, int64_t case_id,
	ac_criterion_visit *visit, void *ctx, struct ac_error *err);

/* Where evidence stands: a report or a note, by number. */
struct ac_evidence_source {
	struct ac_str kind; /* report, note; empty: none */
	int64_t id;
};

struct ac_criterion_entry_row {
	int64_t id, criterion;
	struct ac_criterion_entry entry;
	struct ac_str officer, grade;
	struct ac_evidence_source source;
	struct ac_str why; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_criterion_entry_insert(struct ac_db *db,
	const struct ac_criterion_entry_row *row, int64_t *id, struct ac_error *err);
/** All that was said about the criteria of a case, in its order. */
AC_MUST_CHECK enum ac_status ac_criterion_entry_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_criterion_entry_row *row), void *ctx,
	struct ac_error *err);

/* ---- review ---- */

struct ac_review_row {
	int64_t case_id;
	struct ac_wall due, at;
	struct ac_str officer;
};

/** Set the date of a case, instead of the one it has. */
AC_MUST_CHECK enum ac_status ac_review_put(
	struct ac_db *db, const struct ac_review_row *row, struct ac_error *err);
/** @param case_id  0: of every case that is not closed */
AC_MUST_CHECK enum ac_status ac_review_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_review_row *row), void *ctx, struct ac_error *err);

/* ---- what a successor may take over ---- */

struct ac_proposal_row {
	int64_t id, case_id;
	struct ac_str
		kind; /* criterion, lesson, areas, audience: ref is a criterion, note, warning, campaign */
	int64_t ref;
	struct ac_str state; /* open, accepted, dismissed */
	struct ac_wall at;
	struct ac_str officer;
};

AC_MUST_CHECK enum ac_status ac_proposal_insert(
	struct ac_db *db, const struct ac_proposal_row *row, int64_t *id, struct ac_error *err);
typedef void ac_proposal_visit(void *ctx, const struct ac_proposal_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_proposal_get(
	struct ac_db *db, int64_t id, ac_proposal_visit *visit, void *ctx, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_proposal_each(struct ac_db *db, int64_t case_id,
	ac_proposal_visit *visit, void *ctx, struct ac_error *err);
/** @param row  state, at, officer of its id; AC_CONFLICT when it is not open any more */
AC_MUST_CHECK enum ac_status ac_proposal_decide(
	struct ac_db *db, const struct ac_proposal_row *row, struct ac_error *err);

/* ---- levels of places ---- */

/* Whose history: what an exercise says of a place is one of its own. */
struct ac_level_of {
	struct ac_str place, scheme;
	bool exercise;
};

struct ac_place_level_row {
	int64_t id;
	struct ac_str place, scheme;
	struct ac_str country; /* ISO 3166-1 alpha-2; empty: nobody said */
	bool none; /* no level any more */
	int64_t level;
	struct ac_wall at;
	struct ac_str officer;
	int64_t case_id, warning; /* warning 0: of none */
	struct ac_str advice; /* what still holds; empty: not said here */
	struct ac_wall review;
	bool lowered, exercise; /* exercise: the case is one */
	/* of what is in force, not stored here: */
	struct ac_wall ends; /* of the warning, while that is published; 0 */
};

AC_MUST_CHECK enum ac_status ac_place_level_insert(
	struct ac_db *db, const struct ac_place_level_row *row, int64_t *id, struct ac_error *err);
typedef void ac_place_level_visit(void *ctx, const struct ac_place_level_row *row);
/** One change. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_place_level_get(
	struct ac_db *db, int64_t id, ac_place_level_visit *visit, void *ctx, struct ac_error *err);
/** The history of a place in a scheme, oldest first. */
AC_MUST_CHECK enum ac_status ac_place_level_each(struct ac_db *db, const struct ac_level_of *of,
	ac_place_level_visit *visit, void *ctx, struct ac_error *err);
/** Every history, one after the other: by place, scheme, what is real before an exercise. */
AC_MUST_CHECK enum ac_status ac_place_level_all(
	struct ac_db *db, ac_place_level_visit *visit, void *ctx, struct ac_error *err);
/** What is in force, the last row of each history, in the same order. */
AC_MUST_CHECK enum ac_status ac_place_level_in_force(
	struct ac_db *db, ac_place_level_visit *visit, void *ctx, struct ac_error *err);

/* ---- competing hypotheses ---- */

struct ac_hypothesis_row {
	int64_t id, case_id;
	struct ac_str name;
	struct ac_wall at;
	struct ac_str officer;
};

/** AC_EXISTS: the case has one of that name */
AC_MUST_CHECK enum ac_status ac_hypothesis_insert(
	struct ac_db *db, const struct ac_hypothesis_row *row, int64_t *id, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_hypothesis_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_hypothesis_row *row), void *ctx,
	struct ac_error *err);

struct ac_case_evidence_row {
	int64_t id, case_id;
	struct ac_wall at;
	struct ac_str officer, grade;
	struct ac_evidence_source source;
	struct ac_str text; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_case_evidence_insert(struct ac_db *db,
	const struct ac_case_evidence_row *row, int64_t *id, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_case_evidence_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_case_evidence_row *row), void *ctx,
	struct ac_error *err);

struct ac_consistency_row {
	int64_t evidence, hypothesis;
	struct ac_str word; /* CC, C, N, I, II */
};

AC_MUST_CHECK enum ac_status ac_consistency_insert(
	struct ac_db *db, const struct ac_consistency_row *row, struct ac_error *err);
/** Those of a case, by evidence and hypothesis. */
AC_MUST_CHECK enum ac_status ac_consistency_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_consistency_row *row), void *ctx,
	struct ac_error *err);
