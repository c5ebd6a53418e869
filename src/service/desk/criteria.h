/* service/desk/criteria.h - the criteria of a case: what must hold before its warning is lifted or a level
 * lowered, what is known about each, and what is missing now (threat/criteria.h decides).
 *
 * What was said about a criterion is never changed: something else is said later. What meets it is evidence
 * with a grade of the Admiralty scale, the number of the report or note where it stands, and an end.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

struct ac_criterion_new {
	struct ac_str text; /* 1 to 200 bytes; no names of people */
	bool mandatory;
	int64_t hold_us; /* 0 to 365 days */
};

/** @return AC_INVALID, AC_NOT_FOUND, AC_CONFLICT for a closed case */
AC_MUST_CHECK enum ac_status ac_criteria_add(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, const struct ac_criterion_new *made, int64_t *id, struct ac_error *err);

struct ac_criterion_said {
	struct ac_str status; /* unknown, unmet, met, waived */
	struct ac_str grade; /* "B2"; needed for met */
	struct ac_str source; /* "report/12", "note/3" of the case; needed for met */
	struct ac_wall
		valid_until; /* 0: as configured (evidence_days) for met, for ever for the others */
	struct ac_str why; /* sealed; needed for waived, and for met by D to F, 5 or 6 */
};

/** @return AC_INVALID naming what is missing; AC_NOT_FOUND when the criterion or the source is
 * not the case's; AC_DENIED when the source's mark keeps it from the officer */
AC_MUST_CHECK enum ac_status ac_criteria_set(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, int64_t criterion, const struct ac_criterion_said *said,
	struct ac_error *err);

/** {"criteria":[{…,"history":[…]}],"missing":[…],"may":false}. What was said of a report that is not for the officer has
 * "withheld": true in place of "why". */
AC_MUST_CHECK enum ac_status ac_criteria_view(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_json *answer, struct ac_error *err);

/** {"may":false,"missing":[{"criterion","kind","text","short_s"}]}: may a level be lowered now? */
AC_MUST_CHECK enum ac_status ac_criteria_check(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err);
