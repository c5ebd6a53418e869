/* text/template.h - a message text: checked when it is loaded, quick when it is rendered.
 *
 * A text is an ICU MessageFormat pattern: "{office}: Leave {place} now. … {until, date, long}". Loading
 * takes it to pieces: literals, plain text arguments, and the rest (dates, numbers, plural, select),
 * which only ICU can do and whose last rendering is remembered, because all messages of a campaign
 * share their dates. So a common text is spliced in well under a microsecond and a text without
 * arguments is rendered and encoded once and for all. That the pieces give what ICU gives for the whole
 * is checked at load with the sample values, not assumed.
 *
 * What is checked at load, each a clear error: the pattern's grammar; arguments known and of the right
 * kind; the action in full within the first 70 characters, whatever the arguments (one segment of
 * UCS-2: what a lock screen shows); segments; nothing but a link; reply words that carriers take for
 * STOP. Warnings: links at all, words as in fraud (bank account, passport number).
 *
 * ICU patterns treat an apostrophe before a brace as quoting: write d''{place}.
 */
#pragma once
#include "base/clock.h"
#include "text/alphabet.h"

enum ac_arg_type { AC_ARG_TEXT, AC_ARG_NUMBER, AC_ARG_TIME };

/* A named value, borrowed during the call. */
struct ac_arg {
	const char *name;
	enum ac_arg_type type;
	union {
		struct ac_str text; /* UTF-8 */
		int64_t number;
		struct ac_wall time;
	};
};

#define AC_ARG_OF_TEXT(n, s) ((struct ac_arg){ .name = (n), .type = AC_ARG_TEXT, .text = (s) })
#define AC_ARG_OF_NUMBER(n, v) \
	((struct ac_arg){ .name = (n), .type = AC_ARG_NUMBER, .number = (v) })
#define AC_ARG_OF_TIME(n, t) ((struct ac_arg){ .name = (n), .type = AC_ARG_TIME, .time = (t) })

enum {
	ac_template_action_within = 70, /* UTF-16 units from the start of the rendered text */
	ac_template_text_max = 4096, /* bytes of a pattern, and of a rendered text */
	ac_template_warning_max = 4,
};

struct ac_template_source {
	struct ac_str pattern;
	struct ac_str
		action; /* words that say what to do, a pattern too ("Leave {place}"); may be empty */
	const char *language; /* BCP 47, for plural rules and dates */
	const char *zone; /* IANA zone of the place, for dates; NULL is UTC */
};

struct ac_template_rules {
	const struct ac_arg
		*samples; /* the arguments a text may use, each with its longest value */
	size_t sample_count; /* at most 32 */
	uint32_t max_segments; /* more is an error; 0: no limit */
	uint32_t warn_segments; /* more is a warning; 0: no limit */
	bool need_action; /* an empty action is an error */
};

struct ac_template_report {
	struct ac_text_size largest; /* of all sample renderings */
	size_t warning_count;
	char warning[ac_template_warning_max][160];
};

struct ac_template; /* immutable but for the memory of its last rendering, which is locked */

/**
 * Compile and check a text.
 * @param source    borrowed; copied
 * @param rules     borrowed
 * @param report    may be NULL; filled also on failure, as far as it got
 * @param template_ owned by the caller
 * @return AC_INVALID, with what is wrong and where
 */
AC_MUST_CHECK enum ac_status ac_template_new(const struct ac_template_source *source,
	const struct ac_template_rules *rules, struct ac_template **template_,
	struct ac_template_report *report, struct ac_error *err);
void ac_template_free(struct ac_template *template_);
AC_AUTO_DEFINE(template, struct ac_template *, ac_template_free)

/**
 * Append the text with these values. Thread-safe.
 * @param args  borrowed; more than the text uses is fine
 * @return AC_INVALID when a value is missing or of the wrong type (out is as before), AC_FULL
 */
AC_MUST_CHECK enum ac_status ac_template_render(const struct ac_template *template_,
	const struct ac_arg args[], size_t count, struct ac_buf *out, struct ac_error *err);

/* A text without arguments, ready to send. */
struct ac_template_fixed {
	struct ac_str text; /* UTF-8 */
	struct ac_str body; /* encoded in size.coding */
	struct ac_text_size size;
};

/** The text in its final form, good as long as the template; NULL when it takes arguments. */
const struct ac_template_fixed *ac_template_fixed(const struct ac_template *template_);

/**
 * Render and encode in one go, for the link.
 * @param scratch  reused from call to call; holds the UTF-8 text afterwards
 * @param body     reset, then filled with the encoded body
 */
AC_MUST_CHECK enum ac_status ac_template_render_body(const struct ac_template *template_,
	const struct ac_arg args[], size_t count, struct ac_buf *scratch, struct ac_buf *body,
	struct ac_text_size *size, struct ac_error *err);
