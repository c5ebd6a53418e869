#include "service/run/intake_fetch.h"

#include "http/http.h"
#include "service/intake.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char file_scheme[] = "file://";

struct intake_source {
	const struct ac_service *service;
	struct ac_mono until;
	char *url;
	char *origin; /* NULL: a file */
	bool named; /* by a name, which others may point anywhere */
	struct ac_http *http;
};

static const char *file_path(const char *url)
{
	size_t n = sizeof file_scheme - 1;
	return strncmp(url, file_scheme, n) == 0 && url[n] == '/' ? url + n : NULL;
}

/* ---- opening ---- */

/* An address that an administrator wrote down is meant; so is localhost. */
static bool is_named(const char *origin)
{
	unsigned char address[sizeof(struct in6_addr)];
	char host[256];
	const char *from = strstr(origin, "://") + 3;
	size_t n = strcspn(from, ":/");
	if (*from == '[') /* only an address stands there */
		return false;
	if (n >= sizeof host)
		return true;
	memcpy(host, from, n);
	host[n] = '\0';
	return inet_pton(AF_INET, host, address) != 1 && strcmp(host, "localhost") != 0;
}

static enum ac_status origin_of(const char *url, struct ac_buf *origin, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf path;
	ac_buf_init(&path, 8192);
	return ac_http_split(url, origin, &path, err);
}

enum ac_status intake_source_check(const char *url, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf origin;
	ac_buf_init(&origin, 1024);
	return file_path(url) ? AC_OK : origin_of(url, &origin, err);
}

enum ac_status intake_source_open(const struct ac_service *service, const char *url,
	struct ac_mono until, struct intake_source **source, struct ac_error *err)
{
	AC_AUTO(intake_source) struct intake_source *made = ac_alloc(sizeof *made);
	made->service = service;
	made->until = until;
	made->url = ac_strndup(url, strlen(url));
	if (!file_path(url)) {
		AC_AUTO(buf) struct ac_buf origin;
		ac_buf_init(&origin, 1024);
		AC_TRY(origin_of(url, &origin, err));
		made->origin = ac_strndup(origin.p, origin.n);
		made->named = is_named(made->origin);
		AC_TRY(ac_http_new(made->origin, NULL, &made->http, err));
	}
	*source = AC_TAKE(made);
	return AC_OK;
}

void intake_source_free(struct intake_source *source)
{
	if (!source)
		return;
	ac_http_free(source->http);
	ac_free(source->origin);
	ac_free(source->url);
	ac_free(source);
}

/* ---- links ---- */

/* A name in the feed's own folder or below it. */
static enum ac_status resolve_file(
	const char *feed, const char *link, struct ac_buf *url, struct ac_error *err)
{
	const char *slash = strrchr(feed, '/');
	if (link[0] == '/' || link[0] == '.' || strstr(link, "/.") || strchr(link, ':'))
		return ac_fail(err, AC_INVALID, "a link that leads out of the feed's folder");
	ac_buf_add(url, feed, (size_t)(slash - feed) + 1);
	ac_buf_add_str(url, ac_str(link));
	return ac_buf_check(url, "the address", err);
}

enum ac_status intake_source_resolve(const struct intake_source *source, const char *link,
	struct ac_buf *url, struct ac_error *err)
{
	if (!source->origin)
		return resolve_file(source->url, link, url, err);
	AC_AUTO(buf) struct ac_buf origin;
	ac_buf_init(&origin, 1024);
	AC_TRY(ac_http_resolve(source->url, link, url, err));
	AC_TRY(origin_of(url->p, &origin, err));
	if (strcmp(origin.p, source->origin) != 0)
		return ac_fail(err, AC_INVALID, "a link to %.100s, which is not the feed's host",
			origin.p);
	return AC_OK;
}

/* ---- fetching ---- */

static enum ac_status read_all(int fd, struct ac_buf *out, struct ac_error *err)
{
	char piece[65536];
	for (ssize_t n; (n = read(fd, piece, sizeof piece)) != 0;) {
		if (n < 0)
			return ac_fail_os(err, errno, "reading it");
		ac_buf_add(out, piece, (size_t)n);
		if (out->over)
			break;
	}
	return ac_buf_check(out, "the file", err);
}

/* Below the feed's folder, through no link: whoever fills the folder could point one at any file of ours. The way
 * to the folder itself is the administrator's. */
static int open_below(const char *feed, const char *path)
{
	AC_AUTO(free) char *folder = ac_strndup(feed, (size_t)(strrchr(feed, '/') - feed) + 1);
	const char *name = path + strlen(folder);
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -1;
	int fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof how);
	int why = errno;
	close(dir);
	errno = why;
	return fd;
}

static enum ac_status fetch_file(const char *feed, const char *path, const char *known,
	struct intake_fetched *fetched, struct ac_error *err)
{
	struct stat st;
	int fd = open_below(feed, path);
	if (fd < 0 && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND, "there is no file %.160s", path);
	if (fd < 0 && (errno == ELOOP || errno == EXDEV))
		return ac_fail(err, AC_INVALID, "%.160s is a link, which is not followed", path);
	if (fd < 0)
		return ac_fail_os(err, errno, "%.160s", path);
	enum ac_status status = AC_OK;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		status = ac_fail(err, AC_INVALID, "%.160s is no file", path);
	if (status == AC_OK) {
		(void)snprintf(fetched->etag, sizeof fetched->etag, "%lld.%09ld-%lld-%llu",
			(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (long long)st.st_size,
			(unsigned long long)st.st_ino);
		fetched->unchanged = known && strcmp(known, fetched->etag) == 0;
	}
	if (status == AC_OK && !fetched->unchanged)
		status = read_all(fd, &fetched->bytes, err);
	close(fd);
	return status;
}

static bool may_connect(void *ctx, const struct sockaddr *address)
{
	const struct intake_source *source = ctx;
	return !source->named || ac_http_is_public(address);
}

static bool give_up(void *ctx)
{
	const struct intake_source *source = ctx;
	return ac_service_stopping(source->service) || ac_mono_now().us > source->until.us;
}

static enum ac_status judge(
	const struct ac_http_answer *answer, struct intake_fetched *fetched, struct ac_error *err)
{
	fetched->unchanged = answer->code == 304;
	if (answer->code / 100 == 3 && !fetched->unchanged)
		return ac_fail(err, AC_IO,
			"HTTP %d: it has moved, which is not followed: follow the new address",
			answer->code);
	if (answer->code != 200 && !fetched->unchanged)
		return ac_fail(
			err, answer->code == 404 ? AC_NOT_FOUND : AC_IO, "HTTP %d", answer->code);
	(void)snprintf(fetched->etag, sizeof fetched->etag, "%s", answer->etag);
	(void)snprintf(fetched->modified, sizeof fetched->modified, "%s", answer->last_modified);
	ac_buf_add_str(&fetched->bytes, ac_buf_str(&answer->body));
	return ac_buf_check(&fetched->bytes, "the answer", err);
}

static enum ac_status fetch_web(struct intake_source *source, const char *url, const char *etag,
	const char *modified, size_t most, struct intake_fetched *fetched, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf origin, path;
	AC_AUTO(http_answer) struct ac_http_answer answer;
	ac_buf_init(&origin, 1024);
	ac_buf_init(&path, 8192);
	ac_http_answer_init(&answer);
	AC_TRY(ac_http_split(url, &origin, &path, err));
	struct ac_http_request request = {
		.method = "GET",
		.path = path.p,
		.accept = "application/atom+xml, application/rss+xml, application/cap+xml, "
			  "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
		.if_none_match = etag,
		.if_modified_since = modified,
		.body_fd = -1,
		.silence_s = ac_intake_request_s,
		.total_s = ac_intake_request_s,
		.answer_max = most,
		.may_connect = may_connect,
		.give_up = give_up,
		.ctx = source,
	};
	AC_TRY(ac_http_ask(source->http, &request, &answer, err));
	return judge(&answer, fetched, err);
}

enum ac_status intake_fetch(struct intake_source *source, const char *url, const char *etag,
	const char *modified, size_t most, struct intake_fetched *fetched, struct ac_error *err)
{
	ac_buf_reset(&fetched->bytes);
	fetched->bytes.max = most;
	fetched->unchanged = false;
	fetched->etag[0] = fetched->modified[0] = '\0';
	if (!source->origin)
		return fetch_file(file_path(source->url), file_path(url), etag, fetched, err);
	return fetch_web(source, url, etag, modified, most, fetched, err);
}
