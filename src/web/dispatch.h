/* web/dispatch.h - a request, wherever it came from, to the handler that answers it. */
#pragma once
#include "service/desk/sessions.h"
#include "web/route.h"

/* A request as it arrives: over the socket, or from the command line in the same process. */
struct ac_call {
	enum ac_method method;
	struct ac_str target; /* "/v1/cases?state=open" */
	struct ac_str body; /* JSON text, or empty */
	int body_fd; /* or a file; -1: none */
	struct ac_str bearer; /* secret of the session or token; empty: none */
	bool owner; /* see struct ac_request */
	struct ac_source source; /* see struct ac_request */
	/* An officer that this program has let in already, and asks on behalf of (web/api_decisions.c); with a
	 * name, the bearer is not looked at. What comes from outside leaves it empty. */
	struct ac_officer officer;
	void (*progress)(void *ctx, const struct ac_json *state); /* may be NULL */
	void *progress_ctx;
};

/**
 * Whose secret is it, and may they? A request that an officer may not make leaves an audit row `denied`.
 * @param asker  filled on success, unless the route needs no session: then left as it is
 * @return AC_NO_SESSION, AC_DENIED
 */
AC_MUST_CHECK enum ac_status ac_dispatch_may(struct ac_service *service,
	const struct ac_route *route, struct ac_str bearer, struct ac_asker *asker,
	struct ac_error *err);

/**
 * Find the route, find out who asks and whether they may, check query and body, call the handler.
 * @param response  initialised; filled on success
 * @return what ac_route_find(), the JSON reader or the handler says; AC_NO_SESSION, AC_DENIED;
 *         AC_CONFLICT for a route that needs the engine where none runs
 */
AC_MUST_CHECK enum ac_status ac_dispatch(struct ac_service *service, const struct ac_call *call,
	struct ac_response *response, struct ac_error *err);

/** {"error":{"code":"not_found","message":"…"}}, owned by the caller. */
struct ac_json *ac_dispatch_failure(enum ac_status status, const struct ac_error *err);

/** The status code of HTTP for an outcome, and back from the "code" of an error body. */
int ac_dispatch_http_code(enum ac_status status);
enum ac_status ac_dispatch_status(struct ac_str code);
