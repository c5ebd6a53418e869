/* outreach/quiet.h - the hours in which nobody is woken by what may wait: local time of one place.
 *
 * Plain data inside a plan, so that the engine needs no time zones: the offset from UTC that holds, and
 * the instants at which it changes. They are copied from the zone's rules whenever a plan is read
 * (service/plan_json.c), not stored with it: a stored plan names the zone, and a country that gives up its
 * summer time is heeded from the next start on. 32 changes last 16 years at two a year, longer than any
 * campaign.
 */
#pragma once
#include "base/clock.h"

enum { ac_quiet_zone_max = 63, ac_quiet_changes_max = 32, ac_day_minutes = 24 * 60 };

/* From `at` on local time is UTC + offset_s. */
struct ac_quiet_change {
	struct ac_wall at;
	int32_t offset_s;
};

struct ac_quiet {
	int from_min, until_min; /* of the local day, [from, until); the same: there are none */
	char zone[ac_quiet_zone_max + 1];
	int32_t offset_s; /* until the first change */
	int n_changes;
	struct ac_quiet_change changes[ac_quiet_changes_max]; /* rising */
};

static inline bool ac_quiet_any(const struct ac_quiet *quiet)
{
	return quiet->from_min != quiet->until_min;
}

/** The end of the quiet hours that hold at an instant; that instant when none do. A clock that is put
 * forward over their end ends them, one that is put back into them begins them again. */
struct ac_wall ac_quiet_end(const struct ac_quiet *quiet, struct ac_wall at);
