/* store/headcounts.h - the chapter of head-counts given out, and where a campaign's people sleep.
 * Texts are borrowed: by an insertion until it returns, by a visitor until it returns. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_headcount_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t campaign;
	struct ac_str recipient;
	struct ac_str by_what; /* hotel, district */
	struct ac_wall given_at;
	struct ac_str figures; /* JSON; sealed */
};

/** Once given out it never changes: there is no update. */
AC_MUST_CHECK enum ac_status ac_headcount_insert(
	struct ac_db *db, const struct ac_headcount_row *row, int64_t *id, struct ac_error *err);

typedef void ac_headcount_visit(void *ctx, const struct ac_headcount_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_headcount_get(
	struct ac_db *db, int64_t id, ac_headcount_visit *visit, void *ctx, struct ac_error *err);
/** A campaign's, oldest first. */
AC_MUST_CHECK enum ac_status ac_headcount_each(struct ac_db *db, int64_t campaign,
	ac_headcount_visit *visit, void *ctx, struct ac_error *err);

/* A person of a campaign in a stay that is under way. */
struct ac_present {
	int64_t traveller, lodging; /* 0: by position */
	struct ac_str ref, name, district; /* of the lodging */
};

/** By traveller; of several stays the one that began last comes first. */
AC_MUST_CHECK enum ac_status ac_present_each(struct ac_db *db, int64_t campaign, struct ac_wall now,
	void (*visit)(void *ctx, const struct ac_present *present), void *ctx,
	struct ac_error *err);
