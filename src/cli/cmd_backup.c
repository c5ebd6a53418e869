#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/secrets.h"

#include "service/desk/upkeep.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- backup ---- */

/* The daemon has a working directory of its own: it gets the whole path. */
static bool absolute(const char *path, char out[8192])
{
	char here[4096];
	if (path[0] == '/')
		return snprintf(out, 8192, "%s", path) < 8192;
	return getcwd(here, sizeof here) && snprintf(out, 8192, "%s/%s", here, path) < 8192;
}

static int backup(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	char path[8192];
	if (!absolute(ac_operand(args, 0), path))
		return ac_cli_usage("FILE: the path is too long");
	ac_json_set_text(body, "path", path);
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/backups") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "%s holds the database; the key is not in it\n", path);
}

const struct ac_command ac_cmd_backup = {
	.name = "backup",
	.operands = "FILE",
	.summary =
		"Write a consistent copy of the database to a new file, while everything goes on",
	.min_operands = 1,
	.max_operands = 1,
	.run = backup,
	.more = "Keep allclear.yaml, the key and its register of erasures (KEY.erased) elsewhere: "
		"they "
		"are not in it.",
};

/* ---- restore ---- */

static const struct ac_option restore_options[] = {
	{ "verify", NULL,
		"only check that it could be restored; nothing is changed, nobody is asked",
		false },
	AC_CLI_OFFICER_OPTION,
	AC_CLI_PASSWORD_OPTIONS,
	{ 0 },
};

static int restore(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	AC_AUTO(voucher) struct ac_cli_voucher voucher = { 0 };
	struct ac_restore_options options = {
		.backup = ac_operand(args, 0),
		.login = ac_cli_login_name(),
		.verify = ac_arg_given(args, "verify"),
	};
	if (ac_cli_dir(cli, &options.dir) != AC_OK)
		return ac_cli_usage("%s", cli->err.msg);
	if (!options.verify && ac_cli_voucher(cli, args, &voucher) != AC_OK)
		return ac_cli_failed(cli);
	options.given = voucher.named ? &voucher.given : NULL;
	if (ac_upkeep_restore(&options, answer, &cli->err) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_cli_print_json(cli, answer))
		return AC_EXIT_GOOD;
	printf("%s: pages, key and %lld audit rows check\n", options.backup,
		(long long)ac_cli_i64(answer, "audit_rows"));
	if (!options.verify)
		printf("restored to %s; %lld erasures applied again\n", options.dir,
			(long long)ac_cli_i64(answer, "erasures"));
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_restore = {
	.name = "restore",
	.operands = "FILE",
	.summary = "Put a backup in place of a data directory's database",
	.options = restore_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = restore,
	.more = "The directory needs its allclear.yaml and the key. The backup is checked as a "
		"whole "
		"before it is put in place, and everyone erased since is erased again. What was "
		"there "
		"stays as allclear.db.replaced. An administrator vouches for it: one of the "
		"database that is replaced or, where there is none that can be opened, of the "
		"backup (see docs/officers.md). `audit verify` says afterwards which decisions "
		"were lost by it.",
};
