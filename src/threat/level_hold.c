#include "threat/level_hold.h"

static int lesser(int a, int b)
{
	return a < b ? a : b;
}

/* What a change still holds by itself: a rank, -1: nothing. */
static int held_by(const struct ac_scheme *scheme, const struct ac_level_change *change)
{
	if (change->none || change->hold == AC_HOLD_MISTAKEN)
		return -1;
	int rank = ac_level_rank(scheme, change->level);
	int left = change->hold == AC_HOLD_CLEARED ? ac_level_rank(scheme, change->cleared_to) : -1;
	return left < 0 ? rank : lesser(rank, left);
}

size_t ac_level_held(const struct ac_scheme *scheme, const struct ac_level_change *changes,
	size_t n, int64_t *level)
{
	int ceiling = scheme->n - 1, worst = -1;
	size_t holder = n;
	for (size_t i = n; i-- > 0;) {
		const struct ac_level_change *change = &changes[i];
		int rank = ac_level_rank(scheme, change->level);
		if (change->lowered && !change->none && rank >= 0)
			ceiling = lesser(ceiling, rank);
		int held = lesser(held_by(scheme, change), ceiling);
		if (held <= worst)
			continue;
		worst = held;
		holder = i;
	}
	if (holder < n)
		*level = scheme->levels[worst].code;
	return holder;
}
