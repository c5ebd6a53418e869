/* Invariant 19: nothing that may wait wakes anybody in the quiet hours of a tier that keeps them, unless
 * two have overridden them. The checker has a clock of its own, which goes minute by minute. */
#include "sim.h"

static int64_t local_minute(const struct ac_quiet *quiet, struct ac_wall at)
{
	bool changed = at.us >= quiet->changes[0].at.us;
	int64_t offset_s = changed ? quiet->changes[0].offset_s : quiet->offset_s;
	return (at.us / AC_SECOND + offset_s) / 60 % ac_day_minutes;
}

static bool in_hours(const struct ac_quiet *quiet, struct ac_wall at)
{
	int64_t minute = local_minute(quiet, at);
	if (quiet->from_min < quiet->until_min)
		return minute >= quiet->from_min && minute < quiet->until_min;
	return minute >= quiet->from_min || minute < quiet->until_min;
}

static struct ac_wall end_of_hours(const struct ac_quiet *quiet, struct ac_wall at)
{
	at.us -= at.us % AC_MINUTE;
	while (in_hours(quiet, at))
		at.us += AC_MINUTE;
	return at;
}

void check_quiet_ordered(
	struct sim *sim, struct sim_campaign *campaign, const struct ac_order_input *in)
{
	campaign->quiet_off = campaign->quiet_off_stored;
	if (campaign->quiet_off_step != sim->step)
		campaign->quiet_off_once = 0;
	campaign->quiet_off_step = sim->step;
	if (!in->quiet)
		campaign->quiet_off_once |= (uint16_t)(1u << in->tier);
}

bool check_asleep(const struct sim *sim, const struct sim_task *task, uint8_t tier)
{
	const struct sim_campaign *campaign = &sim->campaigns[task->campaign];
	const struct ac_plan *plan = &campaign->input.plan;
	/* In the step of an order what was done before it may be done after it. */
	uint16_t off = campaign->quiet_off | campaign->quiet_off_stored;
	if (campaign->quiet_off_step == sim->step)
		off |= campaign->quiet_off_once;
	return plan->tiers[tier].quiet && !(off >> tier & 1) &&
	       in_hours(&plan->quiet, sim->now.wall);
}

/* Who knows nothing and would hear of it too late in the morning is woken. */
static bool too_late(const struct sim *sim, const struct sim_task *task, uint8_t tier, bool told)
{
	const struct sim_campaign *campaign = &sim->campaigns[task->campaign];
	const struct ac_plan *plan = &campaign->input.plan;
	int64_t end_us = end_of_hours(&plan->quiet, sim->now.wall).us + AC_SECOND;
	bool goes = task->spec.departs.us <= end_us ||
		    (plan->tiers[tier].arrived_tier && task->spec.arrives.us <= end_us);
	return campaign->state != AC_CAMPAIGN_closing && !told && goes;
}

static bool may_wait(uint8_t kind)
{
	return kind != AC_KIND_replacement && kind != AC_KIND_retraction;
}

void check_quiet(struct sim *sim, const struct sim_message *message)
{
	const struct sim_task *task = &sim->tasks.at[message->task];
	const struct ac_attempt_entry *entry = &message->entry;
	struct ac_person_view view;
	if (!may_wait(entry->kind) || !check_asleep(sim, task, entry->tier) ||
		ac_engine_person(sim->engine, entry->campaign, entry->traveller, &view) != AC_OK)
		return;
	bool told = view.image.told != AC_TOLD_no;
	if (!too_late(sim, task, entry->tier, told))
		sim_fail(sim, 19, "attempt %llx (%s) wakes traveller %lld of tier %d",
			(unsigned long long)message->attempt, ac_kind_name(entry->kind),
			(long long)entry->traveller, entry->tier);
	sim->hits[SIM_woken_in_time]++;
}

/* An officer is asked to phone somebody, in this very step. */
void check_quiet_desk(struct sim *sim, const struct ac_event_record *event)
{
	int index = sim_task_of(sim, event->campaign, event->traveller);
	struct ac_person_view view;
	if (event->event != AC_EVENT_desk_asked || event->at.us != sim->now.wall.us ||
		index == sim_no_one ||
		ac_engine_person(sim->engine, event->campaign, event->traveller, &view) != AC_OK)
		return;
	const struct sim_task *task = &sim->tasks.at[index];
	uint8_t tier = view.image.tier;
	bool told = view.image.told != AC_TOLD_no;
	if (tier == task->view.tier && check_asleep(sim, task, tier) &&
		!too_late(sim, task, tier, told))
		sim_fail(sim, 19, "an officer is asked to wake traveller %lld of tier %d",
			(long long)event->traveller, tier);
}
