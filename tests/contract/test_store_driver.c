/* Every database driver keeps the numbered rules of store/db.h. If one breaks: an answer that was
 * acknowledged is gone after a power cut, or one engine counts other people than the other. */
#include "check.h"

#include "peers/postgres/peer.h"
#include "store/db.h"
#include "store/migrate.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct ac_db_driver *driver; /* the one under test */
static struct pg_peer peer;
static char dir[64];
static int files;

static const struct ac_sql sql_insert = { "insert",
	"INSERT INTO t (id, n, f, s, b) VALUES ($1, $2, $3, $4, $5)" };
static const struct ac_sql sql_all = { "all", "SELECT id, n, f, s, b FROM t ORDER BY id" };
static const struct ac_sql sql_all_at_once = { "all_at_once",
	"SELECT id, n, f, s, b FROM t ORDER BY id", .whole = true };
static const struct ac_sql sql_count = { "count", "SELECT count(*) FROM t" };
static const struct ac_sql sql_swapped = { "swapped", "SELECT $2, $1, '$1', $2 -- $3\n" };
static const struct ac_sql sql_raise = { "raise", "UPDATE t SET n = n + $2 WHERE id >= $1" };

static struct ac_db_options options_for(const char *path)
{
	return (struct ac_db_options){ .path = path, .create = true, .busy_ms = 30 };
}

static void new_file(char path[128])
{
	snprintf(path, 128, "%s/db%d", dir, files++);
}

static void new_path(char path[128])
{
	if (driver->scheme)
		snprintf(path, 128, "%sdb%d", peer.base, files++);
	else
		new_file(path);
}

/* Something that no driver can use as a database. */
static void spoil(const char *path)
{
	if (driver->scheme) {
		char text[256];
		PGconn *conn = PQconnectdb(peer.conninfo);
		snprintf(text, sizeof text,
			"CREATE DATABASE %s TEMPLATE template0 ENCODING 'SQL_ASCII'",
			strrchr(path, '/') + 1);
		PGresult *made = PQexec(conn, text);
		assert_int_equal(PQresultStatus(made), PGRES_COMMAND_OK);
		PQclear(made);
		PQfinish(conn);
		return;
	}
	FILE *file = fopen(path, "w");
	for (int i = 0; i < 1000; i++)
		fputs("this is a letter, not a database", file);
	fclose(file);
}

static struct ac_db *open_at(const char *path)
{
	struct ac_db_options options = options_for(path);
	struct ac_db *db = NULL;
	struct ac_error err;
	assert_int_equal(ac_db_open(driver, &options, &db, &err), AC_OK);
	return db;
}

static struct ac_db *with_table(char path[128])
{
	new_path(path);
	struct ac_db *db = open_at(path);
	assert_int_equal(ac_db_script(db,
				 "CREATE TABLE t (id BIGINT PRIMARY KEY, n BIGINT CHECK (n < 100), "
				 "f DOUBLE PRECISION, s TEXT, b BLOB);"
				 "CREATE TABLE k (a BIGINT NOT NULL, b BIGINT NOT NULL, "
				 "PRIMARY KEY (a, b)) /* clustered */",
				 NULL),
		AC_OK);
	return db;
}

static enum ac_status insert(struct ac_db *db, int64_t id, int64_t n, struct ac_error *err)
{
	return ac_db_run(
		db, &sql_insert, AC_VALUES(AC_I64(id), AC_I64(n), AC_NULL, AC_NULL, AC_NULL), err);
}

/* The same, and its error at once. */
static enum ac_status insert_now(struct ac_db *db, int64_t id, int64_t n, struct ac_error *err)
{
	return ac_db_change(db, &sql_insert,
		AC_VALUES(AC_I64(id), AC_I64(n), AC_NULL, AC_NULL, AC_NULL), NULL, err);
}

static int64_t count(struct ac_db *db)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

static void what_is_missing_or_no_database_is_named(void **state)
{
	(void)state;
	char path[128];
	struct ac_error err;
	struct ac_db *db = NULL;
	new_path(path);
	struct ac_db_options options = { .path = path };
	const char *name = strrchr(path, '/');
	assert_int_equal(ac_db_open(driver, &options, &db, &err), AC_NOT_FOUND);
	assert_non_null(strstr(err.msg, name));
	spoil(path);
	assert_int_equal(ac_db_open(driver, &options, &db, &err), AC_CORRUPT);
	assert_non_null(strstr(err.msg, name));
	assert_null(db);
}

static void parameters_keep_their_numbers_in_any_order(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	assert_int_equal(
		ac_db_query(db, &sql_swapped, AC_VALUES(AC_I64(1), AC_I64(2)), &rows, NULL), AC_OK);
	assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
	assert_true(row);
	assert_int_equal(ac_row_i64(rows, 0), 2);
	assert_int_equal(ac_row_i64(rows, 1), 1);
	assert_true(ac_str_eq(ac_row_text(rows, 2), AC_STR("$1")));
	assert_int_equal(ac_row_i64(rows, 3), 2);
}

static void values_come_back_as_they_went_in(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_str text = AC_STR("שלום ç"), blob = AC_STR("\0\xff\0");
	assert_int_equal(ac_db_run(db, &sql_insert,
				 AC_VALUES(AC_I64(INT64_MIN), AC_I64(INT64_MIN + 1), AC_F64(-0.1),
					 AC_TEXT(text), AC_BLOB(blob)),
				 NULL),
		AC_OK);
	assert_int_equal(ac_db_run(db, &sql_insert,
				 AC_VALUES(AC_I64(INT64_MAX), AC_NULL, AC_NULL,
					 AC_TEXT(((struct ac_str){ NULL, 0 })),
					 AC_BLOB(((struct ac_str){ NULL, 0 }))),
				 NULL),
		AC_OK);
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	assert_int_equal(ac_db_query(db, &sql_all, AC_NO_VALUES, &rows, NULL), AC_OK);
	assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
	assert_true(ac_row_i64(rows, 0) == INT64_MIN);
	assert_true(ac_row_i64(rows, 1) == INT64_MIN + 1);
	assert_true(ac_row_f64(rows, 2) == -0.1);
	assert_true(ac_str_eq(ac_row_text(rows, 3), text));
	assert_true(ac_str_eq(ac_row_blob(rows, 4), blob));
	assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
	assert_true(ac_row_i64(rows, 0) == INT64_MAX);
	assert_true(ac_row_is_null(rows, 1) && ac_row_i64(rows, 1) == 0);
	assert_true(ac_row_is_null(rows, 2) && ac_row_f64(rows, 2) == 0);
	assert_true(!ac_row_is_null(rows, 3) && ac_row_text(rows, 3).n == 0);
	assert_true(!ac_row_is_null(rows, 4) && ac_row_blob(rows, 4).n == 0);
	assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
	assert_false(row);
}

static void what_is_no_text_is_refused_as_text(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	const struct ac_str no_texts[] = { AC_STR("a\0b"), AC_STR("\xff\xfe"), AC_STR("\xc3") };
	struct ac_error err;
	for (size_t i = 0; i < sizeof no_texts / sizeof *no_texts; i++) {
		assert_int_equal(ac_db_run(db, &sql_insert,
					 AC_VALUES(AC_I64(1), AC_I64(1), AC_NULL,
						 AC_TEXT(no_texts[i]), AC_NULL),
					 &err),
			AC_INVALID);
		assert_non_null(strstr(err.msg, "insert"));
	}
	assert_int_equal(count(db), 0);
}

static void a_value_may_follow_on_null(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	static const struct ac_sql sql_small = { "small",
		"INSERT INTO small (id, s) VALUES ($1, $2)" };
	static const struct ac_sql sql_sum = { "sum", "SELECT count(*) FROM small WHERE s > $1" };
	assert_int_equal(
		ac_db_script(db, "CREATE TABLE small (id BIGINT PRIMARY KEY, s SMALLINT)", NULL),
		AC_OK);
	for (int i = 0; i < 4; i++)
		assert_int_equal(ac_db_run(db, &sql_small,
					 AC_VALUES(AC_I64(i), i % 2 ? AC_I64(i) : AC_NULL), NULL),
			AC_OK);
	int64_t n = 0;
	assert_int_equal(ac_db_i64(db, &sql_sum, AC_VALUES(AC_NULL), &n, NULL), AC_OK);
	assert_int_equal(n, 0);
	assert_int_equal(ac_db_i64(db, &sql_sum, AC_VALUES(AC_I64(0)), &n, NULL), AC_OK);
	assert_int_equal(n, 2);
	/* numbers that no column of the table could hold are numbers all the same */
	assert_int_equal(ac_db_i64(db, &sql_sum, AC_VALUES(AC_I64(INT64_MAX)), &n, NULL), AC_OK);
	assert_int_equal(n, 0);
}

static void a_query_keeps_its_own_copy_of_the_values(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	static const struct ac_sql sql_echo = { "echo", "SELECT CAST($1 AS TEXT)" };
	char text[] = "before";
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	assert_int_equal(
		ac_db_query(db, &sql_echo, AC_VALUES(AC_TEXT(ac_str(text))), &rows, NULL), AC_OK);
	memset(text, 'x', sizeof text - 1);
	assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
	assert_true(ac_str_eq(ac_row_text(rows, 0), AC_STR("before")));
}

static void a_wrong_number_of_values_is_refused(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_error err;
	assert_int_equal(ac_db_run(db, &sql_insert, AC_VALUES(AC_I64(1)), &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "insert"));
	assert_int_equal(count(db), 0);
}

static void a_statement_can_be_left_in_the_middle_and_run_again(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	for (int i = 0; i < 5; i++)
		assert_int_equal(insert(db, i, i, NULL), AC_OK);
	for (int round = 0; round < 4; round++) {
		AC_AUTO(rows) struct ac_stmt *rows = NULL;
		bool row = false;
		assert_int_equal(ac_db_query(db, round % 2 ? &sql_all_at_once : &sql_all,
					 AC_NO_VALUES, &rows, NULL),
			AC_OK);
		assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
		assert_int_equal(ac_row_i64(rows, 0), 0);
	}
	int64_t changed = 0;
	assert_int_equal(
		ac_db_change(db, &sql_raise, AC_VALUES(AC_I64(2), AC_I64(10)), &changed, NULL),
		AC_OK);
	assert_int_equal(changed, 3);
}

static void rows_go_on_while_other_statements_run(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	for (int i = 0; i < 500; i++)
		assert_int_equal(insert(db, i, i % 50, NULL), AC_OK);
	for (int way = 0; way < 4;
		way++) { /* in a transaction or outside, all rows at once or not */
		AC_AUTO(rows) struct ac_stmt *rows = NULL;
		if (way % 2)
			assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
		assert_int_equal(ac_db_query(db, way < 2 ? &sql_all : &sql_all_at_once,
					 AC_NO_VALUES, &rows, NULL),
			AC_OK);
		for (int i = 0; i < 500; i++) {
			bool row = false;
			assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
			assert_true(row);
			assert_int_equal(ac_row_i64(rows, 0), i);
			if (i % 7 == 3)
				assert_int_equal(count(db), 500);
			assert_int_equal(ac_row_i64(rows, 1), i % 50); /* still the present row */
		}
		bool row = true;
		assert_int_equal(ac_rows_next(rows, &row, NULL), AC_OK);
		assert_false(row);
		ac_rows_end(AC_TAKE(rows));
		ac_db_undo(db);
	}
}

static void violations_say_which_kind_and_spare_the_transaction(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_error err;
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_SAVEPOINT, NULL), AC_OK);
	assert_int_equal(insert(db, 2, 1, NULL), AC_OK);
	assert_int_equal(insert_now(db, 1, 1, &err), AC_EXISTS);
	assert_non_null(strstr(err.msg, "insert"));
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK_TO, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_SAVEPOINT, NULL), AC_OK);
	assert_int_equal(insert_now(db, 3, 100, &err), AC_CONFLICT);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK_TO, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_SAVEPOINT, NULL), AC_OK);
	assert_int_equal(insert(db, 4, 4, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_RELEASE, NULL), AC_OK);
	assert_true(ac_db_in_transaction(db));
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(count(db), 2);
}

static void an_error_may_come_late_but_never_too_late(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_error err = { 0 };
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	enum ac_status status = insert(db, 1, 1, &err);
	for (int i = 10; status == AC_OK && i < 20; i++)
		status = insert(db, i, 1, &err);
	if (status == AC_OK)
		status = ac_db_control(db, AC_DB_COMMIT, &err);
	assert_int_equal(status, AC_EXISTS);
	assert_non_null(strstr(err.msg, "insert"));
	ac_db_undo(db);
	assert_int_equal(count(db), 1);

	/* what is undone with its savepoint is no error any more */
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(insert(db, 2, 2, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_SAVEPOINT, NULL), AC_OK);
	(void)!insert(db, 1, 1, NULL);
	(void)!insert(db, 3, 3, NULL);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK_TO, NULL), AC_OK);
	assert_int_equal(insert(db, 4, 4, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(count(db), 3);
}

static void however_many_statements_are_sent_they_are_all_there(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	int64_t changed = 0;
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	for (int i = 0; i < 5000; i++) {
		assert_int_equal(insert(db, i, i % 50, NULL), AC_OK);
		if (i % 1700 == 0)
			assert_int_equal(count(db), i + 1);
	}
	assert_int_equal(
		ac_db_change(db, &sql_raise, AC_VALUES(AC_I64(0), AC_I64(1)), &changed, NULL),
		AC_OK);
	assert_int_equal(changed, 5000);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	AC_AUTO(db) struct ac_db *beside = open_at(path);
	assert_int_equal(count(beside), 5000);
}

static void messages_name_the_statement_and_no_value(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	static const struct ac_sql sql_text = { "text_insert",
		"INSERT INTO names (name) VALUES ($1)" };
	struct ac_error err;
	assert_int_equal(ac_db_script(db,
				 "CREATE TABLE names (name TEXT NOT NULL UNIQUE "
				 "CHECK (length(name) < 20))",
				 NULL),
		AC_OK);
	const char *names[] = { "Dana Levi", "Dana Levi", "Dana Levi of the very long name" };
	const enum ac_status wanted[] = { AC_OK, AC_EXISTS, AC_CONFLICT };
	for (int i = 0; i < 3; i++) {
		err.msg[0] = 0;
		assert_int_equal(
			ac_db_run(db, &sql_text, AC_VALUES(AC_TEXT(ac_str(names[i]))), &err),
			wanted[i]);
		assert_null(strstr(err.msg, "Dana"));
		assert_true(i == 0 || strstr(err.msg, "text_insert"));
	}
}

static void what_is_rolled_back_never_was(void **state)
{
	(void)state;
	char path[128];
	struct ac_db *db = with_table(path);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK, NULL), AC_OK);
	assert_false(ac_db_in_transaction(db));
	assert_int_equal(count(db), 0);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	ac_db_close(db); /* without commit */
	AC_AUTO(db) struct ac_db *again = open_at(path);
	assert_int_equal(count(again), 0);
}

static void readers_see_one_snapshot_and_cannot_write(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_db_options options = { .path = path, .read_only = true };
	AC_AUTO(db) struct ac_db *reader = NULL;
	struct ac_error err;
	assert_int_equal(ac_db_open(driver, &options, &reader, NULL), AC_OK);
	assert_int_equal(ac_db_control(reader, AC_DB_BEGIN_READ, NULL), AC_OK);
	assert_int_equal(count(reader), 0);
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	assert_int_equal(count(reader), 0);
	assert_int_equal(ac_db_control(reader, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(count(reader), 1);
	assert_int_equal(insert(reader, 2, 2, &err), AC_DENIED);
}

static void two_writers_at_once_are_told_to_wait(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	AC_AUTO(db) struct ac_db *other = open_at(path);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(ac_db_control(other, AC_DB_BEGIN_WRITE, NULL), AC_BUSY);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(ac_db_control(other, AC_DB_BEGIN_WRITE, NULL), AC_OK);
}

static const struct ac_sql sql_party = { "party",
	"INSERT INTO party (id, ref_key) VALUES ($1, $2)" };
static const struct ac_sql sql_parties = { "parties", "SELECT count(*) FROM party" };

static enum ac_status add_party(struct ac_db *db, int64_t id)
{
	struct ac_str key = { (const char *)&id, sizeof id };
	return ac_db_run(db, &sql_party, AC_VALUES(AC_I64(id), AC_BLOB(key)), NULL);
}

static void a_backup_is_whole_and_never_overwrites(void **state)
{
	(void)state;
	char path[128], copy[128];
	new_path(path);
	new_file(copy);
	AC_AUTO(db) struct ac_db *db = open_at(path);
	assert_int_equal(ac_migrate(db, NULL), AC_OK);
	for (int i = 0; i < 3000; i++)
		assert_int_equal(add_party(db, i), AC_OK);
	struct ac_db_options options = { .path = path, .read_only = true };
	AC_AUTO(db) struct ac_db *reader = NULL;
	assert_int_equal(ac_db_open(driver, &options, &reader, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(add_party(db, 9999), AC_OK); /* not committed yet */
	assert_int_equal(ac_db_backup(reader, copy, NULL), AC_OK);
	assert_int_equal(ac_db_backup(reader, copy, NULL), AC_EXISTS);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	struct ac_db_options at = { .path = copy };
	AC_AUTO(db) struct ac_db *restored = NULL;
	assert_int_equal(ac_db_open(ac_db_driver_of(copy), &at, &restored, NULL), AC_OK);
	assert_int_equal(ac_db_check(restored, NULL), AC_OK);
	assert_int_equal(ac_migrate_check(restored, NULL), AC_OK);
	int64_t n = 0;
	assert_int_equal(ac_db_i64(restored, &sql_parties, AC_NO_VALUES, &n, NULL), AC_OK);
	assert_int_equal(n, 3000);
}

static void one_program_claims_a_database(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct ac_db *other = open_at(path);
	struct ac_error err;
	assert_int_equal(ac_db_claim(db, NULL), AC_OK);
	if (!driver->scheme) { /* by its directory's lock: tests/unit/test_store.c */
		ac_db_close(other);
		return;
	}
	assert_int_equal(ac_db_claim(other, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, "in use by another allclear"));
	ac_db_close(AC_TAKE(db));
	assert_int_equal(ac_db_claim(other, NULL), AC_OK);
	ac_db_close(other);
}

struct columns {
	char text[400];
};

static void note_column(void *ctx, const struct ac_column *column)
{
	static const char kinds[] = "?ifsb";
	struct columns *columns = ctx;
	size_t n = strlen(columns->text);
	snprintf(columns->text + n, sizeof columns->text - n, "%.*s.%.*s:%c%d ",
		AC_STR_ARG(column->table), AC_STR_ARG(column->name), kinds[column->kind],
		column->key);
}

static void columns_are_found_in_order(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	struct columns columns = { "" };
	assert_int_equal(
		ac_db_script(db, "CREATE TABLE a (y TEXT, x SMALLINT, PRIMARY KEY (x, y))", NULL),
		AC_OK);
	assert_int_equal(ac_db_columns(db, note_column, &columns, NULL), AC_OK);
	assert_string_equal(
		columns.text, "a.y:s2 a.x:i1 k.a:i1 k.b:i2 t.id:i1 t.n:i0 t.f:f0 t.s:s0 t.b:b0 ");
}

static const struct ac_sql sql_long = { "long",
	"WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n "
	"WHERE i < 20000000000) SELECT count(*) FROM n" };

static void *interrupt_soon(void *db)
{
	usleep(100000);
	ac_db_interrupt(db);
	return NULL;
}

static void an_interrupt_ends_what_runs(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	pthread_t thread;
	int64_t n = 0;
	struct ac_error err;
	assert_int_equal(insert(db, 1, 1, NULL), AC_OK);
	assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, db), 0);
	assert_int_equal(ac_db_i64(db, &sql_long, AC_NO_VALUES, &n, &err), AC_CLOSED);
	pthread_join(thread, NULL);
	assert_int_equal(count(db), 1); /* and it goes on */
}

static void bulk_work_is_as_safe_as_other_work(void **state)
{
	(void)state;
	char path[128];
	AC_AUTO(db) struct ac_db *db = with_table(path);
	ac_db_bulk(db, true);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	ac_db_bulk(db, true); /* asked for again, and inside */
	for (int i = 0; i < 3000; i++)
		assert_int_equal(insert(db, i, i % 50, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(insert(db, 9999, 1, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK, NULL), AC_OK);
	ac_db_bulk(db, false);
	ac_db_bulk(db, false);
	AC_AUTO(db) struct ac_db *beside = open_at(path);
	assert_int_equal(count(beside), 3000);
	assert_int_equal(insert(db, 9999, 1, NULL), AC_OK);
	assert_int_equal(count(beside), 3001);
	assert_int_equal(ac_db_check(db, NULL), AC_OK);
}

static void migrations_make_a_database_once_and_refuse_a_newer_one(void **state)
{
	(void)state;
	char path[128];
	new_path(path);
	AC_AUTO(db) struct ac_db *db = open_at(path);
	struct ac_error err;
	int version = 0;
	assert_int_equal(ac_migrate(db, &err), AC_OK);
	assert_int_equal(ac_migrate(db, &err), AC_OK);
	assert_int_equal(ac_migrate_version(db, &version, NULL), AC_OK);
	assert_int_equal(version, ac_migrate_target());
	assert_int_equal(
		ac_db_script(db,
			"INSERT INTO migration (number, name, at) VALUES (9999, 'later', 0)", NULL),
		AC_OK);
	assert_int_equal(ac_migrate(db, &err), AC_VERSION);
	assert_non_null(strstr(err.msg, "9999"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_missing_or_no_database_is_named),
		CASE(parameters_keep_their_numbers_in_any_order),
		CASE(values_come_back_as_they_went_in),
		CASE(what_is_no_text_is_refused_as_text),
		CASE(a_value_may_follow_on_null),
		CASE(a_query_keeps_its_own_copy_of_the_values),
		CASE(a_wrong_number_of_values_is_refused),
		CASE(a_statement_can_be_left_in_the_middle_and_run_again),
		CASE(rows_go_on_while_other_statements_run),
		CASE(violations_say_which_kind_and_spare_the_transaction),
		CASE(an_error_may_come_late_but_never_too_late),
		CASE(however_many_statements_are_sent_they_are_all_there),
		CASE(messages_name_the_statement_and_no_value),
		CASE(what_is_rolled_back_never_was),
		CASE(readers_see_one_snapshot_and_cannot_write),
		CASE(two_writers_at_once_are_told_to_wait),
		CASE(a_backup_is_whole_and_never_overwrites),
		CASE(bulk_work_is_as_safe_as_other_work),
		CASE(one_program_claims_a_database),
		CASE(columns_are_found_in_order),
		CASE(an_interrupt_ends_what_runs),
		CASE(migrations_make_a_database_once_and_refuse_a_newer_one),
	};
	int failed = 0;
	if (!pg_peer_start(&peer))
		return 1;
	for (const struct ac_db_driver *const *at = ac_db_drivers; *at; at++) {
		driver = *at;
		snprintf(dir, sizeof dir, "/tmp/ac-store-XXXXXX");
		if (!mkdtemp(dir))
			return 1;
		print_message("driver %s\n", driver->name);
		failed += RUN(tests);
		char command[96];
		snprintf(command, sizeof command, "rm -rf '%s'", dir);
		failed += system(command) != 0;
	}
	pg_peer_stop(&peer);
	return failed;
}
