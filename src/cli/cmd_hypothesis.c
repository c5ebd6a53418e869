/* case hypotheses, case evidence: what speaks against which explanation. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_ranking(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new("HYPOTHESIS|>AGAINST IT");
	ac_json_each(ac_json_find(answer, "hypotheses"), hypothesis)
	{
		char score[32];
		int64_t cents = ac_cli_i64(hypothesis, "score");
		(void)snprintf(score, sizeof score, "%lld.%02lld", (long long)(cents / 100),
			(long long)(cents % 100));
		ac_table_text(table, ac_cli_str(hypothesis, "name"));
		ac_table_text(table, score);
	}
	ac_table_print(table, "no hypotheses yet");
}

static void print_evidence(const struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf columns;
	const struct ac_json *hypotheses = ac_json_find(answer, "hypotheses");
	ac_buf_init(&columns, 2048);
	ac_buf_printf(&columns, ">EVIDENCE|GRADE|>WEIGHT");
	ac_json_each(hypotheses, hypothesis)
		ac_buf_printf(&columns, "|%s", ac_cli_str(hypothesis, "name"));
	ac_buf_printf(&columns, "|TEXT");
	AC_AUTO(table) struct ac_table *table = ac_table_new(columns.p);
	ac_json_each(ac_json_find(answer, "evidence"), item)
	{
		ac_table_i64(table, ac_cli_i64(item, "id"));
		ac_table_text(table, ac_cli_str(item, "grade"));
		ac_table_i64(table, ac_cli_i64(item, "weight"));
		ac_json_each(hypotheses, hypothesis) ac_table_text(table,
			ac_cli_str(ac_json_find(item, "against"), ac_cli_str(hypothesis, "name")));
		ac_table_text(table, ac_cli_bool(item, "withheld") ? "(not released to you)"
								   : ac_cli_str(item, "text"));
	}
	ac_table_print(table, "no evidence yet");
}

static void print_table(const struct ac_json *answer)
{
	print_ranking(answer);
	putchar('\n');
	print_evidence(answer);
	ac_json_each(ac_json_find(answer, "evidence"), item) if (ac_cli_bool(item, "flips"))
		printf("fragile: without evidence %lld the ranking turns round; check it first\n",
			(long long)ac_cli_i64(item, "id"));
}

static const struct ac_option hypotheses_options[] = {
	{ "add", "NAME", "add one; may be repeated", false },
	{ 0 },
};

static int hypotheses(struct ac_cli *cli, const struct ac_args *args)
{
	const char *name;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	for (int i = 0; (name = ac_arg_nth(args, "add", i)); i++) {
		AC_AUTO(json) struct ac_json *body = ac_json_new_object();
		ac_json_set_text(body, "name", name);
		if (ac_cli_call(cli, AC_POST, body, NULL, "/v1/cases/%lld/hypotheses",
			    (long long)id) != AC_OK)
			return ac_cli_failed(cli);
	}
	return ac_cli_show(
		cli, AC_GET, NULL, print_table, "/v1/cases/%lld/hypotheses", (long long)id);
}

const struct ac_command ac_cmd_case_hypotheses = {
	.name = "case hypotheses",
	.operands = "CASE",
	.summary = "Show the competing hypotheses, those with least against them first",
	.options = hypotheses_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = hypotheses,
	.more = "A case begins with disrupted, remnant-here, remnant-elsewhere and deception. Only "
		"what "
		"is "
		"inconsistent counts (Heuer 1999); the table decides nothing.",
};

/* ---- evidence ---- */

static const struct ac_option evidence_options[] = {
	{ "grade", "GRADE", "what it is worth: A1 to F6 (default: as F6)", false },
	{ "source", "REF", "where it stands: report/NUMBER or note/NUMBER", false },
	{ "disrupted", "WORD", "CC, C, N, I or II against: the cell is broken up", false },
	{ "remnant-here", "WORD", "… : somebody of it is still here", false },
	{ "remnant-elsewhere", "WORD", "… : somebody of it is somewhere else", false },
	{ "deception", "WORD", "… : we are meant to believe that it is over", false },
	{ "against", "NAME=WORD", "… : a hypothesis of your own; may be repeated", false },
	{ 0 },
};

static bool add_own(const struct ac_args *args, struct ac_json *against)
{
	const char *pair;
	for (int i = 0; (pair = ac_arg_nth(args, "against", i)); i++) {
		struct ac_str word = ac_str(pair), name;
		char member[64];
		if (!ac_str_cut(&word, '=', &name) || !word.p || name.n >= sizeof member)
			return false;
		(void)snprintf(member, sizeof member, "%.*s", AC_STR_ARG(name));
		ac_json_set_str(against, member, word);
	}
	return true;
}

static int evidence(struct ac_cli *cli, const struct ac_args *args)
{
	static const char *const standard[] = { "disrupted", "remnant-here", "remnant-elsewhere",
		"deception" };
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	struct ac_json *against = ac_json_set_object(body, "against");
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "text", ac_operand(args, 1));
	ac_cli_set_text(body, "grade", ac_arg(args, "grade"));
	ac_cli_set_text(body, "source", ac_arg(args, "source"));
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		ac_cli_set_text(against, standard[i], ac_arg(args, standard[i]));
	if (!add_own(args, against))
		return ac_cli_usage("--against: NAME=WORD, as in accident=I");
	return ac_cli_show(
		cli, AC_POST, body, print_table, "/v1/cases/%lld/evidence", (long long)id);
}

const struct ac_command ac_cmd_case_evidence = {
	.name = "case evidence",
	.operands = "CASE TEXT",
	.summary = "Hold a piece of evidence against each hypothesis",
	.options = evidence_options,
	.min_operands = 2,
	.max_operands = 2,
	.run = evidence,
	.more = "CC very consistent, C consistent, N neither (default), I inconsistent, II very "
		"inconsistent.",
};
