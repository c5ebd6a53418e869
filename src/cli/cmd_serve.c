/* serve: the daemon in the foreground. Crash-only: SIGTERM is a courtesy, SIGKILL loses nothing. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/log.h"
#include "service/service.h"
#include "web/public.h"
#include "web/server.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>

static const struct ac_option options[] = {
	{ "clock", "START,RATE",
		"exercise: the clock begins at START and runs RATE times as fast; refused where a "
		"case "
		"or a link is real",
		false },
	{ "key-file", "FILE", "key of the personal data, instead of the configured one", false },
	{ "verbose", NULL, "log details", false },
	{ 0 },
};

/* "2022-06-13T09:00:00+03:00,600" */
static enum ac_status read_clock(
	const char *text, struct ac_service_options *service, struct ac_error *err)
{
	struct ac_str rate = ac_str(text), start;
	if (!ac_str_cut(&rate, ',', &start) || !rate.p ||
		!ac_str_to_double(rate, &service->clock_rate) || service->clock_rate <= 0)
		return ac_fail(
			err, AC_INVALID, "--clock: START,RATE as in 2022-06-13T09:00:00+03:00,600");
	service->exercise = true;
	return ac_wall_parse(start, &service->clock_start, err);
}

static enum ac_status serve(
	struct ac_cli *cli, const struct ac_service_options *options_of, const sigset_t *signals)
{
	char socket[4096];
	AC_AUTO(service) struct ac_service *service = NULL;
	AC_AUTO(server) struct ac_server *server = NULL;
	AC_AUTO(public) struct ac_public *public = NULL;
	AC_TRY(ac_service_open(cli->dir, options_of, &service, &cli->err));
	snprintf(socket, sizeof socket, "%s/allclear.sock", cli->dir);
	struct ac_server_options web = {
		.socket = socket,
		.probe_port = ac_service_config(service)->metrics_port,
		.api = &ac_service_config(service)->api,
	};
	AC_TRY(ac_server_start(service, &web, &server, &cli->err));
	AC_TRY(ac_public_start(service, &public, &cli->err));
	ac_log(AC_LOG_INFO, "serve.ready", "socket=\"%s\"", socket);
	int number = 0;
	while (sigwait(signals, &number) == 0 && number == SIGHUP) {
		ac_server_renew(server);
		ac_public_renew(public);
	}
	ac_log(AC_LOG_INFO, "serve.draining", "signal=%d", number);
	ac_public_stop(AC_TAKE(public));
	ac_server_stop(AC_TAKE(server));
	ac_service_close(AC_TAKE(service));
	ac_log(AC_LOG_INFO, "serve.ended", "signal=%d", number);
	return AC_OK;
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	const char *dir;
	struct ac_service_options service = {
		.mode = AC_SERVICE_SERVE,
		.key_file = ac_arg(args, "key-file"),
	};
	if (ac_cli_dir(cli, &dir) != AC_OK)
		return ac_cli_usage("%s", cli->err.msg);
	if (ac_arg(args, "clock") &&
		read_clock(ac_arg(args, "clock"), &service, &cli->err) != AC_OK)
		return ac_cli_usage("%s", cli->err.msg);
	/* Large pieces of passing use (the making of a campaign) go back to the system when they are released:
	 * glibc would keep them, 20 MB with a million people. */
	(void)mallopt(M_MMAP_THRESHOLD, 256 << 10);
	if (ac_arg_given(args, "verbose"))
		ac_log_set_level(AC_LOG_DEBUG);
	sigset_t
		signals; /* blocked before the first thread starts, so that every thread inherits it */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	return serve(cli, &service, &signals) == AC_OK ? AC_EXIT_GOOD : ac_cli_failed(cli);
}

const struct ac_command ac_cmd_serve = {
	.name = "serve",
	.summary = "Run the daemon of a data directory in the foreground",
	.options = options,
	.run = run,
	.more = "Officers talk to it over DIR/allclear.sock: its group (mode 0660) decides who may "
		"connect, "
		"and a session (`login`) who asks. SIGTERM drains and ends it; SIGHUP "
		"reads the certificates of its ports again.",
};
