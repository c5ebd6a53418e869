#include "service/run/paused.h"

#include "base/log.h"
#include "base/vec.h"
#include "service/desk/duty.h"
#include "service/desk/pages.h"
#include "store/audit.h"
#include "store/cases.h"
#include "store/duty.h"

#include <stdio.h>

struct looking {
	struct ac_service *service;
	struct ac_wall now;
	AC_VEC(int64_t) paused; /* those with people pending, once the engine was asked */
	AC_VEC(int64_t) paged;
};

static void looking_done(struct looking *l)
{
	ac_vec_done(&l->paused);
	ac_vec_done(&l->paged);
}
AC_AUTO_DEFINE_VALUE(looking, struct looking, looking_done)

/* ---- what there is ---- */

static void take_paused(void *ctx, int64_t campaign, int64_t warning)
{
	(void)warning;
	struct looking *l = ctx;
	ac_vec_push(&l->paused, campaign);
}

static void take_page(void *ctx, const struct ac_page_row *row)
{
	struct looking *l = ctx;
	ac_vec_push(&l->paged, row->subject);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	AC_TRY(ac_campaign_each_in(db, AC_STR("paused"), take_paused, ctx, err));
	return ac_page_unsettled(db, AC_PAGE_paused, take_page, ctx, err);
}

/* One that is about to begin is nobody's doing. Before the engine is asked: if it was let run since, that says so. */
static void leave_out_loading(struct looking *l)
{
	size_t kept = 0;
	ac_vec_each(&l->paused, id)
		if (!starts_loading(&l->service->starts, *id))
			l->paused.at[kept++] = *id;
	l->paused.n = kept;
}

static void keep_pending(const struct ac_engine *engine, void *ctx)
{
	struct looking *l = ctx;
	size_t kept = 0;
	ac_vec_each(&l->paused, id) {
		struct ac_counts counts;
		if (ac_engine_counts(engine, *id, &counts) == AC_OK &&
			counts.state == AC_CAMPAIGN_paused && counts.all.pending)
			l->paused.at[kept++] = *id;
	}
	l->paused.n = kept;
}

static bool among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* ---- pages ---- */

static bool pages_differ(const struct looking *l)
{
	bool differ = false;
	ac_vec_each(&l->paused, id)
		differ |= !among(l->paged.at, l->paged.n, *id);
	ac_vec_each(&l->paged, id)
		differ |= !among(l->paused.at, l->paused.n, *id);
	return differ;
}

/* Whoever paused it knows: somebody else is asked. */
static enum ac_status page_for(
	struct ac_db *db, int64_t campaign, struct ac_wall now, struct ac_error *err)
{
	char object[40];
	AC_AUTO(buf) struct ac_buf officer;
	ac_buf_init(&officer, ac_duty_officer_max);
	(void)snprintf(object, sizeof object, "campaign/%lld", (long long)campaign);
	AC_TRY(ac_audit_last_by(db, ac_str(object), AC_STR("campaign.pause"), &officer, err));
	struct ac_paged paged = { AC_PAGE_paused, campaign, ac_buf_str(&officer), now };
	return ac_page(db, &paged, err);
}

static enum ac_status write_pages(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct looking *l = ctx;
	if (atomic_load(&l->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	ac_vec_each(&l->paused, id)
		AC_TRY(page_for(db, *id, l->now, err));
	ac_vec_each(&l->paged, id)
		if (!among(l->paused.at, l->paused.n, *id))
			AC_TRY(ac_page_over(db, AC_PAGE_paused, *id, l->now, err));
	return AC_OK;
}

void paused_look(struct ac_service *service)
{
	AC_AUTO(looking)
	struct looking l = { .service = service, .now = ac_service_now(service) };
	struct ac_error err;
	enum ac_status status = ac_service_read(service, look, &l, &err);
	leave_out_loading(&l);
	if (status == AC_OK && l.paused.n)
		status = ac_service_query(service, keep_pending, &l, &err);
	if (status == AC_OK && pages_differ(&l))
		status = ac_writer_run(service->writer, write_pages, &l, &err);
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "paused.not_paged", "why=\"%s\"", err.msg);
}
