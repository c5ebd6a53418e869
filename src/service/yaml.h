/* service/yaml.h - a YAML (or JSON) text read by a schema of libcyaml, with one sentence when it does
 * not fit. */
#pragma once
#include "base/str.h"

#include <cyaml/cyaml.h>

/**
 * @param what    what it is, for messages: "plan"
 * @param schema  a mapping with CYAML_FLAG_POINTER
 * @param root    owned by the caller, ac_yaml_free() with the same schema
 * @return AC_INVALID: "plan: line …: …"
 */
AC_MUST_CHECK enum ac_status ac_yaml_load(struct ac_str text, const char *what,
	const cyaml_schema_value_t *schema, void **root, struct ac_error *err);
/** The same from a file, which messages name. */
AC_MUST_CHECK enum ac_status ac_yaml_load_file(
	const char *path, const cyaml_schema_value_t *schema, void **root, struct ac_error *err);
void ac_yaml_free(const cyaml_schema_value_t *schema, void *root);

/** "90s", "30m", "6h", "2d": whole numbers of a unit, > 0. @return AC_INVALID naming the field */
AC_MUST_CHECK enum ac_status ac_duration_parse(
	const char *text, const char *field, int64_t *us, struct ac_error *err);
