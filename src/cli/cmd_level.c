#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_levels(const struct ac_json *answer)
{
	const struct ac_json *history = ac_json_find(answer, "history");
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new("PLACE|IN|SCHEME|>LEVEL|MEANING|SINCE|REVIEW||>CASE|");
	ac_json_each(history ? history : ac_json_find(answer, "levels"), level)
	{
		ac_table_text(table, ac_cli_str(level, "place"));
		ac_table_text(table, ac_cli_str(level, "country"));
		ac_table_text(table, ac_cli_str(level, "scheme"));
		if (ac_json_find(level, "level"))
			ac_table_i64(table, ac_cli_i64(level, "level"));
		else
			ac_table_text(table, "none");
		ac_table_text(table, ac_cli_str(level, "name"));
		ac_table_time(table, ac_cli_str(level, "at"));
		ac_table_time(table, ac_cli_str(level, "review"));
		ac_table_text(table, ac_cli_bool(level, "overdue") ? "OVERDUE" : "");
		ac_table_i64(table, ac_cli_i64(level, "case"));
		ac_table_text(table, ac_cli_bool(level, "exercise") ? "EXERCISE" : "");
	}
	ac_table_print(table, "no levels");
}

static const struct ac_option set_options[] = {
	{ "case", "CASE", "whose criteria decide; the one that set the level, or a successor",
		true },
	{ "country", "CC",
		"in which it lies (ISO 3166, as in TR; default: the one it has); PLACE may be a "
		"country itself",
		false },
	{ "review", "TIME", "when it is to be looked at again (RFC 3339)", true },
	{ "advice", "TEXT", "what still holds; needed for a step down", false },
	{ 0 },
};

static int set(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t level;
	if (!ac_cli_set_id(body, "case", args, "case"))
		return AC_EXIT_USAGE;
	if (!ac_str_to_i64(ac_str(ac_operand(args, 2)), 0, 100, &level))
		return ac_cli_usage("LEVEL must be a whole number");
	ac_json_set_text(body, "place", ac_operand(args, 0));
	ac_json_set_text(body, "scheme", ac_operand(args, 1));
	ac_json_set_i64(body, "level", level);
	ac_json_set_text(body, "review", ac_arg(args, "review"));
	ac_cli_set_text(body, "country", ac_arg(args, "country"));
	ac_cli_set_text(body, "advice", ac_arg(args, "advice"));
	return ac_cli_show(cli, AC_POST, body, print_levels, "/v1/levels");
}

const struct ac_command ac_cmd_level_set = {
	.name = "level set",
	.operands = "PLACE SCHEME LEVEL",
	.summary = "Set the travel-advice level of a place",
	.options = set_options,
	.min_operands = 3,
	.max_operands = 3,
	.run = set,
	.more = "Up at once; down one step at a time, when the criteria of the case allow it, each "
		"step "
		"after "
		"a hold time of its own. While a warning is published there, its all-clear lowers "
		"it.",
};

static const struct ac_option list_options[] = {
	{ "place", "NAME", "only that place, with its history", false },
	{ 0 },
};

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/levels");
	ac_cli_add_query(&target, "place", ac_arg(args, "place"));
	return ac_cli_show(cli, AC_GET, NULL, print_levels, "%s", target.p);
}

const struct ac_command ac_cmd_level_list = {
	.name = "level list",
	.summary = "List the travel-advice levels in force",
	.options = list_options,
	.run = list,
};
