/* The page for people: readable without a script, a picture or a good line; every language of a message is
 * there, the first one open. */
#include "feed/feed_p.h"

static const char style[] =
	":root{color-scheme:light dark}\n"
	"body{font:1.1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem}\n"
	"h1{font-size:1.5rem}h2{font-size:1.3rem;margin-top:2rem}h3{margin:0 0 .5rem}\n"
	"article{border:2px solid;border-radius:.4rem;padding:1rem;margin:1rem 0}\n"
	"article.over{border-style:dashed}\n"
	".do{font-weight:bold;white-space:pre-line}.what{white-space:pre-line}\n"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem "
	"1rem}dt{font-weight:bold}\n"
	"dd{margin:0}summary{cursor:pointer;padding:.4rem 0}\n";

struct ac_str ac_feed_style(void)
{
	return (struct ac_str){ style, sizeof style - 1 };
}

static void fact(struct ac_buf *out, const char *name, struct ac_str value)
{
	ac_markup_element(out, "dt", ac_str(name));
	ac_markup_element(out, "dd", value);
}

static void areas(struct ac_buf *out, const struct ac_cap_info *info)
{
	AC_AUTO(buf) struct ac_buf names;
	ac_buf_init(&names, 64 << 10);
	for (size_t i = 0; i < info->area_count; i++) {
		ac_buf_add_str(&names, i ? AC_STR(", ") : AC_STR(""));
		ac_buf_add_str(&names, info->areas[i].desc);
	}
	fact(out, "Where", ac_buf_str(&names));
}

static void facts(
	const struct ac_feed *feed, const struct ac_feed_message *message, struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("<dl>\n"));
	if (message->alert->info_count) {
		const struct ac_cap_info *info = &message->alert->infos[0];
		areas(out, info);
		for (size_t i = 0; i < info->parameter_count; i++) {
			AC_AUTO(buf) struct ac_buf level;
			ac_buf_init(&level, 4096);
			ac_buf_printf(&level, "%.*s (%.*s)", AC_STR_ARG(info->parameters[i].value),
				AC_STR_ARG(info->parameters[i].name));
			fact(out, "Level", ac_buf_str(&level));
		}
	}
	feed_html_moment(out, "Published", message->sent);
	if (message->expires.us)
		feed_html_moment(out, "Holds until", message->expires);
	ac_buf_add_str(out, AC_STR("<dt>Full text</dt>\n<dd><a href=\""));
	feed_url(feed, message->alert->identifier, out);
	ac_buf_add_str(out, AC_STR("\">CAP message</a></dd>\n</dl>\n"));
}

static void say(const struct feed_words *words, struct ac_buf *out)
{
	ac_markup_element(out, "p class=\"do\"", words->instruction);
	ac_markup_element(out, "p class=\"what\"", words->description);
}

/* One of the other languages, closed until somebody wants it. */
static void other_language(const struct ac_feed *feed, const struct ac_feed_message *message,
	size_t i, struct ac_buf *out)
{
	struct feed_words words = feed_words(feed, message, message->alert->infos[i].language);
	feed_html_open("details", words.language, out);
	ac_markup_element(out, "summary", words.headline);
	say(&words, out);
	ac_buf_add_str(out, AC_STR("</details>\n"));
}

static void list_said(
	const struct ac_feed *feed, const struct ac_feed_said *one, struct ac_buf *out)
{
	(void)feed;
	ac_buf_add_str(out, AC_STR("<li>"));
	feed_html_said(one, "", out);
	ac_buf_add_str(out, AC_STR("</li>\n"));
}

/* In every language: the words above are too. */
static void said(
	const struct ac_feed *feed, const struct ac_feed_message *message, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf list;
	ac_buf_init(&list, ac_feed_bytes_max);
	feed_said_each(feed, message, NULL, list_said, &list);
	if (!list.n)
		return;
	ac_buf_add_str(out, AC_STR("<p>Said beside it:</p>\n<ul>\n"));
	ac_buf_add_str(out, ac_buf_str(&list));
	ac_buf_add_str(out, AC_STR("</ul>\n"));
}

static void article(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	AC_AUTO(buf) struct ac_buf title;
	ac_buf_init(&title, 8192);
	feed_title(message, words, &title);
	bool force = ac_feed_in_force(message, feed->now);
	ac_buf_printf(out, "<article%s>\n", force ? "" : " class=\"over\"");
	feed_html_open("div", words->language, out);
	ac_markup_element(out, "h3", ac_buf_str(&title));
	say(words, out);
	ac_buf_add_str(out, AC_STR("</div>\n"));
	for (size_t i = 0; i < message->alert->info_count; i++)
		if (message->alert->infos[i].language.n &&
			!ac_str_eq(message->alert->infos[i].language, words->language))
			other_language(feed, message, i, out);
	facts(feed, message, out);
	said(feed, message, out);
	ac_buf_add_str(out, AC_STR("</article>\n"));
}

static void in_force(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	if (ac_feed_in_force(message, feed->now))
		article(feed, message, words, out);
}

/* The last word of a chain that nobody need follow any more. */
static void ended(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out)
{
	if (message->last && !ac_feed_in_force(message, feed->now))
		article(feed, message, words, out);
}

/* They stand whatever becomes of the messages: time lowers none. */
static void levels(const struct ac_feed *feed, struct ac_buf *out)
{
	if (!feed->n_levels)
		return;
	ac_buf_add_str(out, AC_STR("<h2>Levels</h2>\n<ul>\n"));
	for (size_t i = 0; i < feed->n_levels; i++) {
		const struct ac_feed_level *level = &feed->levels[i];
		AC_AUTO(buf) struct ac_buf text;
		ac_buf_init(&text, 4096);
		bool part = level->country.n && !ac_str_eq(level->country, level->place);
		ac_buf_printf(&text, "%s%.*s%s%.*s: %lld (%.*s)",
			level->exercise ? "EXERCISE: " : "",
			AC_STR_ARG(part ? level->country : AC_STR("")), part ? ", " : "",
			AC_STR_ARG(level->place), (long long)level->level,
			AC_STR_ARG(level->scheme));
		ac_markup_element(out, "li", ac_buf_str(&text));
	}
	ac_buf_add_str(out, AC_STR("</ul>\n"));
}

void ac_feed_page(const struct ac_feed *feed, struct ac_buf *out)
{
	static const struct feed_writer holding = { .entry = in_force }, past = { .entry = ended };
	AC_AUTO(buf) struct ac_buf over, note;
	feed_html_head(feed, feed->title, "", out);
	ac_buf_add_str(out, AC_STR("<h2>In force</h2>\n"));
	size_t empty = out->n, written = feed_entries(feed, &holding, out);
	if (out->n == empty)
		ac_buf_add_str(out, feed->n_levels
					    ? AC_STR("<p>No message is in force; the levels "
						     "below stand until they are lowered.</p>\n")
					    : AC_STR("<p>No warning is in force.</p>\n"));
	levels(feed, out);
	ac_buf_init(&note, 256);
	feed_note_cut(feed, written, &note);
	ac_markup_element(out, "p", ac_buf_str(&note));
	ac_buf_init(&over, ac_feed_bytes_max);
	(void)feed_entries(feed, &past, &over);
	if (over.n && out->n + over.n < ac_feed_bytes_max) {
		ac_buf_add_str(out, AC_STR("<h2>Ended</h2>\n"));
		ac_buf_add_str(out, ac_buf_str(&over));
	}
	ac_buf_add_str(out, AC_STR("<p><a href=\"feed/\">Feeds for programs</a></p>\n"));
	feed_html_foot(out);
}

void ac_feed_index(const struct ac_feed *feed, struct ac_buf *out)
{
	feed_html_head(feed, feed->title, "../", out);
	ac_buf_add_str(out,
		AC_STR("<h2>Feeds</h2>\n<ul>\n"
		       "<li><a href=\"atom.xml\">Atom</a>: an entry for each message; "
		       "<code>?lang=fr</code> asks for a language</li>\n"
		       "<li><a href=\"rss.xml\">RSS 2.0</a>, the same</li>\n"
		       "<li><a href=\"areas.geojson\">GeoJSON</a> of the areas in force</li>\n"
		       "<li><a href=\"levels.json\">JSON</a> of the levels in force</li>\n</ul>\n"
		       "<p>A feed is an index: the CAP file that an entry leads to is what holds. "
		       "A "
		       "message that ends a warning stays here as long as the warning would have; "
		       "one "
		       "that has left the feed was not cancelled by that. Every message that was "
		       "ever published is in the pages behind the feed "
		       "(<code>rel=\"next\"</code>).</p>\n"
		       "<p><a href=\"../\">What is in force</a></p>\n"));
	feed_html_foot(out);
}
