#include "base/buf.h"

#include <assert.h>
#include <endian.h>
#include <stdarg.h>
#include <stdio.h>

void ac_buf_init(struct ac_buf *buf, size_t max)
{
	*buf = (struct ac_buf){ .max = max };
}

void ac_buf_done(struct ac_buf *buf)
{
	ac_free(buf->p);
	*buf = (struct ac_buf){ .max = buf->max };
}

void ac_buf_reset(struct ac_buf *buf)
{
	buf->n = 0;
	buf->over = false;
	if (buf->p)
		buf->p[0] = '\0';
}

static bool grow(struct ac_buf *buf, size_t n)
{
	if (buf->over || n > buf->max || buf->n > buf->max - n) {
		buf->over = true;
		return false;
	}
	size_t need = buf->n + n + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap ? buf->cap : 64;
	while (cap < need)
		cap *= 2;
	if (cap > buf->max + 1)
		cap = buf->max + 1;
	buf->p = ac_realloc_array(buf->p, cap, 1);
	buf->cap = cap;
	return true;
}

char *ac_buf_room(struct ac_buf *buf, size_t n)
{
	if (!grow(buf, n))
		return NULL;
	char *room = buf->p + buf->n;
	buf->n += n;
	buf->p[buf->n] = '\0';
	return room;
}

void ac_buf_add(struct ac_buf *buf, const void *bytes, size_t n)
{
	char *room = ac_buf_room(buf, n);
	if (room && n)
		memcpy(room, bytes, n);
}

void ac_buf_add_str(struct ac_buf *buf, struct ac_str s)
{
	ac_buf_add(buf, s.p, s.n);
}

void ac_buf_add_char(struct ac_buf *buf, char c)
{
	ac_buf_add(buf, &c, 1);
}

void ac_buf_printf(struct ac_buf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(n >= 0);
	if (!grow(buf, (size_t)n))
		return;
	va_start(args, format);
	vsnprintf(buf->p + buf->n, (size_t)n + 1, format, args);
	va_end(args);
	buf->n += (size_t)n;
}

struct ac_str ac_buf_str(const struct ac_buf *buf)
{
	return (struct ac_str){ buf->p ? buf->p : "", buf->n };
}

enum ac_status ac_buf_check(const struct ac_buf *buf, const char *what, struct ac_error *err)
{
	if (!buf->over)
		return AC_OK;
	return ac_fail(err, AC_FULL, "%s is longer than %zu bytes", what, buf->max);
}

void ac_buf_add_u8(struct ac_buf *buf, uint8_t v)
{
	ac_buf_add(buf, &v, sizeof v);
}

void ac_buf_add_u16(struct ac_buf *buf, uint16_t v)
{
	v = htole16(v);
	ac_buf_add(buf, &v, sizeof v);
}

void ac_buf_add_u32(struct ac_buf *buf, uint32_t v)
{
	v = htole32(v);
	ac_buf_add(buf, &v, sizeof v);
}

void ac_buf_add_u64(struct ac_buf *buf, uint64_t v)
{
	v = htole64(v);
	ac_buf_add(buf, &v, sizeof v);
}

struct ac_cursor ac_cursor(struct ac_str bytes)
{
	return (struct ac_cursor){ (const unsigned char *)bytes.p, bytes.n, false };
}

struct ac_str ac_cursor_bytes(struct ac_cursor *cursor, size_t n)
{
	if (cursor->bad || cursor->n < n) {
		cursor->bad = true;
		return (struct ac_str){ "", 0 };
	}
	struct ac_str bytes = { (const char *)cursor->p, n };
	cursor->p += n;
	cursor->n -= n;
	return bytes;
}

static void take(struct ac_cursor *cursor, void *out, size_t n)
{
	struct ac_str bytes = ac_cursor_bytes(cursor, n);
	memset(out, 0, n);
	if (!cursor->bad)
		memcpy(out, bytes.p, n);
}

uint8_t ac_cursor_u8(struct ac_cursor *cursor)
{
	uint8_t v;
	take(cursor, &v, sizeof v);
	return v;
}

uint16_t ac_cursor_u16(struct ac_cursor *cursor)
{
	uint16_t v;
	take(cursor, &v, sizeof v);
	return le16toh(v);
}

uint32_t ac_cursor_u32(struct ac_cursor *cursor)
{
	uint32_t v;
	take(cursor, &v, sizeof v);
	return le32toh(v);
}

uint64_t ac_cursor_u64(struct ac_cursor *cursor)
{
	uint64_t v;
	take(cursor, &v, sizeof v);
	return le64toh(v);
}
