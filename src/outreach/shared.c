/* One message for a number that several people share. When one of them is written to, the others whose
 * next step is a message to the same number are covered by it: they stand where they would stand had
 * they been written to themselves, and what becomes of the message is theirs as well (image.via). */
#include "outreach/engine_p.h"

static uint64_t number_of(const struct ac_engine *e, const struct task *t, int contact)
{
	return e->contacts.at[t->contact_first + (uint32_t)contact].number_key;
}

static void cover(struct ac_engine *e, uint32_t i, const struct task *by, const struct step *step,
	uint64_t attempt)
{
	list_remove(e, i);
	struct task *t = task_open(e, i);
	struct ac_attempt_entry entry = dispatch_entry(e, t, step);
	uint64_t newest = t->open_attempt;
	fold_chosen(e, t, &entry, attempt, e->now.wall);
	t->open_attempt = newest;
	t->said_tier = t->image.said_tier;
	t->said_version = t->image.said_version;
	if (!kind_is_closing(entry.kind) && entry.kind != AC_KIND_ask_again) {
		t->image.said_tier = entry.tier;
		t->image.said_version = entry.version;
	}
	t->covered_by = attempt;
	if (t->image.told != AC_TOLD_via)
		t->image.via = by->traveller;
	record_task(e, t);
	task_close(e, i);
	advance(e, i);
}

/* How much earlier than due they are covered, so that one number is not written to twice in a row. */
static int64_t together_us(struct ac_engine *e, const struct task *t)
{
	int64_t wait = t->image.closing != AC_CLOSING_none ? campaign_of(e, t)->plan.closing_wait_us
							   : tier_of(e, t)->rungs[0].wait_us;
	return wait / 4 < 5 * AC_MINUTE ? wait / 4 : 5 * AC_MINUTE;
}

/* Their next step, were it due now. The number is written to anyway, whatever their quiet hours. */
static struct step soon(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	struct ac_wall due = t->image.due;
	if (t->image.standing != AC_STANDING_intends &&
		due.us - e->now.wall.us <= together_us(e, t) && due.us > e->now.wall.us)
		t->image.due = e->now.wall;
	struct step step = next_step_by_day(e, t);
	t->image.due = due;
	return step;
}

static bool must_advance(enum step_kind kind)
{
	return kind == STEP_TIER || kind == STEP_RUNG;
}

/* Is the one message good for the other too? The same text is; a more urgent one is better than theirs,
 * but it corrects nothing. */
static bool speaks_for(const struct task *by, const struct task *t, const struct step *theirs)
{
	if (kind_is_closing(theirs->message) || by->image.tier == t->image.tier)
		return true;
	return theirs->message != AC_KIND_replacement && by->image.tier < t->image.tier;
}

void shared_cover(struct ac_engine *e, uint32_t i, const struct step *step, uint64_t attempt)
{
	const struct task *by = task_at(e, i);
	uint64_t number = number_of(e, by, step->contact);
	uint32_t k = ac_map_get(&e->by_number, number);
	if (e->contacts.at[k].next_same == (uint32_t)no_index)
		return;
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
		uint32_t other = e->contacts.at[k].task;
		const struct task *t = task_at(e, other);
		if (other == i || t->campaign != by->campaign || t->unsent)
			continue;
		struct step theirs = next_step_by_day(e, t);
		if (must_advance(theirs.kind))
			advance(e, other); /* it changed while they waited */
		theirs = soon(e, other);
		if (theirs.kind == STEP_SEND && speaks_for(by, task_at(e, other), &theirs) &&
			number_of(e, task_at(e, other), theirs.contact) == number)
			cover(e, other, by, &theirs, attempt);
	}
}

static void uncover_closing(struct ac_engine *e, struct task *t, enum uncover how)
{
	t->image.closing = AC_CLOSING_due;
	if (how == UNCOVER_TAKEN_BACK)
		drop_one(&t->image.closing_tries);
	if (how == UNCOVER_TAKEN_BACK || contact_after(e, t, AC_CHANNEL_sms, t->image.contact) >= 0)
		t->image.due = e->now.wall;
}

static void uncover_ladder(
	struct ac_engine *e, struct task *t, enum uncover how, bool after_restart)
{
	if (how == UNCOVER_TAKEN_BACK)
		drop_one(&t->image.tries);
	if (how == UNCOVER_TAKEN_BACK || contact_after(e, t, AC_CHANNEL_sms, t->image.contact) >= 0)
		t->image.due = e->now.wall;
	if (!after_restart) {
		t->image.said_tier = t->said_tier;
		t->image.said_version = t->said_version;
	} else if (t->image.flags & AC_TASK_MAYBE_TOLD) {
		t->image.said_version = 0; /* what they know is not known: they get what holds */
	} else {
		t->image.said_tier = 0;
	}
}

/* They stand where they would stand had the attempt been their own. */
static void uncover(struct ac_engine *e, uint32_t i, enum uncover how)
{
	struct task *t = task_open(e, i);
	bool after_restart = !t->covered_by;
	t->covered_by = 0;
	if (how == UNCOVER_SENT) {
		if (t->image.closing == AC_CLOSING_none)
			t->image.closing_tries = 0; /* of the replacement */
		record_task(e, t);
		task_close(e, i);
		return;
	}
	if (t->image.told != AC_TOLD_via)
		t->image.via = 0;
	if (t->image.closing == AC_CLOSING_sent)
		uncover_closing(e, t, how);
	else if (t->image.standing != AC_STANDING_intends)
		uncover_ladder(e, t, how, after_restart);
	record_task(e, t);
	task_close(e, i);
	advance(e, i);
}

/* Which attempt covered whom is not stored; after a restart it is whoever is open and has that `via`. */
static bool covered_by(const struct task *t, const struct task *by, uint64_t attempt)
{
	if (t->covered_by)
		return t->covered_by == attempt;
	bool open = task_pending(t) || t->image.closing == AC_CLOSING_sent;
	return open && t->image.via == by->traveller;
}

void shared_uncover(struct ac_engine *e, uint32_t i, uint64_t attempt, enum uncover how)
{
	const struct task *by = task_at(e, i);
	for (int c = 0; c < by->n_contacts; c++) {
		uint32_t k = ac_map_get(&e->by_number, number_of(e, by, c));
		for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
			uint32_t other = e->contacts.at[k].task;
			const struct task *t = task_at(e, other);
			if (other != i && t->campaign == by->campaign && covered_by(t, by, attempt))
				uncover(e, other, how);
		}
	}
}
