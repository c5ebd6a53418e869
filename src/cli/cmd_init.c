#include "cli/cli.h"
#include "cli/commands.h"

#include "service/service.h"

#include <stdio.h>

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	const char *dir = ac_operand(args, 0);
	if (!dir && ac_cli_dir(cli, &dir) != AC_OK)
		return ac_cli_usage("%s", cli->err.msg);
	if (ac_service_create(dir, ac_arg(args, "database"), &cli->err) != AC_OK)
		return ac_cli_failed(cli);
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	ac_json_set_text(answer, "dir", dir);
	if (!ac_cli_print_json(cli, answer))
		printf("%s is a data directory now: allclear.yaml (read it), the database, and the "
		       "source `registered`.\n",
			dir);
	fprintf(stderr,
		"Warning: the key that opens its personal data lies beside it (%s/key).\n"
		"In production move it elsewhere and set key_file in allclear.yaml: whoever has "
		"both\n"
		"has everything, and without the key nobody has anything.\n",
		dir);
	return AC_EXIT_GOOD;
}

static const struct ac_option options[] = {
	{ "database", "URL",
		"keep the data on a PostgreSQL server: postgresql://USER@HOST/DATABASE", false },
	{ 0 },
};

const struct ac_command ac_cmd_init = {
	.name = "init",
	.operands = "[DIR]",
	.summary = "Make a data directory",
	.options = options,
	.max_operands = 1,
	.run = run,
	.more = "DIR is made if it is missing and must be empty; without it the directory of -d. "
		"The "
		"database of a server is made if the user may do so; otherwise it must be there, "
		"empty. Keep the password in a password file (see docs/postgresql.md): what stands "
		"on "
		"a command line can be seen by others.",
};
