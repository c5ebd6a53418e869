/* text/utf8_p.h - walking UTF-8 where it is hot: one and two bytes in line, the rest by base. */
#pragma once
#include "base/buf.h"

/* As ac_utf8_next(): the code point, -1 for a broken sequence; *at moves on. */
static inline int32_t utf8_next(struct ac_str s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] >= 0xc2 && p[0] < 0xe0 && *at + 1 < s.n && (p[1] & 0xc0) == 0x80) {
		*at += 2;
		return (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
	}
	return ac_utf8_next(s, at);
}

/* Take back what was appended after `n` bytes, `over` included. */
static inline void buf_cut(struct ac_buf *buf, size_t n)
{
	buf->n = n;
	buf->over = false;
	if (buf->p)
		buf->p[n] = '\0';
}
