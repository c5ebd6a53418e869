/* service/desk/hypotheses.h - the table of competing hypotheses of a case (threat/ach.h). Advisory: it helps whoever
 * decides to see what speaks against their favourite; nothing follows from it by itself.
 *
 * A case begins with four: disrupted, remnant-here, remnant-elsewhere, deception.
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** @param name  1 to 40 of a-z 0-9 and '-'. @return AC_EXISTS, AC_FULL, AC_CONFLICT for a closed case */
AC_MUST_CHECK enum ac_status ac_hypotheses_add(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, struct ac_str name, struct ac_error *err);

struct ac_evidence_new {
	struct ac_str text; /* sealed */
	struct ac_str grade; /* "B2"; empty: ungraded */
	struct ac_str source; /* "report/12", "note/3", as for a criterion (evidence.h); empty */
	const struct ac_json *against; /* {"disrupted":"CC",…}; what it leaves out is N */
};

AC_MUST_CHECK enum ac_status ac_hypotheses_weigh(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, const struct ac_evidence_new *evidence,
	struct ac_error *err);

/** Is there an item of evidence without which the ranking turns round? Inside a transaction. */
AC_MUST_CHECK enum ac_status ac_hypotheses_fragile(
	struct ac_db *db, int64_t case_id, bool *fragile, struct ac_error *err);

/**
 * {"hypotheses":[{"name","score"}], least against it first, "evidence":[{"id","text","grade","weight",
 * "against":{…},"flips":true}],"fragile":true}. Evidence from a report that is not for the officer has "withheld": true in
 * place of "text".
 */
AC_MUST_CHECK enum ac_status ac_hypotheses_view(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, struct ac_json *answer, struct ac_error *err);
