/* issuer show, export, rotate: the key that signs what this installation publishes. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_keys(const struct ac_json *answer)
{
	printf("sender %s\n", ac_cli_str(answer, "sender"));
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">GENERATION|SIGNS FROM|UNTIL|STATE|KEY");
	ac_json_each(ac_json_find(answer, "keys"), key)
	{
		ac_table_i64(table, ac_cli_i64(key, "generation"));
		ac_table_time(table, ac_cli_str(key, "not_before"));
		ac_table_time(table, ac_cli_str(key, "not_after"));
		ac_table_text(table, ac_cli_bool(key, "current") ? "signs" : "ended");
		ac_table_text(table, ac_cli_str(key, "name"));
	}
	ac_table_print(table, "no key: `allclear issuer rotate` makes one");
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_keys, "/v1/issuer");
}

const struct ac_command ac_cmd_issuer_show = {
	.name = "issuer show",
	.summary = "Show the keys that sign what is published, of all generations",
	.run = show,
};

static int export_keys(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	AC_AUTO(json) struct ac_json *answer = NULL;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/issuer") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "%s", ac_cli_str(answer, "pem"));
}

const struct ac_command ac_cmd_issuer_export = {
	.name = "issuer export",
	.summary = "Print the public keys of all generations, for those who verify",
	.run = export_keys,
	.more = "Give it to them by a way that they trust; they keep it as SENDER.pem in the "
		"folder "
		"of `allclear cap verify --issuers` and fetch it again after a rotation.",
};

static int rotate(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/issuer/rotate") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "generation %lld signs from now on; key %s\n",
		(long long)ac_cli_i64(answer, "generation"), ac_cli_str(answer, "name"));
}

const struct ac_command ac_cmd_issuer_rotate = {
	.name = "issuer rotate",
	.summary = "End the key that signs what is published, and make the next",
	.run = rotate,
	.more = "What was signed before still verifies. Export the keys again afterwards: who has "
		"only the old ones refuses what is signed from now on.",
};
