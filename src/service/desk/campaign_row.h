/* service/desk/campaign_row.h - a campaign's row, kept after its transaction. */
#pragma once
#include "base/vec.h"
#include "service/service.h"
#include "store/cases.h"
#include "json/json.h"

struct ac_campaign_kept {
	struct ac_campaign_row row; /* its texts point into what follows */
	struct ac_json *plan; /* owned; plan_json read */
	char state[16], closing[16];
};

void ac_campaign_kept_done(struct ac_campaign_kept *kept);
AC_AUTO_DEFINE_VALUE(campaign_kept, struct ac_campaign_kept, ac_campaign_kept_done)

/** Read one. @param kept  released by the caller  @return AC_NOT_FOUND, AC_CORRUPT */
AC_MUST_CHECK enum ac_status ac_campaign_keep(
	struct ac_db *db, int64_t id, struct ac_campaign_kept *kept, struct ac_error *err);

/** The ids of campaigns in a state; @param warning 0: of every warning; live: neither creating nor closed */
typedef AC_VEC(int64_t) ac_campaign_ids;
static inline void ac_campaign_ids_done(ac_campaign_ids *ids)
{
	ac_vec_done(ids);
}
AC_AUTO_DEFINE_VALUE(campaign_ids, ac_campaign_ids, ac_campaign_ids_done)
AC_MUST_CHECK enum ac_status ac_campaigns_live(
	struct ac_db *db, int64_t warning, ac_campaign_ids *ids, struct ac_error *err);
