#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct ac_option options[] = {
	{ "columns", "THEIRS=OURS,…", "the file's column THEIRS is our field OURS", false },
	{ "source", "NAME", "source of people for rows without a source column", false },
	{ "dry-run", NULL, "check and count, change nothing", false },
	{ 0 },
};

static void print_report(const struct ac_json *answer)
{
	printf("%lld rows: %lld added, %lld updated, %lld unchanged, %lld refused, %lld "
	       "doubtful%s\n",
		(long long)ac_cli_i64(answer, "rows"), (long long)ac_cli_i64(answer, "added"),
		(long long)ac_cli_i64(answer, "updated"),
		(long long)ac_cli_i64(answer, "unchanged"),
		(long long)ac_cli_i64(answer, "refused"), (long long)ac_cli_i64(answer, "doubtful"),
		ac_cli_bool(answer, "dry_run") ? " (dry run: nothing was changed)" : "");
	ac_json_each(ac_json_find(answer, "columns_left_out"), column)
	{
		struct ac_str name;
		if (ac_json_as_str(column, &name, NULL) == AC_OK)
			printf("column \"%.*s\" is not known and was left out\n", AC_STR_ARG(name));
	}
	const struct ac_json *notes = ac_json_find(answer, "findings");
	if (!ac_json_count(notes))
		return;
	AC_AUTO(table) struct ac_table *table = ac_table_new(">LINE|COLUMN||WHY");
	ac_json_each(notes, note)
	{
		ac_table_i64(table, ac_cli_i64(note, "line"));
		ac_table_text(table, ac_cli_str(note, "column"));
		ac_table_text(table, ac_cli_str(note, "severity"));
		ac_table_text(table, ac_cli_str(note, "message"));
	}
	ac_table_print(table, "");
	if (ac_cli_i64(answer, "findings_left_out"))
		printf("… and %lld more\n", (long long)ac_cli_i64(answer, "findings_left_out"));
}

/* The daemon does not know what the file is called here: its messages begin with "the file". */
static int failed(const struct ac_cli *cli, const char *path)
{
	static const char name[] = "the file:";
	if (strncmp(cli->err.msg, name, sizeof name - 1) != 0)
		return ac_cli_failed(cli);
	fprintf(stderr, "allclear: %s:%s\n", path, cli->err.msg + sizeof name - 1);
	return AC_EXIT_FAILED;
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_AUTO(buf) struct ac_buf target;
	int fd;
	ac_buf_init(&target, 8192);
	ac_buf_printf(&target, "/v1/imports");
	ac_cli_add_query(&target, "kind", ac_operand(args, 0));
	ac_cli_add_query(&target, "columns", ac_arg(args, "columns"));
	ac_cli_add_query(&target, "source", ac_arg(args, "source"));
	if (ac_arg_given(args, "dry-run"))
		ac_cli_add_query(&target, "dry_run", "true");
	if (ac_cli_open(cli, ac_operand(args, 1), &fd) != AC_OK)
		return ac_cli_failed(cli);
	struct ac_cli_call call = {
		.method = AC_POST,
		.target = target.p,
		.body_fd = fd,
		.what = "import",
	};
	enum ac_status status = ac_cli_ask(cli, &call, &answer);
	close(fd);
	if (status != AC_OK)
		return failed(cli, ac_operand(args, 1));
	if (!ac_cli_print_json(cli, answer))
		print_report(answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_import = {
	.name = "import",
	.operands = "hotels|sites|travellers FILE.csv",
	.summary = "Take in a CSV file; importing again updates and never doubles",
	.options = options,
	.min_operands = 2,
	.max_operands = 2,
	.run = run,
	.more = "The columns that are understood stand in docs/import.md. Rows that are refused or "
		"doubtful are reported one by one; the others are taken in.",
};
