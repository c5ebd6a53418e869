/* service/desk/credentials.h - name, password and code held against an account: at a log-in, and where an
 * administrator vouches for what is done to the database itself (service/desk/vouch.h).
 *
 * Three steps, because the password takes the better part of a second: find it in a look, check the password
 * outside of any transaction, settle it in one that writes. A wrong one is counted and closes the account
 * after the fifth (threat/lockout.h); a code is used up. Whichever part was wrong, it takes the same time.
 */
#pragma once
#include "store/officers.h"

/* As they were given; borrowed. */
struct ac_credentials {
	struct ac_str name, password, code;
};

/* A check under way. Set the first five; wipe it with ac_credentials_wipe(). */
struct ac_credentials_check {
	const struct ac_credentials *given;
	enum ac_password_cost cost; /* of this installation */
	struct ac_wall now; /* the real time */
	struct ac_wall at; /* of audit rows */
	bool trusted; /* come in also while others' guesses hold the account closed; set it after finding */
	struct ac_account account; /* found; as it was before the password was looked at */
	bool known, good;
	char fresh_hash
		[ac_password_hash_size]; /* the password at today's cost; "": the hash stays */
};

void ac_credentials_wipe(struct ac_credentials_check *check);
AC_AUTO_DEFINE_VALUE(credentials, struct ac_credentials_check, ac_credentials_wipe)

/** A name that nobody has is no failure: it is wrong in the end. */
AC_MUST_CHECK enum ac_status ac_credentials_find(
	struct ac_db *db, struct ac_credentials_check *check, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_credentials_password(
	struct ac_credentials_check *check, struct ac_error *err);
/**
 * In a transaction that writes and is kept, whatever comes out: the account is as it has become.
 * @param account  theirs, when they were right; write no more than what is added to it
 * @param right    whether they are who they say
 */
AC_MUST_CHECK enum ac_status ac_credentials_settle(struct ac_db *db,
	struct ac_credentials_check *check, struct ac_account *account, bool *right,
	struct ac_error *err);

/** What everybody is told who was not right. @return AC_NO_SESSION */
enum ac_status ac_credentials_refuse(struct ac_error *err);

/** Note a wrong password or code; the audit chain hears of it when it closes the account. */
AC_MUST_CHECK enum ac_status ac_credentials_wrong(struct ac_db *db, struct ac_account *account,
	struct ac_wall now, struct ac_wall at, struct ac_error *err);
