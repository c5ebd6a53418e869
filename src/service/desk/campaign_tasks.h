/* service/desk/campaign_tasks.h - the tasks of a campaign that is being made: read ahead by a thread of their own
 * (task_feed.h), written in slices, for as long as what the campaign stands on holds. */
#pragma once
#include "service/desk/audience.h"
#include "service/desk/campaign_ground.h"
#include "service/desk/campaigns.h"

struct ac_campaign_making {
	struct ac_service *service;
	int64_t campaign;
	struct ac_wall now; /* when the tasks begin */
	const struct ac_member *members; /* n of them, sorted by traveller */
	size_t n;
	const struct ac_campaign_ground *ground;
	const struct ac_progress_sink *progress; /* NULL: nobody listens */
};

/** @return AC_CONFLICT when it was overtaken (ac_campaign_ground_holds()). What was written so far stays */
AC_MUST_CHECK enum ac_status ac_campaign_tasks_make(
	const struct ac_campaign_making *making, struct ac_error *err);

/** How far it is. @param phase  static  @param done  members whose tasks are durable */
void ac_campaign_making_tell(
	const struct ac_campaign_making *making, const char *phase, size_t done);
