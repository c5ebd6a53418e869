/* store/sqlite/sqlite.c - the driver interface on SQLite.
 *
 * Write-ahead log: readers never wait for the writer. The page cache is bounded per connection, the log
 * by checkpoints. sqlite3_step() does the work of a query lazily, so start() copies its values and
 * run() does not.
 */
#include "store/sqlite/sqlite_p.h"

#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>

#define SQL(id, words) static const struct ac_sql id = { words, words }
SQL(sql_begin_read, "BEGIN");
SQL(sql_begin_write, "BEGIN IMMEDIATE");
SQL(sql_commit, "COMMIT");
SQL(sql_rollback, "ROLLBACK");
SQL(sql_savepoint, "SAVEPOINT one");
SQL(sql_release, "RELEASE one");
SQL(sql_rollback_to, "ROLLBACK TO one");

static enum ac_status status_of(sqlite3 *handle, int rc)
{
	int system = handle ? sqlite3_system_errno(handle) : 0;
	if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
		rc == SQLITE_CONSTRAINT_ROWID)
		return AC_EXISTS;
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT: return AC_CONFLICT;
	case SQLITE_FULL: return AC_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return AC_BUSY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH: return AC_DENIED;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return AC_CORRUPT;
	case SQLITE_INTERRUPT: return AC_CLOSED;
	case SQLITE_RANGE:
	case SQLITE_TOOBIG: return AC_INVALID;
	case SQLITE_CANTOPEN: return system == ENOENT ? AC_NOT_FOUND : AC_IO;
	default: return system == ENOSPC || system == EDQUOT ? AC_FULL : AC_IO;
	}
}

enum ac_status ac_sqlite_fail(sqlite3 *handle, int rc, const char *what, struct ac_error *err)
{
	int extended = handle ? sqlite3_extended_errcode(handle) : rc;
	if ((extended & 0xff) == (rc & 0xff))
		rc = extended;
	enum ac_status status = status_of(handle, rc);
	ac_fail(err, status, "%s: %s", what, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc));
	if (err && status != AC_EXISTS && status != AC_CONFLICT)
		err->os_errno = handle ? sqlite3_system_errno(handle) : 0;
	return status;
}

static sqlite3 *handle_of(struct ac_db *db)
{
	return ((struct sqlite_db *)db)->handle;
}

static enum ac_status execute(
	sqlite3 *handle, const char *text, const char *what, struct ac_error *err)
{
	int rc = sqlite3_exec(handle, text, NULL, NULL, NULL);
	return rc == SQLITE_OK ? AC_OK : ac_sqlite_fail(handle, rc, what, err);
}

enum {
	writer_cache_kib = 32 << 10,
	reader_cache_kib = 4 << 10,
	checkpoint_pages = 4000,
	/* Keyed hashes are spread over their whole index: with every page of it at hand, and written home
	 * once where it was changed a dozen times, bulk work is three times as fast. */
	bulk_cache_kib = 128 << 10,
	bulk_checkpoint_pages = 65536,
};

static enum ac_status configure(
	sqlite3 *handle, const struct ac_db_options *options, struct ac_error *err)
{
	int cache_kib = options->cache_kib   ? options->cache_kib
			: options->read_only ? reader_cache_kib
					     : writer_cache_kib;
	char text[512];
	snprintf(text, sizeof text,
		"PRAGMA page_size = 4096; %s; PRAGMA synchronous = %s; PRAGMA cache_size = -%d; "
		"PRAGMA wal_autocheckpoint = %d; PRAGMA journal_size_limit = 67108864; "
		"PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
		"PRAGMA cell_size_check = ON",
		options->read_only ? "PRAGMA query_only = ON" : "PRAGMA journal_mode = WAL",
		options->sync == AC_DB_SYNC_OFF ? "OFF" : "FULL", cache_kib,
		options->checkpoint_pages ? options->checkpoint_pages : checkpoint_pages);
	return execute(handle, text, options->path, err);
}

static void db_close(struct ac_db *db)
{
	int rc = sqlite3_close(handle_of(db));
	assert(rc == SQLITE_OK); /* every statement was finished */
	(void)rc;
	ac_free(((struct sqlite_db *)db)->path);
	ac_free(db);
}

/* Connections belong to one thread, and nobody reads SQLite's own counters of memory: without them
 * every allocation is spared a lock. Too late (and harmless) when SQLite is in use already. */
static void configure_library(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum ac_status db_open(
	const struct ac_db_options *options, struct ac_db **db, struct ac_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure_library);
	struct sqlite_db *opened = ac_alloc(sizeof *opened);
	opened->path = ac_strndup(options->path, strlen(options->path));
	opened->head.name = opened->path;
	opened->own_cache = options->cache_kib != 0;
	opened->own_checkpoint = options->checkpoint_pages != 0;
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		    (options->create ? SQLITE_OPEN_CREATE : 0);
	int rc = sqlite3_open_v2(options->path, &opened->handle, flags, options->vfs);
	enum ac_status status = AC_OK;
	if (rc != SQLITE_OK) {
		status = ac_sqlite_fail(opened->handle, rc, options->path, err);
	} else {
		sqlite3_busy_timeout(opened->handle, options->busy_ms ? options->busy_ms : 5000);
		status = configure(opened->handle, options, err);
	}
	if (status == AC_OK) /* the first real reading: is it a database? */
		status = execute(opened->handle, "SELECT 1 FROM sqlite_schema", options->path, err);
	if (status != AC_OK) {
		db_close(&opened->head);
		return status;
	}
	*db = &opened->head;
	return AC_OK;
}

static enum ac_status db_prepare(
	struct ac_db *db, const struct ac_sql *sql, struct ac_stmt **stmt, struct ac_error *err)
{
	AC_AUTO(free) char *text = ac_sqlite_rewrite(sql->text);
	sqlite3_stmt *handle = NULL;
	int rc = sqlite3_prepare_v3(
		handle_of(db), text, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
	if (rc != SQLITE_OK)
		return ac_sqlite_fail(handle_of(db), rc, sql->name, err);
	struct sqlite_stmt *prepared = ac_alloc(sizeof *prepared);
	prepared->handle = handle;
	prepared->parameters = sqlite3_bind_parameter_count(handle);
	*stmt = &prepared->head;
	return AC_OK;
}

static void stmt_finish(struct ac_stmt *stmt)
{
	sqlite3_finalize(((struct sqlite_stmt *)stmt)->handle);
	ac_free(stmt);
}

static int bind_one(
	sqlite3_stmt *handle, int at, const struct ac_value *value, sqlite3_destructor_type copy)
{
	const char *p = value->bytes.p ? value->bytes.p : "";
	switch (value->kind) {
	case AC_VALUE_I64: return sqlite3_bind_int64(handle, at, value->i64);
	case AC_VALUE_F64: return sqlite3_bind_double(handle, at, value->f64);
	case AC_VALUE_TEXT:
		return sqlite3_bind_text64(handle, at, p, value->bytes.n, copy, SQLITE_UTF8);
	case AC_VALUE_BLOB: return sqlite3_bind_blob64(handle, at, p, value->bytes.n, copy);
	case AC_VALUE_NULL: break;
	}
	return sqlite3_bind_null(handle, at);
}

static enum ac_status bind_all(struct sqlite_stmt *stmt, const struct ac_value *values, size_t n,
	sqlite3_destructor_type copy, struct ac_error *err)
{
	if (n != (size_t)stmt->parameters)
		return ac_fail(err, AC_INVALID, "%s: %zu values for %d parameters",
			stmt->head.sql->name, n, stmt->parameters);
	for (size_t i = 0; i < n; i++) {
		int rc = bind_one(stmt->handle, (int)i + 1, &values[i], copy);
		if (rc != SQLITE_OK)
			return ac_sqlite_fail(
				handle_of(stmt->head.db), rc, stmt->head.sql->name, err);
	}
	return AC_OK;
}

static enum ac_status stmt_start(
	struct ac_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	return bind_all((struct sqlite_stmt *)stmt, values, n, SQLITE_TRANSIENT, err);
}

static enum ac_status stmt_next(struct ac_stmt *stmt, bool *row, struct ac_error *err)
{
	int rc = sqlite3_step(((struct sqlite_stmt *)stmt)->handle);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return ac_sqlite_fail(handle_of(stmt->db), rc, stmt->sql->name, err);
	*row = rc == SQLITE_ROW;
	return AC_OK;
}

static void stmt_reset(struct ac_stmt *stmt)
{
	sqlite3_reset(((struct sqlite_stmt *)stmt)->handle);
}

static enum ac_status stmt_run(
	struct ac_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	struct sqlite_stmt *ours = (struct sqlite_stmt *)stmt;
	AC_TRY(bind_all(ours, values, n, SQLITE_STATIC, err));
	int rc = sqlite3_step(ours->handle);
	enum ac_status status = AC_OK;
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		status = ac_sqlite_fail(handle_of(stmt->db), rc, stmt->sql->name, err);
	sqlite3_reset(ours->handle);
	return status;
}

static enum ac_status stmt_change(struct ac_stmt *stmt, const struct ac_value *values, size_t n,
	int64_t *changed, struct ac_error *err)
{
	AC_TRY(stmt_run(stmt, values, n, err));
	if (changed)
		*changed = sqlite3_changes64(handle_of(stmt->db));
	return AC_OK;
}

static bool column_is_null(struct ac_stmt *stmt, int column)
{
	return sqlite3_column_type(((struct sqlite_stmt *)stmt)->handle, column) == SQLITE_NULL;
}

static int64_t column_i64(struct ac_stmt *stmt, int column)
{
	return sqlite3_column_int64(((struct sqlite_stmt *)stmt)->handle, column);
}

static double column_f64(struct ac_stmt *stmt, int column)
{
	return sqlite3_column_double(((struct sqlite_stmt *)stmt)->handle, column);
}

static struct ac_str column_bytes(struct ac_stmt *stmt, int column)
{
	sqlite3_stmt *handle = ((struct sqlite_stmt *)stmt)->handle;
	const char *p = sqlite3_column_blob(handle, column);
	return p ? (struct ac_str){ p, (size_t)sqlite3_column_bytes(handle, column) }
		 : (struct ac_str){ "", 0 };
}

static bool db_in_transaction(struct ac_db *db)
{
	return !sqlite3_get_autocommit(handle_of(db));
}

/* A file answers, or fails. */
static bool db_in_doubt(struct ac_db *db)
{
	(void)db;
	return false;
}

static enum ac_status db_claim(struct ac_db *db, struct ac_error *err)
{
	(void)db, (void)err;
	return AC_OK;
}

static enum ac_status db_control(struct ac_db *db, enum ac_db_order order, struct ac_error *err)
{
	switch (order) {
	case AC_DB_BEGIN_READ: return ac_db_run(db, &sql_begin_read, AC_NO_VALUES, err);
	case AC_DB_BEGIN_WRITE: return ac_db_run(db, &sql_begin_write, AC_NO_VALUES, err);
	case AC_DB_SAVEPOINT: return ac_db_run(db, &sql_savepoint, AC_NO_VALUES, err);
	case AC_DB_RELEASE: return ac_db_run(db, &sql_release, AC_NO_VALUES, err);
	case AC_DB_ROLLBACK_TO:
		AC_TRY(ac_db_run(db, &sql_rollback_to, AC_NO_VALUES, err));
		return ac_db_run(db, &sql_release, AC_NO_VALUES, err);
	case AC_DB_ROLLBACK:
		return db_in_transaction(db) ? ac_db_run(db, &sql_rollback, AC_NO_VALUES, err)
					     : AC_OK;
	case AC_DB_RESOLVE: return ac_fail(err, AC_CONFLICT, "no commit is in doubt");
	case AC_DB_COMMIT: break;
	}
	enum ac_status status = ac_db_run(db, &sql_commit, AC_NO_VALUES, err);
	if (status != AC_OK && db_in_transaction(db))
		ac_db_undo(db);
	return status;
}

static enum ac_status db_script(struct ac_db *db, const char *text, struct ac_error *err)
{
	AC_AUTO(free) char *ours = ac_sqlite_rewrite_tables(text);
	return execute(handle_of(db), ours, "script", err);
}

static void db_bulk(struct ac_db *db, bool on)
{
	const struct sqlite_db *ours = (const struct sqlite_db *)db;
	char text[64];
	if (!ours->own_cache) {
		snprintf(text, sizeof text, "PRAGMA cache_size = -%d",
			on ? bulk_cache_kib : writer_cache_kib);
		(void)!execute(ours->handle, text, "bulk", NULL);
	}
	if (!ours->own_checkpoint)
		sqlite3_wal_autocheckpoint(
			ours->handle, on ? bulk_checkpoint_pages : checkpoint_pages);
	if (!on) {
		sqlite3_db_release_memory(ours->handle);
		(void)malloc_trim(0); /* the pages were this thread's: no other could use them */
	}
}

static void db_interrupt(struct ac_db *db)
{
	sqlite3_interrupt(handle_of(db));
}

const struct ac_db_driver ac_sqlite_driver = {
	.name = "sqlite",
	.open = db_open,
	.close = db_close,
	.prepare = db_prepare,
	.finish = stmt_finish,
	.start = stmt_start,
	.next = stmt_next,
	.reset = stmt_reset,
	.run = stmt_run,
	.change = stmt_change,
	.is_null = column_is_null,
	.i64 = column_i64,
	.f64 = column_f64,
	.bytes = column_bytes,
	.control = db_control,
	.in_transaction = db_in_transaction,
	.in_doubt = db_in_doubt,
	.claim = db_claim,
	.script = db_script,
	.backup = ac_sqlite_backup,
	.check = ac_sqlite_check,
	.columns = ac_sqlite_columns,
	.bulk = db_bulk,
	.interrupt = db_interrupt,
};
