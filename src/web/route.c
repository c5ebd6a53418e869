#include "web/route.h"

#include "http/http.h"

#include <errno.h>
#include <unistd.h>

static const char *const methods[] = {
	[AC_GET] = "GET",
	[AC_POST] = "POST",
	[AC_PUT] = "PUT",
	[AC_DELETE] = "DELETE",
};

const char *ac_method_name(enum ac_method method)
{
	return methods[method];
}

bool ac_method_from(struct ac_str name, enum ac_method *method)
{
	for (int i = 0; i < ac_method_count; i++) {
		if (!ac_str_eq(name, ac_str(methods[i])))
			continue;
		*method = (enum ac_method)i;
		return true;
	}
	return false;
}

enum ac_status ac_request_file(const struct ac_request *request, const char *what,
	struct ac_buf *bytes, struct ac_error *err)
{
	char piece[65536];
	ssize_t n;
	while ((n = read(request->body_fd, piece, sizeof piece)) > 0)
		ac_buf_add(bytes, piece, (size_t)n);
	if (n < 0)
		return ac_fail_os(err, errno, "reading %s", what);
	return ac_buf_check(bytes, what, err);
}

void ac_response_init(struct ac_response *response)
{
	*response = (struct ac_response){ 0 };
	ac_buf_init(&response->text, 64u << 20);
}

void ac_response_done(struct ac_response *response)
{
	ac_json_free(response->json);
	response->json = NULL;
	ac_buf_done(&response->text);
}

struct ac_json *ac_response_object(struct ac_response *response)
{
	if (!response->json)
		response->json = ac_json_new_object();
	return response->json;
}

enum match { MATCH_NO, MATCH_YES, MATCH_BAD_ID };

/* Segment by segment; {…} takes a positive number. */
static enum match matches(const char *pattern, struct ac_str path, int64_t ids[2])
{
	struct ac_str want = ac_str(pattern), wanted, got;
	size_t n_ids = 0;
	bool bad = false;
	ids[0] = ids[1] = 0;
	while (ac_str_cut(&want, '/', &wanted)) {
		if (!ac_str_cut(&path, '/', &got))
			return MATCH_NO;
		if (!ac_str_starts(wanted, AC_STR("{"))) {
			if (!ac_str_eq(wanted, got))
				return MATCH_NO;
		} else if (!ac_str_to_i64(got, 1, INT64_MAX, &ids[n_ids++])) {
			bad = true;
		}
	}
	if (path.p)
		return MATCH_NO;
	return bad ? MATCH_BAD_ID : MATCH_YES;
}

enum ac_status ac_route_find(enum ac_method method, struct ac_str path,
	const struct ac_route **route, int64_t ids[2], struct ac_error *err)
{
	bool known = false, bad_id = false;
	for (const struct ac_route *r = ac_routes; r->pattern; r++) {
		enum match match = matches(r->pattern, path, ids);
		if (match == MATCH_YES && r->method == method) {
			*route = r;
			return AC_OK;
		}
		known |= match == MATCH_YES;
		bad_id |= match == MATCH_BAD_ID;
	}
	if (known)
		return ac_fail(err, AC_INVALID, "%.*s does not take %s", AC_STR_ARG(path),
			ac_method_name(method));
	if (bad_id)
		return ac_fail(
			err, AC_INVALID, "%.*s: an id is a whole number above 0", AC_STR_ARG(path));
	return ac_fail(err, AC_NOT_FOUND, "there is no %.*s", AC_STR_ARG(path));
}

size_t ac_route_body_max(const struct ac_route *route)
{
	if (route->flags & AC_ROUTE_LARGE)
		return 32u << 20;
	return route->flags & AC_ROUTE_BODY ? 1u << 20 : 0;
}

static bool listed(const char *names, struct ac_str name)
{
	struct ac_str rest = ac_str(names), each;
	while (names && ac_str_cut(&rest, ' ', &each))
		if (ac_str_eq(each, name))
			return true;
	return false;
}

static enum ac_status add_pair(const struct ac_route *route, struct ac_str pair,
	struct ac_json *query, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf name, value;
	ac_buf_init(&name, 64);
	ac_buf_init(&value, 4096);
	struct ac_str left;
	if (!ac_str_cut(&pair, '=', &left))
		return AC_OK;
	AC_TRY(ac_http_unescape(&name, left, err));
	AC_TRY(ac_http_unescape(&value, pair.p ? pair : AC_STR(""), err));
	if (!listed(route->query, ac_buf_str(&name)))
		return ac_fail(err, AC_INVALID, "%s takes no \"%s\"%s%s", route->pattern, name.p,
			route->query ? ", only: " : "", route->query ? route->query : "");
	if (ac_json_find(query, name.p))
		return ac_fail(err, AC_INVALID, "\"%s\" is given twice", name.p);
	if (!ac_str_is_utf8(ac_buf_str(&value)))
		return ac_fail(err, AC_INVALID, "\"%s\" is not UTF-8", name.p);
	ac_json_set_str(query, name.p, ac_buf_str(&value));
	return AC_OK;
}

enum ac_status ac_route_query(const struct ac_route *route, struct ac_str text,
	struct ac_json **query, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *made = ac_json_new_object();
	struct ac_str pair;
	while (ac_str_cut(&text, '&', &pair))
		if (pair.n)
			AC_TRY(add_pair(route, pair, made, err));
	*query = AC_TAKE(made);
	return AC_OK;
}

enum ac_status ac_query_i64(const struct ac_json *query, const char *name, int64_t lo, int64_t hi,
	int64_t fallback, int64_t *value, struct ac_error *err)
{
	struct ac_str text;
	AC_TRY(ac_json_opt_str(query, name, (struct ac_str){ 0 }, &text, err));
	if (!text.p)
		*value = fallback;
	else if (!ac_str_to_i64(text, lo, hi, value))
		return ac_fail(err, AC_INVALID, "%s: a whole number from %lld to %lld", name,
			(long long)lo, (long long)hi);
	return AC_OK;
}

enum ac_status ac_query_bool(
	const struct ac_json *query, const char *name, bool *value, struct ac_error *err)
{
	static const char *const words[] = { "true", "1", "yes", "", "false", "0", "no" };
	int which;
	AC_TRY(ac_query_choice(query, name, words, 7, &which, err));
	*value = which >= 0 && which < 4;
	return AC_OK;
}

enum ac_status ac_query_choice(const struct ac_json *query, const char *name,
	const char *const choices[], size_t count, int *index, struct ac_error *err)
{
	size_t which;
	if (!ac_json_find(query, name)) {
		*index = -1;
		return AC_OK;
	}
	AC_TRY(ac_json_get_choice(query, name, choices, count, &which, err));
	*index = (int)which;
	return AC_OK;
}
