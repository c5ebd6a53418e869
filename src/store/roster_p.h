/* store/roster_p.h - the parts of putting a traveller, private to store/. */
#pragma once
#include "store/roster.h"

/** Contact points of a new person. */
AC_MUST_CHECK enum ac_status ac_contacts_add(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, struct ac_error *err);
/** Contact points of a known one: matched by number, so that a number keeps its id and its state. */
AC_MUST_CHECK enum ac_status ac_contacts_put(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, bool *changed, struct ac_error *err);

/** @param stay  NULL: nothing is added */
AC_MUST_CHECK enum ac_status ac_stay_add(
	struct ac_db *db, const struct ac_stay *stay, int64_t traveller, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_stay_put(struct ac_db *db, const struct ac_traveller_put *put,
	int64_t traveller, struct ac_stale_stays *stale, bool *changed, struct ac_error *err);
