/* warning publish, clear, retract, show, list. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "cli/warning_print.h"

#include <stdio.h>

static void print_warning(const struct ac_json *answer)
{
	ac_warning_print(answer);
	ac_json_each(ac_json_find(answer, "campaigns"), campaign) printf(
		"campaign %lld tells everyone it told; `allclear campaign watch %lld` shows it\n",
		(long long)ac_cli_i64(campaign, "id"), (long long)ac_cli_i64(campaign, "id"));
}

static int step(
	struct ac_cli *cli, const struct ac_args *args, const char *verb, struct ac_json *body)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_POST, body, print_warning, "/v1/warnings/%lld/%s", (long long)id, verb);
}

/* ---- publish ---- */

static int publish(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return step(cli, args, "publish", body);
}

const struct ac_command ac_cmd_warning_publish = {
	.name = "warning publish",
	.operands = "WARNING",
	.summary = "Publish a draft as a CAP 1.2 Alert",
	.min_operands = 1,
	.max_operands = 1,
	.run = publish,
	.more = "A published message never changes: what follows are an update, a clear or a "
		"retract.",
};

static enum ac_status add_files(
	struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	AC_TRY(ac_cli_set_file(cli, body, "texts", ac_arg(args, "texts"), ac_cli_texts_max));
	return ac_cli_set_file(cli, body, "messages", ac_arg(args, "messages"), ac_cli_texts_max);
}

/* ---- clear ---- */

static const struct ac_option clear_options[] = {
	{ "texts", "FILE.yaml",
		"headline, description and instruction (what still holds) per language", true },
	{ "level", "N", "the level that stays; without it the warning is cancelled", false },
	{ "review", "TIME", "when the case is to be looked at again (RFC 3339)", true },
	{ "messages", "FILE.yaml", "texts of the all-clear to each person (default: those shipped)",
		false },
	{ "advice", "TEXT",
		"residual advice put into the messages to each person, the same words in every "
		"language (default: the plan's, else the instruction of the texts in each)",
		false },
	{ 0 },
};

static int clear(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t level;
	if (add_files(cli, args, body) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_arg(args, "level")) {
		if (!ac_str_to_i64(ac_str(ac_arg(args, "level")), 0, 100, &level))
			return ac_cli_usage("--level must be a whole number");
		ac_json_set_i64(body, "level", level);
	}
	ac_cli_set_text(body, "advice", ac_arg(args, "advice"));
	ac_json_set_text(body, "review", ac_arg(args, "review"));
	return step(cli, args, "clear", body);
}

const struct ac_command ac_cmd_warning_clear = {
	.name = "warning clear",
	.operands = "WARNING",
	.summary = "End a warning, and tell everyone who was told",
	.options = clear_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = clear,
	.more = "Publishes an Update (with --level) or a Cancel, both with responseType AllClear, "
		"and "
		"starts the all-clear of its campaigns. Residual advice must not be empty. Refused "
		"with "
		"what is missing while the criteria of its case do not allow it: `case clear CASE "
		"--check`."
		" One level at a time; without --level the place falls to the mildest.",
};

/* ---- retract ---- */

static const struct ac_option retract_options[] = {
	{ "why", "TEXT", "what was wrong; stands in the published Cancel", true },
	{ "texts", "FILE.yaml", "headline and description per language", false },
	{ "messages", "FILE.yaml",
		"texts of the retraction to each person (default: those shipped)", false },
	{ 0 },
};

static int retract(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	if (add_files(cli, args, body) != AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	return step(cli, args, "retract", body);
}

const struct ac_command ac_cmd_warning_retract = {
	.name = "warning retract",
	.operands = "WARNING",
	.summary = "Take back a warning that was a mistake, at once",
	.options = retract_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = retract,
	.more = "Needs no criteria and no hold time: what is unsent is dropped, and everyone told, "
		"or "
		"perhaps told, is told that it was a mistake.",
};

/* ---- show, list ---- */

static const struct ac_option show_options[] = {
	{ "cap", NULL, "print the last published CAP document instead", false },
	{ 0 },
};

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf xml = { 0 };
	char target[64];
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	ac_buf_init(&xml, 4u << 20);
	snprintf(target, sizeof target, "/v1/warnings/%lld/cap", (long long)id);
	if (ac_arg_given(args, "cap")) {
		if (ac_cli_text(cli, target, &xml) != AC_OK)
			return ac_cli_failed(cli);
		fwrite(xml.p, 1, xml.n, stdout);
		return AC_EXIT_GOOD;
	}
	return ac_cli_show(cli, AC_GET, NULL, ac_warning_print, "/v1/warnings/%lld", (long long)id);
}

const struct ac_command ac_cmd_warning_show = {
	.name = "warning show",
	.operands = "WARNING",
	.summary = "Show a warning and its chain of messages",
	.options = show_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

static const struct ac_option list_options[] = {
	{ "case", "CASE", "only those of a case", false },
	{ 0 },
};

static void print_warnings(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">WARNING|>CASE|STATE|>LEVEL|FROM|TO|HEADLINE");
	ac_json_each(ac_json_find(answer, "warnings"), warning)
	{
		ac_table_i64(table, ac_cli_i64(warning, "id"));
		ac_table_i64(table, ac_cli_i64(warning, "case"));
		ac_table_text(table, ac_cli_str(warning, "state"));
		ac_table_i64(table, ac_cli_i64(warning, "level"));
		ac_table_time(table, ac_cli_str(warning, "valid_from"));
		ac_table_time(table, ac_cli_str(warning, "valid_to"));
		ac_table_text(table, ac_cli_str(warning, "headline"));
	}
	ac_table_print(table, "no warnings");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/warnings");
	ac_cli_add_query(&target, "case", ac_arg(args, "case"));
	return ac_cli_show(cli, AC_GET, NULL, print_warnings, "%s", target.p);
}

const struct ac_command ac_cmd_warning_list = {
	.name = "warning list",
	.summary = "List the warnings",
	.options = list_options,
	.run = list,
};
