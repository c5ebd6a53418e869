#include "text/alphabet.h"

#include "text/gsm7_p.h"
#include "text/utf8_p.h"

static uint8_t septet_of(uint32_t point)
{
	return point < 256 ? ac_gsm7_of[point] : ac_gsm7_beyond(point);
}

/* Counts as a sender would fill segments; the single-segment rule is applied at the end. */
struct filling {
	uint32_t units, segments, left;
};

static void fill(struct filling *f, uint32_t cost, uint32_t part)
{
	if (f->left < cost) {
		f->segments++;
		f->left = part;
	}
	f->left -= cost;
	f->units += cost;
}

static uint32_t segments(const struct filling *f, uint32_t single)
{
	return f->units <= single ? 1 : f->segments;
}

/* @return false at the first character that the alphabet lacks (or broken UTF-8) */
static bool measure_gsm7(struct ac_str text, struct ac_text_size *size)
{
	struct filling f = { 0 };
	for (size_t at = 0; at < text.n;) {
		int32_t point = utf8_next(text, &at);
		uint8_t septet = point < 0 ? ac_gsm7_none : septet_of((uint32_t)point);
		if (septet == ac_gsm7_none)
			return false;
		fill(&f, 1 + (septet >> 7), ac_gsm7_part);
	}
	*size = (struct ac_text_size){ AC_CODING_GSM7, f.units, segments(&f, ac_gsm7_single) };
	return true;
}

enum ac_status ac_text_measure(struct ac_str text, struct ac_text_size *size, struct ac_error *err)
{
	if (measure_gsm7(text, size))
		return AC_OK;
	struct filling f = { 0 };
	for (size_t at = 0; at < text.n;) {
		int32_t point = utf8_next(text, &at);
		if (point < 0)
			return ac_fail(err, AC_INVALID, "text is not UTF-8 at byte %zu", at);
		fill(&f, 1 + (point >= 0x10000), ac_ucs2_part);
	}
	*size = (struct ac_text_size){ AC_CODING_UCS2, f.units, segments(&f, ac_ucs2_single) };
	return AC_OK;
}

static size_t put_gsm7(unsigned char out[4], uint32_t point)
{
	uint8_t septet = septet_of(point);
	if (septet == ac_gsm7_none)
		return 0;
	if (septet < ac_gsm7_extended) {
		out[0] = septet;
		return 1;
	}
	out[0] = ac_gsm7_escape;
	out[1] = septet & 0x7f;
	return 2;
}

static size_t put_unit(unsigned char *out, uint32_t unit)
{
	out[0] = (unsigned char)(unit >> 8);
	out[1] = (unsigned char)unit;
	return 2;
}

static size_t put_ucs2(unsigned char out[4], uint32_t point)
{
	if (point < 0x10000)
		return put_unit(out, point);
	put_unit(out, 0xd800 + ((point - 0x10000) >> 10));
	put_unit(out + 2, 0xdc00 + ((point - 0x10000) & 0x3ff));
	return 4;
}

static size_t put(unsigned char out[4], uint32_t point, enum ac_coding coding)
{
	switch (coding) {
	case AC_CODING_GSM7: return put_gsm7(out, point);
	case AC_CODING_UCS2: return put_ucs2(out, point);
	case AC_CODING_LATIN1: out[0] = (unsigned char)point; return point < 256;
	}
	return 0;
}

static enum ac_status encode(
	struct ac_str text, enum ac_coding coding, struct ac_buf *body, struct ac_error *err)
{
	unsigned char chunk[256];
	size_t n = 0;
	for (size_t at = 0; at < text.n;) {
		int32_t point = utf8_next(text, &at);
		if (point < 0)
			return ac_fail(err, AC_INVALID, "text is not UTF-8 at byte %zu", at);
		size_t wrote = put(chunk + n, (uint32_t)point, coding);
		if (wrote == 0)
			return ac_fail(err, AC_INVALID, "U+%04X is not in the alphabet asked for",
				(unsigned)point);
		n += wrote;
		if (n > sizeof chunk - 4) {
			ac_buf_add(body, chunk, n);
			n = 0;
		}
	}
	ac_buf_add(body, chunk, n);
	return ac_buf_check(body, "message body", err);
}

enum ac_status ac_text_encode(
	struct ac_str text, enum ac_coding coding, struct ac_buf *body, struct ac_error *err)
{
	size_t before = body->n;
	enum ac_status status = encode(text, coding, body, err);
	if (status != AC_OK)
		buf_cut(body, before);
	return status;
}

/* Bytes of the pair or single unit that starts at `at`. */
static size_t step(struct ac_str body, enum ac_coding coding, size_t at)
{
	size_t left = body.n - at;
	unsigned char c = (unsigned char)body.p[at];
	if (coding == AC_CODING_UCS2)
		return left >= 4 && (c & 0xfc) == 0xd8 ? 4 : left >= 2 ? 2 : 1;
	return coding == AC_CODING_GSM7 && c == ac_gsm7_escape && left >= 2 ? 2 : 1;
}

size_t ac_text_split(struct ac_str body, enum ac_coding coding, uint32_t ends[], size_t max)
{
	static const struct {
		size_t single, part; /* bytes */
	} limits[] = {
		[AC_CODING_GSM7] = { ac_gsm7_single, ac_gsm7_part },
		[AC_CODING_UCS2] = { 2 * ac_ucs2_single, 2 * ac_ucs2_part },
		[AC_CODING_LATIN1] = { ac_latin1_single, ac_latin1_part },
	};
	size_t n = 0, start = 0;
	if (body.n > limits[coding].single) {
		for (size_t at = 0; at < body.n;) {
			size_t end = at + step(body, coding, at);
			if (end - start > limits[coding].part) {
				if (n < max)
					ends[n] = (uint32_t)at;
				n++;
				start = at;
			}
			at = end;
		}
	}
	if (n < max)
		ends[n] = (uint32_t)body.n;
	return n + 1;
}
