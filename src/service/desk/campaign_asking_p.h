/* service/desk/campaign_asking_p.h - a campaign asks everyone inside whether they are safe or need help: all its tiers'
 * texts and that it goes on with them are one transaction, and its orders follow when that is durable. */
#pragma once
#include "service/desk/campaign_texts_p.h"

struct campaign_asking {
	struct ac_by by;
	int64_t id;
	struct ac_str question; /* a list of texts; borrowed */
	const char *zone;
	bool alone; /* an event asks: the audit rows are campaign.ask and do not take two */
	bool goes_on; /* it is paused until then */
	bool tiers[ac_plan_max_tiers + 1]; /* of those who are inside */
	struct texting texts[ac_plan_max_tiers + 1]; /* as written */
};

/** The question in every shipped language, as a list of texts says it. */
AC_MUST_CHECK enum ac_status campaign_question(struct ac_buf *out, struct ac_error *err);

/** Which tiers it asks, and whether it goes on from a pause. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status campaign_asking_find(
	struct ac_db *db, struct campaign_asking *a, struct ac_error *err);

/** Could it ask? @return as campaign_texts_write() */
AC_MUST_CHECK enum ac_status campaign_asking_check(
	struct ac_db *db, const struct campaign_asking *a, struct ac_error *err);

/** Write texts and audit rows. A rehearsal is shown the question once: every tier is asked the same. */
AC_MUST_CHECK enum ac_status campaign_asking_write(
	struct ac_db *db, struct campaign_asking *a, struct ac_error *err);
/** … and have the engine ask, when that is durable. */
AC_MUST_CHECK enum ac_status campaign_asking_order(
	struct ac_service *service, const struct campaign_asking *a, struct ac_error *err);
