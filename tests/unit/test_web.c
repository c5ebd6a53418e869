/* What a user loses if this breaks: an officer's order reaches the wrong handler, is refused without a
 * reason, or is written into the audit chain under somebody else's name. */
#include "check.h"

#include "http/http.h"
#include "service/service.h"
#include "web/bearer.h"
#include "web/dispatch.h"
#include "web/server.h"
#include "web/two.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a service and a route table of our own ---- */

struct ac_service {
	enum ac_service_mode mode;
	const char *dir;
	int used; /* how often a session counted as used */
	char denied[64]; /* the right that somebody lacked last */
};

enum ac_service_mode ac_service_mode(const struct ac_service *service)
{
	return service->mode;
}
const char *ac_service_dir(const struct ac_service *service)
{
	return service->dir;
}
/* Two officers by their sessions (service/desk/sessions.c has the real ones). */
static const struct {
	const char *secret, *name;
	unsigned roles;
} in[] = { { "danas-secret", "dana", AC_ROLE_ALL }, { "lees-secret", "lee", AC_ROLE_CALLER } };

enum ac_status ac_sessions_resolve(struct ac_service *service, struct ac_str secret,
	struct ac_wall now, struct ac_asker *asker, struct ac_error *err)
{
	(void)service, (void)now;
	for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
		if (!ac_str_eq(secret, ac_str(in[i].secret)))
			continue;
		asker->roles = in[i].roles;
		snprintf(asker->name, sizeof asker->name, "%s", in[i].name);
		return AC_OK;
	}
	return ac_fail(err, AC_NO_SESSION, "allclear login NAME");
}

struct ac_officer ac_asker_officer(const struct ac_asker *asker)
{
	return (struct ac_officer){ .name = ac_str(asker->name), .roles = asker->roles };
}

void ac_sessions_used(struct ac_service *service, struct ac_asker *asker, struct ac_wall now)
{
	(void)asker, (void)now;
	__atomic_fetch_add(&service->used, 1, __ATOMIC_RELAXED);
}

void ac_sessions_denied(struct ac_service *service, struct ac_officer officer, const char *right)
{
	(void)officer;
	snprintf(service->denied, sizeof service->denied, "%s", right);
}

/* Asked alone for what takes two (web/two.c has the real one). */
enum ac_status ac_two_ask(struct ac_service *service, const struct ac_route *route,
	struct ac_request *request, const struct ac_call *call, struct ac_response *response,
	struct ac_error *err)
{
	(void)service, (void)request, (void)err;
	ac_json_set_text(ac_response_object(response), "kept", route->pattern);
	ac_json_set_str(ac_response_object(response), "body", call->body);
	response->code = 202;
	return AC_OK;
}

static enum ac_status echo(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)service;
	struct ac_str word = AC_STR("");
	if (request->body)
		AC_TRY(ac_json_opt_str(request->body, "word", AC_STR(""), &word, err));
	struct ac_json *answer = ac_response_object(response);
	ac_json_set_i64(answer, "first", request->ids[0]);
	ac_json_set_i64(answer, "second", request->ids[1]);
	ac_json_set_str(answer, "word", word);
	ac_json_set_str(answer, "officer", request->officer.name);
	ac_json_set_bool(answer, "owner", request->owner);
	if (ac_json_find(request->query, "state"))
		ac_json_set(answer, "state", ac_json_copy(ac_json_find(request->query, "state")));
	return AC_OK;
}

static enum ac_status refuse(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)service, (void)request, (void)response;
	return ac_fail(err, AC_FULL, "no room");
}

static enum ac_status count_bytes(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)service;
	char piece[4096];
	int64_t total = 0;
	for (ssize_t n; (n = read(request->body_fd, piece, sizeof piece)) > 0; total += n) {
		AC_AUTO(json) struct ac_json *state = ac_json_new_object();
		ac_json_set_i64(state, "done", total);
		if (request->progress)
			request->progress(request->progress_ctx, state);
	}
	if (total == 13)
		return ac_fail(err, AC_INVALID, "an unlucky file");
	ac_json_set_i64(ac_response_object(response), "bytes", total);
	return AC_OK;
}

static enum ac_status plain(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	(void)service, (void)request, (void)err;
	response->type = "text/plain";
	ac_buf_add_str(&response->text, AC_STR("fine\n"));
	return AC_OK;
}

const struct ac_route ac_routes[] = {
	{ AC_GET, "/healthz", plain, AC_ROUTE_OPEN, AC_RIGHT_case_read, NULL, "probe" },
	{ AC_GET, "/v1/cases", echo, 0, AC_RIGHT_case_read, "state limit", "list" },
	{ AC_POST, "/v1/cases", echo, AC_ROUTE_BODY, AC_RIGHT_case_read, NULL, "open" },
	{ AC_POST, "/v1/cases/at-risk", refuse, AC_ROUTE_BODY, AC_RIGHT_case_read, NULL, "full" },
	{ AC_POST, "/v1/cases/{id}/notes/{note}", echo, AC_ROUTE_BODY, AC_RIGHT_case_read, NULL,
		"note" },
	{ AC_POST, "/v1/files", count_bytes, AC_ROUTE_FILE | AC_ROUTE_SLOW, AC_RIGHT_case_read,
		"kind", "file" },
	{ AC_POST, "/v1/sessions", echo, AC_ROUTE_BODY | AC_ROUTE_NO_SESSION, AC_RIGHT_self, NULL,
		"log in" },
	{ AC_POST, "/v1/two", echo, AC_ROUTE_BODY | AC_ROUTE_TWO, AC_RIGHT_case_read, NULL, "two" },
	{ AC_POST, "/v1/orders", echo, AC_ROUTE_BODY | AC_ROUTE_ENGINE, AC_RIGHT_case_read, NULL,
		"order" },
	{ 0 },
};

/* ---- the table ---- */

static enum ac_status call(enum ac_service_mode mode, enum ac_method method, const char *target,
	const char *body, struct ac_response *response, struct ac_error *err)
{
	struct ac_service service = { .mode = mode };
	struct ac_call c = { .method = method,
		.target = ac_str(target),
		.body = ac_str(body),
		.body_fd = -1,
		.bearer = AC_STR("danas-secret") };
	return ac_dispatch(&service, &c, response, err);
}

static void a_path_finds_its_handler_with_its_ids_and_its_query(void **state)
{
	(void)state;
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	int64_t n;
	struct ac_str text;
	assert_int_equal(call(AC_SERVICE_STORE, AC_POST, "/v1/cases/7/notes/12", "{\"word\":\"x\"}",
				 &response, NULL),
		AC_OK);
	assert_int_equal(ac_json_get_i64(response.json, "first", &n, NULL), AC_OK);
	assert_int_equal(n, 7);
	assert_int_equal(ac_json_get_i64(response.json, "second", &n, NULL), AC_OK);
	assert_int_equal(n, 12);
	assert_int_equal(
		call(AC_SERVICE_STORE, AC_GET, "/v1/cases?state=a%20b%26c", "", &response, NULL),
		AC_OK);
	assert_int_equal(ac_json_get_str(response.json, "state", &text, NULL), AC_OK);
	assert_true(ac_str_eq(text, AC_STR("a b&c")));
}

/* Lost: one person alone does what takes two. */
static void what_takes_two_is_kept_and_not_done(void **state)
{
	(void)state;
	struct ac_str kept;
	AC_AUTO(response) struct ac_response response;
	ac_response_init(&response);
	assert_int_equal(
		call(AC_SERVICE_STORE, AC_POST, "/v1/two", "{\"word\":\"x\"}", &response, NULL),
		AC_OK);
	assert_int_equal(response.code, 202);
	assert_int_equal(ac_json_get_str(response.json, "kept", &kept, NULL), AC_OK);
	assert_null(ac_json_find(response.json, "officer")); /* its handler was not asked */
	struct ac_service service = { .mode = AC_SERVICE_STORE };
	struct ac_agreed agreed = { .decision = 1, .approver = AC_STR("uri") };
	struct ac_call approved = { .method = AC_POST,
		.target = AC_STR("/v1/two"),
		.body_fd = -1,
		.officer = { .name = AC_STR("dana"), .roles = AC_ROLE_ALL, .agreed = &agreed } };
	ac_response_done(&response);
	ac_response_init(&response);
	assert_int_equal(ac_dispatch(&service, &approved, &response, NULL), AC_OK);
	assert_non_null(ac_json_find(response.json, "officer"));
}

/* Lost: somebody who only phones people warns the country; somebody who is nobody does. */
static void who_lacks_the_right_or_a_session_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *target, *secret;
		enum ac_status status;
		const char *says, *denied;
		int used;
	} cases[] = {
		{ "/v1/two", "lees-secret", AC_DENIED, "case.read", "case.read", 0 },
		{ "/v1/two", "", AC_NO_SESSION, "login", "", 0 },
		{ "/v1/two", "guessed", AC_NO_SESSION, "login", "", 0 },
		{ "/v1/orders", "", AC_NO_SESSION, "login", "", 0 },
		{ "/v1/two", "danas-secret", AC_OK, "", "", 1 },
		{ "/v1/sessions", "", AC_OK, "", "", 0 },
		{ "/v1/sessions", "guessed", AC_OK, "", "", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_error err = { .msg = "" };
		struct ac_service service = { .mode = AC_SERVICE_STORE };
		AC_AUTO(response) struct ac_response response;
		ac_response_init(&response);
		struct ac_call c = { .method = AC_POST,
			.target = ac_str(cases[i].target),
			.body_fd = -1,
			.bearer = ac_str(cases[i].secret) };
		assert_int_equal(ac_dispatch(&service, &c, &response, &err), cases[i].status);
		assert_non_null(strstr(err.msg, cases[i].says));
		assert_string_equal(service.denied, cases[i].denied);
		assert_int_equal(service.used, cases[i].used);
	}
}

static void a_bearer_is_read_as_rfc_6750_writes_it(void **state)
{
	(void)state;
	static const struct {
		const char *header, *secret;
	} cases[] = {
		{ NULL, "" },
		{ "", "" },
		{ "Bearer", "" },
		{ "Bearer ", "" },
		{ "Bearer abc", "abc" },
		{ "bearer abc", "abc" },
		{ "BEARER   abc  ", "abc" },
		{ " Bearer abc", "abc" },
		{ "Basic ZGFuYTp4", "" },
		{ "Bearerabc", "" },
		{ "abc", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_true(ac_str_eq(ac_bearer(cases[i].header), ac_str(cases[i].secret)));
}

static void what_does_not_fit_is_refused_with_its_reason(void **state)
{
	(void)state;
	static const struct {
		enum ac_method method;
		const char *target, *body;
		enum ac_status status;
		const char *word;
	} cases[] = {
		{ AC_GET, "/v1/nothing", "", AC_NOT_FOUND, "/v1/nothing" },
		{ AC_GET, "/v1/cases/", "", AC_NOT_FOUND, "there is no" },
		{ AC_GET, "", "", AC_NOT_FOUND, "there is no" },
		{ AC_DELETE, "/v1/cases", "", AC_INVALID, "DELETE" },
		{ AC_POST, "/v1/cases/0/notes/1", "", AC_INVALID, "above 0" },
		{ AC_POST, "/v1/cases/-1/notes/1", "", AC_INVALID, "above 0" },
		{ AC_POST, "/v1/cases/99999999999999999999/notes/1", "", AC_INVALID, "above 0" },
		{ AC_GET, "/v1/cases?stat=open", "", AC_INVALID, "state limit" },
		{ AC_GET, "/v1/cases?state=a&state=b", "", AC_INVALID, "twice" },
		{ AC_GET, "/v1/cases?state=%4", "", AC_INVALID, "hexadecimal" },
		{ AC_GET, "/v1/cases?state=%ff", "", AC_INVALID, "UTF-8" },
		{ AC_GET, "/v1/cases", "{}", AC_INVALID, "no body" },
		{ AC_POST, "/v1/cases", "[1]", AC_INVALID, "object" },
		{ AC_POST, "/v1/cases", "{", AC_INVALID, "line 1" },
		{ AC_POST, "/v1/files", "", AC_INVALID, "file" },
		{ AC_POST, "/v1/orders", "{}", AC_CONFLICT, "daemon" },
		{ AC_POST, "/v1/cases/at-risk", "{}", AC_FULL, "no room" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(response) struct ac_response response;
		struct ac_error err = { 0 };
		ac_response_init(&response);
		assert_int_equal(call(AC_SERVICE_STORE, cases[i].method, cases[i].target,
					 cases[i].body, &response, &err),
			cases[i].status);
		if (!strstr(err.msg, cases[i].word))
			fail_msg(
				"%s: \"%s\" lacks \"%s\"", cases[i].target, err.msg, cases[i].word);
	}
}

static void every_failure_has_its_http_code_and_comes_back_as_itself(void **state)
{
	(void)state;
	for (int i = AC_INVALID; i <= AC_CLOSED; i++) {
		enum ac_status status = (enum ac_status)i;
		assert_true(ac_dispatch_http_code(status) >= 400);
		assert_int_equal(ac_dispatch_status(ac_str(ac_status_name(status))), status);
	}
	assert_int_equal(ac_dispatch_http_code(AC_FULL), 503);
	assert_int_equal(ac_dispatch_http_code(AC_BUSY), 503);
}

/* ---- the same over a socket ---- */

struct fixture {
	char dir[64], socket[96];
	struct ac_service service;
	struct ac_server *server;
	struct ac_http *http;
	const char *secret; /* asked with; NULL: none */
};

static int set_up(void **state)
{
	struct fixture *f = ac_alloc(sizeof *f);
	snprintf(f->dir, sizeof f->dir, "/tmp/allclear-web-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->socket, sizeof f->socket, "%s/allclear.sock", f->dir);
	f->secret = "danas-secret";
	f->service = (struct ac_service){ .mode = AC_SERVICE_SERVE, .dir = f->dir };
	struct ac_server_options options = { .socket = f->socket };
	*state = f;
	if (ac_server_start(&f->service, &options, &f->server, NULL) != AC_OK)
		return -1;
	return ac_http_new("http://localhost", f->socket, &f->http, NULL) == AC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	ac_http_free(f->http);
	ac_server_stop(f->server);
	bool gone = access(f->socket, F_OK) != 0;
	rmdir(f->dir);
	ac_free(f);
	return gone ? 0 : -1;
}

static int ask(struct fixture *f, const char *method, const char *path, const char *body,
	struct ac_buf *text)
{
	struct ac_http_request request = { .method = method,
		.path = path,
		.content_type = body ? "application/json" : NULL,
		.body = ac_str(body),
		.bearer = f->secret,
		.body_fd = -1 };
	AC_AUTO(http_answer) struct ac_http_answer answer;
	ac_http_answer_init(&answer);
	struct ac_error err = { 0 };
	if (ac_http_ask(f->http, &request, &answer, &err) != AC_OK)
		fail_msg("%s %s: %s", method, path, err.msg);
	ac_buf_reset(text);
	ac_buf_add_str(text, ac_buf_str(&answer.body));
	if (answer.code == 503)
		assert_int_equal(answer.retry_after_s, 5);
	return answer.code;
}

static void the_session_names_the_officer_and_the_kernel_the_owner(void **state)
{
	AC_AUTO(buf) struct ac_buf text;
	AC_AUTO(json) struct ac_json *answer = NULL;
	struct ac_str officer;
	bool owner;
	ac_buf_init(&text, 1 << 16);
	assert_int_equal(ask(*state, "POST", "/v1/orders", "{\"word\":\"go\"}", &text), 200);
	assert_int_equal(ac_json_parse(ac_buf_str(&text), NULL, &answer, NULL), AC_OK);
	assert_int_equal(ac_json_get_str(answer, "officer", &officer, NULL), AC_OK);
	assert_string_equal(officer.p, "dana");
	assert_int_equal(ac_json_get_bool(answer, "owner", &owner, NULL), AC_OK);
	assert_true(owner);
}

static void without_a_session_or_the_right_there_are_401_and_403(void **state)
{
	struct fixture *f = *state;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1 << 16);
	f->secret = NULL;
	assert_int_equal(ask(f, "GET", "/v1/cases", NULL, &text), 401);
	assert_non_null(strstr(text.p, "\"code\":\"no_session\""));
	assert_int_equal(ask(f, "GET", "/healthz", NULL, &text), 200);
	assert_int_equal(ask(f, "POST", "/v1/sessions", "{}", &text), 200);
	f->secret = "guessed";
	assert_int_equal(ask(f, "POST", "/v1/orders", "{}", &text), 401);
	f->secret = "lees-secret";
	assert_int_equal(ask(f, "GET", "/v1/cases", NULL, &text), 403);
	assert_string_equal(f->service.denied, "case.read");
	assert_int_equal(f->service.used, 0);
}

static void the_socket_is_for_the_owner_and_the_group_only(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	assert_int_equal(stat(f->socket, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
}

static void refusals_have_codes_and_bodies_over_the_socket_too(void **state)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1 << 16);
	assert_int_equal(ask(*state, "GET", "/v1/nothing", NULL, &text), 404);
	assert_non_null(strstr(text.p, "\"code\":\"not_found\""));
	assert_int_equal(ask(*state, "POST", "/v1/nothing", "{\"a\":1}", &text), 404);
	assert_int_equal(ask(*state, "PATCH", "/v1/cases", NULL, &text), 400);
	assert_int_equal(ask(*state, "GET", "/v1/cases?x=1", NULL, &text), 400);
	assert_int_equal(ask(*state, "POST", "/v1/cases/at-risk", "{}", &text), 503);
	assert_int_equal(ask(*state, "GET", "/healthz", NULL, &text), 200);
	assert_string_equal(text.p, "fine\n");
}

static void a_body_past_the_routes_maximum_is_refused_not_kept(void **state)
{
	AC_AUTO(buf) struct ac_buf text, body;
	ac_buf_init(&text, 1 << 16);
	ac_buf_init(&body, 4u << 20);
	ac_buf_add_str(&body, AC_STR("{\"word\":\""));
	char *room = ac_buf_room(&body, 2u << 20);
	memset(room, 'x', 2u << 20);
	ac_buf_add_str(&body, AC_STR("\"}"));
	assert_int_equal(ask(*state, "POST", "/v1/cases", body.p, &text), 400);
	assert_non_null(strstr(text.p, "at most 1048576 bytes"));
}

struct heard {
	struct ac_buf text;
};

static bool hear(void *ctx, struct ac_str bytes)
{
	ac_buf_add_str(&((struct heard *)ctx)->text, bytes);
	return true;
}

static int send_file(struct fixture *f, size_t size, struct heard *heard)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	for (size_t i = 0; i < size; i++)
		fputc('a', file);
	fflush(file);
	lseek(fileno(file), 0, SEEK_SET);
	ac_buf_init(&heard->text, 1 << 20);
	struct ac_http_request request = { .method = "POST",
		.path = "/v1/files",
		.content_type = "text/csv",
		.accept = "application/x-ndjson",
		.bearer = f->secret,
		.body_fd = fileno(file),
		.on_bytes = hear,
		.ctx = heard };
	AC_AUTO(http_answer) struct ac_http_answer answer;
	ac_http_answer_init(&answer);
	assert_int_equal(ac_http_ask(f->http, &request, &answer, NULL), AC_OK);
	fclose(file);
	return answer.code;
}

static void a_file_streams_in_and_its_progress_streams_out(void **state)
{
	struct heard heard;
	assert_int_equal(send_file(*state, 100000, &heard), 200);
	assert_non_null(strstr(heard.text.p, "{\"progress\":{\"done\":0}}\n"));
	assert_non_null(strstr(heard.text.p, "{\"result\":{\"bytes\":100000}}\n"));
	ac_buf_done(&heard.text);
}

/* Lost: the disk, to somebody who may only connect. */
static void a_stranger_leaves_no_file_behind(void **state)
{
	struct fixture *f = *state;
	struct heard heard;
	f->secret = NULL;
	assert_int_equal(
		chmod(f->dir, 0500), 0); /* a file could not even be made, unless by root */
	assert_int_equal(send_file(f, 100000, &heard), 401);
	assert_int_equal(chmod(f->dir, 0700), 0);
	ac_buf_done(&heard.text);
}

static void a_failure_after_progress_is_the_last_line(void **state)
{
	struct heard heard;
	assert_int_equal(send_file(*state, 13, &heard), 200);
	assert_non_null(
		strstr(heard.text.p, "\"code\":\"invalid\",\"message\":\"an unlucky file\""));
	ac_buf_done(&heard.text);
}

static void a_second_daemon_is_told_so_and_a_left_over_socket_is_replaced(void **state)
{
	struct fixture *f = *state;
	struct ac_server *second = NULL;
	struct ac_server_options options = { .socket = f->socket };
	struct ac_error err = { 0 };
	assert_int_equal(ac_server_start(&f->service, &options, &second, &err), AC_BUSY);
	char stale[128];
	snprintf(stale, sizeof stale, "%s/stale.sock", f->dir);
	FILE *file = fopen(stale, "w");
	assert_non_null(file);
	fclose(file);
	options.socket = stale;
	assert_int_equal(ac_server_start(&f->service, &options, &second, &err), AC_OK);
	ac_server_stop(second);
}

static void nobody_there_is_said_as_such(void **state)
{
	(void)state;
	AC_AUTO(http) struct ac_http *http = NULL;
	AC_AUTO(http_answer) struct ac_http_answer answer;
	ac_http_answer_init(&answer);
	struct ac_error err = { 0 };
	struct ac_http_request request = { .method = "GET", .path = "/", .body_fd = -1 };
	assert_int_equal(
		ac_http_new("http://localhost", "/tmp/nobody-listens-here", &http, &err), AC_OK);
	assert_int_equal(ac_http_ask(http, &request, &answer, &err), AC_NOT_FOUND);
	assert_non_null(strstr(err.msg, "/tmp/nobody-listens-here"));
}

static void *hammer(void *ctx)
{
	struct fixture *f = ctx;
	AC_AUTO(http) struct ac_http *http = NULL;
	assert_int_equal(ac_http_new("http://localhost", f->socket, &http, NULL), AC_OK);
	for (int i = 0; i < 50; i++) {
		AC_AUTO(http_answer) struct ac_http_answer answer;
		ac_http_answer_init(&answer);
		struct ac_http_request request = {
			.method = "GET", .path = "/v1/cases", .bearer = f->secret, .body_fd = -1
		};
		if (ac_http_ask(http, &request, &answer, NULL) != AC_OK || answer.code != 200)
			return ctx;
	}
	return NULL;
}

static void many_officers_are_answered_at_once(void **state)
{
	pthread_t threads[8];
	void *failed = NULL, *result;
	for (int i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hammer, *state), 0);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], &result);
		failed = failed ? failed : result;
	}
	assert_null(failed);
}

#define SERVED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_path_finds_its_handler_with_its_ids_and_its_query),
		CASE(what_does_not_fit_is_refused_with_its_reason),
		CASE(what_takes_two_is_kept_and_not_done),
		CASE(who_lacks_the_right_or_a_session_is_refused),
		CASE(a_bearer_is_read_as_rfc_6750_writes_it),
		CASE(every_failure_has_its_http_code_and_comes_back_as_itself),
		SERVED(the_session_names_the_officer_and_the_kernel_the_owner),
		SERVED(without_a_session_or_the_right_there_are_401_and_403),
		SERVED(a_stranger_leaves_no_file_behind),
		SERVED(the_socket_is_for_the_owner_and_the_group_only),
		SERVED(refusals_have_codes_and_bodies_over_the_socket_too),
		SERVED(a_body_past_the_routes_maximum_is_refused_not_kept),
		SERVED(a_file_streams_in_and_its_progress_streams_out),
		SERVED(a_failure_after_progress_is_the_last_line),
		SERVED(a_second_daemon_is_told_so_and_a_left_over_socket_is_replaced),
		CASE(nobody_there_is_said_as_such),
		SERVED(many_officers_are_answered_at_once),
	};
	return RUN(tests);
}
