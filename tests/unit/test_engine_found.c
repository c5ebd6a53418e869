/* What the simulation found, one case each. If this breaks: a second number is never tried, a "told" that
 * nobody was told, a cry for help that lands among the free texts. */
#include "engine_world.h"

static struct ac_task_spec with_second(struct ac_task_spec spec, uint64_t number)
{
	spec.contacts[spec.n_contacts++] = (struct ac_contact_spec){ spec.traveller * 10 + 1,
		number, AC_CHANNEL_sms, AC_CONTACT_unverified };
	return spec;
}

static struct ac_order_input about(int64_t traveller, enum ac_order order)
{
	return (struct ac_order_input){ .order = order, .traveller = traveller };
}

static void a_dead_number_does_not_use_up_the_try_of_the_other(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, with_second(person(1, 2, 100), 101));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_DEAD);
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].contact, 11);
	end(w);
}

static void without_a_receipt_the_next_try_goes_to_the_other_number(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, with_second(person(1, 2, 100), 101));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	run(w, AC_HOUR + AC_MINUTE);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].contact, 11);
	end(w);
}

static void a_new_number_is_tried_at_once(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	join(w, with_second(person(1, 2, 100), 101));
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].contact, 11);
	end(w);
}

static void whose_only_number_is_dead_goes_to_a_human_at_once(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_DEAD);
	run(w, AC_SECOND);
	assert_int_equal(w->raised[AC_RAISE_DESK], 1);
	end(w);
}

static void a_late_receipt_of_the_old_number_leaves_the_new_one_alone(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	struct ac_task_spec moved = person(1, 2, 0);
	join(w, with_second(moved, 101));
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_DEAD);
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(image(w, 1).contact_states[0], AC_CONTACT_unverified);
	end(w);
}

static void a_wrong_number_told_nobody_who_shares_it(void **state)
{
	(void)state;
	struct world *w = begin(true);
	struct ac_task_spec both[] = { person(1, 2, 200), person(2, 2, 200) };
	feed(w, (struct ac_input){ .kind = AC_INPUT_TASKS, .tasks = { both, 2 } });
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_DELIVERED);
	assert_int_equal(counts(w).all.told, 2);
	answers(w, 200, AC_WORD_wrong_person);
	assert_int_equal(counts(w).all.told, 0);
	end(w);
}

static void a_repeated_receipt_tells_nobody_else(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_FAILED);
	run(w, AC_HOUR + AC_MINUTE);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 2);
	carrier_says(w, w->sent[1], AC_RESULT_UNKNOWN);
	struct ac_receipt_input again = {
		.link = link_a, .token = 8, .number_key = 100, .receipt_key = w->sent[0] * 31 + 7
	};
	again.result = AC_RECEIPT_RESULT_DELIVERED;
	feed(w, (struct ac_input){ .kind = AC_INPUT_RECEIPT, .receipt = again });
	run(w, 2 * AC_MINUTE);
	assert_int_equal(image(w, 1).told, AC_TOLD_no);
	end(w);
}

static void who_was_taken_out_is_still_heard_when_they_call_for_help(void **state)
{
	(void)state;
	struct world *w = begin(false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	officer(w, about(1, AC_ORDER_EXCLUDE));
	answers(w, 100, AC_WORD_need_help);
	assert_int_equal(w->raised[AC_RAISE_HELP], 1);
	assert_int_equal(image(w, 1).standing, AC_STANDING_needs_help);
	end(w);
}

static void an_import_does_not_undo_an_officers_exclusion(void **state)
{
	(void)state;
	struct world *w = begin(false);
	w->store_stands_still = true;
	join(w, person(1, 2, 100));
	w->store_stands_still = false;
	officer(w, about(1, AC_ORDER_EXCLUDE));
	join(w, with_second(person(1, 2, 100), 101));
	run(w, 2 * AC_HOUR);
	assert_int_equal(w->n_sent, 0);
	assert_int_equal(image(w, 1).standing, AC_STANDING_excluded);
	end(w);
}

static void who_joins_while_it_ends_is_explained(void **state)
{
	(void)state;
	struct world *w = begin(false);
	officer(w, (struct ac_order_input){
			   .order = AC_ORDER_CLOSE, .kind = AC_KIND_retraction, .version = 1 });
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	assert_int_equal(counts(w).all.pending, 0);
	assert_int_equal(w->n_sent, 0);
	end(w);
}

static void a_correction_gets_its_own_tries(void **state)
{
	(void)state;
	struct world *w = begin(true);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_ACCEPTED);
	receipt_for(w, w->sent[0], AC_RECEIPT_RESULT_DELIVERED);
	for (uint16_t version = 2; version <= 6; version++) {
		officer(w, (struct ac_order_input){
				   .order = AC_ORDER_TEXT, .tier = 2, .version = version });
		run(w, AC_SECOND);
		assert_int_equal(w->said[w->n_sent - 1].version, version);
		carrier_says(w, w->sent[w->n_sent - 1], AC_RESULT_ACCEPTED);
	}
	end(w);
}

static void a_full_window_does_not_make_a_due_retry_ask_for_steps(void **state)
{
	(void)state;
	struct world *w = begin(true);
	feed(w, (struct ac_input){ .kind = AC_INPUT_LINK,
			.link = { link_a, true, true, AC_CHANNEL_sms, 1000, 1 } });
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_TEMPORARY);
	join(w, person(2, 2, 101));
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	run(w, 10 * AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_true(w->out.wake.us > w->now.mono.us);
	end(w);
}

/* A restart with one message of three segments accepted: recorded in the journal, or in the store. */
static struct world *restarted(uint64_t attempt, uint64_t keys[2], bool stored)
{
	struct world *w = begin(true);
	struct ac_task_spec spec = person(1, 2, 100);
	struct ac_wall next = { w->now.wall.us + AC_HOUR };
	struct ac_task_image task = ac_task_image_new(&spec, next);
	int64_t as_of = 1;
	ac_engine_load(w->engine, &spec, &task, &as_of, 1);
	struct ac_attempt_entry entry = {
		.traveller = 1, .campaign = 7, .contact = 10, .version = 1, .tier = 2, .tries = 1
	};
	struct ac_outcome_record accepted = { .attempt = attempt,
		.traveller = 1,
		.campaign = 7,
		.state = AC_ATTEMPT_accepted,
		.link = link_a,
		.receipt_key = 77,
		.at = w->now.wall,
		.segment_keys = { (const char *)keys, 2 * sizeof *keys } };
	AC_AUTO(buf) struct ac_buf entries, row;
	ac_buf_init(&entries, 1000);
	ac_buf_init(&row, 1000);
	ac_record_add_entry(&entries, &entry);
	struct ac_chunk_record chunk = { ac_attempt_chunk(attempt), link_a, w->now.wall, 1,
		ac_buf_str(&entries) };
	if (stored)
		ac_engine_load_attempt(w->engine, &accepted, &entry);
	else
		ac_record_add_chunk(&row, &chunk);
	if (!stored)
		ac_record_add_outcome(&row, &accepted);
	assert_int_equal(ac_engine_replay(w->engine, 2, ac_buf_str(&row), NULL), AC_OK);
	ac_engine_recovered(w->engine, w->now, 2, ac_attempt_chunk(attempt));
	link_up(w, true);
	step(w);
	return w;
}

static void receipt_under(struct world *w, uint64_t key)
{
	feed(w, (struct ac_input){ .kind = AC_INPUT_RECEIPT,
			.receipt = { .link = link_a, .token = 5, .receipt_key = key } });
	step(w);
	step(w);
}

/* The receipts of the others may have been acknowledged before: they do not come again. */
static void after_a_restart_the_receipt_of_any_segment_counts_for_the_message(void **state)
{
	(void)state;
	uint64_t keys[2] = { 75, 76 };
	for (int stored = 0; stored < 2; stored++)
		for (uint64_t key = 75; key <= 77; key++) {
			struct world *w = restarted(UINT64_C(9) << ac_chunk_bits, keys, stored);
			assert_int_equal(counts(w).in_flight, 1);
			receipt_under(w, 74);
			assert_int_equal(counts(w).all.told, 0);
			receipt_under(w, key);
			assert_int_equal(counts(w).all.told, 1);
			assert_int_equal(counts(w).in_flight, 0);
			for (uint64_t late = 75; late <= 77; late++)
				receipt_under(w, late);
			assert_int_equal(counts(w).all.told, 1);
			end(w);
		}
}

static void what_a_carrier_refuses_for_now_does_not_leave_after_a_pause_or_a_correction(
	void **state)
{
	(void)state;
	static const struct ac_order_input orders[] = { { .order = AC_ORDER_PAUSE },
		{ .order = AC_ORDER_TEXT, .tier = 2, .version = 2 } };
	for (int k = 0; k < 2; k++) {
		struct world *w = begin(true);
		join(w, person(1, 2, 100));
		run(w, AC_SECOND);
		officer(w, orders[k]); /* while the carrier has not answered yet */
		carrier_says(w, w->sent[0], AC_RESULT_THROTTLED);
		run(w, AC_SECOND);
		assert_int_equal(w->withdrawn, 1);
		assert_int_equal(w->n_sent, 1 + k); /* what is corrected leaves in its place */
		if (k)
			assert_int_equal(w->said[1].version, 2);
		end(w);
	}
}

static void a_stay_that_is_made_longer_while_it_ends_is_no_departure(void **state)
{
	(void)state;
	struct world *w = begin(true);
	struct ac_task_spec spec = person(1, 2, 100);
	spec.departs.us = w->now.wall.us - AC_HOUR;
	join(w, spec);
	assert_int_equal(image(w, 1).explained, AC_EXPLAINED_departed);
	officer(w, (struct ac_order_input){
			   .order = AC_ORDER_CLOSE, .kind = AC_KIND_all_clear, .version = 1 });
	spec.departs.us = w->now.wall.us + AC_DAY;
	join(w, spec);
	assert_int_equal(image(w, 1).explained, AC_EXPLAINED_excluded);
	assert_int_equal(counts(w).all.pending, 0);
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_dead_number_does_not_use_up_the_try_of_the_other),
		CASE(without_a_receipt_the_next_try_goes_to_the_other_number),
		CASE(a_new_number_is_tried_at_once),
		CASE(whose_only_number_is_dead_goes_to_a_human_at_once),
		CASE(a_late_receipt_of_the_old_number_leaves_the_new_one_alone),
		CASE(a_wrong_number_told_nobody_who_shares_it),
		CASE(a_repeated_receipt_tells_nobody_else),
		CASE(who_was_taken_out_is_still_heard_when_they_call_for_help),
		CASE(an_import_does_not_undo_an_officers_exclusion),
		CASE(who_joins_while_it_ends_is_explained),
		CASE(a_correction_gets_its_own_tries),
		CASE(a_full_window_does_not_make_a_due_retry_ask_for_steps),
		CASE(what_a_carrier_refuses_for_now_does_not_leave_after_a_pause_or_a_correction),
		CASE(a_stay_that_is_made_longer_while_it_ends_is_no_departure),
		CASE(after_a_restart_the_receipt_of_any_segment_counts_for_the_message),
	};
	return RUN(tests);
}
