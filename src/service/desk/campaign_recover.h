/* service/desk/campaign_recover.h - what a crash cut off between a decision and the engine.
 *
 * Whatever officers decide about a campaign is durable before the engine hears of it. When the daemon starts, each live
 * campaign is held against the store, and the engine is given what it lacks, as the decision itself would have given it:
 *
 *	the end                  a closing text of a warning that has ended
 *	texts                    the highest version of each tier: corrections, the question whether somebody is safe
 *	pause, resume, finish    the last of them in the audit chain that was not refused since
 *	frozen                   … and what goes on is frozen no longer
 *	people                   who joins, moves or leaves, by areas, times, stays and marked hotels as they stand
 *
 * Where nothing was lost, nothing is written and nobody is told anything.
 */
#pragma once
#include "service/desk/campaigns.h"
#include "store/roster.h"

/**
 * To be called when the engine runs and before the first link starts: nothing that was decided otherwise may leave.
 * What the engine refuses is audited as not ordered, and logged; the others go on.
 * People who cannot be compared are logged as well.
 * @return an error of the store
 */
AC_MUST_CHECK enum ac_status ac_campaigns_recover(struct ac_service *service, struct ac_error *err);

/**
 * Whom does the engine have otherwise than the store says? By their dates and tiers; contact points are not looked at
 * (an import that was cut off is repeated). Somebody who moved by what they answered, or by arriving, is as the engine
 * has them, and so is who stays in the tier of a hotel whose mark has run out; an officer's exclusion holds.
 * @param travellers  appended, rising; nobody when the warning is over
 */
AC_MUST_CHECK enum ac_status campaign_people_lost(
	struct ac_service *service, int64_t campaign, ac_id_vec *travellers, struct ac_error *err);
