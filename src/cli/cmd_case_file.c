/* What is decided and awaited about a case, besides its warnings. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

/* Ask a route of a case; print a line, or the answer with --json. */
static int post(struct ac_cli *cli, const struct ac_args *args, const char *route,
	const struct ac_json *body, const char *said)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/cases/%lld/%s", (long long)id, route) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "case %lld: %s\n", (long long)id, said);
}

/* ---- posture ---- */

static const struct ac_option posture_options[] = {
	{ "why", "TEXT", "the reason, for the case", true },
	{ 0 },
};

static int posture(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "posture", ac_operand(args, 1));
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	return post(cli, args, "posture", body, ac_operand(args, 1));
}

const struct ac_command ac_cmd_case_posture = {
	.name = "case posture",
	.operands = "CASE watch|officials|public|all-alarms",
	.summary = "Change how loudly a case is answered",
	.options = posture_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = posture,
	.more = "With `officials` a clock starts: within officials_h hours (allclear.yaml) a "
		"warning "
		"of the case is published, or `case keep-officials` says why not. Else it is "
		"raised, and again every hour.",
};

static const struct ac_option keep_options[] = {
	{ "why", "TEXT", "why the people concerned are not told", true },
	{ "until", "TIME", "as long as that holds (RFC 3339), at most a week", true },
	{ 0 },
};

static int keep(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	ac_json_set_text(body, "until", ac_arg(args, "until"));
	return post(cli, args, "officials", body, "the reason stands");
}

const struct ac_command ac_cmd_case_keep_officials = {
	.name = "case keep-officials",
	.operands = "CASE",
	.summary = "Say why only officials are told, and until when",
	.options = keep_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = keep,
};

/* ---- it has happened ---- */

static void print_others(const struct ac_json *answer, const char *list, const char *what)
{
	ac_json_each(ac_json_find(answer, list), other) printf("campaign %lld %s: %s\n",
		(long long)ac_cli_i64(other, "campaign"), what, ac_cli_str(other, "why"));
}

static const struct ac_option event_options[] = {
	{ "phone", "NUMBER",
		"whom people can call who are asked where no campaign is; default: as the last "
		"campaign said",
		false },
	{ 0 },
};

/* Where no campaign is. */
static void print_drafted(const struct ac_json *answer)
{
	ac_json_each(ac_json_find(answer, "drafted"), one) printf(
		"the question to everyone inside warning %lld is drafted: `allclear decision "
		"approve "
		"%lld`, by somebody else\n",
		(long long)ac_cli_i64(one, "warning"), (long long)ac_cli_i64(one, "decision"));
	ac_json_each(ac_json_find(answer, "not_drafted"), one)
		printf("the question to everyone inside warning %lld could not be drafted: %s\n",
			(long long)ac_cli_i64(one, "warning"), ac_cli_str(one, "why"));
	if (*ac_cli_str(answer, "to_do"))
		printf("TO DO: %s\n", ac_cli_str(answer, "to_do"));
}

static int event(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_cli_set_text(body, "phone", ac_arg(args, "phone"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/cases/%lld/events", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	if (ac_cli_print_json(cli, answer))
		return AC_EXIT_GOOD;
	printf("case %lld: written down; %zu campaigns are frozen\n", (long long)id,
		ac_json_count(ac_json_find(answer, "frozen")));
	if (ac_cli_i64(answer, "review"))
		printf("%zu of them ask everyone inside whether they are safe; somebody else "
		       "reviews it "
		       "within the hour: `allclear decision review %lld`\n",
			ac_json_count(ac_json_find(answer, "asked")),
			(long long)ac_cli_i64(answer, "review"));
	print_others(answer, "not_frozen", "is not");
	print_others(answer, "not_asked", "stays frozen and asks nobody");
	print_drafted(answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_case_event = {
	.name = "case event",
	.operands = "CASE TEXT",
	.summary = "Write down that it has happened, and freeze what is unsent",
	.options = event_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = event,
	.more = "Every campaign of the case that runs or is paused is frozen at once: an "
		"instruction from before "
		"the "
		"event may be wrong after it. Those that ran ask everyone inside at once whether "
		"they "
		"are safe, in the shipped words, and somebody else reviews that within the hour; "
		"`campaign check` makes one ask that was paused by hand; `campaign resume` goes on "
		"as before, and takes two. For a warning in force without a campaign the question "
		"is "
		"drafted, to be approved by two; where no warning is in force, what to do is said.",
};

/* ---- who answers for it ---- */

static const struct ac_option assign_options[] = {
	{ "priority", "N", "1, the most urgent, to 4", false },
	{ "owner", "NAME", "the officer who answers for it", false },
	{ 0 },
};

static int assign(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_cli_set_text(body, "owner", ac_arg(args, "owner"));
	if (!ac_cli_set_id(body, "priority", args, "priority"))
		return AC_EXIT_USAGE;
	return post(cli, args, "assign", body, "assigned");
}

const struct ac_command ac_cmd_case_assign = {
	.name = "case assign",
	.operands = "CASE",
	.summary = "Give a case a priority and an owner",
	.options = assign_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = assign,
};

/* ---- what is awaited ---- */

static const struct ac_option request_options[] = {
	{ "of", "WHOM", "who is asked", true },
	{ "due", "TIME", "by when (RFC 3339)", true },
	{ 0 },
};

static int request(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_json_set_text(body, "whom", ac_arg(args, "of"));
	ac_json_set_text(body, "due", ac_arg(args, "due"));
	return post(cli, args, "items", body, "requested");
}

const struct ac_command ac_cmd_case_request = {
	.name = "case request",
	.operands = "CASE TEXT",
	.summary = "Ask somebody for something by a time",
	.options = request_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = request,
};

static const struct ac_option watch_options[] = {
	{ "at", "TIME", "when it is expected (RFC 3339)", true },
	{ 0 },
};

static int watch(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_json_set_text(body, "due", ac_arg(args, "at"));
	return post(cli, args, "items", body, "watched for");
}

const struct ac_command ac_cmd_case_watch = {
	.name = "case watch",
	.operands = "CASE TEXT",
	.summary = "Watch for something that is expected at a time",
	.options = watch_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = watch,
	.more = "What is past its time and not settled shows in `case show`, `case overdue` and "
		"`campaign watch`.",
};

static int done(struct ac_cli *cli, const struct ac_args *args)
{
	char route[64];
	int64_t item;
	if (!ac_cli_id(ac_operand(args, 1), "ITEM", &item))
		return AC_EXIT_USAGE;
	(void)snprintf(route, sizeof route, "items/%lld/done", (long long)item);
	return post(cli, args, route, NULL, "settled");
}

const struct ac_command ac_cmd_case_request_done = {
	.name = "case request-done",
	.operands = "CASE ITEM",
	.summary = "Settle a request or a thing watched for",
	.min_operands = 2,
	.max_operands = 2,
	.run = done,
};

/* ---- facts ---- */

static const struct ac_option fact_options[] = {
	{ "source", "TEXT", "where it comes from", false },
	{ "report", "REPORT", "the report that says so; its mark is the mark of the fact", false },
	{ "at", "TIME", "when it was so (default: now)", false },
	{ 0 },
};

static int fact(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_json_set_text(body, "kind", ac_operand(args, 1));
	ac_json_set_text(body, "value", ac_operand(args, 2));
	ac_cli_set_text(body, "source", ac_arg(args, "source"));
	ac_cli_set_text(body, "at", ac_arg(args, "at"));
	if (!ac_cli_set_id(body, "report", args, "report"))
		return AC_EXIT_USAGE;
	return post(cli, args, "facts", body, "noted");
}

const struct ac_command ac_cmd_case_fact = {
	.name = "case fact",
	.operands = "CASE KIND VALUE",
	.summary = "State a fact about the threat: a count or a state, never a person",
	.options = fact_options,
	.min_operands = 3,
	.max_operands = 3,
	.run = fact,
	.more = "KIND custody, VALUE 7/8; KIND weapons-found, VALUE yes: docs/reports.md has the "
		"list. A source or a report is needed.",
};
