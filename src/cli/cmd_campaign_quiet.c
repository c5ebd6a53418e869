/* campaign quiet: a tier's quiet hours overridden, or kept again. */
#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

static const struct ac_option options[] = {
	{ "tier", "N", "whose quiet hours", true },
	{ "override", NULL, "do not keep them: who waits is reached at once", false },
	{ "keep", NULL, "keep them again", false },
	{ "why", "TEXT", "the reason, for the one who approves", true },
	{ 0 },
};

static int quiet(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	bool override = ac_arg_given(args, "override");
	int64_t id, tier;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id) ||
		!ac_cli_id(ac_arg(args, "tier"), "--tier", &tier))
		return AC_EXIT_USAGE;
	if (override == ac_arg_given(args, "keep"))
		return ac_cli_usage("either --override or --keep");
	ac_json_set_i64(body, "tier", tier);
	ac_json_set_bool(body, "override", override);
	ac_json_set_text(body, "why", ac_arg(args, "why"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/campaigns/%lld/quiet", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "tier %lld of campaign %lld %s its quiet hours\n",
		(long long)tier, (long long)id, override ? "does not keep" : "keeps");
}

const struct ac_command ac_cmd_campaign_quiet = {
	.name = "campaign quiet",
	.operands = "CAMPAIGN",
	.summary = "Override a tier's quiet hours, or keep them again",
	.options = options,
	.min_operands = 1,
	.max_operands = 1,
	.run = quiet,
	.more = "Takes two. The one who approves sees how many wait for the end of the quiet hours "
		"and would be reached at once. `campaign show` says who did it and why.",
};
