#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option mark_options[] = {
	{ "why", "TEXT", "what makes them dangerous", true },
	{ "until", "TIME", "as long as that holds (RFC 3339)", true },
	{ "report", "REPORT", "the report that says so; this or --evidence", false },
	{ "evidence", "TEXT", "what else says so, for the desk", false },
	{ "case", "CASE", "in which they are marked; without it the one that the report is tied to",
		false },
	{ 0 },
};

static void print_marked(const struct ac_json *answer)
{
	printf("%lld places marked; %lld people of live campaigns belong to another tier now\n",
		(long long)ac_cli_i64(answer, "marked"), (long long)ac_cli_i64(answer, "moved"));
}

static int mark(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	struct ac_json *refs = ac_json_set_array(body, "places");
	for (int i = 0; i < args->operands; i++)
		ac_json_add_text(refs, ac_operand(args, i));
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	ac_json_set_text(body, "until", ac_arg(args, "until"));
	ac_cli_set_text(body, "evidence", ac_arg(args, "evidence"));
	if (!ac_cli_set_id(body, "report", args, "report") ||
		!ac_cli_set_id(body, "case", args, "case"))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_POST, body, print_marked, "/v1/places/at-risk");
}

const struct ac_command ac_cmd_place_mark = {
	.name = "place mark-at-risk",
	.operands = "HOTEL…",
	.summary = "Mark hotels that are at particular risk: their guests are told to move",
	.options = mark_options,
	.min_operands = 1,
	.max_operands = -1,
	.run = mark,
	.more = "HOTEL is the outside id of the import (H0013). In live campaigns the guests move "
		"to "
		"the tier that the plan gives to places at risk; who had another text gets the new "
		"one. Each hotel's host is to be told, so that it can warn its other guests: "
		"`place notices` lists whom.",
};

static const struct ac_option list_options[] = {
	{ "at-risk", NULL, "only places at particular risk", false },
	{ 0 },
};

static void print_places(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new("PLACE|NAME|DISTRICT|>BEDS|>FREE|RISK UNTIL|WHY");
	ac_json_each(ac_json_find(answer, "places"), place)
	{
		ac_table_text(table, ac_cli_str(place, "ref"));
		ac_table_text(table, ac_cli_str(place, "name"));
		ac_table_text(table, ac_cli_str(place, "district"));
		ac_table_i64(table, ac_cli_i64(place, "beds"));
		ac_table_i64(table, ac_cli_i64(place, "free_beds"));
		ac_table_time(table, ac_cli_str(place, "risk_until"));
		ac_table_text(table, ac_cli_str(place, "risk_why"));
	}
	ac_table_print(table, "no places");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_places, "/v1/places%s",
		ac_arg_given(args, "at-risk") ? "?at_risk=true" : "");
}

const struct ac_command ac_cmd_place_list = {
	.name = "place list",
	.summary = "List the hotels",
	.options = list_options,
	.run = list,
};

/* ---- notices to hosts ---- */

static const struct ac_option notices_options[] = {
	{ "all", NULL, "also those that were given", false },
	{ 0 },
};

static void print_notices(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">NOTICE|PLACE|NAME|SINCE|UNTIL|WHY|GIVEN");
	ac_json_each(ac_json_find(answer, "notices"), notice)
	{
		ac_table_i64(table, ac_cli_i64(notice, "id"));
		ac_table_text(table, ac_cli_str(notice, "ref"));
		ac_table_text(table, ac_cli_str(notice, "name"));
		ac_table_time(table, ac_cli_str(notice, "at"));
		ac_table_time(table, ac_cli_str(notice, "until"));
		ac_table_text(table, ac_cli_str(notice, "why"));
		ac_table_time(table, ac_cli_str(notice, "given_at"));
	}
	ac_table_print(table, "no host is to be told");
}

static int notices(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_notices, "/v1/places/notices%s",
		ac_arg_given(args, "all") ? "?all=true" : "");
}

const struct ac_command ac_cmd_place_notices = {
	.name = "place notices",
	.summary = "List what the hosts of marked hotels are to be told",
	.options = notices_options,
	.run = notices,
};

static int given(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "NOTICE", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, NULL, &answer, "/v1/places/notices/%lld/given",
		    (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "notice %lld is given\n", (long long)id);
}

const struct ac_command ac_cmd_place_notice_given = {
	.name = "place notice-given",
	.operands = "NOTICE",
	.summary = "Say that a host was told",
	.min_operands = 1,
	.max_operands = 1,
	.run = given,
};
