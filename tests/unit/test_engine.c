/* What a user loses if this breaks: people who are never told, told twice, or told what no longer holds. */
#include "engine_world.h"

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
