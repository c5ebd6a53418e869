/* service/desk/campaign_drop.h - a campaign that never began goes, with everything that was made for it: nobody was told
 * anything, and nobody would start it with words that another plan was approved for. */
#pragma once
#include "service/service.h"

/**
 * Drop one that is still in the state `creating`, tasks first, in slices. One that has begun, or is gone, stays as it is.
 * @param cut_off  nobody was told that it failed: the officer on duty is paged, unless the warning is over or has another
 */
AC_MUST_CHECK enum ac_status ac_campaigns_drop(
	struct ac_service *service, int64_t id, bool cut_off, struct ac_error *err);
