/* service/desk/campaign_ground.h - what a campaign that is being made stands on: its warning is in force, and nothing has
 * happened in the case since two agreed to it. Making it takes a while, in which the danger may be called off or
 * strike: then its words are wrong, and nobody must get them. */
#pragma once
#include "store/db.h"

struct ac_campaign_ground {
	int64_t warning, case_id;
	int64_t events; /* of the case */
};

/** As it is now. @param ground  `warning` is set  @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_campaign_ground_take(
	struct ac_db *db, struct ac_campaign_ground *ground, struct ac_error *err);

/** Is it still so? @return AC_CONFLICT, with what has happened */
AC_MUST_CHECK enum ac_status ac_campaign_ground_holds(
	struct ac_db *db, const struct ac_campaign_ground *ground, struct ac_error *err);
