#include "service/desk/campaign_row.h"

#include <stdio.h>

void ac_campaign_kept_done(struct ac_campaign_kept *kept)
{
	ac_json_free(kept->plan);
	kept->plan = NULL;
}

struct keeping {
	struct ac_campaign_kept *kept;
	enum ac_status status;
	struct ac_error err;
};

static void keep(void *ctx, const struct ac_campaign_row *row)
{
	struct keeping *k = ctx;
	struct ac_campaign_kept *kept = k->kept;
	kept->row = *row;
	(void)snprintf(kept->state, sizeof kept->state, "%.*s", AC_STR_ARG(row->state));
	(void)snprintf(kept->closing, sizeof kept->closing, "%.*s", AC_STR_ARG(row->closing));
	kept->row.state = ac_str(kept->state);
	kept->row.closing = ac_str(kept->closing);
	kept->row.plan_json = AC_STR("");
	k->status = ac_json_parse(row->plan_json, NULL, &kept->plan, &k->err);
}

enum ac_status ac_campaign_keep(
	struct ac_db *db, int64_t id, struct ac_campaign_kept *kept, struct ac_error *err)
{
	struct keeping k = { .kept = kept };
	*kept = (struct ac_campaign_kept){ 0 };
	AC_TRY(ac_campaign_get(db, id, keep, &k, err));
	if (k.status != AC_OK && err)
		*err = k.err;
	return k.status;
}

struct listing {
	int64_t warning;
	ac_campaign_ids *ids;
};

static void add_live(void *ctx, const struct ac_campaign_row *row)
{
	struct listing *l = ctx;
	if ((!l->warning || row->warning == l->warning) &&
		!ac_str_eq(row->state, AC_STR("creating")) &&
		!ac_str_eq(row->state, AC_STR("closed")))
		ac_vec_push(l->ids, row->id);
}

enum ac_status ac_campaigns_live(
	struct ac_db *db, int64_t warning, ac_campaign_ids *ids, struct ac_error *err)
{
	struct listing l = { warning, ids };
	return ac_campaign_each(db, add_live, &l, err);
}
