#include "http/http.h"

static bool unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

void ac_http_escape(struct ac_buf *buf, struct ac_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (unreserved(c))
			ac_buf_add_char(buf, (char)c);
		else
			ac_buf_printf(buf, "%%%02X", c);
	}
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

enum ac_status ac_http_unescape(struct ac_buf *buf, struct ac_str text, struct ac_error *err)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i] == '+' ? ' ' : text.p[i];
		if (c == '%') {
			int high = i + 2 < text.n ? digit(text.p[i + 1]) : -1;
			int low = i + 2 < text.n ? digit(text.p[i + 2]) : -1;
			if (high < 0 || low < 0)
				return ac_fail(err, AC_INVALID,
					"address: '%%' must be followed by two hexadecimal digits");
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (!c)
			return ac_fail(err, AC_INVALID, "address: a zero byte is not allowed");
		ac_buf_add_char(buf, c);
	}
	return ac_buf_check(buf, "address", err);
}
