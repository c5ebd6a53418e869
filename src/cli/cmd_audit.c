#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

/* The backup may have been of this very moment: then nothing is missing. */
static void print_vanished(const struct ac_json *restore)
{
	long long common = (long long)ac_cli_i64(restore, "common"),
		  last = (long long)ac_cli_i64(restore, "seq");
	if (common >= last)
		printf("; nothing was lost by it\n");
	else
		printf(" up to row %lld; rows %lld to %lld of the database that it replaced (head "
		       "%s) are not in this chain\n",
			common, common + 1, last, ac_cli_str(restore, "head"));
}

static void print_restore(const struct ac_json *restore)
{
	const char *replaced = ac_cli_str(restore, "replaced");
	printf("row %lld: %s restored a backup, %s", (long long)ac_cli_i64(restore, "row"),
		ac_cli_str(restore, "officer"), ac_cli_str(restore, "at"));
	if (strcmp(replaced, "database") == 0)
		print_vanished(restore);
	else if (strcmp(replaced, "unreadable") == 0)
		printf(" in place of a database that could not be opened\n");
	else if (strcmp(replaced, "none") == 0)
		printf(" where no database was\n");
	else
		printf("; what it replaced was not noted\n");
}

static int verify(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	AC_AUTO(json) struct ac_json *answer = NULL;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/audit/verify") != AC_OK)
		return ac_cli_failed(cli);
	bool good = ac_cli_bool(answer, "verified");
	if (ac_cli_print_json(cli, answer))
		return good ? AC_EXIT_GOOD : AC_EXIT_NO;
	if (good)
		printf("%lld rows and %lld published messages check; head %s\n",
			(long long)ac_cli_i64(answer, "rows"),
			(long long)ac_cli_i64(answer, "messages"), ac_cli_str(answer, "head"));
	ac_json_each(ac_json_find(answer, "restores"), restore) print_restore(restore);
	if (ac_cli_i64(answer, "first_broken_message"))
		printf("published message %lld does not check: it was changed, removed or slipped "
		       "in\n",
			(long long)ac_cli_i64(answer, "first_broken_message"));
	if (ac_cli_i64(answer, "first_broken"))
		printf("row %lld does not check: it, or a row beside it, was changed; %lld rows "
		       "before "
		       "it are sound\n",
			(long long)ac_cli_i64(answer, "first_broken"),
			(long long)ac_cli_i64(answer, "rows"));
	return good ? AC_EXIT_GOOD : AC_EXIT_NO;
}

const struct ac_command ac_cmd_audit_verify = {
	.name = "audit verify",
	.summary = "Check that no decision and no published message was changed, removed or "
		   "slipped in",
	.run = verify,
	.more = "Note the head elsewhere now and then: it shows when the end was cut off. "
		"The published messages are held against the hashes in the chain. Of each restore "
		"it "
		"says which rows of the replaced database are not in the chain. Exit status 1: "
		"something is broken.",
};

static const struct ac_option list_options[] = {
	{ "object", "KIND/ID", "only rows about it: campaign/7", false },
	{ "from", "N", "from row N on", false },
	{ "limit", "N", "at most so many rows (default 200)", false },
	{ 0 },
};

static void print_rows(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">ROW|AT|OFFICER|ACTION|OBJECT");
	ac_json_each(ac_json_find(answer, "rows"), row)
	{
		ac_table_i64(table, ac_cli_i64(row, "seq"));
		ac_table_time(table, ac_cli_str(row, "at"));
		ac_table_text(table, ac_cli_str(row, "officer"));
		ac_table_text(table, ac_cli_str(row, "action"));
		ac_table_text(table, ac_cli_str(row, "object"));
	}
	ac_table_print(table, "no decisions yet");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(buf) struct ac_buf target;
	ac_buf_init(&target, 1024);
	ac_buf_printf(&target, "/v1/audit");
	ac_cli_add_query(&target, "object", ac_arg(args, "object"));
	ac_cli_add_query(&target, "from", ac_arg(args, "from"));
	ac_cli_add_query(&target, "limit", ac_arg(args, "limit"));
	return ac_cli_show(cli, AC_GET, NULL, print_rows, "%s", target.p);
}

const struct ac_command ac_cmd_audit_list = {
	.name = "audit list",
	.summary = "List who decided what, and when",
	.options = list_options,
	.run = list,
};
