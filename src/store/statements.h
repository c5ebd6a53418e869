/* store/statements.h - the chapter of what offices say beside a warning.
 *
 * Rows in, rows out. A row is one office's words in one language; it is a draft until published_at, and
 * from then on nothing changes or deletes it. Texts are borrowed: by an insertion until it returns, by a
 * visitor until it returns. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_statement_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t warning;
	struct ac_str office, language, text;
	struct ac_str drafted_by;
	struct ac_wall drafted_at, published_at; /* published_at 0: a draft */
	bool exercise; /* of its case, when read */
};

/** AC_EXISTS: that office has a draft for the warning in that language */
AC_MUST_CHECK enum ac_status ac_statement_insert(
	struct ac_db *db, const struct ac_statement_row *row, int64_t *id, struct ac_error *err);
/** AC_NOT_FOUND when it is no draft (any more) */
AC_MUST_CHECK enum ac_status ac_statement_delete_draft(
	struct ac_db *db, int64_t id, struct ac_error *err);
/** Every draft of a warning becomes published. @param changed  how many */
AC_MUST_CHECK enum ac_status ac_statement_publish_drafts(struct ac_db *db, int64_t warning,
	struct ac_wall at, int64_t *changed, struct ac_error *err);

typedef void ac_statement_visit(void *ctx, const struct ac_statement_row *row);
/** AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_statement_get(
	struct ac_db *db, int64_t id, ac_statement_visit *visit, void *ctx, struct ac_error *err);
/** A warning's, in the order of their ids. */
AC_MUST_CHECK enum ac_status ac_statement_each(struct ac_db *db, int64_t warning,
	ac_statement_visit *visit, void *ctx, struct ac_error *err);
/** Those of every warning that are published, in the order of their ids. */
AC_MUST_CHECK enum ac_status ac_statement_published_each(
	struct ac_db *db, ac_statement_visit *visit, void *ctx, struct ac_error *err);
