#include "service/desk/campaign_stored.h"

#include "store/cases.h"
#include "store/outreach.h"

enum { slice = 1000 };

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

static enum ac_status visit_tasks(struct ac_db *db, int64_t campaign, int64_t after,
	ac_stored_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(free) struct ac_task_spec *specs = ac_alloc_array(slice, sizeof *specs);
	AC_AUTO(free) struct ac_task_image *images = ac_alloc_array(slice, sizeof *images);
	AC_AUTO(free) int64_t *as_of = ac_alloc_array(slice, sizeof *as_of);
	for (size_t n = slice; n == slice;) {
		AC_TRY(ac_tasks_load(db, campaign, after, specs, images, as_of, slice, &n, err));
		for (size_t i = 0; i < n; i++) {
			after = specs[i].traveller;
			if (!visit(ctx, after, &images[i]))
				return AC_OK;
		}
	}
	return AC_OK;
}

enum ac_status ac_campaign_stored_each(struct ac_db *db, int64_t campaign, int64_t after,
	ac_stored_visit *visit, void *ctx, struct ac_error *err)
{
	struct finding finding = { 0 };
	AC_TRY(find_closed(db, campaign, &finding, err));
	return visit_tasks(db, campaign, after, visit, ctx, err);
}

static bool add(void *ctx, int64_t traveller, const struct ac_task_image *image)
{
	(void)traveller;
	ac_counts_add(ctx, image);
	return true;
}

enum ac_status ac_campaign_stored_counts(
	struct ac_db *db, int64_t campaign, struct ac_counts *counts, struct ac_error *err)
{
	struct finding finding = { 0 };
	struct ac_counts sum = { .state = AC_CAMPAIGN_closed };
	AC_TRY(find_closed(db, campaign, &finding, err));
	AC_TRY(visit_tasks(db, campaign, 0, add, &sum, err));
	memcpy(sum.versions, finding.versions, sizeof sum.versions);
	*counts = sum;
	return AC_OK;
}
