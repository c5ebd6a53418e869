/* What orders and answers mean, read off the glossary: whom they concern and what must follow. */
#include "sim.h"

/* Was it turned away in this very step? */
static bool turned_away(const struct sim *sim, uint64_t token)
{
	for (size_t i = 0; i < sim->outputs.n; i++) {
		const struct ac_output *out = &sim->outputs.at[i];
		if (out->kind == AC_OUTPUT_ACK && out->ack.token == token && !out->ack.durable)
			return true;
		if (out->kind == AC_OUTPUT_ANSWER && out->answer.token == token &&
			out->answer.status != AC_OK)
			return true;
	}
	return false;
}

static void order_taken(struct sim *sim, const struct ac_order_input *in)
{
	int c = (int)in->campaign - 1;
	int task = in->traveller ? sim_task_of(sim, in->campaign, in->traveller) : sim_no_one;
	switch (in->order) {
	case AC_ORDER_PAUSE: check_note(sim, FACT_STATE, c, AC_CAMPAIGN_paused, 0); break;
	case AC_ORDER_RESUME: check_note(sim, FACT_STATE, c, AC_CAMPAIGN_running, 0); break;
	case AC_ORDER_CLOSE:
		check_note(sim, FACT_STATE, c, AC_CAMPAIGN_closing, in->kind);
		check_note(sim, FACT_TEXT, c, 0, in->version);
		break;
	case AC_ORDER_FINISH: check_note(sim, FACT_STATE, c, AC_CAMPAIGN_closed, 0); break;
	case AC_ORDER_TEXT: check_note(sim, FACT_TEXT, c, in->tier, in->version); break;
	case AC_ORDER_TIER: check_note(sim, FACT_TIER, task, in->tier, 0); break;
	case AC_ORDER_EXCLUDE:
		check_note(sim, FACT_EXCLUDED, task, 0, 0);
		check_note(sim, FACT_LEFT, task, 1, 0);
		break;
	case AC_ORDER_OWN_HELP: check_note(sim, FACT_HELP_OWNED, task, 0, 0); break;
	case AC_ORDER_LEAVE: check_note(sim, FACT_LEFT, task, 1, 0); break;
	case AC_ORDER_QUIET: check_quiet_ordered(sim, &sim->campaigns[c], in); break;
	}
}

/* The standing that a word gives for certain, + 1. `moved` depends on the tier's goal, free text and
 * `stop` on what was known before. */
static uint8_t standing_of(enum ac_word word)
{
	switch (word) {
	case AC_WORD_leaving: return AC_STANDING_intends + 1;
	case AC_WORD_staying: return AC_STANDING_refuses + 1;
	case AC_WORD_safe: return AC_STANDING_safe + 1;
	case AC_WORD_need_help: return AC_STANDING_needs_help + 1;
	case AC_WORD_left: return AC_STANDING_done + 1;
	case AC_WORD_not_here: return AC_STANDING_elsewhere + 1;
	default: return 0;
	}
}

static bool has_number(const struct sim_task *task, uint64_t number)
{
	for (int k = 0; k < task->spec.n_contacts; k++)
		if (task->spec.contacts[k].number_key == number)
			return true;
	return false;
}

/* Was the engine told of them before the input that is looked at? */
static bool known_by_now(const struct sim *sim, const struct sim_task *task)
{
	return task->known && (task->joined_step < sim->step || task->joined_input < sim->input);
}

static void spoke(struct sim *sim, int index, enum ac_word word)
{
	struct sim_task *task = &sim->tasks.at[index];
	task->spoke_step = sim->step;
	if (word == AC_WORD_need_help)
		task->help_raised.us = 0; /* must be raised in this step */
}

/* Keeps the standing where the word says nothing of it. */
static uint8_t standing_after(const struct sim_task *task, enum ac_word word)
{
	if (word == AC_WORD_free_text || word == AC_WORD_stop || word == AC_WORD_unreachable ||
		word == AC_WORD_wrong_person)
		return task->now.standing;
	return standing_of(word);
}

/* An answer from a number within one campaign: whose it is, is only certain where nobody shares it. */
static void heard_from(struct sim *sim, int c, const struct ac_response_input *in, bool certain)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	int owners = 0;
	bool written = false;
	ac_vec_each(&campaign->tasks, i) {
		const struct sim_task *task = &sim->tasks.at[*i];
		if (!known_by_now(sim, task) || !has_number(task, in->number_key))
			continue;
		owners++;
		written |= task->now.maybe;
	}
	ac_vec_each(&campaign->tasks, i) {
		struct sim_task *task = &sim->tasks.at[*i];
		if (!known_by_now(sim, task) || !has_number(task, in->number_key))
			continue;
		bool sure = certain && written && owners == 1;
		if (in->word == AC_WORD_wrong_person)
			check_note(sim, FACT_WRONG, *i, 0, 0);
		else if (sure)
			check_note(sim, FACT_WORD, *i, in->word, standing_after(task, in->word));
		else
			check_note(sim, FACT_VOUCHED, *i, 0, 0);
		if (sure)
			spoke(sim, *i, in->word);
		else if (written && certain)
			spoke(sim, *i, AC_WORD_free_text);
	}
}

static void number_gone(struct sim *sim, uint64_t number)
{
	ac_vec_each(&sim->tasks, task)
		for (int k = 0; task->known && k < task->spec.n_contacts; k++)
			if (task->spec.contacts[k].number_key == number)
				check_note(sim, FACT_GONE, task->spec.contacts[k].id, 0, 0);
}

static bool live(const struct sim_campaign *campaign)
{
	return campaign->started && campaign->state != AC_CAMPAIGN_closed;
}

static void number_spoke(struct sim *sim, const struct ac_response_input *in)
{
	uint32_t number = ac_map_get(&sim->number_at, in->number_key);
	if (number == (uint32_t)ac_map_none)
		return;
	for (int c = 0; c < sim->n_campaigns; c++)
		if (live(&sim->campaigns[c]))
			heard_from(sim, c, in, true);
	if (in->word == AC_WORD_stop)
		check_note(sim, FACT_STOP, number, 0, 0);
	if (in->word == AC_WORD_wrong_person)
		number_gone(sim, in->number_key);
}

static void officer_heard(struct sim *sim, const struct ac_response_input *in)
{
	for (int c = 0; c < sim->n_campaigns; c++) {
		int index = sim_task_of(sim, c + 1, in->traveller);
		if (index == sim_no_one || !live(&sim->campaigns[c]))
			continue;
		struct sim_task *task = &sim->tasks.at[index];
		if (!known_by_now(sim, task))
			continue;
		if (in->word != AC_WORD_unreachable)
			check_note(sim, FACT_OFFICER_WORD, index, in->word,
				standing_after(task, in->word));
		spoke(sim, index, in->word);
	}
}

static void response_taken(struct sim *sim, const struct ac_response_input *in)
{
	int d = sim_delivery_of(sim, in->token);
	sim->deliveries.at[d].fed_seq = check_row(sim);
	check_note(sim, FACT_TAKEN, d, 0, 0);
	if (in->by_officer)
		officer_heard(sim, in);
	else
		number_spoke(sim, in);
}

/* What was said and ordered, in the order in which the engine was told. */
void check_words(struct sim *sim)
{
	for (sim->input = 0; sim->input < sim->inbox.n; sim->input++) {
		const struct ac_input *in = &sim->inbox.at[sim->input];
		if (in->kind == AC_INPUT_RESPONSE && !turned_away(sim, in->response.token))
			response_taken(sim, &in->response);
		if (in->kind == AC_INPUT_ORDER && !turned_away(sim, in->order.token)) {
			sim_trace(sim, "order %d taken", (int)in->order.order);
			order_taken(sim, &in->order);
		}
	}
}
