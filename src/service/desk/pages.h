/* service/desk/pages.h - what waits for an officer, wherever they are.
 *
 * Whatever must not be left lying (a call for help, a draft that takes two, a report of high priority, an
 * overdue review) raises a page in its own transaction and ends it when it is dealt with. The pager
 * (service/run/pager.h) sends the texts: first to the officer on duty, then on, until one of them takes it
 * by answering the text or with `page take`.
 */
#pragma once
#include "service/desk/decide.h"
#include "threat/duty.h"

struct ac_paged {
	enum ac_page_kind kind;
	int64_t subject; /* the number of the decision, the call for help, the report … */
	struct ac_str not_for; /* who asked for it, and cannot settle it; empty */
	struct ac_wall at;
};

/**
 * Page for it, in the transaction that makes it wait. Nothing when it is being paged for already, or taken:
 * whoever took it has page_settle_s to settle it, then the pager opens it again.
 */
AC_MUST_CHECK enum ac_status ac_page(
	struct ac_db *db, const struct ac_paged *paged, struct ac_error *err);

/** It is dealt with, in the transaction that does so: nobody is paged for it any more. */
AC_MUST_CHECK enum ac_status ac_page_over(struct ac_db *db, enum ac_page_kind kind, int64_t subject,
	struct ac_wall at, struct ac_error *err);

/**
 * An officer takes it: nobody else is asked. AC_CONFLICT when somebody has, AC_DENIED when they asked for it themselves
 * and are not alone on the roster. @param answer  as the view
 */
AC_MUST_CHECK enum ac_status ac_pages_take(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);

/**
 * A message came in: does it take a page that was sent to its number (ac_duty_reply()) and that its officer
 * may take? In the transaction that stores it.
 * @param page  the one that it took; 0: none, the message is for somebody else
 */
AC_MUST_CHECK enum ac_status ac_pages_reply(struct ac_db *db, uint64_t number_key,
	struct ac_str text, struct ac_wall at, int64_t *page, struct ac_error *err);

/** {"id","kind","subject","state",…,"steps":[{"try","at","officer","shift","link","step"},…],"against"}
 *  against: why nobody can be told at present; left out when all is well */
AC_MUST_CHECK enum ac_status ac_pages_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
/** {"pages":[…],"open":n,"against"}, without the steps. @param all  false: those that are open */
AC_MUST_CHECK enum ac_status ac_pages_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err);
/** {"open":n,"against"} */
AC_MUST_CHECK enum ac_status ac_pages_count(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);
