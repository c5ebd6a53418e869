/* threat/criteria.h - when may a level be lowered? The ledger of criteria, and what it still lacks.
 *
 * A criterion is one condition for stepping down: the cell is in custody, the host has confirmed it. Its
 * status is what the last entry about it says, until the evidence goes stale: past valid_until it is
 * unknown again, without anybody doing anything. It *holds* while it is met or waived. A waiver takes a
 * reason and counts from its own moment on, so that it never makes up for time that has not passed.
 *
 *	unknown, unmet ──met──▶ holds since then ──met again before it is stale──▶ still since then
 *	met ──waived──▶ holds since the waiver            met ──valid_until──▶ unknown: starts anew
 *
 * A level goes down only when every mandatory criterion has held without interruption for its hold time,
 * one level at a time, each step with a hold time of its own, with residual advice and a date of review.
 * Going up takes none of it. That two people sign is asked for where decisions are written
 * (threat/rights.h).
 *
 * Pure: a row of the history in, a verdict out; time is an argument.
 */
#pragma once
#include "base/clock.h"
#include "threat/level.h"

#define AC_HOLD_DEFAULT (72 * AC_HOUR)

/* clang-format off */
#define AC_CRITERION_STATUSES(X) X(unknown) X(unmet) X(met) X(waived)
#define AC_CRITERION(status) AC_CRITERION_##status,
enum ac_criterion_status { AC_CRITERION_STATUSES(AC_CRITERION) ac_criterion_status_count };
#undef AC_CRITERION
/* clang-format on */

const char *ac_criterion_status_name(enum ac_criterion_status status);
/** AC_INVALID listing the words. */
AC_MUST_CHECK enum ac_status ac_criterion_status_from(
	struct ac_str word, enum ac_criterion_status *status, struct ac_error *err);

/* One row of a criterion's history. */
struct ac_criterion_entry {
	struct ac_wall at;
	enum ac_criterion_status status;
	struct ac_wall valid_until; /* of its evidence; INT64_MAX: it does not go stale */
};

/* A criterion, and what its history comes to; zero for `said` and `since` when nothing was entered yet. */
struct ac_criterion {
	int64_t id;
	struct ac_str text; /* borrowed */
	bool mandatory;
	int64_t hold_us; /* 0 is legal, and a decision: it counts at once */
	struct ac_criterion_entry said; /* the last entry */
	struct ac_wall since; /* while that one holds: since when without interruption */
};

/** Take in the next row of its history, in their order. */
void ac_criterion_take(struct ac_criterion *criterion, const struct ac_criterion_entry *entry);

/** Its status now: what was said last, or unknown once that is stale. */
enum ac_criterion_status ac_criterion_now(const struct ac_criterion *criterion, struct ac_wall now);
bool ac_criterion_holds(const struct ac_criterion *criterion, struct ac_wall now);

/* ---- may a level be lowered? ---- */

enum ac_lack_kind {
	AC_LACK_CRITERIA, /* the case has no mandatory criterion: nothing could ever hold */
	AC_LACK_STATUS, /* a criterion does not hold */
	AC_LACK_TIME, /* it holds, not long enough */
	AC_LACK_STEP, /* more than one level at a time */
	AC_LACK_ADVICE, /* no residual advice */
	AC_LACK_REVIEW, /* no date of review to come */
};

/* One thing that is missing. */
struct ac_lack {
	enum ac_lack_kind kind;
	int64_t criterion; /* 0: of none */
	int64_t short_us; /* AC_LACK_TIME: how long still */
	const char *text; /* a sentence without full stop, borrowed for the call */
};
typedef void ac_lack_visit(void *ctx, const struct ac_lack *lack);

/* What somebody wants to do. */
struct ac_lowering {
	struct ac_wall at;
	bool all_clear; /* it ends a warning: the criteria are asked for even if the level stays */
	const struct ac_scheme *scheme; /* NULL: no level is concerned */
	int64_t from, to; /* codes of the scheme */
	struct ac_wall lowered_at; /* the last step down of this place: hold times begin anew; 0 */
	bool residual_advice; /* is what still holds said, in every language? */
	struct ac_wall review; /* 0: none */
};

/**
 * What the ledger lacks now, in the order of the criteria; optional ones lack nothing.
 * @param lowered_at  as above
 * @param visit       may be NULL
 * @return how many things
 */
size_t ac_ledger_lacks(const struct ac_criterion *criteria, size_t n, struct ac_wall now,
	struct ac_wall lowered_at, ac_lack_visit *visit, void *ctx);

/** Everything that stands against it; 0: it may be done. Raising takes a date of review alone. */
size_t ac_lowering_lacks(const struct ac_criterion *criteria, size_t n,
	const struct ac_lowering *lowering, ac_lack_visit *visit, void *ctx);
