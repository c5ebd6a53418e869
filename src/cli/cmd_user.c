/* user …: officers' accounts. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/roles.h"
#include "cli/secrets.h"
#include "cli/session_file.h"
#include "cli/table.h"

#include <stdio.h>

static const char asked_for[] = "its first line is the password (default: asked for)";

/* ---- add ---- */

static const struct ac_option add_options[] = {
	{ "roles", "LIST", "what they may do: see docs/permissions.md", true },
	{ "password-file", "FILE", asked_for, false },
	{ 0 },
};

static enum ac_status read_officer(
	struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	AC_AUTO(secret) struct ac_buf password = { 0 };
	AC_TRY(ac_cli_secret(cli, ac_arg(args, "password-file"), "Password of the new officer",
		true, &password));
	ac_json_set_text(body, "name", ac_operand(args, 0));
	ac_cli_set_roles(body, ac_arg(args, "roles"));
	ac_json_set_str(body, "password", ac_buf_str(&password));
	return AC_OK;
}

/* Nobody can vouch for the first one. */
static enum ac_status add_somebody(
	struct ac_cli *cli, const struct ac_json *body, struct ac_json **answer)
{
	AC_TRY(ac_cli_session_read(cli));
	enum ac_status status = AC_NO_SESSION;
	if (cli->secret)
		status = ac_cli_call(cli, AC_POST, body, answer, "/v1/officers");
	return status == AC_NO_SESSION
		       ? ac_cli_call(cli, AC_POST, body, answer, "/v1/officers/first")
		       : status;
}

static void print_otpauth(const char *name, const struct ac_json *answer)
{
	printf("Put this into %s's authenticator now; it is not shown again:\n%s\n", name,
		ac_cli_str(answer, "otpauth"));
}

static int add(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	if (read_officer(cli, args, body) != AC_OK || add_somebody(cli, body, &answer) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_cli_print_json(cli, answer))
		return AC_EXIT_GOOD;
	printf("officer %lld: %s\n", (long long)ac_cli_i64(answer, "id"),
		ac_cli_str(answer, "name"));
	print_otpauth(ac_cli_str(answer, "name"), answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_user_add = {
	.name = "user add",
	.operands = "NAME",
	.summary = "Add an officer",
	.options = add_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = add,
	.more = "LIST is some of analyst, officer, approver, caller, legal, auditor, "
		"administrator, "
		"separated by commas. The first officer needs no session, must be an "
		"administrator, "
		"and can be added only by the Unix user whom the data directory belongs to.",
};

/* ---- list ---- */

static void print_officers(const struct ac_json *answer)
{
	AC_AUTO(table) struct ac_table *table = ac_table_new(">ID|NAME|ROLES|STATE|SINCE");
	ac_json_each(ac_json_find(answer, "officers"), officer)
	{
		AC_AUTO(buf) struct ac_buf roles;
		ac_buf_init(&roles, 200);
		ac_cli_roles_text(ac_json_find(officer, "roles"), &roles);
		ac_table_i64(table, ac_cli_i64(officer, "id"));
		ac_table_text(table, ac_cli_str(officer, "name"));
		ac_table_text(table, roles.p ? roles.p : "");
		ac_table_text(table, ac_cli_bool(officer, "disabled")       ? "disabled"
				     : *ac_cli_str(officer, "locked_until") ? "locked"
									    : "");
		ac_table_time(table, ac_cli_str(officer, "created"));
	}
	ac_table_print(table, "no officers");
}

static int list(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_officers, "/v1/officers");
}

const struct ac_command ac_cmd_user_list = {
	.name = "user list",
	.summary = "List the officers",
	.run = list,
};

/* ---- changes ---- */

static enum ac_status find_id(struct ac_cli *cli, const char *name, int64_t *id)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_TRY(ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/officers"));
	ac_json_each(ac_json_find(answer, "officers"), officer)
	{
		if (strcmp(ac_cli_str(officer, "name"), name) != 0)
			continue;
		*id = ac_cli_i64(officer, "id");
		return AC_OK;
	}
	return ac_fail(
		&cli->err, AC_NOT_FOUND, "there is no officer of that name: `allclear user list`");
}

/* POST /v1/officers/ID/WHAT; says `done` when it went well */
static int change(struct ac_cli *cli, const char *name, const char *what,
	const struct ac_json *body, const char *done)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	int64_t id = 0;
	if (find_id(cli, name, &id) != AC_OK ||
		ac_cli_call(cli, AC_POST, body, &answer, "/v1/officers/%lld/%s", (long long)id,
			what) != AC_OK)
		return ac_cli_failed(cli);
	if (ac_cli_print_json(cli, answer))
		return AC_EXIT_GOOD;
	printf("%s: %s\n", name, done);
	if (*ac_cli_str(answer, "otpauth"))
		print_otpauth(name, answer);
	return AC_EXIT_GOOD;
}

static int roles(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	ac_cli_set_roles(body, ac_operand(args, 1));
	return change(cli, ac_operand(args, 0), "roles", body, "has these roles from now on");
}

const struct ac_command ac_cmd_user_roles = {
	.name = "user roles",
	.operands = "NAME LIST",
	.summary = "Change an officer's roles",
	.min_operands = 2,
	.max_operands = 2,
	.run = roles,
	.more = "They count at once, for sessions and tokens that there are.",
};

static int totp(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return change(cli, ac_operand(args, 0), "authenticator", body,
		"what the old authenticator shows is void; sessions and tokens have ended");
}

const struct ac_command ac_cmd_user_totp = {
	.name = "user totp",
	.operands = "NAME",
	.summary = "Give an officer another authenticator, when theirs is lost",
	.min_operands = 1,
	.max_operands = 1,
	.run = totp,
	.more = "Make sure that it is they who ask. Their sessions and tokens end.",
};

static int disable(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return change(cli, ac_operand(args, 0), "disable", body,
		"cannot log in any more; sessions and tokens have ended");
}

const struct ac_command ac_cmd_user_disable = {
	.name = "user disable",
	.operands = "NAME",
	.summary = "Shut an officer out",
	.min_operands = 1,
	.max_operands = 1,
	.run = disable,
	.more = "Their name stays in history. The last administrator cannot be shut out.",
};

static int enable(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	return change(cli, ac_operand(args, 0), "enable", body, "can log in again");
}

const struct ac_command ac_cmd_user_enable = {
	.name = "user enable",
	.operands = "NAME",
	.summary = "Let an officer in again, also one whom wrong log-ins have locked out",
	.min_operands = 1,
	.max_operands = 1,
	.run = enable,
};

/* ---- password ---- */

static const struct ac_option password_options[] = {
	{ "password-file", "FILE", asked_for, false },
	{ "old-password-file", "FILE", "for one's own: the present one (default: asked for)",
		false },
	{ 0 },
};

static enum ac_status is_mine(struct ac_cli *cli, const char *name, bool *mine)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_TRY(ac_cli_call(cli, AC_GET, NULL, &answer, "/v1/session"));
	*mine = strcmp(ac_cli_str(ac_json_find(answer, "officer"), "name"), name) == 0;
	return AC_OK;
}

static int own_password(struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	AC_AUTO(secret) struct ac_buf old = { 0 };
	if (ac_cli_secret(cli, ac_arg(args, "old-password-file"), "Present password", false,
		    &old) != AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_str(body, "old", ac_buf_str(&old));
	if (ac_cli_call(cli, AC_POST, body, &answer, "/v1/session/password") != AC_OK)
		return ac_cli_failed(cli);
	ac_cli_session_remove(cli);
	return ac_cli_say(
		cli, answer, "changed; all your sessions and tokens have ended: log in again\n");
}

static int password(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object();
	AC_AUTO(secret) struct ac_buf fresh = { 0 };
	bool mine;
	if (is_mine(cli, ac_operand(args, 0), &mine) != AC_OK ||
		ac_cli_secret(cli, ac_arg(args, "password-file"), "New password", true, &fresh) !=
			AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_str(body, "password", ac_buf_str(&fresh));
	if (mine)
		return own_password(cli, args, body);
	return change(cli, ac_operand(args, 0), "password", body,
		"has another password; sessions and tokens have ended");
}

const struct ac_command ac_cmd_user_password = {
	.name = "user password",
	.operands = "NAME",
	.summary = "Change one's own password, or give another officer a new one",
	.options = password_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = password,
	.more = "12 bytes or more; length is what counts. All sessions and tokens of the officer "
		"end.",
};
