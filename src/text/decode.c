/* What handsets send, to UTF-8. Nothing that comes in is lost: see ac_text_decode(). */
#include "text/alphabet.h"
#include "text/gsm7_p.h"
#include "text/utf8_p.h"

enum { replacement = 0xfffd };

static void add_point(struct ac_buf *out, uint32_t point)
{
	char bytes[4];
	size_t n = ac_utf8_put(bytes, point);
	if (n == 0)
		n = ac_utf8_put(bytes, replacement);
	ac_buf_add(out, bytes, n);
}

/* TS 23.038: an unknown extension shows the character of the default table, a lone escape a space. */
static void decode_gsm7(struct ac_str body, struct ac_buf *out)
{
	for (size_t i = 0; i < body.n; i++) {
		unsigned char c = (unsigned char)body.p[i];
		if (c >= 0x80) {
			add_point(out, replacement);
		} else if (c != ac_gsm7_escape) {
			add_point(out, ac_gsm7_point[c]);
		} else if (i + 1 == body.n || (unsigned char)body.p[i + 1] >= 0x80 ||
			   body.p[i + 1] == ac_gsm7_escape) {
			add_point(out, ' ');
		} else {
			unsigned char next = (unsigned char)body.p[++i];
			uint16_t extended = ac_gsm7_extension(next);
			add_point(out, extended ? extended : ac_gsm7_point[next]);
		}
	}
}

static uint32_t latin1(unsigned char c)
{
	return c;
}

/* ISO 8859-5 */
static uint32_t cyrillic(unsigned char c)
{
	if (c <= 0xa0 || c == 0xad)
		return c;
	if (c == 0xf0)
		return 0x2116;
	return c == 0xfd ? 0xa7 : 0x0400u + (c - 0xa0u);
}

/* ISO 8859-8, as far as letters go */
static uint32_t hebrew(unsigned char c)
{
	if (c >= 0xe0 && c <= 0xfa)
		return 0x05d0u + (c - 0xe0u);
	return c < 0xc0 ? c : replacement;
}

static void decode_bytes(struct ac_str body, uint32_t (*point)(unsigned char), struct ac_buf *out)
{
	for (size_t i = 0; i < body.n; i++)
		add_point(out, point((unsigned char)body.p[i]));
}

static uint32_t unit(struct ac_str body, size_t at, bool swapped)
{
	unsigned hi = (unsigned char)body.p[at + swapped],
		 lo = (unsigned char)body.p[at + !swapped];
	return hi << 8 | lo;
}

static void decode_ucs2(struct ac_str body, struct ac_buf *out)
{
	bool swapped = body.n >= 2 && unit(body, 0, true) == 0xfeff;
	size_t at = body.n >= 2 && unit(body, 0, swapped) == 0xfeff ? 2 : 0;
	while (at + 1 < body.n) {
		uint32_t point = unit(body, at, swapped);
		at += 2;
		if ((point & 0xfc00) == 0xd800 && at + 1 < body.n &&
			(unit(body, at, swapped) & 0xfc00) == 0xdc00) {
			point = 0x10000 + ((point & 0x3ff) << 10) +
				(unit(body, at, swapped) & 0x3ff);
			at += 2;
		}
		add_point(out, point);
	}
	if (at < body.n)
		add_point(out, replacement);
}

/* A control character other than line breaks and tabs: no text in IA5 has one, GSM 7-bit letters do. */
static bool looks_gsm7(struct ac_str body)
{
	bool control = false;
	for (size_t i = 0; i < body.n; i++) {
		unsigned char c = (unsigned char)body.p[i];
		if (c >= 0x80)
			return false;
		control |= c < 0x20 && c != '\n' && c != '\r' && c != '\t';
	}
	return control;
}

static void decode_unlabelled(struct ac_str body, struct ac_buf *out)
{
	if (ac_str_is_utf8(body))
		ac_buf_add_str(out, body);
	else
		decode_bytes(body, latin1, out);
}

static void decode_default(enum ac_coding link_default, struct ac_str body, struct ac_buf *out)
{
	switch (link_default) {
	case AC_CODING_GSM7: decode_gsm7(body, out); return;
	case AC_CODING_UCS2: decode_ucs2(body, out); return;
	case AC_CODING_LATIN1: decode_bytes(body, latin1, out); return;
	}
}

/* The alphabet bits of TS 23.038 section 4: general groups 00xx and class group 1111. */
static bool is_class_coding(uint8_t data_coding)
{
	return data_coding >= 0xf0 || (data_coding >= 0x10 && data_coding < 0x40);
}

static void decode_class(
	uint8_t data_coding, enum ac_coding link_default, struct ac_str body, struct ac_buf *out)
{
	unsigned alphabet = data_coding >= 0xf0 ? (data_coding >> 2 & 1) : (data_coding >> 2 & 3);
	if (alphabet == 0)
		decode_default(link_default, body, out);
	else if (alphabet == 2)
		decode_ucs2(body, out);
	else
		decode_unlabelled(body, out);
}

static void decode(
	uint8_t data_coding, enum ac_coding link_default, struct ac_str body, struct ac_buf *out)
{
	switch (data_coding) {
	case 0: decode_default(link_default, body, out); return;
	case 1:
		if (looks_gsm7(body))
			decode_gsm7(body, out);
		else
			decode_unlabelled(body, out);
		return;
	case 3: decode_bytes(body, latin1, out); return;
	case 6: decode_bytes(body, cyrillic, out); return;
	case 7: decode_bytes(body, hebrew, out); return;
	case 8: decode_ucs2(body, out); return;
	default:
		if (is_class_coding(data_coding))
			decode_class(data_coding, link_default, body, out);
		else
			decode_unlabelled(body, out);
	}
}

enum ac_status ac_text_decode(uint8_t data_coding, enum ac_coding link_default, struct ac_str body,
	struct ac_buf *out, struct ac_error *err)
{
	size_t before = out->n;
	decode(data_coding, link_default, body, out);
	enum ac_status status = ac_buf_check(out, "inbound text", err);
	if (status != AC_OK)
		buf_cut(out, before);
	return status;
}
