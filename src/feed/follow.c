#include "feed/follow.h"

int64_t ac_follow_wait_us(int64_t every_min, int64_t failures)
{
	int64_t longest = every_min > ac_follow_longest_min ? every_min : ac_follow_longest_min;
	int64_t wait = every_min;
	for (int64_t i = 0; i < failures && wait < longest; i++)
		wait *= 2;
	return (wait < longest ? wait : longest) * AC_MINUTE;
}
