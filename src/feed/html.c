/* What every page for people has: its head and foot, times, and the direction in which a language is written. */
#include "feed/feed_p.h"

void feed_html_head(
	const struct ac_feed *feed, struct ac_str title, const char *path, struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
				   "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
				   "content=\"width=device-width, initial-scale=1\">\n"));
	ac_markup_element(out, "title", title);
	ac_buf_printf(out,
		"<link rel=\"stylesheet\" href=\"%sstyle.css\">\n"
		"<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Atom\" "
		"href=\"%sfeed/atom.xml\">\n"
		"<link rel=\"alternate\" type=\"application/rss+xml\" title=\"RSS\" "
		"href=\"%sfeed/rss.xml\">\n</head>\n<body>\n<header>\n",
		path, path, path);
	ac_markup_element(out, "h1", feed->title);
	ac_buf_add_str(out, AC_STR("</header>\n<main>\n"));
}

void feed_html_foot(struct ac_buf *out)
{
	ac_buf_add_str(out, AC_STR("</main>\n</body>\n</html>\n"));
}

void feed_html_time(struct ac_buf *out, struct ac_wall wall)
{
	char text[32];
	ac_wall_format(wall, text);
	ac_buf_printf(out, "<time datetime=\"%s\">%.10s %.5s UTC</time>", text, text, text + 11);
}

void feed_html_moment(struct ac_buf *out, const char *name, struct ac_wall wall)
{
	ac_markup_element(out, "dt", ac_str(name));
	ac_buf_add_str(out, AC_STR("<dd>"));
	feed_html_time(out, wall);
	ac_buf_add_str(out, AC_STR("</dd>\n"));
}

/* ISO 639 of what is written from right to left; a tag may name the script itself (BCP 47). */
static bool from_the_right(struct ac_str language)
{
	static const char *const languages[] = { "ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd",
		"ug", "ur", "yi" };
	static const char *const scripts[] = { "Arab", "Hebr", "Thaa" };
	struct ac_str rest = language, part;
	bool right = false;
	for (int i = 0; ac_str_cut(&rest, '-', &part); i++) {
		for (size_t k = 0; i == 0 && k < sizeof languages / sizeof *languages; k++)
			right |= ac_str_eq_nocase(part, ac_str(languages[k]));
		if (i == 0 || part.n != 4)
			continue;
		right = false;
		for (size_t k = 0; k < sizeof scripts / sizeof *scripts; k++)
			right |= ac_str_eq_nocase(part, ac_str(scripts[k]));
	}
	return right;
}

void feed_html_open(const char *tag, struct ac_str language, struct ac_buf *out)
{
	ac_buf_printf(out, "<%s dir=\"%s\" lang=\"", tag, from_the_right(language) ? "rtl" : "ltr");
	ac_markup_text(out, language.n ? language : AC_STR("en-US"));
	ac_buf_add_str(out, AC_STR("\">\n"));
}
