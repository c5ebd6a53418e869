/* service/desk/archive.h - are the published messages still the bytes that were published?
 *
 * The hash of each stands in the audit row of its publication, which the chain covers (store/audit.h).
 * Messages of versions that did not sign come first and have none.
 */
#pragma once
#include "store/db.h"

struct ac_archive_report {
	int64_t messages; /* that check */
	int64_t unhashed; /* published by a version that did not sign */
	int64_t first_broken; /* number of the first message that was changed, removed or slipped in; 0: none */
};

/** Compare all of them. @return errors of reading only */
AC_MUST_CHECK enum ac_status ac_archive_check(
	struct ac_db *db, struct ac_archive_report *report, struct ac_error *err);
