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
	bool borrowed = !info && message->before;
	if (borrowed)
		info = choose(message->before, language);
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

enum { headline_max = 2000 }; /* CAP wishes for 160 letters */

void feed_title(
	const struct ac_feed_message *message, const struct feed_words *words, struct ac_buf *out)
{
	if (message->alert->status != AC_CAP_STATUS_ACTUAL)
		ac_buf_add_str(out, message->alert->status == AC_CAP_STATUS_EXERCISE
					    ? AC_STR("EXERCISE: ")
					    : AC_STR("TEST: "));
	if (message->ends)
		ac_buf_add_str(out, AC_STR("Cancelled: "));
	ac_buf_add_str(out, words->headline.n ? ac_str_clip(words->headline, headline_max)
					      : message->alert->identifier);
}

void feed_url(const struct ac_feed *feed, struct ac_str identifier, struct ac_buf *out)
{
	ac_markup_text(out, feed->base);
	ac_buf_add_str(out, AC_STR("/cap/"));
	ac_http_escape(out, identifier);
	ac_buf_add_str(out, AC_STR(".xml"));
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
