/* service/plan_json.h - a campaign's plan as it stands in the campaign table.
 *
 * {"tiers":[{"tier":1,"goal":"moving","resend_unknown":true,"risk":8,…,"ladder":[{"channel":"sms",
 * "tries":2,"wait_us":1800000000}]}],"closing":{"tries":3,"wait_us":…},"help_again_us":…}
 *
 * Quiet hours, where there are: "quiet_hours":{"from_min":1320,"until_min":420,"zone":"Europe/Istanbul"}, and
 * "quiet":true in the tiers that keep them.
 *
 * Whoever stores a plan may put further members in (names of tiers, say): they are left alone here.
 */
#pragma once
#include "outreach/plan.h"
#include "text/template.h"
#include "json/json.h"

/** The plan as an object, owned by the caller. */
struct ac_json *ac_plan_to_json(const struct ac_plan *plan);

/** What a tier says alike as stored and as an officer writes it (docs/plan.md). */
void ac_plan_tier_facts(struct ac_json *json, const struct ac_tier *tier);

/**
 * @param since  when the campaign began: from then on its quiet hours follow the zone's rules
 * @return AC_INVALID naming path and remedy; the plan is checked (ac_plan_check)
 */
AC_MUST_CHECK enum ac_status ac_plan_from_json(const struct ac_json *json, struct ac_wall since,
	struct ac_plan *plan, struct ac_error *err);

/** The same from text. */
AC_MUST_CHECK enum ac_status ac_plan_parse(
	struct ac_str text, struct ac_wall since, struct ac_plan *plan, struct ac_error *err);

/** Fill in what quiet->zone says from an instant on. @return AC_INVALID when there is no such zone */
AC_MUST_CHECK enum ac_status ac_quiet_follow_zone(
	struct ac_quiet *quiet, struct ac_wall since, struct ac_error *err);

/**
 * What a plan's texts may use: its `arguments` as times, numbers and texts.
 * @param arguments  an object, or NULL; args are views of it
 * @param args       max of them
 * @return AC_INVALID for more, or for another type
 */
AC_MUST_CHECK enum ac_status ac_plan_arguments(const struct ac_json *arguments,
	struct ac_arg args[], size_t max, size_t *n, struct ac_error *err);
