/* What a user loses if this breaks: a call for help lies in a phone that is off, while the officer who could
 * answer it sleeps beside another one. */
#include "check.h"

#include "threat/duty.h"

#include <stdio.h>

enum { wait_min = 5, steps_max = 400 };

struct desk {
	struct ac_duty_shift shifts[8];
	size_t n_shifts;
	struct ac_duty_try tries[steps_max];
	size_t n_tries;
	const char *not_for;
};

static void put_shift(
	struct desk *desk, const char *officer, int64_t rank, int64_t from_min, int64_t to_min)
{
	desk->shifts[desk->n_shifts++] = (struct ac_duty_shift){ ac_str(officer), rank,
		{ from_min * AC_MINUTE }, { to_min * AC_MINUTE } };
}

static struct ac_duty_answer ask(const struct desk *desk, int64_t min, size_t *whom)
{
	struct ac_duty_question question = { .shifts = desk->shifts,
		.n_shifts = desk->n_shifts,
		.tries = desk->tries,
		.n_tries = desk->n_tries,
		.not_for = ac_str(desk->not_for ? desk->not_for : ""),
		.wait_us = wait_min * AC_MINUTE,
		.now = { min * AC_MINUTE } };
	return ac_duty_next(&question, whom);
}

/* Minute by minute: "0 dana; 5 dana; 10 amir; …" until something was asked n times. */
static void play(struct desk *desk, int64_t from_min, int n, enum ac_duty_fate fate, char out[400])
{
	size_t at = 0;
	for (int64_t min = from_min; n > 0 && min < from_min + 600; min++) {
		size_t whom[8];
		struct ac_duty_answer answer = ask(desk, min, whom);
		if (!answer.n)
			continue;
		n--;
		at += (size_t)snprintf(
			out + at, 400 - at, "%s%lld", at ? "; " : "", (long long)min);
		for (size_t i = 0; i < answer.n; i++) {
			struct ac_str officer = desk->shifts[whom[i]].officer;
			at += (size_t)snprintf(out + at, 400 - at, " %.*s", AC_STR_ARG(officer));
			desk->tries[desk->n_tries++] =
				(struct ac_duty_try){ officer, { min * AC_MINUTE }, fate };
		}
	}
}

static void it_goes_from_the_first_to_the_next_to_everybody_to_anybody_and_never_stops(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { 0 };
	put_shift(&desk, "amir", 2, 0, 1000);
	put_shift(&desk, "dana", 1, 0, 1000);
	put_shift(&desk, "noa", 1, 2000, 3000);
	play(&desk, 0, 8, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana; 5 dana; 10 amir; 15 amir; 20 dana amir; "
				  "25 dana noa amir; 30 dana noa amir; 35 dana noa amir");
}

static void who_may_not_settle_it_is_asked_last_and_not_never(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { 0 };
	put_shift(&desk, "dana", 1, 0, 1000); /* a caller on duty, and a decision waits */
	put_shift(&desk, "amir", 2, 0, 1000);
	put_shift(&desk, "noa", 1, 2000, 3000);
	desk.shifts[0].unable = true;
	play(&desk, 0, 7, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 amir; 5 amir; 10 amir; 15 noa amir; 20 noa amir; 25 noa amir; "
				  "30 dana noa amir");
	desk.n_tries = 0;
	desk.shifts[1].unable = desk.shifts[2].unable = true; /* nobody may: all are asked */
	play(&desk, 0, 2, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana; 5 dana");
	desk.n_tries = 0;
	desk.shifts[1].unable = false; /* amir alone may, and drafted it: that is no help */
	desk.not_for = "amir";
	play(&desk, 0, 3, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana; 5 dana; 10 dana");
}

static void what_is_the_heads_goes_to_the_head_first_on_duty_or_not(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { 0 };
	put_shift(&desk, "dana", 1, 0, 1000);
	put_shift(&desk, "noa", 5, 2000, 3000);
	desk.shifts[1].head = true;
	play(&desk, 0, 5, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 noa; 5 noa; 10 dana; 15 dana; 20 dana");
}

static void the_wait_is_told(void **state)
{
	(void)state;
	size_t whom[8];
	struct desk desk = { .n_tries = 1,
		.tries = { { AC_STR("dana"), { 3 * AC_MINUTE }, AC_DUTY_TURN } } };
	put_shift(&desk, "dana", 1, 0, 1000);
	struct ac_duty_answer answer = ask(&desk, 4, whom);
	assert_int_equal(answer.n, 0);
	assert_int_equal(answer.look.us, (3 + wait_min) * AC_MINUTE);
	answer = ask(&desk, 8, whom);
	assert_int_equal(answer.n, 1);
	assert_int_equal(answer.stage, AC_DUTY_first);
	assert_int_equal(answer.look.us, (8 + wait_min) * AC_MINUTE);
}

static void who_comes_on_duty_has_their_turns_first(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { 0 };
	put_shift(&desk, "dana", 1, 0, 12);
	put_shift(&desk, "amir", 1, 12, 1000);
	put_shift(&desk, "amir", 5, 0, 1000);
	play(&desk, 0, 6, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana; 5 dana; 10 amir; 15 amir; 20 amir; 25 dana amir");
}

static void nobody_on_duty_is_no_reason_for_silence(void **state)
{
	(void)state;
	char seen[400];
	size_t whom[8];
	struct desk desk = { 0 };
	assert_int_equal(ask(&desk, 0, whom).n, 0);
	assert_int_equal(ask(&desk, 0, whom).look.us, INT64_MAX);
	put_shift(&desk, "noa", 3, 100, 200);
	put_shift(&desk, "dana", 1, -200, -100);
	play(&desk, 0, 2, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana noa; 5 dana noa");
}

static void a_number_that_carriers_refuse_holds_nobody_up(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { 0 };
	put_shift(&desk, "dana", 1, 0, 1000);
	put_shift(&desk, "amir", 2, 0, 1000);
	play(&desk, 0, 4, AC_DUTY_REFUSED, seen);
	assert_string_equal(seen, "0 dana; 1 dana; 2 amir; 3 amir");
	desk.n_tries = 0; /* what did not leave is no turn */
	play(&desk, 0, 4, AC_DUTY_UNSENT, seen);
	assert_string_equal(seen, "0 dana; 1 dana; 2 dana; 3 dana");
}

static void whoever_drafted_it_is_left_out_while_there_is_another(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { .not_for = "dana" };
	put_shift(&desk, "dana", 1, 0, 1000);
	put_shift(&desk, "amir", 2, 0, 1000);
	play(&desk, 0, 4, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 amir; 5 amir; 10 amir; 15 amir");
	desk = (struct desk){ .not_for = "dana" };
	put_shift(&desk, "dana", 1, 0, 1000);
	play(&desk, 0, 2, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "0 dana; 5 dana");
}

static void a_clock_that_was_set_back_silences_nobody(void **state)
{
	(void)state;
	char seen[400];
	struct desk desk = { .n_tries = 1,
		.tries = { { AC_STR("dana"), { 500 * AC_MINUTE }, AC_DUTY_TURN } } };
	put_shift(&desk, "dana", 1, 0, 1000);
	play(&desk, 10, 2, AC_DUTY_TURN, seen);
	assert_string_equal(seen, "10 dana; 15 dana");
}

static void ok_and_take_are_understood_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool takes;
		int64_t page;
	} cases[] = {
		{ "OK", true, 0 },
		{ " ok 12\n", true, 12 },
		{ "Take 3", true, 3 },
		{ "TAKE", true, 0 },
		{ "ok  7", true, 7 },
		{ "", false, 0 },
		{ "we are ok", false, 0 },
		{ "ok, who is this?", false, 0 },
		{ "OK 0", false, 0 },
		{ "OK 1 2", false, 0 },
		{ "okay", false, 0 },
		{ "1", false, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t page = -1;
		bool takes = ac_duty_reply(ac_str(cases[i].text), &page);
		if (takes != cases[i].takes || (takes && page != cases[i].page))
			fail_msg("\"%s\": %d, page %lld", cases[i].text, takes, (long long)page);
	}
}

static void every_word_of_the_tables_is_found_again(void **state)
{
	(void)state;
	for (int i = 0; i < ac_page_kind_count; i++) {
		enum ac_page_kind kind = ac_page_kind_count;
		assert_true(
			ac_page_kind_from(ac_str(ac_page_kind_name((enum ac_page_kind)i)), &kind));
		assert_int_equal(kind, i);
	}
	for (int i = 0; i < ac_page_step_count; i++) {
		enum ac_page_step step = ac_page_step_count;
		assert_true(
			ac_page_step_from(ac_str(ac_page_step_name((enum ac_page_step)i)), &step));
		assert_int_equal(step, i);
	}
	enum ac_page_kind kind;
	assert_false(ac_page_kind_from(AC_STR("party"), &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_goes_from_the_first_to_the_next_to_everybody_to_anybody_and_never_stops),
		CASE(who_may_not_settle_it_is_asked_last_and_not_never),
		CASE(what_is_the_heads_goes_to_the_head_first_on_duty_or_not),
		CASE(the_wait_is_told),
		CASE(who_comes_on_duty_has_their_turns_first),
		CASE(nobody_on_duty_is_no_reason_for_silence),
		CASE(a_number_that_carriers_refuse_holds_nobody_up),
		CASE(whoever_drafted_it_is_left_out_while_there_is_another),
		CASE(a_clock_that_was_set_back_silences_nobody),
		CASE(ok_and_take_are_understood_and_nothing_else),
		CASE(every_word_of_the_tables_is_found_again),
	};
	return RUN(tests);
}
