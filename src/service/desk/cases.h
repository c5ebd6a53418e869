/* service/desk/cases.h - what is known and decided about a threat, from the first report to the all-clear.
 *
 *	open → warned            a warning of it is published; so does easing → warned
 *	warned → easing          its last published warning is cleared
 *	open, warned → closed    by an officer, as unfounded: whatever was published is retracted
 *	easing → closed          by an officer
 *
 * Closing waits until no warning is published and every campaign is closed. A closed case is never
 * edited: it is reopened as a successor.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

enum ac_case_event {
	AC_CASE_WARNED, /* a warning was published */
	AC_CASE_CLEARED, /* its last live warning ended by an all-clear */
	AC_CASE_RETRACTED, /* its last live warning was a mistake: the case stays where it is */
	AC_CASE_CLOSED, /* an officer closed it */
	ac_case_event_count
};

/** The state that follows; NULL when the event is not allowed in this state. The table of states. */
const char *ac_case_next(struct ac_str state, enum ac_case_event event);

struct ac_case_new {
	struct ac_str title;
	struct ac_str posture; /* empty: watch */
	int64_t successor_of; /* 0 */
	bool exercise;
};

/** @return AC_INVALID, AC_CONFLICT when the predecessor is not closed */
AC_MUST_CHECK enum ac_status ac_cases_open(struct ac_service *service, struct ac_officer officer,
	const struct ac_case_new *made, int64_t *id, struct ac_error *err);

struct ac_case_note {
	struct ac_str kind; /* empty: note */
	struct ac_str value; /* a figure or grade, "7/8"; empty */
	struct ac_str text;
};

AC_MUST_CHECK enum ac_status ac_cases_note(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_case_note *note, struct ac_error *err);

/** @return AC_CONFLICT while a warning is live or a campaign is not closed */
AC_MUST_CHECK enum ac_status ac_cases_close(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str outcome, struct ac_error *err);

/** {"id","title","state",…,"notes":[…],"warnings":[…]} */
AC_MUST_CHECK enum ac_status ac_cases_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);

/** {"cases":[…]}. @param state  only those; empty: all */
AC_MUST_CHECK enum ac_status ac_cases_list(struct ac_service *service, struct ac_str state,
	struct ac_json *answer, struct ac_error *err);

/** Inside a transaction: let an event happen to a case. @return AC_CONFLICT, AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_case_happens(struct ac_db *db, int64_t id, enum ac_case_event event,
	const struct ac_by *by, struct ac_str outcome, struct ac_error *err);
