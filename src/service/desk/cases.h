/* service/desk/cases.h - what is known and decided about a threat, from the first report to the all-clear.
 *
 * Its states and postures are tables (threat/case_state.h). Closing waits until no warning is published and every
 * campaign is closed. A closed case is never edited: it is reopened as a successor.
 *
 * What a case holds leaves it under the marks (service/desk/report_out.h): reports under their own, facts under
 * that of the report they come from, everything else under the desk's.
 */
#pragma once
#include "service/desk/decide.h"
#include "threat/case_state.h"
#include "json/json.h"

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

#define AC_NOTICE_WITHIN AC_HOUR /* the host of a marked hotel is told within that */

struct ac_case_end {
	struct ac_str outcome; /* how it ended */
	struct ac_str why; /* it is closed although something is left; empty: nothing is */
};

/**
 * Takes two, unless an all-clear has eased the case and nothing of it is left: it ends the officials' clock.
 * @return AC_CONFLICT while a warning is live or a campaign is not closed; naming what is left, when no reason says why
 *         it is closed all the same
 */
AC_MUST_CHECK enum ac_status ac_cases_close(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_case_end *end, struct ac_error *err);

/** {"id","title","state",…,"left":[…],"notes":[…],"facts":[…],"items":[…],"reports":[…],"warnings":[…]} */
AC_MUST_CHECK enum ac_status ac_cases_view(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);

/** {"cases":[…]}. @param state  only those; empty: all */
AC_MUST_CHECK enum ac_status ac_cases_list(struct ac_service *service, struct ac_str state,
	struct ac_json *answer, struct ac_error *err);

/* ---- how it is answered ---- */

/** Change the posture; takes two. @return AC_CONFLICT when it has that posture already, or is closed */
AC_MUST_CHECK enum ac_status ac_cases_posture(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str posture, struct ac_str why, struct ac_error *err);

/**
 * Say why only officials are told, until when; takes two.
 * @param until  at most a week ahead: then it is decided anew
 * @return AC_CONFLICT when the posture is another
 */
AC_MUST_CHECK enum ac_status ac_cases_keep_officials(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_str why, struct ac_wall until,
	struct ac_error *err);

/** @param priority  1 to 4; 0: as it is  @param owner  an officer's name; empty: as it is */
AC_MUST_CHECK enum ac_status ac_cases_assign(struct ac_service *service, struct ac_officer officer,
	int64_t id, int priority, struct ac_str owner, struct ac_error *err);

/**
 * It has happened. Every campaign of the case that runs or is paused is frozen: what it has not sent stays unsent. Those
 * that ran ask everyone inside whether they are safe and go on with that, which somebody else reviews; the others stay
 * frozen until two officers say otherwise. The event is written down whatever becomes of the campaigns.
 * @param answer  {"frozen":[campaigns],"asked":[campaigns],"review":decision,"not_frozen":[{"campaign","why"}],
 *                "not_asked":[{"campaign","why"}]}: those that are ending already, those that stay frozen; no review
 *                where none ran
 */
AC_MUST_CHECK enum ac_status ac_cases_event(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str text, struct ac_json *answer, struct ac_error *err);

/**
 * Once it has happened: for each warning in force without a campaign the start of one that asks everyone inside, to be
 * drafted; where no warning is in force, what has to be done first.
 * @param phone   for questions; empty: that of the last campaign that had one
 * @param answer  {"to_draft":[{"warning","plan"}],"drafted":[{"warning","decision"}],"to_do":"…"}: drafted are those that
 *                wait already; to_do only where something is lacking
 */
AC_MUST_CHECK enum ac_status ac_cases_unasked(struct ac_service *service, int64_t id,
	struct ac_str phone, struct ac_json *answer, struct ac_error *err);

/* ---- what is awaited ---- */

/** Ask somebody for something by a time. @param whom  empty: something to watch for (kind `watch`) */
AC_MUST_CHECK enum ac_status ac_cases_await(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str whom, struct ac_str text, struct ac_wall due, int64_t *item,
	struct ac_error *err);

/** It came, or it is no longer awaited. @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_cases_item_done(struct ac_service *service,
	struct ac_officer officer, int64_t id, int64_t item, struct ac_error *err);

/** {"overdue":[{"case","what",…},…]}: officials only without a reason, requests, things to watch for,
 * notices that no host was given within the hour. */
AC_MUST_CHECK enum ac_status ac_cases_overdue(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);

/* ---- facts ---- */

struct ac_fact_new {
	struct ac_str kind, value; /* threat/fact.h */
	struct ac_str source; /* where it comes from */
	int64_t report; /* 0: none */
	struct ac_wall at; /* when it was so; 0: now */
};

/** @return AC_INVALID for what is no count and no state; AC_DENIED for a report that one may not read */
AC_MUST_CHECK enum ac_status ac_cases_fact(struct ac_service *service, struct ac_officer officer,
	int64_t id, const struct ac_fact_new *made, int64_t *fact, struct ac_error *err);

/* ---- all of it, in the order of time ---- */

/**
 * {"timeline":[…]}: reports, facts, notes, what is awaited, published messages, and every act in the case (audit rows
 * that carry its number): who did it, who approved it, what it was about.
 */
AC_MUST_CHECK enum ac_status ac_cases_timeline(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_json *answer, struct ac_error *err);

/**
 * The same as a document for somebody: what the marks forbid them, or whoever asks, is left out and counted.
 * @param audience  desk, community, public, partner:NAME, an officer's name
 * @param answer    {"case","for","timeline","left_out":{"report":2,…}}
 */
AC_MUST_CHECK enum ac_status ac_cases_export(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_str audience, struct ac_json *answer, struct ac_error *err);

/** Inside a transaction: let an event happen to a case. @return AC_CONFLICT, AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_case_happens(struct ac_db *db, int64_t id, enum ac_case_event event,
	const struct ac_by *by, struct ac_str outcome, struct ac_error *err);
