/* case proposals, accept, dismiss: what a successor takes over from the case before it. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_proposals(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">PROPOSAL|KIND|STATE|TEXT");
	ac_json_each(ac_json_find(answer, "proposals"), proposal)
	{
		ac_table_i64(table, ac_cli_i64(proposal, "id"));
		ac_table_text(table, ac_cli_str(proposal, "kind"));
		ac_table_text(table, ac_cli_str(proposal, "state"));
		ac_table_text(table, ac_cli_str(proposal, "text"));
	}
	ac_table_print(table, "nothing is proposed");
}

static const struct ac_option list_options[] = {
	{ "plan", "PROPOSAL",
		"only the plan that an accepted audience gives, for campaign start --plan", false },
	{ 0 },
};

static int print_plan(struct ac_cli *cli, int64_t id, int64_t wanted)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1u << 20);
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/cases/%lld/proposals", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	ac_json_each(ac_json_find(answer, "proposals"),
		proposal) if (ac_cli_i64(proposal, "id") == wanted &&
			      ac_json_find(proposal, "plan"))
		ac_json_write_pretty(ac_json_find(proposal, "plan"), &text);
	if (text.n)
		return printf("%s\n", text.p) < 0 ? AC_EXIT_FAILED : AC_EXIT_GOOD;
	(void)!ac_fail(&cli->err, AC_NOT_FOUND,
		"case %lld has no audience %lld that was accepted: `case accept`", (long long)id,
		(long long)wanted);
	return ac_cli_failed(cli);
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id, plan;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id))
		return AC_EXIT_USAGE;
	if (ac_arg(args, "plan"))
		return ac_cli_id(ac_arg(args, "plan"), "--plan", &plan) ? print_plan(cli, id, plan)
									: AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_GET, NULL, print_proposals, "/v1/cases/%lld/proposals", (long long)id);
}

const struct ac_command ac_cmd_case_proposals = {
	.name = "case proposals",
	.operands = "CASE",
	.summary = "Show what a successor may take over from the case before it",
	.options = list_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = list,
	.more = "Criteria, lessons (notes of kind `lesson`), the areas of its warnings, the "
		"audience of "
		"its campaigns. Nothing of it counts before it is accepted. Areas that were "
		"accepted: "
		"`warning draft CASE --from-case=CASE`. An audience that was accepted: its plan, "
		"which "
		"has the texts that are shipped.",
};

static int decide(struct ac_cli *cli, const struct ac_args *args, const char *verb)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int64_t id, proposal;
	if (!ac_cli_id(ac_operand(args, 0), "CASE", &id) ||
		!ac_cli_id(ac_operand(args, 1), "PROPOSAL", &proposal))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_POST, body, print_proposals, "/v1/cases/%lld/proposals/%lld/%s",
		(long long)id, (long long)proposal, verb);
}

static int accept(struct ac_cli *cli, const struct ac_args *args)
{
	return decide(cli, args, "accept");
}

const struct ac_command ac_cmd_case_accept = {
	.name = "case accept",
	.operands = "CASE PROPOSAL",
	.summary = "Take a proposal over: a criterion begins as unknown, areas and audience can be "
		   "used",
	.min_operands = 2,
	.max_operands = 2,
	.run = accept,
};

static int dismiss(struct ac_cli *cli, const struct ac_args *args)
{
	return decide(cli, args, "dismiss");
}

const struct ac_command ac_cmd_case_dismiss = {
	.name = "case dismiss",
	.operands = "CASE PROPOSAL",
	.summary = "Leave a proposal behind",
	.min_operands = 2,
	.max_operands = 2,
	.run = dismiss,
};
