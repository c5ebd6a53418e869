#include "base/str.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

int ac_str_cmp(struct ac_str a, struct ac_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	if (order)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool ac_str_eq_nocase(struct ac_str a, struct ac_str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool ac_str_starts(struct ac_str s, struct ac_str prefix)
{
	return s.n >= prefix.n && ac_str_eq((struct ac_str){ s.p, prefix.n }, prefix);
}

bool ac_str_ends(struct ac_str s, struct ac_str suffix)
{
	return s.n >= suffix.n &&
	       ac_str_eq((struct ac_str){ s.p + s.n - suffix.n, suffix.n }, suffix);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct ac_str ac_str_trim(struct ac_str s)
{
	while (s.n && is_space(s.p[0]))
		s = (struct ac_str){ s.p + 1, s.n - 1 };
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool ac_str_cut(struct ac_str *rest, char separator, struct ac_str *part)
{
	if (!rest->p)
		return false;
	const char *at = rest->n ? memchr(rest->p, separator, rest->n) : NULL;
	if (!at) {
		*part = *rest;
		*rest = (struct ac_str){ NULL, 0 };
		return true;
	}
	*part = (struct ac_str){ rest->p, (size_t)(at - rest->p) };
	*rest = (struct ac_str){ at + 1, rest->n - part->n - 1 };
	return true;
}

bool ac_str_to_i64(struct ac_str s, int64_t lo, int64_t hi, int64_t *value)
{
	char text[24];
	if (s.n == 0 || s.n >= sizeof text || is_space(s.p[0]))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	char *end;
	errno = 0;
	long long v = strtoll(text, &end, 10);
	if (errno || end != text + s.n || v < lo || v > hi)
		return false;
	*value = v;
	return true;
}

/* The C locale, made once: strtod_l does not depend on what a library set for the process. */
static locale_t c_locale(void)
{
	static locale_t locale;
	locale_t have = __atomic_load_n(&locale, __ATOMIC_ACQUIRE);
	if (have)
		return have;
	locale_t made = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (!__atomic_compare_exchange_n(
		    &locale, &have, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
		freelocale(made);
		return have;
	}
	return made;
}

bool ac_str_to_double(struct ac_str s, double *value)
{
	static const char allowed[] = "0123456789+-.eE";
	char text[64];
	if (s.n == 0 || s.n >= sizeof text || is_space(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(allowed, s.p[i], sizeof allowed - 1))
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	char *end;
	double v = strtod_l(text, &end, c_locale());
	if (end != text + s.n || !isfinite(v))
		return false;
	*value = v;
	return true;
}

/* Length of the sequence that starts with lead, and its payload bits; 0 for no lead byte. */
static size_t sequence(unsigned char lead, uint32_t *bits)
{
	if (lead < 0x80) {
		*bits = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead < 0xe0) {
		*bits = lead & 0x1fu;
		return 2;
	}
	if (lead >= 0xe0 && lead < 0xf0) {
		*bits = lead & 0x0fu;
		return 3;
	}
	if (lead >= 0xf0 && lead < 0xf5) {
		*bits = lead & 0x07u;
		return 4;
	}
	return 0;
}

static bool is_scalar(uint32_t point)
{
	return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

int32_t ac_utf8_next(struct ac_str s, size_t *at)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t point = 0;
	size_t n = sequence((unsigned char)s.p[*at], &point);
	size_t start = *at;
	*at += 1;
	if (n == 0 || start + n > s.n)
		return -1;
	for (size_t i = 1; i < n; i++) {
		unsigned char c = (unsigned char)s.p[start + i];
		if ((c & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (c & 0x3fu);
	}
	if (point < least[n] || !is_scalar(point))
		return -1;
	*at = start + n;
	return (int32_t)point;
}

bool ac_str_is_utf8(struct ac_str s)
{
	for (size_t at = 0; at < s.n;)
		if (ac_utf8_next(s, &at) < 0)
			return false;
	return true;
}

size_t ac_utf8_put(char out[4], uint32_t point)
{
	if (!is_scalar(point))
		return 0;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = n - 1; i > 0; i--, point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)(lead[n] | point);
	return n;
}

struct ac_str ac_str_clip(struct ac_str s, size_t most)
{
	size_t n = 0;
	for (size_t at = 0; n < s.n;) {
		(void)ac_utf8_next(s, &at);
		if (at > most)
			break;
		n = at;
	}
	return (struct ac_str){ s.p, n };
}
