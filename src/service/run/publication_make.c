#include "service/run/publication.h"

#include "base/log.h"
#include "base/map.h"
#include "http/gzip.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	most_languages = 16, /* that feeds are made in */
	path_max = 2048,
};

/* ---- documents ---- */

struct ac_document *ac_document_hold(struct ac_document *document)
{
	atomic_fetch_add_explicit(&document->holders, 1, memory_order_relaxed);
	return document;
}

void ac_document_drop(struct ac_document *document)
{
	if (!document || atomic_fetch_sub_explicit(&document->holders, 1, memory_order_acq_rel) > 1)
		return;
	ac_free(document->path);
	ac_free(document->language);
	ac_free((void *)document->bytes.p);
	ac_free((void *)document->gzip.p);
	ac_free(document);
}

static void compress(struct ac_document *document)
{
	AC_AUTO(buf) struct ac_buf gzip;
	ac_buf_init(&gzip, document->bytes.n);
	ac_gzip(document->bytes, &gzip);
	if (gzip.over || gzip.n + 64 > document->bytes.n) /* not worth a header */
		return;
	document->gzip = (struct ac_str){ ac_strndup(gzip.p, gzip.n), gzip.n };
}

struct ac_document *publication_document(const char *path, const char *language, const char *type,
	struct ac_str bytes, struct ac_wall modified)
{
	struct ac_document *made = ac_alloc(sizeof *made);
	atomic_init(&made->holders, 1);
	made->path = ac_strndup(path, strlen(path));
	made->language = ac_strndup(language, strlen(language));
	made->type = type;
	made->bytes = (struct ac_str){ ac_strndup(bytes.p, bytes.n), bytes.n };
	made->modified = modified;
	(void)snprintf(made->etag, sizeof made->etag, "%016llx%016llx",
		(unsigned long long)ac_hash_bytes(bytes.p, bytes.n, 1),
		(unsigned long long)ac_hash_bytes(bytes.p, bytes.n, 2));
	compress(made);
	return made;
}

static int by_path(const void *a, const void *b)
{
	const struct ac_document *x = *(struct ac_document *const *)a;
	const struct ac_document *y = *(struct ac_document *const *)b;
	int order = strcmp(x->path, y->path);
	return order ? order : strcmp(x->language, y->language);
}

static struct ac_document *find(
	const struct publication *publication, const char *path, const char *language)
{
	struct ac_document like = { .path = (char *)path, .language = (char *)language };
	struct ac_document *key = &like, *const *found = NULL;
	if (publication->documents.n)
		found = bsearch(&key, publication->documents.at, publication->documents.n,
			sizeof *publication->documents.at, by_path);
	return found ? *found : NULL;
}

/* When these bytes were made, and never within the second of those before: HTTP's times have no smaller part. What the
 * store says of it would run backwards when something is taken away, and over a restart. */
static struct ac_wall modified_after(const struct ac_document *before)
{
	struct ac_wall now = ac_wall_now();
	int64_t next_us = before ? (before->modified.us / AC_SECOND + 1) * AC_SECOND : 0;
	return next_us > now.us ? (struct ac_wall){ next_us } : now;
}

struct ac_document *publication_renew(const struct publication *publication, const char *path,
	const char *language, const char *type, struct ac_str bytes)
{
	struct ac_document *before = find(publication, path, language);
	if (before && ac_str_eq(before->bytes, bytes))
		return ac_document_hold(before);
	return publication_document(path, language, type, bytes, modified_after(before));
}

/* ---- messages ---- */

static void published_done(struct published *message)
{
	ac_document_drop(message->document);
	ac_cap_document_free(message->read);
}

void publication_done(struct publication *publication)
{
	ac_vec_each(&publication->messages, message)
		published_done(message);
	ac_vec_each(&publication->documents, document)
		ac_document_drop(*document);
	ac_vec_each(&publication->pages, page)
		ac_document_drop(*page);
	publication_levels_done(publication);
	publication_said_done(publication);
	ac_vec_done(&publication->messages);
	ac_vec_done(&publication->documents);
	ac_vec_done(&publication->pages);
}

const struct ac_cap_alert *publication_alert(struct published *message)
{
	if (!message->read)
		message->read = ac_cap_read(message->document->bytes, NULL);
	return ac_cap_document_alert(message->read);
}

void publication_add(struct publication *publication, const struct ac_cap_row *row)
{
	char path[path_max];
	struct ac_feed_message says = { 0 };
	struct published message = { .id = row->id, .chain = row->warning, .sent = row->sent_at };
	(void)snprintf(path, sizeof path, "/cap/%.*s.xml", AC_STR_ARG(row->identifier));
	struct ac_wall now = ac_wall_now(); /* HTTP's times are real, an exercise's need not be */
	message.document = publication_document(path, "", "application/cap+xml", row->xml,
		row->sent_at.us < now.us ? row->sent_at : now);
	message.document->constant = true;
	message.unread = !publication_alert(&message);
	if (message.unread)
		ac_log(AC_LOG_ERROR, "publication.unread", "message=%lld", (long long)row->id);
	else
		ac_feed_message_of(publication_alert(&message), &says);
	message.expires = says.expires;
	message.ends = says.ends;
	message.clears = says.clears;
	message.about = SIZE_MAX;
	message.worded = says.worded;
	ac_vec_push(&publication->messages, message);
	publication->last_id = row->id;
}

/* ---- making ---- */

struct making {
	struct publication *publication;
	struct ac_feed feed;
	struct ac_feed_message *messages; /* owned */
	feed_levels_vec levels;
	struct ac_wall changed_at; /* of the messages */
	struct ac_wall levels_at; /* when they last changed; 0 */
	struct ac_wall said_at; /* when what is said beside them last changed; 0 */
	AC_VEC(struct ac_document *) made;
	AC_VEC(struct ac_str) languages;
};

static void making_done(struct making *m)
{
	ac_free(m->messages);
	ac_vec_done(&m->levels);
	ac_vec_each(&m->made, document)
		ac_document_drop(*document);
	ac_vec_done(&m->made);
	ac_vec_done(&m->languages);
}
AC_AUTO_DEFINE_VALUE(making, struct making, making_done)

/* @return how many messages there are to choose from */
static size_t offer(struct making *m)
{
	struct publication *p = m->publication;
	size_t n = 0;
	m->messages = ac_alloc_array(p->messages.n + 1, sizeof *m->messages);
	for (size_t i = 0; i < p->messages.n; i++) {
		const struct published *from = &p->messages.at[i];
		if (from->unread)
			continue;
		m->messages[n++] = (struct ac_feed_message){ .chain = from->chain,
			.sent = from->sent,
			.expires = from->expires,
			.ends = from->ends,
			.clears = from->clears,
			.worded = from->worded,
			.size = from->document->bytes.n,
			.tag = i };
	}
	return n;
}

static void choose(struct making *m)
{
	struct publication *p = m->publication;
	size_t n = offer(m);
	struct ac_feed_selection chosen = ac_feed_select(m->messages, n, m->feed.now);
	m->feed.messages = m->messages;
	m->feed.n = chosen.n;
	m->changed_at = chosen.changed_at;
	p->next_at = chosen.next_at;
	for (size_t i = 0; i < n; i++) {
		struct ac_feed_message *message = &m->messages[i];
		struct published *from = &p->messages.at[message->tag];
		from->until = message->until;
		from->about = message->about;
		if (i >= chosen.n)
			continue;
		message->alert = publication_alert(from);
		if (message->about != SIZE_MAX)
			message->before = publication_alert(&p->messages.at[message->about]);
	}
}

/* What stands in no feed need not be remembered. */
static void put_away(struct publication *publication, struct ac_wall now)
{
	ac_vec_each(&publication->messages, message) {
		if (message->until.us > now.us)
			continue;
		ac_cap_document_free(message->read);
		message->read = NULL;
	}
}

static void add_languages(struct making *m, const struct ac_cap_alert *alert)
{
	for (size_t i = 0; i < alert->info_count; i++) {
		struct ac_str language = alert->infos[i].language;
		bool known = language.n == 0 || language.n > 32;
		ac_vec_each(&m->languages, it)
			known |= ac_str_eq_nocase(*it, language);
		if (!known && m->languages.n < most_languages)
			ac_vec_push(&m->languages, language);
	}
}

typedef void write_fn(const struct ac_feed *feed, struct ac_buf *out);

static enum ac_status put(
	void *ctx, const char *path, const char *type, struct ac_str text, struct ac_error *err)
{
	struct making *m = ctx;
	char language[40];
	(void)err;
	(void)snprintf(language, sizeof language, "%.*s", AC_STR_ARG(m->feed.language));
	ac_vec_push(&m->made, publication_renew(m->publication, path, language, type, text));
	return AC_OK;
}

static void write_style(const struct ac_feed *feed, struct ac_buf *out)
{
	(void)feed;
	ac_buf_add_str(out, ac_feed_style());
}

/* What stands in a kind of document beside messages, and makes it newer. */
enum { messages = 1, levels = 2, said = 4, per_language = 8 };

static const struct kind {
	const char *path, *type;
	write_fn *write;
	unsigned has;
} kinds[] = {
	{ "/", "text/html; charset=utf-8", ac_feed_page, messages | levels | said },
	{ "/style.css", "text/css; charset=utf-8", write_style, 0 },
	{ "/feed/", "text/html; charset=utf-8", ac_feed_index, 0 },
	{ "/feed/atom.xml", "application/atom+xml", ac_feed_atom, messages | said | per_language },
	{ "/feed/rss.xml", "application/rss+xml", ac_feed_rss, messages | said | per_language },
	{ "/feed/areas.geojson", "application/geo+json", ac_feed_areas, messages | per_language },
	{ "/feed/levels.json", "application/json", ac_feed_levels, messages | levels },
};

/* In the words of the document; its time of HTTP is modified_after()'s. */
static struct ac_wall updated(const struct making *m, const struct kind *kind)
{
	struct ac_wall at = { kind->has & messages ? m->changed_at.us : 0 };
	if (kind->has & levels && m->levels_at.us > at.us)
		at = m->levels_at;
	return kind->has & said && m->said_at.us > at.us ? m->said_at : at;
}

static enum ac_status make_one(struct making *m, const struct kind *kind, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, ac_feed_bytes_max + (64 << 10));
	m->feed.updated = updated(m, kind);
	kind->write(&m->feed, &text);
	AC_TRY(ac_buf_check(&text, kind->path, err));
	return put(m, kind->path, kind->type, ac_buf_str(&text), err);
}

static enum ac_status make_all(struct making *m, struct ac_error *err)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		m->feed.language = AC_STR("");
		AC_TRY(make_one(m, &kinds[i], err));
		for (size_t k = 0; kinds[i].has & per_language && k < m->languages.n; k++) {
			m->feed.language = m->languages.at[k];
			AC_TRY(make_one(m, &kinds[i], err));
		}
	}
	m->feed.language = AC_STR("");
	AC_TRY(publication_said_make(&m->feed, put, m, err));
	ac_vec_each(&m->publication->pages, page)
		ac_vec_push(&m->made, ac_document_hold(*page));
	ac_vec_each(&m->publication->messages, message)
		ac_vec_push(&m->made, ac_document_hold(message->document));
	return AC_OK;
}

enum ac_status publication_make(struct publication *publication, struct ac_str base,
	struct ac_str title, struct ac_wall now, struct ac_error *err)
{
	AC_AUTO(making)
	struct making m = { .publication = publication,
		.feed = { .base = base, .title = title, .now = now } };
	choose(&m);
	for (size_t i = 0; i < m.feed.n; i++)
		add_languages(&m, m.messages[i].alert);
	m.levels_at = publication_levels_now(publication, now, &m.levels);
	m.feed.levels = m.levels.at;
	m.feed.n_levels = m.levels.n;
	m.said_at = publication_said_now(publication);
	m.feed.said = publication->said.at;
	m.feed.n_said = publication->said.n;
	AC_TRY(publication_pages(publication, &m.feed, err));
	AC_TRY(make_all(&m, err));
	qsort(m.made.at, m.made.n, sizeof *m.made.at, by_path);
	ac_vec_each(&publication->documents, document)
		ac_document_drop(*document);
	ac_vec_clear(&publication->documents);
	ac_vec_each(&m.made, document)
		ac_vec_push(&publication->documents, *document);
	ac_vec_clear(&m.made);
	put_away(publication, now);
	return AC_OK;
}
