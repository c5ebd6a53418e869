/* What people answer. A word has one meaning in all tiers (docs/glossary.md); what it makes of a person
 * depends on the tier's goal. Whatever was decided before and has not left does not leave any more. */
#include "outreach/engine_p.h"

/* ---- a number that stops or is wrong ---- */

static void contact_state(struct ac_engine *e, uint32_t k, enum ac_contact_state state)
{
	uint32_t i = e->contacts.at[k].task;
	struct task *t = task_at(e, i);
	uint8_t index = (uint8_t)(k - t->contact_first);
	uint8_t *now = &t->image.contact_states[index];
	if (*now == state || (*now == AC_CONTACT_dead && state != AC_CONTACT_good))
		return;
	t = task_open(e, i);
	t->image.contact_states[index] = (uint8_t)state;
	t->gen++;
	record_task(e, t);
	struct ac_contact_record record = { e->contacts.at[k].id, (uint8_t)state };
	ac_record_add_contact(&e->row, &record);
	task_close(e, i);
	if (t->list != LIST_NONE)
		advance(e, i);
	revisit_companions(e, i);
}

void number_state(struct ac_engine *e, uint64_t number_key, enum ac_contact_state state)
{
	uint32_t k = ac_map_get(&e->by_number, number_key);
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same)
		contact_state(e, k, state);
}

/* ---- what a word makes of a person ---- */

static void intend(struct ac_engine *e, struct task *t, const struct ac_response_input *in)
{
	int64_t ask_us = e->now.wall.us + tier_of(e, t)->ask_again_us;
	bool said_when = in->when.us != INT64_MAX && in->when.us > e->now.wall.us;
	t->image.standing = AC_STANDING_intends;
	t->image.flags &= (uint8_t)~AC_TASK_ASKED_AGAIN;
	t->image.due.us = said_when ? in->when.us : ask_us;
}

static void react(struct task *t)
{
	if (t->image.standing == AC_STANDING_not_reached ||
		t->image.standing == AC_STANDING_delivered ||
		t->image.standing == AC_STANDING_unreachable ||
		t->image.standing == AC_STANDING_departed)
		t->image.standing = AC_STANDING_answered;
}

static void take_word(struct ac_engine *e, struct task *t, const struct ac_response_input *in)
{
	switch (in->word) {
	case AC_WORD_leaving: intend(e, t, in); break;
	case AC_WORD_moved:
		if (tier_of(e, t)->goal_moving)
			t->image.standing = AC_STANDING_done;
		else
			intend(e, t, in);
		break;
	case AC_WORD_staying:
		t->image.standing = AC_STANDING_refuses;
		if (in->by_officer)
			t->image.flags |= AC_TASK_HUMAN_REFUSED;
		break;
	case AC_WORD_safe: t->image.standing = AC_STANDING_safe; break;
	case AC_WORD_need_help:
		t->image.standing = AC_STANDING_needs_help;
		t->image.flags |= AC_TASK_HELP_OPEN;
		break;
	case AC_WORD_left: t->image.standing = AC_STANDING_done; break;
	case AC_WORD_not_here: t->image.standing = AC_STANDING_elsewhere; break;
	case AC_WORD_free_text:
	case AC_WORD_stop: react(t); break;
	case AC_WORD_unreachable:
		t->image.due = e->now.wall; /* the officer had no luck: the next rung */
		break;
	case AC_WORD_wrong_person:
	case ac_word_count: break;
	}
}

/* They know nothing yet: as before the first message. */
static void not_told(struct ac_engine *e, struct task *t)
{
	t->image.told = AC_TOLD_no;
	t->image.via = 0;
	t->image.reached_by = UINT8_MAX;
	t->image.due = e->now.wall;
	t->image.rung = t->image.tries = t->image.said_tier = 0;
	if (t->image.standing == AC_STANDING_delivered || t->image.standing == AC_STANDING_departed)
		t->image.standing = AC_STANDING_not_reached;
	if (campaign_of(e, t)->state == AC_CAMPAIGN_closing)
		t->image.explained = AC_EXPLAINED_dead;
	else if (t->image.flags & AC_TASK_LEFT)
		t->image.explained = AC_EXPLAINED_excluded;
}

/* Somebody else has this number: what it "delivered" told nobody. */
static void untell(struct ac_engine *e, struct task *t, uint64_t number_key)
{
	bool by_this =
		t->image.reached_by < t->n_contacts &&
		e->contacts.at[t->contact_first + t->image.reached_by].number_key == number_key;
	if (by_this && (t->image.told == AC_TOLD_delivered || t->image.told == AC_TOLD_accepted))
		not_told(e, t);
}

static void untell_followers(struct ac_engine *e, uint32_t i);

static void untell_follower(struct ac_engine *e, uint32_t i, int64_t via)
{
	if (task_at(e, i)->image.told != AC_TOLD_via || task_at(e, i)->image.via != via)
		return;
	struct task *t = task_open(e, i);
	t->gen++;
	not_told(e, t);
	record_task(e, t);
	task_close(e, i);
	untell_followers(e, i);
	advance(e, i);
}

/* Whoever was told through them was not told either. */
static void untell_followers(struct ac_engine *e, uint32_t i)
{
	const struct task *by = task_at(e, i);
	for (uint32_t k = by->party_next; k != i; k = task_at(e, k)->party_next)
		untell_follower(e, k, by->traveller);
	for (int c = 0; c < by->n_contacts; c++) {
		uint64_t number = e->contacts.at[by->contact_first + (uint32_t)c].number_key;
		uint32_t k = ac_map_get(&e->by_number, number);
		for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same)
			if (task_at(e, e->contacts.at[k].task)->campaign == by->campaign)
				untell_follower(e, e->contacts.at[k].task, by->traveller);
	}
}

static void respond(struct ac_engine *e, uint32_t i, const struct ac_response_input *in)
{
	struct task *t = task_open(e, i);
	t->gen++;
	if (in->by_officer)
		t->image.flags &= (uint8_t)~AC_TASK_ON_DESK;
	if (in->word == AC_WORD_wrong_person)
		untell(e, t, in->number_key);
	else if (in->word != AC_WORD_unreachable)
		tell(e, t, in->by_officer ? AC_TOLD_officer : AC_TOLD_responded, 0);
	take_word(e, t, in);
	record_task(e, t);
	record_event(e, t, AC_EVENT_responded, (uint8_t)in->word,
		in->inbound ? in->inbound : -in->officer);
	task_close(e, i);
	if (!task_told(task_at(e, i)))
		untell_followers(e, i);
	if (in->word == AC_WORD_need_help)
		help_raise(e, i);
	int refused = tier_of(e, task_at(e, i))->refused_tier;
	if (in->word == AC_WORD_staying && refused &&
		campaign_of(e, task_at(e, i))->state == AC_CAMPAIGN_running)
		set_tier(e, i, (uint8_t)refused);
	advance(e, i);
	revisit_companions(e, i);
}

/* One who shares the number: a companion's word tells, it never says that they are safe. */
static void vouch(struct ac_engine *e, uint32_t i, int64_t by)
{
	struct task *t = task_open(e, i);
	t->gen++;
	t->image.flags |= AC_TASK_VOUCHED;
	tell(e, t, AC_TOLD_via, by);
	record_task(e, t);
	record_event(e, t, AC_EVENT_vouched, t->image.standing, by);
	task_close(e, i);
	advance(e, i);
	revisit_companions(e, i);
}

/* ---- whom it concerns ---- */

static bool live(struct ac_engine *e, const struct task *t)
{
	return campaign_of(e, t)->state != AC_CAMPAIGN_closed;
}

static bool written_to(const struct task *t)
{
	return t->image.said_tier || (t->image.flags & AC_TASK_MAYBE_TOLD) || t->unanswered;
}

/* The person of a campaign whom an answer from the number is taken for. */
static uint32_t addressed(struct ac_engine *e, uint64_t number_key, uint16_t campaign)
{
	uint32_t best = no_index;
	uint32_t k = ac_map_get(&e->by_number, number_key);
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
		uint32_t i = e->contacts.at[k].task;
		const struct task *t = task_at(e, i);
		if (t->campaign != campaign || !live(e, t))
			continue;
		const struct task *other = best == (uint32_t)no_index ? NULL : task_at(e, best);
		bool stands_alone = t->image.via == 0 && written_to(t);
		bool other_alone = other && other->image.via == 0 && written_to(other);
		if (!other || (stands_alone && !other_alone) ||
			(stands_alone == other_alone && i < best))
			best = i;
	}
	return best;
}

static void respond_in_campaign(
	struct ac_engine *e, uint32_t main, const struct ac_response_input *in)
{
	uint16_t campaign = task_at(e, main)->campaign;
	int64_t traveller = task_at(e, main)->traveller;
	respond(e, main, in);
	uint32_t k = ac_map_get(&e->by_number, in->number_key);
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
		uint32_t i = e->contacts.at[k].task;
		if (i == main || task_at(e, i)->campaign != campaign || !live(e, task_at(e, i)))
			continue;
		if (in->word == AC_WORD_wrong_person)
			respond(e, i, in); /* it is not theirs either */
		else
			vouch(e, i, traveller);
	}
}

struct taken {
	int campaigns;
	bool disagree;
	uint32_t last;
};

static void note_taken(struct ac_engine *e, struct taken *taken, uint32_t i)
{
	bool accounted = ac_standing_accounted(task_at(e, i)->image.standing);
	if (taken->campaigns++ &&
		accounted != ac_standing_accounted(task_at(e, taken->last)->image.standing))
		taken->disagree = true;
	taken->last = i;
}

/* Every live campaign that wrote to the number; if none did yet, every live one that knows it. */
static struct taken by_number(struct ac_engine *e, const struct ac_response_input *in)
{
	struct taken taken = { 0 };
	bool any_wrote = false;
	for (size_t c = 0; c < e->campaigns.n; c++) {
		uint32_t i = addressed(e, in->number_key, (uint16_t)c);
		any_wrote |= i != (uint32_t)no_index && written_to(task_at(e, i));
	}
	for (size_t c = 0; c < e->campaigns.n; c++) {
		uint32_t i = addressed(e, in->number_key, (uint16_t)c);
		if (i == (uint32_t)no_index || (any_wrote && !written_to(task_at(e, i))))
			continue;
		respond_in_campaign(e, i, in);
		note_taken(e, &taken, i);
	}
	return taken;
}

static struct taken by_traveller(struct ac_engine *e, const struct ac_response_input *in)
{
	struct taken taken = { 0 };
	for (size_t c = 0; c < e->campaigns.n; c++) {
		uint32_t i = task_find(e, e->campaigns.at[c].id, in->traveller);
		if (i == (uint32_t)no_index || !live(e, task_at(e, i)))
			continue;
		respond(e, i, in);
		note_taken(e, &taken, i);
	}
	return taken;
}

static void answer_officer(struct ac_engine *e, const struct ac_response_input *in, bool found)
{
	if (!in->token)
		return;
	struct ac_output out = { .kind = AC_OUTPUT_ANSWER,
		.answer = { in->token, found ? AC_OK : AC_NOT_FOUND,
			found ? NULL : "this person is in no live campaign" } };
	put_durable(e, &out);
}

void response(struct ac_engine *e, const struct ac_response_input *in)
{
	if (stalled(e) && in->token) {
		if (in->by_officer)
			put(e, AC_OUTPUT_ANSWER)->answer = (struct ac_answer_output){ in->token,
				AC_BUSY, "the store is behind: try again shortly" };
		else
			put(e, AC_OUTPUT_ACK)->ack =
				(struct ac_ack_output){ in->token, in->link, false };
		return;
	}
	struct taken taken = in->traveller ? by_traveller(e, in) : by_number(e, in);
	if (in->number_key && in->word == AC_WORD_stop)
		number_state(e, in->number_key, AC_CONTACT_opted_out);
	if (in->number_key && in->word == AC_WORD_wrong_person)
		number_state(e, in->number_key, AC_CONTACT_dead);
	const struct task *t = taken.campaigns ? task_at(e, taken.last) : NULL;
	if (in->by_officer) {
		answer_officer(e, in, t != NULL);
		return;
	}
	if (!t || in->word == AC_WORD_free_text)
		raise_out(e, AC_RAISE_INBOX, t, in->inbound);
	else if (taken.disagree)
		raise_out(e, AC_RAISE_DISAGREE, t, in->inbound);
	if (in->token) {
		struct ac_output ack = { .kind = AC_OUTPUT_ACK,
			.ack = { in->token, in->link, true } };
		put_durable(e, &ack);
	}
	record_urgent(e);
}
