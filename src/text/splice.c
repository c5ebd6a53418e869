#include "text/splice_p.h"

#include "text/message_format_p.h"
#include "text/utf8_p.h"

#include <pthread.h>

enum piece_kind { PIECE_LITERAL, PIECE_TEXT, PIECE_ICU };

enum { memory_max = 512 };

/* What an ICU piece was last rendered from and to. */
struct memory {
	pthread_mutex_t lock;
	struct message_format *format; /* used under the lock: ICU caches inside */
	struct ac_buf key, value;
	bool filled;
};

struct splice_piece {
	enum piece_kind kind;
	struct ac_str literal; /* LITERAL; owned */
	const char *name; /* TEXT; belongs to splice->args */
	uint32_t uses; /* ICU: bit i for splice->args[i] */
	struct memory *memory; /* ICU */
};

/* ---- compiling ---- */

struct compiler {
	struct splice *splice;
	const struct ac_arg *samples;
	size_t sample_count;
	uint32_t uses; /* of the piece at hand */
	enum ac_status status;
	struct ac_error err;
};

static const struct ac_arg *find_arg(const struct ac_arg args[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (args[i].name == name || strcmp(args[i].name, name) == 0)
			return &args[i];
	return NULL;
}

/* The index of a name among the arguments used, added when it is new. -1: not allowed */
static int use_arg(struct compiler *c, const char *name)
{
	struct splice *s = c->splice;
	const struct ac_arg *have = find_arg(s->args, s->arg_count, name);
	if (have)
		return (int)(have - s->args);
	const struct ac_arg *sample = find_arg(c->samples, c->sample_count, name);
	if (!sample || s->arg_count == splice_args_max)
		return -1;
	s->args[s->arg_count] = *sample;
	s->args[s->arg_count].name = ac_strndup(name, strlen(name));
	return (int)s->arg_count++;
}

static void refuse_unknown(struct compiler *c, const char *name)
{
	struct ac_buf list;
	ac_buf_init(&list, 120);
	for (size_t i = 0; i < c->sample_count; i++)
		ac_buf_printf(&list, "%s%s", i ? ", " : "", c->samples[i].name);
	struct ac_str names = ac_buf_str(&list);
	c->status = ac_fail(&c->err, AC_INVALID,
		"argument {%.40s} is not known here; known are: %.*s", name, AC_STR_ARG(names));
	ac_buf_done(&list);
}

static const char *misuse(const struct ac_arg *arg, enum message_use use, unsigned depth)
{
	if (use == MESSAGE_USE_OTHER)
		return "has a format other than date, time, number, plural, select";
	if (arg->type == AC_ARG_TIME && depth > 0)
		return "is a time: it cannot stand inside plural or select";
	if (use == MESSAGE_USE_TIME && arg->type != AC_ARG_TIME)
		return "is no time";
	if (use == MESSAGE_USE_NUMBER && arg->type != AC_ARG_NUMBER)
		return "is no number";
	if (use == MESSAGE_USE_SELECT && arg->type != AC_ARG_TEXT)
		return "is no text to select by";
	return NULL;
}

static void on_use(void *context, const char *name, enum message_use use, unsigned depth)
{
	struct compiler *c = context;
	if (c->status != AC_OK)
		return;
	int index = use_arg(c, name);
	if (index < 0) {
		refuse_unknown(c, name);
		return;
	}
	const char *wrong = misuse(&c->splice->args[index], use, depth);
	if (wrong)
		c->status = ac_fail(&c->err, AC_INVALID, "argument {%s} %s", name, wrong);
	c->uses |= 1u << index;
}

static void on_keyword(void *context, const char *name, const char *keyword)
{
	struct compiler *c = context;
	struct splice *s = c->splice;
	size_t n = strlen(keyword);
	if (c->status != AC_OK)
		return;
	if (s->keyword_count == splice_keywords_max || n >= sizeof s->keyword[0].value) {
		c->status = ac_fail(&c->err, AC_INVALID,
			"too many or too long keywords in the select of {%s}", name);
		return;
	}
	struct splice_keyword *k = &s->keyword[s->keyword_count++];
	k->arg = (size_t)use_arg(c, name);
	memcpy(k->value, keyword, n + 1);
}

static void no_use(void *context, const char *name, enum message_use use, unsigned depth)
{
	(void)depth;
	(void)use;
	struct compiler *c = context;
	int index = use_arg(c, name);
	if (index >= 0)
		c->uses |= 1u << index;
}

static void no_keyword(void *context, const char *name, const char *keyword)
{
	(void)context;
	(void)name;
	(void)keyword;
}

static void no_literal(void *context, struct ac_str text)
{
	(void)context;
	(void)text;
}

static void no_argument(void *context, const char *name, bool plain, struct ac_str pattern)
{
	(void)context;
	(void)name;
	(void)plain;
	(void)pattern;
}

static struct splice_piece *add_piece(struct splice *s, enum piece_kind kind)
{
	s->pieces = ac_realloc_array(s->pieces, s->piece_count + 1, sizeof *s->pieces);
	struct splice_piece *piece = &s->pieces[s->piece_count++];
	*piece = (struct splice_piece){ .kind = kind };
	return piece;
}

static void on_literal(void *context, struct ac_str text)
{
	struct compiler *c = context;
	struct splice_piece *piece = add_piece(c->splice, PIECE_LITERAL);
	piece->literal = (struct ac_str){ ac_strndup(text.p, text.n), text.n };
}

static struct memory *memory_new(struct message_format *format)
{
	struct memory *memory = ac_alloc(sizeof *memory);
	pthread_mutex_init(&memory->lock, NULL);
	memory->format = format;
	ac_buf_init(&memory->key, memory_max);
	ac_buf_init(&memory->value, memory_max);
	return memory;
}

static void memory_free(struct memory *memory)
{
	if (!memory)
		return;
	pthread_mutex_destroy(&memory->lock);
	message_format_free(memory->format);
	ac_buf_done(&memory->key);
	ac_buf_done(&memory->value);
	ac_free(memory);
}

static void add_icu_piece(struct compiler *c, struct ac_str pattern)
{
	const struct message_visitor uses = { c, no_literal, no_argument, no_use, no_keyword };
	struct message_format *format = NULL;
	c->uses = 0;
	c->status = message_walk(pattern, &uses, &c->err);
	if (c->status == AC_OK)
		c->status = message_format_new(
			pattern, c->splice->locale, c->splice->zone, &format, &c->err);
	if (c->status != AC_OK)
		return;
	struct splice_piece *piece = add_piece(c->splice, PIECE_ICU);
	piece->uses = c->uses;
	piece->memory = memory_new(format);
}

static void on_argument(void *context, const char *name, bool plain, struct ac_str pattern)
{
	struct compiler *c = context;
	if (c->status != AC_OK)
		return;
	const struct ac_arg *arg = find_arg(c->splice->args, c->splice->arg_count, name);
	if (plain && arg && arg->type == AC_ARG_TEXT)
		add_piece(c->splice, PIECE_TEXT)->name = arg->name;
	else
		add_icu_piece(c, pattern);
}

/* Arabic dates with the digits of the reply menu. */
static const char *locale_of(const char *language)
{
	static const struct {
		const char *language, *locale;
	} special[] = { { "ar", "ar@numbers=latn" }, { "he", "he" }, { "en", "en_GB" },
		{ "tr", "tr" }, { "ru", "ru" }, { "fr", "fr" } };
	for (size_t i = 0; i < sizeof special / sizeof *special; i++)
		if (strncmp(language, special[i].language, 2) == 0 &&
			(language[2] == '\0' || language[2] == '-' || language[2] == '_'))
			return special[i].locale;
	return "root";
}

enum ac_status splice_new(struct ac_str pattern, const char *language, const char *zone,
	const struct ac_arg samples[], size_t sample_count, struct splice **splice,
	struct ac_error *err)
{
	AC_AUTO(splice) struct splice *made = ac_alloc(sizeof *made);
	made->locale = locale_of(language);
	made->zone = ac_strndup(zone, strlen(zone));
	struct compiler c = { .splice = made, .samples = samples, .sample_count = sample_count };
	const struct message_visitor visitor = { &c, on_literal, on_argument, on_use, on_keyword };
	enum ac_status status = message_walk(pattern, &visitor, &c.err);
	if (status == AC_OK)
		status = c.status;
	if (status != AC_OK)
		return ac_fail(err, status, "%s", c.err.msg);
	*splice = AC_TAKE(made);
	return AC_OK;
}

void splice_free(struct splice *splice)
{
	if (!splice)
		return;
	for (size_t i = 0; i < splice->piece_count; i++) {
		ac_free((void *)splice->pieces[i].literal.p);
		memory_free(splice->pieces[i].memory);
	}
	for (size_t i = 0; i < splice->arg_count; i++)
		ac_free((void *)splice->args[i].name);
	ac_free(splice->pieces);
	ac_free(splice->zone);
	ac_free(splice);
}

/* ---- rendering ---- */

/* @return NULL, with err filled, when there is none of this name and type */
static const struct ac_arg *find_value(const struct ac_arg args[], size_t count, const char *name,
	enum ac_arg_type type, struct ac_error *err)
{
	const struct ac_arg *found = find_arg(args, count, name);
	if (found && found->type == type)
		return found;
	ac_fail(err, AC_INVALID,
		found ? "the value for {%s} is of the wrong type"
		      : "the text needs a value for {%s}",
		name);
	return NULL;
}

static void add_key(struct ac_buf *key, const struct ac_arg *value)
{
	if (value->type != AC_ARG_TEXT) {
		ac_buf_add_u64(key, (uint64_t)value->number);
		return;
	}
	ac_buf_add_u32(key, (uint32_t)value->text.n);
	ac_buf_add_str(key, value->text);
}

_Static_assert(sizeof(struct ac_wall) == sizeof(int64_t), "a time is keyed as its number");

/* Under the memory's lock. */
static enum ac_status remember(struct memory *memory, const struct ac_arg values[], size_t count,
	struct ac_buf *key, struct ac_buf *out, struct ac_error *err)
{
	size_t before = out->n;
	AC_TRY(message_format_render(memory->format, values, count, out, err));
	ac_buf_reset(&memory->key);
	ac_buf_reset(&memory->value);
	ac_buf_add_str(&memory->key, ac_buf_str(key));
	ac_buf_add(&memory->value, out->p + before, out->n - before);
	memory->filled = !key->over && !memory->key.over && !memory->value.over;
	return AC_OK;
}

static enum ac_status render_icu(const struct splice *splice, const struct splice_piece *piece,
	const struct ac_arg args[], size_t count, struct ac_buf *out, struct ac_error *err)
{
	struct ac_arg values[splice_args_max];
	size_t n = 0;
	AC_AUTO(buf) struct ac_buf key;
	ac_buf_init(&key, memory_max);
	for (size_t i = 0; i < splice->arg_count; i++) {
		if (!(piece->uses & 1u << i))
			continue;
		const struct ac_arg *value =
			find_value(args, count, splice->args[i].name, splice->args[i].type, err);
		if (!value)
			return AC_INVALID;
		values[n++] = *value;
		add_key(&key, value);
	}
	struct memory *memory = piece->memory;
	enum ac_status status = AC_OK;
	pthread_mutex_lock(&memory->lock);
	if (memory->filled && !key.over && ac_str_eq(ac_buf_str(&memory->key), ac_buf_str(&key)))
		ac_buf_add_str(out, ac_buf_str(&memory->value));
	else
		status = remember(memory, values, n, &key, out, err);
	pthread_mutex_unlock(&memory->lock);
	return status;
}

static enum ac_status render(const struct splice *splice, const struct ac_arg args[], size_t count,
	struct ac_buf *out, struct ac_error *err)
{
	for (size_t i = 0; i < splice->piece_count; i++) {
		const struct splice_piece *piece = &splice->pieces[i];
		const struct ac_arg *value = NULL;
		switch (piece->kind) {
		case PIECE_LITERAL: ac_buf_add_str(out, piece->literal); break;
		case PIECE_TEXT:
			value = find_value(args, count, piece->name, AC_ARG_TEXT, err);
			if (!value)
				return AC_INVALID;
			ac_buf_add_str(out, value->text);
			break;
		case PIECE_ICU: AC_TRY(render_icu(splice, piece, args, count, out, err));
		}
	}
	return ac_buf_check(out, "rendered text", err);
}

enum ac_status splice_render(const struct splice *splice, const struct ac_arg args[], size_t count,
	struct ac_buf *out, struct ac_error *err)
{
	size_t before = out->n;
	enum ac_status status = render(splice, args, count, out, err);
	if (status != AC_OK)
		buf_cut(out, before);
	return status;
}
