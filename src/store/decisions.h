/* store/decisions.h - the chapter of what waits for a second person.
 *
 * Rows in, rows out; which state may follow which is decided in service/desk/decisions.c. Texts are
 * borrowed: by an insertion until it returns, by a visitor until it returns. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

enum { ac_decision_digest = 32 };

struct ac_decision_row {
	int64_t id; /* 0 on insertion: the next */
	struct ac_str state; /* open, approved, done, failed, refused, withdrawn, template */
	struct ac_str method, target; /* the request: "POST", "/v1/warnings/7/publish" */
	struct ac_str body; /* its JSON as it came; sealed */
	unsigned char digest[ac_decision_digest];
	struct ac_str drafted_by;
	struct ac_wall drafted_at;
	struct ac_str decided_by; /* empty: by nobody yet */
	struct ac_wall decided_at;
	struct ac_str why; /* of a refusal; sealed */
	struct ac_str outcome; /* of one that failed: what stood against it */
	int64_t template_id; /* the template that one person used; 0: approved by a second */
	struct ac_wall review_due, reviewed_at; /* of such a use; 0: not, not yet */
	struct ac_str reviewed_by;
	int64_t case_id; /* that the request is about; 0: none, or none yet */
};

AC_MUST_CHECK enum ac_status ac_decision_insert(
	struct ac_db *db, const struct ac_decision_row *row, int64_t *id, struct ac_error *err);
/* What becomes of it; AC_NOT_FOUND. */
/** State, decided_by, decided_at, why. */
AC_MUST_CHECK enum ac_status ac_decision_decide(
	struct ac_db *db, const struct ac_decision_row *row, struct ac_error *err);
/** @param outcome  of one that failed; empty */
AC_MUST_CHECK enum ac_status ac_decision_end(struct ac_db *db, int64_t id, struct ac_str state,
	struct ac_str outcome, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_decision_review(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall at, struct ac_error *err);

typedef void ac_decision_visit(void *ctx, const struct ac_decision_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_decision_get(
	struct ac_db *db, int64_t id, ac_decision_visit *visit, void *ctx, struct ac_error *err);
/** Oldest first. @param all  false: those that wait, for a second person, a use or a review */
AC_MUST_CHECK enum ac_status ac_decision_each(
	struct ac_db *db, bool all, ac_decision_visit *visit, void *ctx, struct ac_error *err);
