/* threat/lockout.h - how long an account is closed after wrong log-ins. Pure: time is an argument.
 *
 * Five wrong ones in a row close it for 15 minutes, five more for twice as long, and so on up to a day. A
 * right one begins anew. While it is closed nothing is counted, or somebody else could keep it closed.
 */
#pragma once
#include "base/clock.h"

enum { ac_lockout_tries = 5 };
#define AC_LOCKOUT_FIRST (15 * AC_MINUTE)
#define AC_LOCKOUT_LONGEST AC_DAY

struct ac_lockout {
	int64_t failed; /* wrong ones in a row since the last lock */
	int64_t locks; /* locks in a row */
	struct ac_wall until; /* 0: never was closed */
};

bool ac_lockout_holds(const struct ac_lockout *lockout, struct ac_wall now);

/** Another wrong one, while it does not hold. @return whether that closes the account */
bool ac_lockout_wrong(struct ac_lockout *lockout, struct ac_wall now);
