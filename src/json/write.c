#include "json/json_p.h"

#include <stdio.h>

static void write_str(struct ac_str s, struct ac_buf *buf)
{
	ac_buf_add_char(buf, '"');
	size_t plain = 0; /* start of what needs no escape */
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		ac_buf_add(buf, s.p + plain, i - plain);
		plain = i + 1;
		static const char shorts[32] = {
			['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'
		};
		char letter = c < 0x20 ? shorts[c] : (char)c;
		if (letter)
			ac_buf_add(buf, (char[]){ '\\', letter }, 2);
		else
			ac_buf_printf(buf, "\\u%04x", c);
	}
	ac_buf_add(buf, s.p + plain, s.n - plain);
	ac_buf_add_char(buf, '"');
}

/* The decimal point of printf follows the locale of the process: put a dot in its place. */
static struct ac_str print(double value, int digits, char out[40])
{
	int n = snprintf(out, 40, "%.*g", digits, value);
	for (int i = 0; i < n; i++)
		if (!strchr("0123456789+-e", out[i]))
			out[i] = '.';
	return (struct ac_str){ out, (size_t)n };
}

static void write_real(double value, struct ac_buf *buf)
{
	char text[40];
	double back;
	if (value == 0)
		value = 0; /* no minus zero: it would come back as the integer 0 */
	struct ac_str s = print(value, 15, text);
	for (int digits = 16; digits <= 17; digits++)
		if (!ac_str_to_double(s, &back) || back < value || back > value)
			s = print(value, digits, text);
	ac_buf_add_str(buf, s);
}

enum { no_indent = -1 };

static void new_line(struct ac_buf *buf, int depth)
{
	if (depth == no_indent)
		return;
	ac_buf_printf(buf, "\n%*s", depth * 2, "");
}

static void write_node(const struct ac_json *node, struct ac_buf *buf, int depth);

static void write_items(const struct ac_json *node, struct ac_buf *buf, int depth)
{
	bool object = node->type == AC_JSON_OBJECT;
	int inner = depth == no_indent ? no_indent : depth + 1;
	ac_buf_add_char(buf, object ? '{' : '[');
	for (size_t i = 0; i < node->items.n; i++) {
		if (i)
			ac_buf_add_char(buf, ',');
		new_line(buf, inner);
		if (object) {
			write_str(ac_json_name(node->items.at[i]), buf);
			ac_buf_add_str(buf, depth == no_indent ? AC_STR(":") : AC_STR(": "));
		}
		write_node(node->items.at[i], buf, inner);
	}
	if (node->items.n)
		new_line(buf, depth);
	ac_buf_add_char(buf, object ? '}' : ']');
}

static void write_node(const struct ac_json *node, struct ac_buf *buf, int depth)
{
	switch (ac_json_type(node)) {
	case AC_JSON_NULL: ac_buf_add_str(buf, AC_STR("null")); break;
	case AC_JSON_BOOL:
		ac_buf_add_str(buf, node->boolean ? AC_STR("true") : AC_STR("false"));
		break;
	case AC_JSON_INT: ac_buf_printf(buf, "%lld", (long long)node->integer); break;
	case AC_JSON_REAL: write_real(node->real, buf); break;
	case AC_JSON_STR: write_str((struct ac_str){ node->str.p, node->str.n }, buf); break;
	case AC_JSON_ARRAY:
	case AC_JSON_OBJECT: write_items(node, buf, depth); break;
	}
}

void ac_json_write(const struct ac_json *node, struct ac_buf *buf)
{
	write_node(node, buf, no_indent);
}

void ac_json_write_pretty(const struct ac_json *node, struct ac_buf *buf)
{
	write_node(node, buf, 0);
	ac_buf_add_char(buf, '\n');
}
