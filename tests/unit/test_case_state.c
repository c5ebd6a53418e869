/* What a user loses if this breaks: a case that was closed goes on in silence; only officials know of a danger, and
 * nobody is reminded that the others do not; a count of arrests that cannot be. */
#include "check.h"

#include "threat/case_state.h"
#include "threat/fact.h"

#include <stdio.h>
#include <string.h>

static void a_case_goes_only_where_its_table_lets_it(void **state)
{
	(void)state;
	static const struct {
		const char *state;
		enum ac_case_event event;
		const char *next;
	} cases[] = { { "open", AC_CASE_WARNED, "warned" }, { "open", AC_CASE_CLEARED, NULL },
		{ "open", AC_CASE_CLOSED, "closed" }, { "warned", AC_CASE_CLEARED, "easing" },
		{ "warned", AC_CASE_RETRACTED, "warned" }, { "easing", AC_CASE_WARNED, "warned" },
		{ "easing", AC_CASE_CLOSED, "closed" }, { "closed", AC_CASE_WARNED, NULL },
		{ "closed", AC_CASE_CLOSED, NULL }, { "nonsense", AC_CASE_CLOSED, NULL } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *next = ac_case_next(ac_str(cases[i].state), cases[i].event);
		if (cases[i].next)
			assert_string_equal(next, cases[i].next);
		else
			assert_null(next);
	}
}

static void the_page_about_states_says_what_the_table_says(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf page, file;
	ac_buf_init(&page, 1 << 16);
	ac_buf_init(&file, 1 << 16);
	ac_case_states_write(&page);
	FILE *f = fopen(AC_SOURCE_ROOT "/docs/case-states.md", "r");
	assert_non_null(f);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		ac_buf_add(&file, piece, n);
	fclose(f);
	if (!ac_str_eq(ac_buf_str(&page), ac_buf_str(&file)))
		fail_msg("docs/case-states.md is not what the table says: "
			 "build/tests/unit/test_case_state --print > docs/case-states.md");
}

static const struct ac_wall start = { 1000 * AC_HOUR };

static struct ac_wall hours(int64_t n)
{
	return (struct ac_wall){ start.us + n * AC_HOUR };
}

static void officials_alone_are_overdue_until_all_are_warned_or_a_reason_stands(void **state)
{
	(void)state;
	struct ac_officials officials = { .since = start, .within_us = 6 * AC_HOUR };
	assert_int_equal(ac_officials_due(&officials).us, hours(6).us);
	officials.kept_until = hours(2); /* a reason cannot make it shorter */
	assert_int_equal(ac_officials_due(&officials).us, hours(6).us);
	officials.kept_until = hours(30);
	assert_int_equal(ac_officials_due(&officials).us, hours(30).us);
	officials.told_until = hours(50); /* a warning that expires tells nobody any more */
	assert_int_equal(ac_officials_due(&officials).us, hours(50).us);
	assert_false(ac_officials_raise(&officials, hours(49)));
	assert_true(ac_officials_raise(&officials, hours(50)));
}

static void what_is_overdue_is_raised_at_once_and_every_hour(void **state)
{
	(void)state;
	struct ac_officials officials = { .since = start, .within_us = 6 * AC_HOUR };
	assert_false(ac_officials_raise(&officials, (struct ac_wall){ hours(6).us - 1 }));
	assert_true(ac_officials_raise(&officials, hours(6)));
	officials.raised_at = hours(6);
	assert_false(ac_officials_raise(&officials, (struct ac_wall){ hours(7).us - 1 }));
	assert_true(ac_officials_raise(&officials, hours(7)));
	/* a reason, and its end: what was raised before it does not count */
	officials.raised_at = hours(7);
	officials.kept_until = (struct ac_wall){ hours(7).us + 1 };
	assert_false(ac_officials_raise(&officials, hours(7)));
	assert_true(ac_officials_raise(&officials, officials.kept_until));
	/* an exercise whose clock was set back */
	officials.raised_at = hours(100);
	assert_true(ac_officials_raise(&officials, hours(8)));
}

static void a_fact_is_a_count_or_a_state(void **state)
{
	(void)state;
	struct ac_fact fact;
	assert_int_equal(ac_fact_read(AC_STR("custody"), AC_STR("7/8"), &fact, NULL), AC_OK);
	assert_true(fact.counted && fact.number == 7 && fact.total == 8);
	assert_int_equal(ac_fact_read(AC_STR("at-large"), AC_STR("0"), &fact, NULL), AC_OK);
	assert_true(fact.counted && fact.number == 0 && fact.total == -1);
	assert_int_equal(
		ac_fact_read(AC_STR("weapons-found"), AC_STR("partly"), &fact, NULL), AC_OK);
	assert_true(!fact.counted && ac_str_eq(fact.state, AC_STR("partly")));
}

static void a_fact_has_no_room_for_a_name(void **state)
{
	(void)state;
	static const char *const wrong[][3] = {
		{ "custody", "Mehmet", "count" },
		{ "custody", "5/8 Mehmet", "count" },
		{ "custody", "-1", "count" },
		{ "custody", "9/8", "more than there are" },
		{ "custody", "yes", "count" },
		{ "custody", "", "count" },
		{ "weapons-found", "by Mehmet", "yes, no, partly, unknown" },
		{ "weapons-found", "7", "yes, no" },
		{ "suspect", "Mehmet", "one of members, custody" },
		{ "", "1", "one of members" },
	};
	struct ac_fact fact;
	struct ac_error err;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(
			ac_fact_read(ac_str(wrong[i][0]), ac_str(wrong[i][1]), &fact, &err),
			AC_INVALID);
		assert_non_null(strstr(err.msg, wrong[i][2]));
		assert_null(strstr(err.msg, "Mehmet"));
	}
}

int main(int argc, char *argv[])
{
	if (argc > 1 && strcmp(argv[1], "--print") == 0) {
		AC_AUTO(buf) struct ac_buf page;
		ac_buf_init(&page, 1 << 16);
		ac_case_states_write(&page);
		return fwrite(page.p, 1, page.n, stdout) != page.n;
	}
	const struct CMUnitTest tests[] = {
		CASE(a_case_goes_only_where_its_table_lets_it),
		CASE(the_page_about_states_says_what_the_table_says),
		CASE(officials_alone_are_overdue_until_all_are_warned_or_a_reason_stands),
		CASE(what_is_overdue_is_raised_at_once_and_every_hour),
		CASE(a_fact_is_a_count_or_a_state),
		CASE(a_fact_has_no_room_for_a_name),
	};
	return RUN(tests);
}
