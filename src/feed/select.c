#include "feed/feed.h"

#include <stdlib.h>

void ac_feed_message_of(const struct ac_cap_alert *alert, struct ac_feed_message *message)
{
	message->sent = alert->sent;
	message->expires = (struct ac_wall){ 0 };
	message->clears = false;
	for (size_t i = 0; i < alert->info_count; i++) {
		const struct ac_wall *expires = alert->infos[i].expires;
		if (expires && expires->us > message->expires.us)
			message->expires = *expires;
		message->clears |= alert->infos[i].responses >> AC_CAP_RESPONSE_ALL_CLEAR & 1u;
	}
	message->ends = alert->msg_type == AC_CAP_MSG_TYPE_CANCEL;
	message->worded = alert->info_count > 0;
}

bool ac_feed_in_force(const struct ac_feed_message *message, struct ac_wall now)
{
	return message->last && !message->ends && message->expires.us > now.us;
}

/* ---- chains ---- */

static int by_chain(const void *a, const void *b)
{
	const struct ac_feed_message *x = a, *y = b;
	if (x->chain != y->chain)
		return x->chain < y->chain ? -1 : 1;
	if (x->sent.us != y->sent.us)
		return x->sent.us < y->sent.us ? -1 : 1;
	return x->tag < y->tag ? -1 : x->tag > y->tag;
}

/* One chain, oldest first: how long it stays, which is its last, and whose words each has. */
static void settle(struct ac_feed_message *chain, size_t n)
{
	struct ac_wall until = { 0 };
	size_t about = SIZE_MAX;
	bool over = chain[n - 1].ends || chain[n - 1].clears;
	for (size_t i = 0; i < n; i++)
		if (chain[i].expires.us > until.us)
			until = chain[i].expires;
	/* Taken back after its time, it stays for those who still go by it. */
	if (chain[n - 1].ends && chain[n - 1].sent.us + AC_FEED_END_STAYS > until.us)
		until.us = chain[n - 1].sent.us + AC_FEED_END_STAYS;
	for (size_t i = 0; i < n; i++) {
		if (chain[i].worded)
			about = chain[i].tag;
		chain[i].until = until;
		chain[i].about = about;
		chain[i].last = i + 1 == n;
		chain[i].room = over ? 0 : chain[i].last ? 1 : 2;
	}
}

static void settle_all(struct ac_feed_message *messages, size_t n)
{
	qsort(messages, n, sizeof *messages, by_chain);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && messages[to].chain == messages[from].chain;)
			to++;
		settle(messages + from, to - from);
	}
}

/* ---- what is shown ---- */

static int newest_first(const void *a, const void *b, void *now_us)
{
	const struct ac_feed_message *x = a, *y = b;
	bool x_shown = x->until.us > *(int64_t *)now_us, y_shown = y->until.us > *(int64_t *)now_us;
	if (x_shown != y_shown)
		return x_shown ? -1 : 1;
	return -by_chain(&(struct ac_feed_message){ .sent = x->sent, .tag = x->tag },
		&(struct ac_feed_message){ .sent = y->sent, .tag = y->tag });
}

/* The moments at which a message changes what is shown. */
static void note(struct ac_feed_selection *s, struct ac_wall at, struct ac_wall now)
{
	if (at.us <= now.us && at.us > s->changed_at.us)
		s->changed_at = at;
	if (at.us > now.us && at.us < s->next_at.us)
		s->next_at = at;
}

struct ac_feed_selection ac_feed_select(
	struct ac_feed_message messages[], size_t n, struct ac_wall now)
{
	struct ac_feed_selection s = { .next_at = { INT64_MAX } };
	settle_all(messages, n);
	qsort_r(messages, n, sizeof *messages, newest_first, &now.us);
	for (size_t i = 0; i < n; i++) {
		note(&s, messages[i].sent, now);
		note(&s, messages[i].until, now);
		if (messages[i].last)
			note(&s, messages[i].expires, now);
		s.n += messages[i].until.us > now.us;
	}
	return s;
}
