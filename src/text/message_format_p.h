/* text/message_format_p.h - the seam to ICU: everything that needs its C++ lies behind these functions.
 *
 * C++ because ICU's C interface leaves named arguments ({hotel}) empty without an error.
 */
#pragma once
#include "text/template.h"

enum message_use {
	MESSAGE_USE_PLAIN, /* {hotel} */
	MESSAGE_USE_NUMBER, /* {n, number}, {n, plural, …}, {n, selectordinal, …} */
	MESSAGE_USE_TIME, /* {until, date}, {until, time} */
	MESSAGE_USE_SELECT, /* {sex, select, …} */
	MESSAGE_USE_OTHER, /* {n, spellout} and such: refused */
};

/* What a pattern consists of, told in order. Strings are good during the call only. */
struct message_visitor {
	void *context;
	void (*literal)(void *context, struct ac_str text);
	/* A top-level argument. plain: {name} alone; otherwise `pattern` is its whole {…}. */
	void (*argument)(void *context, const char *name, bool plain, struct ac_str pattern);
	/* Each use of an argument, nested ones included; depth 0 is the top. */
	void (*use)(void *context, const char *name, enum message_use use, unsigned depth);
	/* Each keyword of a select. */
	void (*keyword)(void *context, const char *name, const char *keyword);
};

/** Walk a pattern. @return AC_INVALID with the position when it is no MessageFormat */
AC_MUST_CHECK enum ac_status message_walk(
	struct ac_str pattern, const struct message_visitor *visitor, struct ac_error *err);

struct message_format;

/**
 * Compile a pattern.
 * @param locale  an ICU locale
 * @param zone    IANA name for dates and times at the top level
 */
AC_MUST_CHECK enum ac_status message_format_new(struct ac_str pattern, const char *locale,
	const char *zone, struct message_format **format, struct ac_error *err);
void message_format_free(struct message_format *format);
AC_AUTO_DEFINE(message_format, struct message_format *, message_format_free)

/**
 * Append the rendered text. No-break spaces, which ICU puts before "PM" and which alone would turn a
 * GSM 7-bit text into UCS-2, become plain ones. Not thread-safe on one format (ICU caches inside).
 */
AC_MUST_CHECK enum ac_status message_format_render(struct message_format *format,
	const struct ac_arg args[], size_t count, struct ac_buf *out, struct ac_error *err);
