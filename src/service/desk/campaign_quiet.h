/* service/desk/campaign_quiet.h - what a campaign's view says of its quiet hours. */
#pragma once
#include "outreach/engine.h"
#include "service/service.h"
#include "json/json.h"

struct campaign_quiet {
	struct ac_json
		*hours; /* owned; {"from":"22:00","until":"07:00","zone"}; NULL: it has none */
	struct ac_json *orders[ac_plan_max_tiers + 1]; /* owned; the last of a tier; NULL: none */
	bool overridden[ac_plan_max_tiers + 1];
	struct ac_quiet_tier tiers[ac_plan_max_tiers + 1]; /* as the engine has it */
};

void campaign_quiet_done(struct campaign_quiet *quiet);
AC_AUTO_DEFINE_VALUE(campaign_quiet, struct campaign_quiet, campaign_quiet_done)

/** Look at the store and the engine, if the plan has quiet hours. @param quiet  released by the caller */
AC_MUST_CHECK enum ac_status campaign_quiet_look(struct ac_service *service, int64_t id,
	const struct ac_json *plan, struct campaign_quiet *quiet, struct ac_error *err);

/** "quiet_hours" of the campaign. */
void campaign_quiet_put(const struct campaign_quiet *quiet, struct ac_json *campaign);
/** "quiet" of a tier that has such hours. @param in_plan  the tier in the stored plan */
void campaign_quiet_put_tier(const struct campaign_quiet *quiet, const struct ac_json *in_plan,
	int number, struct ac_json *tier);
