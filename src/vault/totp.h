/* vault/totp.h - the six digits of an officer's authenticator (RFC 6238: SHA-1, steps of 30 s from 1970).
 *
 * The secret stands sealed in the database and on the officer's phone, and is shown once. A code is good
 * for its step and one to either side, because clocks differ, and never twice: whoever checks keeps the
 * step of the last code that was good and asks for a later one.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"

enum {
	ac_totp_secret_size = 20, /* bytes, as RFC 4226 section 4 recommends */
	ac_totp_digits = 6,
	ac_totp_step_s = 30,
};

void ac_totp_new_secret(unsigned char secret[ac_totp_secret_size]);

/** The code of a time, for programs that log in by themselves, and tests. @param code  six digits and a zero */
AC_MUST_CHECK enum ac_status ac_totp_code(const unsigned char secret[ac_totp_secret_size],
	struct ac_wall at, char code[ac_totp_digits + 1], struct ac_error *err);

/**
 * Is it the code of now, one step before or one after, and of a later step than `last`?
 * @param step  the code's, on true
 */
bool ac_totp_check(const unsigned char secret[ac_totp_secret_size], struct ac_str code,
	struct ac_wall now, int64_t last, int64_t *step);

/** Append the secret in base32 (RFC 4648), as authenticators take it. */
void ac_totp_write_secret(const unsigned char secret[ac_totp_secret_size], struct ac_buf *out);

/** Read it back: 32 letters and digits of base32. AC_INVALID */
AC_MUST_CHECK enum ac_status ac_totp_read_secret(
	struct ac_str text, unsigned char secret[ac_totp_secret_size], struct ac_error *err);
