/* Attribution in public: drafted, listed, shown, published, withdrawn. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_names(const struct ac_json *names)
{
	bool first = true;
	ac_json_each(names, name)
	{
		struct ac_str value;
		if (ac_json_as_str(name, &value, NULL) != AC_OK)
			continue;
		printf("%s%s", first ? "" : ", ", value.p);
		first = false;
	}
	putchar('\n');
}

static void print_one(const struct ac_json *answer)
{
	const struct ac_json *document = ac_json_find(answer, "document");
	printf("attribution %lld of case %lld: %s\n", (long long)ac_cli_i64(answer, "id"),
		(long long)ac_cli_i64(answer, "case"), ac_cli_str(answer, "state"));
	printf("  names      ");
	print_names(ac_json_find(document, "organisations"));
	printf("  host       %s, %s\n", ac_cli_str(document, "host"),
		ac_cli_str(document, "host_at"));
	if (*ac_cli_str(document, "convicted"))
		printf("  convicted  %s\n", ac_cli_str(document, "convicted"));
	if (*ac_cli_str(answer, "why"))
		printf("  withdrawn  %s: %s\n", ac_cli_str(answer, "withdrawn_at"),
			ac_cli_str(answer, "why"));
	ac_json_each(ac_json_find(document, "texts"), text)
		printf("\n%s:\n%s\n", ac_cli_str(text, "language"), ac_cli_str(text, "text"));
}

/* ---- draft ---- */

static const struct ac_option draft_options[] = {
	{ "language", "TAG", "of a text: en, he, fr, ru, ar, tr; one for each --text", true },
	{ "text", "FILE", "what is said in that language; may be repeated", true },
	{ "names-organisation", "NAME", "as it stands in a text; once for each way of writing it",
		true },
	{ "host", "WHOM", "of the host country: with whom it was talked over", true },
	{ "host-at", "TIME", "when (RFC 3339)", true },
	{ "convicted", "SOURCE", "court and date of a conviction: then nothing is alleged", false },
	{ 0 },
};

/* @return an exit code; AC_EXIT_GOOD to go on */
static int add_texts(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	struct ac_json *texts = ac_json_set_array(body, "texts");
	for (int i = 0; ac_arg_nth(args, "text", i) || ac_arg_nth(args, "language", i); i++) {
		AC_AUTO(buf) struct ac_buf text = { 0 };
		const char *path = ac_arg_nth(args, "text", i);
		const char *language = ac_arg_nth(args, "language", i);
		if (!path || !language)
			return ac_cli_usage("give one --language for each --text, in their order");
		if (ac_cli_read_file(cli, path, 64u << 10, &text) != AC_OK)
			return ac_cli_failed(cli);
		struct ac_json *one = ac_json_add_object(texts);
		ac_json_set_text(one, "language", language);
		ac_json_set_str(one, "text", ac_str_trim(ac_buf_str(&text)));
	}
	return AC_EXIT_GOOD;
}

static int draft(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	const char *name;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	int code = add_texts(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	struct ac_json *names = ac_json_set_array(body, "organisations");
	for (int i = 0; (name = ac_arg_nth(args, "names-organisation", i)); i++)
		ac_json_add_text(names, name);
	ac_json_set_text(body, "host", ac_arg(args, "host"));
	ac_json_set_text(body, "host_at", ac_arg(args, "host-at"));
	ac_cli_set_text(body, "convicted", ac_arg(args, "convicted"));
	return ac_cli_show(
		cli, AC_POST, body, print_one, "/v1/cases/%lld/attributions", (long long)id);
}

const struct ac_command ac_cmd_attribution_draft = {
	.name = "attribution draft",
	.operands = "CASE",
	.summary = "Write who is said in public to be behind a threat",
	.options = draft_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = draft,
	.more = "A document about organisations, never about a person. Every sentence with a name "
		"says that it is alleged, until there is a conviction. The names never go into "
		"messages to "
		"people: campaigns with them are refused.",
};

/* ---- list, show ---- */

static const struct ac_option list_options[] = {
	{ "case", "CASE", "only those of a case", false },
	{ 0 },
};

static void print_attributions(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">ATTRIBUTION|>CASE|STATE|DRAFTED|PUBLISHED|WITHDRAWN");
	ac_json_each(ac_json_find(answer, "attributions"), one)
	{
		ac_table_i64(table, ac_cli_i64(one, "id"));
		ac_table_i64(table, ac_cli_i64(one, "case"));
		ac_table_text(table, ac_cli_str(one, "state"));
		ac_table_time(table, ac_cli_str(one, "drafted_at"));
		ac_table_time(table, ac_cli_str(one, "published_at"));
		ac_table_time(table, ac_cli_str(one, "withdrawn_at"));
	}
	ac_table_print(table, "no attributions");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/attributions");
	ac_cli_add_query(&target, "case", ac_arg(args, "case"));
	return ac_cli_show(cli, AC_GET, NULL, print_attributions, "%s", target.p);
}

const struct ac_command ac_cmd_attribution_list = {
	.name = "attribution list",
	.summary = "List the attributions",
	.options = list_options,
	.run = list,
};

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "ATTRIBUTION", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_one, "/v1/attributions/%lld", (long long)id);
}

const struct ac_command ac_cmd_attribution_show = {
	.name = "attribution show",
	.operands = "ATTRIBUTION",
	.summary = "Show an attribution",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

/* ---- publish, withdraw ---- */

static int step(struct ac_cli *cli, const struct ac_args *args, const char *verb,
	const struct ac_json *body)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "ATTRIBUTION", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_POST, body, print_one, "/v1/attributions/%lld/%s", (long long)id, verb);
}

static int publish(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return step(cli, args, "publish", body);
}

const struct ac_command ac_cmd_attribution_publish = {
	.name = "attribution publish",
	.operands = "ATTRIBUTION",
	.summary = "Say it in public",
	.min_operands = 1,
	.max_operands = 1,
	.run = publish,
	.more = "Takes two: a legal officer, and an approver. It never changes afterwards.",
};

static const struct ac_option withdraw_options[] = {
	{ "why", "TEXT", "why it does not stand any more", true },
	{ 0 },
};

static int withdraw(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	return step(cli, args, "withdraw", body);
}

const struct ac_command ac_cmd_attribution_withdraw = {
	.name = "attribution withdraw",
	.operands = "ATTRIBUTION",
	.summary = "Take back what was said in public, before everybody who got it",
	.options = withdraw_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = withdraw,
	.more = "Takes two.",
};
