/* How a case is answered: posture, its clock, who answers for it, what is awaited. */
#include "service/desk/case_p.h"
#include "service/desk/pages.h"
#include "service/desk/report_pages.h"

enum { text_max = 8000, name_max = 200 };
static const int64_t keep_max_us = 7 * AC_DAY;

/* ---- posture ---- */

struct posturing {
	struct ac_by by;
	int64_t id;
	struct ac_str posture, why;
	struct ac_wall until;
};

static enum ac_status decided(struct ac_db *db, const struct posturing *p, const char *action,
	const char *name, struct ac_str value, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *detail = ac_json_new_object();
	ac_json_set_str(detail, name, value);
	return ac_decided(db, &p->by, action, "case", p->id, detail, err);
}

static void show_posture(const struct posturing *p, const struct case_taken *taken)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 16384);
	ac_buf_printf(&text, "posture of case %lld: %s -> %.*s", (long long)p->id, taken->posture,
		AC_STR_ARG(p->posture));
	ac_rehearse_check(&p->by.officer, "posture", true, ac_buf_str(&text));
	ac_buf_printf(&text, "\n%.*s\n", AC_STR_ARG(p->why));
	ac_rehearse_document(&p->by.officer, ac_buf_str(&text));
}

static enum ac_status change_posture(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct posturing *p = ctx;
	struct case_taken taken;
	AC_TRY(case_take_live(db, p->id, &taken, err));
	if (ac_str_eq(taken.row.posture, p->posture))
		return ac_fail(err, AC_CONFLICT, "case %lld has the posture %s already",
			(long long)p->id, taken.posture);
	show_posture(p, &taken);
	taken.row.posture = p->posture;
	taken.row.posture_at = p->by.at;
	taken.row.kept_until = taken.row.raised_at = (struct ac_wall){ 0 };
	AC_TRY(ac_case_update(db, &taken.row, err));
	AC_TRY(ac_page_over(db, AC_PAGE_officials, p->id, p->by.at, err));
	AC_TRY(case_note_decision(db, &p->by, p->id, "posture", p->posture, p->why, err));
	return decided(db, p, "case.posture", "posture", p->posture, err);
}

enum ac_status ac_cases_posture(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str posture, struct ac_str why, struct ac_error *err)
{
	struct posturing p = { ac_by(service, officer), id, posture, why, { 0 } };
	AC_TRY(ac_posture_check(posture, err));
	AC_TRY(case_check_text("why", why, text_max, err));
	return ac_service_write(service, change_posture, &p, err);
}

static enum ac_status keep_officials(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct posturing *p = ctx;
	struct case_taken taken;
	char until[32];
	AC_TRY(case_take_live(db, p->id, &taken, err));
	if (!ac_str_eq(taken.row.posture, AC_STR("officials")))
		return ac_fail(err, AC_CONFLICT, "case %lld has the posture %s, not officials",
			(long long)p->id, taken.posture);
	if (p->until.us <= p->by.at.us || p->until.us > p->by.at.us + keep_max_us)
		return ac_fail(err, AC_INVALID,
			"until: a time that is yet to come, at most a week ahead: then it is "
			"decided anew");
	taken.row.kept_until = p->until;
	AC_TRY(ac_case_update(db, &taken.row, err));
	ac_wall_format(p->until, until);
	AC_TRY(ac_page_over(db, AC_PAGE_officials, p->id, p->by.at, err));
	AC_TRY(case_note_decision(db, &p->by, p->id, "keep-officials", ac_str(until), p->why, err));
	return decided(db, p, "case.keep_officials", "until", ac_str(until), err);
}

enum ac_status ac_cases_keep_officials(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str why, struct ac_wall until, struct ac_error *err)
{
	struct posturing p = { ac_by(service, officer), id, AC_STR(""), why, until };
	AC_TRY(case_check_text("why", why, text_max, err));
	return ac_service_write(service, keep_officials, &p, err);
}

/* ---- who answers for it ---- */

struct assigning {
	struct ac_by by;
	int64_t id;
	int priority;
	struct ac_str owner;
};

static enum ac_status assign(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct assigning *a = ctx;
	struct case_taken taken;
	AC_TRY(case_take_live(db, a->id, &taken, err));
	if (a->priority)
		taken.row.priority = a->priority;
	if (a->owner.n)
		taken.row.owner = a->owner;
	AC_TRY(ac_case_update(db, &taken.row, err));
	if (a->priority == 1)
		AC_TRY(ac_reports_page_unread(db, a->id, a->by.at, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("priority", taken.row.priority);
	ac_json_set_str_if(detail, "owner", a->owner);
	return ac_decided(db, &a->by, "case.assign", "case", a->id, detail, err);
}

enum ac_status ac_cases_assign(struct ac_service *service, struct ac_officer officer, int64_t id,
	int priority, struct ac_str owner, struct ac_error *err)
{
	struct assigning a = { ac_by(service, officer), id, priority, ac_str_trim(owner) };
	if (!priority && !a.owner.n)
		return ac_fail(err, AC_INVALID, "priority, owner: which?");
	if (a.owner.n > name_max)
		return ac_fail(err, AC_INVALID, "owner: at most %d bytes", name_max);
	return ac_service_write(service, assign, &a, err);
}

/* ---- what is awaited ---- */

struct awaiting {
	struct ac_by by;
	struct ac_case_item_row row;
	int64_t item;
};

static enum ac_status await_it(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct awaiting *a = ctx;
	struct case_taken taken;
	AC_TRY(case_take_live(db, a->row.case_id, &taken, err));
	AC_TRY(ac_case_item_insert(db, &a->row, &a->item, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("item", a->item);
	return ac_decided(db, &a->by, a->row.whom.n ? "case.request" : "case.watch", "case",
		a->row.case_id, detail, err);
}

enum ac_status ac_cases_await(struct ac_service *service, struct ac_officer officer, int64_t id,
	struct ac_str whom, struct ac_str text, struct ac_wall due, int64_t *item,
	struct ac_error *err)
{
	struct awaiting a = { .by = ac_by(service, officer) };
	a.row = (struct ac_case_item_row){ .case_id = id,
		.kind = whom.n ? AC_STR("request") : AC_STR("watch"),
		.due = due,
		.entered_at = a.by.at,
		.entered_by = a.by.officer.name,
		.whom = whom,
		.text = text };
	AC_TRY(case_check_text("text", text, text_max, err));
	if (whom.n > name_max)
		return ac_fail(err, AC_INVALID, "whom: at most %d bytes", name_max);
	if (due.us <= a.by.at.us)
		return ac_fail(err, AC_INVALID, "%s: that time is past", whom.n ? "due" : "at");
	AC_TRY(ac_service_write(service, await_it, &a, err));
	*item = a.item;
	return AC_OK;
}

static enum ac_status settle(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct awaiting *a = ctx;
	AC_TRY(ac_case_get(db, a->row.case_id, NULL, NULL, err));
	AC_TRY(ac_case_item_done(db, a->row.case_id, a->item, a->by.at, a->by.officer.name, err));
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("item", a->item);
	return ac_decided(db, &a->by, "case.item_done", "case", a->row.case_id, detail, err);
}

enum ac_status ac_cases_item_done(struct ac_service *service, struct ac_officer officer, int64_t id,
	int64_t item, struct ac_error *err)
{
	struct awaiting a = {
		.by = ac_by(service, officer), .row = { .case_id = id }, .item = item
	};
	return ac_service_write(service, settle, &a, err);
}
