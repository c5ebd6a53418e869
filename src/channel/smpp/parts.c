#include "channel/smpp/parts.h"

static const int64_t patience_us = 10 * AC_SECOND;

enum { part_bytes_max = 1024 };

static void text_free(struct ac_smpp_text *text)
{
	for (size_t i = 0; i < AC_SMPP_PARTS_MAX; i++)
		ac_buf_done(&text->part[i]);
	ac_free(text);
}

void ac_smpp_parts_done(struct ac_smpp_parts *parts)
{
	while (parts->first)
		ac_smpp_parts_drop(parts, parts->first);
}

struct ac_smpp_text *ac_smpp_parts_of(
	struct ac_smpp_parts *parts, uint64_t who, uint8_t count, struct ac_mono now)
{
	struct ac_smpp_text **at = &parts->first;
	for (; *at; at = &(*at)->next)
		if ((*at)->who == who)
			return *at;
	if (parts->n >= AC_SMPP_TEXTS_MAX)
		return NULL;
	struct ac_smpp_text *text = *at = ac_alloc(sizeof *text);
	parts->n++;
	text->who = who;
	text->parts = count;
	text->slot = UINT32_MAX;
	text->until_us = now.us + patience_us;
	for (size_t i = 0; i < AC_SMPP_PARTS_MAX; i++)
		ac_buf_init(&text->part[i], part_bytes_max);
	return text;
}

bool ac_smpp_text_whole(const struct ac_smpp_text *text)
{
	return text->have == (UINT32_C(1) << text->parts) - 1;
}

void ac_smpp_text_join(const struct ac_smpp_text *text, struct ac_buf *out)
{
	for (uint32_t i = 0; i < text->parts; i++)
		if (text->have >> i & 1)
			ac_buf_add_str(out, ac_buf_str(&text->part[i]));
		else
			ac_buf_add_str(out, AC_STR(" … "));
}

struct ac_smpp_text *ac_smpp_parts_due(struct ac_smpp_parts *parts, struct ac_mono now)
{
	return parts->first && parts->first->until_us <= now.us ? parts->first : NULL;
}

void ac_smpp_parts_drop(struct ac_smpp_parts *parts, struct ac_smpp_text *text)
{
	struct ac_smpp_text **at = &parts->first;
	while (*at != text)
		at = &(*at)->next;
	*at = text->next;
	parts->n--;
	text_free(text);
}
