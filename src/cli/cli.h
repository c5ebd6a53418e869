/* cli/cli.h - what every command uses: asking the route table, and printing.
 *
 * ac_cli_call() asks the daemon of the data directory over its socket. When none runs and the route
 * does not need the engine, it opens the directory in this process and calls the same handler: the
 * directory's lock keeps a daemon out meanwhile. A failure is kept in cli->err; the command ends with
 * `return ac_cli_failed(cli)`.
 */
#pragma once
#include "cli/command.h"
#include "web/route.h"

struct ac_http;

struct ac_cli {
	const char *dir; /* NULL: not given */
	bool json;
	int words; /* of the command line, from the command on */
	struct ac_error err;
	struct ac_http *http; /* to the daemon, once one was found */
	struct ac_service *service; /* in this process, once it was opened */
	const char *session; /* file of the session; NULL: where `login` keeps it */
	char *secret; /* of the session, once it was read; NULL: none */
	struct ac_json
		*waiting; /* a decision: what was asked takes two, and waits for the second */
};

void ac_cli_done(struct ac_cli *cli);

/** The data directory; NULL with a message in err when none was given. */
AC_MUST_CHECK enum ac_status ac_cli_dir(struct ac_cli *cli, const char **dir);

struct ac_cli_call {
	enum ac_method method;
	const char *target; /* path and query, encoded */
	const struct ac_json *body; /* NULL: none */
	int body_fd; /* -1: none; 0 counts as none */
	const char *what; /* slow routes: label of the progress bar; NULL: silent */
};

/** @param answer  owned by the caller; NULL if it is not wanted */
AC_MUST_CHECK enum ac_status ac_cli_ask(
	struct ac_cli *cli, const struct ac_cli_call *call, struct ac_json **answer);

/** The usual case. @param format  of the target; texts in it must be encoded already */
AC_MUST_CHECK enum ac_status ac_cli_call(struct ac_cli *cli, enum ac_method method,
	const struct ac_json *body, struct ac_json **answer, const char *format, ...)
	AC_PRINTF(5, 6);

/** Ask, and print: with --json the answer as it came, else what `print` makes of it. Most commands end so.
 * @return an exit code */
int ac_cli_show(struct ac_cli *cli, enum ac_method method, const struct ac_json *body,
	void (*print)(const struct ac_json *answer), const char *format, ...) AC_PRINTF(5, 6);

/** The same for an answer that is no JSON. @param text  appended to */
AC_MUST_CHECK enum ac_status ac_cli_text(
	struct ac_cli *cli, const char *target, struct ac_buf *text);

/** Who runs the program, for what is done without a daemon. */
const char *ac_cli_login_name(void);

/** The request was not done. Print why to standard error, AC_EXIT_FAILED; or, when it now waits for a second
 * person, say so on standard output, AC_EXIT_GOOD. */
int ac_cli_failed(const struct ac_cli *cli);
/** Print a sentence about wrong use; @return AC_EXIT_USAGE */
int ac_cli_usage(const char *format, ...) AC_PRINTF(1, 2);

/** With --json print the answer and return true. */
bool ac_cli_print_json(const struct ac_cli *cli, const struct ac_json *answer);

/** Say what was done in a sentence; with --json print the answer instead. @return AC_EXIT_GOOD */
int ac_cli_say(const struct ac_cli *cli, const struct ac_json *answer, const char *format, ...)
	AC_PRINTF(3, 4);

/* ---- reading arguments ---- */

/** A positive id; false after a message to standard error. */
AC_MUST_CHECK bool ac_cli_id(const char *text, const char *what, int64_t *id);
/** Open a file of the user's for reading; AC_NOT_FOUND, AC_IO in cli->err. */
AC_MUST_CHECK enum ac_status ac_cli_open(struct ac_cli *cli, const char *path, int *fd);
/** Read a whole file. */
AC_MUST_CHECK enum ac_status ac_cli_read_file(
	struct ac_cli *cli, const char *path, size_t max, struct ac_buf *text);
/** Set the member to the value, if there is one: to that of an option that may be left out. */
void ac_cli_set_text(struct ac_json *body, const char *member, const char *value);
/** The same for an option that is an id; false after a message to standard error. */
AC_MUST_CHECK bool ac_cli_set_id(
	struct ac_json *body, const char *member, const struct ac_args *args, const char *option);
/** The same for a file of at most `max` bytes: the member is its text. AC_NOT_FOUND, AC_IO … in cli->err. */
AC_MUST_CHECK enum ac_status ac_cli_set_file(
	struct ac_cli *cli, struct ac_json *body, const char *member, const char *path, size_t max);
/** Append "&name=value" (or "?name=value") if value is not NULL. */
void ac_cli_add_query(struct ac_buf *target, const char *name, const char *value);

/* ---- looking into answers, for printing ---- */

/** A text as somebody wrote it: nothing in it steers the terminal. */
void ac_cli_print_text(const char *text);

/** Member as text, "" when absent; numbers come out as a view of `room`. */
const char *ac_cli_str(const struct ac_json *object, const char *name);
int64_t ac_cli_i64(const struct ac_json *object, const char *name);
bool ac_cli_bool(const struct ac_json *object, const char *name);
