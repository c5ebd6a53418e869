#include "service/desk/campaign_drop.h"

#include "service/desk/pages.h"
#include "store/cases.h"
#include "store/outreach.h"

enum { batch = 1000 };

struct dropping {
	int64_t id, warning;
	bool creating, cut_off;
	struct ac_wall now;
	bool wanted; /* its warning is in force and has no other */
};

static void look_at_row(void *ctx, const struct ac_campaign_row *row)
{
	struct dropping *d = ctx;
	d->warning = row->warning;
	d->creating = ac_str_eq(row->state, AC_STR("creating"));
}

static void look_at_warning(void *ctx, const struct ac_warning_row *row)
{
	((struct dropping *)ctx)->wanted = ac_str_eq(row->state, AC_STR("published"));
}

static void look_for_another(void *ctx, const struct ac_campaign_row *row)
{
	struct dropping *d = ctx;
	if (row->warning == d->warning)
		d->wanted = false;
}

/* Two agreed that people are told, and nobody is: somebody has to draft it anew. */
static enum ac_status page(struct ac_db *db, struct dropping *d, struct ac_error *err)
{
	AC_TRY(ac_warning_get(db, d->warning, look_at_warning, d, err));
	AC_TRY(ac_campaign_each(db, look_for_another, d, err));
	const struct ac_paged paged = {
		.kind = AC_PAGE_start, .subject = d->warning, .at = d->now
	};
	return d->wanted ? ac_page(db, &paged, err) : AC_OK;
}

static enum ac_status drop_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct dropping *d = ctx;
	int64_t n = 0;
	*more = d->creating = false;
	enum ac_status status = ac_campaign_get(db, d->id, look_at_row, d, err);
	if (status == AC_NOT_FOUND || (status == AC_OK && !d->creating))
		return AC_OK;
	AC_TRY(status);
	do {
		AC_TRY(ac_tasks_drop(db, d->id, batch, &n, err));
	} while (n == batch && ac_mono_now().us < until.us);
	*more = n == batch;
	if (*more)
		return AC_OK;
	AC_TRY(ac_campaign_drop(db, d->id, err));
	return d->cut_off ? page(db, d, err) : AC_OK;
}

enum ac_status ac_campaigns_drop(
	struct ac_service *service, int64_t id, bool cut_off, struct ac_error *err)
{
	struct dropping d = { .id = id, .cut_off = cut_off, .now = ac_service_now(service) };
	return ac_service_write_bulk(service, drop_slice, &d, err);
}
