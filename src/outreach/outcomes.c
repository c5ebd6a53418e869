/* What became of a submission: the carrier's response, the receipt, or neither.
 *
 * A receipt is matched by the carrier's id, else by our reference (of which 16 bits do where they fit one
 * submission to its number), else by the number if exactly one submission to it is unknown; never guessed. One that comes before its response is kept, not
 * acknowledged, until the response is there. Who has no response in time is *unknown*, not failed: the
 * receipt is waited for, then the tier decides whether it is sent again or held.
 */
#include "outreach/engine_p.h"

#include <assert.h>

enum { most_early = 100000 };

/* Write the outcome down, do to the person what it does, and let them move on. @param in  of accepted */
static void outcome_of(struct ac_engine *e, uint64_t id, struct attempt *a,
	enum ac_attempt_state state, uint32_t carrier_status, const struct ac_submitted_input *in)
{
	const struct chunk *chunk = chunk_find(e, ac_attempt_chunk(id));
	const struct link *link = &e->links.at[chunk->link];
	struct task *t = task_open(e, a->task);
	struct ac_outcome_record record = {
		.attempt = id,
		.traveller = t->traveller,
		.campaign = campaign_of(e, t)->id,
		.state = (uint8_t)state,
		.link = link->config.link,
		.carrier_status = carrier_status,
		.receipt_key = a->receipt_key,
		.at = e->now.wall,
	};
	if (in) {
		record.carrier_id = (struct ac_str){ in->carrier_id, in->carrier_id_n };
		record.segment_keys = (struct ac_str){ (const char *)in->segment_keys,
			in->segment_keys_n * sizeof *in->segment_keys };
	}
	a->state = (uint8_t)state;
	fold_outcome(e, t, a, &record);
	ac_record_add_outcome(&e->row, &record);
	task_close(e, a->task);
}

static void outcome(struct ac_engine *e, uint64_t id, struct attempt *a,
	enum ac_attempt_state state, uint32_t carrier_status)
{
	outcome_of(e, id, a, state, carrier_status, NULL);
}

/* Everything about the attempt is known: forget it, look at its person again. */
static void settled(struct ac_engine *e, uint64_t id, uint32_t task)
{
	if (task_at(e, task)->open_attempt == id)
		task_at(e, task)->open_attempt = 0;
	attempt_finish(e, id);
	advance(e, task);
	revisit_companions(e, task);
}

void withdraw(struct ac_engine *e, uint64_t id)
{
	struct attempt *a = attempt_find(e, id);
	uint32_t task = a->task;
	struct link *link = &e->links.at[chunk_find(e, ac_attempt_chunk(id))->link];
	link->prepared--;
	task_at(e, task)->unsent--;
	outcome(e, id, a, AC_ATTEMPT_withdrawn, 0);
	put(e, AC_OUTPUT_WITHDRAW)->withdraw = id;
	settled(e, id, task);
	shared_uncover(e, task, id, UNCOVER_TAKEN_BACK);
}

/* The number does not exist: whoever has it needs another way. */
static void number_dead(struct ac_engine *e, const struct attempt *a)
{
	const struct task *t = task_at(e, a->task);
	uint8_t contact = attempt_contact(t, a);
	if (contact != UINT8_MAX)
		number_state(
			e, e->contacts.at[t->contact_first + contact].number_key, AC_CONTACT_dead);
}

static void failed(struct ac_engine *e, uint64_t id, struct attempt *a, uint32_t carrier_status,
	bool number_is_dead)
{
	uint32_t task = a->task;
	if (number_is_dead)
		number_dead(e, a);
	outcome(e, id, a, AC_ATTEMPT_failed, carrier_status);
	settled(e, id, task);
	shared_uncover(e, task, id, UNCOVER_FAILED);
}

void fail(struct ac_engine *e, uint64_t id, uint32_t carrier_status, bool number_is_dead)
{
	struct attempt *a = attempt_find(e, id);
	assert(a->state == AC_ATTEMPT_recorded);
	e->links.at[chunk_find(e, ac_attempt_chunk(id))->link].prepared--;
	task_at(e, a->task)->unsent--;
	put(e, AC_OUTPUT_WITHDRAW)->withdraw = id;
	failed(e, id, a, carrier_status, number_is_dead);
}

void become_unknown(struct ac_engine *e, uint64_t id)
{
	struct attempt *a = attempt_find(e, id);
	uint32_t task = a->task;
	outcome(e, id, a, AC_ATTEMPT_unknown, 0);
	task_at(e, task)->unknown++;
	retries_push(
		&e->unknowns, id, (struct ac_mono){ e->now.mono.us + e->config.unknown_wait_us });
	advance(e, task);
}

/* ---- receipts ---- */

static uint64_t early_key(const struct ac_receipt_input *in)
{
	return in->receipt_key ? in->receipt_key : ac_mix64(in->attempt);
}

static void acknowledge(struct ac_engine *e, const struct ac_receipt_input *in)
{
	if (!in->token)
		return;
	struct ac_output ack = { .kind = AC_OUTPUT_ACK, .ack = { in->token, in->link, true } };
	put_durable(e, &ack);
}

static void refuse_for_now(struct ac_engine *e, const struct ac_receipt_input *in)
{
	if (in->token)
		put(e, AC_OUTPUT_ACK)->ack = (struct ac_ack_output){ in->token, in->link, false };
}

/* An answered attempt, or an unknown one, gets its receipt. */
static void apply_receipt(struct ac_engine *e, uint64_t id, const struct ac_receipt_input *in)
{
	struct attempt *a = attempt_find(e, id);
	acknowledge(e, in);
	if (in->result == AC_RECEIPT_RESULT_ENROUTE)
		return;
	uint32_t task = a->task;
	bool given_up = a->state == AC_ATTEMPT_unknown && a->resolved;
	if (a->state == AC_ATTEMPT_unknown && !given_up)
		task_at(e, task)->unknown--;
	if (!given_up)
		e->in_flight--;
	a->resolved = 1;
	if (in->result != AC_RECEIPT_RESULT_DELIVERED) {
		failed(e, id, a, in->carrier_error, in->result == AC_RECEIPT_RESULT_DEAD);
		return;
	}
	outcome(e, id, a, AC_ATTEMPT_delivered, in->carrier_error);
	settled(e, id, task);
	shared_uncover(e, task, id, UNCOVER_SENT);
}

/* The one unknown submission to this number, if it is older than the receipt and nothing else was ever
 * sent there that the receipt may speak of (once more: carriers repeat them); 0. */
static uint64_t only_unknown(struct ac_engine *e, uint64_t number_key, struct ac_mono came)
{
	uint64_t found = 0;
	uint32_t k = number_key ? ac_map_get(&e->by_number, number_key) : (uint32_t)no_index;
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
		const struct task *t = task_at(e, e->contacts.at[k].task);
		if (t->unanswered || t->maybe_n > (t->unknown ? 1 : 0))
			return 0; /* it may be the receipt of that one */
		if (!t->unknown)
			continue;
		const struct attempt *a = attempt_find(e, t->open_attempt);
		bool this_number = a && a->state == AC_ATTEMPT_unknown &&
				   t->contact_first + attempt_contact(t, a) == k;
		if (found || !this_number ||
			chunk_find(e, ac_attempt_chunk(t->open_attempt))->at.us > came.us)
			return 0;
		found = t->open_attempt;
	}
	return found;
}

/* 16 bits of a reference become the attempt that they fit, or rule out every attempt to the number. */
static struct ac_receipt_input complete(
	struct ac_engine *e, const struct ac_receipt_input *received)
{
	struct ac_receipt_input in = *received;
	if (!(in.attempt & AC_REFERENCE_LOW16))
		return in;
	uint64_t found = 0;
	int n = 0;
	uint32_t k = in.number_key ? ac_map_get(&e->by_number, in.number_key) : (uint32_t)no_index;
	for (; k != (uint32_t)no_index; k = e->contacts.at[k].next_same) {
		uint64_t id = task_at(e, e->contacts.at[k].task)->open_attempt;
		const struct attempt *a =
			id && !((id ^ in.attempt) & 0xffff) ? attempt_find(e, id) : NULL;
		if (!a || a->state == AC_ATTEMPT_recorded)
			continue;
		found = id;
		n++;
	}
	in.attempt = n == 1 ? found : 0;
	in.number_key = 0;
	return in;
}

static bool takes_receipt(const struct attempt *a)
{
	return a && (a->state == AC_ATTEMPT_accepted || a->state == AC_ATTEMPT_unknown);
}

static uint64_t match(struct ac_engine *e, const struct ac_receipt_input *in, struct ac_mono came)
{
	uint64_t id = in->receipt_key ? receipt_find(e, in->receipt_key) : 0;
	if (id && takes_receipt(attempt_find(e, id)))
		return id;
	if (in->attempt && takes_receipt(attempt_find(e, in->attempt)))
		return in->attempt;
	return only_unknown(e, in->number_key, came);
}

static void keep_early(struct ac_engine *e, const struct ac_receipt_input *in)
{
	struct early early = { *in, { e->now.mono.us + e->config.unknown_wait_us }, true };
	ac_map_put(&e->by_early, early_key(in), (uint32_t)(e->early.n));
	ac_vec_push(&e->early, early);
}

void receipt(struct ac_engine *e, const struct ac_receipt_input *received)
{
	struct ac_receipt_input whole = complete(e, received), *in = &whole;
	uint64_t id = match(e, in, e->now.mono);
	bool may_be_early = in->result != AC_RECEIPT_RESULT_ENROUTE &&
			    (in->receipt_key || in->attempt) &&
			    e->early.n - e->early_head < most_early;
	if (stalled(e))
		refuse_for_now(e, in);
	else if (id)
		apply_receipt(e, id, in);
	else if (may_be_early && e->in_flight > 0)
		keep_early(e, in);
	else
		acknowledge(e, in); /* not ours, or told twice */
}

/* The response is there: was its receipt, under the carrier's id or our reference? */
static void take_early(struct ac_engine *e, uint64_t id, uint64_t key)
{
	uint64_t keys[] = { key, ac_mix64(id) };
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
		uint32_t at = keys[k] ? ac_map_get(&e->by_early, keys[k]) : ac_map_none;
		if (at == (uint32_t)ac_map_none)
			continue;
		ac_map_remove(&e->by_early, keys[k]);
		struct early *early = &e->early.at[at];
		early->live = false;
		struct ac_receipt_input in = early->receipt;
		apply_receipt(e, id, &in);
		return;
	}
}

void early_run(struct ac_engine *e)
{
	for (; e->early_head < e->early.n; e->early_head++) {
		struct early *early = &e->early.at[e->early_head];
		if (early->live && early->until.us > e->now.mono.us)
			return;
		if (!early->live)
			continue;
		ac_map_remove(&e->by_early, early_key(&early->receipt));
		early->live = false;
		struct ac_receipt_input in = early->receipt;
		struct ac_mono came = { early->until.us - e->config.unknown_wait_us };
		uint64_t id = match(e, &in, came);
		if (id)
			apply_receipt(e, id, &in);
		else
			acknowledge(e, &in);
	}
	e->early_head = e->early.n = 0;
}

/* ---- the carrier's response ---- */

static void to_retry(
	struct ac_engine *e, struct link *link, uint64_t id, struct attempt *a, bool throttled)
{
	struct task *t = task_at(e, a->task);
	a->state = AC_ATTEMPT_recorded;
	t->unsent++;
	link->prepared++;
	e->in_flight--;
	if (throttled) {
		ac_pace_throttled(&link->pace, e->now.mono);
		retries_push(&link->again, id, e->now.mono);
		return;
	}
	a->retries++;
	retries_push(
		&link->later, id, (struct ac_mono){ e->now.mono.us + e->config.retry_wait_us });
}

static void accepted(struct ac_engine *e, uint64_t id, struct attempt *a,
	const struct ac_submitted_input *in, bool receipts)
{
	uint32_t task = a->task;
	if (!receipts) {
		outcome_of(e, id, a, AC_ATTEMPT_accepted, 0, in);
		e->in_flight--;
		settled(e, id, task);
		shared_uncover(e, task, id, UNCOVER_SENT);
		return;
	}
	/* Without a carrier's id only our reference can bring its receipt; the key must not be 0. */
	a->receipt_key = in->receipt_key ? in->receipt_key : ac_mix64(id);
	outcome_of(e, id, a, AC_ATTEMPT_accepted, 0, in);
	receipt_expect(e, a->receipt_key, id);
	take_early(e, id, in->receipt_key);
	advance(e, task);
}

static void after_closing(struct ac_engine *e, uint32_t task)
{
	/* Accepted after the closing began: they may have been told, so they are owed it too. */
	struct task *t = task_at(e, task);
	const struct campaign *campaign = campaign_of(e, t);
	if (campaign->state != AC_CAMPAIGN_closing || t->image.closing != AC_CLOSING_none ||
		!(task_told(t) || (t->image.flags & AC_TASK_MAYBE_TOLD)))
		return;
	t = task_open(e, task);
	t->image.closing = AC_CLOSING_due;
	t->image.due = e->now.wall;
	if (!task_told(t))
		t->image.explained = AC_EXPLAINED_unknown_held;
	record_task(e, t);
	task_close(e, task);
	advance(e, task);
}

void submitted(struct ac_engine *e, const struct ac_submitted_input *in)
{
	struct attempt *a = attempt_find(e, in->attempt);
	struct link *link = link_find(e, in->link);
	if (!a || !link || a->state != AC_ATTEMPT_submitted)
		return; /* answered before, or given up */
	uint32_t task = a->task;
	link->outstanding -= a->segments;
	task_at(e, task)->unanswered--;
	switch (in->result) {
	case AC_RESULT_ACCEPTED: accepted(e, in->attempt, a, in, link->config.receipts); break;
	case AC_RESULT_THROTTLED: to_retry(e, link, in->attempt, a, true); break;
	case AC_RESULT_TEMPORARY:
		if (a->retries < e->config.max_retries) {
			to_retry(e, link, in->attempt, a, false);
			break;
		}
		/* fallthrough */
	case AC_RESULT_REJECTED:
	case AC_RESULT_DEAD:
		e->in_flight--;
		failed(e, in->attempt, a, in->carrier_status, in->result == AC_RESULT_DEAD);
		break;
	case AC_RESULT_UNKNOWN:
		become_unknown(e, in->attempt);
		take_early(e, in->attempt, 0);
		break;
	case AC_RESULT_UNSENT:
		e->in_flight--;
		task_at(e, task)->unsent++;
		link->prepared++;
		withdraw(e, in->attempt);
		break;
	}
	after_closing(e, task);
}
