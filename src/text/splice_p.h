/* text/splice_p.h - a pattern taken to pieces. The design stands in template.h. */
#pragma once
#include "text/template.h"

enum { splice_args_max = 32, splice_keywords_max = 64 };

/* One value that a select asks for: {sex, select, female {…} other {…}} gives two. */
struct splice_keyword {
	size_t arg; /* index into args */
	char value[32];
};

struct splice_piece;

struct splice {
	struct ac_arg args[splice_args_max]; /* those used, with their samples; names are owned */
	size_t arg_count;
	struct splice_keyword keyword[splice_keywords_max];
	size_t keyword_count;
	struct splice_piece *pieces;
	size_t piece_count;
	const char *locale;
	char *zone;
};

/**
 * Compile.
 * @param samples  the arguments allowed; their values are borrowed as long as the splice
 * @return AC_INVALID for bad grammar, unknown arguments, uses that do not suit their type
 */
AC_MUST_CHECK enum ac_status splice_new(struct ac_str pattern, const char *language,
	const char *zone, const struct ac_arg samples[], size_t sample_count,
	struct splice **splice, struct ac_error *err);
void splice_free(struct splice *splice);
AC_AUTO_DEFINE(splice, struct splice *, splice_free)

/** Append; see ac_template_render(). */
AC_MUST_CHECK enum ac_status splice_render(const struct splice *splice, const struct ac_arg args[],
	size_t count, struct ac_buf *out, struct ac_error *err);
