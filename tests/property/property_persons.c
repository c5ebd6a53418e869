/* Random histories of who made whom, against an oracle that forges every key there is. If this breaks: somebody walks round
 * the second person by way of accounts that they made on the way, however many. */
#include "check.h"

#include "base/random.h"
#include "threat/two_persons.h"

enum { people = 7, rounds = 20000 };
static const char *const names[people] = { "a", "b", "c", "d", "e", "f", "g" };
static const struct ac_wall now = { 1000 * AC_DAY };

struct history {
	struct ac_making makings[ac_makings_max];
	size_t n;
	bool keys[people][people]; /* the oracle: who can log in as whom */
};

static void draw(struct ac_random *random, struct history *h)
{
	*h = (struct history){ .n = ac_random_below(random, 14) };
	for (size_t i = 0; i < h->n; i++) {
		size_t maker = ac_random_below(random, people);
		size_t account = ac_random_below(random, people);
		int64_t ago = (int64_t)ac_random_below(random, 30) * AC_HOUR;
		h->makings[i] = (struct ac_making){ ac_str(names[maker]), ac_str(names[account]),
			{ now.us - ago } };
		h->keys[maker][account] |= ago <= 24 * AC_HOUR;
	}
	for (int by = 0; by < people; by++)
		for (int from = 0; from < people; from++)
			for (int to = 0; to < people; to++)
				h->keys[from][to] |= h->keys[from][by] && h->keys[by][to];
}

static void two_are_two_just_when_neither_can_log_in_as_the_other(void **state)
{
	(void)state;
	struct ac_random random;
	size_t two = 0, one = 0;
	ac_random_seed(&random, 1);
	for (int round = 0; round < rounds; round++) {
		struct history h;
		draw(&random, &h);
		size_t drafter = ac_random_below(&random, people);
		size_t approver = (drafter + 1 + ac_random_below(&random, people - 1)) % people;
		bool are = ac_two_persons(
			h.makings, h.n, ac_str(names[drafter]), ac_str(names[approver]), now);
		assert_int_equal(are, !h.keys[drafter][approver] && !h.keys[approver][drafter]);
		two += are;
		one += !are;
	}
	assert_true(two > rounds / 10);
	assert_true(one > rounds / 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(two_are_two_just_when_neither_can_log_in_as_the_other),
	};
	return RUN(tests);
}
