/* cli/secrets.h - passwords and codes, from a file or from a terminal that does not show them. */
#pragma once
#include "cli/cli.h"

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

/** The authenticator's code: as given, made from a file with its secret (or otpauth URL), or typed. */
AC_MUST_CHECK enum ac_status ac_cli_code(
	struct ac_cli *cli, const char *code, const char *secret_file, struct ac_buf *out);
