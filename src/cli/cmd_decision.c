/* What takes two: looked at as it would go out, approved, refused, withdrawn. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- list ---- */

static const struct ac_option list_options[] = {
	{ "all", NULL, "also those that do not wait any more", false },
	{ 0 },
};

static void print_decisions(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">DECISION|STATE|DRAFTED|BY|DECIDED BY|REQUEST");
	ac_json_each(ac_json_find(answer, "decisions"), decision)
	{
		ac_table_i64(table, ac_cli_i64(decision, "id"));
		ac_table_text(table, ac_cli_str(decision, "state"));
		ac_table_time(table, ac_cli_str(decision, "drafted_at"));
		ac_table_text(table, ac_cli_str(decision, "drafted_by"));
		ac_table_text(table, ac_cli_str(decision, "decided_by"));
		ac_table_text(table, ac_cli_str(decision, "target"));
	}
	ac_table_print(table, "nothing waits for a second person");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	return ac_cli_show(cli, AC_GET, NULL, print_decisions, "/v1/decisions%s",
		ac_arg_given(args, "all") ? "?all=true" : "");
}

const struct ac_command ac_cmd_decision_list = {
	.name = "decision list",
	.summary = "List what waits for a second person",
	.options = list_options,
	.run = list,
};

/* ---- show ---- */

static void print_checks(const struct ac_json *decision)
{
	ac_json_each(ac_json_find(decision, "checks"), check)
		printf("  %s %-13s %s\n", ac_cli_bool(check, "good") ? "✓" : "✗",
			ac_cli_str(check, "check"), ac_cli_str(check, "says"));
}

static void print_part(const struct ac_json *part, const char *title)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 20);
	if (!ac_json_count(part))
		return;
	ac_json_write_pretty(part, &text);
	printf("\n%s:\n%s\n", title, text.p);
}

/* What is shown beside the document, without what is no count of anybody. */
static struct ac_json *only_counts(const struct ac_json *shown)
{
	struct ac_json *counts = ac_json_new_object();
	ac_json_each(shown, member)
	{
		struct ac_str name = ac_json_name(member);
		if (!ac_str_eq(name, AC_STR("warning")) && !ac_str_eq(name, AC_STR("level")))
			ac_json_set(counts, name.p, ac_json_copy(member));
	}
	return counts;
}

static void print_reasons(const struct ac_json *decision)
{
	ac_json_each(ac_json_find(decision, "reasons"), reason)
	{
		printf("  criterion %lld: ", (long long)ac_cli_i64(reason, "criterion"));
		if (ac_cli_bool(reason, "withheld"))
			printf("withheld, report %lld", (long long)ac_cli_i64(reason, "report"));
		ac_cli_print_text(ac_cli_str(reason, "why"));
		putchar('\n');
	}
}

static void print_decision(const struct ac_json *decision)
{
	AC_AUTO(json) struct ac_json *counts = only_counts(ac_json_find(decision, "shown"));
	printf("decision %lld: %s %s\n", (long long)ac_cli_i64(decision, "id"),
		ac_cli_str(decision, "method"), ac_cli_str(decision, "target"));
	printf("  state    %s\n", ac_cli_str(decision, "state"));
	printf("  drafted  %s by %s\n", ac_cli_str(decision, "drafted_at"),
		ac_cli_str(decision, "drafted_by"));
	if (*ac_cli_str(decision, "decided_by"))
		printf("  decided  %s by %s\n", ac_cli_str(decision, "decided_at"),
			ac_cli_str(decision, "decided_by"));
	if (*ac_cli_str(decision, "why"))
		printf("  why      %s\n", ac_cli_str(decision, "why"));
	if (*ac_cli_str(decision, "review_due"))
		printf("  review   %s %s\n", *ac_cli_str(decision, "reviewed_at") ? "by" : "due",
			*ac_cli_str(decision, "reviewed_at") ? ac_cli_str(decision, "reviewed_by")
							     : ac_cli_str(decision, "review_due"));
	if (*ac_cli_str(decision, "outcome"))
		printf("  outcome  %s\n", ac_cli_str(decision, "outcome"));
	print_part(ac_json_find(decision, "request"), "the request");
	if (*ac_cli_str(decision, "withheld"))
		printf("\nwhat it rests on is withheld: %s\n", ac_cli_str(decision, "withheld"));
	print_part(counts, "to how many");
	if (*ac_cli_str(decision, "document"))
		printf("\nwhat goes out:\n%s\n", ac_cli_str(decision, "document"));
	if (ac_json_count(ac_json_find(decision, "reasons")))
		puts("reasons that rest on reports:");
	print_reasons(decision);
	if (ac_json_count(ac_json_find(decision, "checks")))
		puts("checks:");
	print_checks(decision);
	if (*ac_cli_str(decision, "against"))
		printf("\nit could not be done now: %s\n", ac_cli_str(decision, "against"));
	if (ac_json_find(decision, "unchanged") && !ac_cli_bool(decision, "unchanged"))
		puts("\nwhat would go out has CHANGED since it was drafted: refuse it");
	if (strcmp(ac_cli_str(decision, "state"), "open") == 0)
		printf("\ndigest %s\n", ac_cli_str(decision, "digest"));
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "DECISION", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_decision, "/v1/decisions/%lld", (long long)id);
}

const struct ac_command ac_cmd_decision_show = {
	.name = "decision show",
	.operands = "DECISION",
	.summary = "Show what was drafted, what it would send out, to how many, and the checks",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

/* ---- approve ---- */

static const struct ac_option approve_options[] = {
	{ "digest", "HEX", "what `decision show` printed: that, and nothing else, is approved",
		false },
	{ "yes", NULL, "do not ask: approve what is shown now", false },
	{ "template", NULL, "not now: for one person to use alone while an attack is under way",
		false },
	{ 0 },
};

static bool agreed(void)
{
	char answer[8] = "";
	if (!isatty(STDIN_FILENO))
		return false;
	printf("approve this? [yes/no] ");
	fflush(stdout);
	return fgets(answer, sizeof answer, stdin) && strcmp(answer, "yes\n") == 0;
}

/* The digest of what this officer sees: given, or shown here and now. */
static int see(struct ac_cli *cli, const struct ac_args *args, int64_t id, char digest[80])
{
	AC_AUTO(json) struct ac_json *shown = NULL;
	const char *given = ac_arg(args, "digest");
	if (given) {
		(void)snprintf(digest, 80, "%s", given);
		return AC_EXIT_GOOD;
	}
	if (ac_cli_call(cli, AC_GET, NULL, &shown, "/v1/decisions/%lld", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	(void)snprintf(digest, 80, "%s", ac_cli_str(shown, "digest"));
	if (ac_arg_given(args, "yes"))
		return AC_EXIT_GOOD;
	print_decision(shown);
	if (agreed())
		return AC_EXIT_GOOD;
	return ac_cli_usage("not approved: give --digest as `decision show` prints it, or --yes");
}

/* What was done: its plain members in a line. */
static void print_answer(const struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 64u << 10);
	ac_json_each(answer, member)
	{
		enum ac_json_type type = ac_json_type(member);
		if (type != AC_JSON_INT && type != AC_JSON_BOOL && type != AC_JSON_STR)
			continue;
		ac_buf_printf(&text, "%s%s ", text.n ? ", " : "", ac_json_name(member).p);
		ac_json_write(member, &text);
	}
	if (text.n)
		printf("  %s\n", text.p);
}

static void print_done(const struct ac_json *answer)
{
	const struct ac_json *decision = ac_json_find(answer, "decision");
	printf("decision %lld: drafted by %s, approved by %s; %s: %s\n",
		(long long)ac_cli_i64(decision, "id"), ac_cli_str(decision, "drafted_by"),
		ac_cli_str(decision, "decided_by"), ac_cli_str(decision, "state"),
		ac_cli_str(decision, "target"));
	print_answer(ac_json_find(answer, "answer"));
}

static int approve(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	char digest[80], target[80];
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "DECISION", &id))
		return AC_EXIT_USAGE;
	int seen = see(cli, args, id, digest);
	if (seen != AC_EXIT_GOOD)
		return seen;
	ac_json_set_text(body, "digest", digest);
	ac_json_set_bool(body, "template", ac_arg_given(args, "template"));
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/approve", (long long)id);
	struct ac_cli_call call = {
		.method = AC_POST, .target = target, .body = body, .what = "carrying out"
	};
	if (ac_cli_ask(cli, &call, &answer) != AC_OK)
		return ac_cli_failed(cli);
	if (!ac_cli_print_json(cli, answer))
		print_done(answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_decision_approve = {
	.name = "decision approve",
	.operands = "DECISION",
	.summary = "Agree to what another officer has drafted: it is done at once",
	.options = approve_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = approve,
	.more = "Never one's own. If what would go out has changed since it was drafted, it is "
		"refused.",
};

/* ---- use, review ---- */

static const struct ac_option use_options[] = {
	{ "case", "CASE", "the case in which the attack is under way", true },
	{ 0 },
};

static int use(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	char target[80];
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "DECISION", &id) ||
		!ac_cli_set_id(body, "case", args, "case"))
		return AC_EXIT_USAGE;
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/use", (long long)id);
	struct ac_cli_call call = {
		.method = AC_POST, .target = target, .body = body, .what = "carrying out"
	};
	if (ac_cli_ask(cli, &call, &answer) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_cli_print_json(cli, answer))
		return AC_EXIT_GOOD;
	print_done(answer);
	printf("  somebody else reviews it until %s\n",
		ac_cli_str(ac_json_find(answer, "decision"), "review_due"));
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_decision_use = {
	.name = "decision use",
	.operands = "DECISION",
	.summary = "Do alone what was approved as a template, while an attack is under way",
	.options = use_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = use,
};

/* POST /v1/decisions/ID/VERB, and say what it is now */
static int settle(struct ac_cli *cli, const struct ac_args *args, const char *verb,
	const struct ac_json *body, const char *said)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "DECISION", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/decisions/%lld/%s", (long long)id,
		    verb) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "decision %lld is %s (%s %s)\n", (long long)id, said,
		ac_cli_str(answer, "method"), ac_cli_str(answer, "target"));
}

static int review(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return settle(cli, args, "review", body, "reviewed");
}

const struct ac_command ac_cmd_decision_review = {
	.name = "decision review",
	.operands = "DECISION",
	.summary = "Say that one has looked at what somebody did alone with a template",
	.min_operands = 1,
	.max_operands = 1,
	.run = review,
};

/* ---- refuse, withdraw ---- */

static const struct ac_option refuse_options[] = {
	{ "why", "TEXT", "what is to be mended", true },
	{ 0 },
};

static int refuse(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	return settle(cli, args, "refuse", body, "refused");
}

const struct ac_command ac_cmd_decision_refuse = {
	.name = "decision refuse",
	.operands = "DECISION",
	.summary = "Refuse what another officer has drafted",
	.options = refuse_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = refuse,
};

static int withdraw(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return settle(cli, args, "withdraw", body, "withdrawn");
}

const struct ac_command ac_cmd_decision_withdraw = {
	.name = "decision withdraw",
	.operands = "DECISION",
	.summary = "Take back what one drafted oneself",
	.min_operands = 1,
	.max_operands = 1,
	.run = withdraw,
};
