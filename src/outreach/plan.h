/* outreach/plan.h - how a campaign goes about it: tiers, and a ladder for each.
 *
 * A tier is the class of risk that decides what a person is told and how hard we try. Its ladder is a
 * list of rungs, each tried a number of times; compliance, not delivery, decides whether the next try
 * is made: as long as the standing is not the goal (or better), the ladder goes on after its wait.
 * Plain data, no pointers; read from YAML by service/, handed to the engine by value.
 */
#pragma once
#include "base/clock.h"
#include "outreach/quiet.h"
#include "outreach/types.h"

enum { ac_plan_max_tiers = 8, ac_plan_max_rungs = 8 };

struct ac_rung {
	enum ac_channel channel;
	int tries; /* ≥ 1 */
	int64_t wait_us; /* wall time from a try to the next step, > 0 */
};

struct ac_tier {
	bool used;
	bool goal_moving; /* "moved" fulfils it (move to another hotel) */
	bool goal_told; /* knowing is enough (do not come): told ends the ladder */
	bool resend_unknown; /* a submission with unknown outcome is sent again; else it is held */
	bool quiet; /* keeps the quiet hours; never tier 1 */
	double risk; /* weight in the call order, > 0 */
	int refused_tier; /* who answers "staying" moves to this tier; 0: stays in this one */
	int arrived_tier; /* who arrives moves to this tier; 0: stays */
	int64_t ask_again_us; /* wall time after "leaving" until we ask once whether they left */
	int n_rungs;
	struct ac_rung rungs[ac_plan_max_rungs];
};

/* tiers[1] is the most urgent; tiers[0] is not used. */
struct ac_plan {
	struct ac_tier tiers[ac_plan_max_tiers + 1];
	int closing_tries; /* how often an all-clear is tried per person, ≥ 1 */
	int64_t closing_wait_us; /* wall time between two tries */
	int64_t help_again_us; /* wall time until a call for help that nobody owns is raised again */
	struct ac_quiet quiet;
};

/** Is the plan usable? @return AC_INVALID naming tier, field and remedy */
AC_MUST_CHECK enum ac_status ac_plan_check(const struct ac_plan *plan, struct ac_error *err);
