/* What a user loses if this breaks: another issuer's feed is followed in vain, or a hostile one takes the desk
 * down. */
#include "check.h"

#include "cap/index.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *xml;
	const char *links[4]; /* in order; ended by NULL */
	enum ac_cap_index_kind kind;
} good[] = {
	{ "<feed xmlns='http://www.w3.org/2005/Atom'><link href='/self' rel='self'/><entry>"
	  "<link rel='alternate' type='text/html' href='a.html'/>"
	  "<link type='application/cap+xml' href=' a.xml '/></entry><entry><link "
	  "href='b'/></entry></feed>",
		{ "a.xml", "b" }, AC_CAP_INDEX_ATOM },
	{ "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:link "
	  "href='a&amp;b'/></a:entry>"
	  "<entry><link href='foreign'/></entry></a:feed>",
		{ "a&b" }, AC_CAP_INDEX_ATOM },
	{ "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content><x xmlns=''><link "
	  "href='deep'/></x>"
	  "</content></entry><entry><link rel='edit' href='no'/></entry></feed>",
		{ 0 }, AC_CAP_INDEX_ATOM },
	{ "<rss><channel><link>/channel</link><item><link> /a "
	  "</link></item><item><link>/page</link>"
	  "<enclosure url='/b.xml' type='application/cap+xml' length='1'/></item>"
	  "<item><title>none</title></item></channel></rss>",
		{ "/a", "/b.xml" }, AC_CAP_INDEX_RSS },
	{ "<rss><channel><item><link><![CDATA[/a?b=1&c=2]]></link></item></channel></rss>",
		{ "/a?b=1&c=2" }, AC_CAP_INDEX_RSS },
	{ "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	  "xmlns='http://purl.org/rss/1.0/'>"
	  "<channel/><item><link>/a</link></item></rdf:RDF>",
		{ "/a" }, AC_CAP_INDEX_RSS },
	{ "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", { 0 }, AC_CAP_INDEX_MESSAGE },
};

static void the_link_of_each_entry_that_leads_to_its_message_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
		struct ac_error err = { .msg = "" };
		if (ac_cap_index_read(ac_str(good[i].xml), &index, &err) != AC_OK)
			fail_msg("%zu: %s", i, err.msg);
		assert_int_equal(ac_cap_index_kind(index), good[i].kind);
		size_t n = 0;
		while (good[i].links[n])
			n++;
		assert_int_equal(ac_cap_index_count(index), n);
		for (size_t k = 0; k < n; k++)
			assert_string_equal(ac_cap_index_at(index, k).link.p, good[i].links[k]);
	}
}

static void what_is_no_feed_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *xml, *says;
	} bad[] = {
		{ "", "empty" },
		{ "<html/>", "neither Atom nor RSS" },
		{ "<feed/>", "neither Atom nor RSS" },
		{ "<rss>\n<channel>", "line 2" },
		{ "no xml", "line 1" },
		{ "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>", "DOCTYPE" },
		{ "<!DOCTYPE rss SYSTEM 'file:///etc/passwd'><rss/>", "DOCTYPE" },
		{ "<rss>&unknown;</rss>", "line 1" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct ac_cap_index *index = NULL;
		struct ac_error err = { .msg = "" };
		assert_int_equal(ac_cap_index_read(ac_str(bad[i].xml), &index, &err), AC_INVALID);
		assert_null(index);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("\"%s\" does not say %s", err.msg, bad[i].says);
	}
}

static void a_feed_without_end_is_read_to_a_bound(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf xml;
	AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
	ac_buf_init(&xml, 8 << 20);
	ac_buf_add_str(&xml, AC_STR("<rss><channel>"));
	for (int i = 0; i < ac_cap_index_entries_max + 5; i++)
		ac_buf_printf(&xml, "<item><link>/%d</link><pubDate>%d</pubDate></item>", i, i);
	ac_buf_add_str(&xml, AC_STR("</channel></rss>"));
	assert_int_equal(ac_cap_index_read(ac_buf_str(&xml), &index, NULL), AC_OK);
	assert_int_equal(ac_cap_index_count(index), ac_cap_index_entries_max);
	assert_true(ac_cap_index_cut(index));
	assert_string_equal(ac_cap_index_at(index, 999).updated.p, "999");
	ac_buf_reset(&xml);
	for (int i = 0; i < 100; i++)
		ac_buf_add_str(&xml, AC_STR("<rss>"));
	assert_int_equal(ac_cap_index_read(ac_buf_str(&xml), &index, NULL), AC_FULL);
	ac_buf_reset(&xml);
	while (xml.n <= ac_cap_index_bytes_max)
		ac_buf_add_str(&xml, AC_STR("<rss>                                      "));
	assert_int_equal(ac_cap_index_read(ac_buf_str(&xml), &index, NULL), AC_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_link_of_each_entry_that_leads_to_its_message_is_found),
		CASE(what_is_no_feed_is_refused_with_the_reason),
		CASE(a_feed_without_end_is_read_to_a_bound),
	};
	return RUN(tests);
}
