/* What is said in public beside warnings: statements and attributions, each a document. */
#include "service/run/publication.h"

#include "base/log.h"
#include "service/desk/attribution_names.h"
#include "service/desk/attribution_public.h"

#include <stdio.h>

enum {
	texts_max = 256 << 20,
	body_max = 1 << 20, /* of an attribution (desk/attributions.c) */
	page_max = 16 * body_max, /* every letter escaped */
};

void publication_said_begin(struct publication *publication)
{
	ac_vec_clear(&publication->said);
	ac_arena_done(&publication->said_texts);
	ac_arena_init(&publication->said_texts, texts_max);
}

void publication_said_done(struct publication *publication)
{
	ac_vec_done(&publication->said);
	ac_arena_done(&publication->said_texts);
}

static void add(struct publication *publication, const struct ac_feed_said *said, bool whole)
{
	if (whole)
		ac_vec_push(&publication->said, *said);
	else
		ac_log(AC_LOG_ERROR, "publication.full", "%s=%lld",
			said->attribution ? "attribution" : "statement", (long long)said->number);
}

void publication_statement(void *ctx, const struct ac_statement_row *row)
{
	struct publication *publication = ctx;
	struct ac_arena *arena = &publication->said_texts;
	struct ac_feed_said said = { .number = row->id,
		.office = ac_arena_str(arena, row->office),
		.published = row->published_at,
		.exercise = row->exercise };
	struct ac_feed_said_text *text = ac_arena_alloc(arena, sizeof *text);
	int64_t *chain = ac_arena_alloc(arena, sizeof *chain);
	bool whole = said.office.p && text && chain;
	if (whole) {
		*text = (struct ac_feed_said_text){ ac_arena_str(arena, row->language),
			ac_arena_str(arena, row->text) };
		*chain = row->warning;
		said.texts = text;
		said.chains = chain;
		said.n_texts = said.n_chains = 1;
		whole = text->language.p && text->text.p;
	}
	add(publication, &said, whole);
}

static bool keep_texts(
	struct ac_arena *arena, const struct ac_json *texts, struct ac_feed_said *said)
{
	struct ac_feed_said_text *kept = ac_arena_alloc(arena, ac_json_count(texts) * sizeof *kept);
	for (size_t i = 0; kept && i < ac_json_count(texts); i++) {
		struct ac_str language = AC_STR(""), text = AC_STR("");
		(void)!ac_json_get_str(ac_json_at(texts, i), "language", &language, NULL);
		(void)!ac_json_get_str(ac_json_at(texts, i), "text", &text, NULL);
		kept[i] = (struct ac_feed_said_text){ ac_arena_str(arena, language),
			ac_arena_str(arena, text) };
		if (!kept[i].language.p || !kept[i].text.p)
			return false;
	}
	said->texts = kept;
	said->n_texts = ac_json_count(texts);
	return kept != NULL;
}

/* A statement does not outlive the attribution on which it could name an organisation; the last one decides. */
static void take_along(
	struct publication *publication, const struct ac_json *body, struct ac_wall withdrawn_at)
{
	ac_vec_each(&publication->said, said)
		if (!said->attribution && ac_attribution_body_names(body, said->texts->text))
			said->withdrawn = withdrawn_at;
}

void publication_attribution(void *ctx, const struct ac_attribution_row *row)
{
	struct publication *publication = ctx;
	AC_AUTO(json) struct ac_json *body = NULL;
	const struct ac_json_limits limits = { body_max, 8, 0 };
	if (ac_json_parse(row->body, &limits, &body, NULL) != AC_OK)
		return;
	take_along(publication, body, row->withdrawn_at);
	AC_AUTO(json) struct ac_json *texts = ac_attribution_public(row, body);
	struct ac_feed_said said = { .attribution = true,
		.number = row->id,
		.office = AC_STR(""),
		.published = row->published_at,
		.withdrawn = row->withdrawn_at,
		.exercise = row->exercise };
	if (texts)
		add(publication, &said, keep_texts(&publication->said_texts, texts, &said));
}

/* They come one attribution after the other: the list grows at its end. */
void publication_attribution_beside(void *ctx, int64_t attribution, int64_t warning)
{
	struct publication *publication = ctx;
	ac_vec_each(&publication->said, said) {
		if (!said->attribution || said->number != attribution)
			continue;
		size_t n = said->n_chains;
		int64_t *chains =
			ac_arena_alloc(&publication->said_texts, (n + 1) * sizeof *chains);
		if (!chains)
			return;
		for (size_t i = 0; i < n; i++)
			chains[i] = said->chains[i];
		chains[n] = warning;
		said->chains = chains;
		said->n_chains = n + 1;
	}
}

/* ---- as of now ---- */

/* The last message of its warning, and whether that took it back. */
static void take_message(const struct publication *publication, struct ac_feed_said *said)
{
	static const struct ac_str before = AC_STR("/cap/"), behind = AC_STR(".xml");
	for (size_t i = publication->messages.n; i-- > 0;) {
		const struct published *message = &publication->messages.at[i];
		struct ac_str path = ac_str(message->document->path);
		if (message->chain != said->chains[0])
			continue;
		said->identifier =
			(struct ac_str){ path.p + before.n, path.n - before.n - behind.n };
		said->retracted.us = message->ends && !message->clears ? message->sent.us : 0;
		return;
	}
}

static struct ac_wall changed_at(const struct ac_feed_said *said)
{
	struct ac_wall at = said->published;
	if (said->withdrawn.us > at.us)
		at = said->withdrawn;
	return said->retracted.us > at.us ? said->retracted : at;
}

struct ac_wall publication_said_now(struct publication *publication)
{
	struct ac_wall newest = { 0 };
	ac_vec_each(&publication->said, said) {
		if (!said->attribution)
			take_message(publication, said);
		if (changed_at(said).us > newest.us)
			newest = changed_at(said);
	}
	return newest;
}

enum ac_status publication_said_make(
	const struct ac_feed *feed, publication_put *put, void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text, path;
	ac_buf_init(&text, page_max);
	ac_buf_init(&path, 64);
	for (size_t i = 0; i < feed->n_said; i++) {
		const struct ac_feed_said *said = &feed->said[i];
		ac_buf_reset(&text);
		ac_buf_reset(&path);
		ac_feed_said_page(feed, said, &text);
		ac_buf_printf(&path, "/%s/%lld", said->attribution ? "attribution" : "statement",
			(long long)said->number);
		AC_TRY(ac_buf_check(&text, path.p, err));
		AC_TRY(put(ctx, path.p, "text/html; charset=utf-8", ac_buf_str(&text), err));
	}
	return AC_OK;
}
