#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_case(const struct ac_json *c)
{
	printf("case %lld: %s\n", (long long)ac_cli_i64(c, "id"), ac_cli_str(c, "title"));
	printf("  state    %s%s%s\n", ac_cli_str(c, "state"), *ac_cli_str(c, "outcome") ? ": " : "",
		ac_cli_str(c, "outcome"));
	printf("  posture  %s, since %s\n", ac_cli_str(c, "posture"), ac_cli_str(c, "posture_at"));
	if (*ac_cli_str(c, "officials_due"))
		printf("  %s a warning, or a reason why not, by %s\n",
			ac_cli_bool(c, "officials_overdue") ? "OVERDUE:" : "needs",
			ac_cli_str(c, "officials_due"));
	printf("  priority %lld%s%s\n", (long long)ac_cli_i64(c, "priority"),
		*ac_cli_str(c, "owner") ? ", owner " : "", ac_cli_str(c, "owner"));
	printf("  opened   %s\n", ac_cli_str(c, "opened_at"));
	if (*ac_cli_str(c, "closed_at"))
		printf("  closed   %s\n", ac_cli_str(c, "closed_at"));
	if (ac_cli_i64(c, "successor_of"))
		printf("  successor of case %lld\n", (long long)ac_cli_i64(c, "successor_of"));
	ac_json_each(ac_json_find(c, "succeeded_by"), successor)
	{
		int64_t id;
		if (ac_json_as_i64(successor, &id, NULL) == AC_OK)
			printf("  goes on in case %lld\n", (long long)id);
	}
	if (ac_cli_bool(c, "exercise"))
		printf("  an exercise\n");
	if (*ac_cli_str(c, "review"))
		printf("  review   %s%s\n", ac_cli_str(c, "review"),
			ac_cli_bool(c, "overdue") ? "  OVERDUE" : "");
}

/* ---- open ---- */

static const struct ac_option open_options[] = {
	{ "posture", "WORD",
		"how loudly it is answered: watch (default), officials, public, all-alarms",
		false },
	{ "successor-of", "CASE", "a closed case that this one goes on from", false },
	{ "exercise", NULL, "everything of this case is of status Exercise", false },
	{ 0 },
};

static int open_case(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "title", ac_operand(args, 0));
	ac_cli_set_text(body, "posture", ac_arg(args, "posture"));
	if (!ac_cli_set_id(body, "successor_of", args, "successor-of"))
		return AC_EXIT_USAGE;
	ac_json_set_bool(body, "exercise", ac_arg_given(args, "exercise"));
	return ac_cli_show(cli, AC_POST, body, print_case, "/v1/cases");
}

const struct ac_command ac_cmd_case_open = {
	.name = "case open",
	.operands = "TITLE",
	.summary = "Open a case for a threat",
	.options = open_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = open_case,
};

/* ---- show ---- */

static void print_items(const struct ac_json *items)
{
	if (!ac_json_count(items))
		return;
	AC_AUTO(table) struct ac_table *table = ac_table_new(">ITEM|AWAITED|BY|WHOM||TEXT");
	ac_json_each(items, item)
	{
		ac_table_i64(table, ac_cli_i64(item, "id"));
		ac_table_text(table, ac_cli_str(item, "kind"));
		ac_table_time(table, ac_cli_str(item, "due"));
		ac_table_text(table, ac_cli_str(item, "whom"));
		ac_table_text(table, *ac_cli_str(item, "done_at")   ? "settled"
				     : ac_cli_bool(item, "overdue") ? "OVERDUE"
								    : "");
		ac_table_text(table, ac_cli_str(item, "text"));
	}
	putchar('\n');
	ac_table_print(table, "");
}

static void print_left(const struct ac_json *left)
{
	ac_json_each(left, one)
		printf("%s%s %lld %s", one_i ? "; " : "  left: ", ac_cli_str(one, "what"),
			(long long)ac_cli_i64(one, "id"), ac_cli_str(one, "says"));
	if (ac_json_count(left))
		putchar('\n');
}

static void print_all(const struct ac_json *answer)
{
	print_case(answer);
	print_left(ac_json_find(answer, "left"));
	AC_AUTO(table) struct ac_table *warnings = ac_table_new(">WARNING|STATE|LEVEL|FROM|TO");
	ac_json_each(ac_json_find(answer, "warnings"), warning)
	{
		ac_table_i64(warnings, ac_cli_i64(warning, "id"));
		ac_table_text(warnings, ac_cli_str(warning, "state"));
		ac_table_i64(warnings, ac_cli_i64(warning, "level"));
		ac_table_time(warnings, ac_cli_str(warning, "valid_from"));
		ac_table_time(warnings, ac_cli_str(warning, "valid_to"));
	}
	putchar('\n');
	ac_table_print(warnings, "no warnings");
	print_items(ac_json_find(answer, "items"));
	AC_AUTO(table) struct ac_table *notes = ac_table_new("AT|OFFICER|KIND|VALUE|TEXT");
	ac_json_each(ac_json_find(answer, "notes"), note)
	{
		ac_table_time(notes, ac_cli_str(note, "at"));
		ac_table_text(notes, ac_cli_str(note, "officer"));
		ac_table_text(notes, ac_cli_str(note, "kind"));
		ac_table_text(notes, ac_cli_str(note, "value"));
		ac_table_text(notes, ac_cli_str(note, "text"));
	}
	putchar('\n');
	ac_table_print(notes, "no notes");
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_all, "/v1/cases/%lld", (long long)id);
}

const struct ac_command ac_cmd_case_show = {
	.name = "case show",
	.operands = "CASE",
	.summary = "Show a case with its warnings and notes",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

/* ---- note ---- */

static const struct ac_option note_options[] = {
	{ "kind", "WORD", "report, assessment, custody, confirmation, … (default: note)", false },
	{ "value", "TEXT", "a figure or grade that goes with it: 5/8, A2", false },
	{ 0 },
};

static int note(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_cli_set_text(body, "kind", ac_arg(args, "kind"));
	ac_cli_set_text(body, "value", ac_arg(args, "value"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/cases/%lld/notes", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "noted on case %lld\n", (long long)id);
}

const struct ac_command ac_cmd_case_note = {
	.name = "case note",
	.operands = "CASE TEXT",
	.summary = "Write down what came in or was decided",
	.options = note_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = note,
};

/* ---- list ---- */

static const struct ac_option list_options[] = {
	{ "state", "STATE", "only: open, warned, easing or closed", false },
	{ 0 },
};

/* "OVERDUE", or the day. */
static const char *review_of(const struct ac_json *answer, int64_t id)
{
	static char day[12];
	ac_json_each(ac_json_find(answer, "reviews"), review)
	{
		if (ac_cli_i64(review, "case") != id)
			continue;
		(void)snprintf(day, sizeof day, "%.10s", ac_cli_str(review, "review"));
		return ac_cli_bool(review, "overdue") ? "OVERDUE" : day;
	}
	return "";
}

static void print_cases(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">CASE|STATE|POSTURE|OPENED|REVIEW|TITLE");
	ac_json_each(ac_json_find(answer, "cases"), c)
	{
		ac_table_i64(table, ac_cli_i64(c, "id"));
		ac_table_text(table, ac_cli_str(c, "state"));
		ac_table_text(table, ac_cli_str(c, "posture"));
		ac_table_time(table, ac_cli_str(c, "opened_at"));
		ac_table_text(table, review_of(answer, ac_cli_i64(c, "id")));
		ac_table_text(table, ac_cli_str(c, "title"));
	}
	ac_table_print(table, "no cases");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/cases");
	ac_cli_add_query(&target, "state", ac_arg(args, "state"));
	return ac_cli_show(cli, AC_GET, NULL, print_cases, "%s", target.p);
}

const struct ac_command ac_cmd_case_list = {
	.name = "case list",
	.summary = "List the cases",
	.options = list_options,
	.run = list,
};

/* ---- close ---- */

static const struct ac_option close_options[] = {
	{ "outcome", "TEXT", "how it ended, in a sentence", true },
	{ "why", "TEXT", "why it is closed although something is left", false },
	{ 0 },
};

static int close_case(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "outcome", ac_arg(args, "outcome"));
	ac_cli_set_text(body, "why", ac_arg(args, "why"));
	return ac_cli_show(cli, AC_POST, body, print_case, "/v1/cases/%lld/close", (long long)id);
}

const struct ac_command ac_cmd_case_close = {
	.name = "case close",
	.operands = "CASE",
	.summary = "Close a case whose warnings have ended and whose campaigns are closed",
	.options = close_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = close_case,
	.more = "What is left (requests and watch items that are open, notices that no host was "
		"given, decisions that wait, reviews that are due) is named; to close the case all "
		"the same takes a reason. It takes two, unless an all-clear has eased the case and "
		"nothing is left. A closed case is never edited: `case open --successor-of` goes "
		"on from "
		"it.",
};
