/* cli/secrets.h - passwords and codes, from a file or from a terminal that does not show them. */
#pragma once
#include "cli/cli.h"
#include "service/desk/credentials.h"

/**
 * The first line of a file, or what is typed.
 * @param file    NULL: ask on the terminal; AC_INVALID where there is none
 * @param prompt  "Password of dana"
 * @param twice   a new one: it is asked for again
 * @param secret  initialised by this function; wipe it with ac_cli_secret_done()
 */
AC_MUST_CHECK enum ac_status ac_cli_secret(struct ac_cli *cli, const char *file, const char *prompt,
	bool twice, struct ac_buf *secret);
void ac_cli_secret_done(struct ac_buf *secret);
AC_AUTO_DEFINE_VALUE(secret, struct ac_buf, ac_cli_secret_done)

/* The options of a command that takes a password and a code. */
#define AC_CLI_PASSWORD_OPTIONS                                                                    \
	{ "password-file", "FILE", "its first line is the password (default: asked for)", false }, \
		{ "code", "CODE", "six digits of the authenticator (default: asked for)", false }, \
	{                                                                                          \
		"totp-secret-file", "FILE",                                                        \
			"for programs: make the code from the authenticator's secret or otpauth "  \
			"URL",                                                                     \
			false                                                                      \
	}

/** The authenticator's code: as given, made from a file with its secret (or otpauth URL), or typed. */
AC_MUST_CHECK enum ac_status ac_cli_code(
	struct ac_cli *cli, const char *code, const char *secret_file, struct ac_buf *out);

/** Password and code by those options. @param password, code  initialised by this function */
AC_MUST_CHECK enum ac_status ac_cli_password_and_code(struct ac_cli *cli,
	const struct ac_args *args, struct ac_buf *password, struct ac_buf *code);

/* Who vouches for what is done to the database itself, without a daemon and without a session. */
struct ac_cli_voucher {
	struct ac_buf password, code;
	struct ac_credentials given; /* views into them */
	bool named; /* --officer was given */
};

#define AC_CLI_OFFICER_OPTION                                                    \
	{                                                                        \
		"officer", "NAME", "the administrator who vouches for it", false \
	}

/** By `--officer` and the password's options; without it nothing is asked. */
AC_MUST_CHECK enum ac_status ac_cli_voucher(
	struct ac_cli *cli, const struct ac_args *args, struct ac_cli_voucher *voucher);
void ac_cli_voucher_done(struct ac_cli_voucher *voucher);
AC_AUTO_DEFINE_VALUE(voucher, struct ac_cli_voucher, ac_cli_voucher_done)
