#include "cli/cli.h"
#include "cli/commands.h"

#include "store/migrate.h"

#include <stdio.h>

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	ac_json_set_text(answer, "version", AC_VERSION_TEXT);
	ac_json_set_i64(answer, "schema", ac_migrate_target());
	if (!ac_cli_print_json(cli, answer))
		printf("allclear %s, database schema %d\n", AC_VERSION_TEXT, ac_migrate_target());
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_version = {
	.name = "version",
	.summary = "Print the version of the program and of the database it writes",
	.run = run,
};
