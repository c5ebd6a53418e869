/* service/plan_json.h - a campaign's plan as it stands in the campaign table.
 *
 * {"tiers":[{"tier":1,"goal":"moving","resend_unknown":true,"risk":8,…,"ladder":[{"channel":"sms",
 * "tries":2,"wait_us":1800000000}]}],"closing":{"tries":3,"wait_us":…},"help_again_us":…}
 *
 * Whoever stores a plan may put further members in (names of tiers, say): they are left alone here.
 */
#pragma once
#include "outreach/plan.h"
#include "json/json.h"

/** The plan as an object, owned by the caller. */
struct ac_json *ac_plan_to_json(const struct ac_plan *plan);

/** @return AC_INVALID naming path and remedy; the plan is checked (ac_plan_check) */
AC_MUST_CHECK enum ac_status ac_plan_from_json(
	const struct ac_json *json, struct ac_plan *plan, struct ac_error *err);

/** The same from text. */
AC_MUST_CHECK enum ac_status ac_plan_parse(
	struct ac_str text, struct ac_plan *plan, struct ac_error *err);
