#include "service/desk/report_pages.h"

#include "base/arena.h"
#include "base/vec.h"
#include "service/desk/pages.h"
#include "store/audit.h"
#include "store/reports.h"

#include <stdio.h>

static enum ac_status page(struct ac_db *db, int64_t report, struct ac_str entered_by,
	struct ac_wall at, struct ac_error *err)
{
	const struct ac_paged paged = { AC_PAGE_report, report, entered_by, at };
	return ac_page(db, &paged, err);
}

enum ac_status ac_report_page(
	struct ac_db *db, int64_t report, const struct ac_by *by, struct ac_error *err)
{
	return page(db, report, by->officer.name, by->at, err);
}

/* ---- what nobody has read ---- */

struct entered {
	int64_t id;
	struct ac_str by;
	bool read; /* by another */
};

struct unread {
	AC_VEC(struct entered) reports;
	struct ac_arena names;
};

static void unread_done(struct unread *u)
{
	ac_vec_done(&u->reports);
	ac_arena_done(&u->names);
}
AC_AUTO_DEFINE_VALUE(unread, struct unread, unread_done)

static void take_report(void *ctx, const struct ac_report_row *row)
{
	struct unread *u = ctx;
	const struct entered entered = { .id = row->id,
		.by = ac_arena_str(&u->names, row->mark.entered_by) };
	ac_vec_push(&u->reports, entered);
}

static void take_reading(void *ctx, const struct ac_audit_entry *entry)
{
	struct entered *report = ctx;
	report->read |= ac_str_eq(entry->action, AC_STR("report.read")) &&
			!ac_str_eq(entry->officer, report->by);
}

enum ac_status ac_reports_page_unread(
	struct ac_db *db, int64_t case_id, struct ac_wall at, struct ac_error *err)
{
	AC_AUTO(unread) struct unread u = { 0 };
	const struct ac_wall ever = { 0 };
	ac_arena_init(&u.names, 16u << 20);
	AC_TRY(ac_report_each(db, case_id, take_report, &u, err));
	ac_vec_each(&u.reports, report) {
		char object[40];
		(void)snprintf(object, sizeof object, "report/%lld", (long long)report->id);
		AC_TRY(ac_audit_since(db, ac_str(object), ever, take_reading, report, err));
		if (!report->read)
			AC_TRY(page(db, report->id, report->by, at, err));
	}
	return AC_OK;
}
