#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/secrets.h"
#include "cli/table.h"

#include "service/desk/move.h"

#include <stdio.h>

static void show(void *ctx, const struct ac_json *state)
{
	ac_progress_show(ctx, state);
}

static void print(const char *dir, const char *to, const struct ac_json *answer)
{
	__attribute__((cleanup(ac_auto_table))) struct ac_table *table =
		ac_table_new("TABLE|>ROWS|HASH");
	const struct ac_json *tables = ac_json_find(answer, "tables");
	for (size_t i = 0; i < ac_json_count(tables); i++) {
		const struct ac_json *one = ac_json_at(tables, i);
		ac_table_text(table, ac_cli_str(one, "table"));
		ac_table_i64(table, ac_cli_i64(one, "rows"));
		ac_table_text(table, ac_cli_str(one, "hash"));
	}
	ac_table_print(table, "no tables");
	printf("every table is the same on both sides; %s/allclear.yaml names the new place now\n",
		dir);
	printf(*to ? "what was there stays as it was: remove it when you need it no more\n"
		   : "what was on the server stays as it was: drop it there when you need it no "
		     "more\n");
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	const char *to = ac_operand(args, 0);
	AC_AUTO(voucher) struct ac_cli_voucher voucher = { 0 };
	struct ac_progress progress;
	if (ac_cli_voucher(cli, args, &voucher) != AC_OK)
		return ac_cli_failed(cli);
	ac_progress_init(&progress, "db move");
	const struct ac_progress_sink sink = { show, &progress };
	struct ac_db_move_options options = {
		.to = strcmp(to, "file") == 0 ? "" : to,
		.given = voucher.named ? &voucher.given : NULL,
		.login = ac_cli_login_name(),
		.progress = &sink,
	};
	if (ac_cli_dir(cli, &options.dir) != AC_OK)
		return ac_cli_usage("%s", cli->err.msg);
	enum ac_status status = ac_db_move_all(&options, answer, &cli->err);
	ac_progress_done(&progress);
	if (status != AC_OK)
		return ac_cli_failed(cli);
	if (!ac_cli_print_json(cli, answer))
		print(options.dir, options.to, answer);
	return AC_EXIT_GOOD;
}

static const struct ac_option options[] = {
	AC_CLI_OFFICER_OPTION,
	AC_CLI_PASSWORD_OPTIONS,
	{ 0 },
};

const struct ac_command ac_cmd_db_move = {
	.name = "db move",
	.operands = "TO",
	.summary = "Move the data to a PostgreSQL server, or back into a file",
	.options = options,
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
	.more = "TO is postgresql://USER@HOST/DATABASE, an empty database that is made if it is "
		"missing "
		"and the user may do so; or the word `file`: allclear.db in the data directory. No "
		"daemon may run. Everything is copied, read again on both sides and compared; then "
		"the "
		"line `database:` of allclear.yaml is changed. What was there stays as it was. "
		"Interrupted, it has changed nothing: run it again (see docs/postgresql.md). An "
		"administrator vouches for it (see docs/officers.md).",
};
