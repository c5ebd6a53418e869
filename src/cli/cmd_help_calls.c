/* help list, help own: calls for help, raised again until an officer owns them. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option list_options[] = {
	{ "all", NULL, "those that somebody owns as well", false },
	{ 0 },
};

static void print_calls(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">ID|>CAMPAIGN|>PERSON|AT|OWNER|OWNED");
	ac_json_each(ac_json_find(answer, "calls"), call)
	{
		ac_table_i64(table, ac_cli_i64(call, "id"));
		ac_table_i64(table, ac_cli_i64(call, "campaign"));
		ac_table_i64(table, ac_cli_i64(call, "traveller"));
		ac_table_time(table, ac_cli_str(call, "at"));
		ac_table_text(table, ac_cli_str(call, "owner"));
		ac_table_time(table, ac_cli_str(call, "owned_at"));
	}
	ac_table_print(table, "nobody calls for help");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_calls, "/v1/help-calls%s",
		ac_arg_given(args, "all") ? "?all=true" : "");
}

const struct ac_command ac_cmd_help_list = {
	.name = "help list",
	.summary = "List the calls for help that nobody owns",
	.options = list_options,
	.run = list,
};

static int own(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL, *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "ID", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/help-calls/%lld/own", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "call %lld for help of person %lld is yours\n",
		(long long)id, (long long)ac_cli_i64(answer, "traveller"));
}

const struct ac_command ac_cmd_help_own = {
	.name = "help own",
	.operands = "ID",
	.summary = "Take a call for help: it is yours until the person is safe",
	.min_operands = 1,
	.max_operands = 1,
	.run = own,
};
