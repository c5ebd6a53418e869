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
	ac_vec_each(&parts->texts, it)
		text_free(*it);
	ac_vec_done(&parts->texts);
}

struct ac_smpp_text *ac_smpp_parts_of(
	struct ac_smpp_parts *parts, uint64_t who, uint8_t count, struct ac_mono now)
{
	ac_vec_each(&parts->texts, it)
		if ((*it)->who == who)
			return *it;
	if (parts->texts.n >= AC_SMPP_TEXTS_MAX)
		return NULL;
	struct ac_smpp_text *text = ac_alloc(sizeof *text);
	text->who = who;
	text->parts = count;
	text->slot = UINT32_MAX;
	text->until_us = now.us + patience_us;
	for (size_t i = 0; i < AC_SMPP_PARTS_MAX; i++)
		ac_buf_init(&text->part[i], part_bytes_max);
	ac_vec_push(&parts->texts, text);
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
	if (parts->texts.n == 0 || parts->texts.at[0]->until_us > now.us)
		return NULL;
	return parts->texts.at[0];
}

void ac_smpp_parts_drop(struct ac_smpp_parts *parts, struct ac_smpp_text *text)
{
	size_t kept = 0;
	for (size_t i = 0; i < parts->texts.n; i++)
		if (parts->texts.at[i] != text)
			parts->texts.at[kept++] = parts->texts.at[i];
	parts->texts.n = kept;
	text_free(text);
}
