/* duty add, duty list, duty drop: who is on duty, and who is paged first. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option add_options[] = {
	{ "phone", "NUMBER", "where the texts go", true },
	{ "rank", "N", "1 to 99: the lowest rank is paged first", true },
	{ "from", "TIME", "when the shift begins, as in 2022-06-13T20:00:00+03:00", true },
	{ "to", "TIME", "when it ends", true },
	{ "head", NULL,
		"head of the desk: paged first, on duty or not, about what only officials know",
		false },
	{ 0 },
};

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t rank;
	if (!ac_str_to_i64(ac_str(ac_arg(args, "rank")), 1, 99, &rank))
		return ac_cli_usage("--rank must be 1 to 99");
	ac_json_set_text(body, "officer", ac_operand(args, 0));
	ac_json_set_text(body, "phone", ac_arg(args, "phone"));
	ac_json_set_i64(body, "rank", rank);
	ac_json_set_text(body, "from", ac_arg(args, "from"));
	ac_json_set_text(body, "to", ac_arg(args, "to"));
	if (ac_arg_given(args, "head"))
		ac_json_set_bool(body, "head", true);
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/duty") != AC_OK)
		return ac_cli_failed(cli);
	if (*ac_cli_str(answer, "against"))
		fprintf(stderr, "allclear: WARNING: %s\n", ac_cli_str(answer, "against"));
	return ac_cli_say(cli, answer, "shift %lld: %s, %s to %s\n",
		(long long)ac_cli_i64(answer, "id"), ac_cli_str(answer, "officer"),
		ac_cli_str(answer, "from"), ac_cli_str(answer, "to"));
}

const struct ac_command ac_cmd_duty_add = {
	.name = "duty add",
	.operands = "OFFICER",
	.summary = "Put an officer on the duty roster",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
	.more = "OFFICER is the name of an account, to the letter: its roles decide what they are "
		"paged for. Another name is taken with a warning, and paged only after all who "
		"may settle what waits (see docs/duty.md).",
};

static const struct ac_option list_options[] = {
	{ "all", NULL, "those of long ago and those that were dropped as well", false },
	{ 0 },
};

static void print_shifts(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">SHIFT|>RANK|OFFICER|PHONE|FROM|TO|STATE|HEAD");
	ac_json_each(ac_json_find(answer, "shifts"), shift)
	{
		ac_table_i64(table, ac_cli_i64(shift, "id"));
		ac_table_i64(table, ac_cli_i64(shift, "rank"));
		ac_table_text(table, ac_cli_str(shift, "officer"));
		ac_table_text(table, ac_cli_str(shift, "phone"));
		ac_table_time(table, ac_cli_str(shift, "from"));
		ac_table_time(table, ac_cli_str(shift, "to"));
		ac_table_text(table, ac_json_find(shift, "dropped_at") ? "dropped"
				     : ac_cli_bool(shift, "on_duty")   ? "on duty"
								       : "");
		ac_table_text(table, ac_cli_bool(shift, "head") ? "head" : "");
	}
	ac_table_print(table, "nobody is on the roster: nobody is paged");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_shifts, "/v1/duty%s",
		ac_arg_given(args, "all") ? "?all=true" : "");
}

const struct ac_command ac_cmd_duty_list = {
	.name = "duty list",
	.summary = "List who is on duty, and who is paged first",
	.options = list_options,
	.run = list,
};

static int drop(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "SHIFT", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/duty/%lld/drop", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "shift %lld is off the roster\n", (long long)id);
}

const struct ac_command ac_cmd_duty_drop = {
	.name = "duty drop",
	.operands = "SHIFT",
	.summary = "Take a shift off the duty roster and forget its number",
	.min_operands = 1,
	.max_operands = 1,
	.run = drop,
};
