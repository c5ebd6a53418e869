/* Quiet hours: when they end, and for whom they hold. */
#include "outreach/quiet.h"

#include "outreach/engine_p.h"

/* ---- the clock on the wall ---- */

/* How many changes lie at or before the instant. */
static int changes_before(const struct ac_quiet *quiet, struct ac_wall at)
{
	int n = 0;
	while (n < quiet->n_changes && quiet->changes[n].at.us <= at.us)
		n++;
	return n;
}

static int64_t past(int64_t us, int64_t per_us)
{
	int64_t rest = us % per_us;
	return rest < 0 ? rest + per_us : rest;
}

/* How long until the local time is `until`, when it is in [from, until); else 0. */
static int64_t left_us(const struct ac_quiet *quiet, int64_t local_us)
{
	int64_t from_us = quiet->from_min * AC_MINUTE, until_us = quiet->until_min * AC_MINUTE;
	int64_t length_us = past(until_us - from_us, AC_DAY);
	int64_t since_us = past(local_us - from_us, AC_DAY);
	return since_us < length_us ? length_us - since_us : 0;
}

struct ac_wall ac_quiet_end(const struct ac_quiet *quiet, struct ac_wall at)
{
	for (int n = changes_before(quiet, at);; n++) {
		int32_t offset_s = n ? quiet->changes[n - 1].offset_s : quiet->offset_s;
		int64_t left = left_us(quiet, at.us + offset_s * AC_SECOND);
		struct ac_wall end = { at.us + left };
		if (!left || n == quiet->n_changes || quiet->changes[n].at.us >= end.us)
			return end;
		at = quiet->changes[n].at; /* the clock is put forward or back before */
	}
}

/* ---- whom ---- */

bool quiet_may_wait(enum ac_kind kind)
{
	switch (kind) {
	case AC_KIND_instruction:
	case AC_KIND_reminder:
	case AC_KIND_ask_again:
	case AC_KIND_all_clear: return true;
	case AC_KIND_replacement: /* what they were told is wrong, or they just answered it */
	case AC_KIND_retraction:
	case ac_kind_count: break;
	}
	return false;
}

/* After it, being told is of no use to them: they have left, or have come to what they were to avoid. */
static struct ac_wall last_moment(struct ac_engine *e, const struct task *t)
{
	struct ac_wall departs = task_departs(t), arrives = task_arrives(t);
	return tier_of(e, t)->arrived_tier && arrives.us < departs.us ? arrives : departs;
}

struct ac_wall quiet_until(struct ac_engine *e, const struct task *t)
{
	const struct campaign *campaign = campaign_of(e, t);
	if (!tier_of(e, t)->quiet)
		return e->now.wall;
	struct ac_wall end = ac_quiet_end(&campaign->plan.quiet, e->now.wall);
	bool too_late = campaign->state != AC_CAMPAIGN_closing && !task_told(t) &&
			last_moment(e, t).us <= end.us;
	return too_late ? e->now.wall : end;
}
