/* What a user loses if this breaks: people who are never told, told twice, or told what no longer holds.
 * One engine, a store that commits at once, texts of one segment; a carrier that the test plays. */
#include "check.h"
#include "outreach/engine.h"

#include <string.h>

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

static struct world *begin(bool receipts)
{
	struct world *w = ac_alloc(sizeof *w);
	struct ac_engine_config config = ac_engine_config_default();
	w->engine = ac_engine_new(&config);
	w->now = (struct ac_now){ { AC_SECOND }, { 1655110800 * AC_SECOND } };
	memset(w->segments, 1, sizeof w->segments);
	ac_outputs_init(&w->out);
	struct ac_campaign_input campaign = {
		.id = 7, .plan = plan(), .versions = { 0, 1, 1, 1, 1 }
	};
	feed(w, (struct ac_input){ .kind = AC_INPUT_CAMPAIGN, .campaign = &campaign });
	link_up(w, receipts);
	step(w);
	return w;
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

static void a_person_is_told_when_the_receipt_says_so(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 1);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	assert_int_equal(counts(w).all.pending, 1);
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_DELIVERED);
	assert_int_equal(image(w, 1).told, AC_TOLD_delivered);
	assert_int_equal(counts(w).all.told, 1);
	run(w, AC_SECOND);
	assert_int_equal(w->acks, 1);
	end(w);
}

static void nothing_is_submitted_before_its_record_is_durable(void **state)
{
	(void)state;
	struct world *w = begin(true);
	w->store_stands_still = true;
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	assert_int_equal(w->n_chosen, 1);
	assert_int_equal(w->n_sent, 0);
	end(w);
}

static void the_urgent_go_first(void **state)
{
	(void)state;
	struct world *w = begin(true);
	for (int64_t id = 1; id <= 300; id++)
		join(w, person(id, id == 250 ? 1 : 2, (uint64_t)(1000 + id)));
	run(w, 3 * AC_SECOND);
	size_t place = 0;
	while (place < w->n_sent && w->said[place].traveller != 250)
		place++;
	assert_true(place < w->n_sent);
	end(w);
}

static void who_does_not_react_is_reminded_and_then_phoned(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	run(w, 70 * AC_MINUTE);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].kind, AC_KIND_reminder);
	carrier_says(w, w->sent[1], AC_RESULT_ACCEPTED);
	run(w, 70 * AC_MINUTE);
	assert_int_equal(w->raised[AC_RAISE_DESK], 1);
	end(w);
}

static void who_answers_is_not_written_to_again(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 1, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	answers(w, 100, AC_WORD_moved);
	assert_int_equal(image(w, 1).standing, AC_STANDING_done);
	run(w, 10 * AC_HOUR);
	assert_int_equal(w->n_sent, 1);
	end(w);
}

static void what_was_decided_before_an_answer_does_not_leave_after_it(void **state)
{
	(void)state;
	struct world *w = begin(false);
	w->store_stands_still = true;
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	answers(w, 100, AC_WORD_safe);
	w->store_stands_still = false;
	feed(w, (struct ac_input){ .kind = AC_INPUT_COMMITTED, .committed = 100 });
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 0);
	assert_int_equal(w->withdrawn, 1);
	assert_int_equal(image(w, 1).standing, AC_STANDING_safe);
	end(w);
}

static void a_refusal_leads_to_the_next_tier_and_a_human(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	answers(w, 100, AC_WORD_staying);
	run(w, AC_SECOND);
	assert_int_equal(image(w, 1).tier, 3);
	assert_int_equal(w->said[1].kind, AC_KIND_replacement);
	carrier_says(w, w->sent[1], AC_RESULT_ACCEPTED);
	run(w, AC_SECOND);
	assert_int_equal(w->raised[AC_RAISE_DESK], 1);
	end(w);
}

static void a_call_for_help_is_raised_until_somebody_owns_it(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	answers(w, 100, AC_WORD_need_help);
	assert_int_equal(w->raised[AC_RAISE_HELP], 1);
	run(w, 11 * AC_MINUTE);
	assert_int_equal(w->raised[AC_RAISE_HELP], 3);
	officer(w, (struct ac_order_input){
			   .order = AC_ORDER_OWN_HELP, .traveller = 1, .officer = 3 });
	assert_int_equal(w->answer, AC_OK);
	run(w, AC_HOUR);
	assert_int_equal(w->raised[AC_RAISE_HELP], 3);
	end(w);
}

static void a_shared_number_gets_one_message_and_both_are_told(void **state)
{
	(void)state;
	struct world *w = begin(true);
	struct ac_task_spec both[] = { person(2, 2, 200), person(3, 2, 200), person(1, 2, 100) };
	feed(w, (struct ac_input){ .kind = AC_INPUT_TASKS, .tasks = { both, 3 } });
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	for (size_t k = 0; k < 2; k++) {
		carrier_says(w, w->sent[k], AC_RESULT_ACCEPTED);
		receipt_for(w, w->sent[k], AC_RECEIPT_RESULT_DELIVERED);
	}
	assert_int_equal(image(w, 2).told, AC_TOLD_delivered);
	assert_int_equal(image(w, 3).told, AC_TOLD_via);
	assert_int_equal(image(w, 3).via, 2);
	end(w);
}

static void a_companion_stands_for_who_has_no_number(void **state)
{
	(void)state;
	struct world *w = begin(false);
	struct ac_task_spec child = person(2, 2, 0), parent = person(1, 2, 100);
	child.party = parent.party = 55;
	join(w, child);
	join(w, parent);
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	assert_int_equal(image(w, 2).told, AC_TOLD_via);
	assert_int_equal(counts(w).all.told, 2);
	end(w);
}

static void stop_is_honoured_and_a_human_takes_over(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	answers(w, 100, AC_WORD_stop);
	run(w, 10 * AC_HOUR);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->raised[AC_RAISE_DESK], 1);
	end(w);
}

static void an_unknown_outcome_is_resent_in_tier_2_and_held_in_tier_3(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	join(w, person(2, 3, 200));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_UNKNOWN);
	carrier_says(w, w->sent[1], AC_RESULT_UNKNOWN);
	run(w, 50 * AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	run(w, 20 * AC_SECOND);
	assert_int_equal(w->n_sent, 3);
	assert_int_equal(w->said[2].traveller, 1);
	assert_true(image(w, 2).flags & AC_TASK_HELD);
	end(w);
}

static void a_throttled_message_goes_again_soon(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_THROTTLED);
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_true(w->sent[0] == w->sent[1]);
	end(w);
}

static void a_receipt_before_its_response_is_kept(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_DELIVERED);
	assert_int_equal(w->acks, 0);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	run(w, AC_SECOND);
	assert_int_equal(image(w, 1).told, AC_TOLD_delivered);
	assert_int_equal(w->acks, 1);
	end(w);
}

/* A receipt with nothing but the number and 16 bits of our reference. */
static void bits_for(struct world *w, uint64_t number, uint64_t attempt)
{
	struct ac_receipt_input in = { .link = link_a,
		.token = 5,
		.attempt = AC_REFERENCE_LOW16 | (attempt & 0xffff),
		.number_key = number,
		.result = AC_RECEIPT_RESULT_DELIVERED };
	feed(w, (struct ac_input){ .kind = AC_INPUT_RECEIPT, .receipt = in });
	step(w);
	step(w);
}

static void sixteen_bits_of_a_reference_name_the_one_attempt_that_they_fit(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	join(w, person(2, 2, 200));
	join(w, person(3, 2, 300));
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 3);
	uint64_t of[4] = { 0 };
	for (int k = 0; k < 3; k++) {
		of[w->said[k].traveller] = w->sent[k];
		carrier_says(w, w->sent[k], k == 1 ? AC_RESULT_UNKNOWN : AC_RESULT_ACCEPTED);
	}
	bits_for(w, 100, of[2]); /* another number's */
	bits_for(w, 200, of[2] ^ 1); /* of a message that is long gone */
	bits_for(w, 0, of[3]); /* from nobody knows whom */
	for (int64_t id = 1; id <= 3; id++)
		assert_int_equal(image(w, id).told, AC_TOLD_no);
	bits_for(w, 200, of[2]);
	bits_for(w, 300, of[3]);
	assert_int_equal(image(w, 1).told, AC_TOLD_no);
	assert_int_equal(image(w, 2).told, AC_TOLD_delivered);
	assert_int_equal(image(w, 3).told, AC_TOLD_delivered);
	run(w, AC_SECOND);
	assert_int_equal(w->acks, 5);
	end(w);
}

static void a_corrected_text_reaches_whom_the_old_one_reached_and_nobody_gets_the_old_one(
	void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	officer(w, (struct ac_order_input){ .order = AC_ORDER_TEXT, .tier = 2, .version = 2 });
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].kind, AC_KIND_replacement);
	assert_int_equal(w->said[1].version, 2);
	end(w);
}

static void the_all_clear_goes_to_the_told_and_the_campaign_ends_with_nobody_pending(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	struct ac_task_spec nobody = person(2, 2, 0);
	nobody.departs.us = w->now.wall.us + 100 * AC_DAY;
	join(w, nobody);
	officer(w, (struct ac_order_input){ .order = AC_ORDER_FINISH });
	assert_int_equal(w->answer, AC_CONFLICT);
	officer(w, (struct ac_order_input){
			   .order = AC_ORDER_CLOSE, .kind = AC_KIND_all_clear, .version = 1 });
	run(w, AC_SECOND);
	assert_int_equal(w->said[w->n_sent - 1].kind, AC_KIND_all_clear);
	assert_int_equal(w->said[w->n_sent - 1].traveller, 1);
	assert_int_equal(counts(w).all.pending, 0);
	assert_int_equal(counts(w).closing_pending, 1);
	carrier_says(w, w->sent[w->n_sent - 1], AC_RESULT_ACCEPTED);
	assert_int_equal(counts(w).closing_told, 1);
	officer(w, (struct ac_order_input){ .order = AC_ORDER_FINISH });
	assert_int_equal(w->answer, AC_OK);
	end(w);
}

static void a_stay_that_is_over_without_a_word_is_departed_never_done(void **state)
{
	(void)state;
	struct world *w = begin(false);
	struct ac_task_spec spec = person(1, 2, 100);
	spec.departs.us = w->now.wall.us + 30 * AC_MINUTE;
	join(w, spec);
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	run(w, AC_HOUR);
	assert_int_equal(image(w, 1).standing, AC_STANDING_departed);
	assert_int_equal(image(w, 1).told, AC_TOLD_accepted);
	assert_int_equal(counts(w).all.unaccounted, 1);
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_person_is_told_when_the_receipt_says_so),
		CASE(nothing_is_submitted_before_its_record_is_durable),
		CASE(the_urgent_go_first),
		CASE(who_does_not_react_is_reminded_and_then_phoned),
		CASE(who_answers_is_not_written_to_again),
		CASE(what_was_decided_before_an_answer_does_not_leave_after_it),
		CASE(a_refusal_leads_to_the_next_tier_and_a_human),
		CASE(a_call_for_help_is_raised_until_somebody_owns_it),
		CASE(a_shared_number_gets_one_message_and_both_are_told),
		CASE(a_companion_stands_for_who_has_no_number),
		CASE(stop_is_honoured_and_a_human_takes_over),
		CASE(an_unknown_outcome_is_resent_in_tier_2_and_held_in_tier_3),
		CASE(a_throttled_message_goes_again_soon),
		CASE(a_receipt_before_its_response_is_kept),
		CASE(sixteen_bits_of_a_reference_name_the_one_attempt_that_they_fit),
		CASE(a_corrected_text_reaches_whom_the_old_one_reached_and_nobody_gets_the_old_one),
		CASE(the_all_clear_goes_to_the_told_and_the_campaign_ends_with_nobody_pending),
		CASE(a_stay_that_is_over_without_a_word_is_departed_never_done),
	};
	return RUN(tests);
}
