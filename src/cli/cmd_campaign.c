/* campaign preview, start, show, list and the orders to a running one; `watch` has its own file. */
#include "cli/campaign_print.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>
#include <unistd.h>

static const struct ac_option plan_options[] = {
	{ "warning", "WARNING", "the warning that people are told about", true },
	{ "plan", "FILE.yaml", "tiers, ladders and texts (docs/plan.md)", true },
	{ 0 },
};

/* @return an exit code; AC_EXIT_GOOD to go on */
static int plan_body(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	if (!ac_cli_set_id(body, "warning", args, "warning"))
		return AC_EXIT_USAGE;
	if (ac_cli_set_file(cli, body, "plan", ac_arg(args, "plan"), 512u << 10) != AC_OK)
		return ac_cli_failed(cli);
	return AC_EXIT_GOOD;
}

/* ---- preview ---- */

static void print_preview(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *tiers = ac_table_new(">TIER|NAME|LANGUAGE|>PEOPLE|>SEGMENTS|TEXT IN");
	ac_json_each(ac_json_find(answer, "tiers"), tier)
	{
		ac_json_each(ac_json_find(tier, "languages"), language)
		{
			ac_table_i64(tiers, ac_cli_i64(tier, "tier"));
			ac_table_text(tiers, ac_cli_str(tier, "name"));
			ac_table_text(tiers, ac_cli_str(language, "language"));
			ac_table_i64(tiers, ac_cli_i64(language, "people"));
			ac_table_i64(tiers, ac_cli_i64(language, "segments"));
			ac_table_text(tiers, ac_cli_str(language, "text_language"));
		}
	}
	ac_table_print(tiers, "nobody is concerned");
	printf("\n%lld people, %lld messages, %lld segments",
		(long long)ac_cli_i64(answer, "people"), (long long)ac_cli_i64(answer, "messages"),
		(long long)ac_cli_i64(answer, "segments"));
	double seconds = 0, rate = 0;
	(void)!ac_json_opt_double(answer, "first_round_s", 0, &seconds, NULL);
	(void)!ac_json_opt_double(answer, "rate_per_s", 0, &rate, NULL);
	if (rate > 0)
		printf(": the first round takes %.0f s at %.0f segments/s\n", seconds, rate);
	else
		printf("; no link is configured to carry them\n");
	printf("%lld have no way that works%s\n", (long long)ac_cli_i64(answer, "no_way"),
		ac_cli_i64(answer, "no_way") ? ":" : "");
	ac_json_each(ac_json_find(answer, "no_way_by"), reason)
	{
		int64_t n;
		if (ac_json_as_i64(reason, &n, NULL) == AC_OK && n)
			printf("  %-12s %lld\n", ac_json_name(reason).p, (long long)n);
	}
}

static int preview(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	int code = plan_body(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	return ac_cli_show(cli, AC_POST, body, print_preview, "/v1/campaigns/preview");
}

const struct ac_command ac_cmd_campaign_preview = {
	.name = "campaign preview",
	.summary = "Say who would be told what, how long it takes, and who has no way",
	.options = plan_options,
	.run = preview,
};

/* ---- start ---- */

static int start(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int code = plan_body(cli, args, body);
	if (code != AC_EXIT_GOOD)
		return code;
	struct ac_cli_call call = {
		.method = AC_POST, .target = "/v1/campaigns", .body = body, .what = "campaign"
	};
	if (ac_cli_ask(cli, &call, &answer) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer,
		"campaign %lld has begun: %lld recipients; `allclear campaign watch %lld` "
		"shows it\n",
		(long long)ac_cli_i64(answer, "id"), (long long)ac_cli_i64(answer, "recipients"),
		(long long)ac_cli_i64(answer, "id"));
}

const struct ac_command ac_cmd_campaign_start = {
	.name = "campaign start",
	.summary = "Tell everyone whom a published warning concerns",
	.options = plan_options,
	.run = start,
};

/* ---- show, list ---- */

static void print_campaign(const struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1u << 20);
	ac_campaign_draw(&text, answer, 100, isatty(STDOUT_FILENO) == 1);
	fwrite(text.p, 1, text.n, stdout);
}

static int show(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_campaign, "/v1/campaigns/%lld", (long long)id);
}

const struct ac_command ac_cmd_campaign_show = {
	.name = "campaign show",
	.operands = "CAMPAIGN",
	.summary = "Show where everyone of a campaign is",
	.min_operands = 1,
	.max_operands = 1,
	.run = show,
};

static void print_campaigns(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(
		">CAMPAIGN|>WARNING|STATE|BEGAN|CLOSING|>RECIPIENTS|>TOLD|>PENDING|>EXPLAINED");
	ac_json_each(ac_json_find(answer, "campaigns"), campaign)
	{
		const struct ac_json *counts = ac_json_find(campaign, "counts");
		ac_table_i64(table, ac_cli_i64(campaign, "id"));
		ac_table_i64(table, ac_cli_i64(campaign, "warning"));
		ac_table_text(table, ac_cli_str(campaign, "state"));
		ac_table_time(table, ac_cli_str(campaign, "created_at"));
		ac_table_text(table, ac_cli_str(campaign, "closing"));
		ac_table_i64(table, ac_cli_i64(counts, "recipients"));
		ac_table_i64(table, ac_cli_i64(counts, "told"));
		ac_table_i64(table, ac_cli_i64(counts, "pending"));
		ac_table_i64(table, ac_cli_i64(counts, "explained"));
	}
	ac_table_print(table, "no campaigns");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_campaigns, "/v1/campaigns");
}

const struct ac_command ac_cmd_campaign_list = {
	.name = "campaign list",
	.summary = "List the campaigns",
	.run = list,
};

/* ---- orders ---- */

static int order(struct ac_cli *cli, const struct ac_args *args, const char *verb)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/campaigns/%lld/%s", (long long)id,
		    verb) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(
		cli, answer, "campaign %lld: %s\n", (long long)id, ac_cli_str(answer, "state"));
}

static int pause_campaign(struct ac_cli *cli, const struct ac_args *args)
{
	return order(cli, args, "pause");
}

const struct ac_command ac_cmd_campaign_pause = {
	.name = "campaign pause",
	.operands = "CAMPAIGN",
	.summary = "Submit nothing more until it is resumed; answers are still taken",
	.min_operands = 1,
	.max_operands = 1,
	.run = pause_campaign,
};

static int resume(struct ac_cli *cli, const struct ac_args *args)
{
	return order(cli, args, "resume");
}

const struct ac_command ac_cmd_campaign_resume = {
	.name = "campaign resume",
	.operands = "CAMPAIGN",
	.summary = "Go on with a paused campaign",
	.min_operands = 1,
	.max_operands = 1,
	.run = resume,
};

static const struct ac_option check_options[] = {
	{ "texts", "FILE.yaml", "the question per language, in place of those shipped", false },
	{ 0 },
};

static int check(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_set_file(cli, body, "texts", ac_arg(args, "texts"), 1u << 20) != AC_OK ||
		ac_cli_call(cli, AC_POST, body, &answer, "/v1/campaigns/%lld/check",
			(long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "campaign %lld asks everyone inside whether they are safe\n",
		(long long)id);
}

const struct ac_command ac_cmd_campaign_check = {
	.name = "campaign check",
	.operands = "CAMPAIGN",
	.summary = "Ask everyone inside whether they are safe or need help, and go on",
	.options = check_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = check,
	.more = "It takes the place of what every tier said so far, but for those on their way "
		"there: "
		"who was told something before gets it as what replaces it. A campaign that an "
		"event has frozen goes on with it.",
};

static int finish(struct ac_cli *cli, const struct ac_args *args)
{
	return order(cli, args, "finish");
}

const struct ac_command ac_cmd_campaign_finish = {
	.name = "campaign finish",
	.operands = "CAMPAIGN",
	.summary = "Close a campaign for good; refused while anyone is pending",
	.min_operands = 1,
	.max_operands = 1,
	.run = finish,
};

/* ---- text ---- */

static const struct ac_option text_options[] = {
	{ "tier", "N", "the tier whose text was wrong", true },
	{ "texts", "FILE.yaml", "the corrected text per language", true },
	{ 0 },
};

static int correct(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id, tier;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id) ||
		!ac_cli_id(ac_arg(args, "tier"), "--tier", &tier))
		return AC_EXIT_USAGE;
	ac_json_set_i64(body, "tier", tier);
	if (ac_cli_set_file(cli, body, "texts", ac_arg(args, "texts"), 256u << 10) != AC_OK ||
		ac_cli_call(cli, AC_POST, body, &answer, "/v1/campaigns/%lld/texts",
			(long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer,
		"tier %lld of campaign %lld says version %lld now; whoever had an earlier "
		"one "
		"gets it marked as replacing that\n",
		(long long)tier, (long long)id, (long long)ac_cli_i64(answer, "version"));
}

const struct ac_command ac_cmd_campaign_text = {
	.name = "campaign text",
	.operands = "CAMPAIGN",
	.summary =
		"Correct what a tier is told: unsent messages are withdrawn, the others replaced",
	.options = text_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = correct,
};
