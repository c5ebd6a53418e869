/* What should happen next to this person? Reads only; advance.c carries it out.
 *
 * The order of the questions is the order of what matters: is the campaign over for them, do they owe
 * us nothing, must something they were told be corrected, did they answer - and only then the ladder.
 */
#include "outreach/engine_p.h"

static const struct ac_wall never = { INT64_MAX };

static struct step rest(struct ac_wall at)
{
	return (struct step){ .kind = STEP_REST, .at = at };
}

static bool passed(const struct ac_engine *e, struct ac_wall at)
{
	return e->now.wall.us >= at.us;
}

static bool silent(const struct task *t)
{
	return t->image.standing == AC_STANDING_not_reached ||
	       t->image.standing == AC_STANDING_delivered;
}

/* Resting, but the end of the stay of someone silent must not be missed. */
static struct step rest_until(const struct task *t, struct ac_wall at)
{
	struct ac_wall end = task_departs(t);
	return rest(silent(t) && end.us < at.us ? end : at);
}

static struct step send(enum ac_kind kind, const struct task *t, int contact)
{
	return (struct step){ .kind = STEP_SEND,
		.message = kind,
		.contact = (uint8_t)contact,
		.rung = t->image.rung,
		.tries = t->image.tries };
}

/* The companion, or the one with the same number, whose message is also theirs; NULL. */
static const struct task *stand_in(struct ac_engine *e, const struct task *t)
{
	if (!t->image.via)
		return NULL;
	uint32_t i = task_find(e, campaign_of(e, t)->id, t->image.via);
	return i == (uint32_t)no_index ? NULL : task_at(e, i);
}

/* ---- the end of a campaign ---- */

static struct step closing_settled(enum ac_closing closing)
{
	return (struct step){ .kind = STEP_CLOSING, .closing = (uint8_t)closing };
}

/* The all-clear of the one who stands for them; `none` where nobody does. */
static enum ac_closing stand_in_closing(struct ac_engine *e, const struct task *t)
{
	const struct task *other = stand_in(e, t);
	return other ? (enum ac_closing)other->image.closing : AC_CLOSING_none;
}

/* Told through a companion: the companion's message is theirs. */
static struct step closing_via(struct ac_engine *e, const struct task *t)
{
	enum ac_closing theirs = stand_in_closing(e, t);
	if (theirs == AC_CLOSING_due || theirs == AC_CLOSING_sent)
		return rest(never); /* looked at again when theirs is settled */
	return closing_settled(AC_CLOSING_explained);
}

/* First the contact point that reached them, then the others in turn. */
static int closing_contact(const struct task *t)
{
	if (t->image.closing_tries)
		return t->image.contact + 1;
	return t->image.reached_by != UINT8_MAX ? t->image.reached_by : t->image.contact;
}

static struct step closing_step(struct ac_engine *e, const struct task *t)
{
	const struct campaign *campaign = campaign_of(e, t);
	if (task_pending(t)) /* joined while it was ending */
		return (struct step){ .kind = STEP_EXPLAIN, .explained = AC_EXPLAINED_excluded };
	if (t->image.closing != AC_CLOSING_due && t->image.closing != AC_CLOSING_sent)
		return rest(never);
	if (t->unknown || t->unanswered)
		return rest(never); /* one message at a time */
	if (stand_in_closing(e, t) == AC_CLOSING_told)
		return closing_settled(AC_CLOSING_told);
	if (!passed(e, t->image.due))
		return rest(t->image.due);
	int contact = contact_pick(e, t, AC_CHANNEL_sms, closing_contact(t));
	if (contact < 0 && t->image.told == AC_TOLD_via)
		return closing_via(e, t);
	if (contact < 0 || t->image.closing_tries >= campaign->plan.closing_tries)
		return closing_settled(AC_CLOSING_explained);
	return send(campaign->closing, t, contact);
}

/* ---- corrections ---- */

/* What they were last sent is not what holds now. */
static bool outdated(struct ac_engine *e, const struct task *t)
{
	if (!t->image.said_tier)
		return false;
	if (t->image.said_tier == t->image.tier)
		return t->image.said_version != campaign_of(e, t)->versions[t->image.tier];
	bool gone = t->image.standing == AC_STANDING_done ||
		    t->image.standing == AC_STANDING_elsewhere ||
		    t->image.standing == AC_STANDING_excluded;
	bool quiet = (t->image.flags & AC_TASK_HUMAN_REFUSED) && t->image.tier != 1;
	return !gone && !quiet;
}

/* ---- the ladder ---- */

static bool companion_may_stand_in(struct ac_engine *e, const struct task *t, int64_t *via)
{
	bool pending = false;
	*via = 0;
	for (uint32_t i = t->party_next; task_at(e, i) != t; i = task_at(e, i)->party_next) {
		const struct task *other = task_at(e, i);
		if (other->image.flags & AC_TASK_LEFT)
			continue;
		if (task_told(other) && other->image.told != AC_TOLD_via)
			*via = other->traveller;
		pending |= task_pending(other) && task_has_usable_contact(e, other);
	}
	return *via || pending;
}

static enum ac_explained why_unreachable(const struct ac_engine *e, const struct task *t)
{
	bool dead = false, opted_out = false, usable = false;
	for (int k = 0; k < t->n_contacts; k++) {
		dead |= t->image.contact_states[k] == AC_CONTACT_dead;
		opted_out |= t->image.contact_states[k] == AC_CONTACT_opted_out;
		usable |= contact_usable(e, t, k) &&
			  e->served[e->contacts.at[t->contact_first + (uint32_t)k].channel];
	}
	if (t->image.flags & AC_TASK_HELD)
		return AC_EXPLAINED_unknown_held;
	if (usable)
		return AC_EXPLAINED_exhausted;
	return opted_out ? AC_EXPLAINED_opted_out
	       : dead    ? AC_EXPLAINED_dead
			 : AC_EXPLAINED_no_contact;
}

static bool opted_out(const struct task *t)
{
	for (int k = 0; k < t->n_contacts; k++)
		if (t->image.contact_states[k] == AC_CONTACT_opted_out)
			return true;
	return false;
}

static struct step next_rung(const struct task *t)
{
	return (struct step){ .kind = STEP_RUNG, .rung = (uint8_t)(t->image.rung + 1) };
}

/* Another try goes over another contact point, as long as none is known to reach them. */
static int contact_for_try(const struct ac_engine *e, const struct task *t, enum ac_channel channel)
{
	bool first = (t->image.rung == 0 && t->image.tries == 0) || task_told(t);
	return contact_pick(e, t, channel, t->image.contact + (first ? 0 : 1));
}

/* The tries of a rung are used up; a contact point that was not tried yet still gets one. */
static bool rung_used_up(
	const struct ac_engine *e, const struct task *t, const struct ac_rung *rung)
{
	if (t->image.tries < rung->tries)
		return false;
	if (task_told(t) || rung->channel == AC_CHANNEL_desk || t->image.tries >= t->n_contacts)
		return true;
	int other = contact_pick(e, t, rung->channel, t->image.contact + 1);
	return other < 0 || other == t->image.contact;
}

static struct step message_rung(struct ac_engine *e, const struct task *t, enum ac_channel channel)
{
	if ((t->image.flags & AC_TASK_HELD) || opted_out(t) || !e->served[channel])
		return next_rung(t);
	int contact = contact_for_try(e, t, channel);
	if (contact < 0)
		return next_rung(t);
	bool said = t->image.said_tier == t->image.tier;
	return send(said ? AC_KIND_reminder : AC_KIND_instruction, t, contact);
}

static struct step ladder_end(struct ac_engine *e, const struct task *t)
{
	if (!task_pending(t))
		return rest_until(t, never);
	return (struct step){ .kind = STEP_EXPLAIN, .explained = why_unreachable(e, t) };
}

/* No message can reach them, and no officer is about to phone: waiting would bring nothing. */
static bool waits_in_vain(const struct ac_engine *e, const struct task *t)
{
	return !task_told(t) && !(t->image.flags & AC_TASK_ON_DESK) &&
	       !task_has_usable_contact(e, t);
}

static struct step ladder(struct ac_engine *e, const struct task *t)
{
	const struct ac_tier *tier = tier_of(e, t);
	const struct task *other = stand_in(e, t);
	if (!task_told(t) && other && task_told(other))
		return (struct step){ .kind = STEP_VIA, .via = other->traveller };
	int64_t via;
	if (!task_told(t) && !task_has_usable_contact(e, t) && companion_may_stand_in(e, t, &via))
		return via ? (struct step){ .kind = STEP_VIA, .via = via } : rest_until(t, never);
	if (t->image.told == AC_TOLD_via && !task_has_usable_contact(e, t))
		return rest_until(t, never);
	if (!e->announced)
		return rest_until(t, never); /* which ways there are is not known yet */
	if (!passed(e, t->image.due) && !waits_in_vain(e, t))
		return rest_until(t, t->image.due);
	if (t->image.rung >= tier->n_rungs)
		return ladder_end(e, t);
	const struct ac_rung *rung = &tier->rungs[t->image.rung];
	if (rung_used_up(e, t, rung))
		return next_rung(t);
	if (rung->channel == AC_CHANNEL_desk)
		return (struct step){ .kind = STEP_DESK };
	return message_rung(e, t, rung->channel);
}

static int desk_rung(const struct ac_tier *tier, int from)
{
	for (int rung = from; rung < tier->n_rungs; rung++)
		if (tier->rungs[rung].channel == AC_CHANNEL_desk)
			return rung;
	return -1;
}

/* To a human, if the ladder has one they were not with yet. */
static struct step to_desk(struct ac_engine *e, const struct task *t)
{
	const struct ac_tier *tier = tier_of(e, t);
	int rung = desk_rung(tier, t->image.rung);
	if (rung < 0 || (t->image.flags & AC_TASK_ON_DESK))
		return rest(never);
	if (rung > t->image.rung)
		return (struct step){ .kind = STEP_RUNG, .rung = (uint8_t)rung };
	if (t->image.tries >= tier->rungs[rung].tries)
		return rest(never);
	return (struct step){ .kind = STEP_DESK };
}

/* ---- after an answer ---- */

static struct step intends_step(struct ac_engine *e, const struct task *t)
{
	if (!passed(e, t->image.due))
		return rest(t->image.due);
	if (t->image.flags & AC_TASK_ASKED_AGAIN)
		return to_desk(e, t);
	int contact = contact_pick(e, t, AC_CHANNEL_sms, t->image.contact);
	return contact < 0 || opted_out(t) ? to_desk(e, t) : send(AC_KIND_ask_again, t, contact);
}

static struct step refuses_step(struct ac_engine *e, const struct task *t)
{
	return t->image.flags & AC_TASK_HUMAN_REFUSED ? rest(never) : to_desk(e, t);
}

static struct step by_standing(struct ac_engine *e, const struct task *t)
{
	switch ((enum ac_standing)t->image.standing) {
	case AC_STANDING_done:
	case AC_STANDING_safe:
	case AC_STANDING_elsewhere:
	case AC_STANDING_departed:
	case AC_STANDING_excluded:
	case AC_STANDING_needs_help: return rest(never);
	case AC_STANDING_intends: return intends_step(e, t);
	case AC_STANDING_refuses: return refuses_step(e, t);
	default: break;
	}
	if (tier_of(e, t)->goal_told && task_told(t))
		return rest_until(t, never);
	if (t->image.explained != AC_EXPLAINED_no)
		return rest_until(t, never);
	return ladder(e, t);
}

struct step next_step_by_day(struct ac_engine *e, const struct task *t)
{
	const struct campaign *campaign = campaign_of(e, t);
	if (campaign->state == AC_CAMPAIGN_closed || campaign->state == AC_CAMPAIGN_paused ||
		t->unsent)
		return rest(never);
	if (campaign->state == AC_CAMPAIGN_closing)
		return closing_step(e, t);
	const struct ac_tier *tier = tier_of(e, t);
	struct ac_wall arrives = task_arrives(t);
	bool left = (t->image.flags & AC_TASK_LEFT) != 0;
	if (!left && tier->arrived_tier && passed(e, arrives))
		return (struct step){ .kind = STEP_TIER, .tier = (uint8_t)tier->arrived_tier };
	if (outdated(e, t) && !t->unknown && !t->unanswered &&
		t->image.closing_tries < campaign->plan.closing_tries) {
		int contact = contact_pick(
			e, t, AC_CHANNEL_sms, t->image.contact + (t->image.closing_tries ? 1 : 0));
		if (contact >= 0)
			return send(AC_KIND_replacement, t, contact);
	}
	if (left)
		return rest(never);
	if (silent(t) && passed(e, task_departs(t)))
		return (struct step){ .kind = STEP_DEPART };
	if (t->unknown || t->unanswered)
		return rest_until(t, never); /* the outcome comes first */
	struct step step = by_standing(e, t);
	if (step.kind == STEP_REST && tier->arrived_tier && arrives.us < step.at.us)
		step.at = arrives;
	return step;
}

/* ---- the quiet hours ---- */

static bool wakes(const struct step *step)
{
	return step->kind == STEP_DESK ||
	       (step->kind == STEP_SEND && quiet_may_wait(step->message));
}

/* What happens by itself in between, a departure or an arrival, does not wait. */
static struct step sleep_until(struct ac_engine *e, const struct task *t, struct ac_wall at)
{
	struct step step = rest(at);
	if (campaign_of(e, t)->state != AC_CAMPAIGN_closing) {
		step = rest_until(t, at);
		if (tier_of(e, t)->arrived_tier && task_arrives(t).us < step.at.us)
			step.at = task_arrives(t);
	}
	step.quiet = true;
	return step;
}

struct step next_step(struct ac_engine *e, const struct task *t)
{
	struct step step = next_step_by_day(e, t);
	if (!tier_of(e, t)->quiet || !wakes(&step))
		return step;
	struct ac_wall until = quiet_until(e, t);
	return passed(e, until) ? step : sleep_until(e, t, until);
}
