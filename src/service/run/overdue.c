#include "service/run/overdue.h"

#include "base/log.h"
#include "service/desk/pages.h"
#include "store/cases.h"

/* ---- which cases ---- */

static void take_case(void *ctx, const struct ac_case_row *row)
{
	officials_vec *cases = ctx;
	if (!ac_str_eq(row->posture, AC_STR("officials")) ||
		ac_str_eq(row->state, AC_STR("closed")))
		return;
	struct ac_officials officials = {
		.since = row->posture_at, .kept_until = row->kept_until, .raised_at = row->raised_at
	};
	ac_vec_push(cases, ((struct officials_case){ row->id, officials }));
}

struct telling {
	bool drafted; /* there is one that nobody outside has seen */
	int64_t until_us;
};

static void take_warning(void *ctx, const struct ac_warning_row *row)
{
	struct telling *telling = ctx;
	telling->drafted |= ac_str_eq(row->state, AC_STR("draft"));
	if (ac_str_eq(row->state, AC_STR("published")) && row->valid_to.us > telling->until_us)
		telling->until_us = row->valid_to.us;
}

enum ac_status officials_told_until(
	struct ac_db *db, int64_t case_id, struct ac_wall *until, struct ac_error *err)
{
	struct telling telling = { 0 };
	AC_TRY(ac_warning_each(db, case_id, take_warning, &telling, err));
	until->us = telling.drafted ? 0 : telling.until_us;
	return AC_OK;
}

enum ac_status officials_find(
	struct ac_db *db, int32_t hours, officials_vec *cases, struct ac_error *err)
{
	size_t before = cases->n;
	AC_TRY(ac_case_each(db, take_case, cases, err));
	for (size_t i = before; i < cases->n; i++) {
		struct ac_officials *officials = &cases->at[i].officials;
		officials->within_us = hours * AC_HOUR;
		AC_TRY(officials_told_until(db, cases->at[i].id, &officials->told_until, err));
	}
	return AC_OK;
}

/* ---- raising ---- */

enum { retry_s = 10 };

struct raising {
	struct ac_service *service;
	struct ac_wall now;
	officials_vec due;
	int64_t next; /* when to look again */
};

static void raising_free(struct raising *raising)
{
	ac_vec_done(&raising->due);
	ac_free(raising);
}

/* Leaves those that are to be raised now. */
static enum ac_status find_due(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct raising *raising = ctx;
	size_t kept = 0;
	ac_vec_clear(&raising->due);
	raising->next = INT64_MAX;
	AC_TRY(officials_find(db, raising->service->config->officials_h, &raising->due, err));
	ac_vec_each(&raising->due, one) {
		int64_t due = ac_officials_due(&one->officials).us;
		int64_t again = raising->now.us + AC_HOUR;
		if (ac_officials_raise(&one->officials, raising->now))
			raising->due.at[kept++] = *one;
		else if (due <= raising->now.us)
			again = one->officials.raised_at.us + AC_HOUR;
		else
			again = due;
		raising->next = again < raising->next ? again : raising->next;
	}
	raising->due.n = kept;
	return AC_OK;
}

static enum ac_status raise_one(
	struct ac_db *db, int64_t case_id, struct ac_wall now, struct ac_error *err)
{
	struct ac_paged paged = { .kind = AC_PAGE_officials, .subject = case_id, .at = now };
	AC_TRY(ac_case_raised(db, case_id, now, err));
	return ac_page(db, &paged, err);
}

/* Looked at again by the one who writes: a warning may have been published meanwhile. */
static enum ac_status write_raised(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct raising *raising = ctx;
	if (atomic_load(&raising->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	AC_TRY(find_due(db, raising, err));
	ac_vec_each(&raising->due, one)
		AC_TRY(raise_one(db, one->id, raising->now, err));
	return AC_OK;
}

/* Unless something was changed meanwhile. */
static void set_next(struct ac_service *service, int64_t next)
{
	int64_t never = INT64_MAX;
	(void)atomic_compare_exchange_strong(&service->overdue_at, &never, next);
}

static void written(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct raising *raising = ctx;
	struct ac_service *service = raising->service;
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_ERROR, "raise.not_stored", "what=officials why=\"%s\"", err->msg);
	for (size_t i = 0; i < raising->due.n && status == AC_OK; i++) {
		struct ac_raised raised = { .case_id = raising->due.at[i].id };
		ac_log(AC_LOG_WARN, "raise.officials", "case=%lld", (long long)raised.case_id);
		if (service->options.raised)
			service->options.raised(service->options.raised_ctx, &raised);
	}
	if (status == AC_OK)
		set_next(service, raising->next);
	else
		overdue_changed(service);
	atomic_store(&service->raising_overdue, false);
	raising_free(raising);
}

/* Only when a clock runs out, or after a change: nothing is read while nothing happens. */
static bool is_time(struct ac_service *service)
{
	if (ac_mono_now().us < service->overdue_retry.us)
		return false;
	int64_t at = atomic_load(&service->overdue_at);
	return at <= ac_clock_wall(&service->clock).us && !atomic_load(&service->raising_overdue);
}

void overdue_look(struct ac_service *service)
{
	struct ac_error err;
	if (!is_time(service))
		return;
	struct raising *raising = ac_alloc(sizeof *raising);
	*raising = (struct raising){ service, ac_clock_wall(&service->clock), { 0 }, 0 };
	struct ac_job job = {
		.priority = AC_PRIORITY_API, .fn = write_raised, .done = written, .ctx = raising
	};
	atomic_store(&service->overdue_at, INT64_MAX); /* a change during the look sets it anew */
	if (ac_service_read(service, find_due, raising, &err) != AC_OK) {
		service->overdue_retry.us = ac_mono_now().us + retry_s * AC_SECOND;
		overdue_changed(service);
	} else if (raising->due.n) {
		atomic_store(&service->raising_overdue, true);
		if (ac_writer_submit(service->writer, &job) == AC_OK)
			return;
		atomic_store(&service->raising_overdue, false);
		overdue_changed(service);
	} else {
		set_next(service, raising->next);
	}
	raising_free(raising);
}

void overdue_changed(struct ac_service *service)
{
	atomic_store(&service->overdue_at, 0);
}
