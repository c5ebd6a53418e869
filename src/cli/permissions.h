/* cli/permissions.h - docs/permissions.md, from the tables that are enforced. */
#pragma once
#include "base/buf.h"

/** Append the page: roles, rights, and every route with the right that it needs. */
void ac_permissions_write(struct ac_buf *out);
