/* Other issuers' feeds. (`source` is taken: there it means where people come from.) */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct ac_option follow_options[] = {
	{ "name", "NAME", "what it is called in lists (default: its address)", false },
	{ "every", "MIN", "minutes between two looks, 1 to 1440 (default: 5)", false },
	{ 0 },
};

/* What is no address is a file here: the daemon needs its whole path. */
static enum ac_status address_of(struct ac_cli *cli, const char *operand, char url[4200])
{
	char path[4096];
	if (strstr(operand, "://")) {
		(void)snprintf(url, 4200, "%.4100s", operand);
		return AC_OK;
	}
	if (!realpath(operand, path))
		return ac_fail_os(&cli->err, errno, "%s", operand);
	(void)snprintf(url, 4200, "file://%s", path);
	return AC_OK;
}

static int follow(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	char url[4200];
	if (address_of(cli, ac_operand(args, 0), url) != AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_text(body, "url", url);
	ac_cli_set_text(body, "name", ac_arg(args, "name"));
	if (ac_arg(args, "every")) {
		int64_t every;
		if (!ac_str_to_i64(ac_str(ac_arg(args, "every")), 1, 1440, &every))
			return ac_cli_usage("--every: minutes, 1 to 1440");
		ac_json_set_i64(body, "every_min", every);
	}
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/feeds") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(
		cli, answer, "feed %lld is followed\n", (long long)ac_cli_i64(answer, "id"));
}

static void print_feeds(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">FEED|NAME|>EVERY MIN|>IN FORCE|>MESSAGES|LOOKED AT|PROBLEM");
	ac_json_each(ac_json_find(answer, "feeds"), feed)
	{
		ac_table_i64(table, ac_cli_i64(feed, "id"));
		ac_table_text(table, ac_cli_str(feed, "name"));
		ac_table_i64(table, ac_cli_i64(feed, "every_min"));
		ac_table_i64(table, ac_cli_i64(feed, "in_force"));
		ac_table_i64(table, ac_cli_i64(feed, "messages"));
		ac_table_time(table, ac_cli_str(feed, "polled_at"));
		ac_table_text(table, ac_cli_str(feed, "why"));
	}
	ac_table_print(table, "no feed is followed");
}

static void print_in_force(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new("FROM|SENT|UNTIL|SIGNATURE|HEADLINE|WHERE");
	ac_json_each(ac_json_find(answer, "in_force"), message)
	{
		ac_table_text(table, ac_cli_str(message, "from"));
		ac_table_time(table, ac_cli_str(message, "sent"));
		ac_table_time(table, ac_cli_str(message, "expires"));
		ac_table_text(table, ac_cli_str(message, "signature"));
		ac_table_text(table, ac_cli_str(message, "headline"));
		ac_table_text(table, ac_cli_str(message, "areas"));
	}
	ac_table_print(table, "nothing is in force");
}

static void print_both(const struct ac_json *answer)
{
	print_feeds(answer);
	printf("\n");
	print_in_force(answer);
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_both, "/v1/feeds");
}

static void print_feed(const struct ac_json *answer)
{
	printf("%s: %s\n", ac_cli_str(answer, "name"), ac_cli_str(answer, "url"));
	if (*ac_cli_str(answer, "why"))
		printf("problem: %s\n", ac_cli_str(answer, "why"));
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">ID|STATE|SENT|UNTIL|IN FEED|SIGNATURE|HEADLINE|FINDING");
	ac_json_each(ac_json_find(answer, "messages"), message)
	{
		ac_table_i64(table, ac_cli_i64(message, "id"));
		ac_table_text(table, ac_cli_str(message, "state"));
		ac_table_time(table, ac_cli_str(message, "sent"));
		ac_table_time(table, ac_cli_str(message, "expires"));
		ac_table_text(table, *ac_cli_str(message, "altered_at") ? "altered"
				     : *ac_cli_str(message, "gone_at")  ? "gone"
									: "yes");
		ac_table_text(table, ac_cli_str(message, "signature"));
		ac_table_text(table, ac_cli_str(message, "headline"));
		ac_table_text(table, ac_cli_str(message, "finding"));
	}
	ac_table_print(table, "nothing has come yet");
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "FEED", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_feed, "/v1/feeds/%lld", (long long)id);
}

static void print_looked_at(const struct ac_json *answer)
{
	printf("%lld entries, %lld new (%lld of them break the rules), %lld gone from it\n",
		(long long)ac_cli_i64(answer, "entries"), (long long)ac_cli_i64(answer, "added"),
		(long long)ac_cli_i64(answer, "invalid"), (long long)ac_cli_i64(answer, "gone"));
	if (ac_cli_i64(answer, "judged"))
		printf("%lld from before judged again, as the pinned keys of their senders "
		       "changed\n",
			(long long)ac_cli_i64(answer, "judged"));
	if (*ac_cli_str(answer, "why"))
		printf("problem: %s\n", ac_cli_str(answer, "why"));
}

static int look(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	if (!ac_cli_id(ac_operand(args, 0), "FEED", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(
		cli, AC_POST, body, print_looked_at, "/v1/feeds/%lld/look", (long long)id);
}

static int drop(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	if (!ac_cli_id(ac_operand(args, 0), "FEED", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/feeds/%lld/drop", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "feed %lld is not followed any more\n", (long long)id);
}

const struct ac_command ac_cmd_feed_follow = {
	.name = "feed follow",
	.operands = "URL|FILE",
	.summary = "Follow another issuer's feed",
	.options = follow_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = follow,
	.more = "Atom, RSS or a CAP message; its files are fetched from its own host or folder "
		"only. "
		"Nothing that comes in is published or sent by us. (A source is where people come "
		"from: `source add`.)",
};

const struct ac_command ac_cmd_feed_list = {
	.name = "feed list",
	.summary = "List the feeds, and what is in force, ours and theirs",
	.run = list,
};

const struct ac_command ac_cmd_feed_show = {
	.name = "feed show",
	.operands = "FEED",
	.summary = "Show what came in a feed",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
	.more = "State `ended`: a later message of the same sender refers to it. A message that is "
		"gone from the feed was not ended by that. `altered`: it came again with other "
		"bytes "
		"under the same identifier; the first are kept, unless only the others are "
		"`verified`.",
};

const struct ac_command ac_cmd_feed_look = {
	.name = "feed look",
	.operands = "FEED",
	.summary = "Look at a feed now",
	.min_operands = 1,
	.max_operands = 1,
	.run = look,
};

const struct ac_command ac_cmd_feed_drop = {
	.name = "feed drop",
	.operands = "FEED",
	.summary = "Follow a feed no longer and forget its messages",
	.min_operands = 1,
	.max_operands = 1,
	.run = drop,
};
