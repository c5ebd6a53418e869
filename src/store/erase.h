/* store/erase.h - people who are to be forgotten.
 *
 * An erased person stays as an empty row, so that counts of past campaigns remain true. Who asked to be
 * erased is noted, as a keyed hash, in a register beside the key file: it is not in any backup, and a
 * restored backup has its erasures applied again from it. What is purged by date needs no register:
 * the date purges it again.
 */
#pragma once
#include "base/clock.h"
#include "store/db.h"

/** The register's path: key_path with ".erased" behind it. @return owned by the caller, ac_free() */
char *ac_erase_register_path(const char *key_path);

/**
 * Erase on request: note it in the register (durable first), then empty the person's rows.
 * @return AC_NOT_FOUND; AC_CONFLICT naming the campaign while one of theirs is not closed
 */
AC_MUST_CHECK enum ac_status ac_erase_traveller(struct ac_db *db, const char *register_path,
	int64_t traveller, struct ac_wall now, struct ac_error *err);

/** Empty a person's rows without the register: purging. The same errors. */
AC_MUST_CHECK enum ac_status ac_erase_apply(
	struct ac_db *db, int64_t traveller, struct ac_wall now, struct ac_error *err);

/**
 * Apply the register to a restored database, open campaigns or not.
 * @param count  how many were erased now; a register that does not exist is empty
 * @return AC_CORRUPT naming the line
 */
AC_MUST_CHECK enum ac_status ac_erase_reapply(struct ac_db *db, const char *register_path,
	struct ac_wall now, int64_t *count, struct ac_error *err);

/**
 * People whose stays all ended before a time (or who have none and were not touched since), and who are
 * in no campaign that is not closed; by id from `after` on, at most max.
 */
AC_MUST_CHECK enum ac_status ac_purge_each(struct ac_db *db, struct ac_wall before, int64_t after,
	int64_t max, void (*visit)(void *ctx, int64_t traveller), void *ctx, struct ac_error *err);
