/* Asking the route table: the daemon's if one runs, else this process's own. */
#include "cli/cli.h"
#include "cli/progress.h"
#include "cli/session_file.h"

#include "http/http.h"
#include "service/service.h"
#include "web/dispatch.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const size_t answer_max = 256u << 20;

/* Does a daemon answer on DIR/allclear.sock? */
static enum ac_status find_daemon(struct ac_cli *cli, const char *dir, bool *found)
{
	char path[4096];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(path, sizeof path, "%s/allclear.sock", dir);
	*found = false;
	if (strlen(path) >= sizeof address.sun_path)
		return AC_OK;
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ac_fail_os(&cli->err, errno, "making a socket");
	int result = connect(fd, (struct sockaddr *)&address, sizeof address);
	int why = errno;
	close(fd);
	if (result != 0 && why == EACCES)
		return ac_fail(&cli->err, AC_DENIED,
			"%s: you may not talk to this daemon: its group decides who may connect",
			path);
	if (result != 0)
		return AC_OK;
	*found = true;
	return ac_http_new("http://localhost", path, &cli->http, &cli->err);
}

static enum ac_status open_here(struct ac_cli *cli, const char *dir)
{
	struct ac_service_options options = { .mode = AC_SERVICE_STORE };
	return ac_service_open(dir, &options, &cli->service, &cli->err);
}

static bool route_needs_engine(const struct ac_cli_call *call)
{
	const struct ac_route *route;
	int64_t ids[2];
	struct ac_str rest = ac_str(call->target), path;
	return ac_str_cut(&rest, '?', &path) &&
	       ac_route_find(call->method, path, &route, ids, NULL) == AC_OK &&
	       route->flags & AC_ROUTE_ENGINE;
}

static enum ac_status connect_somewhere(struct ac_cli *cli, const struct ac_cli_call *call)
{
	const char *dir;
	bool found;
	AC_TRY(ac_cli_dir(cli, &dir));
	AC_TRY(ac_cli_session_read(cli));
	if (!cli->http && !cli->service) {
		AC_TRY(find_daemon(cli, dir, &found));
		if (found)
			return AC_OK;
	}
	if (cli->http)
		return AC_OK;
	if (route_needs_engine(call))
		return ac_fail(&cli->err, AC_CONFLICT,
			"no daemon on %s: start it with `allclear -d %s serve`", dir, dir);
	return cli->service ? AC_OK : open_here(cli, dir);
}

/* ---- over the socket ---- */

static enum ac_status failure_in(struct ac_cli *cli, const struct ac_json *answer)
{
	const struct ac_json *error = ac_json_find(answer, "error");
	if (!error)
		return ac_fail(&cli->err, AC_IO, "the daemon's answer is not understood");
	return ac_fail(&cli->err, ac_dispatch_status(ac_str(ac_cli_str(error, "code"))), "%s",
		ac_cli_str(error, "message"));
}

/* Lines of a slow route, as they come. */
struct lines {
	struct ac_cli *cli;
	struct ac_progress *progress;
	struct ac_buf line;
	struct ac_json *result;
	bool failed;
};

static void take_line(struct lines *lines, struct ac_str text)
{
	AC_AUTO(json) struct ac_json *line = NULL;
	struct ac_json_limits limits = { answer_max, 32 };
	if (ac_json_parse(text, &limits, &line, &lines->cli->err) != AC_OK) {
		lines->failed = true;
		return;
	}
	const struct ac_json *progress = ac_json_find(line, "progress");
	const struct ac_json *result = ac_json_find(line, "result");
	if (progress)
		ac_progress_show(lines->progress, progress);
	else if (result)
		lines->result = ac_json_copy(result);
	else
		lines->failed = failure_in(lines->cli, line) != AC_OK;
}

static bool on_bytes(void *ctx, struct ac_str bytes)
{
	struct lines *lines = ctx;
	for (const char *end; (end = memchr(bytes.p, '\n', bytes.n));) {
		size_t n = (size_t)(end - bytes.p);
		ac_buf_add(&lines->line, bytes.p, n);
		take_line(lines, ac_buf_str(&lines->line));
		ac_buf_reset(&lines->line);
		bytes.p += n + 1;
		bytes.n -= n + 1;
	}
	ac_buf_add_str(&lines->line, bytes);
	return !lines->line.over;
}

static void on_sent(void *ctx, int64_t sent, int64_t total)
{
	struct lines *lines = ctx;
	ac_progress_count(lines->progress, "sending", sent, total);
}

static enum ac_status ask_in_lines(struct ac_cli *cli, struct ac_http_request *request,
	struct ac_http_answer *got, const char *what, struct ac_json **answer)
{
	struct ac_progress progress;
	ac_progress_init(&progress, what);
	struct lines lines = { .cli = cli, .progress = &progress };
	ac_buf_init(&lines.line, answer_max);
	request->accept = "application/x-ndjson";
	request->on_bytes = on_bytes;
	request->on_sent = on_sent;
	request->ctx = &lines;
	enum ac_status status = ac_http_ask(cli->http, request, got, &cli->err);
	ac_progress_done(&progress);
	ac_buf_done(&lines.line);
	*answer = lines.result;
	if (status != AC_OK)
		return status;
	if (got->code >= 300)
		return AC_OK; /* an error body, read by the caller */
	if (lines.failed)
		return cli->err.code;
	if (!lines.result)
		return ac_fail(&cli->err, AC_CLOSED, "the daemon went away before it was done");
	return AC_OK;
}

static enum ac_status ask_daemon(
	struct ac_cli *cli, const struct ac_cli_call *call, struct ac_json **answer)
{
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 64u << 20);
	if (call->body)
		ac_json_write(call->body, &body);
	bool file = call->body_fd > 0;
	struct ac_http_request request = {
		.method = ac_method_name(call->method),
		.path = call->target,
		.bearer = cli->secret,
		.content_type = file         ? "application/octet-stream"
				: call->body ? "application/json"
					     : NULL,
		.body = ac_buf_str(&body),
		.body_fd = file ? call->body_fd : -1,
		.silence_s = -1,
		.answer_max = answer_max,
	};
	AC_AUTO(http_answer) struct ac_http_answer got;
	ac_http_answer_init(&got);
	AC_AUTO(json) struct ac_json *read = NULL;
	if (call->what)
		AC_TRY(ask_in_lines(cli, &request, &got, call->what, &read));
	else
		AC_TRY(ac_http_ask(cli->http, &request, &got, &cli->err));
	if (!read) {
		struct ac_json_limits limits = { answer_max, 32 };
		AC_TRY(ac_json_parse(ac_buf_str(&got.body), &limits, &read, &cli->err));
	}
	if (got.code >= 300)
		return failure_in(cli, read);
	*answer = AC_TAKE(read);
	return AC_OK;
}

/* ---- in this process ---- */

static void show_progress(void *ctx, const struct ac_json *state)
{
	ac_progress_show(ctx, state);
}

static enum ac_status dispatch_here(
	struct ac_cli *cli, const struct ac_cli_call *call, struct ac_response *response)
{
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, 64u << 20);
	if (call->body)
		ac_json_write(call->body, &body);
	struct ac_progress progress;
	ac_progress_init(&progress, call->what);
	struct ac_call here = {
		.method = call->method,
		.target = ac_str(call->target),
		.body = ac_buf_str(&body),
		.body_fd = call->body_fd > 0 ? call->body_fd : -1,
		.bearer = ac_str(cli->secret),
		.owner = true, /* whoever opens the directory could read it all */
		.progress = call->what ? show_progress : NULL,
		.progress_ctx = &progress,
	};
	enum ac_status status = ac_dispatch(cli->service, &here, response, &cli->err);
	ac_progress_done(&progress);
	return status;
}

static enum ac_status ask_somewhere(
	struct ac_cli *cli, const struct ac_cli_call *call, struct ac_json **answer)
{
	AC_TRY(connect_somewhere(cli, call));
	if (cli->http)
		return ask_daemon(cli, call, answer);
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	AC_TRY(dispatch_here(cli, call, &response));
	ac_response_object(&response);
	*answer = AC_TAKE(response.json);
	return AC_OK;
}

/* It takes two: the command ends here, whatever it would have printed. */
static enum ac_status keep_waiting(struct ac_cli *cli, struct ac_json *answer)
{
	cli->waiting = answer;
	return ac_fail(&cli->err, AC_DENIED, "this waits for a second person");
}

enum ac_status ac_cli_ask(
	struct ac_cli *cli, const struct ac_cli_call *call, struct ac_json **answer)
{
	AC_AUTO(json) struct ac_json *got = NULL;
	AC_TRY(ask_somewhere(cli, call, &got));
	const struct ac_json *decision = ac_json_find(got, "decision");
	if (decision && strcmp(ac_cli_str(decision, "state"), "open") == 0)
		return keep_waiting(cli, AC_TAKE(got));
	if (answer)
		*answer = AC_TAKE(got);
	return AC_OK;
}

static AC_PRINTF(5, 0) enum ac_status call_with(struct ac_cli *cli, enum ac_method method,
	const struct ac_json *body, struct ac_json **answer, const char *format, va_list args)
{
	char target[8192];
	int n = vsnprintf(target, sizeof target, format, args);
	if (n < 0 || (size_t)n >= sizeof target)
		return ac_fail(&cli->err, AC_INVALID, "the arguments are too long");
	struct ac_cli_call call = { .method = method, .target = target, .body = body };
	return ac_cli_ask(cli, &call, answer);
}

enum ac_status ac_cli_call(struct ac_cli *cli, enum ac_method method, const struct ac_json *body,
	struct ac_json **answer, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	enum ac_status status = call_with(cli, method, body, answer, format, args);
	va_end(args);
	return status;
}

int ac_cli_show(struct ac_cli *cli, enum ac_method method, const struct ac_json *body,
	void (*print)(const struct ac_json *answer), const char *format, ...)
{
	AC_AUTO(json) struct ac_json *answer = NULL;
	va_list args;
	va_start(args, format);
	enum ac_status status = call_with(cli, method, body, &answer, format, args);
	va_end(args);
	if (status != AC_OK)
		return ac_cli_failed(cli);
	if (!ac_cli_print_json(cli, answer))
		print(answer);
	return AC_EXIT_GOOD;
}

enum ac_status ac_cli_text(struct ac_cli *cli, const char *target, struct ac_buf *text)
{
	struct ac_cli_call call = { .method = AC_GET, .target = target };
	AC_TRY(connect_somewhere(cli, &call));
	if (!cli->http) {
		AC_AUTO(response) struct ac_response response;
		ac_response_init(&response);
		AC_TRY(dispatch_here(cli, &call, &response));
		ac_buf_add_str(text, ac_buf_str(&response.text));
		return ac_buf_check(text, "the answer", &cli->err);
	}
	struct ac_http_request request = { .method = "GET",
		.path = target,
		.bearer = cli->secret,
		.body_fd = -1,
		.silence_s = -1,
		.answer_max = answer_max };
	AC_AUTO(http_answer) struct ac_http_answer got;
	ac_http_answer_init(&got);
	AC_TRY(ac_http_ask(cli->http, &request, &got, &cli->err));
	if (got.code >= 300) {
		AC_AUTO(json) struct ac_json *read = NULL;
		AC_TRY(ac_json_parse(ac_buf_str(&got.body), NULL, &read, &cli->err));
		return failure_in(cli, read);
	}
	ac_buf_add_str(text, ac_buf_str(&got.body));
	return ac_buf_check(text, "the answer", &cli->err);
}
