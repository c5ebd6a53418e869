#include "http/http.h"

#include <curl/curl.h>

static enum ac_status no_address(struct ac_error *err)
{
	return ac_fail(err, AC_INVALID, "no address as in https://alerts.example.gov/feed.xml");
}

static bool add_part(CURLU *url, CURLUPart part, const char *before, struct ac_buf *out)
{
	char *text = NULL;
	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return false;
	ac_buf_printf(out, "%s%s", before, text);
	curl_free(text);
	return true;
}

static bool has_part(CURLU *url, CURLUPart part)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 8192);
	return add_part(url, part, "", &text);
}

static enum ac_status split(
	CURLU *url, struct ac_buf *origin, struct ac_buf *path, struct ac_error *err)
{
	size_t from = origin->n;
	if (!add_part(url, CURLUPART_SCHEME, "", origin))
		return no_address(err);
	struct ac_str scheme = { origin->p + from, origin->n - from };
	if (!ac_str_eq(scheme, AC_STR("http")) && !ac_str_eq(scheme, AC_STR("https")))
		return no_address(err);
	if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
		return ac_fail(err, AC_INVALID, "an address with a user name is not kept");
	if (!add_part(url, CURLUPART_HOST, "://", origin) ||
		!add_part(url, CURLUPART_PATH, "", path))
		return no_address(err);
	(void)add_part(url, CURLUPART_PORT, ":", origin); /* where it is not the usual one */
	(void)add_part(url, CURLUPART_QUERY, "?", path);
	AC_TRY(ac_buf_check(origin, "the address", err));
	return ac_buf_check(path, "the address", err);
}

enum ac_status ac_http_split(
	const char *url, struct ac_buf *origin, struct ac_buf *path, struct ac_error *err)
{
	CURLU *parts = curl_url();
	enum ac_status status = !parts || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK
					? no_address(err)
					: split(parts, origin, path, err);
	curl_url_cleanup(parts);
	return status;
}

enum ac_status ac_http_resolve(
	const char *base, const char *reference, struct ac_buf *url, struct ac_error *err)
{
	CURLU *parts = curl_url();
	bool good = parts && curl_url_set(parts, CURLUPART_URL, base, 0) == CURLUE_OK &&
		    curl_url_set(parts, CURLUPART_URL, reference, 0) == CURLUE_OK &&
		    add_part(parts, CURLUPART_URL, "", url);
	curl_url_cleanup(parts);
	return good ? ac_buf_check(url, "the address", err) : no_address(err);
}
