/* service/desk/successor.h - what a case that goes on from another one may take over from it.
 *
 * Nothing of the old case is a fact of the new one. Its criteria, its lessons (notes of kind `lesson`), the areas of its
 * warnings and the audience of its campaigns are proposals: listed until somebody accepts or dismisses each. A criterion
 * that is accepted begins as unknown; areas can be drafted with then (`from_case` with the case's own number,
 * service/desk/warnings.h); an audience gives the plan, with which a campaign is started.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** Inside a transaction: propose to a new case what the one before it held. @param before  0: nothing */
AC_MUST_CHECK enum ac_status successor_propose(struct ac_db *db, const struct ac_by *by,
	int64_t case_id, int64_t before, struct ac_error *err);

/** {"proposals":[{"id","kind","state","text",…}]}; an audience that was accepted has "plan" (docs/plan.md) */
AC_MUST_CHECK enum ac_status ac_proposals_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err);

/** @return AC_NOT_FOUND when it is not the case's, AC_CONFLICT when it is decided already */
AC_MUST_CHECK enum ac_status ac_proposals_decide(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, int64_t proposal, bool accept,
	struct ac_error *err);

/** The areas that a case took over, each once. @param areas  {"areas":[…]}, owned by the caller; NULL: none */
AC_MUST_CHECK enum ac_status successor_areas(
	struct ac_db *db, int64_t case_id, struct ac_json **areas, struct ac_error *err);
