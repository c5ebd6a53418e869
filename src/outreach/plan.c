#include "outreach/plan.h"

static enum ac_status check_rung(int tier, int rung, const struct ac_rung *r, struct ac_error *err)
{
	if (r->channel < 0 || r->channel >= ac_channel_count)
		return ac_fail(err, AC_INVALID,
			"tiers[%d].ladder[%d].channel: sms, voice, email or desk", tier, rung + 1);
	if (r->tries < 1 || r->tries > 100)
		return ac_fail(err, AC_INVALID, "tiers[%d].ladder[%d].tries: 1 to 100, not %d",
			tier, rung + 1, r->tries);
	if (r->wait_us <= 0)
		return ac_fail(err, AC_INVALID,
			"tiers[%d].ladder[%d].wait: must be longer than nothing, like 30m", tier,
			rung + 1);
	return AC_OK;
}

static bool leads_nowhere(const struct ac_plan *plan, int tier)
{
	return tier < 0 || tier > ac_plan_max_tiers || (tier > 0 && !plan->tiers[tier].used);
}

static enum ac_status check_tier(const struct ac_plan *plan, int tier, struct ac_error *err)
{
	const struct ac_tier *t = &plan->tiers[tier];
	if (!(t->risk > 0))
		return ac_fail(err, AC_INVALID, "tiers[%d].risk: must be above 0", tier);
	if (t->quiet && tier == 1)
		return ac_fail(err, AC_INVALID,
			"tiers[1].quiet: who is in tier 1 is told at any hour: leave it out");
	if (t->quiet && !ac_quiet_any(&plan->quiet))
		return ac_fail(err, AC_INVALID,
			"tiers[%d].quiet: there are no quiet_hours: say from and until", tier);
	if (t->n_rungs < 1 || t->n_rungs > ac_plan_max_rungs)
		return ac_fail(err, AC_INVALID, "tiers[%d].ladder: 1 to %d rungs, not %d", tier,
			ac_plan_max_rungs, t->n_rungs);
	if (t->ask_again_us <= 0)
		return ac_fail(
			err, AC_INVALID, "tiers[%d].ask_again: must be longer than nothing", tier);
	if (leads_nowhere(plan, t->refused_tier) || t->refused_tier == tier)
		return ac_fail(err, AC_INVALID, "tiers[%d].refused_tier: no other tier %d", tier,
			t->refused_tier);
	if (leads_nowhere(plan, t->arrived_tier) || t->arrived_tier == tier)
		return ac_fail(err, AC_INVALID, "tiers[%d].arrived_tier: no other tier %d", tier,
			t->arrived_tier);
	for (int rung = 0; rung < t->n_rungs; rung++)
		AC_TRY(check_rung(tier, rung, &t->rungs[rung], err));
	return AC_OK;
}

static enum ac_status check_quiet(const struct ac_quiet *quiet, struct ac_error *err)
{
	if (quiet->from_min < 0 || quiet->from_min >= ac_day_minutes || quiet->until_min < 0 ||
		quiet->until_min >= ac_day_minutes)
		return ac_fail(err, AC_INVALID, "quiet_hours: from and until: 00:00 to 23:59");
	return AC_OK;
}

enum ac_status ac_plan_check(const struct ac_plan *plan, struct ac_error *err)
{
	int used = 0;
	AC_TRY(check_quiet(&plan->quiet, err));
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		if (plan->tiers[tier].used) {
			AC_TRY(check_tier(plan, tier, err));
			used++;
		}
	if (!used)
		return ac_fail(err, AC_INVALID, "the plan has no tiers");
	if (plan->closing_tries < 1 || plan->closing_wait_us <= 0)
		return ac_fail(
			err, AC_INVALID, "closing: tries at least 1, wait longer than nothing");
	if (plan->help_again_us <= 0)
		return ac_fail(err, AC_INVALID, "help_again: must be longer than nothing");
	return AC_OK;
}
