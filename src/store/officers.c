#include "store/officers.h"

#include "store/officers_p.h"
#include "store/sealed.h"
#include "threat/rights.h"

#include <stdio.h>

#define COLUMNS                                                                                \
	"a.officer, o.name, a.roles, a.password, a.totp_enc, a.totp_step, a.failed, a.locks, " \
	"a.locked_until, a.disabled, a.created_at FROM account a JOIN officer o ON o.id = "    \
	"a.officer"

static const struct ac_sql sql_insert = { "account_insert",
	"INSERT INTO account (officer, roles, password, totp_enc, totp_step, failed, locks, "
	"locked_until, disabled, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" };
static const struct ac_sql sql_update = { "account_update",
	"UPDATE account SET roles = $2, password = $3, totp_enc = $4, totp_step = $5, failed = $6, "
	"locks = $7, locked_until = $8, disabled = $9 WHERE officer = $1" };
static const struct ac_sql sql_get = { "account_get", "SELECT " COLUMNS " WHERE a.officer = $1" };
static const struct ac_sql sql_find = { "account_find", "SELECT " COLUMNS " WHERE o.name = $1" };
static const struct ac_sql sql_each = { "account_each", "SELECT " COLUMNS " ORDER BY o.name" };

static enum ac_status seal_secret(struct ac_db *db, const struct ac_account *account,
	struct ac_buf *out, struct ac_error *err)
{
	struct ac_str secret = { (const char *)account->totp, sizeof account->totp };
	ac_vault_seal(db->vault,
		(struct ac_vault_place){ AC_SEALED_ACCOUNT_TOTP, account->officer }, secret, out);
	return ac_buf_check(out, "the authenticator's secret", err);
}

/* @param n  how many of the values the statement takes */
static enum ac_status write_account(struct ac_db *db, const struct ac_sql *sql, size_t n,
	const struct ac_account *account, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf roles, sealed;
	ac_buf_init(&roles, 200);
	ac_buf_init(&sealed, 200);
	ac_roles_write(account->roles, &roles);
	AC_TRY(seal_secret(db, account, &sealed, err));
	const struct ac_value values[] = { AC_I64(account->officer), AC_TEXT(ac_buf_str(&roles)),
		AC_TEXT(ac_str(account->password)), AC_BLOB(ac_buf_str(&sealed)),
		AC_I64(account->totp_step), AC_I64(account->lockout.failed),
		AC_I64(account->lockout.locks), AC_I64(account->lockout.until.us),
		AC_I64(account->disabled), AC_I64(account->created_at.us) };
	return ac_db_change(db, sql, values, n, NULL, err);
}

enum ac_status ac_account_insert(
	struct ac_db *db, const struct ac_account *account, struct ac_error *err)
{
	return write_account(db, &sql_insert, 10, account, err);
}

enum ac_status ac_account_update(
	struct ac_db *db, const struct ac_account *account, struct ac_error *err)
{
	return write_account(db, &sql_update, 9, account, err);
}

static enum ac_status open_secret(
	struct ac_stmt *rows, struct ac_account *account, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf secret;
	struct ac_str opened;
	ac_buf_init(&secret, sizeof account->totp);
	AC_TRY(ac_open_column(rows->db, AC_SEALED_ACCOUNT_TOTP, account->officer,
		ac_row_blob(rows, 4), &secret, &opened, err));
	if (secret.n != sizeof account->totp)
		return ac_fail(err, AC_CORRUPT, "officer %lld has no authenticator's secret",
			(long long)account->officer);
	memcpy(account->totp, secret.p, sizeof account->totp);
	ac_vault_wipe(secret.p, secret.n);
	return AC_OK;
}

static enum ac_status read_account(
	struct ac_stmt *rows, struct ac_account *account, struct ac_error *err)
{
	*account = (struct ac_account){
		.officer = ac_row_i64(rows, 0),
		.totp_step = ac_row_i64(rows, 5),
		.lockout = { ac_row_i64(rows, 6), ac_row_i64(rows, 7), { ac_row_i64(rows, 8) } },
		.disabled = ac_row_i64(rows, 9) != 0,
		.created_at = { ac_row_i64(rows, 10) },
	};
	ac_text_into(ac_row_text(rows, 1), account->name, sizeof account->name);
	ac_text_into(ac_row_text(rows, 3), account->password, sizeof account->password);
	AC_TRY(ac_roles_from(ac_row_text(rows, 2), &account->roles, err));
	return open_secret(rows, account, err);
}

static enum ac_status read_one(
	struct ac_stmt *rows, struct ac_account *account, struct ac_error *err)
{
	bool row = false;
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "there is no such officer");
	return read_account(rows, account, err);
}

enum ac_status ac_account_get(
	struct ac_db *db, int64_t officer, struct ac_account *account, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_get, AC_VALUES(AC_I64(officer)), &rows, err));
	return read_one(rows, account, err);
}

enum ac_status ac_account_find(
	struct ac_db *db, struct ac_str name, struct ac_account *account, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_find, AC_VALUES(AC_TEXT(name)), &rows, err));
	return read_one(rows, account, err);
}

enum ac_status ac_account_each(struct ac_db *db,
	void (*visit)(void *ctx, const struct ac_account *account), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_each, AC_NO_VALUES, &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		AC_AUTO(account) struct ac_account account;
		AC_TRY(read_account(rows, &account, err));
		visit(ctx, &account);
	}
}
