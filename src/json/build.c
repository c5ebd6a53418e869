#include "json/json_p.h"

#include <assert.h>
#include <math.h>

/* Most texts are well formed and copied as they are; in others each broken byte becomes U+FFFD. */
static char *well_formed(struct ac_str s, size_t *n)
{
	if (ac_str_is_utf8(s)) {
		*n = s.n;
		return ac_strndup(s.p, s.n);
	}
	char *out = ac_alloc(s.n * 3 + 1);
	*n = 0;
	for (size_t at = 0; at < s.n;) {
		int32_t point = ac_utf8_next(s, &at);
		*n += ac_utf8_put(out + *n, point < 0 ? 0xfffd : (uint32_t)point);
	}
	return out;
}

struct ac_json *ac_json_new_str(struct ac_str value)
{
	struct ac_json *node = ac_json_new(AC_JSON_STR);
	node->str.p = well_formed(value, &node->str.n);
	return node;
}

static struct ac_json *new_text(const char *value)
{
	return value ? ac_json_new_str(ac_str(value)) : ac_json_new(AC_JSON_NULL);
}

static struct ac_json *new_i64(int64_t value)
{
	struct ac_json *node = ac_json_new(AC_JSON_INT);
	node->integer = value;
	return node;
}

static struct ac_json *new_double(double value)
{
	struct ac_json *node = ac_json_new(isfinite(value) ? AC_JSON_REAL : AC_JSON_NULL);
	if (node->type == AC_JSON_REAL)
		node->real = value;
	return node;
}

static struct ac_json *new_bool(bool value)
{
	struct ac_json *node = ac_json_new(AC_JSON_BOOL);
	node->boolean = value;
	return node;
}

void ac_json_set(struct ac_json *object, const char *name, struct ac_json *child)
{
	ac_json_put(object, ac_str(name), child);
}

void ac_json_set_str(struct ac_json *object, const char *name, struct ac_str value)
{
	ac_json_set(object, name, ac_json_new_str(value));
}

void ac_json_set_text(struct ac_json *object, const char *name, const char *value)
{
	ac_json_set(object, name, new_text(value));
}

void ac_json_set_i64(struct ac_json *object, const char *name, int64_t value)
{
	ac_json_set(object, name, new_i64(value));
}

void ac_json_set_double(struct ac_json *object, const char *name, double value)
{
	ac_json_set(object, name, new_double(value));
}

void ac_json_set_bool(struct ac_json *object, const char *name, bool value)
{
	ac_json_set(object, name, new_bool(value));
}

void ac_json_set_null(struct ac_json *object, const char *name)
{
	ac_json_set(object, name, ac_json_new(AC_JSON_NULL));
}

void ac_json_set_wall(struct ac_json *object, const char *name, struct ac_wall value)
{
	char text[32];
	ac_wall_format(value, text);
	ac_json_set_text(object, name, text);
}

struct ac_json *ac_json_set_object(struct ac_json *object, const char *name)
{
	struct ac_json *child = ac_json_new_object();
	ac_json_set(object, name, child);
	return child;
}

struct ac_json *ac_json_set_array(struct ac_json *object, const char *name)
{
	struct ac_json *child = ac_json_new_array();
	ac_json_set(object, name, child);
	return child;
}

void ac_json_add_str(struct ac_json *array, struct ac_str value)
{
	ac_json_add(array, ac_json_new_str(value));
}

void ac_json_add_text(struct ac_json *array, const char *value)
{
	ac_json_add(array, new_text(value));
}

void ac_json_add_i64(struct ac_json *array, int64_t value)
{
	ac_json_add(array, new_i64(value));
}

void ac_json_add_double(struct ac_json *array, double value)
{
	ac_json_add(array, new_double(value));
}

void ac_json_add_bool(struct ac_json *array, bool value)
{
	ac_json_add(array, new_bool(value));
}

struct ac_json *ac_json_add_object(struct ac_json *array)
{
	struct ac_json *child = ac_json_new_object();
	ac_json_add(array, child);
	return child;
}

struct ac_json *ac_json_add_array(struct ac_json *array)
{
	struct ac_json *child = ac_json_new_array();
	ac_json_add(array, child);
	return child;
}
