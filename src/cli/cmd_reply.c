#include "cli/cli.h"
#include "cli/commands.h"

#include <stdio.h>

static const struct ac_option options[] = {
	{ "when", "TIME", "a time they said (RFC 3339): \"I leave at six\"", false },
	{ "reason", "WORD",
		"why they stay: money, work, does_not_believe, cannot_travel, family, other",
		false },
	{ 0 },
};

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "word", ac_operand(args, 1));
	ac_cli_set_text(body, "when", ac_arg(args, "when"));
	ac_cli_set_text(body, "reason", ac_arg(args, "reason"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/people/%lld/responses", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(
		cli, answer, "person %lld: %s\n", (long long)id, ac_cli_str(answer, "standing"));
}

const struct ac_command ac_cmd_reply = {
	.name = "reply",
	.operands = "PERSON WORD",
	.summary = "Enter what you heard from a person",
	.options = options,
	.min_operands = 2,
	.max_operands = 2,
	.run = run,
	.more = "WORD: leaving, moved, staying, safe, need_help, left, not_here, wrong_person, "
		"stop, "
		"unreachable.",
};
