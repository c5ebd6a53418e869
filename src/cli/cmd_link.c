#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_links(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new("LINK|STATE|SINCE|>SEGMENTS/S|>UNANSWERED|WHY");
	ac_json_each(ac_json_find(answer, "links"), link)
	{
		char rate[24];
		double allowed = 0;
		(void)!ac_json_opt_double(link, "allowed_per_s", 0, &allowed, NULL);
		snprintf(rate, sizeof rate, "%.1f", allowed);
		ac_table_text(table, ac_cli_str(link, "name"));
		ac_table_text(table, ac_cli_bool(link, "up") ? "up" : "down");
		ac_table_time(table, ac_cli_str(link, "since"));
		ac_table_text(table, rate);
		ac_table_i64(table, ac_cli_i64(link, "outstanding"));
		ac_table_text(table, ac_cli_str(link, "why"));
	}
	ac_table_print(table, "no links: see allclear.yaml");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_links, "/v1/links");
}

const struct ac_command ac_cmd_link_list = {
	.name = "link list",
	.summary = "List the links to carriers and how they are",
	.run = list,
};

static const struct ac_option test_options[] = {
	{ "link", "NAME", "over that link (default: the first that is up)", false },
	{ "wait", "SECONDS", "for the carrier's answer and the receipt (default: 30)", false },
	{ 0 },
};

static int test(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t wait_s = 30;
	ac_json_set_text(body, "number", ac_operand(args, 0));
	ac_cli_set_text(body, "link", ac_arg(args, "link"));
	if (ac_arg(args, "wait") && !ac_str_to_i64(ac_str(ac_arg(args, "wait")), 1, 600, &wait_s))
		return ac_cli_usage("--wait must be 1 to 600 seconds");
	ac_json_set_i64(body, "wait_s", wait_s);
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/links/test") != AC_OK)
		return ac_cli_failed(cli);
	bool good = ac_cli_bool(answer, "accepted");
	if (!ac_cli_print_json(cli, answer))
		printf("%s: %s after %lld ms, %s\n", ac_cli_str(answer, "link"),
			ac_cli_str(answer, "result"), (long long)ac_cli_i64(answer, "response_ms"),
			ac_cli_bool(answer, "receipt") ? "delivered by its receipt"
						       : "no receipt yet");
	return good ? AC_EXIT_GOOD : AC_EXIT_NO;
}

const struct ac_command ac_cmd_link_test = {
	.name = "link test",
	.operands = "NUMBER",
	.summary = "Send one test message and say what became of it",
	.options = test_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = test,
	.more = "Its text is fixed: it names the installation and says that it is a test. Exit "
		"status 1: the carrier did not take it.",
};
