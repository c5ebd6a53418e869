#include "cli/warning_print.h"

#include "cli/table.h"

#include <stdio.h>

static void print_areas(const struct ac_json *areas)
{
	if (!ac_json_count(areas))
		return;
	printf("  areas    ");
	bool first = true;
	ac_json_each(areas, area)
	{
		printf("%s%s", first ? "" : ", ", ac_cli_str(area, "name"));
		first = false;
	}
	putchar('\n');
}

void ac_warning_print(const struct ac_json *warning)
{
	printf("warning %lld of case %lld: %s\n", (long long)ac_cli_i64(warning, "id"),
		(long long)ac_cli_i64(warning, "case"), ac_cli_str(warning, "state"));
	if (*ac_cli_str(warning, "scheme"))
		printf("  level    %lld (%s)\n", (long long)ac_cli_i64(warning, "level"),
			ac_cli_str(warning, "scheme"));
	printf("  valid    %s to %s\n", ac_cli_str(warning, "valid_from"),
		ac_cli_str(warning, "valid_to"));
	print_areas(ac_json_find(warning, "areas"));
	ac_json_each(ac_json_find(warning, "texts"), text)
		printf("  %-7s  %s\n", ac_cli_str(text, "language"), ac_cli_str(text, "headline"));
	const struct ac_json *messages = ac_json_find(warning, "messages");
	if (!ac_json_count(messages))
		return;
	AC_AUTO(table) struct ac_table *table = ac_table_new("SENT|TYPE|IDENTIFIER");
	ac_json_each(messages, message)
	{
		ac_table_time(table, ac_cli_str(message, "sent"));
		ac_table_text(table, ac_cli_str(message, "type"));
		ac_table_text(table, ac_cli_str(message, "identifier"));
	}
	putchar('\n');
	ac_table_print(table, "");
}
