/* web/officer.h - the name that decisions get in the audit chain. */
#pragma once
#include "base/buf.h"
#include "service/config.h"

#include <sys/types.h>

/** The configured name of a Unix user, else the login name, else "uid:N"; appended to name. */
AC_MUST_CHECK enum ac_status ac_officer_of_uid(
	const struct ac_config *config, uid_t uid, struct ac_buf *name, struct ac_error *err);
