/* What a user loses if this breaks: half a feed, or last minute's, just when everybody reads and officers publish
 * one message after another. */
#include "check.h"

#include "http/http.h"
#include "service/desk/cases.h"
#include "service/desk/decisions.h"
#include "service/desk/warnings.h"
#include "service_world.h"
#include "store/decisions.h"
#include "threat/rights.h"
#include "web/public.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum { readers = 3, publications = 20 };

static struct ac_officer officer(void)
{
	return (struct ac_officer){ .name = AC_STR("A"), .roles = AC_ROLE_ALL };
}

static enum ac_status add_decision(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ac_decision_row row = { .state = AC_STR("approved"),
		.method = AC_STR("POST"),
		.target = AC_STR("/v1/warnings/1/publish"),
		.drafted_by = AC_STR("A"),
		.drafted_at = { 1 },
		.decided_by = AC_STR("B"),
		.decided_at = { 1 } };
	return ac_decision_insert(db, &row, ctx, err);
}

/* The same officer, with another who agreed. */
static struct ac_officer both(struct ac_service *service)
{
	static struct ac_agreed agreed;
	struct ac_officer both = officer();
	agreed = (struct ac_agreed){ .approver = AC_STR("B") };
	WORLD_OK(ac_service_write(service, add_decision, &agreed.decision, err));
	WORLD_OK(ac_decisions_last(service, &agreed.seen, err));
	both.agreed = &agreed;
	return both;
}

/* A port that was free a moment ago. */
static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static int count(struct ac_str text, const char *what)
{
	int n = 0;
	for (const char *p = text.p, *end = text.p + text.n;
		(p = memmem(p, (size_t)(end - p), what, strlen(what))); p++)
		n++;
	return n;
}

/* The entries of the feed, which must be whole. */
static int entries(struct ac_http *http)
{
	AC_AUTO(http_answer) struct ac_http_answer answer;
	struct ac_http_request request = {
		.method = "GET", .path = "/feed/atom.xml", .body_fd = -1
	};
	ac_http_answer_init(&answer);
	WORLD_OK(ac_http_ask(http, &request, &answer, err));
	struct ac_str text = ac_buf_str(&answer.body);
	if (answer.code != 200 || !ac_str_starts(text, AC_STR("<?xml")) ||
		!ac_str_ends(text, AC_STR("</feed>\n")) ||
		count(text, "<entry") != count(text, "</entry>"))
		return -1;
	return count(text, "<entry");
}

struct reading {
	char base[64];
	atomic_bool done;
};

static void *read_on(void *ctx)
{
	struct reading *reading = ctx;
	struct ac_http *http;
	intptr_t seen = 0;
	WORLD_OK(ac_http_new(reading->base, NULL, &http, err));
	while (seen >= 0 && !atomic_load(&reading->done)) {
		int n = entries(http);
		seen = n < seen ? -1 : n; /* nothing that was published disappears */
	}
	ac_http_free(http);
	return (void *)seen;
}

static int64_t draft(struct ac_service *service)
{
	AC_AUTO(json) struct ac_json *content = ac_json_new_object();
	struct ac_case_new made = { .title = AC_STR("A case") };
	int64_t case_id = 0, id = 0;
	struct ac_json *circle = ac_json_add_object(ac_json_set_array(content, "circles"));
	ac_json_set_double(circle, "lat", 41);
	ac_json_set_double(circle, "lon", 29);
	ac_json_set_double(circle, "radius_km", 5);
	ac_json_set_text(content, "texts",
		"texts:\n  - language: en\n    headline: Leave\n    description: Danger.\n"
		"    instruction: Go.\n");
	ac_json_set_text(content, "valid_to", "2099-01-01T00:00:00Z");
	WORLD_OK(ac_cases_open(service, officer(), &made, &case_id, err));
	WORLD_OK(ac_warnings_draft(service, officer(), case_id, content, &id, err));
	return id;
}

static void readers_get_whole_documents_while_officers_publish(void **state)
{
	(void)state;
	struct world world = world_new();
	struct reading reading = { .done = false };
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE, .no_sync = true };
	struct ac_service *service;
	struct ac_public *public;
	struct ac_http *http;
	pthread_t threads[readers];
	char yaml[64];
	int port = free_port();
	(void)snprintf(yaml, sizeof yaml, "public:\n  port: %d\n", port);
	(void)snprintf(reading.base, sizeof reading.base, "http://127.0.0.1:%d", port);
	world_config(&world, yaml);
	WORLD_OK(ac_service_open(world.dir, &options, &service, err));
	WORLD_OK(ac_public_start(service, &public, err));
	WORLD_OK(ac_http_new(reading.base, NULL, &http, err));
	for (int i = 0; i < readers; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &reading), 0);
	for (int i = 1; i <= publications; i++) {
		int64_t warning = draft(service);
		WORLD_OK(ac_warnings_publish(service, both(service), warning, err));
		assert_int_equal(entries(http), i); /* whoever published can say: it is out */
	}
	atomic_store(&reading.done, true);
	for (int i = 0; i < readers; i++) {
		void *seen;
		assert_int_equal(pthread_join(threads[i], &seen), 0);
		assert_true((intptr_t)seen >= 0);
	}
	ac_http_free(http);
	ac_public_stop(public);
	ac_service_close(service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(readers_get_whole_documents_while_officers_publish),
	};
	return RUN(tests);
}
