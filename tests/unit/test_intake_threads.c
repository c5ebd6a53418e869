/* The thread that follows feeds, beside officers who look, list, follow and drop, and a publisher that signs. What a
 * user loses if this breaks: the desk goes down because somebody dropped a feed just when it was looked at. Means
 * most under ThreadSanitizer. */
#include "check.h"

#include "service/desk/feeds.h"
#include "service_world.h"
#include "threat/rights.h"

#include <pthread.h>
#include <stdatomic.h>

enum { n_feeds = 4, rounds = 25 };

static const char message[] =
	"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>A</identifier>"
	"<sender>them.example</sender><sent>2022-06-13T09:00:00-00:00</sent><status>Actual</status>"
	"<msgType>Alert</msgType><scope>Public</scope><info><category>Met</category>"
	"<event>Wind</event><urgency>Expected</urgency><severity>Severe</severity>"
	"<certainty>Likely</certainty><expires>2099-06-13T09:00:00-00:00</expires>"
	"<headline>Storm</headline><area><areaDesc>The coast</areaDesc></area></info></alert>";
static const char atom[] = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><updated>1"
			   "</updated><link type=\"application/cap+xml\" href=\"a.xml\"/>"
			   "</entry></feed>";

static struct ac_officer officer(void)
{
	return (struct ac_officer){
		.name = AC_STR("A"), .roles = AC_ROLE_ALL, .decision = 1, .approver = AC_STR("B")
	};
}

static void put(const struct world *world, const char *name, const char *text)
{
	char path[160];
	(void)snprintf(path, sizeof path, "%s/%s", world->base, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

struct desk {
	struct ac_service *service;
	atomic_bool done;
};

static void *look_on(void *ctx)
{
	struct desk *desk = ctx;
	while (!atomic_load(&desk->done)) {
		AC_AUTO(json) struct ac_json *list = ac_json_new_object();
		WORLD_OK(ac_feeds_list(desk->service, list, err));
		ac_json_each(ac_json_find(list, "feeds"), feed)
		{
			AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
			int64_t id = 0;
			WORLD_OK(ac_json_get_i64(feed, "id", &id, err));
			enum ac_status status = ac_feeds_look(desk->service, id, answer, NULL);
			if (status != AC_OK && status != AC_NOT_FOUND) /* dropped meanwhile */
				return ctx;
		}
	}
	return NULL;
}

static void feeds_are_followed_and_dropped_while_they_are_looked_at(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE, .no_sync = true };
	struct desk desk = { .done = false };
	pthread_t threads[2];
	char url[160];
	world_config(&world, "instance: test\n");
	put(&world, "a.xml", message);
	put(&world, "feed.xml", atom);
	(void)snprintf(url, sizeof url, "file://%s/feed.xml", world.base);
	WORLD_OK(ac_service_open(world.dir, &options, &desk.service, err));
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, look_on, &desk), 0);
	for (int round = 0; round < rounds; round++) {
		int64_t ids[n_feeds];
		for (int i = 0; i < n_feeds; i++) {
			char name[16];
			(void)snprintf(name, sizeof name, "feed %d", i);
			struct ac_feed_new feed = { ac_str(url), ac_str(name), 1 };
			WORLD_OK(ac_feeds_follow(desk.service, officer(), &feed, &ids[i], err));
		}
		AC_AUTO(json) struct ac_json *seen = ac_json_new_object();
		WORLD_OK(ac_feeds_look(desk.service, ids[0], seen, err));
		AC_AUTO(json) struct ac_json *view = ac_json_new_object();
		WORLD_OK(ac_feeds_view(desk.service, ids[0], view, err));
		assert_int_equal(ac_json_count(ac_json_find(view, "messages")), 1);
		for (int i = 0; i < n_feeds; i++)
			WORLD_OK(ac_feeds_drop(desk.service, officer(), ids[i], err));
	}
	atomic_store(&desk.done, true);
	for (size_t i = 0; i < 2; i++) {
		void *failed;
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	ac_service_close(desk.service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(feeds_are_followed_and_dropped_while_they_are_looked_at),
	};
	return RUN(tests);
}
