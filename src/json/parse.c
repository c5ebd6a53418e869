/* json/parse.c - text to tree, by way of jansson.
 *
 * jansson's own messages quote the text ("near '…'"), which may be personal data: its error
 * codes are put into sentences of ours. Depth and number of values are checked in one pass
 * before it recurses and allocates. */
#include "json/json_p.h"

#include <jansson.h>
#include <stdlib.h>

static const struct ac_json_limits usual = { .bytes = 1 << 20, .depth = 32, .values = 200000 };
enum { deepest = 1000 }; /* jansson's own bound is 2,048 */

struct place {
	size_t line, column;
};

static struct place place_of(struct ac_str text, size_t at)
{
	struct place place = { 1, 1 };
	for (size_t i = 0; i < at; i++) {
		if (text.p[i] == '\n')
			place = (struct place){ place.line + 1, 1 };
		else if (((unsigned char)text.p[i] & 0xc0) != 0x80)
			place.column++;
	}
	return place;
}

static enum ac_status too_deep(struct ac_str text, size_t at, size_t depth, struct ac_error *err)
{
	struct place place = place_of(text, at);
	return ac_fail(err, AC_INVALID, "line %zu, column %zu: nested deeper than %zu levels",
		place.line, place.column, depth);
}

/* One pass over the text before any of it is stored. Commas and brackets bound the values. */
static enum ac_status check_bounds(
	struct ac_str text, const struct ac_json_limits *limits, struct ac_error *err)
{
	size_t depth = limits->depth < deepest ? limits->depth : deepest;
	size_t open = 0, values = 1;
	bool quoted = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			values++;
			if (++open > depth)
				return too_deep(text, i, depth, err);
		} else if ((c == ']' || c == '}') && open) {
			open--;
		} else if (c == ',') {
			values++;
		}
	}
	if (limits->values && values > limits->values)
		return ac_fail(
			err, AC_FULL, "the JSON text holds more than %zu values", limits->values);
	return AC_OK;
}

static const char *sentence(enum json_error_code code)
{
	switch ((int)code) {
	case json_error_premature_end_of_input:
		return "the text ends too early: close every quote, bracket and brace";
	case json_error_end_of_input_expected:
		return "something follows after the end: give one JSON value only";
	case json_error_invalid_utf8: return "not well-formed UTF-8: save the text as UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key: return "a zero character (\\u0000) is not allowed";
	case json_error_duplicate_key: return "the same member is given twice: keep one";
	case json_error_numeric_overflow: return "a number is too large";
	case json_error_stack_overflow: return "nested too deep";
	default: return "not JSON: look for a missing or extra comma, colon, quote or bracket";
	}
}

static enum ac_status report(const json_error_t *error, struct ac_error *err)
{
	enum json_error_code code = json_error_code(error);
	if (code == json_error_out_of_memory)
		return ac_fail(err, AC_FULL, "out of memory while reading JSON");
	return ac_fail(err, AC_INVALID, "line %d, column %d: %s", error->line > 0 ? error->line : 1,
		error->column > 0 ? error->column : 1, sentence(code));
}

static struct ac_json *convert(json_t *value);

static int by_name(const void *a, const void *b)
{
	return ac_str_cmp(ac_json_name(*(struct ac_json *const *)a),
		ac_json_name(*(struct ac_json *const *)b));
}

/* Sorted once: putting the members in one by one would cost the square of their number. */
static struct ac_json *convert_object(json_t *value)
{
	struct ac_json *node = ac_json_new_object();
	size_t count = json_object_size(value);
	if (!count)
		return node;
	node->items.at = ac_alloc_array(count, sizeof(struct ac_json *));
	node->items.cap = count;
	const char *name;
	json_t *member;
	json_object_foreach(value, name, member)
	{
		struct ac_json *child = convert(member);
		child->parent = node;
		child->name_n = strlen(name);
		child->name = ac_strndup(name, child->name_n);
		node->items.at[node->items.n++] = child;
	}
	qsort(node->items.at, node->items.n, sizeof(struct ac_json *), by_name);
	return node;
}

static struct ac_json *convert_array(json_t *value)
{
	struct ac_json *node = ac_json_new_array();
	for (size_t i = 0; i < json_array_size(value); i++)
		ac_json_add(node, convert(json_array_get(value, i)));
	return node;
}

static struct ac_json *convert(json_t *value)
{
	struct ac_json *node;
	switch (json_typeof(value)) {
	case JSON_OBJECT: return convert_object(value);
	case JSON_ARRAY: return convert_array(value);
	case JSON_STRING:
		return ac_json_new_str(
			(struct ac_str){ json_string_value(value), json_string_length(value) });
	case JSON_INTEGER:
		node = ac_json_new(AC_JSON_INT);
		node->integer = json_integer_value(value);
		return node;
	case JSON_REAL:
		node = ac_json_new(AC_JSON_REAL);
		node->real = json_real_value(value);
		return node;
	case JSON_TRUE:
	case JSON_FALSE:
		node = ac_json_new(AC_JSON_BOOL);
		node->boolean = json_is_true(value);
		return node;
	case JSON_NULL: break;
	}
	return ac_json_new(AC_JSON_NULL);
}

enum ac_status ac_json_parse(struct ac_str text, const struct ac_json_limits *limits,
	struct ac_json **root, struct ac_error *err)
{
	if (!limits)
		limits = &usual;
	if (text.n > limits->bytes)
		return ac_fail(
			err, AC_FULL, "the JSON text is longer than %zu bytes", limits->bytes);
	if (ac_str_starts(text, AC_STR("\xef\xbb\xbf")))
		text = (struct ac_str){ text.p + 3, text.n - 3 };
	AC_TRY(check_bounds(text, limits, err));
	json_error_t error;
	json_t *value = json_loadb(
		text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!value)
		return report(&error, err);
	*root = convert(value);
	json_decref(value);
	return AC_OK;
}
