/* vault/password.h - officers' passwords: argon2id (RFC 9106) as libsodium writes it, so that a stolen
 * database gives nobody a password.
 *
 * A run takes memory on purpose (256 MiB at the usual cost), so only two run at a time in a process and
 * a few more wait; whoever comes then is told to come again. A name that nobody has costs the same run.
 */
#pragma once
#include "base/str.h"

/* What a run costs. A hash names its own cost: one of a cheaper kind still verifies. */
enum ac_password_cost {
	AC_PASSWORD_MODERATE, /* libsodium's MODERATE: 3 passes over 256 MiB */
	AC_PASSWORD_EXERCISE, /* a millisecond: where nothing but an exercise can leave */
};

enum {
	ac_password_min = 12, /* bytes; no other rule, as NIST SP 800-63B section 5.1.1 advises */
	ac_password_max = 1024,
	ac_password_hash_size = 128, /* with the closing zero */
};

/**
 * Hash a new password.
 * @param hash  a text without personal data, for the database
 * @return AC_INVALID for a length that is not allowed; AC_BUSY when too many wait; AC_FULL without memory
 */
AC_MUST_CHECK enum ac_status ac_password_hash(struct ac_str password, enum ac_password_cost cost,
	char hash[ac_password_hash_size], struct ac_error *err);

/**
 * Is it the password? One run of argon2id whatever the answer.
 * @param hash  of that officer; "": nobody has the name, a run at `cost` says no
 * @return AC_BUSY when too many wait; a wrong password is an answer, not an error
 */
AC_MUST_CHECK enum ac_status ac_password_verify(struct ac_str password, const char *hash,
	enum ac_password_cost cost, bool *good, struct ac_error *err);

/** Was it made at another cost than this one? Then the right password is hashed anew. */
bool ac_password_is_stale(const char *hash, enum ac_password_cost cost);
