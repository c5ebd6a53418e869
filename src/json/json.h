/* json/json.h - JSON read with limits and clear errors, built simply, written canonically.
 *
 * Reading. jansson parses; the result is a tree of ours, because a node of ours knows its parent
 * and can therefore say where it stands: "tiers[2].wait: expected a text". Values never appear in
 * an error message (they may be personal data), member names do.
 *
 *	AC_AUTO(json) struct ac_json *body = NULL;
 *	AC_TRY(ac_json_parse(text, NULL, &body, err));
 *	AC_TRY(ac_json_get_str(body, "title", &title, err));
 *	AC_TRY(ac_json_opt_i64(body, "limit", 1, 1000, 100, &limit, err));
 *
 * Building. A container owns what is put into it; ac_json_set_object() and its kin make the child
 * and lend it:
 *
 *	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
 *	ac_json_set_i64(answer, "id", 5);
 *	struct ac_json *counts = ac_json_set_object(answer, "counts");
 *	ac_json_set_i64(counts, "told", 17);
 *	ac_json_write(answer, &buf);
 *
 * Writing is canonical: the same value gives the same bytes, so that it can be hashed and signed.
 * Members stand in byte order of their names, no blanks, the shortest escapes, whole numbers
 * without a point, other numbers in the fewest of 15 to 17 digits that read back the same. (Close
 * to RFC 8785, which sorts by UTF-16 unit and writes numbers as ECMAScript does.)
 *
 * A tree belongs to one thread at a time. Reading functions take const and may be shared.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"

struct ac_json;

enum ac_json_type {
	AC_JSON_NULL,
	AC_JSON_BOOL,
	AC_JSON_INT, /* a whole number in int64 */
	AC_JSON_REAL, /* any other finite number */
	AC_JSON_STR,
	AC_JSON_ARRAY,
	AC_JSON_OBJECT,
};

struct ac_json_limits {
	size_t bytes; /* of the text */
	size_t depth; /* arrays and objects inside each other, at most 1,000 */
	/* About how many altogether, 150 bytes each while reading; 0: what the bytes hold. */
	size_t values;
};

/**
 * Read one JSON text (RFC 8259), UTF-8, with or without a byte-order mark.
 * @param text    borrowed during the call
 * @param limits  NULL: 1 MiB, depth 32, 200,000 values
 * @param root    owned by the caller, release with ac_json_free()
 * @return AC_INVALID with "line L, column C: …" for broken syntax, broken UTF-8, a member given
 *         twice, \u0000, a number out of range, or past the depth; AC_FULL past limits->bytes or
 *         values
 */
AC_MUST_CHECK enum ac_status ac_json_parse(struct ac_str text, const struct ac_json_limits *limits,
	struct ac_json **root, struct ac_error *err);

/** Release a tree by its root; NULL is fine. Never for a node that a container owns. */
void ac_json_free(struct ac_json *root);
AC_AUTO_DEFINE(json, struct ac_json *, ac_json_free)

/* ---- Looking ---- */

/** NULL counts as null. */
enum ac_json_type ac_json_type(const struct ac_json *node);

/** Members or items; 0 for anything else. */
size_t ac_json_count(const struct ac_json *node);

/** The i-th item, or member in byte order of names; NULL past the end. Borrowed. */
const struct ac_json *ac_json_at(const struct ac_json *node, size_t i);

/** A node's own name in the object that holds it, empty elsewhere. Borrowed, terminated. */
struct ac_str ac_json_name(const struct ac_json *node);

/** A member, or NULL if absent (or node is no object). Borrowed. */
const struct ac_json *ac_json_find(const struct ac_json *object, const char *name);

/** ac_json_each(array_or_object, item) use(item); */
#define ac_json_each(node, it)                                           \
	for (size_t it##_i = 0, it##_once = 1; it##_once; it##_once = 0) \
		for (const struct ac_json *it; (it = ac_json_at((node), it##_i)); it##_i++)

/* ---- Reading values. Every failure is AC_INVALID and names the path. ---- */

AC_MUST_CHECK enum ac_status ac_json_as_str(
	const struct ac_json *node, struct ac_str *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_as_i64(
	const struct ac_json *node, int64_t *value, struct ac_error *err);
/** Whole numbers too. */
AC_MUST_CHECK enum ac_status ac_json_as_double(
	const struct ac_json *node, double *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_as_bool(
	const struct ac_json *node, bool *value, struct ac_error *err);

/* Members that must be there. Texts are views into the tree, terminated, free of zero bytes. */
AC_MUST_CHECK enum ac_status ac_json_get_str(
	const struct ac_json *object, const char *name, struct ac_str *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_get_i64(
	const struct ac_json *object, const char *name, int64_t *value, struct ac_error *err);
/** A whole number in [lo, hi]. */
AC_MUST_CHECK enum ac_status ac_json_get_i64_in(const struct ac_json *object, const char *name,
	int64_t lo, int64_t hi, int64_t *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_get_double(
	const struct ac_json *object, const char *name, double *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_get_bool(
	const struct ac_json *object, const char *name, bool *value, struct ac_error *err);
/** RFC 3339 text. */
AC_MUST_CHECK enum ac_status ac_json_get_wall(const struct ac_json *object, const char *name,
	struct ac_wall *value, struct ac_error *err);
/** One of `count` texts; @param index  which. The message lists them. */
AC_MUST_CHECK enum ac_status ac_json_get_choice(const struct ac_json *object, const char *name,
	const char *const choices[], size_t count, size_t *index, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_get_array(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_get_object(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err);

/* Members that may be absent or null: then *value becomes `fallback`. A wrong type still fails. */
AC_MUST_CHECK enum ac_status ac_json_opt_str(const struct ac_json *object, const char *name,
	struct ac_str fallback, struct ac_str *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_opt_i64(const struct ac_json *object, const char *name,
	int64_t lo, int64_t hi, int64_t fallback, int64_t *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_opt_double(const struct ac_json *object, const char *name,
	double fallback, double *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_opt_bool(const struct ac_json *object, const char *name,
	bool fallback, bool *value, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_json_opt_wall(const struct ac_json *object, const char *name,
	struct ac_wall fallback, struct ac_wall *value, struct ac_error *err);
/** NULL when absent. */
AC_MUST_CHECK enum ac_status ac_json_opt_array(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err);
/** NULL when absent. */
AC_MUST_CHECK enum ac_status ac_json_opt_object(const struct ac_json *object, const char *name,
	const struct ac_json **value, struct ac_error *err);

/**
 * An object with no members but these, so that a misspelt one is not silently ignored.
 * @param known  names, closed by NULL
 */
AC_MUST_CHECK enum ac_status ac_json_only(
	const struct ac_json *object, const char *const known[], struct ac_error *err);
/** The same for an object that has none. */
AC_MUST_CHECK enum ac_status ac_json_empty(const struct ac_json *object, struct ac_error *err);

/** AC_INVALID with "path: …", for what a caller finds wrong with a value itself. */
enum ac_status ac_json_fail(
	const struct ac_json *node, struct ac_error *err, const char *format, ...) AC_PRINTF(3, 4);

/* ---- Building. Names and texts are copied. A member set again replaces the old one. Broken UTF-8
 * becomes U+FFFD; a number that is not finite becomes null. ---- */

struct ac_json *ac_json_new_object(void);
struct ac_json *ac_json_new_array(void);

void ac_json_set_str(struct ac_json *object, const char *name, struct ac_str value);
/** A terminated text; NULL sets null. */
void ac_json_set_text(struct ac_json *object, const char *name, const char *value);
void ac_json_set_i64(struct ac_json *object, const char *name, int64_t value);
void ac_json_set_double(struct ac_json *object, const char *name, double value);
void ac_json_set_bool(struct ac_json *object, const char *name, bool value);
void ac_json_set_null(struct ac_json *object, const char *name);
/** RFC 3339 text in UTC. */
void ac_json_set_wall(struct ac_json *object, const char *name, struct ac_wall value);
/** A new, empty child, lent: the object owns it. */
struct ac_json *ac_json_set_object(struct ac_json *object, const char *name);
struct ac_json *ac_json_set_array(struct ac_json *object, const char *name);
/** @param child  taken; a root of its own until now */
void ac_json_set(struct ac_json *object, const char *name, struct ac_json *child);

void ac_json_add_str(struct ac_json *array, struct ac_str value);
void ac_json_add_text(struct ac_json *array, const char *value);
void ac_json_add_i64(struct ac_json *array, int64_t value);
void ac_json_add_double(struct ac_json *array, double value);
void ac_json_add_bool(struct ac_json *array, bool value);
struct ac_json *ac_json_add_object(struct ac_json *array);
struct ac_json *ac_json_add_array(struct ac_json *array);
/** @param child  taken */
void ac_json_add(struct ac_json *array, struct ac_json *child);

/** A copy with no parent, owned by the caller. */
struct ac_json *ac_json_copy(const struct ac_json *node);

/* ---- Writing ---- */

/** Append the canonical text; check the buffer once at the end with ac_buf_check(). */
void ac_json_write(const struct ac_json *node, struct ac_buf *buf);
/** The same in lines, indented by two blanks, for people. */
void ac_json_write_pretty(const struct ac_json *node, struct ac_buf *buf);
