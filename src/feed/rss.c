/* RSS 2.0.11, for readers that know no Atom. */
#include "feed/feed_p.h"

/* "Mon, 13 Jun 2022 09:00:00 +0000" (RFC 822 with a year of four digits), in no locale. */
static void date_element(struct ac_buf *out, const char *name, struct ac_wall wall)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t day = wall.us / AC_DAY, year;
	int month, of_month;
	char text[32];
	ac_wall_format(wall, text);
	ac_civil_from_days(day, &year, &month, &of_month);
	ac_buf_printf(out, "<%s>%s, %02d %s %04lld %.8s +0000</%s>\n", name,
		days[(day % 7 + 7) % 7], of_month, months[month - 1], (long long)year, text + 11,
		name);
}

/* RSS has no such link: the best that readers of it understand is Atom's. */
static void related(const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	feed_said_link(feed, said, "atom:link", out);
}

static void item(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf title;
	const struct ac_cap_alert *alert = message->alert;
	ac_buf_init(&title, 8192);
	feed_title(message, words, &title);
	ac_buf_add_str(out, AC_STR("<item>\n"));
	ac_markup_element(out, "title", ac_buf_str(&title));
	ac_buf_add_str(out, AC_STR("<link>"));
	feed_url(feed, alert->identifier, out);
	ac_buf_add_str(out, AC_STR("</link>\n<guid isPermaLink=\"false\">"));
	feed_tag(alert, out);
	ac_buf_add_str(out, AC_STR("</guid>\n"));
	date_element(out, "pubDate", message->sent);
	ac_markup_element(out, "dc:creator", words->sender_name);
	ac_buf_printf(out, "<category>%s</category>\n", ac_cap_msg_type_name(alert->msg_type));
	ac_buf_add_str(out, AC_STR("<enclosure url=\""));
	feed_url(feed, alert->identifier, out);
	ac_buf_printf(out, "\" length=\"%zu\" type=\"application/cap+xml\"/>\n", message->size);
	feed_said_each(feed, message, &words->language, related, out);
	ac_buf_add_str(out, AC_STR("<description>"));
	feed_summary(words, out);
	ac_buf_add_str(out, AC_STR("</description>\n</item>\n"));
}

void ac_feed_rss(const struct ac_feed *feed, struct ac_buf *out)
{
	static const struct feed_writer writer = { item, ac_feed_entry_max };
	static const struct feed_history history = { "rss", "atom:link", "application/rss+xml" };
	AC_AUTO(buf) struct ac_buf items, note;
	ac_buf_init(&items, ac_feed_bytes_max);
	ac_buf_init(&note, 256);
	feed_note_cut(feed, feed_entries(feed, &writer, &items), &note);
	ac_buf_add_str(
		out, AC_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" "
			    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
			    "xmlns:fh=\"http://purl.org/syndication/history/1.0\">\n<channel>\n"));
	ac_markup_element(out, "title", feed->title);
	ac_buf_add_str(out, AC_STR("<link>"));
	ac_markup_text(out, feed->base);
	ac_buf_add_str(
		out, AC_STR("/</link>\n<description>Warnings that are in force, and what has "
			    "ended. "));
	ac_markup_text(out, ac_buf_str(&note));
	ac_buf_add_str(out, AC_STR("</description>\n<atom:link rel=\"self\" "
				   "type=\"application/rss+xml\" href=\""));
	feed_own_address(feed, history.name, out);
	ac_buf_add_str(out, AC_STR("\"/>\n"));
	feed_history(feed, &history, out);
	ac_markup_element(out, "language", feed->language);
	date_element(out, "lastBuildDate", feed->updated);
	ac_buf_add_str(out, ac_buf_str(&items));
	ac_buf_add_str(out, AC_STR("</channel>\n</rss>\n"));
}
