/* service/desk/places.h - hotels, and the mark of particular risk that tells their guests to move. */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/**
 * Mark hotels, all or none.
 * @param refs    array of outside ids
 * @param why     what makes them dangerous; empty takes the mark away
 * @param answer  {"marked","moved"}: places, and people of live campaigns in another tier now
 * @return AC_NOT_FOUND naming the hotel; AC_INVALID for a time that is past
 */
AC_MUST_CHECK enum ac_status ac_places_mark(struct ac_service *service, struct ac_officer officer,
	const struct ac_json *refs, struct ac_str why, struct ac_wall until, struct ac_json *answer,
	struct ac_error *err);

/** {"places":[…]}. @param at_risk  only those */
AC_MUST_CHECK enum ac_status ac_places_list(
	struct ac_service *service, bool at_risk, struct ac_json *answer, struct ac_error *err);
