/* What offices say beside a warning: added, listed, shown, dropped, published. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_one(const struct ac_json *statement)
{
	printf("statement %lld of warning %lld: %s, %s, %s\n",
		(long long)ac_cli_i64(statement, "id"), (long long)ac_cli_i64(statement, "warning"),
		ac_cli_str(statement, "office"), ac_cli_str(statement, "language"),
		ac_cli_str(statement, "state"));
}

static void print_list(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">STATEMENT|OFFICE|LANGUAGE|STATE|DRAFTED|PUBLISHED");
	ac_json_each(ac_json_find(answer, "statements"), statement)
	{
		ac_table_i64(table, ac_cli_i64(statement, "id"));
		ac_table_text(table, ac_cli_str(statement, "office"));
		ac_table_text(table, ac_cli_str(statement, "language"));
		ac_table_text(table, ac_cli_str(statement, "state"));
		ac_table_time(table, ac_cli_str(statement, "drafted_at"));
		ac_table_time(table, ac_cli_str(statement, "published_at"));
	}
	ac_table_print(table, "no statements");
}

/* ---- add ---- */

static const struct ac_option add_options[] = {
	{ "office", "NAME", "who speaks", true },
	{ "language", "TAG", "in which language: en, he, …", true },
	{ "text", "FILE", "what is said", true },
	{ 0 },
};

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	AC_AUTO(buf) struct ac_buf text = { 0 };
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_read_file(cli, ac_arg(args, "text"), 64u << 10, &text) != AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_text(body, "office", ac_arg(args, "office"));
	ac_json_set_text(body, "language", ac_arg(args, "language"));
	ac_json_set_str(body, "text", ac_str_trim(ac_buf_str(&text)));
	return ac_cli_show(
		cli, AC_POST, body, print_one, "/v1/warnings/%lld/statements", (long long)id);
}

const struct ac_command ac_cmd_statement_add = {
	.name = "statement add",
	.operands = "WARNING",
	.summary = "Draft what an office says beside a warning, in one language",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
	.more = "Beside a draft it goes out with the warning; later, by `statement publish`.",
};

/* ---- list, show ---- */

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_GET, NULL, print_list, "/v1/warnings/%lld/statements", (long long)id);
}

const struct ac_command ac_cmd_statement_list = {
	.name = "statement list",
	.operands = "WARNING",
	.summary = "List what offices say beside a warning",
	.min_operands = 1,
	.max_operands = 1,
	.run = list,
};

static void print_whole(const struct ac_json *answer)
{
	print_one(answer);
	printf("\n%s\n", ac_cli_str(answer, "text"));
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "STATEMENT", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_whole, "/v1/statements/%lld", (long long)id);
}

const struct ac_command ac_cmd_statement_show = {
	.name = "statement show",
	.operands = "STATEMENT",
	.summary = "Show a statement",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

/* ---- drop, publish ---- */

static int drop(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "STATEMENT", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/statements/%lld/drop", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "statement %lld is dropped\n", (long long)id);
}

const struct ac_command ac_cmd_statement_drop = {
	.name = "statement drop",
	.operands = "STATEMENT",
	.summary = "Drop a statement that is a draft",
	.min_operands = 1,
	.max_operands = 1,
	.run = drop,
};

static int publish(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_POST, body, print_list, "/v1/warnings/%lld/statements/publish",
		(long long)id);
}

const struct ac_command ac_cmd_statement_publish = {
	.name = "statement publish",
	.operands = "WARNING",
	.summary = "Publish the statements drafted since the warning was published",
	.min_operands = 1,
	.max_operands = 1,
	.run = publish,
	.more = "Takes two. Published, a statement never changes.",
};
