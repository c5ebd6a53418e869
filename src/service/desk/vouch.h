/* service/desk/vouch.h - an administrator vouches for what is done to the database itself, while no daemon runs
 * that a session could be shown to: `restore` and `db move`.
 *
 * They say name, password and code, which are held against the accounts of the database itself, as at a log-in
 * (service/desk/credentials.h); no session comes of it. A database without accounts has nobody to ask.
 */
#pragma once
#include "service/desk/credentials.h"

struct ac_voucher {
	char name[ac_officer_name_max +
		  4]; /* of the administrator; empty: the database has no officers */
};

/** Has the database any officer, disabled or not? */
AC_MUST_CHECK enum ac_status ac_vouch_any(struct ac_db *db, bool *any, struct ac_error *err);

/**
 * @param db       one that may be written to, with no transaction open
 * @param given    NULL: nothing was said, which is refused unless there are no officers
 * @param what     "restore", for the refusal
 * @return AC_DENIED: say who you are, or no administrator; AC_NO_SESSION: wrong; both leave nothing but the
 *         count of wrong ones
 */
AC_MUST_CHECK enum ac_status ac_vouch(struct ac_db *db, const struct ac_credentials *given,
	enum ac_password_cost cost, const char *what, struct ac_voucher *voucher,
	struct ac_error *err);
