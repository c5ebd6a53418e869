/* service/desk/successor.h - what a case that goes on from another one may take over from it.
 *
 * Nothing of the old case is a fact of the new one. Its criteria and its lessons (notes of kind `lesson`) are
 * proposals: listed until somebody accepts or dismisses each. A criterion that is accepted begins as unknown.
 * The areas of its last warning are drafted anew with `from_case` (service/desk/warnings.h).
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** Inside a transaction: propose to a new case what the one before it held. @param before  0: nothing */
AC_MUST_CHECK enum ac_status successor_propose(struct ac_db *db, const struct ac_by *by,
	int64_t case_id, int64_t before, struct ac_error *err);

/** {"proposals":[{"id","kind","state","text",…}]} */
AC_MUST_CHECK enum ac_status ac_proposals_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err);

/** @return AC_NOT_FOUND when it is not the case's, AC_CONFLICT when it is decided already */
AC_MUST_CHECK enum ac_status ac_proposals_decide(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, int64_t proposal, bool accept,
	struct ac_error *err);
