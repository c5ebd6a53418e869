/* http/http.h - asking another program over HTTP, on TCP or on a Unix socket. libcurl does the work.
 *
 * One client is one connection that is kept open between requests; it belongs to one thread. What
 * comes back is bounded: an answer longer than its maximum is AC_FULL, not memory. An answer with an
 * HTTP status of 400 and above is an answer, not an error of this module.
 */
#pragma once
#include "base/buf.h"

#include <sys/socket.h>

struct ac_http;

/**
 * @param base         "http://localhost" or "https://partner.example:8443"; no path
 * @param unix_socket  path of a socket to connect to instead of base's host; NULL: TCP
 */
AC_MUST_CHECK enum ac_status ac_http_new(
	const char *base, const char *unix_socket, struct ac_http **http, struct ac_error *err);
void ac_http_free(struct ac_http *http);
AC_AUTO_DEFINE(http, struct ac_http *, ac_http_free)

struct ac_http_request {
	const char *method; /* "GET", "POST", … */
	const char *path; /* "/v1/cases?state=open", percent-encoded already */
	const char *content_type; /* NULL: no body */
	const char *accept; /* NULL: anything */
	const char *bearer; /* secret for "Authorization: Bearer", at most 200 bytes; NULL: none */
	const char *if_none_match, *if_modified_since; /* what is there already; NULL or empty */
	struct ac_str body; /* borrowed; or … */
	int body_fd; /* … a file, read from where it stands to its end; -1: none */
	int connect_ms; /* 0: 5 s */
	int silence_s; /* give up when nothing moves for so long; 0: 30 s, < 0: never */
	int total_s; /* give up when it takes longer than that altogether; 0: never */
	size_t answer_max; /* bytes; 0: 16 MiB */

	/* Called with each address before it is connected to; false refuses it. NULL */
	bool (*may_connect)(void *ctx, const struct sockaddr *address);
	/* Called about once a second; true ends it (AC_CLOSED). NULL */
	bool (*give_up)(void *ctx);

	/* Called with each piece of a 2xx answer in place of keeping it; false stops (AC_CLOSED). */
	bool (*on_bytes)(void *ctx, struct ac_str bytes);
	/* Called now and then while a body file is sent; total is -1 where it is not known. */
	void (*on_sent)(void *ctx, int64_t sent, int64_t total);
	void *ctx;
};

struct ac_http_answer {
	int code; /* 200 … 599 */
	char content_type[96];
	int retry_after_s; /* -1: not said */
	char etag[256], last_modified[64]; /* as sent; empty: not said, or too long */
	struct ac_buf body;
};

void ac_http_answer_init(struct ac_http_answer *answer);
void ac_http_answer_done(struct ac_http_answer *answer);
AC_AUTO_DEFINE_VALUE(http_answer, struct ac_http_answer, ac_http_answer_done)

/**
 * Ask and wait for the answer.
 * @param answer  initialised; emptied first
 * @return AC_NOT_FOUND when nobody listens there, AC_DENIED for an address that may not be asked, AC_FULL for an answer past the maximum, AC_CLOSED
 *         when the other end fell silent or away or on_bytes stopped it, AC_IO otherwise
 */
AC_MUST_CHECK enum ac_status ac_http_ask(struct ac_http *http,
	const struct ac_http_request *request, struct ac_http_answer *answer, struct ac_error *err);

/**
 * Take an address apart: "https://a.example:8443/b?c" → "https://a.example:8443", "/b?c".
 * @param origin  appended: scheme, host and port, for ac_http_new() and to compare
 * @param path    appended: with query, without fragment
 * @return AC_INVALID for what is no http or https address, or has a user name in it
 */
AC_MUST_CHECK enum ac_status ac_http_split(
	const char *url, struct ac_buf *origin, struct ac_buf *path, struct ac_error *err);

/** Append the address that `reference` means on a page at `base` (RFC 3986 section 5). AC_INVALID */
AC_MUST_CHECK enum ac_status ac_http_resolve(
	const char *base, const char *reference, struct ac_buf *url, struct ac_error *err);

/**
 * May a stranger make us connect to it? Addresses of this machine, of its networks and of no machine are private:
 * RFC 1918, 4193, 4291, 6598, 6890; IPv4 inside IPv6 counts as what it is.
 */
bool ac_http_is_public(const struct sockaddr *address);

/** Append text percent-encoded for a path segment or a query value (RFC 3986 section 2.1). */
void ac_http_escape(struct ac_buf *buf, struct ac_str text);

/** Decode %XX and '+' in place-free fashion; AC_INVALID for a broken sequence or a zero byte. */
AC_MUST_CHECK enum ac_status ac_http_unescape(
	struct ac_buf *buf, struct ac_str text, struct ac_error *err);
