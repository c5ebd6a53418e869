/* What a handler said, as an HTTP response. */
#include "web/server_p.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static const char ndjson[] = "application/x-ndjson";

static enum MHD_Result queue_bytes(
	struct MHD_Connection *connection, int code, const char *type, struct ac_str bytes)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(bytes.n, (void *)bytes.p, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (code == MHD_HTTP_SERVICE_UNAVAILABLE)
		MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "5");
	if (code == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
	ac_watched_answer(ac_listener_watched(connection), bytes.n);
	enum MHD_Result queued = MHD_queue_response(connection, (unsigned)code, response);
	MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result queue_json(
	struct MHD_Connection *connection, int code, const struct ac_json *json)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 256u << 20);
	ac_json_write(json, &text);
	ac_buf_add_char(&text, '\n');
	return queue_bytes(connection, code, "application/json", ac_buf_str(&text));
}

enum MHD_Result ac_server_refuse(
	struct MHD_Connection *connection, enum ac_status status, const struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *failure = ac_dispatch_failure(status, err);
	return queue_json(connection, ac_dispatch_http_code(status), failure);
}

static struct ac_call call_of(const struct ac_exchange *x, enum ac_method method, bool owner)
{
	return (struct ac_call){
		.method = method,
		.target = ac_str(x->target),
		.body = ac_buf_str(&x->body),
		.body_fd = x->file,
		.bearer = x->bearer,
		.owner = owner,
		.source = x->source,
	};
}

enum MHD_Result ac_server_answer(
	struct MHD_Connection *connection, struct ac_exchange *x, enum ac_method method, bool owner)
{
	struct ac_call call = call_of(x, method, owner);
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_error err = { 0 };
	enum ac_status status = ac_dispatch(x->server->service, &call, &response, &err);
	if (status != AC_OK)
		return ac_server_refuse(connection, status, &err);
	int code = response.code ? response.code : 200;
	if (response.type)
		return queue_bytes(connection, code, response.type, ac_buf_str(&response.text));
	return queue_json(connection, code, ac_response_object(&response));
}

/* A handler on its own thread, its lines going through a pipe to the connection. */
struct lines {
	struct ac_server *server;
	struct ac_call call;
	char *target, *bearer, *body;
	int file;
	int out;
};

static void lines_free(struct lines *lines)
{
	ac_free(lines->target);
	ac_free(lines->bearer);
	ac_free(lines->body);
	if (lines->file >= 0)
		close(lines->file);
	close(lines->out);
	ac_free(lines);
}

/* A client that went away costs nothing but its lines: the work goes on to its end. */
static void write_line(int fd, const struct ac_json *line)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 256u << 20);
	ac_json_write(line, &text);
	ac_buf_add_char(&text, '\n');
	for (size_t at = 0; at < text.n;) {
		ssize_t wrote = write(fd, text.p + at, text.n - at);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return;
		at += (size_t)wrote;
	}
}

static void on_progress(void *ctx, const struct ac_json *state)
{
	struct lines *lines = ctx;
	AC_AUTO(json) struct ac_json *line = ac_json_new_object();
	ac_json_set(line, "progress", ac_json_copy(state));
	write_line(lines->out, line);
}

static void *run_lines(void *ctx)
{
	struct lines *lines = ctx;
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	struct ac_error err = { 0 };
	enum ac_status status = ac_dispatch(lines->server->service, &lines->call, &response, &err);
	AC_AUTO(json) struct ac_json *last = NULL;
	if (status == AC_OK) {
		last = ac_json_new_object();
		ac_json_set(last, "result", ac_json_copy(ac_response_object(&response)));
	} else {
		last = ac_dispatch_failure(status, &err);
	}
	write_line(lines->out, last);
	struct ac_server *server = lines->server;
	lines_free(lines);
	ac_server_count(server, &server->workers, -1);
	return NULL;
}

static struct lines *lines_new(struct ac_exchange *x, enum ac_method method, bool owner, int out)
{
	struct lines *lines = ac_alloc(sizeof *lines);
	lines->server = x->server;
	lines->target = ac_strndup(x->target, strlen(x->target));
	lines->bearer = ac_strndup(x->bearer.p, x->bearer.n);
	lines->body = ac_strndup(x->body.n ? x->body.p : "", x->body.n);
	lines->file = x->file;
	lines->out = out;
	lines->call = call_of(x, method, owner);
	lines->call.target = ac_str(lines->target);
	lines->call.bearer = ac_str(lines->bearer);
	lines->call.body = (struct ac_str){ lines->body, x->body.n };
	lines->call.progress = on_progress;
	lines->call.progress_ctx = lines;
	x->file = -1;
	return lines;
}

static enum MHD_Result queue_pipe(struct MHD_Connection *connection, int fd)
{
	struct MHD_Response *response = MHD_create_response_from_pipe(fd);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, ndjson);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	enum MHD_Result queued = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return queued;
}

enum MHD_Result ac_server_answer_in_lines(
	struct MHD_Connection *connection, struct ac_exchange *x, enum ac_method method, bool owner)
{
	int ends[2];
	struct ac_error err;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return ac_server_refuse(connection, ac_fail_os(&err, errno, "making a pipe"), &err);
	struct lines *lines = lines_new(x, method, owner, ends[1]);
	pthread_t thread;
	ac_server_count(x->server, &x->server->workers, 1);
	int failed = pthread_create(&thread, NULL, run_lines, lines);
	if (failed) {
		ac_server_count(x->server, &x->server->workers, -1);
		lines_free(lines);
		close(ends[0]);
		return ac_server_refuse(
			connection, ac_fail_os(&err, failed, "starting a thread"), &err);
	}
	pthread_detach(thread);
	return queue_pipe(connection, ends[0]);
}
