#include "http/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const size_t default_answer_max = 16u << 20;

struct ac_http {
	CURL *curl;
	char *base;
	char *unix_socket;
	char message[CURL_ERROR_SIZE];
};

/* What one request needs while it runs. */
struct exchange {
	struct ac_http *http;
	const struct ac_http_request *request;
	struct ac_http_answer *answer;
	int64_t total; /* bytes of the body file, -1 unknown */
	int64_t sent;
	int read_errno;
	bool stopped; /* on_bytes wanted no more */
	bool refused; /* may_connect wanted none of its addresses */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void global_init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum ac_status ac_http_new(
	const char *base, const char *unix_socket, struct ac_http **http, struct ac_error *err)
{
	pthread_once(&once, global_init);
	CURL *curl = curl_easy_init();
	if (!curl)
		return ac_fail(err, AC_IO, "the HTTP library cannot start");
	struct ac_http *made = ac_alloc(sizeof *made);
	made->curl = curl;
	made->base = ac_strndup(base, strlen(base));
	if (unix_socket)
		made->unix_socket = ac_strndup(unix_socket, strlen(unix_socket));
	*http = made;
	return AC_OK;
}

void ac_http_free(struct ac_http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	ac_free(http->base);
	ac_free(http->unix_socket);
	ac_free(http);
}

void ac_http_answer_init(struct ac_http_answer *answer)
{
	*answer = (struct ac_http_answer){ .retry_after_s = -1 };
	ac_buf_init(&answer->body, default_answer_max);
}

void ac_http_answer_done(struct ac_http_answer *answer)
{
	ac_buf_done(&answer->body);
}

static size_t on_write(char *bytes, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	struct ac_str piece = { bytes, size * n };
	long code = 0;
	curl_easy_getinfo(x->http->curl, CURLINFO_RESPONSE_CODE, &code);
	if (x->request->on_bytes && code < 300) {
		x->stopped = !x->request->on_bytes(x->request->ctx, piece);
		return x->stopped ? 0 : piece.n;
	}
	ac_buf_add_str(&x->answer->body, piece);
	return x->answer->body.over ? 0 : piece.n;
}

static size_t on_read(char *room, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	ssize_t got;
	do {
		got = read(x->request->body_fd, room, size * n);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		x->read_errno = errno;
		return CURL_READFUNC_ABORT;
	}
	x->sent += got;
	if (x->request->on_sent)
		x->request->on_sent(x->request->ctx, x->sent, x->total);
	return (size_t)got;
}

static void keep_header(struct ac_str value, char *room, size_t size)
{
	value = ac_str_trim(value);
	if (value.n < size)
		(void)snprintf(room, size, "%.*s", AC_STR_ARG(value));
}

static size_t on_header(char *bytes, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;
	struct ac_str value = { bytes, size * n }, name;
	if (!ac_str_cut(&value, ':', &name) || !value.p)
		return size * n;
	int64_t seconds;
	if (ac_str_eq_nocase(name, AC_STR("retry-after")) &&
		ac_str_to_i64(ac_str_trim(value), 0, 86400, &seconds))
		x->answer->retry_after_s = (int)seconds;
	if (ac_str_eq_nocase(name, AC_STR("etag")))
		keep_header(value, x->answer->etag, sizeof x->answer->etag);
	if (ac_str_eq_nocase(name, AC_STR("last-modified")))
		keep_header(value, x->answer->last_modified, sizeof x->answer->last_modified);
	return size * n;
}

static struct curl_slist *header(struct curl_slist *list, const char *name, const char *value)
{
	char line[512];
	snprintf(line, sizeof line, "%s %s", name, value);
	return curl_slist_append(list, line);
}

static struct curl_slist *headers_of(const struct ac_http_request *request)
{
	/* No Expect: the peers are near, a round trip saved is worth more than a refused body. */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	if (request->content_type)
		list = header(list, "Content-Type:", request->content_type);
	if (request->accept)
		list = header(list, "Accept:", request->accept);
	if (request->bearer)
		list = header(list, "Authorization: Bearer", request->bearer);
	if (request->if_none_match && request->if_none_match[0])
		list = header(list, "If-None-Match:", request->if_none_match);
	if (request->if_modified_since && request->if_modified_since[0])
		list = header(list, "If-Modified-Since:", request->if_modified_since);
	return list;
}

static void set_limits(CURL *curl, const struct ac_http_request *request)
{
	int connect_ms = request->connect_ms ? request->connect_ms : 5000;
	int silence_s = request->silence_s ? request->silence_s : 30;
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "allclear");
	if (silence_s > 0) {
		curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
		curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)silence_s);
	}
}

static int on_moment(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a, (void)b, (void)c, (void)d;
	struct exchange *x = ctx;
	x->stopped = x->request->give_up(x->request->ctx);
	return x->stopped;
}

static void set_end(CURL *curl, struct exchange *x)
{
	if (x->request->total_s)
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)x->request->total_s);
	if (!x->request->give_up)
		return;
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_moment);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, x);
}

static curl_socket_t on_connect(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *x = ctx;
	(void)purpose;
	if (!x->request->may_connect(x->request->ctx, &address->addr)) {
		x->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Without a proxy of the environment, which would connect for us to whatever it likes. */
static void set_addresses(CURL *curl, struct exchange *x)
{
	if (!x->request->may_connect)
		return;
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_connect);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, x);
}

static int64_t bytes_left(int fd)
{
	struct stat st;
	off_t at = lseek(fd, 0, SEEK_CUR);
	if (at < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return -1;
	return st.st_size > at ? st.st_size - at : 0;
}

static void set_body(CURL *curl, struct exchange *x)
{
	const struct ac_http_request *request = x->request;
	if (request->body_fd >= 0) {
		x->total = bytes_left(request->body_fd);
		curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
		curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)x->total);
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(curl, CURLOPT_READDATA, x);
	} else if (request->content_type) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.p ? request->body.p : "");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
	} else {
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_answer(CURL *curl, struct exchange *x)
{
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->http->message);
}

static enum ac_status why_failed(const struct exchange *x, CURLcode result, struct ac_error *err)
{
	const struct ac_http *http = x->http;
	const char *where = http->unix_socket ? http->unix_socket : http->base;
	const char *what = http->message[0] ? http->message : curl_easy_strerror(result);
	if (x->answer->body.over)
		return ac_buf_check(&x->answer->body, "the answer", err);
	if (x->stopped)
		return ac_fail(err, AC_CLOSED, "stopped");
	if (x->refused && result == CURLE_COULDNT_CONNECT)
		return ac_fail(err, AC_DENIED, "%s has an address that may not be asked", where);
	switch (result) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return ac_fail(err, AC_NOT_FOUND, "nobody listens at %s", where);
	case CURLE_ABORTED_BY_CALLBACK:
	case CURLE_READ_ERROR:
		return ac_fail_os(err, x->read_errno, "the body file cannot be read");
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR: return ac_fail(err, AC_CLOSED, "%s went away: %s", where, what);
	default: return ac_fail(err, AC_IO, "%s: %s", where, what);
	}
}

static void take_head(struct exchange *x)
{
	long code = 0;
	const char *type = NULL;
	curl_easy_getinfo(x->http->curl, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_getinfo(x->http->curl, CURLINFO_CONTENT_TYPE, &type);
	x->answer->code = (int)code;
	snprintf(x->answer->content_type, sizeof x->answer->content_type, "%s", type ? type : "");
}

enum ac_status ac_http_ask(struct ac_http *http, const struct ac_http_request *request,
	struct ac_http_answer *answer, struct ac_error *err)
{
	struct exchange x = { .http = http, .request = request, .answer = answer, .total = -1 };
	AC_AUTO(buf) struct ac_buf url;
	ac_buf_init(&url, 8192);
	ac_buf_printf(&url, "%s%s", http->base, request->path);
	AC_TRY(ac_buf_check(&url, "the address", err));
	ac_buf_reset(&answer->body);
	answer->body.max = request->answer_max ? request->answer_max : default_answer_max;
	answer->retry_after_s = -1;
	answer->etag[0] = answer->last_modified[0] = '\0';
	http->message[0] = '\0';

	curl_easy_reset(http->curl);
	curl_easy_setopt(http->curl, CURLOPT_URL, url.p);
	if (http->unix_socket)
		curl_easy_setopt(http->curl, CURLOPT_UNIX_SOCKET_PATH, http->unix_socket);
	struct curl_slist *headers = headers_of(request);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	set_limits(http->curl, request);
	set_addresses(http->curl, &x);
	set_end(http->curl, &x);
	set_body(http->curl, &x);
	set_answer(http->curl, &x);
	CURLcode result = curl_easy_perform(http->curl);
	curl_slist_free_all(headers);
	if (result != CURLE_OK)
		return why_failed(&x, result, err);
	take_head(&x);
	return AC_OK;
}
