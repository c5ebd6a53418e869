/* What the engine puts out, held against what was recorded and ordered before. */
#include "sim.h"

enum { slow_link_chunks = 4 };

static bool closing_kind(uint8_t kind)
{
	return kind == AC_KIND_all_clear || kind == AC_KIND_retraction;
}

/* Invariant 1: a durable record of this very attempt, and one submission of it at a time. */
static bool check_recorded(
	struct sim *sim, const struct ac_submit_output *submit, struct sim_message **found)
{
	uint32_t m = ac_map_get(&sim->message_at, submit->attempt);
	if (m == (uint32_t)ac_map_none) {
		sim_fail(sim, 1, "attempt %llx is submitted and was never recorded",
			(unsigned long long)submit->attempt);
		return false;
	}
	struct sim_message *message = *found = &sim->messages.at[m];
	if (message->seq > sim->disk.durable_seq)
		sim_fail(sim, 1, "attempt %llx is submitted before its row %lld is durable",
			(unsigned long long)submit->attempt, (long long)message->seq);
	else if (message->link != submit->link || !message->rendered)
		sim_fail(sim, 1, "attempt %llx is submitted to another link, or without a text",
			(unsigned long long)submit->attempt);
	bool again =
		message->state == MESSAGE_ANSWERED &&
		(message->result == AC_RESULT_THROTTLED || message->result == AC_RESULT_TEMPORARY);
	if ((message->state != MESSAGE_RECORDED && !again) || message->submit_step == sim->step)
		sim_fail(sim, 1,
			"attempt %llx is submitted again, though it was not refused for now",
			(unsigned long long)submit->attempt);
	return !sim->failed;
}

/* Invariant 3: what was submitted before has its outcome written down, `unknown` if nothing better. */
static void check_earlier(struct sim *sim, const struct sim_message *message)
{
	for (size_t i = sim->messages.n; i-- > 0;) {
		const struct sim_message *other = &sim->messages.at[i];
		if (other == message || other->task != message->task ||
			other->state == MESSAGE_VOID || !other->submits)
			continue;
		if (other->outcome < 0)
			sim_fail(sim, 3,
				"attempt %llx leaves while %llx was submitted and has no outcome",
				(unsigned long long)message->attempt,
				(unsigned long long)other->attempt);
		if (other->outcome == AC_ATTEMPT_unknown &&
			sim->now.mono.us - other->unknown_at.us < sim->config.unknown_wait_us)
			sim_fail(sim, 3,
				"attempt %llx leaves while %llx is unknown and its receipt is "
				"waited for",
				(unsigned long long)message->attempt,
				(unsigned long long)other->attempt);
	}
}

/* Invariant 4. */
static void check_not_stale(struct sim *sim, const struct sim_message *message)
{
	const struct sim_task *task = &sim->tasks.at[message->task];
	if (message->step < task->spoke_step)
		sim_fail(sim, 4,
			"attempt %llx was decided in step %lld, traveller %lld answered in step "
			"%lld",
			(unsigned long long)message->attempt, (long long)message->step,
			(long long)message->entry.traveller, (long long)task->spoke_step);
}

/* Invariant 5: after the order nothing but the closing leaves, and only to those who are owed it. */
static void check_campaign(struct sim *sim, const struct sim_message *message)
{
	const struct sim_campaign *campaign = &sim->campaigns[message->entry.campaign - 1];
	const struct sim_facts *facts = &sim->tasks.at[message->task].now;
	bool closing = closing_kind(message->entry.kind);
	if (campaign->state == AC_CAMPAIGN_paused || campaign->state == AC_CAMPAIGN_closed)
		sim_fail(sim, 5, "attempt %llx leaves while its campaign is %s",
			(unsigned long long)message->attempt,
			ac_campaign_state_name(campaign->state));
	if (campaign->state == AC_CAMPAIGN_closing && message->entry.kind != campaign->closing)
		sim_fail(sim, 5, "attempt %llx (%s) leaves after the %s was ordered",
			(unsigned long long)message->attempt, ac_kind_name(message->entry.kind),
			ac_kind_name(campaign->closing));
	if (closing && campaign->state != AC_CAMPAIGN_closing)
		sim_fail(sim, 5, "attempt %llx closes a campaign that nobody closed",
			(unsigned long long)message->attempt);
	if (closing && !sim_told(facts) && !sim_covered(sim, message->task))
		sim_fail(sim, 5, "attempt %llx takes back what traveller %lld was never told",
			(unsigned long long)message->attempt, (long long)message->entry.traveller);
	if (!closing && facts->left && message->entry.kind != AC_KIND_replacement)
		sim_fail(sim, 5, "attempt %llx leaves for traveller %lld, who was taken out",
			(unsigned long long)message->attempt, (long long)message->entry.traveller);
}

/* Invariant 6: nobody gets a text, or a tier's text, that was replaced before. */
static void check_version(struct sim *sim, const struct sim_message *message)
{
	const struct sim_campaign *campaign = &sim->campaigns[message->entry.campaign - 1];
	uint8_t tier = closing_kind(message->entry.kind) ? 0 : message->entry.tier;
	if (message->entry.version != campaign->versions[tier])
		sim_fail(sim, 6, "attempt %llx carries version %d of tier %d, version %d holds",
			(unsigned long long)message->attempt, message->entry.version, tier,
			campaign->versions[tier]);
	struct ac_person_view view;
	if (tier &&
		ac_engine_person(sim->engine, message->entry.campaign, message->entry.traveller,
			&view) == AC_OK &&
		view.image.tier != tier)
		sim_fail(sim, 6, "attempt %llx speaks of tier %d, the traveller is in tier %d",
			(unsigned long long)message->attempt, tier, view.image.tier);
}

/* STOP is honoured, a dead contact is left alone, a refusal to a human is respected. */
static void check_wishes(struct sim *sim, const struct sim_message *message)
{
	const struct sim_number *number = sim_number_of(sim, message->number_key);
	const struct sim_facts *facts = &sim->tasks.at[message->task].now;
	if (number->stopped)
		sim_fail(sim, 10, "attempt %llx goes to a number that said stop",
			(unsigned long long)message->attempt);
	if (sim->contacts.n > (size_t)message->entry.contact &&
		sim->contacts.at[message->entry.contact].gone)
		sim_fail(sim, 10, "attempt %llx goes to a contact that is dead or not theirs",
			(unsigned long long)message->attempt);
	if (facts->quiet && !closing_kind(message->entry.kind) &&
		message->entry.kind != AC_KIND_replacement && message->entry.tier != 1)
		sim_fail(sim, 10, "attempt %llx goes to traveller %lld, who refused to a human",
			(unsigned long long)message->attempt, (long long)message->entry.traveller);
}

/* A shared number gets one message: who was due when it was chosen, and has no other, is covered by it. */
static void check_shared(struct sim *sim, const struct sim_message *message)
{
	enum { apart_us = 60 * AC_SECOND };
	const struct sim_task *task = &sim->tasks.at[message->task];
	for (size_t i = sim->messages.n; i-- > 0;) {
		const struct sim_message *other = &sim->messages.at[i];
		if (task->spec.n_contacts > 1 || other->number_key != message->number_key ||
			!other->submits || other->task == message->task ||
			other->state == MESSAGE_VOID || task->spoke_step > other->step ||
			other->step > message->step)
			continue;
		bool same = other->entry.campaign == message->entry.campaign &&
			    other->entry.kind == message->entry.kind &&
			    other->entry.tier == message->entry.tier &&
			    other->entry.version == message->entry.version;
		bool open = other->outcome != AC_ATTEMPT_failed &&
			    other->outcome != AC_ATTEMPT_unknown &&
			    (other->state == MESSAGE_OUT ||
				    (other->state == MESSAGE_ANSWERED &&
					    other->result == AC_RESULT_ACCEPTED));
		bool was_due = message->due_before.us <= other->chosen.us &&
			       message->busy_before < other->step &&
			       message->tier_before == message->entry.tier;
		if (same && open && was_due &&
			sim->now.wall.us - other->submitted_wall.us < apart_us)
			sim_fail(sim, 11, "attempts %llx and %llx tell one number the same",
				(unsigned long long)other->attempt,
				(unsigned long long)message->attempt);
	}
}

static bool same_entry(const struct ac_attempt_entry *a, const struct ac_attempt_entry *b)
{
	return a->traveller == b->traveller && a->campaign == b->campaign &&
	       a->contact == b->contact && a->version == b->version && a->language == b->language &&
	       a->kind == b->kind && a->tier == b->tier && a->contact_index == b->contact_index;
}

/* Attempts chosen and neither submitted nor withdrawn: bounded per link. */
void check_passes(struct sim *sim, struct sim_message *message)
{
	if (message->passed)
		return;
	message->passed = true;
	int64_t chunk = ac_attempt_chunk(message->attempt);
	for (size_t i = 0; i < sim->open_chunks.n; i++) {
		struct sim_open_chunk *open = &sim->open_chunks.at[i];
		if (open->chunk != chunk || --open->left)
			continue;
		sim->links[message->link - 1].chunks--;
		*open = sim->open_chunks.at[--sim->open_chunks.n];
		return;
	}
}

void check_submit(struct sim *sim, const struct ac_submit_output *submit)
{
	struct sim_message *message = NULL;
	if (!check_recorded(sim, submit, &message))
		return;
	check_earlier(sim, message);
	check_not_stale(sim, message);
	check_campaign(sim, message);
	check_version(sim, message);
	check_wishes(sim, message);
	check_quiet(sim, message);
	check_shared(sim, message);
	check_links(sim, message);
	message->submitted_wall = sim->now.wall;
	message->submit_step = sim->step;
	sim->links[message->link - 1].outstanding += message->segments;
	check_passes(sim, message);
	sim_trace(sim, "submit %llx", (unsigned long long)message->attempt);
}

static void check_render(struct sim *sim, const struct ac_render_output *render)
{
	struct sim_link *link = &sim->links[render->link - 1];
	double quarter = link->rate / 4;
	if (render->n > (quarter < 1 ? 1 : quarter) || render->n > ac_chunk_max || render->n == 0)
		sim_fail(sim, 12, "a chunk of %d attempts for a link of %.1f/s", render->n,
			link->rate);
	ac_vec_push(&sim->open_chunks, ((struct sim_open_chunk){ render->chunk, render->n }));
	int allowed = sim->config.chunks_ahead > slow_link_chunks ? sim->config.chunks_ahead
								  : slow_link_chunks;
	if (++link->chunks > allowed)
		sim_fail(sim, 12, "%d chunks wait for link %d, %d are allowed", link->chunks,
			link->id, allowed);
	for (unsigned i = 0; i < render->n; i++) {
		uint64_t attempt = (uint64_t)render->chunk << ac_chunk_bits | i;
		uint32_t m = ac_map_get(&sim->message_at, attempt);
		const struct ac_attempt_entry *entry = &sim->outputs.entries[render->first + i];
		if (m == (uint32_t)ac_map_none || !same_entry(&sim->messages.at[m].entry, entry)) {
			sim_fail(sim, 1, "chunk %lld is rendered otherwise than it was recorded",
				(long long)render->chunk);
			return;
		}
	}
}

static void check_withdraw(struct sim *sim, uint64_t attempt)
{
	uint32_t m = ac_map_get(&sim->message_at, attempt);
	if (m == (uint32_t)ac_map_none) {
		sim_fail(sim, 1, "attempt %llx is withdrawn and was never recorded",
			(unsigned long long)attempt);
		return;
	}
	struct sim_message *message = &sim->messages.at[m];
	if (message->state == MESSAGE_OUT)
		sim_fail(sim, 3, "attempt %llx is withdrawn while it is on its way",
			(unsigned long long)attempt);
	message->state = MESSAGE_WITHDRAWN;
	check_passes(sim, message);
}

/* Invariant 3: what is acknowledged is durable. */
static void check_ack(struct sim *sim, const struct ac_ack_output *ack)
{
	int index = sim_delivery_of(sim, ack->token);
	if (index == sim_no_one || !ack->durable)
		return;
	const struct sim_delivery *d = &sim->deliveries.at[index];
	if (d->kind != DELIVERY_RECEIPT && d->fed_seq > sim->disk.durable_seq &&
		d->fed_seq <= sim->outputs.seq)
		sim_fail(sim, 3, "an answer is acknowledged before its row %lld is durable",
			(long long)d->fed_seq);
	if (d->kind != DELIVERY_RECEIPT)
		return;
	const struct sim_message *message = &sim->messages.at[d->message];
	int says =
		d->result == AC_RECEIPT_RESULT_DELIVERED ? AC_ATTEMPT_delivered : AC_ATTEMPT_failed;
	if (d->result != AC_RECEIPT_RESULT_ENROUTE && message->outcome == says &&
		message->outcome_durable != says)
		sim_fail(sim, 3, "a receipt is acknowledged before its outcome is durable");
}

static void check_raise(struct sim *sim, const struct ac_raise_output *raise)
{
	int index = sim_task_of(sim, raise->campaign, raise->traveller);
	if (raise->raise != AC_RAISE_HELP || index == sim_no_one)
		return;
	for (int c = 0; c < sim->n_campaigns; c++) {
		int other = sim_task_of(sim, c + 1, raise->traveller);
		if (other != sim_no_one)
			sim->tasks.at[other].help_raised = sim->now.wall;
	}
	sim->tasks.at[index].help_raised = sim->now.wall;
}

void check_outputs(struct sim *sim)
{
	for (size_t i = 0; i < sim->outputs.n && !sim->failed; i++) {
		const struct ac_output *out = &sim->outputs.at[i];
		switch (out->kind) {
		case AC_OUTPUT_RENDER: check_render(sim, &out->render); break;
		case AC_OUTPUT_SUBMIT: check_submit(sim, &out->submit); break;
		case AC_OUTPUT_WITHDRAW: check_withdraw(sim, out->withdraw); break;
		case AC_OUTPUT_ACK: check_ack(sim, &out->ack); break;
		case AC_OUTPUT_ANSWER: break;
		case AC_OUTPUT_RAISE: check_raise(sim, &out->raise); break;
		}
	}
	check_order(sim);
}
