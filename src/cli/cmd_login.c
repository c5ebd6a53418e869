/* login, logout, whoami: an officer's session. */
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/roles.h"
#include "cli/secrets.h"
#include "cli/session_file.h"

#include <stdio.h>

/* ---- login ---- */

static const struct ac_option login_options[] = {
	AC_CLI_PASSWORD_OPTIONS,
	{ 0 },
};

static enum ac_status read_log_in(
	struct ac_cli *cli, const struct ac_args *args, struct ac_json *body)
{
	AC_AUTO(secret) struct ac_buf password = { 0 };
	AC_AUTO(buf) struct ac_buf code = { 0 };
	AC_TRY(ac_cli_password_and_code(cli, args, &password, &code));
	ac_json_set_text(body, "name", ac_operand(args, 0));
	ac_json_set_str(body, "password", ac_buf_str(&password));
	ac_json_set_str(body, "code", ac_buf_str(&code));
	return AC_OK;
}

static void print_officer(const struct ac_json *answer)
{
	AC_AUTO(buf) struct ac_buf roles;
	ac_buf_init(&roles, 200);
	const struct ac_json *officer = ac_json_find(answer, "officer");
	ac_cli_roles_text(ac_json_find(officer, "roles"), &roles);
	printf("%s (%s), until %s\n", ac_cli_str(officer, "name"), roles.p,
		ac_cli_str(answer, "ends"));
}

static int login(struct ac_cli *cli, const struct ac_args *args)
{
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	if (read_log_in(cli, args, body) != AC_OK ||
		ac_cli_call(cli, AC_POST, body, &answer, "/v1/sessions") != AC_OK ||
		ac_cli_session_write(cli, ac_cli_str(answer, "secret")) != AC_OK)
		return ac_cli_failed(cli);
	ac_json_set_null(answer, "secret"); /* it lies in the file, and nowhere else */
	if (!ac_cli_print_json(cli, answer))
		print_officer(answer);
	return AC_EXIT_GOOD;
}

const struct ac_command ac_cmd_login = {
	.name = "login",
	.operands = "NAME",
	.summary = "Log in: later commands ask as this officer",
	.options = login_options,
	.min_operands = 1,
	.max_operands = 1,
	.run = login,
	.more = "The session lasts 12 hours, or until it was not used for 30 minutes. Its secret "
		"is "
		"kept in "
		"a file of mode 0600 under $XDG_RUNTIME_DIR or ~/.local/state/allclear, one per "
		"data "
		"directory; --session FILE or $ALLCLEAR_SESSION name another one, so that two "
		"officers can "
		"work in one shell. See docs/officers.md.",
};

/* ---- logout ---- */

static int logout(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	AC_AUTO(json) struct ac_json *body = ac_json_new_object(), *answer = NULL;
	enum ac_status status = ac_cli_call(cli, AC_POST, body, &answer, "/v1/session/end");
	if (status == AC_OK || status == AC_NO_SESSION)
		ac_cli_session_remove(cli);
	if (status != AC_OK)
		return ac_cli_failed(cli);
	return ac_cli_say(cli, answer, "logged out\n");
}

const struct ac_command ac_cmd_logout = {
	.name = "logout",
	.summary = "End the session",
	.run = logout,
};

/* ---- whoami ---- */

static int whoami(struct ac_cli *cli, const struct ac_args *args)
{
	(void)args;
	return ac_cli_show(cli, AC_GET, NULL, print_officer, "/v1/session");
}

const struct ac_command ac_cmd_whoami = {
	.name = "whoami",
	.summary = "Say who asks, with which roles, until when",
	.run = whoami,
};
