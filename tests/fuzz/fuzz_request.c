/* Any bytes as a request: "METHOD TARGET\nBODY" through query, route and body to a handler that looks at
 * everything. What a user loses if this breaks: one malformed request takes the daemon down. */
#include "fuzz/fuzz.h"

#include "service/service.h"
#include "web/dispatch.h"
#include "web/two.h"

struct ac_service {
	int nothing;
};

enum ac_service_mode ac_service_mode(const struct ac_service *service)
{
	(void)service;
	return AC_SERVICE_SERVE;
}

/* The server is linked too, and asks these; nobody calls it here. */
const char *ac_service_dir(const struct ac_service *service)
{
	(void)service;
	return "/";
}

const struct ac_config *ac_service_config(const struct ac_service *service)
{
	(void)service;
	return NULL;
}

static enum ac_status look(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err)
{
	static const char *const words[] = { "open", "closed" };
	static const char *const known[] = { "title", "count", "when", "list", NULL };
	struct ac_json *answer = ac_response_object(response);
	struct ac_str title;
	struct ac_wall when;
	int64_t number;
	bool yes;
	int which;
	(void)service;
	if (request->ids[0] < 0 || request->ids[1] < 0)
		abort();
	ac_json_set(answer, "query", ac_json_copy(request->query));
	AC_TRY(ac_query_i64(request->query, "limit", 1, 1000, 10, &number, err));
	AC_TRY(ac_query_bool(request->query, "all", &yes, err));
	AC_TRY(ac_query_choice(request->query, "state", words, 2, &which, err));
	if (!request->body)
		return AC_OK;
	AC_TRY(ac_json_only(request->body, known, err));
	AC_TRY(ac_json_opt_str(request->body, "title", AC_STR(""), &title, err));
	AC_TRY(ac_json_opt_wall(request->body, "when", (struct ac_wall){ 0 }, &when, err));
	ac_json_set_str(answer, "title", title);
	ac_json_set_wall(answer, "when", when);
	return ac_json_opt_i64(request->body, "count", -5, 5, 0, &number, err);
}

/* Everybody is in. */
enum ac_status ac_sessions_resolve(struct ac_service *service, struct ac_str secret,
	struct ac_wall now, struct ac_asker *asker, struct ac_error *err)
{
	(void)service, (void)secret, (void)now, (void)err;
	asker->roles = AC_ROLE_ALL;
	asker->name[0] = 'd';
	return AC_OK;
}

struct ac_officer ac_asker_officer(const struct ac_asker *asker)
{
	return (struct ac_officer){ .name = ac_str(asker->name), .roles = asker->roles };
}

void ac_sessions_used(struct ac_service *service, struct ac_asker *asker, struct ac_wall now)
{
	(void)service, (void)asker, (void)now;
}

void ac_sessions_denied(struct ac_service *service, struct ac_officer officer, const char *right)
{
	(void)service, (void)officer, (void)right;
	abort();
}

/* Nothing in this table takes two. */
enum ac_status ac_two_ask(struct ac_service *service, const struct ac_route *route,
	struct ac_request *request, const struct ac_call *call, struct ac_response *response,
	struct ac_error *err)
{
	(void)service, (void)route, (void)request, (void)call, (void)response;
	return ac_fail(err, AC_DENIED, "nothing takes two here");
}

const struct ac_route ac_routes[] = {
	{ AC_GET, "/v1/cases", look, 0, AC_RIGHT_case_read, "state limit all", "list" },
	{ AC_POST, "/v1/cases", look, AC_ROUTE_BODY, AC_RIGHT_case_read, NULL, "open" },
	{ AC_POST, "/v1/cases/{case}/notes/{note}", look, AC_ROUTE_BODY, AC_RIGHT_case_read, "all",
		"note" },
	{ AC_POST, "/v1/files", look, AC_ROUTE_FILE, AC_RIGHT_case_read, "kind", "file" },
	{ 0 },
};

static void must_be_json(const struct ac_json *json)
{
	AC_AUTO(buf) struct ac_buf text;
	AC_AUTO(json) struct ac_json *again = NULL;
	struct ac_json_limits limits = { 16u << 20, 40, 0 };
	ac_buf_init(&text, 16u << 20);
	ac_json_write(json, &text);
	if (ac_json_parse(ac_buf_str(&text), &limits, &again, NULL) != AC_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_service service = { 0 };
	struct ac_str body = { (const char *)data, size }, head, method;
	struct ac_call call = { .body_fd = -1, .bearer = AC_STR("danas") };
	if (!ac_str_cut(&body, '\n', &head) || !ac_str_cut(&head, ' ', &method) || !head.p ||
		!ac_method_from(method, &call.method))
		return 0;
	call.target = head;
	call.body = body.p ? body : (struct ac_str){ 0 };
	AC_AUTO(response) struct ac_response response;
	struct ac_error err = { 0 };
	ac_response_init(&response);
	enum ac_status status = ac_dispatch(&service, &call, &response, &err);
	if (status == AC_OK) {
		must_be_json(ac_response_object(&response));
		return 0;
	}
	AC_AUTO(json) struct ac_json *failure = ac_dispatch_failure(status, &err);
	must_be_json(failure);
	if (!err.msg[0] || ac_dispatch_http_code(status) < 400)
		abort();
	return 0;
}
