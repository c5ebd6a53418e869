/* The pages behind a feed (RFC 5005): how one leads to the next. Both relations are there, because they promise
 * different things: "next" leads through everything, "prev-archive" through what will never change. */
#include "feed/feed_p.h"

static void page_address(
	const struct ac_feed *feed, const char *name, size_t page, struct ac_buf *out)
{
	ac_markup_text(out, feed->base);
	if (page)
		ac_buf_printf(out, "/feed/%s/%zu.xml", name, page);
	else
		ac_buf_printf(out, "/feed/%s.xml", name);
}

void feed_address(const struct ac_feed *feed, const char *name, struct ac_buf *out)
{
	page_address(feed, name, 0, out);
	if (!feed->language.n)
		return;
	ac_buf_add_str(out, AC_STR("?lang="));
	ac_markup_text(out, feed->language);
}

void feed_own_address(const struct ac_feed *feed, const char *name, struct ac_buf *out)
{
	if (feed->page)
		page_address(feed, name, feed->page, out);
	else
		feed_address(feed, name, out);
}

static void link_to(const struct ac_feed *feed, const struct feed_history *history,
	const char *relation, size_t page, struct ac_buf *out)
{
	ac_buf_printf(out, "<%s rel=\"%s\" type=\"%s\" href=\"", history->element, relation,
		history->type);
	page_address(feed, history->name, page, out);
	ac_buf_add_str(out, AC_STR("\"/>\n"));
}

void feed_history(
	const struct ac_feed *feed, const struct feed_history *history, struct ac_buf *out)
{
	size_t before = feed->page ? feed->page - 1 : feed->pages;
	size_t archive = !feed->page && before && !feed->full ? before - 1 : before;
	if (feed->page)
		link_to(feed, history, "current", 0, out);
	if (before)
		link_to(feed, history, "next", before, out);
	if (archive)
		link_to(feed, history, "prev-archive", archive, out);
	if (feed->page && (feed->page < feed->pages || feed->full))
		ac_buf_add_str(out, AC_STR("<fh:archive/>\n"));
}
