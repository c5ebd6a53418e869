/* What officers decide. An order is answered when it is durable, or at once when it is refused. */
#include "outreach/engine_p.h"

struct verdict {
	enum ac_status status;
	const char *why;
};

static const struct verdict ok = { AC_OK, NULL };

static struct verdict refuse(enum ac_status status, const char *why)
{
	return (struct verdict){ status, why };
}

/* Nothing chosen and unsent of this campaign (of this tier; 0: of any) may leave any more, nor what a
 * carrier has and may still refuse for now. */
static void outdate_unsent(struct ac_engine *e, const struct campaign *campaign, uint8_t tier)
{
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++) {
		struct task *t = task_at(e, i);
		bool open = t->unsent || t->unanswered;
		if (t->campaign == index && open && (!tier || t->image.tier == tier))
			t->gen++;
	}
}

/* A correction has its own tries, whatever became of the one before. */
static void renew_corrections(struct ac_engine *e, const struct campaign *campaign)
{
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++) {
		if (task_at(e, i)->campaign != index || !task_at(e, i)->image.closing_tries)
			continue;
		struct task *t = task_open(e, i);
		t->image.closing_tries = 0;
		record_task(e, t);
		task_close(e, i);
	}
}

static struct verdict pause_campaign(struct ac_engine *e, struct campaign *campaign)
{
	if (campaign->state != AC_CAMPAIGN_running)
		return refuse(AC_CONFLICT, "only a running campaign can be paused");
	campaign->state = AC_CAMPAIGN_paused;
	outdate_unsent(e, campaign, 0);
	record_campaign(e, campaign);
	advance_campaign(e, campaign);
	return ok;
}

static struct verdict resume_campaign(struct ac_engine *e, struct campaign *campaign)
{
	if (campaign->state != AC_CAMPAIGN_paused)
		return refuse(AC_CONFLICT, "the campaign is not paused");
	campaign->state = AC_CAMPAIGN_running;
	record_campaign(e, campaign);
	advance_campaign(e, campaign);
	return ok;
}

static struct verdict close_campaign(
	struct ac_engine *e, struct campaign *campaign, const struct ac_order_input *in)
{
	if (!kind_is_closing(in->kind))
		return refuse(AC_INVALID, "a campaign ends with an all-clear or a retraction");
	if (campaign->state == AC_CAMPAIGN_closed || campaign->state == AC_CAMPAIGN_closing)
		return refuse(AC_CONFLICT, "the campaign is ending already");
	campaign->state = AC_CAMPAIGN_closing;
	campaign->closing = in->kind;
	campaign->versions[0] = in->version;
	campaign->done_said = false;
	record_campaign(e, campaign);
	fold_closing(e, campaign, e->next_seq);
	advance_campaign(e, campaign);
	return ok;
}

/* Invariant 9. */
static struct verdict finish_campaign(struct ac_engine *e, struct campaign *campaign)
{
	struct ac_counts counts;
	if (ac_engine_counts(e, campaign->id, &counts) != AC_OK || counts.all.pending)
		return refuse(AC_CONFLICT, "people are still pending");
	if (campaign->state != AC_CAMPAIGN_closing)
		return refuse(AC_CONFLICT, "send the all-clear or the retraction first");
	if (counts.closing_pending)
		return refuse(AC_CONFLICT, "people still wait for the all-clear");
	if (counts.help_open)
		return refuse(AC_CONFLICT, "a call for help has no owner");
	campaign->state = AC_CAMPAIGN_closed;
	record_campaign(e, campaign);
	advance_campaign(e, campaign);
	return ok;
}

static struct verdict new_text(
	struct ac_engine *e, struct campaign *campaign, const struct ac_order_input *in)
{
	if (campaign->state != AC_CAMPAIGN_running && campaign->state != AC_CAMPAIGN_paused)
		return refuse(AC_CONFLICT, "the campaign is ending");
	if (in->tier < 1 || in->tier > ac_plan_max_tiers || !campaign->plan.tiers[in->tier].used)
		return refuse(AC_NOT_FOUND, "the plan has no such tier");
	if (in->version <= campaign->versions[in->tier])
		return refuse(AC_CONFLICT, "a newer version holds already");
	campaign->versions[in->tier] = in->version;
	outdate_unsent(e, campaign, in->tier);
	renew_corrections(e, campaign);
	record_campaign(e, campaign);
	advance_campaign(e, campaign);
	return ok;
}

/* Nothing of it is recorded: the desk has made it durable, and who waits is found out anew. */
static struct verdict quiet_hours(
	struct ac_engine *e, struct campaign *campaign, const struct ac_order_input *in)
{
	if (campaign->state == AC_CAMPAIGN_closed)
		return refuse(AC_CONFLICT, "the campaign is closed");
	if (in->tier < 1 || in->tier > ac_plan_max_tiers || !campaign->plan.tiers[in->tier].used)
		return refuse(AC_NOT_FOUND, "the plan has no such tier");
	if (in->tier == 1 || !ac_quiet_any(&campaign->plan.quiet))
		return refuse(AC_CONFLICT, "this tier has no quiet hours");
	campaign->plan.tiers[in->tier].quiet = in->quiet;
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++)
		if (task_at(e, i)->campaign == index && task_at(e, i)->image.tier == in->tier)
			advance(e, i);
	return ok;
}

static struct verdict change_tier(
	struct ac_engine *e, struct campaign *campaign, uint32_t i, uint8_t tier)
{
	if (campaign->state != AC_CAMPAIGN_running && campaign->state != AC_CAMPAIGN_paused)
		return refuse(AC_CONFLICT, "the campaign is ending");
	if (tier < 1 || tier > ac_plan_max_tiers || !campaign->plan.tiers[tier].used)
		return refuse(AC_NOT_FOUND, "the plan has no such tier");
	if (task_at(e, i)->image.tier == tier)
		return ok;
	set_tier(e, i, tier);
	advance(e, i);
	return ok;
}

/* Out of the audience: nothing more is sent, but what was told must still be taken back one day. */
static struct verdict take_out(struct ac_engine *e, uint32_t i, enum ac_event event)
{
	struct task *t = task_open(e, i);
	t->gen++;
	t->image.flags |= AC_TASK_LEFT;
	uint8_t standing = t->image.standing;
	if (task_pending(t))
		explain(e, t, AC_EXPLAINED_excluded);
	/* An officer's exclusion holds; who merely left the audience may come back with an import. */
	t->image.standing = event == AC_EVENT_explained ? AC_STANDING_excluded : standing;
	record_task(e, t);
	record_event(e, t, event, AC_EXPLAINED_excluded, 0);
	task_close(e, i);
	advance(e, i);
	revisit_companions(e, i);
	return ok;
}

static struct verdict own_help(struct ac_engine *e, uint32_t i, int64_t officer)
{
	struct task *t = task_at(e, i);
	if (!(t->image.flags & AC_TASK_HELP_OPEN))
		return refuse(AC_CONFLICT, "no open call for help");
	t = task_open(e, i);
	t->image.flags &= (uint8_t)~AC_TASK_HELP_OPEN;
	record_task(e, t);
	record_event(e, t, AC_EVENT_help_owned, 0, officer);
	task_close(e, i);
	return ok;
}

static struct verdict person_order(
	struct ac_engine *e, struct campaign *campaign, const struct ac_order_input *in)
{
	uint32_t i = task_find(e, in->campaign, in->traveller);
	if (i == (uint32_t)no_index)
		return refuse(AC_NOT_FOUND, "this person is not in the campaign");
	switch (in->order) {
	case AC_ORDER_TIER: return change_tier(e, campaign, i, in->tier);
	case AC_ORDER_EXCLUDE: return take_out(e, i, AC_EVENT_explained);
	case AC_ORDER_LEAVE: return take_out(e, i, AC_EVENT_left_audience);
	case AC_ORDER_OWN_HELP: return own_help(e, i, in->officer);
	default: return refuse(AC_INVALID, "unknown order");
	}
}

static struct verdict carry_out(struct ac_engine *e, const struct ac_order_input *in)
{
	struct campaign *campaign = campaign_find(e, in->campaign);
	if (!campaign)
		return refuse(AC_NOT_FOUND, "no such campaign");
	switch (in->order) {
	case AC_ORDER_PAUSE: return pause_campaign(e, campaign);
	case AC_ORDER_RESUME: return resume_campaign(e, campaign);
	case AC_ORDER_CLOSE: return close_campaign(e, campaign, in);
	case AC_ORDER_FINISH: return finish_campaign(e, campaign);
	case AC_ORDER_TEXT: return new_text(e, campaign, in);
	case AC_ORDER_QUIET: return quiet_hours(e, campaign, in);
	default: break;
	}
	if (campaign->state == AC_CAMPAIGN_closed)
		return refuse(AC_CONFLICT, "the campaign is closed");
	return person_order(e, campaign, in);
}

void order(struct ac_engine *e, const struct ac_order_input *in)
{
	bool records = in->order != AC_ORDER_QUIET;
	struct verdict verdict = stalled(e) && records
					 ? refuse(AC_BUSY, "the store is behind: try again shortly")
					 : carry_out(e, in);
	if (!in->token)
		return;
	struct ac_output out = { .kind = AC_OUTPUT_ANSWER,
		.answer = { in->token, verdict.status, verdict.why } };
	if (verdict.status == AC_OK)
		put_durable(e, &out);
	else
		*put(e, AC_OUTPUT_ANSWER) = out;
}
