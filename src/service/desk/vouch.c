#include "service/desk/vouch.h"

#include "threat/rights.h"

#include <stdio.h>

static void see_any(void *ctx, const struct ac_account *account)
{
	(void)account;
	*(bool *)ctx = true;
}

enum ac_status ac_vouch_any(struct ac_db *db, bool *any, struct ac_error *err)
{
	*any = false;
	return ac_account_each(db, see_any, any, err);
}

/* Kept also when they were wrong: it was counted. */
static enum ac_status settle(struct ac_db *db, struct ac_credentials_check *check,
	struct ac_account *account, bool *right, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = ac_credentials_settle(db, check, account, right, err);
	if (status == AC_OK)
		return ac_db_control(db, AC_DB_COMMIT, err);
	ac_db_undo(db);
	return status;
}

static enum ac_status hold_against(struct ac_db *db, const struct ac_credentials *given,
	enum ac_password_cost cost, struct ac_account *account, struct ac_error *err)
{
	struct ac_wall now = ac_wall_now();
	AC_AUTO(credentials)
	struct ac_credentials_check check = { .given = given, .cost = cost, .now = now, .at = now };
	bool right = false;
	AC_TRY(ac_credentials_find(db, &check, err));
	AC_TRY(ac_credentials_password(&check, err));
	AC_TRY(settle(db, &check, account, &right, err));
	return right ? AC_OK : ac_credentials_refuse(err);
}

enum ac_status ac_vouch(struct ac_db *db, const struct ac_credentials *given,
	enum ac_password_cost cost, const char *what, struct ac_voucher *voucher,
	struct ac_error *err)
{
	AC_AUTO(account) struct ac_account account = { 0 };
	bool any = false;
	AC_TRY(ac_vouch_any(db, &any, err));
	voucher->name[0] = '\0';
	if (!any)
		return AC_OK;
	if (!given)
		return ac_fail(err, AC_DENIED,
			"%s takes an administrator of %s, who says so with password and code: name "
			"them with --officer",
			what, db->name);
	AC_TRY(hold_against(db, given, cost, &account, err));
	const struct ac_officer officer = { .name = ac_str(account.name), .roles = account.roles };
	AC_TRY(ac_right_check(AC_RIGHT_system, &officer, err));
	(void)snprintf(voucher->name, sizeof voucher->name, "%s", account.name);
	return AC_OK;
}
