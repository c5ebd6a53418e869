#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

static const struct ac_option options[] = {
	{ "dry-run", NULL, "count only", false },
	{ 0 },
};

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	bool dry = ac_arg_given(args, "dry-run");
	ac_json_set_bool(body, "dry_run", dry);
	struct ac_cli_call call = {
		.method = AC_POST, .target = "/v1/purge", .body = body, .what = "purge"
	};
	if (ac_cli_ask(cli, &call, &answer) != AC_OK)
		return ac_cli_failed(cli);
	if (!ac_cli_print_json(cli, answer))
		printf("%lld people %s; %lld past their time are kept for campaigns that are not "
		       "closed\n",
			(long long)ac_cli_i64(answer, "people"),
			dry ? "would be purged (nothing was changed)" : "purged",
			(long long)ac_cli_i64(answer, "kept"));
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_purge = {
	.name = "purge",
	.summary = "Empty the personal data of people who left long ago",
	.options = options,
	.run = run,
	.more = "How long is purge_after_days of allclear.yaml. Nobody is purged before all their "
		"campaigns are closed; the counts stay. Numbers of duty shifts that ended so long "
		"ago go "
		"as well.",
};
