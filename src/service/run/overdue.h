/* service/run/overdue.h - a danger that only officials know of is not forgotten (threat/case_state.h). */
#pragma once
#include "base/vec.h"
#include "service/service_p.h"
#include "threat/case_state.h"

/* A case in the posture `officials`. */
struct officials_case {
	int64_t id;
	struct ac_officials officials;
};
typedef AC_VEC(struct officials_case) officials_vec;

/**
 * Until when everyone concerned is told of all that a case knows: it has warnings in force, and none that is only
 * drafted. All warnings are for everybody: CAP's scope is Public, whatever anybody's nationality.
 * @param until  of the last one; 0: they are not
 */
AC_MUST_CHECK enum ac_status officials_told_until(
	struct ac_db *db, int64_t case_id, struct ac_wall *until, struct ac_error *err);

/** Those of all cases that are not closed. @param hours  within which a warning follows  @param cases  appended */
AC_MUST_CHECK enum ac_status officials_find(
	struct ac_db *db, int32_t hours, officials_vec *cases, struct ac_error *err);

/** Raise what is overdue. Called about once a second by the checkpointer, which may wait for a look at the store. */
void overdue_look(struct ac_service *service);
/** The store was changed: look again. Any thread. */
void overdue_changed(struct ac_service *service);
