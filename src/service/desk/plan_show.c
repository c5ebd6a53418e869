/* The texts of a campaign as people read them, for whoever has to agree to them. */
#include "service/desk/plan_file_p.h"
#include "service/plan_json.h"

#include <stdio.h>

static enum ac_status add_line(const struct ac_plan_text *text, const struct ac_arg args[],
	size_t n, const char *zone, struct ac_buf *out, struct ac_error *err)
{
	const struct ac_template_source source = {
		.pattern = ac_str(text->text), .language = text->language, .zone = zone
	};
	const struct ac_template_rules rules = { .samples = args, .sample_count = n };
	AC_AUTO(template) struct ac_template *compiled = NULL;
	AC_TRY(ac_template_new(&source, &rules, &compiled, NULL, err));
	ac_buf_printf(out, "  %s: ", text->language);
	AC_TRY(ac_template_render(compiled, args, n, out, err));
	ac_buf_add_char(out, '\n');
	return AC_OK;
}

static void add_title(const struct ac_plan_text *text, struct ac_buf *out)
{
	if (text->tier)
		ac_buf_printf(out, "\ntier %d, %s:\n", text->tier, ac_kind_name(text->kind));
	else
		ac_buf_printf(out, "\n%s:\n", ac_kind_name(text->kind));
}

/* Texts come tier by tier, in each the languages, in each the kinds: shown together is what is read side by side. */
static enum ac_status add_like(const ac_plan_texts *texts, size_t first, const struct ac_arg args[],
	size_t n, const char *zone, struct ac_buf *out, struct ac_error *err)
{
	const struct ac_plan_text *like = &texts->at[first];
	for (size_t i = 0; i < first; i++)
		if (texts->at[i].tier == like->tier && texts->at[i].kind == like->kind)
			return AC_OK; /* shown with that one */
	add_title(like, out);
	for (size_t i = first; i < texts->n; i++)
		if (texts->at[i].tier == like->tier && texts->at[i].kind == like->kind)
			AC_TRY(add_line(&texts->at[i], args, n, zone, out, err));
	return AC_OK;
}

enum ac_status ac_plan_texts_show(const ac_plan_texts *texts, const struct ac_json *arguments,
	const char *zone, struct ac_buf *out, struct ac_error *err)
{
	struct ac_arg args[plan_samples_max];
	size_t n;
	AC_TRY(ac_plan_arguments(arguments, args, plan_samples_max - 2, &n, err));
	args[n++] = AC_ARG_OF_TEXT("name", AC_STR("{name}"));
	args[n++] = AC_ARG_OF_TEXT("hotel", AC_STR("{hotel}"));
	for (size_t i = 0; i < texts->n; i++)
		AC_TRY(add_like(texts, i, args, n, zone, out, err));
	return ac_buf_check(out, "the texts", err);
}

/* ---- do they say the same? ---- */

static bool first_words(const struct ac_plan_text *text, int tier)
{
	return text->tier == tier && (text->kind == AC_KIND_instruction || !tier);
}

/* The languages of a tier whose words are the desk's, or are not. @return how many */
static size_t list_languages(const ac_plan_texts *texts, int tier, bool written, struct ac_buf *out)
{
	size_t n = 0;
	ac_vec_each(texts, text) {
		if (!first_words(text, tier) || text->written != written)
			continue;
		ac_buf_printf(out, "%s%s", n ? ", " : "", text->language);
		n++;
	}
	return n;
}

static bool check_tier(const ac_plan_texts *texts, int tier, const struct ac_officer *officer)
{
	AC_AUTO(buf) struct ac_buf own, shipped, says;
	ac_buf_init(&own, 1024);
	ac_buf_init(&shipped, 1024);
	ac_buf_init(&says, 4096);
	size_t n = list_languages(texts, tier, true, &own);
	if (!n || !list_languages(texts, tier, false, &shipped))
		return true;
	ac_buf_printf(&says, "tier %d is written in %s; in %s it still says what is shipped", tier,
		own.p, shipped.p);
	ac_rehearse_check(officer, "texts", false, ac_buf_str(&says));
	return false;
}

void ac_plan_texts_check(const ac_plan_texts *texts, const struct ac_officer *officer)
{
	bool same = true;
	if (!officer->rehearsal)
		return;
	for (int tier = 0; tier <= ac_plan_max_tiers; tier++)
		same &= check_tier(texts, tier, officer);
	if (same)
		ac_rehearse_check(officer, "texts", true,
			AC_STR("every language is written, or every one is what is shipped"));
}

/* ---- words that are filled in ---- */

/* Numbers and times read the same everywhere. */
static bool has_words(const struct ac_json *argument, struct ac_str *words)
{
	struct ac_wall time;
	if (ac_json_as_str(argument, words, NULL) != AC_OK ||
		ac_wall_parse(*words, &time, NULL) == AC_OK)
		return false;
	for (size_t i = 0; i < words->n; i++) {
		unsigned char c = (unsigned char)words->p[i];
		if (c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
			return true;
	}
	return false;
}

/* The languages of the texts that have no words of their own for it. @return how many */
static size_t list_without(const struct ac_json *plan, const ac_plan_texts *texts, const char *name,
	struct ac_buf *out)
{
	const struct ac_json *localised = ac_json_find(plan, "localised");
	size_t n = 0;
	ac_vec_each(texts, text) {
		bool seen = false;
		for (const struct ac_plan_text *other = texts->at; other < text; other++)
			seen |= strcmp(other->language, text->language) == 0;
		if (seen || ac_json_find(ac_json_find(localised, text->language), name))
			continue;
		ac_buf_printf(out, "%s%s", n ? ", " : "", text->language);
		n++;
	}
	return n;
}

void ac_plan_words_check(const struct ac_json *plan_json, const ac_plan_texts *texts,
	const struct ac_officer *officer)
{
	if (!officer->rehearsal)
		return;
	ac_json_each(ac_json_find(plan_json, "arguments"), argument)
	{
		AC_AUTO(buf) struct ac_buf says;
		struct ac_str words;
		ac_buf_init(&says, 4096);
		ac_buf_printf(
			&says, "{%.*s} reads the same in ", AC_STR_ARG(ac_json_name(argument)));
		if (!has_words(argument, &words) ||
			list_without(plan_json, texts, ac_json_name(argument).p, &says) < 2)
			continue;
		ac_buf_printf(&says, ": \"%.*s\"", AC_STR_ARG(words));
		ac_rehearse_check(officer, "words", false, ac_buf_str(&says));
	}
}
