/* What is said beside a warning: the page that each has, and which a message leads to. */
#include "feed/feed_p.h"

enum {
	feed_most = 16, /* in an entry, which has words of its own to hold */
	page_most = 64, /* in an article of the page */
	name_most = 100, /* bytes of an office in a link */
};

/* ---- which ---- */

static bool stands_beside(const struct ac_feed_said *said, int64_t chain)
{
	for (size_t i = 0; i < said->n_chains; i++)
		if (said->chains[i] == chain)
			return true;
	return false;
}

static bool same_office(const struct ac_feed_said *a, const struct ac_feed_said *b)
{
	return !a->attribution && !b->attribution && ac_str_eq(a->office, b->office);
}

/* Does its office say it in that language as well? */
static bool also_in(const struct ac_feed *feed, const struct ac_feed_said *said, int64_t chain,
	struct ac_str language)
{
	for (size_t i = 0; i < feed->n_said; i++)
		if (same_office(&feed->said[i], said) && stands_beside(&feed->said[i], chain) &&
			ac_str_eq_nocase(feed->said[i].texts->language, language))
			return true;
	return false;
}

void feed_said_each(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct ac_str *language, feed_said_fn *write, struct ac_buf *out)
{
	size_t left = language ? feed_most : page_most;
	for (size_t i = feed->n_said; left && i-- > 0;) {
		const struct ac_feed_said *said = &feed->said[i];
		if (!stands_beside(said, message->chain))
			continue;
		if (language && !said->attribution &&
			!ac_str_eq_nocase(said->texts->language, *language) &&
			also_in(feed, said, message->chain, *language))
			continue;
		write(feed, said, out);
		left--;
	}
}

/* ---- links ---- */

static void add_name(const struct ac_feed_said *said, struct ac_buf *out)
{
	if (!said->attribution) {
		ac_buf_add_str(out, said->withdrawn.us ? AC_STR("Withdrawn: ") : AC_STR(""));
		ac_buf_add_str(out, ac_str_clip(said->office, name_most));
	} else if (said->withdrawn.us)
		ac_buf_add_str(out, AC_STR("Withdrawn: who was said to be behind the threat"));
	else
		ac_buf_add_str(out, AC_STR("Who is said to be behind the threat"));
}

void feed_said_path(const struct ac_feed_said *said, struct ac_buf *out)
{
	ac_buf_printf(out, "%s/%lld", said->attribution ? "attribution" : "statement",
		(long long)said->number);
}

static void add_language(const struct ac_feed_said *said, struct ac_buf *out)
{
	if (said->attribution)
		return;
	ac_buf_add_str(out, AC_STR(" hreflang=\""));
	ac_markup_text(out, said->texts->language);
	ac_buf_add_char(out, '"');
}

void feed_said_link(const struct ac_feed *feed, const struct ac_feed_said *said,
	const char *element, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 1024);
	add_name(said, &name);
	ac_buf_printf(out, "<%s rel=\"related\" type=\"text/html\"", element);
	add_language(said, out);
	ac_buf_add_str(out, AC_STR(" title=\""));
	ac_markup_text(out, ac_buf_str(&name));
	ac_buf_add_str(out, AC_STR("\" href=\""));
	ac_markup_text(out, feed->base);
	ac_buf_add_char(out, '/');
	feed_said_path(said, out);
	ac_buf_add_str(out, AC_STR("\"/>\n"));
}

void feed_html_said(const struct ac_feed_said *said, const char *path, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 1024);
	add_name(said, &name);
	ac_buf_printf(out, "<a href=\"%s", path);
	feed_said_path(said, out);
	ac_buf_add_char(out, '"');
	add_language(said, out);
	ac_buf_add_str(out, AC_STR("><bdi>"));
	ac_markup_text(out, ac_buf_str(&name));
	ac_buf_add_str(out, AC_STR("</bdi>"));
	if (!said->attribution) {
		ac_buf_add_str(out, AC_STR(" ("));
		ac_markup_text(out, said->texts->language);
		ac_buf_add_char(out, ')');
	}
	ac_buf_add_str(out, AC_STR("</a>"));
}

/* ---- its page ---- */

static void add_title(const struct ac_feed_said *said, struct ac_buf *out)
{
	ac_buf_add_str(out, said->exercise ? AC_STR("EXERCISE: ") : AC_STR(""));
	if (said->attribution)
		add_name(said, out);
	else
		ac_buf_add_str(out, said->office);
}

static void happened(const char *what, struct ac_wall at, struct ac_buf *out)
{
	if (!at.us)
		return;
	ac_buf_printf(out, "<p class=\"do\">%s ", what);
	feed_html_time(out, at);
	ac_buf_add_str(out, AC_STR(".</p>\n"));
}

/* Of an attribution that is withdrawn the texts say so themselves. */
static void words(const struct ac_feed_said *said, struct ac_buf *out)
{
	if (said->withdrawn.us && !said->attribution)
		return;
	for (size_t i = 0; i < said->n_texts; i++) {
		feed_html_open("article", said->texts[i].language, out);
		ac_markup_element(out, "p class=\"what\"", said->texts[i].text);
		ac_buf_add_str(out, AC_STR("</article>\n"));
	}
}

static void facts(const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("<dl>\n"));
	feed_html_moment(out, "Published", said->published);
	if (said->identifier.n) {
		ac_buf_add_str(out, AC_STR("<dt>Warning</dt>\n<dd><a href=\""));
		feed_url(feed, said->identifier, out);
		ac_buf_add_str(out, AC_STR("\">CAP message</a></dd>\n"));
	}
	ac_buf_add_str(out, AC_STR("</dl>\n"));
}

/* What the same office says beside the same warning in other languages. */
static void other_languages(
	const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; !said->attribution && i < feed->n_said; i++) {
		const struct ac_feed_said *other = &feed->said[i];
		if (!same_office(other, said) || !stands_beside(other, said->chains[0]) ||
			ac_str_eq_nocase(other->texts->language, said->texts->language))
			continue;
		ac_buf_add_str(out, n++ ? AC_STR(" · ") : AC_STR("<p>In other languages: "));
		feed_html_said(other, "../", out);
	}
	if (n)
		ac_buf_add_str(out, AC_STR("</p>\n"));
}

void ac_feed_said_page(
	const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf title;
	ac_buf_init(&title, 2048);
	add_title(said, &title);
	feed_html_head(feed, ac_buf_str(&title), "../", out);
	ac_buf_add_str(out, AC_STR("<h2><bdi>"));
	ac_markup_text(out, ac_buf_str(&title));
	ac_buf_add_str(out, AC_STR("</bdi></h2>\n"));
	happened("Withdrawn", said->withdrawn, out);
	happened("The warning that it stood beside was a mistake: it was retracted",
		said->retracted, out);
	words(said, out);
	other_languages(feed, said, out);
	facts(feed, said, out);
	ac_buf_add_str(out, AC_STR("<p><a href=\"../\">What is in force</a></p>\n"));
	feed_html_foot(out);
}
