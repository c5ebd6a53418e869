#include "json/json_p.h"

#include <stdarg.h>
#include <stdio.h>

enum { path_max = 160, name_shown = 40 };

/* "tiers[2].wait"; what does not fit is cut at the end. */
static void add_path(const struct ac_json *node, char out[path_max], size_t *n)
{
	if (!node->parent)
		return;
	add_path(node->parent, out, n);
	int wrote;
	if (node->parent->type == AC_JSON_ARRAY)
		wrote = snprintf(out + *n, path_max - *n, "[%zu]", node->index);
	else
		wrote = snprintf(
			out + *n, path_max - *n, "%s%.*s", *n ? "." : "", name_shown, node->name);
	if (wrote > 0)
		*n += (size_t)wrote;
	if (*n >= path_max)
		*n = path_max - 1;
}

enum ac_status ac_json_fail(
	const struct ac_json *node, struct ac_error *err, const char *format, ...)
{
	if (!err)
		return AC_INVALID;
	char path[path_max] = "", what[sizeof err->msg];
	size_t n = 0;
	if (node)
		add_path(node, path, &n);
	va_list args;
	va_start(args, format);
	vsnprintf(what, sizeof what, format, args);
	va_end(args);
	if (!n)
		return ac_fail(err, AC_INVALID, "%s", what);
	return ac_fail(err, AC_INVALID, "%s: %s", path, what);
}

static enum ac_status fail_member(
	const struct ac_json *object, const char *name, struct ac_error *err, const char *what)
{
	char path[path_max] = "";
	size_t n = 0;
	if (object)
		add_path(object, path, &n);
	return ac_fail(err, AC_INVALID, "%s%s%s: %s", path, n ? "." : "", name, what);
}

static const char *expected(enum ac_json_type type)
{
	static const char *const what[] = {
		[AC_JSON_NULL] = "expected null",
		[AC_JSON_BOOL] = "expected true or false",
		[AC_JSON_INT] = "expected a whole number",
		[AC_JSON_REAL] = "expected a number",
		[AC_JSON_STR] = "expected a text",
		[AC_JSON_ARRAY] = "expected an array",
		[AC_JSON_OBJECT] = "expected an object",
	};
	return what[type];
}

static enum ac_status check_type(
	const struct ac_json *node, enum ac_json_type type, struct ac_error *err)
{
	if (node && node->type == type)
		return AC_OK;
	ac_json_fail(node, err, "%s", expected(type));
	return AC_INVALID;
}

enum ac_status ac_json_as_str(
	const struct ac_json *node, struct ac_str *value, struct ac_error *err)
{
	AC_TRY(check_type(node, AC_JSON_STR, err));
	*value = (struct ac_str){ node->str.p, node->str.n };
	return AC_OK;
}

enum ac_status ac_json_as_i64(const struct ac_json *node, int64_t *value, struct ac_error *err)
{
	AC_TRY(check_type(node, AC_JSON_INT, err));
	*value = node->integer;
	return AC_OK;
}

enum ac_status ac_json_as_double(const struct ac_json *node, double *value, struct ac_error *err)
{
	if (node && node->type == AC_JSON_INT) {
		*value = (double)node->integer;
		return AC_OK;
	}
	AC_TRY(check_type(node, AC_JSON_REAL, err));
	*value = node->real;
	return AC_OK;
}

enum ac_status ac_json_as_bool(const struct ac_json *node, bool *value, struct ac_error *err)
{
	AC_TRY(check_type(node, AC_JSON_BOOL, err));
	*value = node->boolean;
	return AC_OK;
}

static enum ac_status as_i64_in(
	const struct ac_json *node, int64_t lo, int64_t hi, int64_t *value, struct ac_error *err)
{
	AC_TRY(check_type(node, AC_JSON_INT, err));
	if (node->integer < lo || node->integer > hi)
		return ac_json_fail(node, err, "expected a whole number from %lld to %lld",
			(long long)lo, (long long)hi);
	*value = node->integer;
	return AC_OK;
}

static enum ac_status as_wall(
	const struct ac_json *node, struct ac_wall *value, struct ac_error *err)
{
	AC_TRY(check_type(node, AC_JSON_STR, err));
	if (ac_wall_parse((struct ac_str){ node->str.p, node->str.n }, value, NULL) != AC_OK)
		return ac_json_fail(node, err, "expected a time like 2022-06-13T09:00:00Z");
	return AC_OK;
}

static enum ac_status as_container(const struct ac_json *node, enum ac_json_type type,
	const struct ac_json **value, struct ac_error *err)
{
	AC_TRY(check_type(node, type, err));
	*value = node;
	return AC_OK;
}

/* A member that may be absent; null counts as absent. */
static enum ac_status look(const struct ac_json *object, const char *name,
	const struct ac_json **member, struct ac_error *err)
{
	AC_TRY(check_type(object, AC_JSON_OBJECT, err));
	const struct ac_json *found = ac_json_find(object, name);
	*member = ac_json_type(found) == AC_JSON_NULL ? NULL : found;
	return AC_OK;
}

static enum ac_status need(const struct ac_json *object, const char *name, enum ac_json_type type,
	const struct ac_json **member, struct ac_error *err)
{
	const struct ac_json *found = NULL;
	AC_TRY(look(object, name, &found, err));
	if (!found) {
		char what[64];
		snprintf(what, sizeof what, "missing, %s", expected(type));
		return fail_member(object, name, err, what);
	}
	*member = found;
	return AC_OK;
}

enum ac_status ac_json_get_str(
	const struct ac_json *object, const char *name, struct ac_str *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_STR, &member, err));
	return ac_json_as_str(member, value, err);
}

enum ac_status ac_json_get_i64(
	const struct ac_json *object, const char *name, int64_t *value, struct ac_error *err)
{
	return ac_json_get_i64_in(object, name, INT64_MIN, INT64_MAX, value, err);
}

enum ac_status ac_json_get_i64_in(const struct ac_json *object, const char *name, int64_t lo,
	int64_t hi, int64_t *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_INT, &member, err));
	return as_i64_in(member, lo, hi, value, err);
}

enum ac_status ac_json_get_double(
	const struct ac_json *object, const char *name, double *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_REAL, &member, err));
	return ac_json_as_double(member, value, err);
}

enum ac_status ac_json_get_bool(
	const struct ac_json *object, const char *name, bool *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_BOOL, &member, err));
	return ac_json_as_bool(member, value, err);
}

enum ac_status ac_json_get_wall(
	const struct ac_json *object, const char *name, struct ac_wall *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_STR, &member, err));
	return as_wall(member, value, err);
}

enum ac_status ac_json_get_choice(const struct ac_json *object, const char *name,
	const char *const choices[], size_t count, size_t *index, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	struct ac_str text;
	AC_TRY(need(object, name, AC_JSON_STR, &member, err));
	AC_TRY(ac_json_as_str(member, &text, err));
	for (size_t i = 0; i < count; i++)
		if (ac_str_eq(text, ac_str(choices[i]))) {
			*index = i;
			return AC_OK;
		}
	AC_AUTO(buf) struct ac_buf list;
	ac_buf_init(&list, 150);
	for (size_t i = 0; i < count; i++)
		ac_buf_printf(&list, "%s%s", i ? ", " : "", choices[i]);
	return ac_json_fail(member, err, "expected one of %.*s", AC_STR_ARG(ac_buf_str(&list)));
}

enum ac_status ac_json_get_array(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_ARRAY, &member, err));
	return as_container(member, AC_JSON_ARRAY, value, err);
}

enum ac_status ac_json_get_object(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(need(object, name, AC_JSON_OBJECT, &member, err));
	return as_container(member, AC_JSON_OBJECT, value, err);
}

enum ac_status ac_json_opt_str(const struct ac_json *object, const char *name,
	struct ac_str fallback, struct ac_str *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return ac_json_as_str(member, value, err);
	*value = fallback;
	return AC_OK;
}

enum ac_status ac_json_opt_i64(const struct ac_json *object, const char *name, int64_t lo,
	int64_t hi, int64_t fallback, int64_t *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return as_i64_in(member, lo, hi, value, err);
	*value = fallback;
	return AC_OK;
}

enum ac_status ac_json_opt_double(const struct ac_json *object, const char *name, double fallback,
	double *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return ac_json_as_double(member, value, err);
	*value = fallback;
	return AC_OK;
}

enum ac_status ac_json_opt_bool(const struct ac_json *object, const char *name, bool fallback,
	bool *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return ac_json_as_bool(member, value, err);
	*value = fallback;
	return AC_OK;
}

enum ac_status ac_json_opt_wall(const struct ac_json *object, const char *name,
	struct ac_wall fallback, struct ac_wall *value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return as_wall(member, value, err);
	*value = fallback;
	return AC_OK;
}

static enum ac_status opt_container(const struct ac_json *object, const char *name,
	enum ac_json_type type, const struct ac_json **value, struct ac_error *err)
{
	const struct ac_json *member = NULL;
	AC_TRY(look(object, name, &member, err));
	if (member)
		return as_container(member, type, value, err);
	*value = NULL;
	return AC_OK;
}

enum ac_status ac_json_opt_array(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err)
{
	return opt_container(object, name, AC_JSON_ARRAY, value, err);
}

enum ac_status ac_json_opt_object(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err)
{
	return opt_container(object, name, AC_JSON_OBJECT, value, err);
}

enum ac_status ac_json_only(
	const struct ac_json *object, const char *const known[], struct ac_error *err)
{
	AC_TRY(check_type(object, AC_JSON_OBJECT, err));
	ac_json_each(object, member)
	{
		size_t i = 0;
		while (known[i] && !ac_str_eq(ac_json_name(member), ac_str(known[i])))
			i++;
		if (!known[i])
			return ac_json_fail(member, err, "not known here, look at its spelling");
	}
	return AC_OK;
}

enum ac_status ac_json_empty(const struct ac_json *object, struct ac_error *err)
{
	static const char *const none[] = { NULL };
	return ac_json_only(object, none, err);
}
