#include "text/shipped_p.h"

#define AC_X(number, constant, name) [number] = name,
static const char *const kinds[] = { AC_TEXT_KINDS(AC_X) };
#undef AC_X

enum { language_count = 6 };

/* In the order of codes. */
static const struct ac_shipped_language *const tables[language_count] = { &ac_shipped_he,
	&ac_shipped_en, &ac_shipped_tr, &ac_shipped_ar, &ac_shipped_ru, &ac_shipped_fr };
static const char *const codes[language_count] = { "he", "en", "tr", "ar", "ru", "fr" };

const char *ac_text_kind_name(enum ac_text_kind kind)
{
	return (unsigned)kind < ac_text_kind_count ? kinds[kind] : "?";
}

const struct ac_shipped_language *ac_shipped_language(size_t index)
{
	return index < language_count ? tables[index] : NULL;
}

const char *const *ac_shipped_language_codes(size_t *count)
{
	*count = language_count;
	return codes;
}

static const struct ac_shipped_text *find_in(
	const struct ac_shipped_language *language, enum ac_text_kind kind, int tier)
{
	for (size_t i = 0; i < language->count; i++)
		if (language->texts[i].kind == kind && language->texts[i].tier == tier)
			return &language->texts[i];
	return NULL;
}

const struct ac_shipped_text *ac_shipped_find(
	struct ac_str language, enum ac_text_kind kind, int tier)
{
	for (size_t i = 0; i < language_count; i++) {
		if (!ac_str_eq(language, ac_str(codes[i])))
			continue;
		const struct ac_shipped_text *own = find_in(tables[i], kind, tier);
		return own ? own : find_in(tables[i], kind, ac_text_tier_any);
	}
	return NULL;
}

static const struct ac_arg arguments[] = {
	{ "office", AC_ARG_TEXT, .text = { "Ministry of Interior", 20 } },
	{ "place", AC_ARG_TEXT, .text = { "Rio de Janeiro", 14 } },
	{ "hotel", AC_ARG_TEXT, .text = { "Grand Hotel Constantinople", 26 } },
	{ "phone", AC_ARG_TEXT, .text = { "+972 2 530 3155", 15 } },
	{ "until", AC_ARG_TIME, .time = { INT64_C(1664452800) * AC_SECOND } }, /* 29 September */
	{ "residual", AC_ARG_TEXT, .text = { "keep away from crowds, and follow the news.", 43 } },
	{ "sent", AC_ARG_TIME, .time = { INT64_C(1664452800) * AC_SECOND } },
	{ "message", AC_ARG_TEXT, .text = { "Leave Rio de Janeiro today.", 27 } },
};

const struct ac_arg *ac_text_arguments(size_t *count)
{
	*count = sizeof arguments / sizeof *arguments;
	return arguments;
}

struct ac_template_rules ac_text_rules(enum ac_text_kind kind)
{
	return (struct ac_template_rules){
		.samples = arguments,
		.sample_count = sizeof arguments / sizeof *arguments,
		.max_segments = ac_text_segments_max,
		.warn_segments = ac_text_segments_max - 1,
		.need_action = kind == AC_TEXT_INSTRUCTION || kind == AC_TEXT_REMINDER,
	};
}
