/* page list, page show, page take: what officers are paged for. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

/* On standard error as well as in the answer: nobody must overlook it. */
static void warn(const struct ac_json *answer)
{
	const char *against = ac_cli_str(answer, "against");
	if (*against)
		fprintf(stderr, "allclear: WARNING: %s\n", against);
}

static void print_pages(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">PAGE|WHAT|>NUMBER|SINCE|STATE|TAKEN BY|TAKEN");
	ac_json_each(ac_json_find(answer, "pages"), page)
	{
		ac_table_i64(table, ac_cli_i64(page, "id"));
		ac_table_text(table, ac_cli_str(page, "kind"));
		ac_table_i64(table, ac_cli_i64(page, "subject"));
		ac_table_time(table, ac_cli_str(page, "created_at"));
		ac_table_text(table, ac_cli_str(page, "state"));
		ac_table_text(table, ac_cli_str(page, "taken_by"));
		ac_table_time(table, ac_cli_str(page, "taken_at"));
	}
	ac_table_print(table, "nobody is paged for anything");
}

static const struct ac_option list_options[] = {
	{ "all", NULL, "those that were taken or are over as well", false },
	{ 0 },
};

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/pages%s",
		    ac_arg_given(args, "all") ? "?all=true" : "") != AC_OK)
		return ac_cli_failed(cli);
	warn(answer);
	if (!ac_cli_print_json(cli, answer))
		print_pages(answer);
	return *ac_cli_str(answer, "against") ? AC_EXIT_NO : AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_page_list = {
	.name = "page list",
	.summary = "List what officers are paged for and nobody has taken",
	.options = list_options,
	.run = list,
	.more = "Exit status 1: something waits and nobody can be told.",
};

static void print_steps(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">TRY|AT|OFFICER|LINK|WHAT");
	printf("page %lld: %s %lld, %s%s%s\n", (long long)ac_cli_i64(answer, "id"),
		ac_cli_str(answer, "kind"), (long long)ac_cli_i64(answer, "subject"),
		ac_cli_str(answer, "state"), *ac_cli_str(answer, "taken_by") ? " by " : "",
		ac_cli_str(answer, "taken_by"));
	ac_json_each(ac_json_find(answer, "steps"), step)
	{
		ac_table_i64(table, ac_cli_i64(step, "try"));
		ac_table_time(table, ac_cli_str(step, "at"));
		ac_table_text(table, ac_cli_str(step, "officer"));
		ac_table_text(table, ac_cli_str(step, "link"));
		ac_table_text(table, ac_cli_str(step, "step"));
	}
	ac_table_print(table, "nobody was paged yet");
}

static int print_page(struct ac_cli *cli, const struct ac_json *answer)
{
	warn(answer);
	if (!ac_cli_print_json(cli, answer))
		print_steps(answer);
	return AC_EXIT_GOOD;
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PAGE", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/pages/%lld", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return print_page(cli, answer);
}

const struct ac_command ac_cmd_page_show = {
	.name = "page show",
	.operands = "PAGE",
	.summary = "Show who was paged when, and what came of it",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

static int take(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PAGE", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/pages/%lld/take", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return print_page(cli, answer);
}

const struct ac_command ac_cmd_page_take = {
	.name = "page take",
	.operands = "PAGE",
	.summary = "Take what is paged for: nobody else is asked",
	.min_operands = 1,
	.max_operands = 1,
	.run = take,
	.more = "An officer who was paged may answer the text with OK or TAKE instead, with the "
		"number of the page or without.",
};
