#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/permissions.h"

#include <stdio.h>

static const struct ac_option options[] = {
	{ "markdown", NULL, "everything about every command, as in docs/cli.md", false },
	{ "permissions", NULL, "who may do what, as in docs/permissions.md", false },
	{ 0 },
};

static void print_usage(const struct ac_command *command)
{
	printf("allclear [-d DIR] %s", command->name);
	for (const struct ac_option *o = command->options; o && o->name; o++) {
		const char *open = o->required ? "" : "[", *close = o->required ? "" : "]";
		printf(" %s--%s%s%s%s", open, o->name, o->arg ? "=" : "", o->arg ? o->arg : "",
			close);
	}
	printf("%s%s\n", command->operands ? " " : "", command->operands ? command->operands : "");
}

static void print_markdown(const struct ac_command *command)
{
	printf("## %s\n\n%s.\n\n```\n", command->name, command->summary);
	print_usage(command);
	printf("```\n");
	for (const struct ac_option *o = command->options; o && o->name; o++)
		printf("%s- `--%s%s%s` %s\n", o == command->options ? "\n" : "", o->name,
			o->arg ? "=" : "", o->arg ? o->arg : "", o->help);
	if (command->more)
		printf("\n%s\n", command->more);
	printf("\n");
}

static void print_all_markdown(void)
{
	printf("# Command line\n\n"
	       "`allclear [-d DIR] COMMAND`. The data directory is that of `-d`, else of the "
	       "environment variable\n`ALLCLEAR_DATA`. With `--json` every command that prints "
	       "data "
	       "prints JSON. Exit status: 0 good, 1 the answer\nis no, 2 wrong use, 3 failed.\n\n"
	       "Commands ask the daemon of the data directory over `DIR/allclear.sock` (the routes "
	       "stand in openapi.yaml).\nWhen none runs, those that do not need it do the same in "
	       "their own process.\n\n"
	       "All but `init`, `serve`, `cap`, `restore`, `db move`, `help`, `version` and "
	       "`login` "
	       "ask "
	       "as an officer who has logged in\n(officers.md): `--session FILE` or "
	       "`ALLCLEAR_SESSION` "
	       "name the file of the session, else the one that `login` keeps. `restore` and "
	       "`db move` ask an administrator for\npassword and code.\n\n"
	       "This page is printed by `allclear help --markdown`.\n\n");
	for (const struct ac_command *const *c = ac_commands; *c; c++)
		print_markdown(*c);
}

static int print_permissions(void)
{
	AC_AUTO(buf) struct ac_buf page;
	ac_buf_init(&page, 1 << 20);
	ac_permissions_write(&page);
	fwrite(page.p, 1, page.n, stdout);
	return AC_EXIT_GOOD;
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	(void)cli;
	if (ac_arg_given(args, "markdown")) {
		print_all_markdown();
		return AC_EXIT_GOOD;
	}
	if (ac_arg_given(args, "permissions"))
		return print_permissions();
	printf("allclear [-d DIR] COMMAND\n\n");
	for (const struct ac_command *const *c = ac_commands; *c; c++)
		printf("  %-18s %s\n", (*c)->name, (*c)->summary);
	printf("\n`allclear COMMAND --help` explains a command. -d DIR (or $ALLCLEAR_DATA) names "
	       "the "
	       "data directory,\n--json prints JSON. Exit status: 0 good, 1 the answer is no, 2 "
	       "wrong "
	       "use, 3 failed.\n");
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_help = {
	.name = "help",
	.summary = "List the commands",
	.options = options,
	.run = run,
};
