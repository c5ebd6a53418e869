#include "service/run/review.h"

#include "base/log.h"
#include "base/vec.h"
#include "service/desk/levels.h"
#include "service/desk/pages.h"
#include "service/service_p.h"
#include "store/criteria.h"
#include "store/duty.h"

typedef AC_VEC(int64_t) case_ids;

struct looking {
	struct ac_service *service;
	struct ac_wall now;
	bool quiet; /* it was raised less than an hour ago */
	case_ids overdue, paged;
};

static void looking_done(struct looking *l)
{
	ac_vec_done(&l->overdue);
	ac_vec_done(&l->paged);
}
AC_AUTO_DEFINE_VALUE(looking, struct looking, looking_done)

static bool holds(const case_ids *cases, int64_t id)
{
	for (size_t i = 0; i < cases->n; i++)
		if (cases->at[i] == id)
			return true;
	return false;
}

static void tell(struct looking *l, int64_t case_id, int64_t level)
{
	struct ac_raised raised = { .raise = AC_RAISE_REVIEW, .case_id = case_id, .id = level };
	if (!holds(&l->overdue, case_id))
		ac_vec_push(&l->overdue, case_id);
	if (l->quiet)
		return;
	ac_log(AC_LOG_WARN, "raise.review", "case=%lld level=%lld", (long long)case_id,
		(long long)level);
	if (l->service->options.raised)
		l->service->options.raised(l->service->options.raised_ctx, &raised);
}

static void look_at_case(void *ctx, const struct ac_review_row *row)
{
	struct looking *l = ctx;
	if (row->due.us <= l->now.us)
		tell(l, row->case_id, 0);
}

static void look_at_level(void *ctx, const struct ac_place_level_row *row)
{
	struct looking *l = ctx;
	if (ac_level_overdue(row, l->now))
		tell(l, row->case_id, row->id);
}

static void look_at_page(void *ctx, const struct ac_page_row *row)
{
	struct looking *l = ctx;
	ac_vec_push(&l->paged, row->subject);
}

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	AC_TRY(ac_review_each(db, 0, look_at_case, ctx, err));
	AC_TRY(ac_place_level_in_force(db, look_at_level, ctx, err));
	return ac_page_unsettled(db, AC_PAGE_review, look_at_page, ctx, err);
}

/* ---- pages ---- */

static bool pages_differ(const struct looking *l)
{
	for (size_t i = 0; i < l->overdue.n; i++)
		if (!holds(&l->paged, l->overdue.at[i]))
			return true;
	for (size_t i = 0; i < l->paged.n; i++)
		if (!holds(&l->overdue, l->paged.at[i]))
			return true;
	return false;
}

/* What is overdue is paged for, what has another date by now no longer. */
static enum ac_status write_pages(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct looking *l = ctx;
	if (atomic_load(&l->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	ac_vec_each(&l->overdue, id) {
		struct ac_paged paged = { .kind = AC_PAGE_review, .subject = *id, .at = l->now };
		AC_TRY(ac_page(db, &paged, err));
	}
	ac_vec_each(&l->paged, id)
		if (!holds(&l->overdue, *id))
			AC_TRY(ac_page_over(db, AC_PAGE_review, *id, l->now, err));
	return AC_OK;
}

/* A clock that was set back starts anew. */
static bool within(struct ac_wall now, struct ac_wall since, int64_t us)
{
	return since.us && now.us >= since.us && now.us < since.us + us;
}

void reviews_look(struct ac_service *service, struct reviews *reviews)
{
	AC_AUTO(looking)
	struct looking l = { .service = service, .now = ac_service_now(service) };
	struct ac_error err;
	if (within(l.now, reviews->looked_at, AC_MINUTE))
		return;
	l.quiet = within(l.now, reviews->raised_at, AC_HOUR);
	reviews->looked_at = l.now;
	enum ac_status status = ac_service_read(service, look, &l, &err);
	if (status == AC_OK && pages_differ(&l))
		status = ac_writer_run(service->writer, write_pages, &l, &err);
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "review.not_paged", "why=\"%s\"", err.msg);
	if (l.overdue.n && !l.quiet)
		reviews->raised_at = l.now;
}
