/* threat/two_persons.h - are two accounts two persons, as far as a program can tell?
 *
 * Whoever makes an account, opens it, or gives it roles, a password or an authenticator holds its keys for a while, and
 * may be its holder. So may whoever made the maker. Within that while neither of two accounts may stand at the end of
 * such a line from the other. A third person who made both of them is no reason: somebody has to.
 */
#pragma once
#include "base/clock.h"
#include "base/str.h"

enum { ac_makings_max = 64 };
static const int64_t ac_making_lasts_us = 24 * AC_HOUR;

/* One account made or re-set another. Names are borrowed. */
struct ac_making {
	struct ac_str maker, account;
	struct ac_wall at;
};

/**
 * @param makings  what happened to either and to their makers, in any order
 * @param n        at most ac_makings_max; whoever has more cannot tell, and must say no
 */
bool ac_two_persons(const struct ac_making *makings, size_t n, struct ac_str one,
	struct ac_str other, struct ac_wall now);
