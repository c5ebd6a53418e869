/* service/run/expand.h - journal rows become a person's history: attempts and events, in key order.
 *
 * One pass gathers some 100,000 attempts and outcomes, sorts them by (traveller, attempt) and writes
 * them in slices; the last slice moves the facts on. A pass that a crash cuts short is done again: what
 * it writes is the same.
 */
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "service/run/facts.h"
#include "store/outreach.h"
#include "store/writer.h"

struct expansion_outcome {
	struct ac_outcome_record record;
	uint32_t order; /* as they happened */
};

struct expansion {
	struct facts facts; /* as they are after the pass */
	int64_t upto; /* rows after this one are left for another time */
	bool full; /* there are more rows to do before upto */
	struct ac_arena texts;
	AC_VEC(struct ac_attempt_row) attempts;
	AC_VEC(struct expansion_outcome) outcomes;
	AC_VEC(struct ac_event_row) events;
	size_t attempts_done, outcomes_done, events_done;
};

void expansion_done(struct expansion *expansion);
AC_AUTO_DEFINE_VALUE(expansion, struct expansion, expansion_done)

/** Gather and sort the rows after what was expanded before, up to `upto`. @param db  reading */
AC_MUST_CHECK enum ac_status expansion_gather(
	struct ac_db *db, int64_t upto, struct expansion *expansion, struct ac_error *err);

/** ac_slice_fn: write what was gathered. @param ctx  struct expansion * */
AC_MUST_CHECK enum ac_status expansion_write(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err);
