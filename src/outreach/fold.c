/* What a durable record does to a person. The live path and recovery run the same lines, so that a
 * person after a crash is the person before it. Nothing here may depend on links, queues or the
 * present time: only on the plan, the image and the record. */
#include "outreach/engine_p.h"

bool kind_is_closing(enum ac_kind kind)
{
	return kind == AC_KIND_all_clear || kind == AC_KIND_retraction;
}

static struct ac_wall later(struct ac_wall at, int64_t wait_us)
{
	return (struct ac_wall){ at.us + wait_us };
}

static int64_t rung_wait_us(const struct ac_tier *tier, int rung)
{
	if (rung >= tier->n_rungs)
		rung = tier->n_rungs - 1;
	return tier->rungs[rung < 0 ? 0 : rung].wait_us;
}

void fold_chosen(struct ac_engine *e, struct task *t, const struct ac_attempt_entry *entry,
	uint64_t attempt, struct ac_wall at)
{
	const struct campaign *campaign = campaign_of(e, t);
	const struct ac_tier *tier = &campaign->plan.tiers[entry->tier];
	t->open_attempt = attempt;
	t->image.rung = entry->rung;
	t->image.tries = entry->tries;
	t->image.closing_tries = entry->closing_tries;
	t->image.contact = entry->contact_index;
	if (kind_is_closing(entry->kind)) {
		t->image.closing = AC_CLOSING_sent;
		t->image.due = later(at, campaign->plan.closing_wait_us);
	} else if (entry->kind == AC_KIND_ask_again) {
		t->image.flags |= AC_TASK_ASKED_AGAIN;
		t->image.due = later(at, rung_wait_us(tier, entry->rung));
	} else if (t->image.standing != AC_STANDING_intends) {
		t->image.due = later(at, rung_wait_us(tier, entry->rung));
	}
}

static void said(struct task *t, const struct attempt *a)
{
	t->image.flags |= AC_TASK_MAYBE_TOLD;
	if (kind_is_closing(a->kind) || a->kind == AC_KIND_ask_again)
		return;
	t->said_tier = t->image.said_tier = a->tier; /* their own, whoever covers them meanwhile */
	t->said_version = t->image.said_version = a->version;
}

static void arrived(struct ac_engine *e, struct task *t, const struct attempt *a, enum ac_told told)
{
	said(t, a);
	t->image.closing_tries = 0;
	uint8_t contact = attempt_contact(t, a);
	if (contact != UINT8_MAX) {
		t->image.reached_by = contact;
		if (t->image.contact_states[contact] == AC_CONTACT_unverified)
			t->image.contact_states[contact] = AC_CONTACT_good;
	}
	if (kind_is_closing(a->kind)) {
		t->image.closing = AC_CLOSING_told;
		if (!task_told(t) && t->image.explained == AC_EXPLAINED_no)
			t->image.explained = AC_EXPLAINED_unknown_held;
		return;
	}
	tell(e, t, told, 0);
}

/* It did not arrive: over another contact point at once, else after the rung's wait. */
static void did_not_arrive(
	struct ac_engine *e, struct task *t, const struct attempt *a, struct ac_wall at)
{
	bool another = contact_after(e, t, AC_CHANNEL_sms, attempt_contact(t, a)) >= 0;
	if (kind_is_closing(a->kind)) {
		if (t->image.closing == AC_CLOSING_sent)
			t->image.closing = AC_CLOSING_due;
	} else if (a->kind == AC_KIND_replacement && t->image.said_version == a->version) {
		t->image.said_version = 0; /* still to be corrected */
	}
	if (another && t->image.standing != AC_STANDING_intends)
		t->image.due = at;
}

static void taken_back(struct task *t, const struct attempt *a, struct ac_wall at)
{
	if (kind_is_closing(a->kind)) {
		if (t->image.closing == AC_CLOSING_sent)
			t->image.closing = AC_CLOSING_due;
		drop_one(&t->image.closing_tries);
		t->image.due = at;
		return;
	}
	if (a->kind == AC_KIND_ask_again) {
		t->image.flags &= (uint8_t)~AC_TASK_ASKED_AGAIN;
		t->image.due = at;
		return;
	}
	drop_one(&t->image.tries);
	if (a->kind == AC_KIND_replacement)
		drop_one(&t->image.closing_tries);
	else if (t->image.standing != AC_STANDING_intends)
		t->image.due = at;
}

void fold_outcome(struct ac_engine *e, struct task *t, const struct attempt *a,
	const struct ac_outcome_record *outcome)
{
	bool maybe = outcome->state == AC_ATTEMPT_accepted || outcome->state == AC_ATTEMPT_unknown;
	t->maybe_n = (uint8_t)(t->maybe_n + (maybe && t->maybe_n < 2));
	switch ((enum ac_attempt_state)outcome->state) {
	case AC_ATTEMPT_accepted:
		if (outcome->receipt_key) /* a receipt is expected */
			said(t, a);
		else
			arrived(e, t, a, AC_TOLD_accepted);
		break;
	case AC_ATTEMPT_unknown: said(t, a); break;
	case AC_ATTEMPT_delivered: arrived(e, t, a, AC_TOLD_delivered); break;
	case AC_ATTEMPT_failed: did_not_arrive(e, t, a, outcome->at); break;
	case AC_ATTEMPT_withdrawn: taken_back(t, a, outcome->at); break;
	case AC_ATTEMPT_recorded:
	case AC_ATTEMPT_submitted:
	default: break;
	}
}

/* Invariant 5: the closing goes to everyone told or perhaps told; nobody else is waited for. */
static void owe_closing(struct ac_engine *e, uint32_t i, struct ac_wall at)
{
	struct task *t = task_open(e, i);
	bool perhaps = (t->image.flags & AC_TASK_MAYBE_TOLD) != 0;
	if ((task_told(t) || perhaps) && t->image.closing == AC_CLOSING_none)
		t->image.closing = AC_CLOSING_due;
	if (task_pending(t))
		explain(e, t, perhaps ? AC_EXPLAINED_unknown_held : AC_EXPLAINED_excluded);
	t->image.closing_tries = 0;
	t->image.due = at;
	t->gen++;
	task_close(e, i);
}

void fold_closing(struct ac_engine *e, struct campaign *campaign, int64_t seq)
{
	uint16_t index = (uint16_t)(campaign - e->campaigns.at);
	for (uint32_t i = 0; i < e->tasks.n; i++) {
		const struct task *t = task_at(e, i);
		if (t->campaign == index && !(e->replaying && t->changed_seq >= seq))
			owe_closing(e, i, e->now.wall);
	}
}
