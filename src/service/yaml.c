#include "service/yaml.h"

#include "base/buf.h"
#include "base/clock.h"

#include <stdio.h>

/* The library tells what is wrong line by line, the innermost place last: keep it all in one line. */
static void gather(cyaml_log_t level, void *ctx, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));
static void gather(cyaml_log_t level, void *ctx, const char *format, va_list args)
{
	struct ac_buf *told = ctx;
	char line[200];
	if (level < CYAML_LOG_WARNING || !told)
		return;
	(void)vsnprintf(line, sizeof line, format, args);
	struct ac_str text = ac_str_trim(ac_str(line));
	if (ac_str_starts(text, AC_STR("Load: ")))
		text = (struct ac_str){ text.p + 6, text.n - 6 };
	if (ac_str_eq(text, AC_STR("Backtrace:")))
		return;
	if (told->n)
		ac_buf_add(told, "; ", 2);
	ac_buf_add_str(told, text);
}

static cyaml_config_t reading(struct ac_buf *told)
{
	return (cyaml_config_t){ .log_fn = gather,
		.log_ctx = told,
		.mem_fn = cyaml_mem,
		.log_level = CYAML_LOG_WARNING,
		.flags = CYAML_CFG_DOCUMENT_DELIM };
}

static enum ac_status outcome(cyaml_err_t result, const void *root, const struct ac_buf *told,
	const char *what, struct ac_error *err)
{
	if (result == CYAML_OK && root)
		return AC_OK;
	return ac_fail(err, AC_INVALID, "%s: %s", what, told->n ? told->p : cyaml_strerror(result));
}

enum ac_status ac_yaml_load_file(
	const char *path, const cyaml_schema_value_t *schema, void **root, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf told;
	ac_buf_init(&told, 180);
	cyaml_config_t with = reading(&told);
	cyaml_err_t result = cyaml_load_file(path, &with, schema, (cyaml_data_t **)root, NULL);
	return outcome(result, *root, &told, path, err);
}

enum ac_status ac_yaml_load(struct ac_str text, const char *what,
	const cyaml_schema_value_t *schema, void **root, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf told;
	ac_buf_init(&told, 180);
	cyaml_config_t with = reading(&told);
	if (!ac_str_trim(text).n)
		return ac_fail(err, AC_INVALID, "%s: it is empty", what);
	if (!ac_str_is_utf8(text))
		return ac_fail(err, AC_INVALID, "%s: it is not UTF-8", what);
	cyaml_err_t result = cyaml_load_data(
		(const uint8_t *)text.p, text.n, &with, schema, (cyaml_data_t **)root, NULL);
	return outcome(result, *root, &told, what, err);
}

void ac_yaml_free(const cyaml_schema_value_t *schema, void *root)
{
	cyaml_config_t with = reading(NULL);
	if (root)
		(void)cyaml_free(&with, schema, root, 0);
}

enum ac_status ac_duration_parse(
	const char *text, const char *field, int64_t *us, struct ac_error *err)
{
	static const struct {
		char letter;
		int64_t us;
	} units[] = { { 's', AC_SECOND }, { 'm', AC_MINUTE }, { 'h', AC_HOUR }, { 'd', AC_DAY } };
	struct ac_str s = ac_str_trim(ac_str(text));
	int64_t n;
	for (size_t i = 0; s.n && i < sizeof units / sizeof *units; i++) {
		if (s.p[s.n - 1] != units[i].letter)
			continue;
		struct ac_str digits = { s.p, s.n - 1 };
		if (!ac_str_to_i64(digits, 1, 3650 * AC_DAY / units[i].us, &n))
			break;
		*us = n * units[i].us;
		return AC_OK;
	}
	return ac_fail(err, AC_INVALID, "%s: a duration like 90s, 30m, 6h or 2d, not \"%.20s\"",
		field, text);
}
