/* tests/unit/engine_world.h - one engine, a store that commits at once, texts of one segment; a carrier
 * that the test plays. */
#pragma once
#include "check.h"
#include "outreach/engine.h"

#include <string.h>

#pragma GCC diagnostic ignored "-Wunused-function" /* no test needs all of it */

enum { link_a = 1, most = 4096 };

struct world {
	struct ac_engine *engine;
	struct ac_outputs out;
	struct ac_now now;
	struct ac_input in[most];
	size_t n;
	uint64_t sent[most]; /* attempts in the order submitted */
	struct ac_attempt_entry said[most];
	size_t n_sent;
	struct ac_attempt_entry entries[most]; /* of everything chosen, by chosen order */
	uint64_t chosen[most];
	size_t n_chosen;
	int raised[8];
	int withdrawn;
	enum ac_status answer;
	int acks, nacks;
	bool store_stands_still;
	uint8_t segments[ac_chunk_max];
};

static struct ac_plan plan(void)
{
	struct ac_plan p = {
		.closing_tries = 3, .closing_wait_us = AC_HOUR, .help_again_us = 5 * AC_MINUTE
	};
	for (int tier = 1; tier <= 4; tier++)
		p.tiers[tier] = (struct ac_tier){
			.used = true,
			.goal_moving = tier == 1,
			.goal_told = tier == 4,
			.resend_unknown = tier <= 2,
			.risk = tier == 1   ? 1000
				: tier == 2 ? 100
				: tier == 3 ? 10
					    : 1,
			.refused_tier = tier == 2 ? 3 : 0,
			.ask_again_us = 12 * AC_HOUR,
			.n_rungs = 2,
			.rungs = { { AC_CHANNEL_sms, 2, AC_HOUR },
				{ AC_CHANNEL_desk, 1, AC_HOUR } },
		};
	return p;
}

static void note_submitted(struct world *w, uint64_t attempt)
{
	w->sent[w->n_sent] = attempt;
	for (size_t k = 0; k < w->n_chosen; k++)
		if (w->chosen[k] == attempt)
			w->said[w->n_sent] = w->entries[k];
	w->n_sent++;
}

static void feed(struct world *w, struct ac_input in)
{
	assert_true(w->n < most);
	w->in[w->n++] = in;
}

static void take_outputs(struct world *w)
{
	w->n = 0;
	if (w->out.journal.n && !w->store_stands_still)
		feed(w, (struct ac_input){ .kind = AC_INPUT_COMMITTED, .committed = w->out.seq });
	for (size_t k = 0; k < w->out.n; k++) {
		const struct ac_output *o = &w->out.at[k];
		switch (o->kind) {
		case AC_OUTPUT_RENDER:
			for (unsigned j = 0; j < o->render.n; j++) {
				w->entries[w->n_chosen] = w->out.entries[o->render.first + j];
				w->chosen[w->n_chosen++] =
					(uint64_t)o->render.chunk << ac_chunk_bits | j;
			}
			feed(w, (struct ac_input){ .kind = AC_INPUT_RENDERED,
					.rendered = {
						o->render.chunk, w->segments, o->render.n } });
			break;
		case AC_OUTPUT_SUBMIT: note_submitted(w, o->submit.attempt); break;
		case AC_OUTPUT_WITHDRAW: w->withdrawn++; break;
		case AC_OUTPUT_ACK: *(o->ack.durable ? &w->acks : &w->nacks) += 1; break;
		case AC_OUTPUT_ANSWER: w->answer = o->answer.status; break;
		case AC_OUTPUT_RAISE: w->raised[o->raise.raise]++; break;
		}
	}
}

static void step(struct world *w)
{
	ac_engine_step(w->engine, w->now, w->in, w->n, &w->out);
	take_outputs(w);
}

static void run(struct world *w, int64_t us)
{
	for (int k = 0; k < 50; k++) {
		w->now.mono.us += us / 50;
		w->now.wall.us += us / 50;
		step(w);
	}
}

static void link_up(struct world *w, bool receipts)
{
	feed(w, (struct ac_input){ .kind = AC_INPUT_LINK,
			.link = { link_a, true, receipts, AC_CHANNEL_sms, 1000, 100 } });
}

static struct world *begin_with(const struct ac_plan *plan, bool receipts)
{
	struct world *w = ac_alloc(sizeof *w);
	struct ac_engine_config config = ac_engine_config_default();
	w->engine = ac_engine_new(&config);
	w->now = (struct ac_now){ { AC_SECOND }, { 1655110800 * AC_SECOND } };
	memset(w->segments, 1, sizeof w->segments);
	ac_outputs_init(&w->out);
	struct ac_campaign_input campaign = {
		.id = 7, .plan = *plan, .versions = { 0, 1, 1, 1, 1 }
	};
	feed(w, (struct ac_input){ .kind = AC_INPUT_CAMPAIGN, .campaign = &campaign });
	link_up(w, receipts);
	step(w);
	return w;
}

static struct world *begin(bool receipts)
{
	struct ac_plan p = plan();
	return begin_with(&p, receipts);
}

static void end(struct world *w)
{
	ac_engine_free(w->engine);
	ac_outputs_done(&w->out);
	ac_free(w);
}

static struct ac_task_spec person(int64_t id, uint8_t tier, uint64_t number)
{
	struct ac_task_spec spec = { .campaign = 7,
		.traveller = id,
		.tier = tier,
		.party_size = 1,
		.language = 'h' << 8 | 'e',
		.departs = { INT64_MAX } };
	if (number) {
		spec.n_contacts = 1;
		spec.contacts[0] = (struct ac_contact_spec){ id * 10, number, AC_CHANNEL_sms,
			AC_CONTACT_unverified };
	}
	return spec;
}

static void join(struct world *w, struct ac_task_spec spec)
{
	feed(w, (struct ac_input){ .kind = AC_INPUT_TASKS, .tasks = { &spec, 1 } });
	step(w);
}

static void carrier_says(struct world *w, uint64_t attempt, enum ac_submit_result result)
{
	struct ac_submitted_input in = { .attempt = attempt,
		.link = link_a,
		.result = result,
		.receipt_key = attempt * 31 + 7 };
	feed(w, (struct ac_input){ .kind = AC_INPUT_SUBMITTED, .submitted = in });
	step(w);
}

static void receipt_for(struct world *w, uint64_t attempt, enum ac_receipt_result result)
{
	struct ac_receipt_input in = {
		.link = link_a, .token = 5, .receipt_key = attempt * 31 + 7, .result = result
	};
	feed(w, (struct ac_input){ .kind = AC_INPUT_RECEIPT, .receipt = in });
	step(w);
	step(w);
}

static void answers(struct world *w, uint64_t number, enum ac_word word)
{
	struct ac_response_input in = { .link = link_a,
		.token = 6,
		.number_key = number,
		.inbound = 1,
		.word = word,
		.when = { INT64_MAX } };
	feed(w, (struct ac_input){ .kind = AC_INPUT_RESPONSE, .response = in });
	step(w);
	step(w);
}

static void officer(struct world *w, struct ac_order_input in)
{
	in.campaign = 7;
	in.token = 9;
	w->answer = AC_CLOSED;
	feed(w, (struct ac_input){ .kind = AC_INPUT_ORDER, .order = in });
	step(w);
	step(w);
	step(w);
}

static struct ac_task_image image(struct world *w, int64_t traveller)
{
	struct ac_person_view view;
	assert_int_equal(ac_engine_person(w->engine, 7, traveller, &view), AC_OK);
	return view.image;
}

static struct ac_counts counts(struct world *w)
{
	struct ac_counts c;
	assert_int_equal(ac_engine_counts(w->engine, 7, &c), AC_OK);
	assert_int_equal(c.all.recipients, c.all.told + c.all.pending + c.all.explained);
	return c;
}
