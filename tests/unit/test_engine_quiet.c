/* What a user loses if this breaks: thousands are woken at night by what could wait; or somebody who had
 * to know at once hears of it in the morning, or never. */
#include "engine_world.h"

static struct ac_wall at(const char *when)
{
	struct ac_wall wall;
	assert_int_equal(ac_wall_parse(ac_str(when), &wall, NULL), AC_OK);
	return wall;
}

/* 22:00 to 07:00, two hours east of Greenwich in summer and one in winter. */
static struct ac_quiet nights(void)
{
	return (struct ac_quiet){ .from_min = 22 * 60,
		.until_min = 7 * 60,
		.zone = "Europe/Berlin",
		.offset_s = 7200,
		.n_changes = 2,
		.changes = { { at("2022-10-30T01:00:00Z"), 3600 },
			{ at("2023-03-26T01:00:00Z"), 7200 } } };
}

static void quiet_hours_end_when_the_clock_on_the_wall_says_so(void **state)
{
	(void)state;
	static const struct {
		const char *now, *end;
	} cases[] = {
		{ "2022-06-13T19:59:59Z", "2022-06-13T19:59:59Z" },
		{ "2022-06-13T20:00:00Z", "2022-06-14T05:00:00Z" },
		{ "2022-06-13T22:30:00Z", "2022-06-14T05:00:00Z" },
		{ "2022-06-14T04:59:59Z", "2022-06-14T05:00:00Z" },
		{ "2022-06-14T05:00:00Z", "2022-06-14T05:00:00Z" },
		/* the night in which the clock is put back is an hour longer */
		{ "2022-10-29T20:00:00Z", "2022-10-30T06:00:00Z" },
		{ "2022-10-30T05:30:00Z", "2022-10-30T06:00:00Z" },
		/* in winter they begin and end an hour later by UTC */
		{ "2022-11-05T20:30:00Z", "2022-11-05T20:30:00Z" },
		{ "2022-11-05T21:00:00Z", "2022-11-06T06:00:00Z" },
		/* and the one in which it is put forward an hour shorter */
		{ "2023-03-25T21:00:00Z", "2023-03-26T05:00:00Z" },
	};
	struct ac_quiet quiet = nights();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ac_quiet_end(&quiet, at(cases[i].now)).us, at(cases[i].end).us);
}

static void a_clock_put_over_their_end_ends_them_and_put_back_begins_them_again(void **state)
{
	(void)state;
	struct ac_quiet quiet = nights();
	quiet.until_min = 2 * 60 + 30;
	/* 02:00 becomes 03:00: there is no half past two */
	assert_int_equal(
		ac_quiet_end(&quiet, at("2023-03-25T23:00:00Z")).us, at("2023-03-26T01:00:00Z").us);
	/* 03:00 becomes 02:00: half past two comes twice */
	assert_int_equal(
		ac_quiet_end(&quiet, at("2022-10-29T23:00:00Z")).us, at("2022-10-30T00:30:00Z").us);
	assert_int_equal(
		ac_quiet_end(&quiet, at("2022-10-30T00:45:00Z")).us, at("2022-10-30T00:45:00Z").us);
	assert_int_equal(
		ac_quiet_end(&quiet, at("2022-10-30T01:10:00Z")).us, at("2022-10-30T01:30:00Z").us);
}

/* ---- people ---- */

/* Tiers 2, 3 and 4 keep them. */
static struct ac_plan quiet_plan(void)
{
	struct ac_plan p = plan();
	p.quiet = nights();
	for (int tier = 2; tier <= 4; tier++)
		p.tiers[tier].quiet = true;
	p.tiers[4].arrived_tier = 2;
	return p;
}

static struct world *night(const char *when, bool receipts)
{
	struct ac_plan p = quiet_plan();
	struct world *w = begin_with(&p, receipts);
	w->now.wall = at(when);
	step(w);
	return w;
}

static void until(struct world *w, const char *when)
{
	int64_t us = at(when).us - w->now.wall.us;
	assert_true(us > AC_SECOND);
	run(w, us - AC_SECOND);
	run(w, AC_SECOND); /* what becomes due then leaves */
}

static void told_by(struct world *w, size_t attempt)
{
	assert_true(attempt < w->n_sent);
	carrier_says(w, w->sent[attempt], AC_RESULT_ACCEPTED);
}

/* Person 1 of tier 2, on number 100, has been told. */
static struct world *one_told(const char *when)
{
	struct world *w = night(when, false);
	join(w, person(1, 2, 100));
	run(w, AC_MINUTE);
	told_by(w, 0);
	return w;
}

static void a_first_word_waits_for_the_morning_and_is_counted_as_pending(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1];
	join(w, person(1, 2, 100));
	join(w, person(2, 1, 200));
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->said[0].traveller, 2); /* tier 1 is told at any hour */
	assert_int_equal(counts(w).tiers[2].pending, 1);
	assert_int_equal(ac_engine_quiet(w->engine, 7, tiers), AC_OK);
	assert_int_equal(tiers[2].waiting, 1);
	assert_int_equal(tiers[2].until.us, at("2022-06-14T05:00:00Z").us);
	assert_int_equal(tiers[1].waiting, 0);
	until(w, "2022-06-14T04:59:00Z");
	assert_int_equal(w->n_sent, 1);
	until(w, "2022-06-14T05:01:00Z");
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].kind, AC_KIND_instruction);
	assert_int_equal(ac_engine_quiet(w->engine, 7, tiers), AC_OK);
	assert_int_equal(tiers[2].waiting, 0);
	end(w);
}

static void reminders_and_calls_wait_too(void **state)
{
	(void)state;
	struct world *w = one_told("2022-06-13T19:30:00Z");
	until(w, "2022-06-14T04:59:00Z");
	assert_int_equal(w->n_sent, 1);
	until(w, "2022-06-14T05:01:00Z");
	assert_int_equal(w->said[1].kind, AC_KIND_reminder);
	told_by(w, 1);
	answers(w, 100, AC_WORD_free_text);
	w->now.wall = at("2022-06-14T20:30:00Z");
	run(w, AC_MINUTE);
	assert_int_equal(w->raised[AC_RAISE_DESK], 0);
	until(w, "2022-06-15T05:01:00Z");
	assert_int_equal(w->raised[AC_RAISE_DESK], 1);
	end(w);
}

static void the_question_whether_they_left_waits(void **state)
{
	(void)state;
	struct world *w = one_told("2022-06-13T09:00:00Z");
	answers(w, 100, AC_WORD_leaving); /* asked again twelve hours later */
	until(w, "2022-06-14T04:59:00Z");
	assert_int_equal(w->n_sent, 1);
	until(w, "2022-06-14T05:01:00Z");
	assert_int_equal(w->said[1].kind, AC_KIND_ask_again);
	end(w);
}

static void a_correction_does_not_wait(void **state)
{
	(void)state;
	struct world *w = one_told("2022-06-13T19:30:00Z");
	until(w, "2022-06-13T23:00:00Z");
	officer(w, (struct ac_order_input){ .order = AC_ORDER_TEXT, .tier = 2, .version = 2 });
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].kind, AC_KIND_replacement);
	end(w);
}

static void who_answers_at_night_is_answered_at_night(void **state)
{
	(void)state;
	struct world *w = one_told("2022-06-13T19:30:00Z");
	until(w, "2022-06-13T23:00:00Z");
	answers(w, 100, AC_WORD_staying); /* tier 3 now: what holds there replaces what they have */
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(w->said[1].tier, 3);
	answers(w, 100, AC_WORD_need_help);
	assert_int_equal(w->raised[AC_RAISE_HELP], 1);
	end(w);
}

static void the_all_clear_waits_and_a_retraction_does_not(void **state)
{
	(void)state;
	static const enum ac_kind kinds[] = { AC_KIND_all_clear, AC_KIND_retraction };
	for (int i = 0; i < 2; i++) {
		struct world *w = one_told("2022-06-13T19:30:00Z");
		until(w, "2022-06-13T23:00:00Z");
		officer(w, (struct ac_order_input){
				   .order = AC_ORDER_CLOSE, .kind = kinds[i], .version = 1 });
		run(w, AC_MINUTE);
		assert_int_equal(w->n_sent, 1 + i);
		assert_int_equal(counts(w).closing_pending, 1);
		until(w, "2022-06-14T05:01:00Z");
		assert_int_equal(w->n_sent, 2);
		assert_int_equal(w->said[1].kind, kinds[i]);
		end(w);
	}
}

static void who_leaves_before_the_morning_and_knows_nothing_is_told_at_once(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	struct ac_task_spec leaves = person(1, 2, 100), stays = person(2, 2, 200);
	struct ac_task_spec arrives = person(3, 4, 300);
	leaves.departs = at("2022-06-13T22:00:00Z");
	stays.departs = at("2022-06-14T22:00:00Z");
	arrives.arrives = at("2022-06-13T22:00:00Z");
	join(w, leaves);
	join(w, stays);
	join(w, arrives);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 2);
	assert_int_equal(image(w, 1).tries, 1);
	assert_int_equal(image(w, 2).tries, 0);
	assert_int_equal(image(w, 3).tries, 1);
	end(w);
}

static void departures_and_arrivals_do_not_wait(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T19:30:00Z", false);
	struct ac_task_spec leaves = person(1, 2, 100), arrives = person(2, 4, 200);
	leaves.departs = arrives.arrives = at("2022-06-13T22:00:00Z");
	join(w, leaves);
	join(w, arrives);
	run(w, AC_MINUTE);
	told_by(w, 0);
	told_by(w, 1);
	until(w, "2022-06-13T22:01:00Z");
	assert_int_equal(image(w, 1).standing, AC_STANDING_departed);
	assert_int_equal(image(w, 2).tier, 2);
	until(w, "2022-06-14T04:59:00Z");
	assert_int_equal(w->said[w->n_sent - 1].kind, AC_KIND_replacement);
	assert_int_equal(w->n_sent, 3); /* what holds for who has come; the reminders wait */
	end(w);
}

static void what_was_chosen_before_they_began_does_not_leave_in_them(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T19:59:00Z", false);
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_TEMPORARY); /* again in five seconds … */
	w->now.wall = at("2022-06-13T20:00:00Z");
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->withdrawn, 1);
	assert_int_equal(image(w, 1).tries, 0);
	until(w, "2022-06-14T05:01:00Z");
	assert_int_equal(w->n_sent, 2);
	end(w);
}

static void who_waits_for_a_link_when_they_begin_waits_for_their_end(void **state)
{
	(void)state;
	struct ac_plan p = quiet_plan();
	struct world *w = begin_with(&p, false);
	w->now.wall = at("2022-06-13T19:59:00Z");
	feed(w, (struct ac_input){ .kind = AC_INPUT_LINK,
			.link = { link_a, false, false, AC_CHANNEL_sms, 1000, 100 } });
	join(w, person(1, 2, 100));
	run(w, AC_SECOND);
	assert_int_equal(counts(w).ready, 1);
	w->now.wall = at("2022-06-13T20:00:00Z");
	link_up(w, false);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 0);
	assert_int_equal(counts(w).ready, 0);
	until(w, "2022-06-14T05:01:00Z");
	assert_int_equal(w->n_sent, 1);
	end(w);
}

static void one_number_gets_one_message_whoever_of_them_sleeps(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	join(w, person(1, 2, 100));
	join(w, person(2, 1, 100)); /* theirs leaves, and is good for both */
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 1);
	told_by(w, 0);
	assert_int_equal(counts(w).all.told, 2);
	until(w, "2022-06-13T20:59:00Z");
	assert_int_equal(w->n_sent, 1);
	end(w);
}

/* ---- the override ---- */

static void quiet_order(struct world *w, uint8_t tier, bool quiet)
{
	officer(w,
		(struct ac_order_input){ .order = AC_ORDER_QUIET, .tier = tier, .quiet = quiet });
}

static void an_override_reaches_those_who_wait_at_once_and_no_other_tier(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1];
	join(w, person(1, 2, 100));
	join(w, person(2, 3, 200));
	run(w, AC_MINUTE);
	quiet_order(w, 2, false);
	assert_int_equal(w->answer, AC_OK);
	run(w, AC_SECOND);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->said[0].traveller, 1);
	assert_int_equal(ac_engine_quiet(w->engine, 7, tiers), AC_OK);
	assert_false(tiers[2].kept);
	assert_true(tiers[3].kept);
	assert_int_equal(tiers[3].waiting, 1);
	end(w);
}

static void hours_that_are_kept_again_hold_back_what_is_chosen(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	join(w, person(1, 2, 100));
	quiet_order(w, 2, false);
	run(w, AC_SECOND);
	carrier_says(w, w->sent[0], AC_RESULT_TEMPORARY);
	quiet_order(w, 2, true);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 1);
	assert_int_equal(w->withdrawn, 1);
	end(w);
}

static void an_override_is_refused_where_there_is_nothing_to_override(void **state)
{
	(void)state;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	join(w, person(1, 2, 100));
	quiet_order(w, 1, true);
	assert_int_equal(w->answer, AC_CONFLICT);
	quiet_order(w, 5, false);
	assert_int_equal(w->answer, AC_NOT_FOUND);
	end(w);
	w = begin(false);
	join(w, person(1, 2, 100));
	quiet_order(w, 2, true);
	assert_int_equal(w->answer, AC_CONFLICT);
	end(w);
}

/* The engine ends and another takes over, with the plan as it is stored. */
static void restart(struct world *w, struct ac_plan p)
{
	struct ac_person_view view;
	struct ac_engine_config config = ac_engine_config_default();
	struct ac_campaign_input campaign = { .id = 7, .plan = p, .versions = { 0, 1, 1, 1, 1 } };
	int64_t as_of = 0;
	assert_int_equal(ac_engine_person(w->engine, 7, 1, &view), AC_OK);
	ac_engine_free(w->engine);
	w->engine = ac_engine_new(&config);
	feed(w, (struct ac_input){ .kind = AC_INPUT_CAMPAIGN, .campaign = &campaign });
	step(w);
	ac_engine_load(w->engine, &view.spec, &view.image, &as_of, 1);
	ac_engine_recovered(w->engine, w->now, 10, 10);
	link_up(w, false);
	step(w);
}

static void a_restart_changes_nothing_of_it(void **state)
{
	(void)state;
	struct ac_plan kept = quiet_plan(), overridden = quiet_plan();
	overridden.tiers[2].quiet = false;
	struct world *w = night("2022-06-13T20:30:00Z", false);
	join(w, person(1, 2, 100));
	run(w, AC_MINUTE);
	restart(w, kept);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 0);
	restart(w, overridden);
	run(w, AC_MINUTE);
	assert_int_equal(w->n_sent, 1);
	end(w);
}

static void a_plan_that_would_let_tier_1_sleep_is_refused(void **state)
{
	(void)state;
	struct ac_error err = { 0 };
	struct ac_plan p = quiet_plan();
	assert_int_equal(ac_plan_check(&p, &err), AC_OK);
	p.tiers[1].quiet = true;
	assert_int_equal(ac_plan_check(&p, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "tiers[1].quiet"));
	p = quiet_plan();
	p.quiet.until_min = p.quiet.from_min;
	assert_int_equal(ac_plan_check(&p, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "quiet_hours"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(quiet_hours_end_when_the_clock_on_the_wall_says_so),
		CASE(a_clock_put_over_their_end_ends_them_and_put_back_begins_them_again),
		CASE(a_first_word_waits_for_the_morning_and_is_counted_as_pending),
		CASE(reminders_and_calls_wait_too),
		CASE(the_question_whether_they_left_waits),
		CASE(a_correction_does_not_wait),
		CASE(who_answers_at_night_is_answered_at_night),
		CASE(the_all_clear_waits_and_a_retraction_does_not),
		CASE(who_leaves_before_the_morning_and_knows_nothing_is_told_at_once),
		CASE(departures_and_arrivals_do_not_wait),
		CASE(what_was_chosen_before_they_began_does_not_leave_in_them),
		CASE(who_waits_for_a_link_when_they_begin_waits_for_their_end),
		CASE(one_number_gets_one_message_whoever_of_them_sleeps),
		CASE(an_override_reaches_those_who_wait_at_once_and_no_other_tier),
		CASE(hours_that_are_kept_again_hold_back_what_is_chosen),
		CASE(an_override_is_refused_where_there_is_nothing_to_override),
		CASE(a_restart_changes_nothing_of_it),
		CASE(a_plan_that_would_let_tier_1_sleep_is_refused),
	};
	return RUN(tests);
}
