/* store/duty.h - the chapter of who is on duty, what they are paged for, and what came of it.
 *
 * Rows in, rows out; whom to page is decided in threat/duty.c. Texts are borrowed: by an insertion until
 * it returns, by a visitor until it returns. */
#pragma once
#include "base/buf.h"
#include "store/db.h"
#include "threat/duty.h"

/* ---- shifts ---- */

struct ac_shift_row {
	int64_t id; /* 0 on insertion: the next */
	struct ac_str officer;
	int64_t rank;
	struct ac_str phone; /* E.164 with '+'; sealed; empty once dropped */
	struct ac_wall from, to;
	struct ac_wall dropped_at; /* 0: it stands */
	bool head; /* of the desk */
};

AC_MUST_CHECK enum ac_status ac_shift_insert(
	struct ac_db *db, const struct ac_shift_row *row, int64_t *id, struct ac_error *err);
/** Its number is forgotten. AC_NOT_FOUND, also when it was dropped before */
AC_MUST_CHECK enum ac_status ac_shift_drop(
	struct ac_db *db, int64_t id, struct ac_wall now, struct ac_error *err);
/** Forget the numbers of shifts that ended before. @param shifts  how many */
AC_MUST_CHECK enum ac_status ac_shift_forget(
	struct ac_db *db, struct ac_wall ended_before, int64_t *shifts, struct ac_error *err);

typedef void ac_shift_visit(void *ctx, const struct ac_shift_row *row);
/** Those that end after; by rank. @param dropped  also those that were dropped */
AC_MUST_CHECK enum ac_status ac_shift_each(struct ac_db *db, struct ac_wall ends_after,
	bool dropped, ac_shift_visit *visit, void *ctx, struct ac_error *err);

/* ---- pages ---- */

struct ac_page_row {
	int64_t id; /* 0 on insertion: the next */
	enum ac_page_kind kind;
	int64_t subject; /* the number of the call for help, the decision, … */
	struct ac_str not_for; /* who asked for it; empty */
	struct ac_wall created_at;
	struct ac_str state; /* open, taken, ended */
	struct ac_str taken_by;
	struct ac_wall taken_at, ended_at; /* 0: not yet */
};

/** The state is `open`. */
AC_MUST_CHECK enum ac_status ac_page_insert(
	struct ac_db *db, const struct ac_page_row *row, int64_t *id, struct ac_error *err);
/** AC_CONFLICT when it is not open any more; AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_page_take(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall now, struct ac_error *err);
/** End those of a subject that are open or taken. */
AC_MUST_CHECK enum ac_status ac_page_end(struct ac_db *db, enum ac_page_kind kind, int64_t subject,
	struct ac_wall now, struct ac_error *err);
/** The newest that is open or taken. @param id  0: there is none */
AC_MUST_CHECK enum ac_status ac_page_pending(struct ac_db *db, enum ac_page_kind kind,
	int64_t subject, int64_t *id, struct ac_error *err);

typedef void ac_page_visit(void *ctx, const struct ac_page_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_page_get(
	struct ac_db *db, int64_t id, ac_page_visit *visit, void *ctx, struct ac_error *err);
/** Oldest first. @param all  false: those that are open */
AC_MUST_CHECK enum ac_status ac_page_each(
	struct ac_db *db, bool all, ac_page_visit *visit, void *ctx, struct ac_error *err);
/** Those of a kind that are open or taken. */
AC_MUST_CHECK enum ac_status ac_page_unsettled(struct ac_db *db, enum ac_page_kind kind,
	ac_page_visit *visit, void *ctx, struct ac_error *err);
/** Those that were taken then or before, and are not settled. */
AC_MUST_CHECK enum ac_status ac_page_idle(struct ac_db *db, struct ac_wall taken_before,
	ac_page_visit *visit, void *ctx, struct ac_error *err);
/** The same are open again: nobody has taken them. */
AC_MUST_CHECK enum ac_status ac_page_reopen(
	struct ac_db *db, struct ac_wall taken_before, struct ac_error *err);
/** What was taken by whoever asked for it is open again, unless that was this officer. */
AC_MUST_CHECK enum ac_status ac_page_reopen_own(
	struct ac_db *db, struct ac_str officer, struct ac_error *err);
/** The open page that this number was sent last. @param page  0: any; its number otherwise
 *  @param id, officer  which it is, and whose number; id 0: none */
AC_MUST_CHECK enum ac_status ac_page_of_number(struct ac_db *db, uint64_t number_key, int64_t page,
	int64_t *id, struct ac_buf *officer, struct ac_error *err);

/* ---- what was tried ---- */

struct ac_page_step_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t page;
	int64_t try; /* id of the row that began it; insertion begins one */
	struct ac_wall at;
	int64_t shift;
	uint16_t link;
	enum ac_page_step step;
	struct ac_str officer; /* of the shift; not for insertion */
};

AC_MUST_CHECK enum ac_status ac_page_step_insert(
	struct ac_db *db, const struct ac_page_step_row *row, int64_t *id, struct ac_error *err);
typedef void ac_page_step_visit(void *ctx, const struct ac_page_step_row *row);
/** In their order. */
AC_MUST_CHECK enum ac_status ac_page_step_each(
	struct ac_db *db, int64_t page, ac_page_step_visit *visit, void *ctx, struct ac_error *err);
/** What became of a try: a row like the one that began it. Nothing when there is none. */
AC_MUST_CHECK enum ac_status ac_page_step_follow(struct ac_db *db, int64_t try, struct ac_wall at,
	enum ac_page_step step, struct ac_error *err);
