/* service/desk/duty.h - the duty roster: who is on duty from when to when, and in which order they are paged.
 *
 * Shifts may overlap, and an officer may have many. On the roster stands whoever's shift is to come, is
 * on, or ended less than ac_duty_roster_us ago: when nobody on duty answers, all of them are paged
 * (threat/duty.h). Numbers are sealed and never shown in full.
 */
#pragma once
#include "service/desk/decide.h"

enum { ac_duty_officer_max = 80 }; /* bytes of a name */
static const int64_t ac_duty_roster_us = 7 * AC_DAY;

struct ac_duty_entry {
	struct ac_str officer; /* as officers are called here */
	struct ac_str phone; /* as written; the configured region completes it */
	int64_t rank; /* 1…99, the lowest is paged first */
	struct ac_wall from, to;
	bool head; /* of the desk */
};

/** @param answer  the shift, as in the list; "against": no account of that name may take what waits, so that they
 *  are paged only after all who may; left out when all is well */
AC_MUST_CHECK enum ac_status ac_duty_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_duty_entry *entry, struct ac_json *answer, struct ac_error *err);
/** Take a shift off the roster and forget its number. @param answer  {"id"} */
AC_MUST_CHECK enum ac_status ac_duty_drop(struct ac_service *service, struct ac_officer officer,
	int64_t id, struct ac_json *answer, struct ac_error *err);
/** {"shifts":[{"id","officer","rank","phone","from","to","on_duty","head"},…]}, by rank.
 *  @param all  also those that ended long ago or were dropped */
AC_MUST_CHECK enum ac_status ac_duty_list(
	struct ac_service *service, bool all, struct ac_json *answer, struct ac_error *err);
