/* base/buf.h - bytes that grow up to a stated maximum.
 *
 * Appending past the maximum drops the addition whole and sets `over`, which stays: build first,
 * check once with ac_buf_check(). The content is always followed by a zero byte.
 */
#pragma once
#include "base/mem.h"
#include "base/str.h"

struct ac_buf {
	char *p;
	size_t n;
	size_t cap;
	size_t max; /* bytes, without the closing zero */
	bool over;
};

void ac_buf_init(struct ac_buf *buf, size_t max);
void ac_buf_done(struct ac_buf *buf);
AC_AUTO_DEFINE_VALUE(buf, struct ac_buf, ac_buf_done)

/** Empty again, memory kept, `over` cleared. */
void ac_buf_reset(struct ac_buf *buf);

void ac_buf_add(struct ac_buf *buf, const void *bytes, size_t n);
void ac_buf_add_str(struct ac_buf *buf, struct ac_str s);
void ac_buf_add_char(struct ac_buf *buf, char c);
void ac_buf_printf(struct ac_buf *buf, const char *format, ...) AC_PRINTF(2, 3);

/** Room for n bytes that the caller fills at once; NULL when over. */
char *ac_buf_room(struct ac_buf *buf, size_t n);

/** The content. The view is good until the next addition. */
struct ac_str ac_buf_str(const struct ac_buf *buf);

/** AC_FULL with "`what` is longer than N bytes" if an addition was dropped. */
AC_MUST_CHECK enum ac_status ac_buf_check(
	const struct ac_buf *buf, const char *what, struct ac_error *err);

/* Little-endian integers, for the records of the store. */
void ac_buf_add_u8(struct ac_buf *buf, uint8_t v);
void ac_buf_add_u16(struct ac_buf *buf, uint16_t v);
void ac_buf_add_u32(struct ac_buf *buf, uint32_t v);
void ac_buf_add_u64(struct ac_buf *buf, uint64_t v);

/* Reading them back: a cursor that turns bad, and stays so, when it would run past the end. */
struct ac_cursor {
	const unsigned char *p;
	size_t n; /* bytes left */
	bool bad;
};

struct ac_cursor ac_cursor(struct ac_str bytes);
uint8_t ac_cursor_u8(struct ac_cursor *cursor);
uint16_t ac_cursor_u16(struct ac_cursor *cursor);
uint32_t ac_cursor_u32(struct ac_cursor *cursor);
uint64_t ac_cursor_u64(struct ac_cursor *cursor);
/** A view of the next n bytes, empty and bad when there are fewer. */
struct ac_str ac_cursor_bytes(struct ac_cursor *cursor, size_t n);
