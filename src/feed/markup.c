#include "feed/markup.h"

static bool allowed(int32_t point)
{
	return point == '\t' || point == '\n' || point == '\r' ||
	       (point >= 0x20 && point != 0xfffe && point != 0xffff);
}

static const char *reference(int32_t point)
{
	switch (point) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\r': return "&#13;";
	default: return NULL;
	}
}

void ac_markup_text(struct ac_buf *out, struct ac_str text)
{
	for (size_t at = 0, from = 0; at < text.n; from = at) {
		int32_t point = ac_utf8_next(text, &at);
		const char *instead = reference(point);
		if (!allowed(point))
			instead = "\xef\xbf\xbd";
		if (instead)
			ac_buf_add_str(out, ac_str(instead));
		else
			ac_buf_add(out, text.p + from, at - from);
	}
}

void ac_markup_element(struct ac_buf *out, const char *name, struct ac_str text)
{
	if (!text.n)
		return;
	ac_buf_printf(out, "<%s>", name);
	ac_markup_text(out, text);
	ac_buf_printf(out, "</%.*s>\n", (int)strcspn(name, " "), name);
}
