/* A step as the checker follows it: what goes in, what the row says, then everything else. */
#include "sim.h"

/* ---- inputs ---- */

static void tasks_given(struct sim *sim, const struct ac_tasks_input *tasks, size_t input)
{
	for (size_t i = 0; i < tasks->n; i++) {
		const struct ac_task_spec *spec = &tasks->specs[i];
		int index = sim_task_of(sim, spec->campaign, spec->traveller);
		if (index == sim_no_one)
			index = check_task_add(
				sim, (int)spec->campaign - 1, (int)spec->traveller - 1);
		struct sim_task *task = &sim->tasks.at[index];
		if (!task->known) {
			task->joined_step = sim->step;
			task->joined_input = input;
			task->joined = sim->now.mono;
		}
		sim_trace(sim, "traveller %lld of %lld %s, %d contacts", (long long)spec->traveller,
			(long long)spec->campaign, task->known ? "changes" : "joins",
			spec->n_contacts);
		task->known = task->news = true;
		task->spec = *spec;
	}
}

static void answer_given(struct sim *sim, const struct ac_submitted_input *in)
{
	uint32_t m = ac_map_get(&sim->message_at, in->attempt);
	struct sim_message *message = &sim->messages.at[m];
	if (message->told_answer == message->submits)
		return; /* said twice */
	message->told_answer = message->submits;
	sim->links[in->link - 1].outstanding -= message->segments;
	if (in->result == AC_RESULT_UNKNOWN)
		message->unknown_at = sim->now.mono;
	if (in->result == AC_RESULT_THROTTLED)
		sim->links[in->link - 1].throttled_at = sim->now.mono;
}

static void texts_given(struct sim *sim, const struct ac_rendered_input *rendered)
{
	for (size_t i = 0; i < rendered->n; i++) {
		uint32_t m = ac_map_get(
			&sim->message_at, (uint64_t)rendered->chunk << ac_chunk_bits | i);
		if (m == (uint32_t)ac_map_none)
			continue;
		sim->messages.at[m].rendered = rendered->segments[i] > 0;
		sim->messages.at[m].segments = rendered->segments[i];
	}
}

void check_inputs(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in) {
		if (in->kind == AC_INPUT_TASKS)
			tasks_given(sim, &in->tasks, (size_t)(in - sim->inbox.at));
		if (in->kind == AC_INPUT_SUBMITTED)
			answer_given(sim, &in->submitted);
		if (in->kind == AC_INPUT_RENDERED)
			texts_given(sim, &in->rendered);
		if (in->kind == AC_INPUT_LINK && in->link.up) {
			struct sim_link *link = &sim->links[in->link.link - 1];
			link->tokens = 1 > link->rate * 0.05 ? 1 : link->rate * 0.05;
			link->filled = sim->now.mono;
		}
	}
}

/* The service's own note: which row takes in the news of people (disk.c). */
static void note_news(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in)
		for (size_t i = 0; in->kind == AC_INPUT_TASKS && i < in->tasks.n; i++) {
			const struct ac_task_spec *spec = &in->tasks.specs[i];
			int task = sim_task_of(sim, spec->campaign, spec->traveller);
			sim_disk_news(sim, spec, check_row(sim));
			if (sim->tasks.at[task].view.standing != AC_STANDING_excluded)
				check_note(sim, FACT_LEFT, task, 0, 0); /* back in the audience */
		}
}

/* ---- the journal row ---- */

static void note_chunk(struct sim *sim, const struct ac_chunk_record *chunk)
{
	struct ac_cursor cursor = ac_cursor(chunk->entries);
	struct ac_attempt_entry entry;
	for (unsigned i = 0; ac_attempt_entry_next(&cursor, &entry); i++) {
		struct sim_message message = { .attempt =
						       (uint64_t)chunk->chunk << ac_chunk_bits | i,
			.entry = entry,
			.task = sim_task_of(sim, entry.campaign, entry.traveller),
			.link = chunk->link,
			.seq = sim->outputs.seq,
			.step = sim->step,
			.chosen = sim->now.wall,
			.outcome = -1,
			.outcome_durable = -1 };
		if (message.task == sim_no_one ||
			ac_map_get(&sim->message_at, message.attempt) != (uint32_t)ac_map_none) {
			sim_fail(sim, 1, "attempt %llx is recorded for nobody, or twice",
				(unsigned long long)message.attempt);
			return;
		}
		message.due_before = sim->tasks.at[message.task].view.due;
		message.tier_before = sim->tasks.at[message.task].view.tier;
		message.busy_before = sim->tasks.at[message.task].busy_step;
		const struct ac_task_spec *spec = &sim->tasks.at[message.task].spec;
		if (entry.contact_index >= spec->n_contacts ||
			spec->contacts[entry.contact_index].id != entry.contact) {
			sim_fail(sim, 1,
				"attempt %llx goes to a contact that is not the traveller's",
				(unsigned long long)message.attempt);
			return;
		}
		message.number_key = spec->contacts[entry.contact_index].number_key;
		if (sim->options.mutation)
			sim_mutate_message(sim, &message);
		ac_map_put(&sim->message_at, message.attempt, (uint32_t)sim->messages.n);
		ac_vec_push(&sim->messages, message);
		check_note(sim, FACT_RECORDED, (int64_t)sim->messages.n - 1, 0, 0);
		sim_trace(sim,
			"row %lld records attempt %llx: %s v%d tier %d to %lld over contact %d",
			(long long)sim->outputs.seq, (unsigned long long)message.attempt,
			ac_kind_name(entry.kind), entry.version, entry.tier,
			(long long)entry.traveller, entry.contact_index);
	}
}

static void note_outcome(struct sim *sim, const struct ac_outcome_record *outcome)
{
	uint32_t m = ac_map_get(&sim->message_at, outcome->attempt);
	if (m == (uint32_t)ac_map_none) {
		sim_fail(sim, 1, "an outcome of attempt %llx, which was never recorded",
			(unsigned long long)outcome->attempt);
		return;
	}
	struct sim_message *message = &sim->messages.at[m];
	sim_trace(sim, "row %lld: attempt %llx %s", (long long)sim->outputs.seq,
		(unsigned long long)outcome->attempt, ac_attempt_state_name(outcome->state));
	if (outcome->state == AC_ATTEMPT_withdrawn && message->state == MESSAGE_RECORDED)
		message->state = MESSAGE_WITHDRAWN;
	if (outcome->state == AC_ATTEMPT_accepted && message->result != AC_RESULT_ACCEPTED)
		sim_fail(sim, 2,
			"attempt %llx is written down as accepted; the carrier never said so",
			(unsigned long long)outcome->attempt);
	check_note(sim, FACT_OUTCOME, (int64_t)m, outcome->state, 0);
}

/* A number that does not exist is nobody's way any more. */
static void number_dead(struct sim *sim, uint64_t number)
{
	ac_vec_each(&sim->tasks, task)
		for (int k = 0; task->known && k < task->spec.n_contacts; k++)
			if (task->spec.contacts[k].number_key == number)
				check_note(sim, FACT_GONE, task->spec.contacts[k].id, 0, 0);
}

static void note_receipt(struct sim *sim, const struct ac_receipt_input *in)
{
	int index = sim_delivery_of(sim, in->token);
	if (index == sim_no_one)
		return;
	const struct sim_delivery *d = &sim->deliveries.at[index];
	if (in->result == AC_RECEIPT_RESULT_DEAD)
		check_note(sim, FACT_DEAD, ac_map_get(&sim->number_at, in->number_key), 0, 0);
	if (in->result != AC_RECEIPT_RESULT_DELIVERED)
		return;
	if (sim->messages.at[d->message].state != MESSAGE_VOID)
		check_note(sim, FACT_RECEIPT, sim->messages.at[d->message].task, 0, 0);
	if (d->with_key)
		return;
	for (size_t i = 0; i < sim->tasks.n; i++) /* it may fit another one's unknown message */
		for (int k = 0; k < sim->tasks.at[i].spec.n_contacts; k++)
			if (sim->tasks.at[i].spec.contacts[k].number_key == in->number_key)
				check_note(sim, FACT_RECEIPT, (int64_t)i, 0, 0);
}

static void note_answer(struct sim *sim, const struct ac_submitted_input *in)
{
	uint32_t m = ac_map_get(&sim->message_at, in->attempt);
	check_note(sim, FACT_ANSWER, m, (int64_t)in->result, 0);
	if (in->result != AC_RESULT_DEAD)
		return;
	uint64_t number = sim->messages.at[m].number_key;
	check_note(sim, FACT_DEAD, ac_map_get(&sim->number_at, number), 0, 0);
	number_dead(sim, number);
}

/* What carriers said in this step. */
static void note_carriers(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in) {
		if (in->kind == AC_INPUT_RECEIPT)
			note_receipt(sim, &in->receipt);
		if (in->kind == AC_INPUT_SUBMITTED)
			note_answer(sim, &in->submitted);
	}
}

/* The row is read as anyone could who finds it in the database. */
void check_journal(struct sim *sim)
{
	struct ac_str row = ac_buf_str(&sim->outputs.journal);
	if (!row.n)
		return;
	if (sim->outputs.seq != sim->handed_seq + 1) {
		sim_fail(sim, 1, "row %lld follows row %lld", (long long)sim->outputs.seq,
			(long long)sim->handed_seq);
		return;
	}
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	while (!sim->failed && ac_record_next(&cursor, &record)) {
		if (record.kind == AC_RECORD_CHUNK)
			note_chunk(sim, &record.chunk);
		if (record.kind == AC_RECORD_OUTCOME)
			note_outcome(sim, &record.outcome);
		if (record.kind == AC_RECORD_EVENT)
			check_quiet_desk(sim, &record.event);
	}
	if (cursor.bad)
		sim_fail(sim, 1, "row %lld does not read", (long long)sim->outputs.seq);
	int64_t open = sim->outputs.seq - sim->disk.told_seq;
	if (open > sim->config.max_uncommitted + 1)
		sim_fail(sim, 12, "%lld rows are handed out and not durable, %d are allowed",
			(long long)open, sim->config.max_uncommitted);
}

void check_step(struct sim *sim)
{
	note_carriers(sim);
	check_journal(sim);
	if (sim->failed)
		return;
	note_news(sim);
	check_words(sim);
	sim_mutate_late(sim);
	check_outputs(sim);
	check_everyone(sim);
}
