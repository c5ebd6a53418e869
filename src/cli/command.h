/* cli/command.h - a command of the program: its words, options and what it does.
 *
 * A command is one static struct in a file of its own (or of its family) and a line in commands.c.
 * argp reads the options; help, usage and docs/cli.md come from the same struct. A command's function
 * returns the exit code: 0 good, 1 the answer is no, 2 wrong use, 3 failed.
 */
#pragma once
#include "base/buf.h"
#include "base/vec.h"
#include "json/json.h"

enum { AC_EXIT_GOOD = 0, AC_EXIT_NO = 1, AC_EXIT_USAGE = 2, AC_EXIT_FAILED = 3 };

struct ac_option {
	const char *name; /* long option; NULL ends the list */
	const char *arg; /* what its argument is called in the help; NULL: a switch */
	const char *help;
	bool required;
};

struct ac_args;
struct ac_cli;

struct ac_command {
	const char *name; /* "case open" */
	const char *operands; /* as shown in the usage: "HOTEL…"; NULL: none */
	const char *summary; /* one line, imperative */
	const struct ac_option *options; /* NULL: none but -d and --json */
	int min_operands, max_operands; /* max < 0: any number */
	int (*run)(struct ac_cli *cli, const struct ac_args *args);
	const char *more; /* further explanation in the help; NULL */
};

/** All commands, in the order of the help, ended by NULL. */
extern const struct ac_command *const ac_commands[];

/** The command that argv begins with ("case open …"); *used is how many words. NULL: none. */
const struct ac_command *ac_command_find(int argc, char *const argv[], int *used);

/* ---- what was written on the command line ---- */

struct ac_given {
	const struct ac_option *option; /* NULL: an operand */
	const char *value; /* NULL for a switch */
};

struct ac_args {
	const struct ac_command *command;
	AC_VEC(struct ac_given) given;
	int operands;
};

void ac_args_done(struct ac_args *args);
AC_AUTO_DEFINE_VALUE(args, struct ac_args, ac_args_done)

/** The option's (last) value, or NULL when it was not given. */
const char *ac_arg(const struct ac_args *args, const char *name);
/** Was the option given? */
bool ac_arg_given(const struct ac_args *args, const char *name);
/** The i-th value of an option that may be repeated; NULL past the last. */
const char *ac_arg_nth(const struct ac_args *args, const char *name, int i);
/** The i-th operand; NULL past the last. */
const char *ac_operand(const struct ac_args *args, int i);

/**
 * Read the words behind the command's name with argp. --help and --usage print and exit.
 * @param args  released by the caller
 * @return AC_INVALID when the command is used wrongly (already printed)
 */
AC_MUST_CHECK enum ac_status ac_command_parse(const struct ac_command *command, struct ac_cli *cli,
	int argc, char *argv[], struct ac_args *args);
