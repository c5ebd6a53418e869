/* store/officers.h - accounts, sessions and tokens of officers. Times are real ones: an officer's presence
 * and their authenticator know nothing of an exercise. */
#pragma once
#include "base/clock.h"
#include "store/db.h"
#include "threat/lockout.h"
#include "threat/officer.h"
#include "vault/password.h"
#include "vault/totp.h"
#include "vault/vault.h"

enum { ac_officer_name_max = 100 }; /* bytes of UTF-8 */

/* A value without views, to be declared as AC_AUTO(account): it holds the authenticator's secret. */
struct ac_account {
	int64_t officer;
	char name[ac_officer_name_max + 4];
	unsigned roles; /* bits of enum ac_role */
	char password[ac_password_hash_size];
	unsigned char totp[ac_totp_secret_size];
	int64_t totp_step; /* of the last good code */
	struct ac_lockout lockout;
	bool disabled;
	struct ac_wall created_at;
};

static inline void ac_account_wipe(struct ac_account *account)
{
	ac_vault_wipe(account, sizeof *account);
}
AC_AUTO_DEFINE_VALUE(account, struct ac_account, ac_account_wipe)

/** AC_EXISTS when the officer has an account. @param account  officer and name are those of `officer` */
AC_MUST_CHECK enum ac_status ac_account_insert(
	struct ac_db *db, const struct ac_account *account, struct ac_error *err);
/** Everything but name and created_at anew. */
AC_MUST_CHECK enum ac_status ac_account_update(
	struct ac_db *db, const struct ac_account *account, struct ac_error *err);
/** AC_NOT_FOUND, by number or by name. */
AC_MUST_CHECK enum ac_status ac_account_get(
	struct ac_db *db, int64_t officer, struct ac_account *account, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_account_find(
	struct ac_db *db, struct ac_str name, struct ac_account *account, struct ac_error *err);
/** By name. */
AC_MUST_CHECK enum ac_status ac_account_each(struct ac_db *db,
	void (*visit)(void *ctx, const struct ac_account *account), void *ctx,
	struct ac_error *err);

struct ac_session_row {
	int64_t id;
	int64_t officer;
	bool token;
	char name[ac_officer_name_max + 4]; /* of a token */
	unsigned roles; /* of a token; the officer must have them too */
	struct ac_wall created_at, used_at, ends_at;
};

/** @param row  its id is set  @param key  hash of the secret, ac_vault_tag_size bytes */
AC_MUST_CHECK enum ac_status ac_session_insert(struct ac_db *db, struct ac_session_row *row,
	const unsigned char *key, struct ac_error *err);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_session_find(struct ac_db *db, const unsigned char *key,
	struct ac_session_row *row, struct ac_error *err);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_session_get(
	struct ac_db *db, int64_t id, struct ac_session_row *row, struct ac_error *err);
/** An officer's, the newest last. */
AC_MUST_CHECK enum ac_status ac_session_each(struct ac_db *db, int64_t officer,
	void (*visit)(void *ctx, const struct ac_session_row *row), void *ctx,
	struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_session_used(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_session_delete(struct ac_db *db, int64_t id, struct ac_error *err);
/** All of an officer, tokens too; 0: of everybody. */
AC_MUST_CHECK enum ac_status ac_sessions_delete(
	struct ac_db *db, int64_t officer, struct ac_error *err);
/** Those past their end, and sessions that nobody used since `idle_since`. */
AC_MUST_CHECK enum ac_status ac_sessions_purge(
	struct ac_db *db, struct ac_wall now, struct ac_wall idle_since, struct ac_error *err);
