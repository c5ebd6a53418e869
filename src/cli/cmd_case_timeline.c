#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

/* ---- an entry in a line ---- */

static void say_report(struct ac_buf *line, const struct ac_json *report)
{
	ac_buf_printf(line, "%lld TLP:%s %s %s", (long long)ac_cli_i64(report, "id"),
		ac_cli_str(report, "tlp"), ac_cli_str(report, "grade"),
		ac_cli_bool(report, "withheld") ? "(not released to you)"
						: ac_cli_str(report, "text"));
	ac_json_each(ac_json_find(report, "claims"), claim) ac_buf_printf(
		line, " | %s %s", ac_cli_str(claim, "grade"), ac_cli_str(claim, "text"));
}

static void say_fact(struct ac_buf *line, const struct ac_json *fact)
{
	if (ac_cli_bool(fact, "withheld"))
		ac_buf_printf(line, "(from a report that is not released to you)");
	else if (ac_json_find(fact, "of"))
		ac_buf_printf(line, "%s: %lld of %lld", ac_cli_str(fact, "kind"),
			(long long)ac_cli_i64(fact, "number"), (long long)ac_cli_i64(fact, "of"));
	else if (ac_json_find(fact, "number"))
		ac_buf_printf(line, "%s: %lld", ac_cli_str(fact, "kind"),
			(long long)ac_cli_i64(fact, "number"));
	else
		ac_buf_printf(line, "%s: %s", ac_cli_str(fact, "kind"), ac_cli_str(fact, "state"));
	if (ac_json_find(fact, "report"))
		ac_buf_printf(line, " (report %lld)", (long long)ac_cli_i64(fact, "report"));
}

/* Which level, whose statement, what for, why not. */
static void say_act(struct ac_buf *line, const struct ac_json *act)
{
	static const char *const members[] = { "request", "place", "office", "language", "to", "by",
		"why" };
	ac_buf_printf(line, "%s on %s", ac_cli_str(act, "action"), ac_cli_str(act, "object"));
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (*ac_cli_str(act, members[i]))
			ac_buf_printf(line, ", %s %s", members[i], ac_cli_str(act, members[i]));
	if (ac_json_find(act, "level"))
		ac_buf_printf(line, ": level %lld", (long long)ac_cli_i64(act, "level"));
	if (ac_cli_bool(act, "withheld"))
		ac_buf_printf(line, " (the reason is not released to you)");
}

static void say(struct ac_buf *line, const struct ac_json *entry)
{
	if (ac_json_find(entry, "report"))
		say_report(line, ac_json_find(entry, "report"));
	else if (ac_json_find(entry, "fact"))
		say_fact(line, ac_json_find(entry, "fact"));
	else if (ac_json_find(entry, "action"))
		say_act(line, entry);
	else if (ac_json_find(entry, "identifier"))
		ac_buf_printf(line, "%s of warning %lld: %s", ac_cli_str(entry, "type"),
			(long long)ac_cli_i64(entry, "warning"), ac_cli_str(entry, "identifier"));
	else
		ac_buf_printf(line, "%s%s%s: %s%s%s", ac_cli_str(entry, "kind"),
			*ac_cli_str(entry, "value") ? " " : "", ac_cli_str(entry, "value"),
			ac_cli_str(entry, "text"), *ac_cli_str(entry, "due") ? ", by " : "",
			ac_cli_str(entry, "due"));
}

static void say_who(struct ac_buf *who, const struct ac_json *entry)
{
	ac_buf_printf(who, "%s", ac_cli_str(entry, "officer"));
	if (*ac_cli_str(entry, "approver"))
		ac_buf_printf(who, ", approved by %s", ac_cli_str(entry, "approver"));
}

static void print_timeline(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new("AT|WHAT|BY|");
	AC_AUTO(buf) struct ac_buf line, who;
	ac_buf_init(&line, 1 << 20);
	ac_buf_init(&who, 1024);
	ac_json_each(ac_json_find(answer, "timeline"), entry)
	{
		ac_buf_reset(&line);
		ac_buf_reset(&who);
		say(&line, entry);
		say_who(&who, entry);
		ac_table_time(table, ac_cli_str(entry, "at"));
		ac_table_text(table, ac_cli_str(entry, "entry"));
		ac_table_text(table, ac_buf_str(&who).p ? who.p : "");
		ac_table_text(table, line.p ? line.p : "");
	}
	ac_table_print(table, "nothing yet");
}

static int timeline(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_GET, NULL, print_timeline, "/v1/cases/%lld/timeline", (long long)id);
}

const struct ac_command ac_cmd_case_timeline = {
	.name = "case timeline",
	.operands = "CASE",
	.summary = "Everything of a case in the order of time",
	.min_operands = 1,
	.max_operands = 1,
	.run = timeline,
};

/* ---- export ---- */

static const struct ac_option export_options[] = {
	{ "for", "AUDIENCE", "desk, community, public, partner:NAME, or an officer's name", true },
	{ 0 },
};

static void print_document(const struct ac_json *document)
{
	const struct ac_json *head = ac_json_find(document, "case");
	printf("case %lld for %s, %s%s\n", (long long)ac_cli_i64(head, "id"),
		ac_cli_str(document, "for"), ac_cli_str(document, "exported_at"),
		ac_cli_bool(head, "exercise") ? ", an exercise" : "");
	if (*ac_cli_str(head, "title"))
		printf("%s (%s, %s)\n", ac_cli_str(head, "title"), ac_cli_str(head, "state"),
			ac_cli_str(head, "posture"));
	putchar('\n');
	print_timeline(document);
	ac_json_each(ac_json_find(document, "left_out"), count)
	{
		int64_t n;
		if (ac_json_as_i64(count, &n, NULL) == AC_OK)
			printf("left out under the marks: %lld of kind %s\n", (long long)n,
				ac_json_name(count).p);
	}
}

static int export_case(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_buf_init(&target, 4096);
	ac_buf_printf(&target, "/v1/cases/%lld/export", (long long)id);
	ac_cli_add_query(&target, "for", ac_arg(args, "for"));
	return ac_cli_show(cli, AC_GET, NULL, print_document, "%s", target.p);
}

const struct ac_command ac_cmd_case_export = {
	.name = "case export",
	.operands = "CASE",
	.summary = "A case as a document for an audience, as far as the marks allow",
	.options = export_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = export_case,
	.more = "What the audience or whoever exports may not have is left out and counted. "
		"Outside "
		"the desk no document has a source, an officer's name, a note or a decision.",
};

/* ---- overdue ---- */

static int overdue(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	(void)args;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/overdue") != AC_OK)
		return ac_cli_failed(cli);
	const struct ac_json *rows = ac_json_find(answer, "overdue");
	if (ac_cli_print_json(cli, answer))
		return ac_json_count(rows) ? AC_EXIT_NO : AC_EXIT_GOOD;
	AC_AUTO(table) struct ac_table *table = ac_table_new(">CASE|WHAT|SINCE|>ITEM|WHOM|TEXT");
	ac_json_each(rows, row)
	{
		if (ac_json_find(row, "case"))
			ac_table_i64(table, ac_cli_i64(row, "case"));
		else
			ac_table_text(table, "");
		ac_table_text(table, ac_cli_str(row, "what"));
		ac_table_time(table, ac_cli_str(row, "due"));
		ac_table_i64(table, ac_cli_i64(row, "item"));
		ac_table_text(table, ac_cli_str(row, "whom"));
		ac_table_text(table, ac_cli_str(row, "text"));
	}
	ac_table_print(table, "nothing is overdue");
	return ac_json_count(rows) ? AC_EXIT_NO : AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_case_overdue = {
	.name = "case overdue",
	.summary = "List what is overdue in all cases; exit status 1 if anything is",
	.run = overdue,
};
