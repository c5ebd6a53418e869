/* store/postgres/upkeep.c - tables, a backup, a check.
 *
 * A backup is a SQLite database: one file that can be verified and restored anywhere, by the same means
 * whatever the engine was. It is read in one snapshot on a connection of its own.
 */
#include "store/postgres/postgres_p.h"

#include "base/buf.h"
#include "store/copy.h"
#include "store/migrate.h"
#include "store/sql_text.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { script_max = 1 << 20, rows_a_commit = 100000, name_max = 256, most_tables = 1000 };

static const struct ac_sql sql_columns = { "columns",
	"SELECT c.relname, a.attname, CAST(a.atttypid AS BIGINT), "
	"coalesce((SELECT array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) + 1 "
	"FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary), 0) "
	"FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
	"AND NOT a.attisdropped WHERE c.relkind = 'r' AND c.relnamespace = "
	"(SELECT oid FROM pg_namespace WHERE nspname = current_schema()) "
	"ORDER BY c.relname COLLATE \"C\", a.attnum" };
static const struct ac_sql sql_indexes = { "indexes",
	"SELECT CAST(c.oid AS BIGINT) FROM pg_class c JOIN pg_am m ON m.oid = c.relam "
	"AND m.amname = 'btree' WHERE c.relkind = 'i' AND c.relnamespace = "
	"(SELECT oid FROM pg_namespace WHERE nspname = current_schema()) ORDER BY c.oid" };
static const struct ac_sql sql_can_check = { "can_check",
	"SELECT count(*) FROM pg_proc p WHERE p.proname = 'bt_index_check' AND p.pronargs = 2 "
	"AND pg_function_is_visible(p.oid) AND has_function_privilege(p.oid, 'EXECUTE')" };
static const struct ac_sql sql_check_index = { "check_index",
	"SELECT CASE WHEN bt_index_check(CAST($1 AS OID), true) IS NULL THEN 0 ELSE 1 END" };

/* ---- scripts ---- */

/* The simple protocol takes several statements at once, but not in a pipeline. */
static enum ac_status run_script(struct pg_db *db, const char *text, struct ac_error *err)
{
	if (!PQexitPipelineMode(db->conn))
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	enum ac_status status = ac_pg_simple(db, text, "script", NULL, err);
	if (db->conn && !PQenterPipelineMode(db->conn))
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	return status;
}

enum ac_status ac_pg_script(struct ac_db *db, const char *text, struct ac_error *err)
{
	static const struct ac_sql_word words[] = {
		{ AC_STR("BLOB"), AC_STR("BYTEA") },
		{ AC_STR("SMALLINT"), AC_STR("INTEGER") }, /* codes of 16 bits without a sign fit */
		{ AC_STR("TEXT"), AC_STR("TEXT COLLATE \"C\"") },
	};
	struct pg_db *ours = pg_db(db);
	struct ac_error why = { .code = AC_OK };
	AC_AUTO(free) char *rewritten = ac_sql_replace(text, words, sizeof words / sizeof *words);
	AC_AUTO(buf) struct ac_buf script;
	ac_buf_init(&script, script_max);
	/* an index of a large table may take its time */
	ac_buf_printf(&script, "SET LOCAL statement_timeout = 0; %s", rewritten);
	AC_TRY(ac_buf_check(&script, "the script", err));
	AC_TRY(ac_pg_ready(ours, err));
	ac_pg_stream_keep(ours);
	AC_TRY(ac_pg_ready(ours, err));
	AC_TRY(ac_pg_collect(ours, err));
	enum ac_status status = run_script(ours, script.p, &why);
	return status == AC_OK ? AC_OK : ac_pg_spoil(ours, &why, err);
}

/* ---- tables ---- */

static enum ac_value_kind kind_of(int64_t type)
{
	switch (type) {
	case ac_pg_text: return AC_VALUE_TEXT;
	case ac_pg_bytea: return AC_VALUE_BLOB;
	case ac_pg_float8: return AC_VALUE_F64;
	default: return AC_VALUE_I64;
	}
}

enum ac_status ac_pg_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_columns, AC_NO_VALUES, &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		const struct ac_column column = { ac_row_text(rows, 0), ac_row_text(rows, 1),
			kind_of(ac_row_i64(rows, 2)), (int)ac_row_i64(rows, 3) };
		visit(ctx, &column);
	}
}

/* ---- backup ---- */

/* A new file that only its owner can read. */
static enum ac_status make_file(const char *path, struct ac_error *err)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return ac_fail(err, AC_EXISTS, "%s exists: name a new file", path);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	close(fd);
	return AC_OK;
}

static enum ac_status fill_file(const struct pg_db *db, const char *path, struct ac_error *err)
{
	AC_AUTO(copy) struct ac_copy *copy = ac_copy_new();
	AC_AUTO(db) struct ac_db *from = NULL, *to = NULL;
	struct ac_db_options reading = db->options;
	reading.path = db->conninfo;
	reading.read_only = true;
	const struct ac_db_options writing = { .path = path };
	const struct ac_copy_options how = { .commit_rows = rows_a_commit };
	AC_TRY(ac_db_open(&ac_postgres_driver, &reading, &from, err));
	AC_TRY(ac_db_open(&ac_sqlite_driver, &writing, &to, err));
	ac_db_bulk(to, true);
	AC_TRY(ac_migrate(to, err));
	AC_TRY(ac_db_control(from, AC_DB_BEGIN_READ, err));
	AC_TRY(ac_copy_rows(copy, from, to, &how, err));
	/* one file that can be read from anywhere, without a log beside it */
	return ac_db_script(to, "PRAGMA journal_mode = DELETE", err);
}

enum ac_status ac_pg_backup(struct ac_db *db, const char *path, struct ac_error *err)
{
	AC_TRY(make_file(path, err));
	enum ac_status status = fill_file(pg_db(db), path, err);
	if (status != AC_OK)
		unlink(path);
	return status;
}

/* ---- check ---- */

struct look {
	struct ac_buf *script;
	struct ac_str last; /* within the script */
};

/* Reads every row of a table, so that the server's checksums speak. */
static void add_table(void *ctx, const struct ac_column *column)
{
	struct look *look = ctx;
	if (ac_str_eq(look->last, column->table))
		return;
	ac_buf_add_str(look->script, AC_STR("SELECT count(t) FROM "));
	size_t at = look->script->n;
	ac_buf_add_str(look->script, column->table);
	ac_buf_add_str(look->script, AC_STR(" t; "));
	look->last = (struct ac_str){ look->script->p + at, column->table.n };
}

static enum ac_status check_indexes(struct ac_db *db, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t can = 0;
	AC_TRY(ac_db_i64(db, &sql_can_check, AC_NO_VALUES, &can, err));
	if (!can)
		return AC_OK; /* without the extension amcheck */
	AC_TRY(ac_db_query(db, &sql_indexes, AC_NO_VALUES, &rows, err));
	for (bool row = false;;) {
		int64_t done = 0;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		AC_TRY(ac_db_i64(
			db, &sql_check_index, AC_VALUES(AC_I64(ac_row_i64(rows, 0))), &done, err));
	}
}

enum ac_status ac_pg_check(struct ac_db *db, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf script;
	ac_buf_init(&script, script_max);
	struct look look = { &script, { 0 } };
	AC_TRY(ac_pg_columns(db, add_table, &look, err));
	AC_TRY(ac_buf_check(&script, "the list of tables", err));
	AC_TRY(ac_pg_script(db, script.p ? script.p : "", err));
	return check_indexes(db, err);
}
