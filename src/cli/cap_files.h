/* cli/cap_files.h - the same question to each CAP file of a command line, over all processors. */
#pragma once
#include "cli/cli.h"

/* What became of one file; told in the order of the command line. */
struct ac_cap_file {
	const char *name;
	struct ac_buf text; /* for people */
	struct ac_json *json; /* for programs; NULL for people */
	struct ac_error err; /* the file could not be read */
	bool yes;
};

/* What one command does with each file. @return whether its answer is yes */
typedef bool ac_cap_file_fn(const void *ctx, struct ac_str bytes, struct ac_cap_file *file);

/**
 * Ask about every operand; `-` is standard input.
 * @param ctx  shared by threads
 * @return the exit status: good, no (one answer is), failed (a file could not be read)
 */
int ac_cap_files(
	struct ac_cli *cli, const struct ac_args *args, ac_cap_file_fn *each, const void *ctx);
