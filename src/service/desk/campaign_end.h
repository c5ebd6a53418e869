/* service/desk/campaign_end.h - how the campaigns of a warning end: AC_KIND_all_clear or AC_KIND_retraction, and with
 * which words. They are written in the transaction that ends the warning, and ordered when that is durable. */
#pragma once
#include "base/vec.h"
#include "service/desk/decide.h"

struct ac_campaign_end {
	int64_t id;
	uint16_t version; /* of its closing text */
};
struct ac_campaigns_end {
	enum ac_kind kind;
	struct ac_str messages; /* own texts; empty: those shipped */
	struct ac_str advice; /* what still holds; empty: the plan's argument `residual` … */
	const struct ac_json *said; /* … else the instructions of these texts for the public */
	const char *zone; /* of times in the texts */
	AC_VEC(struct ac_campaign_end) campaigns; /* that were written */
};
static inline void ac_campaigns_end_done(struct ac_campaigns_end *end)
{
	ac_vec_done(&end->campaigns);
}
AC_AUTO_DEFINE_VALUE(campaigns_end, struct ac_campaigns_end, ac_campaigns_end_done)

/**
 * Could they be ended with these texts? To be asked before the CAP message is published, so that
 * nothing is published that cannot be told.
 */
AC_MUST_CHECK enum ac_status ac_campaigns_end_check(struct ac_service *service, int64_t warning,
	const struct ac_campaigns_end *end, struct ac_error *err);

/**
 * Write the last message of every campaign of a warning that still tells people to act, in the transaction
 * that ends the warning; takes two. Its order follows when that is durable.
 */
AC_MUST_CHECK enum ac_status ac_campaigns_end_write(struct ac_db *db, const struct ac_by *by,
	int64_t warning, struct ac_campaigns_end *end, struct ac_error *err);
/** Of a rehearsal: put those texts behind the document, … */
AC_MUST_CHECK enum ac_status ac_campaigns_end_show(struct ac_db *db, const struct ac_by *by,
	int64_t warning, struct ac_campaigns_end *end, struct ac_error *err);
/** … and say to how many, as a check. */
AC_MUST_CHECK enum ac_status ac_campaigns_end_reach(struct ac_service *service,
	const struct ac_officer *officer, int64_t warning, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_campaigns_end_order(
	struct ac_service *service, const struct ac_campaigns_end *end, struct ac_error *err);
