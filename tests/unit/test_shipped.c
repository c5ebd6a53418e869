/* What a user loses if this breaks: a message in one of six languages whose instruction nobody sees,
 * or whose own menu the program would not understand when a person copies it into the answer. */
#include "check.h"
#include "text/language.h"
#include "text/reply.h"
#include "text/shipped.h"

#include <string.h>

static struct ac_template *load(const struct ac_shipped_language *language,
	const struct ac_shipped_text *text, struct ac_template_report *report)
{
	struct ac_template_source source = { ac_str(text->pattern), ac_str(text->action),
		language->language, "Europe/Istanbul" };
	struct ac_template_rules rules = ac_text_rules(text->kind);
	struct ac_template *made = NULL;
	struct ac_error err = { 0 };
	if (ac_template_new(&source, &rules, &made, report, &err) != AC_OK)
		fail_msg("%s, %s, tier %d: %s", language->language, ac_text_kind_name(text->kind),
			text->tier, err.msg);
	return made;
}

static void every_shipped_text_passes_every_check_and_fits_in_four_segments(void **state)
{
	(void)state;
	int long_ones = 0;
	const struct ac_shipped_language *language;
	for (size_t l = 0; (language = ac_shipped_language(l)); l++)
		for (size_t i = 0; i < language->count; i++) {
			struct ac_template_report report;
			ac_template_free(load(language, &language->texts[i], &report));
			if (report.largest.segments > 4 && ++long_ones)
				print_error("%s, %s, tier %d: %u segments, %u units\n",
					language->language,
					ac_text_kind_name(language->texts[i].kind),
					language->texts[i].tier, report.largest.segments,
					report.largest.units);
			assert_int_equal(report.warning_count, 0);
			if (strcmp(language->language, "en") == 0)
				assert_int_equal(report.largest.coding, AC_CODING_GSM7);
		}
	assert_int_equal(long_ones, 0);
}

static void every_language_has_every_kind_for_every_tier(void **state)
{
	(void)state;
	size_t count;
	const char *const *codes = ac_shipped_language_codes(&count);
	assert_int_equal(count, 6);
	for (size_t l = 0; l < count; l++) {
		assert_string_equal(ac_shipped_language(l)->language, codes[l]);
		for (int kind = 0; kind < ac_text_kind_count; kind++)
			for (int tier = 1; tier <= ac_text_tier_max; tier++)
				assert_non_null(ac_shipped_find(
					ac_str(codes[l]), (enum ac_text_kind)kind, tier));
	}
	assert_null(ac_shipped_find(AC_STR("xx"), AC_TEXT_WELFARE, 1));
	assert_null(ac_shipped_language(count));
}

static void render(const struct ac_shipped_language *language, enum ac_text_kind kind, int tier,
	struct ac_str message, struct ac_buf *out)
{
	size_t count;
	const struct ac_arg *samples = ac_text_arguments(&count);
	struct ac_arg args[16];
	memcpy(args, samples, count * sizeof *args);
	args[0].text = ac_str(language->office);
	for (size_t i = 0; i < count; i++)
		if (strcmp(args[i].name, "message") == 0)
			args[i].text = message;
	struct ac_template *made =
		load(language, ac_shipped_find(ac_str(language->language), kind, tier), NULL);
	assert_int_equal(ac_template_render(made, args, count, out, NULL), AC_OK);
	ac_template_free(made);
}

static size_t characters(struct ac_str s)
{
	size_t n = 0;
	for (size_t at = 0; at < s.n; n++)
		(void)ac_utf8_next(s, &at);
	return n;
}

static void a_text_that_replaces_another_still_says_the_action_first(void **state)
{
	(void)state;
	static const enum ac_text_kind wrappers[] = { AC_TEXT_REPLACEMENT, AC_TEXT_CORRECTION };
	const struct ac_shipped_language *language;
	struct ac_buf inner, outer, action;
	ac_buf_init(&inner, 4096);
	ac_buf_init(&outer, 4096);
	ac_buf_init(&action, 4096);
	for (size_t l = 0; (language = ac_shipped_language(l)); l++)
		for (int tier = 1; tier <= 4; tier++)
			for (size_t w = 0; w < 2; w++) {
				ac_buf_reset(&inner);
				ac_buf_reset(&outer);
				render(language, AC_TEXT_INSTRUCTION, tier, AC_STR(""), &inner);
				render(language, wrappers[w], tier, ac_buf_str(&inner), &outer);
				const char *stop = memchr(inner.p, '.', inner.n);
				const char *at = strstr(outer.p, inner.p);
				assert_non_null(stop);
				assert_non_null(at);
				struct ac_str upto = { outer.p,
					(size_t)(at - outer.p) + (size_t)(stop - inner.p) };
				if (characters(upto) > 70)
					fail_msg("%s tier %d: action ends at %zu: %s",
						language->language, tier, characters(upto),
						outer.p);
				struct ac_text_size size;
				assert_int_equal(
					ac_text_measure(ac_buf_str(&outer), &size, NULL), AC_OK);
				if (size.segments > 6)
					fail_msg("%s tier %d: %u segments", language->language,
						tier, size.segments);
			}
	ac_buf_done(&inner);
	ac_buf_done(&outer);
	ac_buf_done(&action);
}

/* Two minutes for 6,000 people over 60 segments a second leave room for one segment each. */
static void a_retraction_is_one_segment_in_every_language(void **state)
{
	(void)state;
	const struct ac_shipped_language *language;
	struct ac_buf out;
	ac_buf_init(&out, 4096);
	for (size_t l = 0; (language = ac_shipped_language(l)); l++) {
		ac_buf_reset(&out);
		render(language, AC_TEXT_RETRACTION, 1, AC_STR(""), &out);
		struct ac_text_size size;
		assert_int_equal(ac_text_measure(ac_buf_str(&out), &size, NULL), AC_OK);
		if (size.segments != 1)
			fail_msg("%s: %u units: %s", language->language, size.units, out.p);
	}
	ac_buf_done(&out);
}

static bool fits(enum ac_reply_word word, char digit)
{
	switch (digit) {
	case '1': return word == AC_REPLY_LEAVING;
	case '2': return word == AC_REPLY_MOVED;
	case '3': return word == AC_REPLY_STAYING;
	case '5': return word == AC_REPLY_NEED_HELP;
	default: return word == AC_REPLY_SAFE || word == AC_REPLY_LEFT || word == AC_REPLY_NOT_HERE;
	}
}

/* "… 2 moved, 3 …": each choice as a person would copy it, with and without its digit. */
static size_t check_menu(const struct ac_shipped_language *language, const char *pattern)
{
	size_t found = 0;
	for (const char *at = pattern; (at = strpbrk(at, "12345")); at++) {
		if (at == pattern || at[-1] != ' ' || at[1] != ' ')
			continue;
		const char *end = strpbrk(at, ",.");
		const char *arabic = strstr(at, "،");
		if (arabic && (!end || arabic < end))
			end = arabic;
		struct ac_str choice = { at, (size_t)(end - at) };
		if (choice.n > 80 || *end == '\0')
			continue;
		struct ac_str bare = { choice.p + 2, choice.n - 2 };
		enum ac_reply_word word = ac_reply_understand(choice).word;
		if (!fits(word, *at) || !fits(ac_reply_understand(bare).word, *at)) {
			if (memchr(choice.p, '{', choice.n) || strstr(pattern, "{residual}") ||
				strstr(pattern, "{sent"))
				continue;
			fail_msg("%s: \"%.*s\" is understood as %s, without its digit as %s",
				language->language, AC_STR_ARG(choice), ac_reply_word_name(word),
				ac_reply_word_name(ac_reply_understand(bare).word));
		}
		found++;
	}
	return found;
}

static void the_choices_that_a_text_offers_are_understood_when_they_are_copied(void **state)
{
	(void)state;
	const struct ac_shipped_language *language;
	for (size_t l = 0; (language = ac_shipped_language(l)); l++)
		for (size_t i = 0; i < language->count; i++) {
			const struct ac_shipped_text *text = &language->texts[i];
			size_t found = check_menu(language, text->pattern);
			size_t least =
				text->kind == AC_TEXT_INSTRUCTION || text->kind == AC_TEXT_REMINDER
					? (text->tier == 4 ? 3 : 5)
				: text->kind == AC_TEXT_ASK_AGAIN ? 5
				: text->kind == AC_TEXT_WELFARE   ? 4
								  : 0;
			if (found < least)
				fail_msg("%s, %s, tier %d: %zu choices", language->language,
					ac_text_kind_name(text->kind), text->tier, found);
		}
}

static void people_are_written_to_in_their_language_or_openly_in_another(void **state)
{
	(void)state;
	static const struct {
		const char *wanted, *picked;
		enum ac_language_match match;
	} cases[] = {
		{ "he", "he", AC_LANGUAGE_SAME },
		{ "iw-IL", "he", AC_LANGUAGE_SAME },
		{ "EN_gb", "en", AC_LANGUAGE_SAME },
		{ "ar-EG", "ar", AC_LANGUAGE_SAME },
		{ "fra", "fr", AC_LANGUAGE_SAME },
		{ "ru_RU.UTF-8", "ru", AC_LANGUAGE_SAME },
		{ "kk", "ru", AC_LANGUAGE_RELATED },
		{ "de", "en", AC_LANGUAGE_FALLBACK },
		{ "", "en", AC_LANGUAGE_FALLBACK },
		{ "uk", "en", AC_LANGUAGE_FALLBACK },
		{ "e", "en", AC_LANGUAGE_FALLBACK },
	};
	size_t count, picked;
	const char *const *codes = ac_shipped_language_codes(&count);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum ac_language_match match =
			ac_text_language_pick(ac_str(cases[i].wanted), codes, count, &picked);
		assert_int_equal(match, cases[i].match);
		assert_string_equal(codes[picked], cases[i].picked);
	}
	static const char *const other[] = { "pt-BR", "pt-PT" };
	assert_int_equal(
		ac_text_language_pick(AC_STR("pt-PT"), other, 2, &picked), AC_LANGUAGE_SAME);
	assert_int_equal(picked, 1);
	assert_int_equal(
		ac_text_language_pick(AC_STR("de"), other, 2, &picked), AC_LANGUAGE_FALLBACK);
	assert_int_equal(picked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_shipped_text_passes_every_check_and_fits_in_four_segments),
		CASE(every_language_has_every_kind_for_every_tier),
		CASE(a_text_that_replaces_another_still_says_the_action_first),
		CASE(a_retraction_is_one_segment_in_every_language),
		CASE(the_choices_that_a_text_offers_are_understood_when_they_are_copied),
		CASE(people_are_written_to_in_their_language_or_openly_in_another),
	};
	return RUN(tests);
}
