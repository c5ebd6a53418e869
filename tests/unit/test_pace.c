/* What a user loses if this breaks: a link that carriers block for sending too fast, or a campaign that crawls. */
#include "check.h"
#include "outreach/pace.h"

static struct ac_mono at_ms(int64_t ms)
{
	return (struct ac_mono){ ms * 1000 };
}

static int sent_during(struct ac_pace *pace, int64_t from_ms, int64_t to_ms)
{
	int sent = 0;
	for (int64_t ms = from_ms; ms < to_ms; ms++) {
		int n = ac_pace_available(pace, at_ms(ms));
		ac_pace_take(pace, n);
		sent += n;
	}
	return sent;
}

static void a_second_never_carries_more_than_the_rate_and_its_burst(void **state)
{
	(void)state;
	static const double rates[] = { 1, 9.5, 100, 5000 };
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct ac_pace pace;
		ac_pace_init(&pace, rates[i], at_ms(0));
		int sent = sent_during(&pace, 0, 1000);
		assert_true(sent <= rates[i] * 1.05 + 1);
		assert_true(sent >= rates[i] * 0.95 - 1);
	}
}

static void a_throttled_link_slows_at_once_and_is_back_after_quiet_seconds(void **state)
{
	(void)state;
	struct ac_pace pace;
	ac_pace_init(&pace, 100, at_ms(0));
	ac_pace_throttled(&pace, at_ms(0));
	assert_in_range(sent_during(&pace, 0, 1000), 45, 55);
	(void)sent_during(&pace, 1000, 6000);
	assert_in_range(sent_during(&pace, 6000, 7000), 95, 105);
}

static void a_clock_that_stands_still_gives_nothing_away(void **state)
{
	(void)state;
	struct ac_pace pace;
	ac_pace_init(&pace, 100, at_ms(500));
	ac_pace_take(&pace, ac_pace_available(&pace, at_ms(500)));
	assert_int_equal(ac_pace_available(&pace, at_ms(500)), 0);
	assert_int_equal(ac_pace_available(&pace, at_ms(400)), 0);
	assert_true(ac_pace_next(&pace, at_ms(500)).us > at_ms(500).us);
}

static void a_long_message_goes_whole_and_is_paid_for_afterwards(void **state)
{
	(void)state;
	struct ac_pace pace;
	ac_pace_init(&pace, 10, at_ms(0));
	assert_int_equal(ac_pace_available(&pace, at_ms(0)), 1);
	ac_pace_take(&pace, 4);
	assert_int_equal(ac_pace_available(&pace, at_ms(350)), 0);
	assert_int_equal(ac_pace_available(&pace, at_ms(450)), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_second_never_carries_more_than_the_rate_and_its_burst),
		CASE(a_throttled_link_slows_at_once_and_is_back_after_quiet_seconds),
		CASE(a_clock_that_stands_still_gives_nothing_away),
		CASE(a_long_message_goes_whole_and_is_paid_for_afterwards),
	};
	return RUN(tests);
}
