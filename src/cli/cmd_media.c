/* Media contacts, and what they were told. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/table.h"

#include <stdio.h>

/* ---- add, drop, list ---- */

static const struct ac_option add_options[] = {
	{ "outlet", "NAME", "the newspaper, station, agency", true },
	{ "language", "TAG", "in which they are told: en, he, …", true },
	{ "phone", "NUMBER", "for short messages", false },
	{ "email", "ADDRESS", "e-mail cannot be sent yet: what goes there is held and shown",
		false },
	{ "source", "NAME",
		"a registered source: on what ground this is held (default: registered)", false },
	{ 0 },
};

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	if (!ac_arg(args, "phone") && !ac_arg(args, "email"))
		return ac_cli_usage("how are they reached? Give --phone or --email");
	ac_json_set_text(
		body, "source", ac_arg(args, "source") ? ac_arg(args, "source") : "registered");
	ac_json_set_text(body, "name", ac_operand(args, 0));
	ac_json_set_text(body, "outlet", ac_arg(args, "outlet"));
	ac_json_set_text(body, "language", ac_arg(args, "language"));
	ac_cli_set_text(body, "phone", ac_arg(args, "phone"));
	ac_cli_set_text(body, "email", ac_arg(args, "email"));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/media") != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "media contact %lld\n", (long long)ac_cli_i64(answer, "id"));
}

const struct ac_command ac_cmd_media_add = {
	.name = "media add",
	.operands = "NAME",
	.summary = "Add somebody in the media who is told what is published",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
};

static int drop(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CONTACT", &id))
		return AC_EXIT_USAGE;
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/media/%lld/drop", (long long)id) != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "media contact %lld is forgotten\n", (long long)id);
}

const struct ac_command ac_cmd_media_drop = {
	.name = "media drop",
	.operands = "CONTACT",
	.summary = "Forget a media contact",
	.min_operands = 1,
	.max_operands = 1,
	.run = drop,
	.more = "Name, number and address are gone; what was not sent yet is dropped.",
};

static void print_contacts(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table = ac_table_new(">CONTACT|OUTLET|NAME|LANGUAGE|PHONE|E-MAIL");
	ac_json_each(ac_json_find(answer, "contacts"), contact)
	{
		ac_table_i64(table, ac_cli_i64(contact, "id"));
		ac_table_text(table, ac_cli_str(contact, "outlet"));
		ac_table_text(table, ac_cli_str(contact, "name"));
		ac_table_text(table, ac_cli_str(contact, "language"));
		ac_table_text(table, ac_cli_str(contact, "phone"));
		ac_table_text(table, ac_cli_str(contact, "email"));
	}
	ac_table_print(table, "no media contacts");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_contacts, "/v1/media");
}

const struct ac_command ac_cmd_media_list = {
	.name = "media list",
	.summary = "List the media contacts",
	.run = list,
	.more = "Whoever looks stands in the audit chain.",
};

/* ---- deliveries ---- */

static const struct ac_option deliveries_options[] = {
	{ "attribution", NULL, "the number is that of an attribution", false },
	{ 0 },
};

static void print_deliveries(const struct ac_json *answer)
{
	AC_AUTO(table)
	struct ac_table *table =
		ac_table_new(">CONTACT|OUTLET|WHAT|LANGUAGE|STATE|WRITTEN|SENT|ENDED|WHY");
	ac_json_each(ac_json_find(answer, "deliveries"), delivery)
	{
		ac_table_i64(table, ac_cli_i64(delivery, "contact"));
		ac_table_text(table, ac_cli_str(delivery, "outlet"));
		ac_table_text(table, ac_cli_str(delivery, "kind"));
		ac_table_text(table, ac_cli_str(delivery, "language"));
		ac_table_text(table, ac_cli_str(delivery, "state"));
		ac_table_time(table, ac_cli_str(delivery, "created_at"));
		ac_table_time(table, ac_cli_str(delivery, "submitted_at"));
		ac_table_time(table, ac_cli_str(delivery, "ended_at"));
		ac_table_text(table, ac_cli_str(delivery, "why"));
	}
	ac_table_print(table, "nothing went to the media");
}

static int deliveries(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "WARNING", &id))
		return AC_EXIT_USAGE;
	return ac_cli_show(cli, AC_GET, NULL, print_deliveries, "/v1/%s/%lld/media",
		ac_arg_given(args, "attribution") ? "attributions" : "warnings", (long long)id);
}

const struct ac_command ac_cmd_media_deliveries = {
	.name = "media deliveries",
	.operands = "WARNING",
	.summary = "Show who in the media got what, when, and who did not",
	.options = deliveries_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = deliveries,
};
