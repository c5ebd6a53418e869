/* service/desk/attribution_names.h - where the names of organisations in attributions may stand. */
#pragma once
#include "base/str.h"
#include "service/desk/decide.h"
#include "store/db.h"
#include "json/json.h"

/**
 * May this text go to a person? Whatever became of an attribution, its names may not.
 * @return AC_INVALID naming the attribution, not the name
 */
AC_MUST_CHECK enum ac_status ac_attributions_spare(
	struct ac_db *db, struct ac_str text, struct ac_error *err);

/* A text for the public. */
struct ac_attribution_field {
	const char *name; /* for messages: "text", "headline in he" */
	struct ac_str language; /* empty: nobody said which */
	bool exercise; /* of its case */
};

/**
 * May this be said in public, in a warning or beside it? The names only that a published attribution has, of a real case for
 * a real text, and in each sentence as alleged (threat/attribution.h) unless that says who was convicted.
 * @return AC_INVALID naming the field, the attribution and the remedy, not the name
 */
AC_MUST_CHECK enum ac_status ac_attributions_permit(struct ac_db *db,
	const struct ac_attribution_field *field, struct ac_str text, struct ac_error *err);

/** Does the text have a name of this attribution's body? */
bool ac_attribution_body_names(const struct ac_json *body, struct ac_str text);

/** In the rehearsal of a withdrawal: the published statements, and the warnings in force, that have one of its names. */
AC_MUST_CHECK enum ac_status ac_attribution_show_left(struct ac_db *db, const struct ac_json *body,
	const struct ac_officer *officer, struct ac_error *err);
