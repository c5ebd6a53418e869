/* feed/follow.h - how somebody else's feed is followed: how often, and how seldom when it fails. Pure. */
#pragma once
#include "base/clock.h"

enum {
	ac_follow_least_min = 1, /* minutes between two looks */
	ac_follow_most_min = 24 * 60,
	ac_follow_longest_min = 6 * 60, /* between two looks at a feed that fails */
};

/**
 * How long to wait after a look: twice as long after each failure in a row, at most six hours (or as long as
 * usual). No chance in it: what is polled when can be said beforehand.
 * @param every_min  ac_follow_least_min…ac_follow_most_min
 * @param failures   in a row, >= 0
 * @return microseconds
 */
int64_t ac_follow_wait_us(int64_t every_min, int64_t failures);
