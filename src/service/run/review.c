#include "service/run/review.h"

#include "base/log.h"
#include "service/desk/levels.h"
#include "service/service_p.h"
#include "store/criteria.h"

struct looking {
	struct ac_service *service;
	struct ac_wall now;
	size_t found;
};

static void tell(struct looking *l, int64_t case_id, int64_t level)
{
	struct ac_raised raised = { .raise = AC_RAISE_REVIEW, .case_id = case_id, .id = level };
	l->found++;
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

static enum ac_status look(struct ac_db *db, void *ctx, struct ac_error *err)
{
	AC_TRY(ac_review_each(db, 0, look_at_case, ctx, err));
	return ac_place_level_in_force(db, look_at_level, ctx, err);
}

/* A clock that was set back starts anew. */
static bool within(struct ac_wall now, struct ac_wall since, int64_t us)
{
	return since.us && now.us >= since.us && now.us < since.us + us;
}

void reviews_look(struct ac_service *service, struct reviews *reviews)
{
	struct looking l = { .service = service, .now = ac_service_now(service) };
	struct ac_error err;
	if (within(l.now, reviews->looked_at, AC_MINUTE) ||
		within(l.now, reviews->raised_at, AC_HOUR))
		return;
	reviews->looked_at = l.now;
	if (ac_service_read(service, look, &l, &err) != AC_OK)
		ac_log(AC_LOG_WARN, "review.not_read", "why=\"%s\"", err.msg);
	if (l.found)
		reviews->raised_at = l.now;
}
