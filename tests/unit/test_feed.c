/* What a user loses if this breaks: a reader's app that drops a warning in force, keeps one that was called off,
 * or chokes on the feed and shows nothing at all. */
#include "check.h"

#include "feed/feed.h"
#include "feed/follow.h"
#include "feed/markup.h"

#include <stdio.h>
#include <string.h>

static struct ac_wall at(int64_t hour)
{
	return (struct ac_wall){ hour * AC_HOUR };
}

static struct ac_feed_message message(
	int64_t chain, int64_t sent, int64_t expires, bool ends, size_t tag)
{
	return (struct ac_feed_message){ .chain = chain,
		.sent = at(sent),
		.expires = at(expires),
		.ends = ends,
		.worded = expires != 0,
		.tag = tag };
}

static void a_message_stays_until_the_latest_expiry_of_its_chain(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 100, false, 0), message(1, 5, 50, false, 1),
		message(1, 9, 0, true, 2), message(2, 3, 20, false, 3) };
	struct ac_feed_selection s = ac_feed_select(m, 4, at(60));
	assert_int_equal(s.n, 3); /* chain 2 is over; an update that ends earlier takes none away */
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(m[i].tag, 2 - i);
		assert_int_equal(m[i].until.us, at(100).us);
		assert_int_equal(m[i].last, i == 0);
	}
	assert_int_equal(s.changed_at.us, at(20).us); /* when chain 2 left */
	assert_int_equal(s.next_at.us, at(100).us);
	assert_int_equal(ac_feed_select(m, 4, at(100)).n, 0);
	assert_int_equal(ac_feed_select(m, 4, at(100)).next_at.us, INT64_MAX);
}

static void a_mistake_is_taken_back_in_the_feed_also_when_its_time_is_over(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 100, false, 0), message(1, 110, 0, true, 1) };
	assert_int_equal(ac_feed_select(m, 1, at(105)).n, 0);
	struct ac_feed_selection s = ac_feed_select(m, 2, at(111));
	assert_int_equal(s.n, 2);
	assert_int_equal(m[0].tag, 1);
	assert_int_equal(s.next_at.us, at(110).us + AC_FEED_END_STAYS);
	assert_int_equal(ac_feed_select(m, 2, s.next_at).n, 0);
}

static void a_cancel_without_words_speaks_of_the_message_before(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 100, false, 0), message(2, 2, 100, false, 1),
		message(1, 9, 0, true, 2) };
	assert_int_equal(ac_feed_select(m, 3, at(10)).n, 3);
	assert_int_equal(m[0].tag, 2);
	assert_int_equal(m[0].about, 0);
	assert_int_equal(m[1].about, 1);
}

static void ends_have_room_before_what_a_later_message_has_replaced(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 100, false, 0), message(1, 9, 0, true, 1),
		message(2, 2, 100, false, 2), message(2, 8, 100, false, 3),
		message(3, 3, 100, false, 4), message(3, 7, 100, false, 5) };
	static const int room[] = { 0, 0, 0, 0, 2, 1 };
	m[3].clears = true; /* an all-clear that keeps a level */
	assert_int_equal(ac_feed_select(m, 6, at(10)).n, 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(m[i].room, room[m[i].tag]);
}

static void only_the_last_word_of_a_chain_holds(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 100, false, 0), message(1, 2, 50, false, 1),
		message(2, 3, 100, false, 2), message(2, 4, 100, true, 3) };
	assert_int_equal(ac_feed_select(m, 4, at(10)).n, 4);
	int force = 0;
	for (size_t i = 0; i < 4; i++) {
		bool holds = ac_feed_in_force(&m[i], at(10));
		assert_int_equal(holds, m[i].tag == 1);
		force += holds;
		assert_false(ac_feed_in_force(&m[i], at(50)));
	}
	assert_int_equal(force, 1);
	/* the map changes when the last word expires, though the chain stays in the feed */
	assert_int_equal(ac_feed_select(m, 4, at(10)).next_at.us, at(50).us);
	assert_int_equal(ac_feed_select(m, 4, at(60)).changed_at.us, at(50).us);
}

static void messages_of_the_same_second_keep_their_order(void **state)
{
	(void)state;
	struct ac_feed_message m[] = { message(1, 1, 9, false, 0), message(1, 1, 9, false, 1),
		message(1, 1, 9, false, 2) };
	assert_int_equal(ac_feed_select(m, 3, at(2)).n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(m[i].tag, 2 - i);
	assert_true(m[0].last);
}

static void text_is_never_markup_and_always_xml(void **state)
{
	(void)state;
	static const struct {
		const char *text, *becomes;
	} cases[] = {
		{ "a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;" },
		{ "]]>", "]]&gt;" },
		{ "bell \a, escape \x1b", "bell \xef\xbf\xbd, escape \xef\xbf\xbd" },
		{ "broken \xc3(", "broken \xef\xbf\xbd(" },
		{ "no character \xef\xbf\xbf", "no character \xef\xbf\xbd" },
		{ "line\r\n\tnext", "line&#13;\n\tnext" },
		{ "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x8c\x8d",
			"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xf0\x9f\x8c\x8d" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(buf) struct ac_buf out;
		ac_buf_init(&out, 1000);
		ac_markup_text(&out, ac_str(cases[i].text));
		assert_string_equal(out.p, cases[i].becomes);
	}
}

/* ---- size ---- */

enum { many = 100 };

struct crowd {
	char text[15001];
	char identifiers[many][16];
	struct ac_wall expires;
	struct ac_cap_info infos[many];
	struct ac_cap_alert alerts[many];
	struct ac_feed_message messages[many];
	struct ac_feed feed;
};

static void gather(struct crowd *c)
{
	memset(c->text, 'x', sizeof c->text - 1);
	c->expires = at(1000);
	for (int i = 0; i < many; i++) {
		(void)snprintf(c->identifiers[i], sizeof c->identifiers[i], "id-%d", i);
		c->infos[i] = (struct ac_cap_info){ .event = AC_STR("Threat"),
			.headline = AC_STR("Leave"),
			.description = { c->text, sizeof c->text - 1 },
			.expires = &c->expires };
		c->alerts[i] = (struct ac_cap_alert){ .identifier = ac_str(c->identifiers[i]),
			.sender = AC_STR("alerts.example.gov"),
			.sent = at(i),
			.infos = &c->infos[i],
			.info_count = 1 };
		c->messages[i] = (struct ac_feed_message){ .chain = i + 1, .tag = (size_t)i };
		ac_feed_message_of(&c->alerts[i], &c->messages[i]);
	}
	c->feed = (struct ac_feed){ .base = AC_STR("https://alerts.example.gov"),
		.title = AC_STR("Desk"),
		.now = at(50),
		.messages = c->messages };
	c->feed.n = ac_feed_select(c->messages, many, c->feed.now).n;
	for (int i = 0; i < many; i++)
		c->messages[i].alert = &c->alerts[c->messages[i].tag];
}

static size_t count(const struct ac_buf *text, const char *what)
{
	size_t n = 0;
	for (const char *p = text->p; (p = strstr(p, what)); p++)
		n++;
	return n;
}

static void a_feed_keeps_within_its_bound_and_says_what_it_leaves_out(void **state)
{
	(void)state;
	static const struct {
		void (*write)(const struct ac_feed *feed, struct ac_buf *out);
		const char *newest, *oldest;
		bool says;
	} writers[] = {
		{ ac_feed_atom, "/cap/id-99.xml", "/cap/id-0.xml", true },
		{ ac_feed_rss, "/cap/id-99.xml", "/cap/id-0.xml", true },
		{ ac_feed_page, "/cap/id-99.xml", "/cap/id-0.xml", true },
	};
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	gather(c);
	assert_int_equal(c->feed.n, many);
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
		AC_AUTO(buf) struct ac_buf out;
		ac_buf_init(&out, 8 << 20);
		writers[i].write(&c->feed, &out);
		assert_false(out.over);
		assert_in_range(out.n, ac_feed_bytes_max / 2, ac_feed_bytes_max);
		assert_true(count(&out, writers[i].newest) > 0);
		assert_int_equal(count(&out, writers[i].oldest), 0);
		assert_int_equal(count(&out, "not cancelled by that") > 0, writers[i].says);
	}
}

static void a_full_feed_keeps_what_ended_with_its_end_and_leaves_out_what_was_replaced(void **state)
{
	(void)state;
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	AC_AUTO(buf) struct ac_buf out;
	gather(c); /* the oldest is called off by the second, the newest but one replaced by the newest */
	for (int i = 0; i < many; i++) {
		struct ac_feed_message *m = &c->messages[i];
		m->chain = m->tag < 2 ? 1 : m->tag > 97 ? 99 : m->chain;
		m->ends = m->tag == 1;
	}
	c->feed.n = ac_feed_select(c->messages, many, c->feed.now).n;
	ac_buf_init(&out, 8 << 20);
	ac_feed_atom(&c->feed, &out);
	assert_in_range(count(&out, "<entry"), 50, 60);
	static const struct {
		const char *link;
		bool stays;
	} entries[] = { { "/cap/id-0.xml", true }, { "/cap/id-1.xml", true },
		{ "/cap/id-2.xml", false }, { "/cap/id-97.xml", true }, { "/cap/id-98.xml", false },
		{ "/cap/id-99.xml", true } };
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
		assert_int_equal(count(&out, entries[i].link), entries[i].stays ? 2 : 0);
}

static void much_that_has_ended_does_not_push_out_what_holds(void **state)
{
	(void)state;
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	AC_AUTO(buf) struct ac_buf out;
	gather(c);
	for (int i = 0; i < many; i++) /* but the oldest, all have ended */
		c->messages[i].ends = c->messages[i].tag > 0;
	c->feed.n = ac_feed_select(c->messages, many, c->feed.now).n;
	ac_buf_init(&out, 8 << 20);
	ac_feed_atom(&c->feed, &out);
	assert_int_equal(count(&out, "/cap/id-0.xml"), 2);
	assert_int_equal(count(&out, "/cap/id-99.xml"), 2);
	assert_in_range(count(&out, "<entry"), 50, 60); /* half of the room would be 29 */
}

static void an_entry_too_long_for_a_page_leaves_words_out_and_never_itself(void **state)
{
	(void)state;
	static void (*const writers[])(
		const struct ac_feed *feed, struct ac_buf *out) = { ac_feed_atom, ac_feed_rss };
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	AC_AUTO(free) char *quotes = ac_alloc(20001);
	memset(quotes, '"', 20000); /* six bytes each as markup */
	gather(c);
	for (int i = 0; i < many; i++) {
		c->infos[i].instruction = AC_STR("Go");
		if (i % 2)
			c->infos[i].headline = (struct ac_str){ quotes, 20000 };
	}
	c->feed.n = ac_feed_page_entries;
	c->feed.page = c->feed.pages = 1;
	c->feed.full = true;
	for (size_t i = 0; i < 2; i++) {
		AC_AUTO(buf) struct ac_buf out;
		ac_buf_init(&out, 8 << 20);
		writers[i](&c->feed, &out);
		assert_in_range(out.n, 1, ac_feed_bytes_max);
		assert_int_equal(count(&out, "<fh:archive/>"), 1);
		assert_int_equal(count(&out, i ? "<item>" : "<entry"), ac_feed_page_entries);
		assert_int_equal(count(&out, "Go</"), ac_feed_page_entries);
		assert_int_equal(count(&out, "&quot;&quot;</title>"), ac_feed_page_entries / 2);
		assert_int_equal(count(&out, "there is no room"), 0);
	}
}

/* RFC 5005: what leads on leads through everything, and only what will not change is an archive. */
static void each_page_leads_to_the_one_before_and_only_full_ones_are_archives(void **state)
{
	(void)state;
	static const struct {
		size_t page, pages;
		bool full;
		const char *next, *archive;
		bool is_archive;
	} cases[] = {
		{ 0, 0, true, NULL, NULL, false },
		{ 0, 1, false, "1", NULL, false },
		{ 1, 1, false, NULL, NULL, false },
		{ 0, 1, true, "1", "1", false },
		{ 1, 1, true, NULL, NULL, true },
		{ 0, 3, false, "3", "2", false },
		{ 3, 3, false, "2", "2", false },
		{ 2, 3, false, "1", "1", true },
		{ 0, 3, true, "3", "3", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(buf) struct ac_buf out;
		char link[200];
		struct ac_feed feed = { .base = AC_STR("https://a.example"),
			.title = AC_STR("Desk"),
			.page = cases[i].page,
			.pages = cases[i].pages,
			.full = cases[i].full };
		ac_buf_init(&out, 1 << 20);
		ac_feed_atom(&feed, &out);
		assert_int_equal(count(&out, "rel=\"next\""), cases[i].next != NULL);
		assert_int_equal(count(&out, "rel=\"prev-archive\""), cases[i].archive != NULL);
		assert_int_equal(count(&out, "rel=\"current\""), cases[i].page != 0);
		assert_int_equal(count(&out, "<fh:archive/>"), cases[i].is_archive);
		assert_int_equal(count(&out, "<id>https://a.example/feed/atom.xml</id>"), 1);
		(void)snprintf(link, sizeof link,
			"rel=\"next\" type=\"application/atom+xml\" "
			"href=\"https://a.example/feed/atom/%s.xml\"",
			cases[i].next);
		assert_int_equal(count(&out, link), cases[i].next != NULL);
		(void)snprintf(link, sizeof link,
			"rel=\"prev-archive\" type=\"application/atom+xml\" "
			"href=\"https://a.example/feed/atom/%s.xml\"",
			cases[i].archive);
		assert_int_equal(count(&out, link), cases[i].archive != NULL);
	}
}

/* ---- what is said beside a warning ---- */

static void what_is_said_beside_takes_no_entry_out_of_the_feed_and_stands_in_no_page_behind_it(
	void **state)
{
	(void)state;
	enum { much = 1000 };
	static const int64_t chain = 50;
	static const struct ac_feed_said_text english = { AC_STR("en"), AC_STR("Come home.") };
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	AC_AUTO(free) struct ac_feed_said *said = ac_alloc_array(much, sizeof *said);
	AC_AUTO(buf) struct ac_buf atom, page;
	gather(c);
	for (int i = 0; i < much; i++)
		said[i] = (struct ac_feed_said){ .number = i + 1,
			.office = { c->text, 200 },
			.texts = &english,
			.n_texts = 1,
			.chains = &chain,
			.n_chains = 1 };
	c->feed.said = said;
	c->feed.n_said = much;
	for (int i = 0; i < many; i++)
		c->messages[i].room = c->messages[i].chain == chain ? 0 : 2;
	ac_buf_init(&atom, 8 << 20);
	ac_buf_init(&page, 8 << 20);
	ac_feed_atom(&c->feed, &atom);
	assert_int_equal(count(&atom, "rel=\"related\""), 16);
	assert_int_equal(count(&atom, "/statement/1000\""), 1); /* the newest, not the oldest */
	assert_int_equal(count(&atom, "/statement/1\""), 0);
	assert_int_equal(count(&atom, "xxxx</summary>"), count(&atom, "<entry"));
	ac_feed_page(&c->feed, &page);
	assert_int_equal(count(&page, "href=\"statement/"), 64);
}

static void whoever_reads_from_the_right_is_shown_it_so(void **state)
{
	(void)state;
	static const struct {
		const char *language, *direction;
	} cases[] = { { "he", "rtl" }, { "ar-EG", "rtl" }, { "FA", "rtl" }, { "en", "ltr" },
		{ "en-IL", "ltr" }, { "", "ltr" }, { "az-Arab", "rtl" }, { "he-Latn", "ltr" },
		{ "pt-BR", "ltr" }, { "heb-x", "ltr" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(buf) struct ac_buf out;
		char wanted[80];
		const struct ac_feed_said_text text = { ac_str(cases[i].language), AC_STR("x") };
		const int64_t chain = 1;
		const struct ac_feed_said said = { .number = 1,
			.office = AC_STR("Office"),
			.texts = &text,
			.n_texts = 1,
			.chains = &chain,
			.n_chains = 1 };
		const struct ac_feed feed = { .base = AC_STR("https://a.example"),
			.title = AC_STR("Desk"),
			.said = &said,
			.n_said = 1 };
		ac_buf_init(&out, 1 << 16);
		ac_feed_said_page(&feed, &said, &out);
		(void)snprintf(wanted, sizeof wanted, "<article dir=\"%s\" lang=\"%s\">",
			cases[i].direction, cases[i].language[0] ? cases[i].language : "en-US");
		assert_int_equal(count(&out, wanted), 1);
	}
}

static void an_address_holds_whatever_an_identifier_may(void **state)
{
	(void)state;
	AC_AUTO(free) struct crowd *c = ac_alloc(sizeof *c);
	AC_AUTO(buf) struct ac_buf out;
	gather(c);
	c->alerts[99].identifier = AC_STR("2022/1?x=\"1\"#");
	c->feed.n = 1;
	ac_buf_init(&out, 1 << 20);
	ac_feed_atom(&c->feed, &out);
	assert_int_equal(count(&out, "/cap/2022%2F1%3Fx%3D%221%22%23.xml\""), 2);
}

static void a_feed_that_fails_is_asked_half_as_often_each_time_but_never_given_up(void **state)
{
	(void)state;
	static const struct {
		int64_t every_min, failures, wait_min;
	} cases[] = { { 5, 0, 5 }, { 5, 1, 10 }, { 5, 2, 20 }, { 5, 6, 320 }, { 5, 7, 360 },
		{ 5, 1000000, 360 }, { 1440, 0, 1440 }, { 1440, 3, 1440 }, { 1, 0, 1 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ac_follow_wait_us(cases[i].every_min, cases[i].failures),
			cases[i].wait_min * AC_MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_feed_that_fails_is_asked_half_as_often_each_time_but_never_given_up),
		CASE(a_message_stays_until_the_latest_expiry_of_its_chain),
		CASE(a_mistake_is_taken_back_in_the_feed_also_when_its_time_is_over),
		CASE(a_cancel_without_words_speaks_of_the_message_before),
		CASE(only_the_last_word_of_a_chain_holds),
		CASE(messages_of_the_same_second_keep_their_order),
		CASE(text_is_never_markup_and_always_xml),
		CASE(a_feed_keeps_within_its_bound_and_says_what_it_leaves_out),
		CASE(ends_have_room_before_what_a_later_message_has_replaced),
		CASE(a_full_feed_keeps_what_ended_with_its_end_and_leaves_out_what_was_replaced),
		CASE(much_that_has_ended_does_not_push_out_what_holds),
		CASE(an_entry_too_long_for_a_page_leaves_words_out_and_never_itself),
		CASE(each_page_leads_to_the_one_before_and_only_full_ones_are_archives),
		CASE(what_is_said_beside_takes_no_entry_out_of_the_feed_and_stands_in_no_page_behind_it),
		CASE(whoever_reads_from_the_right_is_shown_it_so),
		CASE(an_address_holds_whatever_an_identifier_may),
	};
	return RUN(tests);
}
