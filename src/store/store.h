/* store/store.h - a data directory: its lock, its database, its key.
 *
 *	DIR/lock         held while a program may write; two daemons on one directory are refused
 *	DIR/allclear.db  the database, with -wal and -shm beside it while it is open; or else a server's
 *
 * A server's database can be reached from elsewhere too: there the writer claims it (store/db.h, rule 15) and
 * leaves a mark of its own. When its connection was lost and made again, the mark tells whether somebody
 * else has written meanwhile; then it must not go on with what it has in memory.
 *
 * The key file is named separately, because in production it lives elsewhere. A value sealed when the
 * directory was made tells whether the key fits, before anything is read or written with it.
 */
#pragma once
#include "store/db.h"
#include "vault/vault.h"

struct ac_store;

struct ac_store_options {
	const char *dir;
	const char *key_path;
	const char *database; /* postgresql://…; NULL or empty: the file in dir */
	enum ac_db_sync sync;
	int cache_kib; /* of the writer's connection; 0: 32 MiB */
	int checkpoint_pages; /* 0: 4,000 */
	const char *vfs; /* the simulation's; then the lock is left out */
	bool locked; /* the caller holds the directory's lock already */
};

/**
 * Make a data directory's database; the directory and the key file exist already.
 * @return AC_EXISTS when there is a database in it
 */
AC_MUST_CHECK enum ac_status ac_store_create(
	const struct ac_store_options *options, struct ac_error *err);

/**
 * Lock and open, and bring the schema up to date.
 * @param store  owned by the caller, ac_store_close()
 * @return AC_NOT_FOUND: no data directory; AC_BUSY: another program has it; AC_DENIED: the key does not
 *         fit; AC_VERSION: written by a newer program; AC_CORRUPT
 */
AC_MUST_CHECK enum ac_status ac_store_open(
	const struct ac_store_options *options, struct ac_store **store, struct ac_error *err);
/** Close after every reader and the writer; NULL is fine. */
void ac_store_close(struct ac_store *store);
AC_AUTO_DEFINE(store, struct ac_store *, ac_store_close)

/** The one connection that writes: lend it to a writer (store/writer.h), or use it when there is none. */
struct ac_db *ac_store_db(struct ac_store *store);

/** The vault; as long as the store is open. */
const struct ac_vault *ac_store_vault(const struct ac_store *store);

/** What ac_db_open() opens for a data directory; owned by the caller. @param database  NULL, empty: a file */
char *ac_store_database(const char *dir, const char *database);

/** A connection that only reads, for one thread. @param db  owned by the caller, ac_db_close() */
AC_MUST_CHECK enum ac_status ac_store_reader(
	struct ac_store *store, struct ac_db **db, struct ac_error *err);

/** A fact about this directory. @param value  appended; AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_store_meta_get(
	struct ac_db *db, const char *key, struct ac_buf *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_store_meta_put(
	struct ac_db *db, const char *key, struct ac_str value, struct ac_error *err);

/** Does the key open what this database was sealed with? AC_DENIED with both named. */
AC_MUST_CHECK enum ac_status ac_store_check_key(
	struct ac_db *db, const struct ac_vault *vault, const char *key_path, struct ac_error *err);
