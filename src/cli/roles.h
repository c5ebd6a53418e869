/* cli/roles.h - lists of roles: "officer,caller" here, ["officer","caller"] in JSON. */
#pragma once
#include "json/json.h"

/** A member "roles"; the daemon says which word is no role. */
void ac_cli_set_roles(struct ac_json *body, const char *list);
/** Append an array's words, separated by commas. */
void ac_cli_roles_text(const struct ac_json *roles, struct ac_buf *out);
