/* How many are where, given to the host's rescue services. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

/* What is not given of a small group is no zero. */
static void add_count(struct ac_table *table, const struct ac_json *group, const char *name)
{
	if (ac_json_find(group, name))
		ac_table_i64(table, ac_cli_i64(group, name));
	else
		ac_table_text(table, "-");
}

static void add_group(struct ac_table *table, const char *name, const struct ac_json *group)
{
	static const char *const counts[] = { "registered", "needs_help", "no_word", "safe",
		"away" };
	ac_table_text(table, ac_cli_str(group, "hotel_id"));
	ac_table_text(table, name);
	ac_table_text(table, ac_cli_str(group, "district"));
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		add_count(table, group, counts[i]);
}

static void print_one(const struct ac_json *headcount)
{
	const struct ac_json *figures = ac_json_find(headcount, "figures");
	printf("head-count %lld of campaign %lld, given to %s at %s\n",
		(long long)ac_cli_i64(headcount, "id"),
		(long long)ac_cli_i64(headcount, "campaign"), ac_cli_str(headcount, "to"),
		ac_cli_str(headcount, "given_at"));
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new("HOTEL|NAME|DISTRICT|>REGISTERED|>NEED HELP|>NO WORD|>SAFE|>AWAY");
	ac_json_each(ac_json_find(figures, "groups"), group)
		add_group(table, ac_cli_str(group, "name"), group);
	add_group(table, "all", figures);
	ac_table_print(table, "");
}

/* ---- give ---- */

static const struct ac_option give_options[] = {
	{ "to", "WHOM", "the office that gets it", true },
	{ "by", "WHAT", "hotel (default) or district", false },
	{ 0 },
};

static int give(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "to", ac_arg(args, "to"));
	ac_cli_set_text(body, "by", ac_arg(args, "by"));
	return ac_cli_show(
		cli, AC_POST, body, print_one, "/v1/campaigns/%lld/headcounts", (long long)id);
}

const struct ac_command ac_cmd_headcount_give = {
	.name = "headcount give",
	.operands = "CAMPAIGN",
	.summary = "Give rescue services how many are where",
	.options = give_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = give,
	.more = "Takes two. Counts only, no names. The figures are those of the moment of "
		"approval; "
		"`headcount show` prints what was given.",
};

/* ---- list, show ---- */

static void print_headcounts(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">HEAD-COUNT|GIVEN|TO|BY|>REGISTERED");
	ac_json_each(ac_json_find(answer, "headcounts"), headcount)
	{
		ac_table_i64(table, ac_cli_i64(headcount, "id"));
		ac_table_time(table, ac_cli_str(headcount, "given_at"));
		ac_table_text(table, ac_cli_str(headcount, "to"));
		ac_table_text(table, ac_cli_str(headcount, "by"));
		ac_table_i64(table, ac_cli_i64(headcount, "registered"));
	}
	ac_table_print(table, "no head-count was given out");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_headcounts, "/v1/campaigns/%lld/headcounts",
		(long long)id);
}

const struct ac_command ac_cmd_headcount_list = {
	.name = "headcount list",
	.operands = "CAMPAIGN",
	.summary = "List who was given head-counts of a campaign",
	.min_operands = 1,
	.max_operands = 1,
	.run = list,
};

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "HEADCOUNT", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_one, "/v1/headcounts/%lld", (long long)id);
}

const struct ac_command ac_cmd_headcount_show = {
	.name = "headcount show",
	.operands = "HEADCOUNT",
	.summary = "Show a head-count as it was given out",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};
