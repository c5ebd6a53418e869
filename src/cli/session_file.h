/* cli/session_file.h - the secret of an officer's session between two commands: a file of mode 0600.
 *
 * --session FILE or $ALLCLEAR_SESSION name it, so that two officers can work in one shell; else it lies in
 * $XDG_RUNTIME_DIR/allclear or ~/.local/state/allclear, one per data directory. A token's secret, put into
 * such a file, serves a program the same way.
 */
#pragma once
#include "cli/cli.h"

/** Keep a secret; directories are made. */
AC_MUST_CHECK enum ac_status ac_cli_session_write(struct ac_cli *cli, const char *secret);
/** Fill cli->secret; NULL when there is none. AC_DENIED when others may read the file */
AC_MUST_CHECK enum ac_status ac_cli_session_read(struct ac_cli *cli);
/** Remove the file; one that is not there is fine. */
void ac_cli_session_remove(struct ac_cli *cli);
