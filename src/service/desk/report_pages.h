/* service/desk/report_pages.h - which reports wake an officer: what is for a case of priority 1, and what whoever enters
 * it calls urgent. */
#pragma once
#include "service/desk/decide.h"

/** Page for a report, in the transaction that makes it urgent. @param by  cannot settle it: who entered or tied it */
AC_MUST_CHECK enum ac_status ac_report_page(
	struct ac_db *db, int64_t report, const struct ac_by *by, struct ac_error *err);

/**
 * Page for what a case has that nobody but who entered it has read, in the transaction that makes the case one of
 * priority 1.
 */
AC_MUST_CHECK enum ac_status ac_reports_page_unread(
	struct ac_db *db, int64_t case_id, struct ac_wall at, struct ac_error *err);
