/* Any bytes as somebody's feed. What a user loses if this breaks: a foreign server takes the desk down, fills its
 * disk, or makes it ask where it was not told to.
 *
 *	a feed                                         its entries, and itself as a message
 *	address, newline, a feed                       … that was found at this address
 *	HTTP/…, then what a server answers next, each after a line "--"
 *	                                               a whole look at it, with the real client and store
 */
#include "fuzz/fuzz.h"

#include "cap/index.h"
#include "feed/markup.h"
#include "http/http.h"
#include "officer_world.h"
#include "service/intake.h"
#include "service/run/intake_fetch.h"
#include "service/run/intake_message.h"
#include "store/intake.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* ---- a server that answers what it is given ---- */

static struct {
	struct world world;
	struct ac_service *service;
	int listener;
	pthread_t thread;
	char url[64], host[64];
	pthread_mutex_t lock; /* of what follows */
	struct ac_str answers; /* that were not given yet */
	int asked;
} desk = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* @return false when no whole head came */
static bool read_head(int fd, char *head, size_t size)
{
	size_t n = 0;
	head[0] = '\0';
	while (n + 1 < size && !strstr(head, "\r\n\r\n")) {
		ssize_t got = recv(fd, head + n, size - 1 - n, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		head[n] = '\0';
	}
	return strstr(head, "\r\n\r\n") != NULL;
}

/* A copy: who asked may have given up, and the input be gone, before all of it is sent. */
static void next_answer(struct ac_buf *answer)
{
	static const char mark[] = "\n--\n";
	pthread_mutex_lock(&desk.lock);
	struct ac_str one = desk.answers;
	const char *end = one.n ? memmem(one.p, one.n, mark, sizeof mark - 1) : NULL;
	if (end) {
		size_t n = (size_t)(end - one.p), skip = n + sizeof mark - 1;
		desk.answers = (struct ac_str){ one.p + skip, one.n - skip };
		one.n = n;
	}
	desk.asked++;
	ac_buf_add_str(answer, one);
	pthread_mutex_unlock(&desk.lock);
}

static void answer(int fd)
{
	static char head[64 << 10];
	if (!read_head(fd, head, sizeof head))
		return;
	must(strncmp(head, "GET /", 5) == 0, "a feed is only read");
	must(strstr(head, desk.host) != NULL, "only the feed's host is asked");
	AC_AUTO(buf) struct ac_buf copy;
	ac_buf_init(&copy, 1 << 20);
	next_answer(&copy);
	struct ac_str text = ac_buf_str(&copy);
	for (ssize_t sent; text.n; text.p += sent, text.n -= (size_t)sent)
		if ((sent = send(fd, text.p, text.n, MSG_NOSIGNAL)) <= 0)
			return;
}

static void *serve(void *ctx)
{
	(void)ctx;
	for (int fd; (fd = accept(desk.listener, NULL, NULL)) >= 0; close(fd))
		answer(fd);
	return NULL;
}

static void open_server(void)
{
	struct sockaddr_in where = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof where;
	desk.listener = socket(AF_INET, SOCK_STREAM, 0);
	must(bind(desk.listener, (struct sockaddr *)&where, n) == 0 &&
			listen(desk.listener, 16) == 0 &&
			getsockname(desk.listener, (struct sockaddr *)&where, &n) == 0,
		"a port of our own");
	(void)snprintf(
		desk.host, sizeof desk.host, "\r\nHost: 127.0.0.1:%d\r\n", ntohs(where.sin_port));
	(void)snprintf(
		desk.url, sizeof desk.url, "http://127.0.0.1:%d/a/feed.xml", ntohs(where.sin_port));
	must(pthread_create(&desk.thread, NULL, serve, NULL) == 0, "a thread");
}

static void close_desk(void)
{
	(void)shutdown(desk.listener, SHUT_RDWR);
	pthread_join(desk.thread, NULL);
	close(desk.listener);
	ac_service_close(desk.service);
	world_remove(&desk.world);
}

static void open_desk(void)
{
	struct ac_service_options options = { .mode = AC_SERVICE_STORE, .no_sync = true };
	ac_log_set_level(AC_LOG_ERROR);
	desk.world = officer_world_new();
	WORLD_OK(ac_service_open(desk.world.dir, &options, &desk.service, err));
	open_server();
	(void)atexit(close_desk);
}

/* ---- a look ---- */

static int64_t kept; /* messages of the feed */

static void check_row(void *ctx, const struct ac_feed_message_row *row)
{
	struct ac_str origin = ac_str(desk.url);
	(void)ctx;
	origin.n = (size_t)(strstr(desk.url, "/a/") - desk.url) + 1;
	must(ac_str_starts(row->link, origin), "nothing is kept that came from elsewhere");
	must(!row->sender.n == !row->identifier.n, "a name has two parts, or there is none");
	must(row->valid || row->finding.n, "what breaks the rules has a reason");
	must(row->ended_by != row->id, "no message ends itself");
	must(ac_str_is_utf8(row->headline) && ac_str_is_utf8(row->areas), "texts are UTF-8");
	kept++;
}

static enum ac_status follow(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_feed_row row = {
		.name = AC_STR("theirs"), .url = ac_str(desk.url), .every_min = 5
	};
	return ac_feed_insert(db, &row, ctx, err);
}

static enum ac_status check_and_drop(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const int64_t *feed = ctx;
	kept = 0;
	AC_TRY(ac_feed_message_each(db, *feed, check_row, NULL, err));
	return ac_feed_delete(db, *feed, err);
}

static void look(struct ac_str answers)
{
	int64_t feed = 0;
	WORLD_OK(ac_service_write(desk.service, follow, &feed, err));
	pthread_mutex_lock(&desk.lock);
	desk.answers = answers;
	desk.asked = 0;
	pthread_mutex_unlock(&desk.lock);
	int64_t added = 0, fetched = 0;
	for (int i = 0; i < 2; i++) { /* the second asks with what the first was told */
		struct ac_intake_report report;
		struct ac_error err = { .msg = "" };
		enum ac_status status = ac_service_look_at_feed(desk.service, feed, &report, &err);
		must(status == AC_OK || err.msg[0], "a failure says why");
		added += report.added;
		fetched += report.fetched;
	}
	pthread_mutex_lock(&desk.lock);
	must(desk.asked <= 2 * (1 + ac_intake_fetches_max), "what is asked for is bounded");
	desk.answers = AC_STR("");
	pthread_mutex_unlock(&desk.lock);
	WORLD_OK(ac_service_write(desk.service, check_and_drop, &feed, err));
	must(kept <= added && added <= fetched + 2, "what is kept was fetched");
}

/* ---- parts ---- */

static void check_address(const struct intake_source *source, const char *base, const char *link)
{
	AC_AUTO(buf) struct ac_buf url, origin, path, own, rest;
	ac_buf_init(&url, 8192);
	ac_buf_init(&origin, 8192);
	ac_buf_init(&path, 8192);
	ac_buf_init(&own, 8192);
	ac_buf_init(&rest, 8192);
	if (intake_source_resolve(source, link, &url, NULL) != AC_OK)
		return;
	if (strncmp(base, "file://", 7) == 0) {
		size_t folder = (size_t)(strrchr(base, '/') - base) + 1;
		must(strncmp(url.p, base, folder) == 0, "a file of the feed's folder");
		must(strncmp(url.p + folder, "../", 3) != 0 && !strstr(url.p + folder, "/../"),
			"nothing above it");
		return;
	}
	must(ac_http_split(url.p, &origin, &path, NULL) == AC_OK, "an address");
	must(ac_http_split(base, &own, &rest, NULL) == AC_OK && strcmp(own.p, origin.p) == 0,
		"of the feed's host");
	must(path.n && path.p[0] == '/' && !memchr(path.p, ' ', path.n), "a path to ask for");
}

static void check_entry(
	const struct intake_source *source, const char *base, struct ac_cap_index_entry entry)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1 << 20);
	must(entry.link.n && entry.link.p[entry.link.n] == '\0', "a link is a text");
	must(ac_str_is_utf8(entry.link) && ac_str_is_utf8(entry.updated), "texts are UTF-8");
	must(entry.updated.n <= 64, "a time is short");
	ac_markup_text(&text, entry.link);
	must(!memchr(text.p, '<', text.n), "no markup comes out");
	check_address(source, base, entry.link.p);
}

static void read_index(const char *base, struct ac_str bytes)
{
	AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
	AC_AUTO(intake_source) struct intake_source *source = NULL;
	struct ac_error why = { .msg = "" };
	if (intake_source_check(base, NULL) != AC_OK)
		return;
	WORLD_OK(intake_source_open(
		desk.service, base, (struct ac_mono){ INT64_MAX }, &source, err));
	if (ac_cap_index_read(bytes, &index, &why) != AC_OK) {
		must(!index && why.msg[0], "a failure says why");
		return;
	}
	must(ac_cap_index_count(index) <= ac_cap_index_entries_max, "entries are bounded");
	for (size_t i = 0; i < ac_cap_index_count(index); i++)
		check_entry(source, base, ac_cap_index_at(index, i));
}

static void read_message(struct ac_str bytes)
{
	AC_AUTO(arena) struct ac_arena arena;
	struct ac_feed_message_row row = { 0 };
	struct ac_str rest, sender, identifier;
	ac_arena_init(&arena, 1 << 20);
	AC_AUTO(cap_issuers) struct ac_cap_issuers *nobody = ac_cap_issuers_new();
	intake_message_read(bytes, nobody, &arena, &row);
	must(row.valid || row.finding.n, "what breaks the rules has a reason");
	must(row.areas.n <= 4000 && row.headline.n <= 400 && row.event.n <= 400, "texts are cut");
	must(ac_str_is_utf8(row.areas) && ac_str_is_utf8(row.headline), "… between letters");
	rest = row.references_text;
	while (intake_next_reference(&rest, &sender, &identifier))
		must(sender.n && identifier.n && !memchr(sender.p, ',', sender.n),
			"a reference names a sender and a message");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str bytes = { (const char *)data, size }, line = { 0 };
	AC_AUTO(buf) struct ac_buf base;
	ac_buf_init(&base, 4096);
	if (!desk.service)
		open_desk();
	if (ac_str_starts(bytes, AC_STR("HTTP/"))) {
		look(bytes);
		return 0;
	}
	ac_buf_add_str(&base, AC_STR("https://a.example/feed/x.xml"));
	if (ac_str_starts(bytes, AC_STR("http")) || ac_str_starts(bytes, AC_STR("file:"))) {
		(void)ac_str_cut(&bytes, '\n', &line);
		ac_buf_reset(&base);
		ac_buf_add_str(&base, line);
	}
	if (!base.over && base.n && !memchr(base.p, 0, base.n))
		read_index(base.p, bytes);
	if (bytes.p)
		read_message(bytes);
	return 0;
}
