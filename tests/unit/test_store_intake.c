/* What a user loses if this breaks: what another issuer said is gone after a restart, is shown as called off when
 * it only left the feed, or fills the disk. Runs on both engines. */
#include "store_world.h"

#include "store/intake.h"

static struct ac_wall at(int64_t day)
{
	return (struct ac_wall){ day * AC_DAY };
}

/* In a transaction of its own, as the writer does it. */
#define CHANGE(call)                                                                 \
	do {                                                                         \
		assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK); \
		assert_int_equal((call), AC_OK);                                     \
		assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);      \
	} while (0)

static int64_t new_feed(const char *name)
{
	int64_t id = 0;
	struct ac_feed_row row = { .name = ac_str(name),
		.url = AC_STR("https://a.example/feed"),
		.every_min = 5,
		.added_at = at(1) };
	CHANGE(ac_feed_insert(db, &row, &id, NULL));
	return id;
}

static int64_t new_message(int64_t feed, const char *identifier, const char *xml)
{
	int64_t id = 0;
	struct ac_feed_message_row row = { .feed = feed,
		.link = AC_STR("https://a.example/1.xml"),
		.sender = AC_STR("a.example"),
		.identifier = ac_str(identifier),
		.sent_at = at(1),
		.expires_at = at(9),
		.status = AC_STR("Actual"),
		.msg_type = AC_STR("Alert"),
		.valid = true,
		.signature = AC_STR("none"),
		.claims = AC_STR("a.example"),
		.pins = AC_STR(""),
		.seen_at = at(2),
		.xml = ac_str(xml) };
	CHANGE(ac_feed_message_insert(db, &row, &id, NULL));
	return id;
}

struct seen {
	int n;
	int64_t id, ended_by;
	struct ac_wall gone_at, altered_at, polled_at;
	int64_t failures;
	char xml[64], link[64], etag[32], why[32], signature[16], pins[16];
};

static void see_message(void *ctx, const struct ac_feed_message_row *row)
{
	struct seen *seen = ctx;
	seen->n++;
	seen->id = row->id;
	seen->ended_by = row->ended_by;
	seen->gone_at = row->gone_at;
	seen->altered_at = row->altered_at;
	snprintf(seen->xml, sizeof seen->xml, "%.*s", AC_STR_ARG(row->xml));
	snprintf(seen->link, sizeof seen->link, "%.*s", AC_STR_ARG(row->link));
	snprintf(seen->signature, sizeof seen->signature, "%.*s", AC_STR_ARG(row->signature));
	snprintf(seen->pins, sizeof seen->pins, "%.*s", AC_STR_ARG(row->pins));
}

static void see_feed(void *ctx, const struct ac_feed_row *row)
{
	struct seen *seen = ctx;
	seen->n++;
	seen->polled_at = row->polled_at;
	seen->failures = row->failures;
	snprintf(seen->etag, sizeof seen->etag, "%.*s", AC_STR_ARG(row->etag));
	snprintf(seen->why, sizeof seen->why, "%.*s", AC_STR_ARG(row->why));
}

static struct seen find(int64_t feed, const char *identifier)
{
	struct seen seen = { 0 };
	struct ac_feed_message_row like = { .feed = feed,
		.sender = AC_STR("a.example"),
		.identifier = ac_str(identifier),
		.link = AC_STR("") };
	bool found = false;
	assert_int_equal(ac_feed_message_find(db, &like, see_message, &seen, &found, NULL), AC_OK);
	assert_int_equal(found, seen.n == 1);
	return seen;
}

static void a_feed_keeps_what_its_last_look_found(void **state)
{
	(void)state;
	struct seen seen = { 0 };
	int64_t id = new_feed("kept");
	struct ac_feed_row row = { .id = id,
		.etag = AC_STR("\"1\""),
		.polled_at = at(3),
		.failures = 4,
		.why = AC_STR("HTTP 500") };
	CHANGE(ac_feed_polled(db, &row, NULL));
	assert_int_equal(ac_feed_each(db, id, see_feed, &seen, NULL), AC_OK);
	assert_string_equal(seen.etag, "\"1\"");
	assert_string_equal(seen.why, "HTTP 500");
	assert_int_equal(seen.failures, 4);
	assert_int_equal(seen.polled_at.us, at(3).us);
	row.id = 999;
	assert_int_equal(ac_feed_polled(db, &row, NULL), AC_NOT_FOUND);
	assert_int_equal(ac_feed_each(db, 999, see_feed, &seen, NULL), AC_NOT_FOUND);
}

static void two_feeds_have_two_names(void **state)
{
	(void)state;
	new_feed("twice");
	struct ac_feed_row row = {
		.name = AC_STR("twice"), .url = AC_STR("https://b.example/"), .every_min = 1
	};
	assert_int_equal(ac_feed_insert(db, &row, NULL, NULL), AC_EXISTS);
}

static void a_message_is_found_by_its_name_with_its_bytes(void **state)
{
	(void)state;
	int64_t feed = new_feed("found"), other = new_feed("other");
	int64_t id = new_message(feed, "A", "<alert>\xff</alert>");
	assert_int_equal(find(feed, "A").id, id);
	assert_string_equal(find(feed, "A").xml, "<alert>\xff</alert>");
	assert_int_equal(find(feed, "B").n, 0);
	assert_int_equal(find(other, "A").n, 0);
}

static void a_file_that_cannot_be_read_is_found_by_its_link(void **state)
{
	(void)state;
	int64_t feed = new_feed("unread"), id = 0;
	bool found = false;
	struct seen seen = { 0 };
	struct ac_feed_message_row row = { .feed = feed,
		.link = AC_STR("https://a.example/junk"),
		.sender = AC_STR(""),
		.identifier = AC_STR(""),
		.signature = AC_STR("none"),
		.claims = AC_STR(""),
		.pins = AC_STR(""),
		.seen_at = at(1),
		.xml = AC_STR("junk") };
	CHANGE(ac_feed_message_insert(db, &row, &id, NULL));
	assert_int_equal(ac_feed_message_find(db, &row, see_message, &seen, &found, NULL), AC_OK);
	assert_int_equal(seen.id, id);
	row.link = AC_STR("https://a.example/other");
	assert_int_equal(ac_feed_message_find(db, &row, see_message, &seen, &found, NULL), AC_OK);
	assert_false(found);
}

/* What is asked for by an arrival: its name, its link, its bytes. */
static int64_t find_like(int64_t feed, const char *identifier, const char *link, const char *xml)
{
	struct seen seen = { 0 };
	struct ac_feed_message_row like = { .feed = feed,
		.sender = *identifier ? AC_STR("a.example") : AC_STR(""),
		.identifier = ac_str(identifier),
		.link = ac_str(link),
		.xml = ac_str(xml) };
	bool found = false;
	assert_int_equal(ac_feed_message_find(db, &like, see_message, &seen, &found, NULL), AC_OK);
	return found ? seen.id : 0;
}

static void the_same_bytes_at_a_link_are_the_same_message_whatever_it_is_called_now(void **state)
{
	(void)state;
	static const char link[] = "https://a.example/1.xml"; /* of all of them */
	int64_t feed = new_feed("same"), named = new_message(feed, "A", "true");
	int64_t refused = new_message(feed, "", "false"), other = new_message(feed, "", "junk");
	assert_int_equal(find_like(feed, "", link, "false"), refused);
	assert_int_equal(find_like(feed, "", link, "junk"), other);
	assert_int_equal(find_like(feed, "", link, "true"), named);
	assert_int_equal(find_like(feed, "A", link, "false"), named); /* the name goes first */
	assert_int_equal(find_like(feed, "B", link, "false"), refused);
	assert_int_equal(find_like(feed, "B", link, "new"), 0);
	assert_int_equal(find_like(feed, "B", "https://a.example/2.xml", "false"), 0);
	assert_int_equal(find_like(feed, "", link, "new"), refused); /* nameless: by its link */
}

static void a_judgement_changes_what_is_said_and_bytes_only_when_it_brings_some(void **state)
{
	(void)state;
	int64_t feed = new_feed("judged"), id = new_message(feed, "A", "false");
	struct ac_feed_message_row row = { .id = id,
		.sender = AC_STR("a.example"),
		.identifier = AC_STR("B"),
		.signature = AC_STR("verified"),
		.claims = AC_STR("a.example"),
		.pins = AC_STR("1") };
	AC_AUTO(buf) struct ac_buf xml;
	ac_buf_init(&xml, 100);
	CHANGE(ac_feed_message_judged(db, &row, NULL));
	assert_int_equal(find(feed, "A").n, 0);
	assert_int_equal(find(feed, "B").id, id);
	assert_string_equal(find(feed, "B").xml, "false");
	assert_string_equal(find(feed, "B").signature, "verified");
	assert_string_equal(find(feed, "B").pins, "1");
	row.xml = AC_STR("true");
	CHANGE(ac_feed_message_judged(db, &row, NULL));
	assert_int_equal(ac_feed_message_bytes(db, feed, id, &xml, NULL), AC_OK);
	assert_string_equal(xml.p, "true");
	assert_int_equal(ac_feed_message_bytes(db, feed + 1, id, &xml, NULL), AC_NOT_FOUND);
}

static void gone_and_back_and_altered_are_told_apart(void **state)
{
	(void)state;
	int64_t feed = new_feed("gone"), id = new_message(feed, "A", "x");
	CHANGE(ac_feed_message_gone(db, id, at(4), NULL));
	CHANGE(ac_feed_message_gone(db, id, at(5), NULL));
	assert_int_equal(find(feed, "A").gone_at.us, at(4).us);
	CHANGE(ac_feed_message_seen(
		db, id, AC_STR("https://a.example/2.xml"), AC_STR("2"), at(0), NULL));
	assert_int_equal(find(feed, "A").gone_at.us, 0);
	assert_int_equal(find(feed, "A").altered_at.us, 0);
	assert_string_equal(find(feed, "A").link, "https://a.example/2.xml");
	CHANGE(ac_feed_message_seen(
		db, id, AC_STR("https://a.example/2.xml"), AC_STR("3"), at(6), NULL));
	CHANGE(ac_feed_message_seen(
		db, id, AC_STR("https://a.example/2.xml"), AC_STR("3"), at(0), NULL));
	assert_int_equal(find(feed, "A").altered_at.us, at(6).us);
	assert_int_equal(find(feed, "A").ended_by, 0);
}

static void the_first_message_that_ends_another_is_kept(void **state)
{
	(void)state;
	int64_t feed = new_feed("ended");
	new_message(feed, "A", "a");
	int64_t by = new_message(feed, "B", "b"), later = new_message(feed, "C", "c");
	CHANGE(ac_feed_message_ended(db, feed, AC_STR("a.example"), AC_STR("A"), by, NULL));
	CHANGE(ac_feed_message_ended(db, feed, AC_STR("a.example"), AC_STR("A"), later, NULL));
	CHANGE(ac_feed_message_ended(db, feed, AC_STR("a.example"), AC_STR("B"), by, NULL));
	CHANGE(ac_feed_message_ended(db, feed, AC_STR("b.example"), AC_STR("C"), by, NULL));
	assert_int_equal(find(feed, "A").ended_by, by);
	assert_int_equal(find(feed, "B").ended_by, 0);
	assert_int_equal(find(feed, "C").ended_by, 0);
	CHANGE(ac_feed_message_not_ended(db, find(feed, "A").id, NULL));
	assert_int_equal(find(feed, "A").ended_by, 0);
}

static void what_is_gone_is_forgotten_in_time_and_never_what_is_there(void **state)
{
	(void)state;
	int64_t feed = new_feed("forgotten"), bytes = 0;
	char name[8];
	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof name, "M%d", i);
		int64_t id = new_message(feed, name, "12345");
		if (i < 6)
			CHANGE(ac_feed_message_gone(db, id, at(10 + i), NULL));
	}
	assert_int_equal(ac_feed_bytes(db, feed, &bytes, NULL), AC_OK);
	assert_int_equal(bytes, 40);
	CHANGE(ac_feed_message_forget(db, feed, at(12), 100, NULL)); /* M0, M1 */
	assert_int_equal(find(feed, "M1").n, 0);
	assert_int_equal(find(feed, "M2").n, 1);
	CHANGE(ac_feed_message_forget(db, feed, at(0), 2, NULL)); /* all but M4, M5 */
	assert_int_equal(find(feed, "M3").n, 0);
	assert_int_equal(find(feed, "M4").n, 1);
	assert_int_equal(find(feed, "M6").n, 1);
	assert_int_equal(ac_feed_bytes(db, feed, &bytes, NULL), AC_OK);
	assert_int_equal(bytes, 20);
}

static void a_dropped_feed_takes_its_messages_with_it(void **state)
{
	(void)state;
	struct seen seen = { 0 };
	int64_t feed = new_feed("dropped"), other = new_feed("stays");
	new_message(feed, "A", "x");
	new_message(other, "A", "x");
	CHANGE(ac_feed_delete(db, feed, NULL));
	assert_int_equal(ac_feed_message_each(db, feed, see_message, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 0);
	assert_int_equal(ac_feed_message_each(db, other, see_message, &seen, NULL), AC_OK);
	assert_int_equal(seen.n, 1);
	assert_string_equal(find(other, "A").xml, "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_feed_keeps_what_its_last_look_found),
		CASE(two_feeds_have_two_names),
		CASE(a_message_is_found_by_its_name_with_its_bytes),
		CASE(a_file_that_cannot_be_read_is_found_by_its_link),
		CASE(the_same_bytes_at_a_link_are_the_same_message_whatever_it_is_called_now),
		CASE(a_judgement_changes_what_is_said_and_bytes_only_when_it_brings_some),
		CASE(gone_and_back_and_altered_are_told_apart),
		CASE(the_first_message_that_ends_another_is_kept),
		CASE(what_is_gone_is_forgotten_in_time_and_never_what_is_there),
		CASE(a_dropped_feed_takes_its_messages_with_it),
	};
	return RUN_ON_A_STORE(tests);
}
