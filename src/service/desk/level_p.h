/* service/desk/level_p.h - what stands for a place, for whoever is about to change it. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct level_now {
	bool any; /* is there a level? */
	int64_t level, case_id, warning; /* of the row in force; warning 0: set by an officer */
	struct ac_wall lowered_at; /* the last step down ever; 0 */
};

AC_MUST_CHECK enum ac_status level_now(struct ac_db *db, struct ac_str place, struct ac_str scheme,
	struct level_now *now, struct ac_error *err);
