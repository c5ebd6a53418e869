/* person erase, export, exclude, own-help. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

/* ---- erase ---- */

static const struct ac_option erase_options[] = {
	{ "why", "TEXT", "on whose request, or on what ground", true },
	{ 0 },
};

static int erase(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/people/%lld/erase", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer,
		"person %lld is erased; the erasure is applied again to every restored "
		"backup\n",
		(long long)id);
}

const struct ac_command ac_cmd_person_erase = {
	.name = "person erase",
	.operands = "PERSON",
	.summary = "Erase a person's data; the counts stay",
	.options = erase_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = erase,
};

/* ---- export ---- */

static void print_everything(const struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 20);
	ac_json_write_pretty(answer, &text);
	fwrite(text.p, 1, text.n, stdout);
	putchar('\n');
}

static int export(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_GET, NULL, print_everything, "/v1/people/%lld/export", (long long)id);
}

const struct ac_command ac_cmd_person_export = {
	.name = "person export",
	.operands = "PERSON",
	.summary = "Print everything held about a person, for the person",
	.min_operands = 1,
	.max_operands = 1,
	.run = export,
};

/* ---- exclude, own-help ---- */

static const struct ac_option exclude_options[] = {
	{ "campaign", "CAMPAIGN", "from that campaign", true },
	{ "why", "TEXT", "the reason, for the audit chain (no personal data)", true },
	{ 0 },
};

static int exclude(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id) ||
		!ac_cli_set_id(body, "campaign", args, "campaign"))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/people/%lld/exclude", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "person %lld is excluded\n", (long long)id);
}

const struct ac_command ac_cmd_person_exclude = {
	.name = "person exclude",
	.operands = "PERSON",
	.summary = "Leave a person out of a campaign; they count as explained: excluded",
	.options = exclude_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = exclude,
};

static const struct ac_option own_options[] = {
	{ "campaign", "CAMPAIGN", "in that campaign", true },
	{ 0 },
};

static int own_help(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id) ||
		!ac_cli_set_id(body, "campaign", args, "campaign"))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/people/%lld/own-help", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(
		cli, answer, "the call for help of person %lld is yours\n", (long long)id);
}

const struct ac_command ac_cmd_person_own_help = {
	.name = "person own-help",
	.operands = "PERSON",
	.summary = "Take a person's call for help: it is yours until they are safe",
	.options = own_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = own_help,
};
