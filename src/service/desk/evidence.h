/* service/desk/evidence.h - where evidence stands: a report or a note of the case, by number. */
#pragma once
#include "service/desk/decide.h"
#include "store/criteria.h"

/** "report/12", "note/3" into its parts. @return AC_INVALID. Empty: none */
AC_MUST_CHECK enum ac_status ac_evidence_source_from(
	struct ac_str text, struct ac_evidence_source *source, struct ac_error *err);

/**
 * May the officer rest something in the case on it? None is fine.
 * @return AC_NOT_FOUND when it is not there or not the case's, AC_DENIED when its mark keeps it from the officer
 */
AC_MUST_CHECK enum ac_status ac_evidence_source_check(struct ac_db *db, int64_t case_id,
	const struct ac_evidence_source *source, const struct ac_officer *officer,
	struct ac_error *err);
