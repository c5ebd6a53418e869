#include "service/run/cut_off.h"

#include "base/log.h"
#include "base/vec.h"
#include "service/desk/campaign_drop.h"
#include "store/cases.h"

struct left {
	int64_t campaign, warning;
};

struct looking {
	AC_VEC(struct left) left;
};

static void looking_done(struct looking *l)
{
	ac_vec_done(&l->left);
}
AC_AUTO_DEFINE_VALUE(looking, struct looking, looking_done)

static void take(void *ctx, int64_t campaign, int64_t warning)
{
	struct looking *l = ctx;
	ac_vec_push(&l->left, ((struct left){ campaign, warning }));
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_campaign_each_in(db, AC_STR("creating"), take, ctx, err);
}

/* The rows first: what is seen and not being made afterwards will not go on. */
void cut_off_look(struct ac_service *service)
{
	AC_AUTO(looking) struct looking l = { 0 };
	struct ac_error err;
	enum ac_status status = ac_service_read(service, look, &l, &err);
	ac_vec_each(&l.left, left) {
		if (status != AC_OK || ac_service_start_under_way(service, left->warning))
			continue;
		ac_log(AC_LOG_WARN, "campaign.cut_off", "campaign=%lld warning=%lld",
			(long long)left->campaign, (long long)left->warning);
		status = ac_campaigns_drop(service, left->campaign, true, &err);
	}
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "campaign.not_dropped", "why=\"%s\"", err.msg);
}
