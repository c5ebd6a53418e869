/* person show, list: who they are, what was tried, why they come when they come. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

static void print_head(const struct ac_json *person)
{
	printf("person %lld: %s%s%s%s\n", (long long)ac_cli_i64(person, "id"),
		ac_cli_str(person, "name"), *ac_cli_str(person, "native_name") ? " (" : "",
		ac_cli_str(person, "native_name"), *ac_cli_str(person, "native_name") ? ")" : "");
	printf("  language %s, source %s%s\n", ac_cli_str(person, "language"),
		ac_cli_str(person, "source"), ac_cli_bool(person, "minor") ? ", a minor" : "");
	ac_json_each(ac_json_find(person, "stays"), stay)
		printf("  stays at %s from %.10s to %.10s\n", ac_cli_str(stay, "place"),
			ac_cli_str(stay, "from"),
			*ac_cli_str(stay, "to") ? ac_cli_str(stay, "to") : "an open end");
	ac_json_each(ac_json_find(person, "contacts"), contact)
		printf("  %-9s %-20s %s\n", ac_cli_str(contact, "kind"),
			ac_cli_str(contact, "address"), ac_cli_str(contact, "state"));
	if (ac_json_count(ac_json_find(person, "party")))
		printf("  travels with %zu others\n", ac_json_count(ac_json_find(person, "party")));
}

static void print_task(const struct ac_json *task)
{
	printf("\ncampaign %lld: tier %lld (%s), %s", (long long)ac_cli_i64(task, "campaign"),
		(long long)ac_cli_i64(task, "tier"), ac_cli_str(task, "tier_name"),
		ac_cli_str(task, "standing"));
	if (*ac_cli_str(task, "reason"))
		printf(" (%s)", ac_cli_str(task, "reason"));
	if (*ac_cli_str(task, "told"))
		printf(", told: %s", ac_cli_str(task, "told"));
	if (*ac_cli_str(task, "explained"))
		printf(", not told: %s", ac_cli_str(task, "explained"));
	putchar('\n');
	if (*ac_cli_str(task, "next"))
		printf("  next: %s\n", ac_cli_str(task, "next"));
	if (*ac_cli_str(task, "why_then"))
		printf("  why then: %s\n", ac_cli_str(task, "why_then"));
}

static void print_history(const struct ac_json *person)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new("AT|>CAMPAIGN|WHAT|BY");
	ac_json_each(ac_json_find(person, "history"), entry)
	{
		ac_table_time(table, ac_cli_str(entry, "at"));
		ac_table_i64(table, ac_cli_i64(entry, "campaign"));
		ac_table_text(table, ac_cli_str(entry, "what"));
		ac_table_text(table, ac_cli_str(entry, "by"));
	}
	putchar('\n');
	ac_table_print(table, "nothing was tried yet");
}

static void print_person(const struct ac_json *answer)
{
	print_head(answer);
	ac_json_each(ac_json_find(answer, "tasks"), task) print_task(task);
	print_history(answer);
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "PERSON", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_person, "/v1/people/%lld", (long long)id);
}

const struct ac_command ac_cmd_person_show = {
	.name = "person show",
	.operands = "PERSON",
	.summary = "Show everything tried with a person and answered, and why they come when they "
		   "come",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
	.more = "Looking at a person's data is written into the audit chain.",
};

/* ---- list ---- */

static const struct ac_option list_options[] = {
	{ "campaign", "CAMPAIGN", "of that campaign (default: the newest)", false },
	{ "standing", "WORD",
		"only those, e.g. refuses, needs_help; `unaccounted`: everyone who is "
		"not done, safe or elsewhere",
		false },
	{ "tier", "N", "only that tier", false },
	{ "csv", NULL, "as CSV with names and numbers", false },
	{ 0 },
};

enum { page = 1000 };

static void csv_field(const char *text, bool last)
{
	bool quote = strpbrk(text, "\",\r\n") != NULL;
	/* A cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
	const char *guard = *text && strchr("=+-@\t", *text) && text[0] != '+' ? "'" : "";
	fputs(quote ? "\"" : "", stdout);
	fputs(guard, stdout);
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			putchar('"');
		putchar(*c);
	}
	fputs(quote ? "\"" : "", stdout);
	fputs(last ? "\r\n" : ",", stdout);
}

static void csv_row(const struct ac_json *person)
{
	char number[24];
	snprintf(number, sizeof number, "%lld", (long long)ac_cli_i64(person, "id"));
	csv_field(number, false);
	csv_field(ac_cli_str(person, "name"), false);
	csv_field(ac_cli_str(person, "phone"), false);
	csv_field(ac_cli_str(person, "email"), false);
	csv_field(ac_cli_str(person, "place"), false);
	snprintf(number, sizeof number, "%lld", (long long)ac_cli_i64(person, "tier"));
	csv_field(number, false);
	csv_field(ac_cli_str(person, "standing"), false);
	csv_field(ac_cli_str(person, "told"), false);
	csv_field(ac_cli_str(person, "explained"), true);
}

static void table_row(struct ac_table *table, const struct ac_json *person)
{
	ac_table_i64(table, ac_cli_i64(person, "id"));
	ac_table_text(table, ac_cli_str(person, "name"));
	ac_table_text(table, ac_cli_str(person, "phone"));
	ac_table_text(table, ac_cli_str(person, "place"));
	ac_table_i64(table, ac_cli_i64(person, "tier"));
	ac_table_text(table, ac_cli_str(person, "standing"));
	ac_table_text(table, ac_cli_str(person, "told"));
	ac_table_text(table, ac_cli_str(person, "explained"));
}

static enum ac_status next_page(struct ac_cli *cli, const struct ac_args *args, int64_t campaign,
	int64_t after, struct ac_json **answer)
{
	AC_AUTO(buf) struct ac_buf target;
	char number[24];
	ac_buf_init(&target, 4096);
	ac_buf_printf(&target, "/v1/campaigns/%lld/people?limit=%d", (long long)campaign, page);
	ac_cli_add_query(&target, "standing", ac_arg(args, "standing"));
	ac_cli_add_query(&target, "tier", ac_arg(args, "tier"));
	snprintf(number, sizeof number, "%lld", (long long)after);
	ac_cli_add_query(&target, "after", number);
	return ac_cli_call(cli, AC_GET, NULL, answer, "%s", target.p);
}

/* The newest campaign, when none is named. @return an exit code; AC_EXIT_GOOD to go on */
static int which_campaign(struct ac_cli *cli, const struct ac_args *args, int64_t *campaign)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	if (ac_arg(args, "campaign"))
		return ac_cli_id(ac_arg(args, "campaign"), "--campaign", campaign) ? AC_EXIT_GOOD
										   : AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/campaigns") != AC_OK)
		return ac_cli_failed(cli);
	*campaign = 0;
	ac_json_each(ac_json_find(answer, "campaigns"),
		c) if (ac_cli_i64(c, "id") > *campaign) *campaign = ac_cli_i64(c, "id");
	return *campaign ? AC_EXIT_GOOD : ac_cli_usage("there is no campaign yet");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *all = ac_json_new_object();
	struct ac_json *people = ac_json_set_array(all, "people");
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">PERSON|NAME|PHONE|PLACE|>TIER|STANDING|TOLD|EXPLAINED");
	bool csv = ac_arg_given(args, "csv");
	int64_t campaign = 0, after = 0;
	int code = which_campaign(cli, args, &campaign);
	if (code != AC_EXIT_GOOD)
		return code;
	if (csv)
		fputs("person,name,phone,email,place,tier,standing,told,explained\r\n", stdout);
	for (bool more = true; more;) {
		AC_AUTO(json) struct ac_json *answer = NULL;
		if (next_page(cli, args, campaign, after, &answer) != AC_OK)
			return ac_cli_failed(cli);
		const struct ac_json *found = ac_json_find(answer, "people");
		ac_json_each(found, person)
		{
			if (csv)
				csv_row(person);
			else if (cli->json)
				ac_json_add(people, ac_json_copy(person));
			else
				table_row(table, person);
		}
		after = ac_cli_i64(answer, "next");
		more = after > 0;
	}
	if (!csv && !ac_cli_print_json(cli, all))
		ac_table_print(table, "nobody");
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_person_list = {
	.name = "person list",
	.summary =
		"List people of a campaign with their names: the unaccounted, those who refuse, …",
	.options = list_options,
	.run = list,
	.more = "Names and numbers are decrypted for you; that is written into the audit chain.",
};
