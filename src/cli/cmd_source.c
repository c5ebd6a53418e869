#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option add_options[] = {
	{ "controller", "NAME", "who answers for the data", true },
	{ "legal-basis", "TEXT", "on what ground it is held", true },
	{ "purpose", "TEXT", "what it may be used for", true },
	{ "expires", "DATE", "after that day the data is not used any more (YYYY-MM-DD)", true },
	{ 0 },
};

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	ac_json_set_text(body, "name", ac_operand(args, 0));
	ac_json_set_text(body, "controller", ac_arg(args, "controller"));
	ac_json_set_text(body, "legal_basis", ac_arg(args, "legal-basis"));
	ac_json_set_text(body, "purpose", ac_arg(args, "purpose"));
	ac_json_set_text(body, "expires", ac_arg(args, "expires"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/sources") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "source %s: %s\n", ac_cli_str(answer, "name"),
		ac_cli_str(answer, "change"));
}

static void print_sources(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new("SOURCE|CONTROLLER|LEGAL BASIS|PURPOSE|EXPIRES");
	ac_json_each(ac_json_find(answer, "sources"), source)
	{
		ac_table_text(table, ac_cli_str(source, "name"));
		ac_table_text(table, ac_cli_str(source, "controller"));
		ac_table_text(table, ac_cli_str(source, "legal_basis"));
		ac_table_text(table, ac_cli_str(source, "purpose"));
		ac_table_time(table, ac_cli_str(source, "expires"));
	}
	ac_table_print(table, "no sources");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_sources, "/v1/sources");
}

const struct ac_command ac_cmd_source_add = {
	.name = "source add",
	.operands = "NAME",
	.summary = "Register a source of people, or renew it",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
	.more = "Rows of an import are refused unless their source is registered and not expired.",
};

const struct ac_command ac_cmd_source_list = {
	.name = "source list",
	.summary = "List the sources of people",
	.run = list,
};
