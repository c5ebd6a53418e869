/* web/roles.h - a member "roles" of a body: ["officer","caller"]. */
#pragma once
#include "threat/rights.h"
#include "json/json.h"

/** @return AC_INVALID for a word that is no role */
AC_MUST_CHECK enum ac_status ac_json_get_roles(
	const struct ac_json *body, unsigned *roles, struct ac_error *err);
