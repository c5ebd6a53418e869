/* service/desk/attribution_names.h - where the names of organisations in attributions may stand. */
#pragma once
#include "base/str.h"
#include "store/db.h"

/**
 * May this text go to a person? Whatever became of an attribution, its names may not.
 * @return AC_INVALID naming the attribution, not the name
 */
AC_MUST_CHECK enum ac_status ac_attributions_spare(
	struct ac_db *db, struct ac_str text, struct ac_error *err);

/**
 * May this be said in public, in a warning or beside it? The names only that a published attribution has.
 * @param field  for the message: "text", "headline in he"
 * @return AC_INVALID naming the field, the attribution and the remedy, not the name
 */
AC_MUST_CHECK enum ac_status ac_attributions_permit(
	struct ac_db *db, const char *field, struct ac_str text, struct ac_error *err);
