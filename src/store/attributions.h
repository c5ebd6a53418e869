/* store/attributions.h - the chapter of attribution in public.
 *
 * Rows in, rows out; what a body holds is service/desk/attributions.c's. Texts are borrowed: by an insertion
 * until it returns, by a visitor until it returns. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_attribution_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t case_id;
	struct ac_str state; /* draft, published, withdrawn */
	struct ac_str body; /* JSON; sealed */
	struct ac_str drafted_by;
	struct ac_wall drafted_at, published_at, withdrawn_at; /* 0: not yet */
	struct ac_str why; /* withdrawn; sealed */
	bool exercise; /* of its case, when read */
};

AC_MUST_CHECK enum ac_status ac_attribution_insert(
	struct ac_db *db, const struct ac_attribution_row *row, int64_t *id, struct ac_error *err);
/** State, published_at, withdrawn_at, why. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_attribution_update(
	struct ac_db *db, const struct ac_attribution_row *row, struct ac_error *err);

typedef void ac_attribution_visit(void *ctx, const struct ac_attribution_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_attribution_get(
	struct ac_db *db, int64_t id, ac_attribution_visit *visit, void *ctx, struct ac_error *err);
/** Oldest first. @param case_id  0: of every case */
AC_MUST_CHECK enum ac_status ac_attribution_each(struct ac_db *db, int64_t case_id,
	ac_attribution_visit *visit, void *ctx, struct ac_error *err);
/** Published or withdrawn, of every case, oldest first. */
AC_MUST_CHECK enum ac_status ac_attribution_public_each(
	struct ac_db *db, ac_attribution_visit *visit, void *ctx, struct ac_error *err);

typedef void ac_attribution_warning_visit(void *ctx, int64_t attribution, int64_t warning);
/** The warnings of its case that were ever published, of each of those, in the order of their ids. */
AC_MUST_CHECK enum ac_status ac_attribution_warning_each(
	struct ac_db *db, ac_attribution_warning_visit *visit, void *ctx, struct ac_error *err);
