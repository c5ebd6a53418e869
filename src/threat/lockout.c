#include "threat/lockout.h"

bool ac_lockout_holds(const struct ac_lockout *lockout, struct ac_wall now)
{
	return now.us < lockout->until.us;
}

bool ac_lockout_wrong(struct ac_lockout *lockout, struct ac_wall now)
{
	if (++lockout->failed < ac_lockout_tries)
		return false;
	int64_t wait = AC_LOCKOUT_FIRST;
	for (int64_t i = 0; i < lockout->locks && wait < AC_LOCKOUT_LONGEST; i++)
		wait *= 2;
	lockout->failed = 0;
	lockout->locks++;
	lockout->until.us = now.us + (wait < AC_LOCKOUT_LONGEST ? wait : AC_LOCKOUT_LONGEST);
	return true;
}
