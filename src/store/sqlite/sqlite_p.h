/* store/sqlite/sqlite_p.h - private to the SQLite driver. */
#pragma once
#include "store/sqlite/sqlite.h"

#include <sqlite3.h>

struct sqlite_db {
	struct ac_db head;
	sqlite3 *handle;
	char *path;
	bool own_cache, own_checkpoint; /* set by the options: bulk work keeps to them */
};

struct sqlite_stmt {
	struct ac_stmt head;
	sqlite3_stmt *handle;
	int parameters;
};

/** Our status for what SQLite reported last. @param what  statement or action, for the message */
enum ac_status ac_sqlite_fail(sqlite3 *handle, int rc, const char *what, struct ac_error *err);

/**
 * Portable text to SQLite's: every $N outside quotes and comments becomes ?N (SQLite would number $N by
 * first appearance). @return owned by the caller, ac_free()
 */
char *ac_sqlite_rewrite(const char *text);

/** The same for tables: `BIGINT PRIMARY KEY` is the row id, the comment "clustered" WITHOUT ROWID. */
char *ac_sqlite_rewrite_tables(const char *text);

enum ac_status ac_sqlite_backup(struct ac_db *db, const char *path, struct ac_error *err);
enum ac_status ac_sqlite_check(struct ac_db *db, struct ac_error *err);
enum ac_status ac_sqlite_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err);
