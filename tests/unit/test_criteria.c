/* What a user loses if this breaks: they are told that it is over while it is not: on evidence that went
 * stale, an hour after the last arrest, or two levels at once. */
#include "check.h"

#include "base/buf.h"
#include "threat/criteria.h"

#include <stdio.h>
#include <stdlib.h>

static struct ac_wall at(const char *text)
{
	struct ac_wall wall;
	assert_int_equal(ac_wall_parse(ac_str(text), &wall, NULL), AC_OK);
	return wall;
}

static const struct ac_wall for_good = { INT64_MAX };

static void enter(struct ac_criterion *c, const char *when, enum ac_criterion_status status,
	struct ac_wall valid_until)
{
	struct ac_criterion_entry entry = { at(when), status, valid_until };
	ac_criterion_take(c, &entry);
}

static struct ac_criterion custody(void)
{
	return (struct ac_criterion){ .id = 1,
		.text = AC_STR("custody 7 of 8"),
		.mandatory = true,
		.hold_us = AC_HOLD_DEFAULT };
}

struct seen {
	struct ac_buf text;
	enum ac_lack_kind kinds[16];
	int64_t short_us;
	size_t n;
};

static void see(void *ctx, const struct ac_lack *lack)
{
	struct seen *seen = ctx;
	ac_buf_printf(&seen->text, "%s\n", lack->text);
	seen->kinds[seen->n++] = lack->kind;
	seen->short_us = lack->short_us;
}

static void seen_done(struct seen *seen)
{
	ac_buf_done(&seen->text);
}
AC_AUTO_DEFINE_VALUE(seen, struct seen, seen_done)

static size_t lacks(const struct ac_criterion *c, size_t n, const char *now, struct seen *seen)
{
	seen_done(seen);
	*seen = (struct seen){ 0 };
	ac_buf_init(&seen->text, 4096);
	return ac_ledger_lacks(c, n, at(now), (struct ac_wall){ 0 }, see, seen);
}

static void a_criterion_must_hold_for_its_whole_time(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	assert_int_equal(lacks(&c, 1, "2022-06-22T00:00:00Z", &seen), 1);
	assert_string_equal(seen.text.p, "custody 7 of 8: unknown\n");
	enter(&c, "2022-06-17T00:30:00Z", AC_CRITERION_unmet, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-22T00:00:00Z", &seen), 1);
	assert_string_equal(seen.text.p, "custody 7 of 8: unmet\n");
	enter(&c, "2022-06-22T01:10:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-24T14:10:00Z", &seen), 1);
	assert_string_equal(seen.text.p,
		"custody 7 of 8: met since 2022-06-22T01:10:00Z, must hold until "
		"2022-06-25T01:10:00Z: 11 h short\n");
	assert_int_equal(seen.kinds[0], AC_LACK_TIME);
	assert_int_equal(seen.short_us, 11 * AC_HOUR);
	assert_int_equal(lacks(&c, 1, "2022-06-25T01:09:59Z", &seen), 1);
	assert_int_equal(lacks(&c, 1, "2022-06-25T01:10:00Z", &seen), 0);
}

/* Lost: an hour in which two officers wait for a draft that can never be approved. */
static void evidence_newer_than_the_draft_says_that_it_must_be_drafted_again(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	enter(&c, "2022-06-22T01:10:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-22T01:09:59Z", &seen), 1);
	assert_string_equal(seen.text.p,
		"custody 7 of 8: its time counts from 2022-06-22T01:10:00Z, which is later than "
		"this was drafted (2022-06-22T01:09:59Z): draft it again\n");
	assert_int_equal(lacks(&c, 1, "2022-06-22T01:10:00Z", &seen), 1);
	assert_non_null(strstr(seen.text.p, "must hold until"));
}

static void stale_evidence_is_no_evidence_and_the_time_begins_anew(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	enter(&c, "2022-06-01T00:00:00Z", AC_CRITERION_met, at("2022-06-02T00:00:00Z"));
	assert_int_equal(ac_criterion_now(&c, at("2022-06-01T23:59:59Z")), AC_CRITERION_met);
	assert_int_equal(ac_criterion_now(&c, at("2022-06-02T00:00:00Z")), AC_CRITERION_unknown);
	assert_int_equal(lacks(&c, 1, "2022-06-09T00:00:00Z", &seen), 1);
	assert_non_null(strstr(seen.text.p, "stale since 2022-06-02T00:00:00Z"));
	enter(&c, "2022-06-09T00:00:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-11T23:59:59Z", &seen), 1);
	assert_int_equal(lacks(&c, 1, "2022-06-12T00:00:00Z", &seen), 0);
}

static void evidence_renewed_in_time_does_not_interrupt(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	enter(&c, "2022-06-01T00:00:00Z", AC_CRITERION_met, at("2022-06-03T00:00:00Z"));
	enter(&c, "2022-06-02T23:00:00Z", AC_CRITERION_met, at("2022-06-05T00:00:00Z"));
	assert_int_equal(lacks(&c, 1, "2022-06-04T00:00:00Z", &seen), 0);
	assert_int_equal(lacks(&c, 1, "2022-06-05T00:00:00Z", &seen), 1);
}

static void a_waiver_counts_from_its_own_time_on(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	enter(&c, "2022-06-01T00:00:00Z", AC_CRITERION_met, for_good);
	enter(&c, "2022-06-03T00:00:00Z", AC_CRITERION_waived, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-05T23:59:59Z", &seen), 1);
	assert_int_equal(lacks(&c, 1, "2022-06-06T00:00:00Z", &seen), 0);
	enter(&c, "2022-06-07T00:00:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-07T00:00:00Z", &seen), 0);
}

static void an_optional_criterion_stops_nothing_and_a_ledger_of_them_is_empty(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion two[] = { custody(), custody() };
	two[1].mandatory = false;
	enter(&two[0], "2022-06-01T00:00:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(two, 2, "2022-06-05T00:00:00Z", &seen), 0);
	assert_int_equal(lacks(two + 1, 1, "2022-06-05T00:00:00Z", &seen), 1);
	assert_int_equal(seen.kinds[0], AC_LACK_CRITERIA);
	assert_int_equal(lacks(NULL, 0, "2022-06-05T00:00:00Z", &seen), 1);
}

static void a_hold_of_no_time_is_a_choice_that_counts_at_once(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	c.hold_us = 0;
	enter(&c, "2022-06-01T00:00:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(lacks(&c, 1, "2022-06-01T00:00:00Z", &seen), 0);
}

/* ---- lowering ---- */

static void each_thing_that_is_missing_is_told(void **state)
{
	(void)state;
	AC_AUTO(seen) struct seen seen = { 0 };
	struct ac_criterion c = custody();
	struct ac_lowering lowering = {
		.at = at("2022-06-28T16:00:00Z"),
		.all_clear = true,
		.scheme = ac_scheme_find(AC_STR("IL-NSC-2022")),
		.from = 4,
		.to = 2,
	};
	ac_buf_init(&seen.text, 4096);
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, see, &seen), 4);
	static const enum ac_lack_kind kinds[] = { AC_LACK_STATUS, AC_LACK_ADVICE, AC_LACK_STEP,
		AC_LACK_REVIEW };
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(seen.kinds[i], kinds[i]);
	enter(&c, "2022-06-25T15:00:00Z", AC_CRITERION_met, for_good);
	lowering.to = 3;
	lowering.residual_advice = true;
	lowering.review = at("2022-07-28T16:00:00Z");
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, NULL, NULL), 0);
	lowering.review = lowering.at;
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, NULL, NULL), 1);
}

static void raising_needs_no_criteria_and_the_next_step_down_a_time_of_its_own(void **state)
{
	(void)state;
	struct ac_criterion c = custody();
	struct ac_lowering lowering = {
		.at = at("2022-06-28T16:00:00Z"),
		.scheme = ac_scheme_find(AC_STR("IL-NSC-pre2022")),
		.from = 4,
		.to = 1, /* the worst of that scheme */
		.review = at("2022-07-28T16:00:00Z"),
	};
	assert_int_equal(ac_lowering_lacks(NULL, 0, &lowering, NULL, NULL), 0);
	lowering.from = 1;
	lowering.to = 2;
	lowering.residual_advice = true;
	enter(&c, "2022-06-01T00:00:00Z", AC_CRITERION_met, for_good);
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, NULL, NULL), 0);
	lowering.lowered_at = at("2022-06-26T16:00:00Z");
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, NULL, NULL), 1);
	lowering.lowered_at = at("2022-06-25T16:00:00Z");
	assert_int_equal(ac_lowering_lacks(&c, 1, &lowering, NULL, NULL), 0);
}

/* ---- levels ---- */

static void a_scheme_knows_its_direction(void **state)
{
	(void)state;
	static const struct {
		const char *scheme;
		int64_t from, to;
		int steps;
	} cases[] = { { "IL-NSC-2022", 4, 3, -1 }, { "IL-NSC-2022", 3, 4, 1 },
		{ "IL-NSC-pre2022", 1, 2, -1 }, { "IL-NSC-pre2022", 4, 1, 3 },
		{ "US-STATE-2018", 4, 2, -2 }, { "UK-FCDO", 2, 0, -2 }, { "CA-GAC", 2, 2, 0 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ac_level_steps(ac_scheme_find(ac_str(cases[i].scheme)),
					 cases[i].from, cases[i].to),
			cases[i].steps);
	struct ac_error err;
	const struct ac_scheme *scheme;
	int64_t next;
	assert_int_equal(ac_scheme_get(AC_STR("IL"), &scheme, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "IL-NSC-2022"));
	assert_int_equal(ac_scheme_get(AC_STR("UK-FCDO"), &scheme, &err), AC_OK);
	assert_int_equal(ac_level_check(scheme, 4, &err), AC_INVALID);
	assert_true(ac_level_one_down(scheme, 1, &next) && next == 0);
	assert_false(ac_level_one_down(scheme, 0, &next));
}

/* Rows of a file of the shared data, field by field. @return false, and says so, where it is missing */
static bool each_row(
	const char *name, void (*visit)(void *ctx, struct ac_str *fields, int n), void *ctx)
{
	char path[1024], line[512];
	const char *shared = getenv("AC_SHARED");
	(void)snprintf(
		path, sizeof path, "%s/data/reference/%s", shared ? shared : AC_TEST_SHARED, name);
	FILE *file = fopen(path, "r");
	if (!file) {
		print_message("not found: ../shared/data/reference/%s, left out\n", name);
		return false;
	}
	while (fgets(line, sizeof line, file)) {
		struct ac_str fields[8], rest = ac_str_trim(ac_str(line));
		int n = 0;
		while (n < 8 && ac_str_cut(&rest, ',', &fields[n]))
			n++;
		visit(ctx, fields, n);
	}
	fclose(file);
	return true;
}

static void compare_level(void *ctx, struct ac_str *fields, int n)
{
	struct ac_str id = fields[0], word;
	int64_t code;
	if (ac_str_eq(id, AC_STR("scheme_id")) || n < 4)
		return;
	(void)ac_str_cut(&id, ' ', &word); /* what stands behind it is a remark */
	const struct ac_scheme *scheme = ac_scheme_find(word);
	assert_non_null(scheme);
	assert_true(ac_str_to_i64(fields[2], 0, 9, &code));
	assert_true(ac_str_eq(fields[3], ac_str(ac_level_name(scheme, code))));
	if (fields[1].n)
		assert_int_equal(ac_str_eq(fields[1], AC_STR("4=worst")), ac_scheme_rises(scheme));
	++*(int *)ctx;
}

static void the_schemes_are_those_of_the_reference(void **state)
{
	(void)state;
	int rows = 0, levels = 0;
	for (const struct ac_scheme *scheme = ac_schemes; scheme->id; scheme++)
		levels += scheme->n;
	if (each_row("travel_levels.csv", compare_level, &rows))
		assert_int_equal(rows, levels);
}

struct past {
	int rows;
	int64_t level;
};

static void follow(void *ctx, struct ac_str *fields, int n)
{
	struct past *past = ctx;
	const struct ac_scheme *scheme = ac_scheme_find(AC_STR("IL-NSC-2022"));
	int64_t level;
	if (n < 3 || !ac_str_eq(fields[0], AC_STR("IL-NSC Istanbul")) ||
		!ac_str_to_i64(fields[2], 1, 4, &level))
		return;
	if (past->rows++)
		assert_int_equal(ac_level_steps(scheme, past->level, level), -1);
	past->level = level;
}

static void istanbul_was_lowered_by_one_step(void **state)
{
	(void)state;
	struct past past = { 0 };
	if (!each_row("level_history.csv", follow, &past))
		return;
	assert_int_equal(past.rows, 2);
	assert_int_equal(past.level, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_criterion_must_hold_for_its_whole_time),
		CASE(evidence_newer_than_the_draft_says_that_it_must_be_drafted_again),
		CASE(stale_evidence_is_no_evidence_and_the_time_begins_anew),
		CASE(evidence_renewed_in_time_does_not_interrupt),
		CASE(a_waiver_counts_from_its_own_time_on),
		CASE(an_optional_criterion_stops_nothing_and_a_ledger_of_them_is_empty),
		CASE(a_hold_of_no_time_is_a_choice_that_counts_at_once),
		CASE(each_thing_that_is_missing_is_told),
		CASE(raising_needs_no_criteria_and_the_next_step_down_a_time_of_its_own),
		CASE(a_scheme_knows_its_direction),
		CASE(the_schemes_are_those_of_the_reference),
		CASE(istanbul_was_lowered_by_one_step),
	};
	return RUN(tests);
}
