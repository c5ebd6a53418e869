/* token …: what a program asks with, in the name of an officer. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/roles.h"
#include "cli/table.h"

#include <stdio.h>

static const struct ac_option make_options[] = {
	{ "roles", "LIST", "some of your own roles", true },
	{ "days", "N", "how long it is good: 1 to 366 (default: 30)", false },
	{ 0 },
};

static void print_secret(const struct ac_json *answer)
{
	printf("token %lld, until %s. It is not shown again:\n%s\n",
		(long long)ac_cli_i64(answer, "id"), ac_cli_str(answer, "ends"),
		ac_cli_str(answer, "secret"));
}

static int make(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	if (!ac_cli_set_id(body, "days", args, "days"))
		return AC_EXIT_USAGE;
	ac_json_set_text(body, "name", ac_operand(args, 0));
	ac_cli_set_roles(body, ac_arg(args, "roles"));
	return ac_cli_show(cli, AC_POST, body, print_secret, "/v1/tokens");
}

const struct ac_command ac_cmd_token_make = {
	.name = "token make",
	.operands = "NAME",
	.summary = "Make a token for a program",
	.options = make_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = make,
	.more = "The program sends it as `Authorization: Bearer SECRET`, or runs commands with "
		"--session "
		"FILE, a file of mode 0600 that holds it. It may what its roles may, as long as "
		"you "
		"have "
		"them; it cannot change your account.",
};

static void print_tokens(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">ID|TOKEN|ROLES|MADE|USED|ENDS");
	ac_json_each(ac_json_find(answer, "tokens"), token)
	{
		AC_AUTO(buf) struct ac_buf roles;
		ac_buf_init(&roles, 200);
		ac_cli_roles_text(ac_json_find(token, "roles"), &roles);
		ac_table_i64(table, ac_cli_i64(token, "id"));
		ac_table_text(table,
			ac_cli_bool(token, "token") ? ac_cli_str(token, "name") : "(a session)");
		ac_table_text(table, roles.p ? roles.p : "");
		ac_table_time(table, ac_cli_str(token, "created"));
		ac_table_time(table, ac_cli_str(token, "used"));
		ac_table_time(table, ac_cli_str(token, "ends"));
	}
	ac_table_print(table, "no tokens");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_tokens, "/v1/tokens");
}

const struct ac_command ac_cmd_token_list = {
	.name = "token list",
	.summary = "List your sessions and tokens",
	.run = list,
};

static int revoke(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "ID", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/tokens/%lld/revoke", (long long)id) !=
		AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "%lld has ended\n", (long long)id);
}

const struct ac_command ac_cmd_token_revoke = {
	.name = "token revoke",
	.operands = "ID",
	.summary = "End one of your sessions or tokens, at once",
	.min_operands = 1,
	.max_operands = 1,
	.run = revoke,
};
