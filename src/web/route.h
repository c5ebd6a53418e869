/* web/route.h - every request that Allclear answers, in one table.
 *
 * A route is a method, a path pattern, a handler and what it needs. The daemon answers the table over
 * HTTP on its Unix socket (web/server.h); without a daemon the command line calls the same handlers in
 * its own process (web/dispatch.h). There is no second way to do anything. docs/openapi.yaml describes
 * the table and is tested against it.
 *
 * A handler only turns JSON into the arguments of a use-case of service/ and its result into JSON.
 * It runs on the thread of its request and may block; handlers run beside each other.
 */
#pragma once
#include "threat/rights.h"
#include "threat/throttle.h"
#include "json/json.h"

struct ac_service;

enum ac_method { AC_GET, AC_POST, AC_PUT, AC_DELETE, ac_method_count };

/* Views are borrowed until the handler returns. */
struct ac_request {
	enum ac_method method;
	int64_t ids[2]; /* what stood at the pattern's {…}, in order; > 0 */
	const struct ac_json
		*query; /* an object of texts: ?state=open → {"state":"open"}; never NULL */
	const struct ac_json *body; /* an object; NULL where the route takes none */
	int body_fd; /* a file from its start, where the route takes one; else -1 */
	struct ac_officer officer; /* who asks, by the session; no name where none is needed */
	bool owner; /* the Unix user whom the data directory belongs to is at the other end */
	struct ac_source source; /* where it comes from; zero: this process */

	/* Tell whoever waits how far it is; NULL when nobody listens. */
	void (*progress)(void *ctx, const struct ac_json *state);
	void *progress_ctx;
};

/** The whole file of a request that came with one, appended. @param what  it is called in a message */
AC_MUST_CHECK enum ac_status ac_request_file(const struct ac_request *request, const char *what,
	struct ac_buf *bytes, struct ac_error *err);

struct ac_response {
	struct ac_json *json; /* owned by the response; NULL: an empty object */
	int code; /* of HTTP when it went well; 0: 200 */
	const char *type; /* NULL: JSON; else the media type of `text`, static */
	struct ac_buf text;
};

void ac_response_init(struct ac_response *response);
void ac_response_done(struct ac_response *response);
AC_AUTO_DEFINE_VALUE(response, struct ac_response, ac_response_done)

/** The answer as an object to be filled; lent. */
struct ac_json *ac_response_object(struct ac_response *response);

typedef enum ac_status ac_handler(struct ac_service *service, const struct ac_request *request,
	struct ac_response *response, struct ac_error *err);

enum ac_route_flag {
	AC_ROUTE_ENGINE = 1 << 0, /* needs a running daemon */
	AC_ROUTE_BODY = 1 << 1, /* takes a JSON object of up to 1 MiB; it may be left out */
	AC_ROUTE_LARGE = 1 << 2, /* … of up to 32 MiB: areas travel in it */
	AC_ROUTE_FILE = 1 << 3, /* takes a file of any size as its body */
	AC_ROUTE_SLOW = 1 << 4, /* reports progress to a client that accepts application/x-ndjson */
	AC_ROUTE_OPEN = 1 << 5, /* for probes: no officer needed, nothing personal in it */
	AC_ROUTE_TWO = 1 << 6, /* takes two: it is drafted, and done once another approves */
	AC_ROUTE_NO_SESSION =
		1 << 7, /* how one comes in: without a session, but never for probes */
};

struct ac_route {
	enum ac_method method;
	const char *pattern; /* "/v1/cases/{id}/notes" */
	ac_handler *handler;
	unsigned flags;
	enum ac_right
		right; /* that whoever asks must have (threat/rights.h); not for AC_ROUTE_OPEN */
	const char *query; /* names that the query may have, separated by blanks; NULL: none */
	const char *summary; /* one line, as in docs/openapi.yaml */
};

/** The table, ended by a route without pattern. */
extern const struct ac_route ac_routes[];

const char *ac_method_name(enum ac_method method);
AC_MUST_CHECK bool ac_method_from(struct ac_str name, enum ac_method *method);

/**
 * Find who answers.
 * @param path   without the query
 * @param ids    filled as the pattern says, 0 for what it does not have
 * @return AC_NOT_FOUND for an unknown path, AC_INVALID for a known one with another method or an id
 *         that is no positive number
 */
AC_MUST_CHECK enum ac_status ac_route_find(enum ac_method method, struct ac_str path,
	const struct ac_route **route, int64_t ids[2], struct ac_error *err);

/** How large a JSON body the route takes, in bytes; 0: none. */
size_t ac_route_body_max(const struct ac_route *route);

/**
 * Read "a=1&b=x%20y" into an object of texts.
 * @param query  owned by the caller
 * @return AC_INVALID for a name that the route does not know or that comes twice
 */
AC_MUST_CHECK enum ac_status ac_route_query(const struct ac_route *route, struct ac_str text,
	struct ac_json **query, struct ac_error *err);

/* Query values are texts; these read numbers and switches out of them, with a fallback. */
AC_MUST_CHECK enum ac_status ac_query_i64(const struct ac_json *query, const char *name, int64_t lo,
	int64_t hi, int64_t fallback, int64_t *value, struct ac_error *err);
/** "true", "1", "yes" or empty: true; "false", "0", "no": false. */
AC_MUST_CHECK enum ac_status ac_query_bool(
	const struct ac_json *query, const char *name, bool *value, struct ac_error *err);
/** One of the texts, or -1 when absent. */
AC_MUST_CHECK enum ac_status ac_query_choice(const struct ac_json *query, const char *name,
	const char *const choices[], size_t count, int *index, struct ac_error *err);
