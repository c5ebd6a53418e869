/* store/backup.h - a copy of the data while the daemon runs, and the way back.
 *
 * A backup is one file, a SQLite database whatever the engine: the data as of one moment, personal fields sealed as they are. The key is
 * never in it. Restoring checks everything before it touches the data directory: pages and indexes,
 * schema version, that the key fits, the audit chain; then erasures made since are applied again.
 */
#pragma once
#include "base/clock.h"
#include "store/store.h"

/** Write a new file of mode 0600. AC_EXISTS: it is never overwritten */
AC_MUST_CHECK enum ac_status ac_store_backup(
	struct ac_store *store, const char *file, struct ac_error *err);

struct ac_backup_report {
	int version; /* of the schema */
	int64_t audit_rows; /* of the chain, all sound */
	int64_t audit_seq; /* its head */
	int64_t erased; /* people erased again (restoring) */
};

/** Is the file a sound backup that this key opens? Changes nothing. */
AC_MUST_CHECK enum ac_status ac_backup_verify(const char *file, const char *key_path,
	struct ac_backup_report *report, struct ac_error *err);

/**
 * Put a backup in place of a data directory's database, which stays beside it as
 * allclear.db.replaced: the file itself, or a backup of the server's database.
 * @param options  dir exists; it is locked meanwhile
 * @return AC_BUSY: a daemon has it; AC_EXISTS: there is an allclear.db.replaced from before
 */
AC_MUST_CHECK enum ac_status ac_store_restore(const struct ac_store_options *options,
	const char *file, struct ac_wall now, struct ac_backup_report *report,
	struct ac_error *err);
