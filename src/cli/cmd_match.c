#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>
#include <unistd.h>

static const struct ac_option options[] = {
	{ "area", "FILE.geojson", "polygons and circles (GeoJSON)", true },
	{ "from", "DATE", "first day (YYYY-MM-DD), included", true },
	{ "to", "DATE", "last day, included", true },
	{ "by", "hotel", "counts per hotel as well", false },
	{ 0 },
};

static void print_counts(const struct ac_json *answer)
{
	static const char *const names[] = { "stays", "travellers", "parties", "by_phone",
		"by_email", "not_reachable" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		printf("%-14s %10lld\n", names[i], (long long)ac_cli_i64(answer, names[i]));
	const struct ac_json *hotels = ac_json_find(answer, "hotels");
	if (!hotels)
		return;
	AC_AUTO(table) struct ac_table *table = ac_table_new("HOTEL|NAME|>STAYS|>TRAVELLERS");
	ac_json_each(hotels, hotel)
	{
		ac_table_text(table, ac_cli_str(hotel, "hotel_id"));
		ac_table_text(table, ac_cli_str(hotel, "name"));
		ac_table_i64(table, ac_cli_i64(hotel, "stays"));
		ac_table_i64(table, ac_cli_i64(hotel, "travellers"));
	}
	putchar('\n');
	ac_table_print(table, "no hotels");
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_AUTO(buf) struct ac_buf target;
	int fd;
	ac_buf_init(&target, 4096);
	ac_buf_printf(&target, "/v1/matches");
	ac_cli_add_query(&target, "from", ac_arg(args, "from"));
	ac_cli_add_query(&target, "to", ac_arg(args, "to"));
	ac_cli_add_query(&target, "by", ac_arg(args, "by"));
	if (ac_cli_open(cli, ac_arg(args, "area"), &fd) != AC_OK)
		return ac_cli_failed(cli);
	struct ac_cli_call call = { .method = AC_POST, .target = target.p, .body_fd = fd };
	enum ac_status status = ac_cli_ask(cli, &call, &answer);
	close(fd);
	if (status != AC_OK)
		return ac_cli_failed(cli);
	if (!ac_cli_print_json(cli, answer))
		print_counts(answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_match = {
	.name = "match",
	.summary = "Count who is in an area on some days, and how they can be reached",
	.options = options,
	.run = run,
	.more = "Both days are included, in the time zone of each place. A point on an edge "
		"belongs to "
		"the area.",
};
