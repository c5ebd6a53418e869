/* Each thing that the checker must catch is done on purpose here, between the engine and the world: inputs
 * are changed on their way in, outputs on their way out, rows and tasks on their way back from the disk.
 * Off in ordinary runs. */
#include "sim.h"

static enum sim_mutation mutation(const struct sim *sim)
{
	return sim->options.mutation;
}

/* ---- on the way in ---- */

void sim_mutate_config(const struct sim *sim, struct ac_engine_config *config)
{
	if (mutation(sim) == MUTATION_no_bound)
		config->max_uncommitted = 1000;
}

static void turn_risks_round(struct ac_campaign_input *campaign)
{
	for (int tier = 1; tier <= sim_max_tiers; tier++)
		campaign->plan.tiers[tier].risk = 1 << tier;
}

/* @return false: the engine does not hear of it */
bool sim_mutate_input(struct sim *sim, struct ac_input *in, struct ac_campaign_input *campaign)
{
	if (mutation(sim) == MUTATION_over_window && in->kind == AC_INPUT_LINK)
		in->link.window *= 20;
	if (mutation(sim) == MUTATION_wrong_order && in->kind == AC_INPUT_CAMPAIGN) {
		*campaign = *in->campaign;
		turn_risks_round(campaign);
		in->campaign = campaign;
	}
	if (mutation(sim) == MUTATION_wake_sleepers && in->kind == AC_INPUT_CAMPAIGN) {
		*campaign = *in->campaign;
		for (int tier = 1; tier <= sim_max_tiers; tier++)
			campaign->plan.tiers[tier].quiet = false;
		in->campaign = campaign;
	}
	if (mutation(sim) == MUTATION_send_after_stop && in->kind == AC_INPUT_RESPONSE &&
		in->response.word == AC_WORD_stop)
		in->response.word = AC_WORD_free_text;
	if (mutation(sim) == MUTATION_stick && sim->calm && in->kind == AC_INPUT_SUBMITTED)
		return false;
	return true;
}

/* ---- on the way out ---- */

static void put_out(struct sim *sim, struct ac_output output)
{
	struct ac_outputs *out = &sim->outputs;
	if (out->n == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 16;
		out->at = ac_realloc_array(out->at, out->cap, sizeof *out->at);
	}
	out->at[out->n++] = output;
	sim->mutated = true;
}

static void submit(struct sim *sim, uint64_t attempt, uint16_t link)
{
	put_out(sim, (struct ac_output){ .kind = AC_OUTPUT_SUBMIT, .submit = { attempt, link } });
}

static void drop_output(struct sim *sim, size_t i)
{
	struct ac_outputs *out = &sim->outputs;
	memmove(out->at + i, out->at + i + 1, (out->n - i - 1) * sizeof *out->at);
	out->n--;
}

/* A reminder to somebody who stays in their tier even when they refuse. */
static bool worth_holding(const struct sim *sim, const struct ac_submit_output *submit)
{
	if (mutation(sim) != MUTATION_pester_refuser)
		return true;
	const struct sim_message *message =
		&sim->messages.at[ac_map_get(&sim->message_at, submit->attempt)];
	return message->entry.kind == AC_KIND_reminder && message->entry.tier == 3;
}

/* Submissions are held back until it is too late for them. */
static void hold(struct sim *sim, size_t most)
{
	for (size_t i = 0; i < sim->outputs.n && sim->held.n < most; i++) {
		if (sim->outputs.at[i].kind != AC_OUTPUT_SUBMIT ||
			!worth_holding(sim, &sim->outputs.at[i].submit))
			continue;
		check_passes(sim, &sim->messages.at[ac_map_get(
					  &sim->message_at, sim->outputs.at[i].submit.attempt)]);
		ac_vec_push(&sim->held, sim->outputs.at[i].submit);
		drop_output(sim, i--);
	}
}

static bool too_late(const struct sim *sim, const struct sim_message *message)
{
	const struct sim_campaign *campaign = &sim->campaigns[message->entry.campaign - 1];
	const struct sim_task *task = &sim->tasks.at[message->task];
	bool closing = campaign->state == AC_CAMPAIGN_closing;
	bool current = message->entry.version == campaign->versions[message->entry.tier] &&
		       task->view.tier == message->entry.tier;
	switch (mutation(sim)) {
	case MUTATION_send_after_response: return task->spoke_step > message->step;
	case MUTATION_send_after_closing: return closing && message->entry.kind < AC_KIND_all_clear;
	case MUTATION_old_text:
		return !closing && !current && campaign->state == AC_CAMPAIGN_running;
	case MUTATION_pester_refuser:
		return current && campaign->state == AC_CAMPAIGN_running && !task->now.left &&
		       task->now.quiet && message->entry.tier != 1;
	case MUTATION_too_fast: return sim->held.n >= 8;
	default: return false;
	}
}

static void let_go(struct sim *sim)
{
	bool decided_now = mutation(sim) == MUTATION_pester_refuser;
	for (size_t i = 0; i < sim->held.n; i++) {
		uint32_t m = ac_map_get(&sim->message_at, sim->held.at[i].attempt);
		if (m == (uint32_t)ac_map_none || !too_late(sim, &sim->messages.at[m]))
			continue;
		if (decided_now)
			sim->messages.at[m].step = sim->step;
		submit(sim, sim->held.at[i].attempt, sim->held.at[i].link);
		sim->held.at[i].attempt = 0;
	}
}

static void mutate_submissions(struct sim *sim)
{
	for (size_t i = 0, n = sim->outputs.n; i < n; i++) {
		struct ac_output out = sim->outputs.at[i];
		if (out.kind == AC_OUTPUT_SUBMIT && mutation(sim) == MUTATION_submit_twice)
			submit(sim, out.submit.attempt, out.submit.link);
		if (out.kind == AC_OUTPUT_SUBMIT && mutation(sim) == MUTATION_submit_unrecorded)
			submit(sim, out.submit.attempt + (UINT64_C(1) << 40), out.submit.link);
		if (out.kind == AC_OUTPUT_RENDER && mutation(sim) == MUTATION_submit_before_commit)
			submit(sim, (uint64_t)out.render.chunk << ac_chunk_bits, out.render.link);
	}
}

static void swallow_help(struct sim *sim)
{
	for (size_t i = 0; i < sim->outputs.n; i++)
		if (sim->outputs.at[i].kind == AC_OUTPUT_RAISE &&
			sim->outputs.at[i].raise.raise == AC_RAISE_HELP) {
			drop_output(sim, i--);
			sim->mutated = true;
		}
}

static void acknowledge_at_once(struct sim *sim)
{
	ac_vec_each(&sim->inbox, in)
		if (in->kind == AC_INPUT_RESPONSE && !in->response.by_officer &&
			sim->outputs.journal.n)
			put_out(sim,
				(struct ac_output){ .kind = AC_OUTPUT_ACK,
					.ack = { in->response.token, in->response.link, true } });
}

void sim_mutate(struct sim *sim)
{
	switch (mutation(sim)) {
	case MUTATION_submit_twice:
	case MUTATION_submit_unrecorded:
	case MUTATION_submit_before_commit: mutate_submissions(sim); break;
	case MUTATION_send_after_response:
	case MUTATION_send_after_closing:
	case MUTATION_old_text:
	case MUTATION_pester_refuser: hold(sim, 300); break;
	case MUTATION_too_fast: hold(sim, 8); break;
	case MUTATION_swallow_help: swallow_help(sim); break;
	case MUTATION_ack_too_soon: acknowledge_at_once(sim); break;
	default: break;
	}
}

/* After the step's words and orders were noted. */
void sim_mutate_late(struct sim *sim)
{
	if (sim->held.n)
		let_go(sim);
}

/* Two people who share a number are treated as if they did not. */
void sim_mutate_message(struct sim *sim, struct sim_message *message)
{
	if (mutation(sim) != MUTATION_both_of_a_number || sim->messages.n == 0)
		return;
	const struct sim_message *before = &sim->messages.at[sim->messages.n - 1];
	if (before->step != message->step || before->task == message->task)
		return;
	message->number_key = before->number_key;
	sim->mutated = true;
}

/* ---- what the engine shows ---- */

void sim_mutate_counts(struct sim *sim, struct ac_counts *counts)
{
	if (mutation(sim) == MUTATION_miscount)
		counts->all.told++;
	if (mutation(sim) == MUTATION_finish_with_pending && counts->all.pending)
		counts->state = AC_CAMPAIGN_closed;
}

void sim_mutate_view(struct sim *sim, const struct sim_task *task, struct ac_task_image *image)
{
	bool pending = image->told == AC_TOLD_no && image->explained == AC_EXPLAINED_no;
	switch (mutation(sim)) {
	case MUTATION_told_without_cause:
		if (pending && !sim_told(&task->now))
			image->told = AC_TOLD_delivered;
		break;
	case MUTATION_explained_too_soon:
		if (pending && task->spec.n_contacts && !sim_told(&task->now))
			image->explained = AC_EXPLAINED_exhausted;
		break;
	case MUTATION_skip_closing:
		if (image->closing == AC_CLOSING_due)
			image->closing = AC_CLOSING_none;
		break;
	default: break;
	}
}

/* ---- on the way back from the disk ---- */

static bool has_response(struct ac_str row)
{
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	while (ac_record_next(&cursor, &record))
		if (record.kind == AC_RECORD_EVENT && record.event.event == AC_EVENT_responded)
			return true;
	return false;
}

/* The row without its task records, where it holds an answer. */
static void without_answers(struct ac_str row, struct ac_buf *to)
{
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	for (const unsigned char *from = cursor.p; ac_record_next(&cursor, &record);
		from = cursor.p)
		if (record.kind != AC_RECORD_TASK)
			ac_buf_add(to, from, (size_t)(cursor.p - from));
}

static bool nothing_known(const struct sim *sim, int64_t chunk, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		uint32_t m = ac_map_get(&sim->message_at, (uint64_t)chunk << ac_chunk_bits | i);
		if (m == (uint32_t)ac_map_none || sim->messages.at[m].outcome_durable >= 0)
			return false;
	}
	return true;
}

/* The row without submissions that have no outcome yet, as if they had never been. */
static void without_open_chunks(const struct sim *sim, struct ac_str row, struct ac_buf *to)
{
	struct ac_cursor cursor = ac_cursor(row);
	struct ac_record record;
	for (const unsigned char *from = cursor.p; ac_record_next(&cursor, &record);
		from = cursor.p)
		if (record.kind != AC_RECORD_CHUNK ||
			!nothing_known(sim, record.chunk.chunk, record.chunk.n))
			ac_buf_add(to, from, (size_t)(cursor.p - from));
}

void sim_mutate_row(struct sim *sim, struct ac_str row, struct ac_buf *to)
{
	if (mutation(sim) == MUTATION_forget_response && has_response(row))
		without_answers(row, to);
	else if (mutation(sim) == MUTATION_forget_submission)
		without_open_chunks(sim, row, to);
	else
		ac_buf_add_str(to, row);
}
