/* Carrying out what next.c decides, until the person waits for a link, a time or an event. */
#include "outreach/engine_p.h"

#include <assert.h>

void tell(struct ac_engine *e, struct task *t, enum ac_told told, int64_t via)
{
	/* A better knowledge replaces a weaker one: own word above an officer's above a receipt. */
	if (told == AC_TOLD_via
			? task_told(t)
			: t->image.told >= told && task_told(t) && t->image.told != AC_TOLD_via)
		return;
	if (!task_told(t))
		t->image.told_at = e->now.wall;
	t->image.told = (uint8_t)told;
	t->image.via = via;
	t->image.explained = AC_EXPLAINED_no;
	if (t->image.standing == AC_STANDING_not_reached ||
		t->image.standing == AC_STANDING_unreachable)
		t->image.standing = AC_STANDING_delivered;
}

void explain(struct ac_engine *e, struct task *t, enum ac_explained why)
{
	(void)e;
	assert(!task_told(t));
	t->image.explained = (uint8_t)why;
	if (t->image.standing != AC_STANDING_not_reached)
		return;
	t->image.standing = why == AC_EXPLAINED_departed   ? AC_STANDING_departed
			    : why == AC_EXPLAINED_excluded ? AC_STANDING_excluded
							   : AC_STANDING_unreachable;
}

static void carry_out_explain(struct ac_engine *e, uint32_t i, enum ac_explained why)
{
	struct task *t = task_open(e, i);
	explain(e, t, why);
	record_task(e, t);
	record_event(e, t, AC_EVENT_explained, (uint8_t)why, 0);
	task_close(e, i);
	revisit_companions(e, i);
}

static void carry_out_depart(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_open(e, i);
	t->image.standing = AC_STANDING_departed;
	if (task_pending(t))
		explain(e, t, AC_EXPLAINED_departed);
	record_task(e, t);
	record_event(e, t, AC_EVENT_standing, AC_STANDING_departed, 0);
	task_close(e, i);
	revisit_companions(e, i);
}

static void carry_out_via(struct ac_engine *e, uint32_t i, int64_t via)
{
	struct task *t = task_open(e, i);
	tell(e, t, AC_TOLD_via, via);
	record_task(e, t);
	record_event(e, t, AC_EVENT_told, AC_TOLD_via, via);
	task_close(e, i);
}

static void carry_out_rung(struct ac_engine *e, uint32_t i, uint8_t rung)
{
	struct task *t = task_open(e, i);
	t->image.rung = rung;
	t->image.tries = 0;
	record_task(e, t);
	task_close(e, i);
}

static void carry_out_closing(struct ac_engine *e, uint32_t i, enum ac_closing closing)
{
	struct task *t = task_open(e, i);
	t->image.closing = (uint8_t)closing;
	record_task(e, t);
	record_event(e, t,
		closing == AC_CLOSING_told ? AC_EVENT_closing_told : AC_EVENT_closing_explained,
		t->image.told, t->image.via);
	task_close(e, i);
	revisit_companions(e, i);
}

void set_tier(struct ac_engine *e, uint32_t i, uint8_t tier)
{
	struct task *t = task_open(e, i);
	t->image.tier = tier;
	t->image.rung = t->image.tries = t->image.closing_tries = 0;
	t->image.due = e->now.wall;
	t->image.flags &= (uint8_t) ~(AC_TASK_HELD | AC_TASK_ON_DESK | AC_TASK_ASKED_AGAIN);
	if (tier == 1)
		t->image.flags &= (uint8_t)~AC_TASK_HUMAN_REFUSED;
	if (!task_told(t) && !(t->image.flags & AC_TASK_LEFT) &&
		t->image.explained != AC_EXPLAINED_excluded &&
		t->image.explained != AC_EXPLAINED_departed) {
		t->image.explained = AC_EXPLAINED_no; /* a new ladder, new chances */
		if (t->image.standing == AC_STANDING_unreachable)
			t->image.standing = AC_STANDING_not_reached;
	}
	t->gen++;
	record_task(e, t);
	record_event(e, t, AC_EVENT_tier_changed, tier, 0);
	task_close(e, i);
}

/* @return whether the person rests now */
static bool carry_out(struct ac_engine *e, uint32_t i, const struct step *step)
{
	switch (step->kind) {
	case STEP_REST:
		if (step->at.us != INT64_MAX)
			timer_set(e, i, step->at);
		return true;
	case STEP_SEND: ready_push(e, i, AC_CHANNEL_sms, step); return true;
	case STEP_DESK: desk_ask(e, i); return false;
	case STEP_EXPLAIN: carry_out_explain(e, i, step->explained); return false;
	case STEP_VIA: carry_out_via(e, i, step->via); return false;
	case STEP_DEPART: carry_out_depart(e, i); return false;
	case STEP_TIER: set_tier(e, i, step->tier); return false;
	case STEP_RUNG: carry_out_rung(e, i, step->rung); return false;
	case STEP_CLOSING: carry_out_closing(e, i, step->closing); return false;
	}
	return true;
}

void advance(struct ac_engine *e, uint32_t i)
{
	list_remove(e, i);
	for (int turns = 0;; turns++) {
		assert(turns < 100); /* every decision but a rest changes what the next one sees */
		struct step step = next_step(e, task_at(e, i));
		if (carry_out(e, i, &step))
			return;
	}
}

void advance_campaign(struct ac_engine *e, const struct campaign *campaign)
{
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++)
		if (task_at(e, i)->campaign == index)
			advance(e, i);
}

static void revisit(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	if ((t->bits & BIT_REVISIT) || t->list == LIST_READY)
		return; /* who waits for a link is looked at again when chosen */
	t->bits |= BIT_REVISIT;
	ac_vec_push(&e->revisit, i);
}

/* Who has no contact of their own lives on the news of companions; who shares the number, too. */
void revisit_companions(struct ac_engine *e, uint32_t i)
{
	if (e->replaying)
		return;
	const struct task *t = task_at(e, i);
	for (uint32_t k = t->party_next; k != i; k = task_at(e, k)->party_next)
		if (!task_has_usable_contact(e, task_at(e, k)))
			revisit(e, k);
	for (int c = 0; c < t->n_contacts; c++) {
		uint64_t number = e->contacts.at[t->contact_first + (uint32_t)c].number_key;
		uint32_t k = ac_map_get(&e->by_number, number);
		for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
			uint32_t other = e->contacts.at[k].task;
			if (other != i && task_at(e, other)->campaign == t->campaign)
				revisit(e, other);
		}
	}
}

void revisit_all(struct ac_engine *e)
{
	for (size_t k = 0; k < e->revisit.n; k++) { /* the list may grow meanwhile */
		uint32_t i = e->revisit.at[k];
		task_at(e, i)->bits &= (uint8_t)~BIT_REVISIT;
		advance(e, i);
	}
	ac_vec_clear(&e->revisit);
}
