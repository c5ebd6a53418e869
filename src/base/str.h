/* base/str.h - views of text. A view owns nothing and need not be terminated. */
#pragma once
#include "base/status.h"

#include <string.h>

struct ac_str {
	const char *p;
	size_t n;
};

#define AC_STR(literal) ((struct ac_str){ "" literal, sizeof(literal) - 1 })
#define AC_STR_ARG(s) (int)(s).n, (s).p /* for %.*s */

/** A view of a terminated string; NULL gives the empty view. */
static inline struct ac_str ac_str(const char *text)
{
	return text ? (struct ac_str){ text, strlen(text) } : (struct ac_str){ "", 0 };
}

/** Same bytes. */
static inline bool ac_str_eq(struct ac_str a, struct ac_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/** Byte order, shorter first on a common prefix; <0, 0, >0. */
int ac_str_cmp(struct ac_str a, struct ac_str b);

/** Same bytes but for the case of ASCII letters. */
bool ac_str_eq_nocase(struct ac_str a, struct ac_str b);

bool ac_str_starts(struct ac_str s, struct ac_str prefix);
bool ac_str_ends(struct ac_str s, struct ac_str suffix);

/** Without ASCII white space at both ends. */
struct ac_str ac_str_trim(struct ac_str s);

/**
 * Take what stands before the first separator off *rest (and the separator with it).
 * @return false when *rest was at its end (p == NULL); "a,,b" gives "a", "", "b"
 */
bool ac_str_cut(struct ac_str *rest, char separator, struct ac_str *part);

/** Whole text as a decimal number in [lo, hi]; a sign is allowed. @return false otherwise */
AC_MUST_CHECK bool ac_str_to_i64(struct ac_str s, int64_t lo, int64_t hi, int64_t *value);

/** Whole text as a finite number with a dot (locale-independent). @return false otherwise */
AC_MUST_CHECK bool ac_str_to_double(struct ac_str s, double *value);

/** Its beginning, at most so many bytes, cut between code points. */
struct ac_str ac_str_clip(struct ac_str s, size_t most);

/** Well-formed UTF-8 without surrogates and overlong forms (RFC 3629). */
bool ac_str_is_utf8(struct ac_str s);

/**
 * Decode one code point of well-formed or broken UTF-8 at *at and move on by at least one byte.
 * @return the code point, or -1 for a broken sequence
 */
int32_t ac_utf8_next(struct ac_str s, size_t *at);

/** Encode; @return bytes written to out (1…4), 0 for what is no scalar value. */
size_t ac_utf8_put(char out[4], uint32_t point);
