#include "text/language.h"

/* The primary subtag: what stands before the first '-' or '_'. */
static struct ac_str primary(struct ac_str tag)
{
	size_t n = 0;
	while (n < tag.n && tag.p[n] != '-' && tag.p[n] != '_' && tag.p[n] != '.')
		n++;
	return (struct ac_str){ tag.p, n };
}

/* Codes that were replaced (ISO 639-1 withdrawn), three-letter ones, and varieties of one we have. */
static struct ac_str canonical(struct ac_str language)
{
	static const char *const same[][2] = { { "iw", "he" }, { "heb", "he" }, { "eng", "en" },
		{ "tur", "tr" }, { "ara", "ar" }, { "arb", "ar" }, { "apc", "ar" }, { "ajp", "ar" },
		{ "arz", "ar" }, { "rus", "ru" }, { "fra", "fr" }, { "fre", "fr" } };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (ac_str_eq_nocase(language, ac_str(same[i][0])))
			return ac_str(same[i][1]);
	return language;
}

/* Languages whose speakers mostly read the second. */
static const char *related(struct ac_str language)
{
	static const char *const pairs[][2] = { { "be", "ru" }, { "kk", "ru" }, { "ky", "ru" },
		{ "uz", "ru" }, { "tg", "ru" }, { "az", "tr" }, { "tk", "tr" }, { "br", "fr" },
		{ "lb", "fr" }, { "wo", "fr" }, { "yi", "he" }, { "cy", "en" }, { "ga", "en" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (ac_str_eq_nocase(language, ac_str(pairs[i][0])))
			return pairs[i][1];
	return NULL;
}

static bool find_whole(struct ac_str tag, const char *const have[], size_t count, size_t *picked)
{
	for (size_t i = 0; i < count; i++)
		if (ac_str_eq_nocase(tag, ac_str(have[i]))) {
			*picked = i;
			return true;
		}
	return false;
}

static bool find(struct ac_str language, const char *const have[], size_t count, size_t *picked)
{
	for (size_t i = 0; i < count; i++)
		if (ac_str_eq_nocase(language, canonical(primary(ac_str(have[i]))))) {
			*picked = i;
			return true;
		}
	return false;
}

enum ac_language_match ac_text_language_pick(
	struct ac_str wanted, const char *const have[], size_t count, size_t *picked)
{
	struct ac_str language = canonical(primary(ac_str_trim(wanted)));
	if (find_whole(wanted, have, count, picked) || find(language, have, count, picked))
		return AC_LANGUAGE_SAME;
	const char *near = related(language);
	if (near && find(ac_str(near), have, count, picked))
		return AC_LANGUAGE_RELATED;
	if (!find(AC_STR("en"), have, count, picked))
		*picked = 0;
	return AC_LANGUAGE_FALLBACK;
}

const char *ac_language_match_name(enum ac_language_match match)
{
	static const char *const names[] = { "same", "related", "fallback" };
	return (unsigned)match < sizeof names / sizeof *names ? names[match] : "?";
}
