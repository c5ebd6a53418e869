/* store/copy.h - every row of every table from one database to another, whichever engines they are, and a
 * digest of each table to compare them by. It is what backups of a server, restoring to one and `db move`
 * are made of: rows go through the driver interface, so that there is one way to read and to write a value.
 */
#pragma once
#include "store/db.h"
#include "vault/vault.h"

/* The statements that it made: free it after the connections that ran them are closed. */
struct ac_copy;

struct ac_copy *ac_copy_new(void);
void ac_copy_free(struct ac_copy *copy);
AC_AUTO_DEFINE(copy, struct ac_copy *, ac_copy_free)

struct ac_copy_options {
	int64_t commit_rows; /* commit after so many; 0: all in the caller's transaction */
	/** Called after each table, and now and then within a large one. NULL */
	void (*progress)(void *ctx, struct ac_str table, int64_t rows);
	void *ctx;
};

/**
 * Copy everything.
 * @param from  inside a transaction: one snapshot
 * @param to    the same tables, freshly migrated: what the migrations wrote is replaced
 * @return AC_EXISTS when `to` has data already, AC_VERSION when its tables are others
 */
AC_MUST_CHECK enum ac_status ac_copy_rows(struct ac_copy *copy, struct ac_db *from,
	struct ac_db *to, const struct ac_copy_options *options, struct ac_error *err);

struct ac_table_digest {
	struct ac_str table; /* good until the visitor returns */
	int64_t rows;
	unsigned char hash[ac_vault_hash_size]; /* over all values, rows by primary key; keyed */
};
typedef void ac_digest_visit(void *ctx, const struct ac_table_digest *digest);

/** The same data gives the same digests on every engine. @param db  with its vault, in a transaction */
AC_MUST_CHECK enum ac_status ac_copy_digest(struct ac_copy *copy, struct ac_db *db,
	ac_digest_visit *visit, void *ctx, struct ac_error *err);

/** Delete all rows of all tables, in the caller's transaction. */
AC_MUST_CHECK enum ac_status ac_copy_clear(
	struct ac_copy *copy, struct ac_db *db, struct ac_error *err);
