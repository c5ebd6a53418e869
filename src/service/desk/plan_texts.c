/* The texts of a plan: what the file says, else what is shipped; filled in and checked.
 *
 * Arguments that differ by language (the place's name, the office) are written into the pattern here;
 * what is the same everywhere stays an argument of the campaign. Texts that wrap another one
 * (replacement) get that text put in as a whole, since the render thread knows one text a message. */
#include "service/desk/plan_file_p.h"
#include "service/plan_json.h"

#include "text/shipped.h"

#include <stdio.h>

enum { max_languages = 64 };

struct making {
	const struct ac_plan_file *file;
	int tier;
	const struct written_text *written;
	unsigned n;
	const char *zone;
	ac_plan_texts *texts;
};

/* ---- filling in ---- */

/* As literal text of a pattern: ICU quotes with apostrophes. */
static void add_literal(struct ac_buf *out, struct ac_str value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\'')
			ac_buf_add_str(out, AC_STR("''"));
		else if (value.p[i] == '{' || value.p[i] == '}')
			ac_buf_printf(out, "'%c'", value.p[i]);
		else
			ac_buf_add_char(out, value.p[i]);
	}
}

/* The value of an argument in this language; false when it is none that differs by language. */
static bool localised(
	const struct making *m, const char *language, struct ac_str name, struct ac_str *value)
{
	char key[64];
	if (name.n >= sizeof key)
		return false;
	(void)snprintf(key, sizeof key, "%.*s", AC_STR_ARG(name));
	const struct ac_json *own = ac_json_find(ac_json_find(m->file->localised, language), key);
	if (own)
		return ac_json_as_str(own, value, NULL) == AC_OK;
	const struct ac_json *everywhere = ac_json_find(m->file->arguments, key);
	/* What still holds is often said only at the end, when the campaign's arguments are fixed. */
	if (everywhere && strcmp(key, "residual") == 0)
		return ac_json_as_str(everywhere, value, NULL) == AC_OK;
	if (everywhere)
		return false;
	if (strcmp(key, "office") != 0)
		return false;
	for (size_t i = 0; ac_shipped_language(i); i++)
		if (strcmp(ac_shipped_language(i)->language, language) == 0) {
			*value = ac_str(ac_shipped_language(i)->office);
			return true;
		}
	return false;
}

/* Pattern with {name} filled in; `message`, a pattern, goes in for {message}. */
static void fill(const struct making *m, const char *language, struct ac_str pattern,
	const char *message, struct ac_buf *out)
{
	while (pattern.n) {
		const char *close = pattern.p[0] == '{' ? memchr(pattern.p, '}', pattern.n) : NULL;
		struct ac_str name = { pattern.p + 1, close ? (size_t)(close - pattern.p) - 1 : 0 };
		struct ac_str value;
		if (close && message && ac_str_eq(name, AC_STR("message"))) {
			fill(m, language, ac_str(message), NULL, out);
		} else if (close && localised(m, language, name, &value)) {
			add_literal(out, value);
		} else {
			ac_buf_add_char(out, *pattern.p);
			close = pattern.p;
		}
		size_t used = (size_t)(close - pattern.p) + 1;
		pattern = (struct ac_str){ pattern.p + used, pattern.n - used };
	}
}

/* ---- checking, as the render thread will load them ---- */

size_t plan_samples(const struct ac_json *arguments, struct ac_wall until, struct ac_wall sent,
	struct ac_arg args[plan_samples_max])
{
	size_t n;
	/* Where an argument cannot be read, the text that uses it is refused. */
	(void)!ac_plan_arguments(arguments, args, plan_samples_max - 4, &n, NULL);
	args[n++] = AC_ARG_OF_TEXT("name", AC_STR("Maximiliane Featherstonehaugh"));
	args[n++] = AC_ARG_OF_TEXT("hotel", AC_STR("Grand Hotel Of The Golden Horn"));
	if (!ac_json_find(arguments, "until"))
		args[n++] = AC_ARG_OF_TIME("until", until);
	if (!ac_json_find(arguments, "sent"))
		args[n++] = AC_ARG_OF_TIME("sent", sent);
	return n;
}

static enum ac_status check(
	const struct making *m, const struct ac_plan_text *text, struct ac_error *err)
{
	/* Set when the campaign begins: the warning's end, and when it was sent. */
	const struct ac_wall some_time = { INT64_C(1664452800) * AC_SECOND };
	struct ac_arg args[plan_samples_max];
	struct ac_template_source source = { .pattern = ac_str(text->text),
		.action = ac_str(text->action),
		.language = text->language,
		.zone = m->zone };
	struct ac_template_rules rules = { .samples = args,
		.sample_count = plan_samples(m->file->arguments, some_time, some_time, args),
		.max_segments = 6,
		.need_action = text->kind == AC_KIND_instruction };
	AC_AUTO(template) struct ac_template *compiled = NULL;
	enum ac_status status = ac_template_new(&source, &rules, &compiled, NULL, err);
	if (status == AC_OK)
		return AC_OK;
	return ac_fail_in(err, status, "%s of tier %d in %s", ac_kind_name(text->kind), text->tier,
		text->language);
}

static enum ac_status add(const struct making *m, enum ac_kind kind, const char *language,
	const char *pattern, const char *action, const char *message, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf filled, done;
	ac_buf_init(&filled, ac_template_text_max);
	ac_buf_init(&done, ac_template_text_max);
	fill(m, language, ac_str(pattern), message, &filled);
	fill(m, language, ac_str(action), NULL, &done);
	AC_TRY(ac_buf_check(&filled, "the text", err));
	AC_TRY(ac_buf_check(&done, "the action", err));
	struct ac_plan_text text = { .kind = kind,
		.tier = m->tier,
		.language = ac_strndup(language, strlen(language)),
		.text = ac_strndup(filled.n ? filled.p : "", filled.n),
		.action = ac_strndup(done.n ? done.p : "", done.n) };
	ac_vec_push(m->texts, text); /* released with the others, also when it does not check */
	return check(m, &text, err);
}

/* ---- which text ---- */

static const struct written_text *find_written(
	const struct making *m, enum ac_kind kind, const char *language)
{
	for (unsigned i = 0; i < m->n; i++) {
		const struct written_text *text = &m->written[i];
		enum ac_kind its = AC_KIND_instruction;
		if (text->kind && !ac_kind_from(ac_str(text->kind), &its))
			continue;
		if (its == kind || (kind == AC_KIND_instruction && !text->kind))
			if (strcmp(text->language, language) == 0)
				return text;
	}
	return NULL;
}

static enum ac_status add_language(
	const struct making *m, const char *language, struct ac_error *err)
{
	static const struct {
		enum ac_kind kind;
		enum ac_text_kind shipped;
	} others[] = { { AC_KIND_reminder, AC_TEXT_REMINDER },
		{ AC_KIND_ask_again, AC_TEXT_ASK_AGAIN },
		{ AC_KIND_replacement, AC_TEXT_REPLACEMENT } };
	const struct written_text *own = find_written(m, AC_KIND_instruction, language);
	const struct ac_shipped_text *shipped =
		ac_shipped_find(ac_str(language), AC_TEXT_INSTRUCTION, m->tier);
	if (!own && !shipped)
		return AC_OK;
	const char *instruction = own ? own->text : shipped->pattern;
	const char *action = own ? (own->action ? own->action : "") : shipped->action;
	AC_TRY(add(m, AC_KIND_instruction, language, instruction, action, NULL, err));
	m->texts->at[m->texts->n - 1].written = own != NULL;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		const struct written_text *written = find_written(m, others[i].kind, language);
		const struct ac_shipped_text *text =
			ac_shipped_find(ac_str(language), others[i].shipped, m->tier);
		if (written)
			AC_TRY(add(m, others[i].kind, language, written->text,
				written->action ? written->action : "", instruction, err));
		else if (!text || (own && others[i].kind == AC_KIND_reminder))
			AC_TRY(add(m, others[i].kind, language, instruction, action, NULL, err));
		else /* the action of a text that wraps another stands behind its first words */
			AC_TRY(add(
				m, others[i].kind, language, text->pattern, "", instruction, err));
	}
	return AC_OK;
}

/* Every language that the file or the program has, each once. */
static size_t languages(const struct making *m, const char *out[max_languages])
{
	size_t n = 0;
	for (size_t i = 0; ac_shipped_language(i) && n < max_languages; i++)
		out[n++] = ac_shipped_language(i)->language;
	for (unsigned i = 0; i < m->n; i++) {
		bool known = n == max_languages;
		for (size_t j = 0; j < n; j++)
			known |= strcmp(out[j], m->written[i].language) == 0;
		if (!known)
			out[n++] = m->written[i].language;
	}
	return n;
}

static enum ac_status check_written(const struct making *m, struct ac_error *err)
{
	for (unsigned i = 0; i < m->n; i++) {
		enum ac_kind kind;
		const struct written_text *text = &m->written[i];
		if (strlen(text->language) != 2)
			return ac_fail(err, AC_INVALID,
				"texts of tier %d: language: two letters, as in he, not \"%.20s\"",
				m->tier, text->language);
		if (text->kind && !ac_kind_from(ac_str(text->kind), &kind))
			return ac_fail(err, AC_INVALID,
				"texts of tier %d: kind: instruction, reminder, ask_again or "
				"replacement, not \"%.20s\"",
				m->tier, text->kind);
	}
	return AC_OK;
}

enum ac_status plan_texts_of_tier(const struct ac_plan_file *file, int tier,
	const struct written_text *written, unsigned n, const char *zone, ac_plan_texts *texts,
	struct ac_error *err)
{
	struct making m = { file, tier, written, n, zone, texts };
	const char *all[max_languages];
	AC_TRY(check_written(&m, err));
	size_t count = languages(&m, all), before = texts->n;
	for (size_t i = 0; i < count; i++)
		AC_TRY(add_language(&m, all[i], err));
	if (texts->n == before)
		return ac_fail(err, AC_INVALID,
			"tier %d has no text: only tiers 1 to %d have shipped ones; give it "
			"`texts`",
			tier, ac_text_tier_max);
	return AC_OK;
}

enum ac_status plan_texts_closing(const struct ac_plan_file *file, enum ac_kind kind,
	const struct written_text *written, unsigned n, const char *zone, ac_plan_texts *texts,
	struct ac_error *err)
{
	struct making m = { file, 0, written, n, zone, texts };
	enum ac_text_kind shipped_kind =
		kind == AC_KIND_all_clear ? AC_TEXT_ALL_CLEAR : AC_TEXT_RETRACTION;
	const char *all[max_languages];
	AC_TRY(check_written(&m, err));
	size_t count = languages(&m, all);
	for (size_t i = 0; i < count; i++) {
		const struct written_text *own = find_written(&m, AC_KIND_instruction, all[i]);
		own = own ? own : find_written(&m, kind, all[i]);
		const struct ac_shipped_text *shipped =
			ac_shipped_find(ac_str(all[i]), shipped_kind, 0);
		if (!own && !shipped)
			continue;
		AC_TRY(add(&m, kind, all[i], own ? own->text : shipped->pattern,
			own && own->action ? own->action : "", NULL, err));
		texts->at[texts->n - 1].written = own != NULL;
	}
	return AC_OK;
}
