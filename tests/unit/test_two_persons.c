/* What a user loses if this breaks: one person with the keys to two accounts drafts a warning and approves it, and nobody
 * else has seen it. Or a small desk's two officers are refused although neither holds the other's keys. */
#include "check.h"

#include "threat/two_persons.h"

static const struct ac_wall now = { 1000 * AC_DAY };

struct said {
	const char *maker, *account;
	int hours_ago;
};

static const struct {
	const char *what;
	bool two;
	struct said said[4];
} cases[] = {
	{ "nothing is known of either", true, { { 0 } } },
	{ "the drafter made the approver", false, { { "d", "a", 1 } } },
	{ "the approver made the drafter", false, { { "a", "d", 1 } } },
	{ "a day later", true, { { "d", "a", 25 }, { "a", "d", 25 } } },
	{ "at the last moment of the day", false, { { "d", "a", 24 } } },
	{ "through an administrator that the drafter made", false,
		{ { "d", "x", 2 }, { "x", "a", 1 } } },
	{ "through two, and the other way round", false,
		{ { "a", "x", 3 }, { "x", "y", 2 }, { "y", "d", 1 } } },
	{ "in whatever order the rows come", false, { { "x", "a", 1 }, { "d", "x", 2 } } },
	{ "through one who was made long ago", true, { { "d", "x", 30 }, { "x", "a", 1 } } },
	{ "a third one made both", true, { { "x", "d", 1 }, { "x", "a", 1 } } },
	{ "a third one's two administrators made them", true,
		{ { "x", "y", 1 }, { "y", "d", 1 }, { "x", "z", 1 }, { "z", "a", 1 } } },
	{ "each made somebody else", true, { { "d", "x", 1 }, { "a", "y", 1 } } },
	{ "two who made each other, and are neither", true,
		{ { "x", "y", 1 }, { "y", "x", 1 }, { "x", "a", 1 } } },
};

static struct ac_making making_of(const struct said *said)
{
	return (struct ac_making){ ac_str(said->maker), ac_str(said->account),
		{ now.us - said->hours_ago * AC_HOUR } };
}

static void whoever_holds_the_keys_to_the_other_account_is_not_a_second_person(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_making makings[4];
		size_t n = 0;
		for (; n < 4 && cases[i].said[n].maker; n++)
			makings[n] = making_of(&cases[i].said[n]);
		if (ac_two_persons(makings, n, AC_STR("d"), AC_STR("a"), now) != cases[i].two ||
			ac_two_persons(makings, n, AC_STR("a"), AC_STR("d"), now) != cases[i].two)
			fail_msg("%s: not %s", cases[i].what, cases[i].two ? "two" : "one");
	}
	assert_false(ac_two_persons(NULL, 0, AC_STR("d"), AC_STR("d"), now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(whoever_holds_the_keys_to_the_other_account_is_not_a_second_person),
	};
	return RUN(tests);
}
