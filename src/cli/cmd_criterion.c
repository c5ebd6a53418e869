/* criterion add, set, list; case clear, case review; what the all-clear waits for. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_missing(const struct ac_json *answer)
{
	ac_json_each(ac_json_find(answer, "missing"), lack)
		printf("missing: %s\n", ac_cli_str(lack, "text"));
}

static void print_ledger(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">CRITERION|STATUS|SINCE|HOLDS UNTIL|GRADE|SOURCE|STALE FROM|TEXT");
	ac_json_each(ac_json_find(answer, "criteria"), criterion)
	{
		const struct ac_json *history = ac_json_find(criterion, "history");
		size_t n = ac_json_count(history);
		const struct ac_json *last = n ? ac_json_at(history, n - 1) : NULL;
		char text[300];
		(void)snprintf(text, sizeof text, "%s%s", ac_cli_str(criterion, "text"),
			ac_cli_bool(criterion, "mandatory") ? "" : " (optional)");
		ac_table_i64(table, ac_cli_i64(criterion, "id"));
		ac_table_text(table, ac_cli_str(criterion, "status"));
		ac_table_time(table, ac_cli_str(criterion, "since"));
		ac_table_time(table, ac_cli_str(criterion, "holds_until"));
		ac_table_text(table, ac_cli_str(last, "grade"));
		ac_table_text(table, ac_cli_str(last, "source"));
		ac_table_time(table, ac_cli_str(last, "valid_until"));
		ac_table_text(table, text);
	}
	ac_table_print(table, "no criteria: without any the warning can only be retracted");
	print_missing(answer);
}

/* ---- add ---- */

static const struct ac_option add_options[] = {
	{ "optional", NULL, "it is worth knowing, but does not stop the all-clear", false },
	{ "hold", "HOURS",
		"how long it must hold without interruption (default: 72; 0: it counts at once)",
		false },
	{ 0 },
};

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id, hours;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	if (ac_arg(args, "hold")) {
		if (!ac_str_to_i64(ac_str(ac_arg(args, "hold")), 0, 8760, &hours))
			return ac_cli_usage("--hold: whole hours from 0 to 8760");
		ac_json_set_i64(body, "hold_s", hours * 3600);
	}
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_json_set_bool(body, "mandatory", !ac_arg_given(args, "optional"));
	return ac_cli_show(
		cli, AC_POST, body, print_ledger, "/v1/cases/%lld/criteria", (long long)id);
}

const struct ac_command ac_cmd_criterion_add = {
	.name = "criterion add",
	.operands = "CASE TEXT",
	.summary = "Add a condition that must hold before it is over",
	.options = add_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = add,
	.more = "No names of people: what must hold is a count or a state, as in \"custody 7 of "
		"8\".",
};

/* ---- set ---- */

static const struct ac_option set_options[] = {
	{ "grade", "GRADE", "what the evidence is worth: A1 to F6; needed for `met`", false },
	{ "source", "REF",
		"where it stands: report/NUMBER or note/NUMBER of the case; needed for `met`",
		false },
	{ "valid-until", "TIME", "when the evidence goes stale (default: after evidence_days, 7)",
		false },
	{ "why", "TEXT",
		"why; needed for `waived`, and for `met` by evidence graded D to F, 5 or 6",
		false },
	{ 0 },
};

static int set(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id, criterion;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id) ||
		!ac_cli_id(ac_operand(args, 1), "CRITERION", &criterion))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "status", ac_operand(args, 2));
	ac_cli_set_text(body, "grade", ac_arg(args, "grade"));
	ac_cli_set_text(body, "source", ac_arg(args, "source"));
	ac_cli_set_text(body, "valid_until", ac_arg(args, "valid-until"));
	ac_cli_set_text(body, "why", ac_arg(args, "why"));
	return ac_cli_show(cli, AC_POST, body, print_ledger, "/v1/cases/%lld/criteria/%lld",
		(long long)id, (long long)criterion);
}

const struct ac_command ac_cmd_criterion_set = {
	.name = "criterion set",
	.operands = "CASE CRITERION STATUS",
	.summary = "Say what is known about a criterion: met, unmet, unknown, waived",
	.options = set_options,
	.min_operands = 3,
	.max_operands = 3,
	.run = set,
	.more = "What was said before stays in its history. Past --valid-until the criterion is "
		"unknown "
		"again. A waiver needs a reason and counts from now on.",
};

/* ---- list ---- */

static int look(
	struct ac_cli *cli, const struct ac_args *args, const char *what, struct ac_json **answer)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_GET, NULL, answer, "/v1/cases/%lld/%s", (long long)id, what) !=
		AC_OK)
		return ac_cli_failed(cli);
	return AC_EXIT_GOOD;
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int code = look(cli, args, "criteria", &answer);
	if (code == AC_EXIT_GOOD && !ac_cli_print_json(cli, answer))
		print_ledger(answer);
	return code;
}

const struct ac_command ac_cmd_criterion_list = {
	.name = "criterion list",
	.operands = "CASE",
	.summary = "Show the ledger of a case, and what is missing",
	.min_operands = 1,
	.max_operands = 1,
	.run = list,
};

/* ---- case clear ---- */

static const struct ac_option clear_options[] = {
	{ "check", NULL, "only look; giving it is `warning clear`", true },
	{ 0 },
};

static int clear(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int code = look(cli, args, "clear", &answer);
	if (code != AC_EXIT_GOOD)
		return code;
	bool may = ac_cli_bool(answer, "may");
	if (!ac_cli_print_json(cli, answer)) {
		print_missing(answer);
		printf("%s\n",
			may ? "the criteria allow it; it also takes residual advice, a date of "
			      "review and two officers"
			    : "not yet");
	}
	return may ? AC_EXIT_GOOD : AC_EXIT_NO;
}

const struct ac_command ac_cmd_case_clear = {
	.name = "case clear",
	.operands = "CASE",
	.summary = "Say what is missing before the level may be lowered",
	.options = clear_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = clear,
	.more = "Exit status 1 while anything is missing.",
};

/* ---- case review ---- */

static int review(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "review", ac_operand(args, 1));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/cases/%lld/review", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "case %lld is to be looked at again on %s\n", (long long)id,
		ac_cli_str(answer, "review"));
}

const struct ac_command ac_cmd_case_review = {
	.name = "case review",
	.operands = "CASE TIME",
	.summary = "Set the next date of review (RFC 3339)",
	.min_operands = 2,
	.max_operands = 2,
	.run = review,
	.more = "Past its date a case is overdue and is raised every hour; nothing is lowered by "
		"that.",
};
