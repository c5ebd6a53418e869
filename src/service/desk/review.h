/* service/desk/review.h - when a case is to be looked at again. An all-clear sets the date; past it the case
 * is overdue: it says so and is raised every hour until another date is set (service/run/review.c). It never
 * lowers anything by itself. */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** Another date: the case was looked at. @return AC_INVALID for a date that is past */
AC_MUST_CHECK enum ac_status ac_review_set(struct ac_service *service, struct ac_officer officer,
	int64_t case_id, struct ac_wall due, struct ac_error *err);

/** Add "review" and "overdue" to a case's object, where it has a date. */
AC_MUST_CHECK enum ac_status ac_review_show(
	struct ac_service *service, int64_t case_id, struct ac_json *json, struct ac_error *err);
/** {"reviews":[{"case","review","overdue"}]} of the cases that are not closed. */
AC_MUST_CHECK enum ac_status ac_review_list(
	struct ac_service *service, struct ac_json *answer, struct ac_error *err);
