/* campaign watch: the live view. Four times a second the daemon is asked for the counts; on a terminal
 * the picture is redrawn in place, elsewhere a line is printed for each change. */
#include "cli/campaign_print.h"
#include "cli/cli.h"
#include "cli/commands.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const int refresh_ms = 250;
static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	(void)number;
	interrupted = 1;
}

static struct termios before; /* restored on the way out */

static void raw_terminal(void)
{
	struct termios raw;
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return;
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fputs("\033[?1049h\033[?25l", stdout); /* another page, no cursor */
}

static void plain_terminal(void)
{
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static int terminal_width(void)
{
	struct winsize size;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* Draw over the old picture line by line: clearing first would flicker. */
static void redraw(const struct ac_json *campaign)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1u << 20);
	ac_campaign_draw(&text, campaign, terminal_width(), true);
	struct ac_str rest = ac_buf_str(&text), line;
	fputs("\033[H", stdout);
	while (ac_str_cut(&rest, '\n', &line))
		printf("%.*s\033[K\n", AC_STR_ARG(line));
	fputs("\033[2m  q ends the view, not the campaign\033[0m\033[K\033[J", stdout);
	fflush(stdout);
}

/* Wait for the next picture. @return false when the user wants no more */
static bool wait_for_more(bool terminal)
{
	struct pollfd keys = { .fd = terminal ? STDIN_FILENO : -1, .events = POLLIN };
	char key;
	if (poll(&keys, 1, refresh_ms) > 0 && read(STDIN_FILENO, &key, 1) == 1 &&
		(key == 'q' || key == 'Q'))
		return false;
	return !interrupted;
}

static bool is_closed(const struct ac_json *campaign)
{
	return strcmp(ac_cli_str(campaign, "state"), "closed") == 0;
}

static int on_terminal(struct ac_cli *cli, int64_t id)
{
	enum ac_status status;
	raw_terminal();
	do {
		AC_AUTO(json) struct ac_json *campaign = NULL;
		status = ac_cli_call(
			cli, AC_GET, NULL, &campaign, "/v1/campaigns/%lld", (long long)id);
		if (status == AC_OK)
			redraw(campaign);
	} while (status == AC_OK && wait_for_more(true));
	plain_terminal();
	return status == AC_OK ? AC_EXIT_GOOD : ac_cli_failed(cli);
}

/* The time of each line differs: compare what stands behind it. */
static bool news(const struct ac_buf *line, struct ac_buf *last)
{
	struct ac_str now = ac_buf_str(line), old = ac_buf_str(last), stamp;
	(void)ac_str_cut(&now, ' ', &stamp);
	(void)ac_str_cut(&old, ' ', &stamp);
	bool changed = !ac_str_eq(now, old);
	ac_buf_reset(last);
	ac_buf_add_str(last, ac_buf_str(line));
	return changed;
}

static int in_lines(struct ac_cli *cli, int64_t id)
{
	AC_AUTO(buf) struct ac_buf last;
	ac_buf_init(&last, 65536);
	bool over = false;
	do {
		AC_AUTO(json) struct ac_json *campaign = NULL;
		AC_AUTO(buf) struct ac_buf line;
		ac_buf_init(&line, 65536);
		if (ac_cli_call(cli, AC_GET, NULL, &campaign, "/v1/campaigns/%lld",
			    (long long)id) != AC_OK)
			return ac_cli_failed(cli);
		ac_campaign_line(&line, campaign);
		if (news(&line, &last) && !ac_cli_print_json(cli, campaign))
			fwrite(line.p, 1, line.n, stdout);
		fflush(stdout);
		over = is_closed(campaign);
	} while (!over && wait_for_more(false));
	return AC_EXIT_GOOD;
}

static int run(struct ac_cli *cli, const struct ac_args *args)
{
	int64_t id;
	if (!ac_cli_id(ac_operand(args, 0), "CAMPAIGN", &id))
		return AC_EXIT_USAGE;
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	bool terminal = !cli->json && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1;
	return terminal ? on_terminal(cli, id) : in_lines(cli, id);
}

const struct ac_command ac_cmd_campaign_watch = {
	.name = "campaign watch",
	.operands = "CAMPAIGN",
	.summary = "Watch a campaign live",
	.min_operands = 1,
	.max_operands = 1,
	.run = run,
	.more = "q or Ctrl-C ends the view. Where there is no terminal, a line is printed for each "
		"change until the campaign is closed.",
};
