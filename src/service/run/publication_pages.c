/* The pages behind the feeds: every message that was ever published, ac_feed_page_entries to a page. A page that
 * is full is written once and never again; the last one until it is. */
#include "service/run/publication.h"

#include <stdio.h>

static const struct kind {
	const char *name, *type;
	void (*write)(const struct ac_feed *feed, struct ac_buf *out);
} kinds[] = {
	{ "atom", "application/atom+xml", ac_feed_atom },
	{ "rss", "application/rss+xml", ac_feed_rss },
};

enum { n_kinds = sizeof kinds / sizeof *kinds };

/* The messages of one page, newest first. @return how many there are to be read */
static size_t gather(struct publication *publication, size_t page,
	struct ac_feed_message entries[ac_feed_page_entries], struct ac_wall *newest)
{
	struct published *all = publication->messages.at;
	size_t from = (page - 1) * ac_feed_page_entries, to = from + ac_feed_page_entries, n = 0;
	*newest = (struct ac_wall){ 0 };
	if (to > publication->messages.n)
		to = publication->messages.n;
	for (size_t i = to; i-- > from;) {
		if (all[i].unread)
			continue;
		entries[n++] = (struct ac_feed_message){ .sent = all[i].sent,
			.ends = all[i].ends,
			.size = all[i].document->bytes.n,
			.alert = publication_alert(&all[i]),
			.before = all[i].about == SIZE_MAX
					  ? NULL
					  : publication_alert(&all[all[i].about]) };
		if (all[i].sent.us > newest->us)
			*newest = all[i].sent;
	}
	return n;
}

static enum ac_status write_page(struct publication *publication, const struct ac_feed *like,
	size_t page, struct ac_error *err)
{
	struct ac_feed_message entries[ac_feed_page_entries];
	struct ac_feed feed = *like;
	feed.language = AC_STR("");
	feed.messages = entries;
	feed.n_said = 0; /* what is said later would change a page that is full */
	feed.page = page;
	feed.n = gather(publication, page, entries, &feed.updated);
	for (size_t i = 0; i < n_kinds; i++) {
		AC_AUTO(buf) struct ac_buf text;
		char path[64];
		ac_buf_init(&text, ac_feed_bytes_max + (64 << 10));
		kinds[i].write(&feed, &text);
		(void)snprintf(path, sizeof path, "/feed/%s/%zu.xml", kinds[i].name, page);
		AC_TRY(ac_buf_check(&text, path, err));
		ac_vec_push(&publication->pages,
			publication_renew(publication, path, "", kinds[i].type, ac_buf_str(&text)));
	}
	return AC_OK;
}

/* All that are not full. */
static void drop_last(struct publication *publication, size_t full)
{
	while (publication->pages.n > full * n_kinds)
		ac_document_drop(publication->pages.at[--publication->pages.n]);
}

enum ac_status publication_pages(
	struct publication *publication, struct ac_feed *like, struct ac_error *err)
{
	size_t n = publication->messages.n, written = publication->paged / ac_feed_page_entries;
	like->pages = (n + ac_feed_page_entries - 1) / ac_feed_page_entries;
	like->full = n % ac_feed_page_entries == 0;
	if (publication->paged == n)
		return AC_OK;
	drop_last(publication, written);
	publication->paged = written * ac_feed_page_entries;
	for (size_t page = written + 1; page <= like->pages; page++)
		AC_TRY(write_page(publication, like, page, err));
	publication->paged = n;
	return AC_OK;
}
