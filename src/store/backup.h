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

/* The database that a backup takes the place of, as it was at the end. */
enum ac_replaced_state {
	AC_REPLACED_NONE, /* there is none */
	AC_REPLACED_UNREADABLE, /* damaged, of another key, or of a newer program */
	AC_REPLACED_DATABASE,
};

struct ac_replaced {
	enum ac_replaced_state state;
	int64_t seq; /* of the last row of its audit chain */
	unsigned char head[32]; /* hash of that row */
	int64_t common; /* up to this row its chain is that of the backup: the rows after it vanish */
};

struct ac_restore {
	const char *file;
	struct ac_wall now;
	/**
	 * May it be done? Both may be written to, and what is written stays whatever is answered.
	 * @param present   NULL when there is none, or none that can be opened
	 * @param incoming  a copy of the backup, with today's schema
	 */
	enum ac_status (*allow)(
		void *ctx, struct ac_db *present, struct ac_db *incoming, struct ac_error *err);
	/** Sign it, in the transaction that makes the copy what will be in place. */
	enum ac_status (*sign)(void *ctx, struct ac_db *incoming,
		const struct ac_replaced *replaced, struct ac_error *err);
	void *ctx;
};

/**
 * Put a backup in place of a data directory's database, which stays beside it as
 * allclear.db.replaced: the file itself, or a backup of the server's database. The backup is checked, copied,
 * allowed, rid of those erased since and signed before anything that is there is touched.
 * @param options  dir exists; it is locked meanwhile
 * @return AC_BUSY: a daemon has it; AC_EXISTS: there is an allclear.db.replaced from before; what allow() and
 *         sign() refuse
 */
AC_MUST_CHECK enum ac_status ac_store_restore(const struct ac_store_options *options,
	const struct ac_restore *restore, struct ac_backup_report *report, struct ac_error *err);
