#include "cap/value_p.h"

#include "base/mem.h"

#include <libxml/uri.h>
#include <math.h>
#include <strings.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct ac_str cap_trim(struct ac_str s)
{
	while (s.n && is_space(s.p[0]))
		s = (struct ac_str){ s.p + 1, s.n - 1 };
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool cap_is_blank(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_space(s.p[i]))
			return false;
	return true;
}

/* ---- times ---- */

/* "0000-00-00T00:00:00+00:00", 0 for a digit and + for a sign */
static bool has_shape(struct ac_str s, const char *shape)
{
	if (s.n != strlen(shape))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool fits = shape[i] == '0'   ? is_digit(s.p[i])
			    : shape[i] == '+' ? s.p[i] == '+' || s.p[i] == '-'
					      : s.p[i] == shape[i];
		if (!fits)
			return false;
	}
	return true;
}

static int digits(struct ac_str s, size_t from, size_t n)
{
	int value = 0;
	for (size_t i = from; i < from + n; i++)
		value = value * 10 + (s.p[i] - '0');
	return value;
}

bool cap_read_time(struct ac_str text, struct ac_wall *wall, bool *plus)
{
	struct ac_str s = cap_trim(text);
	if (!has_shape(s, "0000-00-00T00:00:00+00:00"))
		return false;
	int year = digits(s, 0, 4), month = digits(s, 5, 2), day = digits(s, 8, 2);
	int hour = digits(s, 11, 2), minute = digits(s, 14, 2), second = digits(s, 17, 2);
	int zone = digits(s, 20, 2) * 60 + digits(s, 23, 2);
	bool midnight = hour == 24 && minute == 0 && second == 0;
	if (!ac_civil_valid(year, month, day) || (hour > 23 && !midnight) || minute > 59 ||
		second > 59 || digits(s, 20, 2) > 23 || digits(s, 23, 2) > 59 || zone > 14 * 60)
		return false;
	int64_t seconds =
		ac_days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	wall->us = (seconds - (s.p[19] == '-' ? -zone : zone) * 60) * AC_SECOND;
	*plus = zone == 0 && s.p[19] == '+';
	return true;
}

/* ---- numbers ---- */

/* Take a plain number like -12.5 off the front. Most have at most 15 digits: then the digits and the
 * power of ten are exact, and one division rounds correctly (Clinger 1990).
 * @return false when it is no such number; nothing is taken then */
static bool take_number(struct ac_str *rest, double *value)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15 };
	const char *p = rest->p, *end = rest->p + rest->n, *point = NULL, *from;
	int64_t mantissa = 0;
	bool negative = p < end && *p == '-';
	from = p += negative;
	for (; p < end; p++) {
		if (*p == '.' && !point)
			point = p;
		else if (is_digit(*p) && p - from < 17)
			mantissa = mantissa * 10 + (*p - '0');
		else
			break;
	}
	ptrdiff_t digits = p - from - (point ? 1 : 0);
	if (digits < 1 || digits > 15 || (p < end && (is_digit(*p) || strchr(".eE", *p))))
		return false;
	double size = (double)mantissa / powers[point ? p - point - 1 : 0];
	*value = negative ? -size : size;
	*rest = (struct ac_str){ p, (size_t)(end - p) };
	return true;
}

static bool read_double(struct ac_str s, double *value)
{
	struct ac_str rest = s;
	return (take_number(&rest, value) && rest.n == 0) || ac_str_to_double(s, value);
}

enum { number_digits_max = 24 };

/* Digits behind a sign, one point at most; leading zeros do not count. */
static bool is_number(struct ac_str s, bool point_allowed)
{
	size_t at = 0, count = 0;
	bool point = false, any = false;
	s = cap_trim(s);
	if (s.n && (s.p[0] == '+' || s.p[0] == '-'))
		at++;
	for (; at < s.n; at++) {
		if (s.p[at] == '.' && point_allowed && !point) {
			point = true;
			continue;
		}
		if (!is_digit(s.p[at]))
			return false;
		any = true;
		count += s.p[at] != '0' || count || point;
	}
	return any && count <= number_digits_max;
}

bool cap_is_integer(struct ac_str s)
{
	return is_number(s, false);
}

bool cap_is_decimal(struct ac_str s)
{
	return is_number(s, true);
}

double cap_decimal(struct ac_str s)
{
	double value;
	s = cap_trim(s);
	bool negative = s.n && s.p[0] == '-';
	while (s.n > 1 && strchr("+-0", s.p[0]))
		s = (struct ac_str){ s.p + 1, s.n - 1 };
	if (!read_double(s, &value))
		return 0;
	return negative ? -value : value;
}

/* ---- words ---- */

bool cap_is_language(struct ac_str s)
{
	struct ac_str part;
	s = cap_trim(s);
	for (size_t parts = 0; ac_str_cut(&s, '-', &part); parts++) {
		if (part.n == 0 || part.n > 8)
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!is_alpha(part.p[i]) && !(parts && is_digit(part.p[i])))
				return false;
	}
	return true;
}

/* As the schema's processor reads anyURI: what a URI would have to escape counts as a letter. */
enum cap_uri cap_uri_kind(struct ac_str s)
{
	s = cap_trim(s);
	char *text = ac_strndup(s.p, s.n);
	for (unsigned char *c = (unsigned char *)text; *c; c++)
		if (*c <= ' ' || *c >= 0x7f || strchr("<>\"{}|\\^`", *c))
			*c = '_';
	xmlURIPtr uri = xmlParseURI(text);
	enum cap_uri kind = CAP_URI_BROKEN;
	if (uri) {
		bool web = uri->scheme && (strcasecmp(uri->scheme, "http") == 0 ||
						  strcasecmp(uri->scheme, "https") == 0);
		bool whole = uri->scheme && (!web || (uri->server && *uri->server));
		kind = whole ? CAP_URI_ABSOLUTE : CAP_URI_RELATIVE;
	}
	xmlFreeURI(uri);
	ac_free(text);
	return kind;
}

bool cap_next_word(struct ac_str *rest, struct ac_str *word)
{
	size_t from = 0, to;
	*word = AC_STR("");
	if (!rest->n) /* its pointer may be none */
		return false;
	while (from < rest->n && is_space(rest->p[from]))
		from++;
	for (to = from; to < rest->n && !is_space(rest->p[to]);)
		to++;
	*word = (struct ac_str){ rest->p + from, to - from };
	*rest = (struct ac_str){ rest->p + to, rest->n - to };
	return word->n > 0;
}

bool cap_next_item(struct ac_str *rest, struct ac_str *item, bool *bad)
{
	struct ac_str s = cap_trim(*rest);
	const char *end;
	if (!s.n || s.p[0] != '"' || !(end = memchr(s.p + 1, '"', s.n - 1))) {
		*rest = s;
		bool any = cap_next_word(rest, item);
		*bad = any && memchr(item->p, '"', item->n);
		return any;
	}
	size_t used = (size_t)(end + 1 - s.p);
	*item = (struct ac_str){ s.p + 1, used - 2 };
	*rest = (struct ac_str){ s.p + used, s.n - used };
	*bad = rest->n && !is_space(rest->p[0]);
	return true;
}

bool cap_has_space(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_space(s.p[i]))
			return true;
	return false;
}

bool cap_has_forbidden(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr(",<&", s.p[i]))
			return true;
	return false;
}

/* ---- places ---- */

static bool split_point(struct ac_str word, struct ac_cap_point *p)
{
	struct ac_str lat, rest = word;
	return ac_str_cut(&rest, ',', &lat) && rest.p && ac_str_to_double(lat, &p->lat_deg) &&
	       ac_str_to_double(rest, &p->lon_deg);
}

bool cap_read_point(struct ac_str word, struct ac_cap_point *point)
{
	struct ac_str rest = word;
	struct ac_cap_point p;
	bool plain = take_number(&rest, &p.lat_deg) && rest.n && *rest.p == ',';
	rest = plain ? (struct ac_str){ rest.p + 1, rest.n - 1 } : rest;
	plain = plain && take_number(&rest, &p.lon_deg) && rest.n == 0;
	if (!plain && !split_point(word, &p))
		return false;
	if (!(fabs(p.lat_deg) <= 90 && fabs(p.lon_deg) <= 180))
		return false;
	*point = p;
	return true;
}

bool cap_read_circle(struct ac_str s, struct ac_cap_circle *circle)
{
	struct ac_str rest = cap_trim(s), point;
	struct ac_cap_circle c;
	if (!ac_str_cut(&rest, ' ', &point) || !rest.p || !cap_read_point(point, &c.centre) ||
		!read_double(rest, &c.radius_km) || !(c.radius_km >= 0 && c.radius_km < 1e12))
		return false;
	*circle = c;
	return true;
}

bool cap_read_reference(struct ac_str word, struct ac_cap_reference *reference)
{
	struct ac_cap_reference r;
	struct ac_str rest = word;
	bool plus;
	if (!ac_str_cut(&rest, ',', &r.sender) || !ac_str_cut(&rest, ',', &r.identifier) || !rest.p)
		return false;
	if (!r.sender.n || !r.identifier.n || cap_has_forbidden(r.sender) ||
		cap_has_forbidden(r.identifier) || !cap_read_time(rest, &r.sent, &plus))
		return false;
	*reference = r;
	return true;
}
