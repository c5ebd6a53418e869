#include "web/dispatch.h"

#include "service/service.h"
#include "web/two.h"

static void split(struct ac_str target, struct ac_str *path, struct ac_str *query)
{
	*query = target;
	if (!ac_str_cut(query, '?', path))
		*path = AC_STR("");
	if (!query->p)
		*query = (struct ac_str){ 0 };
}

static enum ac_status read_body(const struct ac_route *route, const struct ac_call *call,
	struct ac_json **body, struct ac_error *err)
{
	if (!call->body.n) {
		*body = ac_route_body_max(route) ? ac_json_new_object() : NULL;
		return AC_OK;
	}
	struct ac_json_limits limits = { ac_route_body_max(route), 32 };
	if (!limits.bytes)
		return ac_fail(err, AC_INVALID, "%s %s takes no body",
			ac_method_name(route->method), route->pattern);
	AC_AUTO(json) struct ac_json *read = NULL;
	AC_TRY(ac_json_parse(call->body, &limits, &read, err));
	if (ac_json_type(read) != AC_JSON_OBJECT)
		return ac_fail(err, AC_INVALID, "the body must be a JSON object");
	*body = AC_TAKE(read);
	return AC_OK;
}

static enum ac_status check_needs(struct ac_service *service, const struct ac_route *route,
	const struct ac_call *call, struct ac_error *err)
{
	if (route->flags & AC_ROUTE_ENGINE && ac_service_mode(service) != AC_SERVICE_SERVE)
		return ac_fail(err, AC_CONFLICT, "%s %s needs a running daemon",
			ac_method_name(route->method), route->pattern);
	if (route->flags & AC_ROUTE_FILE && call->body_fd < 0)
		return ac_fail(err, AC_INVALID, "%s %s takes a file as its body",
			ac_method_name(route->method), route->pattern);
	return AC_OK;
}

static bool needs_session(const struct ac_route *route)
{
	return !(route->flags & (AC_ROUTE_OPEN | AC_ROUTE_NO_SESSION));
}

static enum ac_status check_right(struct ac_service *service, const struct ac_route *route,
	const struct ac_officer *officer, struct ac_error *err)
{
	enum ac_status status = ac_right_check(route->right, officer, err);
	if (status == AC_DENIED)
		ac_sessions_denied(service, *officer, ac_right_name(route->right));
	return status;
}

enum ac_status ac_dispatch_may(struct ac_service *service, const struct ac_route *route,
	struct ac_str bearer, struct ac_asker *asker, struct ac_error *err)
{
	if (!needs_session(route))
		return AC_OK;
	AC_TRY(ac_sessions_resolve(service, bearer, ac_wall_now(), asker, err));
	struct ac_officer officer = ac_asker_officer(asker);
	return check_right(service, route, &officer, err);
}

/* @param officer  who asks; its name is lent by the asker or the call */
static enum ac_status let_in(struct ac_service *service, const struct ac_route *route,
	const struct ac_call *call, struct ac_asker *asker, struct ac_officer *officer,
	struct ac_error *err)
{
	*officer = call->officer;
	if (officer->name.n)
		return check_right(service, route, officer, err);
	if (!needs_session(route))
		return AC_OK;
	AC_TRY(ac_dispatch_may(service, route, call->bearer, asker, err));
	ac_sessions_used(service, asker, ac_wall_now());
	*officer = ac_asker_officer(asker);
	return AC_OK;
}

/* What takes two is asked for first; everything else is done. */
static enum ac_status handle(struct ac_service *service, const struct ac_route *route,
	struct ac_request *request, const struct ac_call *call, struct ac_response *response,
	struct ac_error *err)
{
	bool alone = route->flags & AC_ROUTE_TWO && !request->officer.agreed;
	if (alone && !request->officer.rehearsal)
		return ac_two_ask(service, route, request, call, response, err);
	return route->handler(service, request, response, err);
}

enum ac_status ac_dispatch(struct ac_service *service, const struct ac_call *call,
	struct ac_response *response, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *query = NULL, *body = NULL;
	struct ac_str path, query_text;
	const struct ac_route *route;
	struct ac_asker asker = { 0 };
	struct ac_request request = {
		.method = call->method,
		.body_fd = -1,
		.owner = call->owner,
		.source = call->source,
		.progress = call->progress,
		.progress_ctx = call->progress_ctx,
	};
	split(call->target, &path, &query_text);
	AC_TRY(ac_route_find(call->method, path, &route, request.ids, err));
	AC_TRY(let_in(service, route, call, &asker, &request.officer, err));
	AC_TRY(check_needs(service, route, call, err));
	AC_TRY(ac_route_query(route, query_text, &query, err));
	AC_TRY(read_body(route, call, &body, err));
	request.query = query;
	request.body = body;
	if (route->flags & AC_ROUTE_FILE)
		request.body_fd = call->body_fd;
	const struct ac_officer officer = request.officer;
	enum ac_status status = handle(service, route, &request, call, response, err);
	bool asked =
		officer.name.n && !call->officer.name.n; /* themselves: nobody on their behalf */
	if (status == AC_DENIED && asked)
		ac_sessions_denied(service, officer, ac_right_name(route->right));
	return status;
}

struct ac_json *ac_dispatch_failure(enum ac_status status, const struct ac_error *err)
{
	struct ac_json *root = ac_json_new_object();
	struct ac_json *error = ac_json_set_object(root, "error");
	ac_json_set_text(error, "code", ac_status_name(status));
	ac_json_set_text(error, "message", err && err->msg[0] ? err->msg : ac_status_name(status));
	return root;
}

int ac_dispatch_http_code(enum ac_status status)
{
	switch (status) {
	case AC_OK: return 200;
	case AC_INVALID: return 400;
	case AC_NO_SESSION: return 401;
	case AC_DENIED: return 403;
	case AC_NOT_FOUND: return 404;
	case AC_EXISTS:
	case AC_CONFLICT: return 409;
	case AC_BUSY:
	case AC_FULL:
	case AC_CLOSED: return 503;
	case AC_IO:
	case AC_CORRUPT:
	case AC_VERSION: break;
	}
	return 500;
}

enum ac_status ac_dispatch_status(struct ac_str code)
{
	for (int i = AC_INVALID; i <= AC_CLOSED; i++)
		if (ac_str_eq(code, ac_str(ac_status_name((enum ac_status)i))))
			return (enum ac_status)i;
	return AC_IO;
}
