#include "service/desk/credentials.h"

#include "base/log.h"
#include "service/desk/decide.h"
#include "store/store.h"

#include <stdio.h>

void ac_credentials_wipe(struct ac_credentials_check *check)
{
	ac_vault_wipe(check, sizeof *check);
}

enum ac_status ac_credentials_find(
	struct ac_db *db, struct ac_credentials_check *check, struct ac_error *err)
{
	enum ac_status status = ac_account_find(db, check->given->name, &check->account, err);
	check->known = status == AC_OK;
	return status == AC_NOT_FOUND ? AC_OK : status;
}

enum ac_status ac_credentials_password(struct ac_credentials_check *check, struct ac_error *err)
{
	const char *hash = check->known ? check->account.password : "";
	AC_TRY(ac_password_verify(check->given->password, hash, check->cost, &check->good, err));
	if (check->good && ac_password_is_stale(hash, check->cost))
		AC_TRY(ac_password_hash(
			check->given->password, check->cost, check->fresh_hash, err));
	return AC_OK;
}

/* A name that nobody has is counted, so that it costs a commit like a wrong password. */
static enum ac_status count_unknown(struct ac_db *db, struct ac_error *err)
{
	static const char key[] = "log_ins.unknown";
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 32);
	int64_t n = 0;
	enum ac_status status = ac_store_meta_get(db, key, &text, err);
	if (status != AC_OK && status != AC_NOT_FOUND)
		return status;
	(void)!ac_str_to_i64(ac_buf_str(&text), 0, INT64_MAX - 1, &n);
	ac_buf_reset(&text);
	ac_buf_printf(&text, "%lld", (long long)n + 1);
	return ac_store_meta_put(db, key, ac_buf_str(&text), err);
}

static enum ac_status let_in(struct ac_db *db, const struct ac_credentials_check *check,
	struct ac_account *account, struct ac_error *err)
{
	if (!ac_lockout_holds(
		    &account->lockout, check->now)) /* others' guesses go on being held off */
		account->lockout = (struct ac_lockout){ 0 };
	if (check->fresh_hash[0])
		memcpy(account->password, check->fresh_hash, sizeof account->password);
	return ac_account_update(db, account, err);
}

/* The account may have changed while the password was looked at. */
enum ac_status ac_credentials_settle(struct ac_db *db, struct ac_credentials_check *check,
	struct ac_account *account, bool *right, struct ac_error *err)
{
	*right = false;
	if (!check->known)
		return count_unknown(db, err);
	AC_TRY(ac_account_get(db, check->account.officer, account, err));
	bool held = ac_lockout_holds(&account->lockout, check->now);
	if (account->disabled || (held && !check->trusted))
		return AC_OK;
	*right = check->good && strcmp(account->password, check->account.password) == 0 &&
		 ac_totp_check(account->totp, check->given->code, check->now, account->totp_step,
			 &account->totp_step);
	if (*right)
		return let_in(db, check, account, err);
	return held ? AC_OK : ac_credentials_wrong(db, account, check->now, check->at, err);
}

enum ac_status ac_credentials_refuse(struct ac_error *err)
{
	return ac_fail(err, AC_NO_SESSION, "wrong name, password or code");
}

enum ac_status ac_credentials_wrong(struct ac_db *db, struct ac_account *account,
	struct ac_wall now, struct ac_wall at, struct ac_error *err)
{
	bool closes = ac_lockout_wrong(&account->lockout, now);
	AC_TRY(ac_account_update(db, account, err));
	if (!closes)
		return AC_OK;
	ac_log(AC_LOG_WARN, "officer.locked", "officer=%lld", (long long)account->officer);
	const struct ac_by by = { { .name = ac_str(account->name) }, at };
	AC_AUTO(json) struct ac_json *detail = ac_detail_i64("locks", account->lockout.locks);
	return ac_decided(db, &by, "officer.lock", "officer", account->officer, detail, err);
}
