/* allclear [-d DIR] COMMAND …: find the command, let it run. */
#include "cli/cli.h"

#include <argp.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

static error_t parse_one(int key, char *value, struct argp_state *state)
{
	struct ac_cli *cli = state->input;
	switch (key) {
	case 'd': cli->dir = value; return 0;
	case 'j': cli->json = true; return 0;
	case 's': cli->session = value; return 0;
	case ARGP_KEY_ARG: /* the command and everything behind it is not ours */
		state->next--;
		cli->words = state->argc - state->next;
		state->next = state->argc;
		return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ "data", 'd', "DIR", 0, "data directory (default: $ALLCLEAR_DATA)", 0 },
	{ "session", 's', "FILE", 0,
		"session to ask with (default: $ALLCLEAR_SESSION, else that of `login`)", 0 },
	{ "json", 'j', NULL, 0, "print JSON instead of a text for people", 0 },
	{ 0 },
};

static const struct argp argp = { options, parse_one, "COMMAND [ARGUMENT…]",
	"Tell everyone in danger abroad what to do, and account for each of them.\v"
	"`allclear help` lists the commands, `allclear COMMAND --help` explains one.\n"
	"Exit status: 0 good, 1 the answer is no, 2 wrong use, 3 failed.",
	NULL, NULL, NULL };

static int run(struct ac_cli *cli, int argc, char **argv)
{
	int used;
	const struct ac_command *command = ac_command_find(argc, argv, &used);
	if (!command && argc == 0)
		return ac_cli_usage("which command? `allclear help` lists them");
	if (!command)
		return ac_cli_usage("there is no command \"%s%s%s\": `allclear help` lists them",
			argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	AC_AUTO(args) struct ac_args args = { 0 };
	if (ac_command_parse(command, cli, argc - used + 1, argv + used - 1, &args) != AC_OK)
		return AC_EXIT_USAGE;
	return command->run(cli, &args);
}

int main(int argc, char **argv)
{
	setlocale(
		LC_CTYPE, "C.UTF-8"); /* what we print is UTF-8, whatever the terminal says it is */
	signal(SIGPIPE, SIG_IGN);
	argp_err_exit_status = AC_EXIT_USAGE;
	struct ac_cli cli = { 0 };
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &cli))
		return AC_EXIT_USAGE;
	int code = run(&cli, cli.words, argv + argc - cli.words);
	ac_cli_done(&cli);
	if (fflush(stdout) != 0 && code == AC_EXIT_GOOD)
		code = AC_EXIT_FAILED;
	return code;
}
