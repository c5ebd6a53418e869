#include "cli/cli.h"

#include "http/http.h"
#include "service/service.h"
#include "vault/vault.h"
#include "web/dispatch.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void ac_cli_done(struct ac_cli *cli)
{
	ac_http_free(cli->http);
	ac_service_close(cli->service);
	if (cli->secret)
		ac_vault_wipe(cli->secret, strlen(cli->secret));
	ac_free(cli->secret);
	ac_json_free(cli->waiting);
	*cli = (struct ac_cli){ 0 };
}

enum ac_status ac_cli_dir(struct ac_cli *cli, const char **dir)
{
	if (!cli->dir)
		cli->dir = getenv("ALLCLEAR_DATA");
	if (!cli->dir || !*cli->dir)
		return ac_fail(&cli->err, AC_INVALID,
			"which data directory? Give -d DIR or set ALLCLEAR_DATA");
	*dir = cli->dir;
	return AC_OK;
}

static void print_waiting(const struct ac_cli *cli)
{
	const struct ac_json *decision = ac_json_find(cli->waiting, "decision");
	if (ac_cli_print_json(cli, cli->waiting))
		return;
	printf("decision %lld waits for a second person: `allclear decision approve %lld`\n",
		(long long)ac_cli_i64(decision, "id"), (long long)ac_cli_i64(decision, "id"));
	ac_json_each(ac_json_find(decision, "checks"), check)
		printf("  %s %-13s %s\n", ac_cli_bool(check, "good") ? "✓" : "✗",
			ac_cli_str(check, "check"), ac_cli_str(check, "says"));
}

int ac_cli_failed(const struct ac_cli *cli)
{
	if (cli->waiting) {
		print_waiting(cli);
		return AC_EXIT_GOOD;
	}
	fprintf(stderr, "allclear: %s\n", cli->err.msg);
	return AC_EXIT_FAILED;
}

int ac_cli_usage(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("allclear: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	return AC_EXIT_USAGE;
}

bool ac_cli_print_json(const struct ac_cli *cli, const struct ac_json *answer)
{
	if (!cli->json)
		return false;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 256u << 20);
	ac_json_write(answer, &text);
	ac_buf_add_char(&text, '\n');
	fwrite(text.p, 1, text.n, stdout);
	return true;
}

int ac_cli_say(const struct ac_cli *cli, const struct ac_json *answer, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (!ac_cli_print_json(cli, answer))
		vprintf(format, args);
	va_end(args);
	return AC_EXIT_GOOD;
}

/* ---- reading arguments ---- */

bool ac_cli_id(const char *text, const char *what, int64_t *id)
{
	if (ac_str_to_i64(ac_str(text), 1, INT64_MAX, id))
		return true;
	ac_cli_usage("%s must be a whole number above 0, not \"%s\"", what, text);
	return false;
}

enum ac_status ac_cli_open(struct ac_cli *cli, const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return ac_fail_os(&cli->err, errno, "%s", path);
	return AC_OK;
}

enum ac_status ac_cli_read_file(
	struct ac_cli *cli, const char *path, size_t max, struct ac_buf *text)
{
	int fd;
	AC_TRY(ac_cli_open(cli, path, &fd));
	ac_buf_init(text, max);
	char piece[65536];
	ssize_t n;
	while ((n = read(fd, piece, sizeof piece)) > 0)
		ac_buf_add(text, piece, (size_t)n);
	int failed = errno;
	close(fd);
	if (n < 0)
		return ac_fail_os(&cli->err, failed, "%s", path);
	return ac_buf_check(text, path, &cli->err);
}

void ac_cli_set_text(struct ac_json *body, const char *member, const char *value)
{
	if (value)
		ac_json_set_text(body, member, value);
}

bool ac_cli_set_id(
	struct ac_json *body, const char *member, const struct ac_args *args, const char *option)
{
	char what[64];
	int64_t id;
	if (!ac_arg(args, option))
		return true;
	(void)snprintf(what, sizeof what, "--%s", option);
	if (!ac_cli_id(ac_arg(args, option), what, &id))
		return false;
	ac_json_set_i64(body, member, id);
	return true;
}

enum ac_status ac_cli_set_file(
	struct ac_cli *cli, struct ac_json *body, const char *member, const char *path, size_t max)
{
	AC_AUTO(buf) struct ac_buf text = { 0 };
	if (!path)
		return AC_OK;
	AC_TRY(ac_cli_read_file(cli, path, max, &text));
	ac_json_set_str(body, member, ac_buf_str(&text));
	return AC_OK;
}

void ac_cli_add_query(struct ac_buf *target, const char *name, const char *value)
{
	if (!value)
		return;
	bool first = !memchr(target->p, '?', target->n);
	ac_buf_printf(target, "%c%s=", first ? '?' : '&', name);
	ac_http_escape(target, ac_str(value));
}

/* ---- looking into answers ---- */

void ac_cli_print_text(const char *text)
{
	for (const char *c = text; *c; c++)
		putchar((unsigned char)*c >= ' ' || *c == '\n' ? *c : '?');
}

const char *ac_cli_str(const struct ac_json *object, const char *name)
{
	struct ac_str value;
	return ac_json_opt_str(object, name, AC_STR(""), &value, NULL) == AC_OK ? value.p : "";
}

int64_t ac_cli_i64(const struct ac_json *object, const char *name)
{
	int64_t value;
	return ac_json_opt_i64(object, name, INT64_MIN, INT64_MAX, 0, &value, NULL) == AC_OK ? value
											     : 0;
}

bool ac_cli_bool(const struct ac_json *object, const char *name)
{
	bool value;
	return ac_json_opt_bool(object, name, false, &value, NULL) == AC_OK && value;
}

const char *ac_cli_login_name(void)
{
	const struct passwd *entry = getpwuid(getuid());
	return entry ? entry->pw_name : "unknown";
}
