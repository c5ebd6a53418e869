#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option list_options[] = {
	{ "all", NULL, "those that are settled as well", false },
	{ 0 },
};

static void print_messages(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">ID|AT|STATE|>PERSON|WORD|OWNER|TEXT");
	ac_json_each(ac_json_find(answer, "messages"), message)
	{
		ac_table_i64(table, ac_cli_i64(message, "id"));
		ac_table_time(table, ac_cli_str(message, "at"));
		ac_table_text(table, ac_cli_str(message, "state"));
		ac_table_i64(table, ac_cli_i64(message, "traveller"));
		ac_table_text(table, ac_cli_str(message, "word"));
		ac_table_text(table, ac_cli_str(message, "owner"));
		ac_table_text(table, ac_cli_str(message, "text"));
	}
	ac_table_print(table, "the inbox is empty");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_messages, "/v1/inbox%s",
		ac_arg_given(args, "all") ? "?all=true" : "");
}

const struct ac_command ac_cmd_inbox_list = {
	.name = "inbox list",
	.summary = "List what people wrote that an officer has to read",
	.options = list_options,
	.run = list,
};

static const struct ac_option answer_options[] = {
	{ "person", "ID", "who wrote it, where that is not known", false },
	{ "word", "WORD",
		"what it means: leaving, moved, staying, safe, need_help, left, not_here, …",
		false },
	{ "take", NULL, "only take it: others see that you are on it", false },
	{ 0 },
};

static int answer(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *got = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "ID", &id))
		return AC_EXIT_USAGE;
	if (!ac_cli_set_id(body, "traveller", args, "person"))
		return AC_EXIT_USAGE;
	ac_cli_set_text(body, "word", ac_arg(args, "word"));
	ac_json_set_bool(body, "take", ac_arg_given(args, "take"));
	if (ac_cli_call(cli, AC_POST, body, &got, "/v1/inbox/%lld/answer", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, got, "message %lld: %s\n", (long long)id, ac_cli_str(got, "state"));
}

const struct ac_command ac_cmd_inbox_answer = {
	.name = "inbox answer",
	.operands = "ID",
	.summary = "Settle a message: say what it means, and whose it is",
	.options = answer_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = answer,
};
