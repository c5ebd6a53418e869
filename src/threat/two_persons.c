#include "threat/two_persons.h"

#include <assert.h>

/* Does whoever made this account belong to the line that begins with `first`? */
static bool in_line(
	const struct ac_making *makings, size_t n, const bool *line, size_t at, struct ac_str first)
{
	if (ac_str_eq(makings[at].maker, first))
		return true;
	for (size_t i = 0; i < n; i++)
		if (line[i] && ac_str_eq(makings[i].account, makings[at].maker))
			return true;
	return false;
}

/* Does a line of makings lead from the first to the last? */
static bool leads(const struct ac_making *makings, size_t n, struct ac_str first,
	struct ac_str last, struct ac_wall now)
{
	bool line[ac_makings_max] = { false };
	for (bool grew = true; grew;) {
		grew = false;
		for (size_t at = 0; at < n; at++) {
			if (line[at] || makings[at].at.us < now.us - ac_making_lasts_us ||
				!in_line(makings, n, line, at, first))
				continue;
			if (ac_str_eq(makings[at].account, last))
				return true;
			line[at] = grew = true;
		}
	}
	return false;
}

bool ac_two_persons(const struct ac_making *makings, size_t n, struct ac_str one,
	struct ac_str other, struct ac_wall now)
{
	assert(n <= ac_makings_max);
	return !ac_str_eq(one, other) && !leads(makings, n, one, other, now) &&
	       !leads(makings, n, other, one, now);
}
