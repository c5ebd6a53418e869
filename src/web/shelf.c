#include "web/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

/* One way to send a document. */
struct coding {
	struct MHD_Response *response; /* also of a 304, which the library sends without its body */
	size_t bytes;
};

struct item {
	struct ac_document *document; /* held */
	struct coding plain, gzip; /* gzip.response NULL: only plain */
	time_t modified;
};

struct ac_shelf {
	size_t n;
	struct item items[];
};

/* ---- making ---- */

static void drop_document(void *document)
{
	ac_document_drop(document);
}

static void http_date(time_t at, char out[40])
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm;
	(void)gmtime_r(&at, &tm);
	(void)snprintf(out, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
		months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void add_headers(struct MHD_Response *response, const struct item *item, bool gzip)
{
	const struct ac_document *document = item->document;
	char etag[64], date[40];
	(void)snprintf(etag, sizeof etag, "\"%s%s\"", document->etag, gzip ? "-gz" : "");
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, etag);
	http_date(item->modified, date);
	if (item->modified)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_LAST_MODIFIED, date);
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL,
		document->constant ? "public, max-age=31536000, immutable" : "public, max-age=10");
	(void)MHD_add_response_header(
		response, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_ENCODING);
	(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, document->type);
	(void)MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	(void)MHD_add_response_header(response, "Access-Control-Allow-Origin", "*");
	(void)MHD_add_response_header(
		response, "Content-Security-Policy", "default-src 'none'; style-src 'self'");
	if (gzip)
		(void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
}

static struct coding make_coding(const struct item *item, struct ac_str bytes, bool gzip)
{
	struct coding coding = { .bytes = bytes.n };
	ac_document_hold(item->document);
	coding.response = MHD_create_response_from_buffer_with_free_callback_cls(
		bytes.n, (void *)bytes.p, drop_document, item->document);
	if (!coding.response)
		abort(); /* out of memory, as ac_alloc() does */
	add_headers(coding.response, item, gzip);
	return coding;
}

struct ac_shelf *ac_shelf_new(struct ac_document *const *documents, size_t n)
{
	struct ac_shelf *shelf = ac_alloc(sizeof *shelf + n * sizeof *shelf->items);
	shelf->n = n;
	for (size_t i = 0; i < n; i++) {
		struct item *item = &shelf->items[i];
		item->document = ac_document_hold(documents[i]);
		item->modified = (time_t)(documents[i]->modified.us / AC_SECOND);
		item->plain = make_coding(item, documents[i]->bytes, false);
		if (documents[i]->gzip.n)
			item->gzip = make_coding(item, documents[i]->gzip, true);
	}
	return shelf;
}

void ac_shelf_free(struct ac_shelf *shelf)
{
	if (!shelf)
		return;
	for (size_t i = 0; i < shelf->n; i++) {
		MHD_destroy_response(shelf->items[i].plain.response);
		if (shelf->items[i].gzip.response)
			MHD_destroy_response(shelf->items[i].gzip.response);
		ac_document_drop(shelf->items[i].document);
	}
	ac_free(shelf);
}

/* ---- choosing ---- */

/* The first item of that path; its variants follow it. */
static const struct item *find_path(const struct ac_shelf *shelf, const char *path)
{
	size_t lo = 0, hi = shelf->n;
	while (lo < hi) {
		size_t middle = (lo + hi) / 2;
		if (strcmp(shelf->items[middle].document->path, path) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo < shelf->n && strcmp(shelf->items[lo].document->path, path) == 0
		       ? &shelf->items[lo]
		       : NULL;
}

static bool same_primary(const char *a, const char *b)
{
	size_t n = strcspn(a, "-");
	return n == strcspn(b, "-") && strncasecmp(a, b, n) == 0;
}

/* The language as asked for, else a close one, else the variant for everybody. */
static const struct item *find_language(
	const struct ac_shelf *shelf, const struct item *first, const char *language)
{
	const struct item *close = first, *end = shelf->items + shelf->n;
	for (const struct item *i = first;
		i < end && strcmp(i->document->path, first->document->path) == 0; i++) {
		if (strcasecmp(i->document->language, language) == 0)
			return i;
		if (close == first && same_primary(i->document->language, language))
			close = i;
	}
	return close;
}

/* Is "gzip" among what may come, and not with q=0? */
static bool takes_gzip(const char *accept)
{
	struct ac_str rest = ac_str(accept), one, weight;
	while (accept && ac_str_cut(&rest, ',', &one)) {
		struct ac_str name;
		weight = one;
		if (!ac_str_cut(&weight, ';', &name))
			continue;
		if (!ac_str_eq_nocase(ac_str_trim(name), AC_STR("gzip")))
			continue;
		double q = 1;
		weight = ac_str_trim(weight);
		if (weight.p && ac_str_starts(weight, AC_STR("q=")) &&
			!ac_str_to_double((struct ac_str){ weight.p + 2, weight.n - 2 }, &q))
			q = 1;
		return q > 0;
	}
	return false;
}

/* A list of entity tags, or *; weak ones count as well. Either coding's tag stands for the document. */
static bool matches(const char *list, const char *etag)
{
	struct ac_str rest = ac_str(list), one, tag = ac_str(etag);
	while (ac_str_cut(&rest, ',', &one)) {
		one = ac_str_trim(one);
		if (ac_str_eq(one, AC_STR("*")))
			return true;
		if (ac_str_starts(one, AC_STR("W/")))
			one = (struct ac_str){ one.p + 2, one.n - 2 };
		if (one.n < tag.n + 2 || one.p[0] != '"' || one.p[one.n - 1] != '"')
			continue;
		one = (struct ac_str){ one.p + 1, one.n - 2 };
		if (ac_str_starts(one, tag) && (one.n == tag.n || ac_str_ends(one, AC_STR("-gz"))))
			return true;
	}
	return false;
}

static bool unchanged_since(const char *date, time_t modified)
{
	struct tm tm = { 0 };
	const char *end = strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	return end && !*end && timegm(&tm) >= modified;
}

struct ac_shelf_answer ac_shelf_find(const struct ac_shelf *shelf, const struct ac_shelf_wish *wish)
{
	const struct item *item = find_path(shelf, wish->path);
	if (!item)
		return (struct ac_shelf_answer){ 0 };
	if (wish->language)
		item = find_language(shelf, item, wish->language);
	bool gzip = item->gzip.response && takes_gzip(wish->accept_encoding);
	const struct coding *coding = gzip ? &item->gzip : &item->plain;
	bool same = wish->if_none_match
			    ? matches(wish->if_none_match, item->document->etag)
			    : wish->if_modified_since && item->modified &&
				      unchanged_since(wish->if_modified_since, item->modified);
	if (same)
		return (struct ac_shelf_answer){ coding->response, MHD_HTTP_NOT_MODIFIED, 0 };
	return (struct ac_shelf_answer){ coding->response, MHD_HTTP_OK, coding->bytes };
}
