#include "feed/feed_p.h"

#include "http/http.h"

/* "en" and "en-GB" are close, "en" and "" (which means en-US) too. */
static bool same_language(struct ac_str wanted, struct ac_str has)
{
	struct ac_str primary, rest = has.n ? has : AC_STR("en-US");
	if (ac_str_eq_nocase(wanted, has))
		return true;
	return ac_str_cut(&rest, '-', &primary) && ac_str_eq_nocase(wanted, primary);
}

static const struct ac_cap_info *choose(const struct ac_cap_alert *alert, struct ac_str language)
{
	for (size_t i = 0; language.n && i < alert->info_count; i++)
		if (same_language(language, alert->infos[i].language))
			return &alert->infos[i];
	return alert->info_count ? &alert->infos[0] : NULL;
}

struct feed_words feed_words(
	const struct ac_feed *feed, const struct ac_feed_message *message, struct ac_str language)
{
	const struct ac_cap_info *info = choose(message->alert, language);
	bool borrowed = !info && message->about >= 0;
	if (borrowed)
		info = choose(feed->messages[message->about].alert, language);
	if (!info)
		return (struct feed_words){ .sender_name = feed->title };
	return (struct feed_words){
		.language = info->language.n ? info->language : AC_STR("en-US"),
		.event = info->event,
		.headline = info->headline.n ? info->headline : info->event,
		.description = info->description,
		.instruction = borrowed ? AC_STR("") : info->instruction,
		.sender_name = info->sender_name.n ? info->sender_name : feed->title,
		.borrowed = borrowed,
	};
}

void feed_title(
	const struct ac_feed_message *message, const struct feed_words *words, struct ac_buf *out)
{
	if (message->alert->status != AC_CAP_STATUS_ACTUAL)
		ac_buf_add_str(out, message->alert->status == AC_CAP_STATUS_EXERCISE
					    ? AC_STR("EXERCISE: ")
					    : AC_STR("TEST: "));
	if (message->ends)
		ac_buf_add_str(out, AC_STR("Cancelled: "));
	ac_buf_add_str(out, words->headline.n ? words->headline : message->alert->identifier);
}

void feed_url(const struct ac_feed *feed, struct ac_str identifier, struct ac_buf *out)
{
	ac_markup_text(out, feed->base);
	ac_buf_add_str(out, AC_STR("/cap/"));
	ac_http_escape(out, identifier);
	ac_buf_add_str(out, AC_STR(".xml"));
}

void feed_address(const struct ac_feed *feed, const char *name, struct ac_buf *out)
{
	ac_markup_text(out, feed->base);
	ac_buf_printf(out, "/feed/%s", name);
	if (!feed->language.n)
		return;
	ac_buf_add_str(out, AC_STR("?lang="));
	ac_markup_text(out, feed->language);
}

void feed_summary(const struct feed_words *words, struct ac_buf *out)
{
	ac_markup_text(out, words->description);
	if (words->description.n && words->instruction.n)
		ac_buf_add_str(out, AC_STR("\n\n"));
	ac_markup_text(out, words->instruction);
}

void feed_tag(const struct ac_cap_alert *alert, struct ac_buf *out)
{
	char sent[32];
	ac_wall_format(alert->sent, sent);
	ac_buf_add_str(out, AC_STR("tag:"));
	ac_markup_text(out, alert->sender);
	ac_buf_printf(out, ",%.10s:", sent);
	ac_http_escape(out, alert->identifier);
}

size_t feed_entries(const struct ac_feed *feed,
	void (*entry)(const struct ac_feed *, const struct ac_feed_message *, struct ac_buf *),
	struct ac_buf *out)
{
	enum { head_room = 4096 };
	AC_AUTO(buf) struct ac_buf one;
	ac_buf_init(&one, ac_feed_bytes_max);
	for (size_t i = 0; i < feed->n; i++) {
		ac_buf_reset(&one);
		entry(feed, &feed->messages[i], &one);
		if (one.over || out->n + one.n + head_room > ac_feed_bytes_max)
			return i;
		ac_buf_add_str(out, ac_buf_str(&one));
	}
	return feed->n;
}

void feed_note_cut(const struct ac_feed *feed, size_t written, struct ac_buf *out)
{
	if (written < feed->n)
		ac_buf_printf(out,
			"The newest %zu of %zu messages: there is no room for the others, which "
			"are not cancelled by that.",
			written, feed->n);
}
