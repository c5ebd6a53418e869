/* service/desk/places.h - hotels, and the mark of particular risk that tells their guests to move. */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/* What the mark rests on. */
struct ac_place_mark {
	const struct ac_json *refs; /* array of outside ids */
	struct ac_str why; /* what makes them dangerous; empty takes the mark away */
	struct ac_wall until;
	int64_t report; /* the report that says so; 0: none */
	int64_t case_id; /* in which they are marked; 0: the one that the report is tied to, if it is one */
	struct ac_str
		evidence; /* what else says so, for the desk; empty; a mark needs one of the two */
};

/**
 * Mark hotels, all or none; for each, a notice to its host is to be given. Takes two.
 * @param answer  {"marked","moved"}: places, and people of live campaigns in another tier now
 * @return AC_NOT_FOUND naming the hotel; AC_INVALID for a time that is past; AC_DENIED for a report that
 *         the officer may not read; AC_CONFLICT for a case that is closed
 */
AC_MUST_CHECK enum ac_status ac_places_mark(struct ac_service *service, struct ac_officer officer,
	const struct ac_place_mark *mark, struct ac_json *answer, struct ac_error *err);

/**
 * {"notices":[…]}: what hosts are to be told. The report and the evidence of a mark have the report's mark (without
 * one, AMBER+STRICT), and go to nobody without the right case.read: "withheld" says that there is something.
 * @param all  also those who were told
 */
AC_MUST_CHECK enum ac_status ac_notices_list(struct ac_service *service, struct ac_officer officer,
	bool all, struct ac_json *answer, struct ac_error *err);

/** A host was told. @return AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_notices_given(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/** {"places":[…]}. @param at_risk  only those */
AC_MUST_CHECK enum ac_status ac_places_list(
	struct ac_service *service, bool at_risk, struct ac_json *answer, struct ac_error *err);
