#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include "store/reports.h"
#include "vault/vault.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- add ---- */

static const struct ac_option add_options[] = {
	{ "tlp", "MARK", "RED, AMBER+STRICT, AMBER, GREEN or CLEAR (TLP 2.0)", true },
	{ "releasable-to", "LIST",
		"who may have it: desk, officers by name, partner:NAME, separated by commas",
		false },
	{ "grade", "GRADE",
		"of the text as a whole: A to F for the source, 1 to 6 for what it says", false },
	{ "probability", "WORDS", "how likely it is, in a word of ICD 203: \"likely\"", false },
	{ "claim", "TEXT:GRADE", "one claim with its own grade; may be repeated", false },
	{ "source", "TEXT", "where it comes from", false },
	{ "kind", "WORD", "human, signals, open, partner, … (default: other)", false },
	{ "observed", "TIME", "when it was so (RFC 3339)", false },
	{ "received", "TIME", "when it came in (default: now)", false },
	{ "attach", "FILE", "a file that came with it; may be repeated", false },
	{ "case", "CASE", "the case that it bears on", false },
	{ "urgent", NULL, "page whoever is on duty at once, whatever its case", false },
	{ 0 },
};

/* "They meet at the pier:B3": what stands behind the last colon is the grade. */
static bool add_claim(struct ac_json *claims, const char *text)
{
	const char *colon = strrchr(text, ':');
	struct ac_grade grade;
	if (!colon || !ac_grade_from(ac_str(colon + 1), &grade))
		return false;
	struct ac_json *claim = ac_json_add_object(claims);
	ac_json_set_str(claim, "text", (struct ac_str){ text, (size_t)(colon - text) });
	ac_json_set_text(claim, "grade", colon + 1);
	return true;
}

static enum ac_status announce(struct ac_cli *cli, struct ac_json *attachments, const char *path)
{
	AC_AUTO(buf) struct ac_buf bytes = { 0 };
	char sha256[ac_vault_sha256_text];
	const char *slash = strrchr(path, '/');
	AC_TRY(ac_cli_read_file(cli, path, ac_attachment_max, &bytes));
	ac_vault_sha256(ac_buf_str(&bytes), sha256);
	struct ac_json *attachment = ac_json_add_object(attachments);
	ac_json_set_text(attachment, "name", slash ? slash + 1 : path);
	ac_json_set_i64(attachment, "size", (int64_t)bytes.n);
	ac_json_set_text(attachment, "sha256", sha256);
	return AC_OK;
}

static enum ac_status hand_in(
	struct ac_cli *cli, int64_t report, int64_t attachment, const char *path)
{
	char target[96];
	int fd;
	AC_TRY(ac_cli_open(cli, path, &fd));
	(void)snprintf(target, sizeof target, "/v1/reports/%lld/attachments/%lld",
		(long long)report, (long long)attachment);
	struct ac_cli_call call = { .method = AC_POST, .target = target, .body_fd = fd };
	enum ac_status status = ac_cli_ask(cli, &call, NULL);
	close(fd);
	return status;
}

static enum ac_status hand_all_in(
	struct ac_cli *cli, const struct ac_args *args, const struct ac_json *answer)
{
	const struct ac_json *ids = ac_json_find(answer, "attachments");
	for (int i = 0; ac_arg_nth(args, "attach", i); i++) {
		int64_t id;
		AC_TRY(ac_json_as_i64(ac_json_at(ids, (size_t)i), &id, &cli->err));
		AC_TRY(hand_in(cli, ac_cli_i64(answer, "id"), id, ac_arg_nth(args, "attach", i)));
	}
	return AC_OK;
}

/* @return an exit status */
static int read_add(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	static const char *const texts[][2] = { { "tlp", "tlp" },
		{ "releasable-to", "releasable_to" }, { "grade", "grade" },
		{ "probability", "probability" }, { "source", "source" }, { "kind", "kind" },
		{ "observed", "observed" }, { "received", "received" } };
	ac_json_set_text(body, "text", ac_operand(args, 0));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ac_cli_set_text(body, texts[i][1], ac_arg(args, texts[i][0]));
	if (!ac_cli_set_id(body, "case", args, "case"))
		return AC_EXIT_USAGE;
	ac_json_set_bool(body, "urgent", ac_arg_given(args, "urgent"));
	struct ac_json *claims = ac_json_set_array(body, "claims");
	for (int i = 0; ac_arg_nth(args, "claim", i); i++)
		if (!add_claim(claims, ac_arg_nth(args, "claim", i)))
			return ac_cli_usage(
				"--claim: a text, a colon and a grade, as in \"They meet "
				"at the pier:B3\"");
	struct ac_json *attachments = ac_json_set_array(body, "attachments");
	for (int i = 0; ac_arg_nth(args, "attach", i); i++)
		if (announce(cli, attachments, ac_arg_nth(args, "attach", i)) != AC_OK)
			return ac_cli_failed(cli);
	return AC_EXIT_GOOD;
}

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int wrong = read_add(cli, args, body);
	if (wrong)
		return wrong;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/reports") != AC_OK ||
		hand_all_in(cli, args, answer) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(
		cli, answer, "report %lld is entered\n", (long long)ac_cli_i64(answer, "id"));
}

const struct ac_command ac_cmd_report_add = {
	.name = "report add",
	.operands = "TEXT",
	.summary = "Enter a report as it came in",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
	.more = "What the letters, words and marks mean, and what the program enforces, stands in "
		"docs/reports.md.",
};

/* ---- list ---- */

static const struct ac_option list_options[] = {
	{ "case", "CASE", "only those that bear on it", false },
	{ 0 },
};

static void print_reports(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">REPORT|RECEIVED|ENTERED BY|TLP|GRADE|TEXT");
	ac_json_each(ac_json_find(answer, "reports"), report)
	{
		ac_table_i64(table, ac_cli_i64(report, "id"));
		ac_table_time(table, ac_cli_str(report, "received_at"));
		ac_table_text(table, ac_cli_str(report, "entered_by"));
		ac_table_text(table, ac_cli_str(report, "tlp"));
		ac_table_text(table, ac_cli_str(report, "grade"));
		ac_table_text(table, ac_cli_bool(report, "withheld") ? "(not released to you)"
								     : ac_cli_str(report, "text"));
	}
	ac_table_print(table, "no reports");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/reports");
	ac_cli_add_query(&target, "case", ac_arg(args, "case"));
	return ac_cli_show(cli, AC_GET, NULL, print_reports, "%s", target.p);
}

const struct ac_command ac_cmd_report_list = {
	.name = "report list",
	.summary = "List the reports; what a mark forbids is withheld",
	.options = list_options,
	.run = list,
};

/* ---- show ---- */

static const struct ac_option show_options[] = {
	{ "attachment", "N", "print the bytes of this attachment instead", false },
	{ 0 },
};

static void print_grade(const struct ac_json *json)
{
	if (*ac_cli_str(json, "grade"))
		printf("%s: source %s, %s", ac_cli_str(json, "grade"),
			ac_cli_str(json, "grade_source"), ac_cli_str(json, "grade_information"));
	if (*ac_cli_str(json, "probability"))
		printf("%s%s (%lld to %lld %%)", *ac_cli_str(json, "grade") ? "; " : "",
			ac_cli_str(json, "probability"),
			(long long)ac_cli_i64(json, "probability_from_pct"),
			(long long)ac_cli_i64(json, "probability_to_pct"));
	putchar('\n');
}

static void print_line(const char *label, const char *text)
{
	if (!*text)
		return;
	printf("  %-14s ", label);
	ac_cli_print_text(text);
	putchar('\n');
}

static void print_report(const struct ac_json *report)
{
	printf("report %lld  TLP:%s\n", (long long)ac_cli_i64(report, "id"),
		ac_cli_str(report, "tlp"));
	print_line("releasable to", ac_cli_str(report, "releasable_to"));
	print_line("kind", ac_cli_str(report, "kind"));
	print_line("source", ac_cli_str(report, "source"));
	print_line("observed", ac_cli_str(report, "observed_at"));
	print_line("received", ac_cli_str(report, "received_at"));
	print_line("entered by", ac_cli_str(report, "entered_by"));
	printf("  %-14s ", "worth");
	print_grade(report);
	putchar('\n');
	ac_cli_print_text(ac_cli_str(report, "text"));
	putchar('\n');
	ac_json_each(ac_json_find(report, "claims"), claim)
	{
		printf("\n  - ");
		ac_cli_print_text(ac_cli_str(claim, "text"));
		printf("\n    ");
		print_grade(claim);
	}
	ac_json_each(ac_json_find(report, "attachments"), attachment)
	{
		printf("\n  attachment %lld, %lld bytes, sha256 %s%s\n    ",
			(long long)ac_cli_i64(attachment, "id"),
			(long long)ac_cli_i64(attachment, "size"), ac_cli_str(attachment, "sha256"),
			ac_cli_bool(attachment, "kept") ? "" : " (its bytes never came)");
		ac_cli_print_text(ac_cli_str(attachment, "name"));
		putchar('\n');
	}
}

static int show_attachment(struct ac_cli *cli, int64_t report, const char *which)
{
	AC_AUTO(buf) struct ac_buf bytes;
	char target[96];
	int64_t id;
	ac_buf_init(&bytes, ac_attachment_max);
	if (!ac_cli_id(which, "--attachment", &id))
		return AC_EXIT_USAGE;
	(void)snprintf(target, sizeof target, "/v1/reports/%lld/attachments/%lld",
		(long long)report, (long long)id);
	if (ac_cli_text(cli, target, &bytes) != AC_OK)
		return ac_cli_failed(cli);
	fwrite(bytes.p, 1, bytes.n, stdout);
	return AC_EXIT_GOOD;
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "REPORT", &id))
		return AC_EXIT_USAGE;
	if (ac_arg(args, "attachment"))
		return show_attachment(cli, id, ac_arg(args, "attachment"));
	return ac_cli_show(cli, AC_GET, NULL, print_report, "/v1/reports/%lld", (long long)id);
}

const struct ac_command ac_cmd_report_show = {
	.name = "report show",
	.operands = "REPORT",
	.summary = "Show a report with its claims and attachments",
	.options = show_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

/* ---- link ---- */

static int link_report(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t report, case_id;
	if (!ac_cli_id(ac_operand(args, 0), "REPORT", &report) ||
		!ac_cli_id(ac_operand(args, 1), "CASE", &case_id))
		return AC_EXIT_USAGE;
	ac_json_set_i64(body, "case", case_id);
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/reports/%lld/cases", (long long)report) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "report %lld bears on case %lld\n", (long long)report,
		(long long)case_id);
}

const struct ac_command ac_cmd_report_link = {
	.name = "report link",
	.operands = "REPORT CASE",
	.summary = "Tie a report to a case",
	.min_operands = 2,
	.max_operands = 2,
	.run = link_report,
};
