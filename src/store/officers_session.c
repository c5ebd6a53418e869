#include "store/officers.h"

#include "base/buf.h"
#include "store/ids.h"
#include "store/officers_p.h"
#include "threat/rights.h"
#include "vault/vault.h"

#define COLUMNS "id, officer, token, name, roles, created_at, used_at, ends_at FROM session"

static const struct ac_sql sql_insert = { "session_insert",
	"INSERT INTO session (id, officer, token, secret_key, name, roles, created_at, used_at, "
	"ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct ac_sql sql_find = { "session_find",
	"SELECT " COLUMNS " WHERE secret_key = $1" };
static const struct ac_sql sql_get = { "session_get", "SELECT " COLUMNS " WHERE id = $1" };
static const struct ac_sql sql_each = { "session_each",
	"SELECT " COLUMNS " WHERE officer = $1 ORDER BY id" };
static const struct ac_sql sql_used = { "session_used",
	"UPDATE session SET used_at = $2 WHERE id = $1 AND used_at < $2" };
static const struct ac_sql sql_delete = { "session_delete", "DELETE FROM session WHERE id = $1" };
static const struct ac_sql sql_delete_of = { "session_delete_of",
	"DELETE FROM session WHERE $1 = 0 OR officer = $1" };
static const struct ac_sql sql_purge = { "session_purge",
	"DELETE FROM session WHERE ends_at <= $1 OR (token = 0 AND used_at <= $2)" };

enum ac_status ac_session_insert(struct ac_db *db, struct ac_session_row *row,
	const unsigned char *key, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf roles;
	ac_buf_init(&roles, 200);
	ac_roles_write(row->roles, &roles);
	row->id = ac_store_next_id(db, AC_ID_session);
	struct ac_str hash = { (const char *)key, ac_vault_tag_size };
	return ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(row->id), AC_I64(row->officer), AC_I64(row->token), AC_BLOB(hash),
			AC_TEXT_IF_ANY(ac_str(row->name)), AC_TEXT_IF_ANY(ac_buf_str(&roles)),
			AC_I64(row->created_at.us), AC_I64(row->used_at.us),
			AC_I64(row->ends_at.us)),
		err);
}

static enum ac_status read_session(
	struct ac_stmt *rows, struct ac_session_row *row, struct ac_error *err)
{
	*row = (struct ac_session_row){
		.id = ac_row_i64(rows, 0),
		.officer = ac_row_i64(rows, 1),
		.token = ac_row_i64(rows, 2) != 0,
		.created_at = { ac_row_i64(rows, 5) },
		.used_at = { ac_row_i64(rows, 6) },
		.ends_at = { ac_row_i64(rows, 7) },
	};
	ac_text_into(ac_row_text(rows, 3), row->name, sizeof row->name);
	if (ac_row_is_null(rows, 4))
		return AC_OK;
	return ac_roles_from(ac_row_text(rows, 4), &row->roles, err);
}

static enum ac_status read_one(
	struct ac_stmt *rows, struct ac_session_row *found, struct ac_error *err)
{
	bool row = false;
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "there is no such session or token");
	return read_session(rows, found, err);
}

enum ac_status ac_session_find(struct ac_db *db, const unsigned char *key,
	struct ac_session_row *row, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	struct ac_str hash = { (const char *)key, ac_vault_tag_size };
	AC_TRY(ac_db_query(db, &sql_find, AC_VALUES(AC_BLOB(hash)), &rows, err));
	return read_one(rows, row, err);
}

enum ac_status ac_session_get(
	struct ac_db *db, int64_t id, struct ac_session_row *row, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_get, AC_VALUES(AC_I64(id)), &rows, err));
	return read_one(rows, row, err);
}

enum ac_status ac_session_each(struct ac_db *db, int64_t officer,
	void (*visit)(void *ctx, const struct ac_session_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_each, AC_VALUES(AC_I64(officer)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_session_row session;
		AC_TRY(read_session(rows, &session, err));
		visit(ctx, &session);
	}
}

enum ac_status ac_session_used(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err)
{
	return ac_db_run(db, &sql_used, AC_VALUES(AC_I64(id), AC_I64(at.us)), err);
}

enum ac_status ac_session_delete(struct ac_db *db, int64_t id, struct ac_error *err)
{
	return ac_db_run(db, &sql_delete, AC_VALUES(AC_I64(id)), err);
}

enum ac_status ac_sessions_delete(struct ac_db *db, int64_t officer, struct ac_error *err)
{
	return ac_db_run(db, &sql_delete_of, AC_VALUES(AC_I64(officer)), err);
}

enum ac_status ac_sessions_purge(
	struct ac_db *db, struct ac_wall now, struct ac_wall idle_since, struct ac_error *err)
{
	return ac_db_run(db, &sql_purge, AC_VALUES(AC_I64(now.us), AC_I64(idle_since.us)), err);
}
