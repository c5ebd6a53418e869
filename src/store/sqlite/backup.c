/* store/sqlite/backup.c - a consistent copy while others write, the check of one, and what tables there are.
 *
 * The copy runs inside one read transaction: the writer goes on, and the copy never has to start over.
 * The price is that the log cannot be cut back meanwhile.
 */
#include "store/sqlite/sqlite_p.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const struct ac_sql sql_snapshot = { "backup_snapshot",
	"SELECT count(*) FROM sqlite_schema" };
static const struct ac_sql sql_check = { "integrity_check", "PRAGMA integrity_check(1)" };

static const struct ac_sql sql_columns = { "columns",
	"SELECT m.name, p.name, upper(p.type), p.pk FROM sqlite_schema m "
	"JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' "
	"ORDER BY m.name, p.cid" };

enum { pages_a_step = 1024 };

static enum ac_status copy_pages(sqlite3 *from, sqlite3 *to, const char *path, struct ac_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return ac_sqlite_fail(to, sqlite3_errcode(to), path, err);
	int rc = SQLITE_OK;
	while (rc == SQLITE_OK)
		rc = sqlite3_backup_step(backup, pages_a_step);
	int finished = sqlite3_backup_finish(backup);
	if (rc != SQLITE_DONE || finished != SQLITE_OK)
		return ac_sqlite_fail(to, rc != SQLITE_DONE ? rc : finished, path, err);
	return AC_OK;
}

/* A new file that only its owner can read; the copy is not trusted to anybody else either. */
static enum ac_status create(const char *path, struct ac_error *err)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return ac_fail(err, AC_EXISTS, "%s exists: name a new file", path);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	close(fd);
	return AC_OK;
}

static enum ac_status write_copy(sqlite3 *from, const char *path, struct ac_error *err)
{
	sqlite3 *to = NULL;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	enum ac_status status = AC_OK;
	if (rc != SQLITE_OK)
		status = ac_sqlite_fail(to, rc, path, err);
	if (status == AC_OK)
		status = copy_pages(from, to, path, err);
	/* a file of its own, that can be read from anywhere: without a log beside it */
	if (status == AC_OK)
		rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	if (status == AC_OK && rc != SQLITE_OK)
		status = ac_sqlite_fail(to, rc, path, err);
	sqlite3_close(to);
	return status;
}

enum ac_status ac_sqlite_backup(struct ac_db *db, const char *path, struct ac_error *err)
{
	int64_t tables = 0;
	AC_TRY(create(path, err));
	enum ac_status status = ac_db_control(db, AC_DB_BEGIN_READ, err);
	if (status == AC_OK) /* reading is what takes the snapshot */
		status = ac_db_i64(db, &sql_snapshot, AC_NO_VALUES, &tables, err);
	if (status == AC_OK)
		status = write_copy(((struct sqlite_db *)db)->handle, path, err);
	ac_db_undo(db);
	if (status != AC_OK)
		unlink(path);
	return status;
}

enum ac_status ac_sqlite_check(struct ac_db *db, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_check, AC_NO_VALUES, &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	struct ac_str answer = row ? ac_row_text(rows, 0) : AC_STR("no answer");
	if (ac_str_eq(answer, AC_STR("ok")))
		return AC_OK;
	return ac_fail(err, AC_CORRUPT, "the database is damaged: %.*s", AC_STR_ARG(answer));
}

/* By the declared type, as in SQLite's own rules of affinity. */
static enum ac_value_kind kind_of(struct ac_str type)
{
	if (ac_str_eq(type, AC_STR("TEXT")))
		return AC_VALUE_TEXT;
	if (ac_str_eq(type, AC_STR("BLOB")))
		return AC_VALUE_BLOB;
	return ac_str_starts(type, AC_STR("DOUBLE")) ? AC_VALUE_F64 : AC_VALUE_I64;
}

enum ac_status ac_sqlite_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_columns, AC_NO_VALUES, &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		const struct ac_column column = { ac_row_text(rows, 0), ac_row_text(rows, 1),
			kind_of(ac_row_text(rows, 2)), (int)ac_row_i64(rows, 3) };
		visit(ctx, &column);
	}
}
