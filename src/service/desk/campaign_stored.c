#include "service/desk/campaign_stored.h"

#include "store/cases.h"

struct finding {
	bool closed;
	uint16_t versions[ac_plan_max_tiers + 1];
};

static void see(void *ctx, const struct ac_campaign_row *row)
{
	struct finding *finding = ctx;
	finding->closed = ac_str_eq(row->state, AC_STR("closed"));
	memcpy(finding->versions, row->versions, sizeof finding->versions);
}

static enum ac_status find_closed(
	struct ac_db *db, int64_t campaign, struct finding *finding, struct ac_error *err)
{
	AC_TRY(ac_campaign_get(db, campaign, see, finding, err));
	return finding->closed ? AC_OK
			       : ac_fail(err, AC_NOT_FOUND, "campaign %lld is not closed",
					 (long long)campaign);
}

enum ac_status ac_campaign_stored_each(struct ac_db *db, int64_t campaign, int64_t after,
	ac_task_visit *visit, void *ctx, struct ac_error *err)
{
	struct finding finding = { 0 };
	AC_TRY(find_closed(db, campaign, &finding, err));
	return ac_tasks_each(db, campaign, after, visit, ctx, err);
}

static bool add(void *ctx, const struct ac_task_spec *spec, const struct ac_task_image *image)
{
	(void)spec;
	ac_counts_add(ctx, image, 1);
	return true;
}

enum ac_status ac_campaign_stored_counts(
	struct ac_db *db, int64_t campaign, struct ac_counts *counts, struct ac_error *err)
{
	struct finding finding = { 0 };
	struct ac_counts sum = { .state = AC_CAMPAIGN_closed };
	AC_TRY(find_closed(db, campaign, &finding, err));
	AC_TRY(ac_tasks_each(db, campaign, 0, add, &sum, err));
	ac_counts_sum(&sum);
	memcpy(sum.versions, finding.versions, sizeof sum.versions);
	*counts = sum;
	return AC_OK;
}
