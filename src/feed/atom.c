/* Atom (RFC 4287). An entry's id is the same as long as the message exists, wherever the feed stands. */
#include "feed/feed_p.h"

static void time_element(struct ac_buf *out, const char *name, struct ac_wall wall)
{
	char text[32];
	ac_wall_format(wall, text);
	ac_buf_printf(out, "<%s>%s</%s>\n", name, text, name);
}

static void category(struct ac_buf *out, const char *what, const char *term)
{
	ac_buf_printf(out,
		"<category scheme=\"urn:oasis:names:tc:emergency:cap:1.2#%s\" term=\"%s\"/>\n",
		what, term);
}

static void categories(struct ac_buf *out, const struct ac_cap_alert *alert)
{
	category(out, "status", ac_cap_status_name(alert->status));
	category(out, "msgType", ac_cap_msg_type_name(alert->msg_type));
	if (!alert->info_count)
		return;
	category(out, "urgency", ac_cap_urgency_name(alert->infos[0].urgency));
	category(out, "severity", ac_cap_severity_name(alert->infos[0].severity));
	category(out, "certainty", ac_cap_certainty_name(alert->infos[0].certainty));
	for (int i = 0; i < ac_cap_response_count; i++)
		if (alert->infos[0].responses & 1u << i)
			category(
				out, "responseType", ac_cap_response_name((enum ac_cap_response)i));
}

static void links(const struct ac_feed *feed, const struct ac_cap_alert *alert, struct ac_buf *out)
{
	static const char *const relations[] = { "alternate", "self" };
	for (int i = 0; i < 2; i++) {
		ac_buf_printf(
			out, "<link rel=\"%s\" type=\"application/cap+xml\" href=\"", relations[i]);
		feed_url(feed, alert->identifier, out);
		ac_buf_add_str(out, AC_STR("\"/>\n"));
	}
}

static void related(const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	feed_said_link(feed, said, "link", out);
}

static void entry(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf title;
	ac_buf_init(&title, 8192);
	feed_title(message, words, &title);
	ac_buf_add_str(out, AC_STR("<entry xml:lang=\""));
	ac_markup_text(out, words->language.n ? words->language : AC_STR("en-US"));
	ac_buf_add_str(out, AC_STR("\">\n<id>"));
	feed_tag(message->alert, out);
	ac_buf_add_str(out, AC_STR("</id>\n"));
	ac_markup_element(out, "title", ac_buf_str(&title));
	time_element(out, "updated", message->sent);
	time_element(out, "published", message->sent);
	ac_buf_add_str(out, AC_STR("<author>"));
	ac_markup_element(out, "name", words->sender_name);
	ac_buf_add_str(out, AC_STR("</author>\n"));
	links(feed, message->alert, out);
	feed_said_each(feed, message, &words->language, related, out);
	categories(out, message->alert);
	if (words->description.n || words->instruction.n) {
		ac_buf_add_str(out, AC_STR("<summary type=\"text\">"));
		feed_summary(words, out);
		ac_buf_add_str(out, AC_STR("</summary>\n"));
	}
	ac_buf_add_str(out, AC_STR("</entry>\n"));
}

void ac_feed_atom(const struct ac_feed *feed, struct ac_buf *out)
{
	static const struct feed_writer writer = { entry, ac_feed_entry_max };
	static const struct feed_history history = { "atom", "link", "application/atom+xml" };
	AC_AUTO(buf) struct ac_buf entries, note;
	ac_buf_init(&entries, ac_feed_bytes_max);
	ac_buf_init(&note, 256);
	feed_note_cut(feed, feed_entries(feed, &writer, &entries), &note);
	ac_buf_add_str(out, AC_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				   "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
				   "xmlns:fh=\"http://purl.org/syndication/history/1.0\">\n<id>"));
	feed_address(feed, history.name, out);
	ac_buf_add_str(out, AC_STR("</id>\n"));
	ac_markup_element(out, "title", feed->title);
	ac_markup_element(out, "subtitle", ac_buf_str(&note));
	time_element(out, "updated", feed->updated);
	ac_buf_add_str(out, AC_STR("<author>"));
	ac_markup_element(out, "name", feed->title);
	ac_buf_add_str(out, AC_STR("</author>\n<link rel=\"self\" type=\"application/atom+xml\" "
				   "href=\""));
	feed_own_address(feed, history.name, out);
	ac_buf_add_str(out, AC_STR("\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\""));
	ac_markup_text(out, feed->base);
	ac_buf_add_str(out, AC_STR("/\"/>\n"));
	feed_history(feed, &history, out);
	ac_buf_add_str(out, ac_buf_str(&entries));
	ac_buf_add_str(out, AC_STR("</feed>\n"));
}
