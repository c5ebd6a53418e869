/* store/sealed.h - sealed columns, written and read with one call. */
#pragma once
#include "base/buf.h"
#include "store/codes.h"
#include "store/db.h"
#include "vault/vault.h"

/** Seal a text for a row. @param out  emptied first; its view is bound as a blob */
AC_MUST_CHECK enum ac_status ac_seal_into(struct ac_db *db, const char *column, int64_t row,
	struct ac_str text, struct ac_buf *out, struct ac_error *err);

/** Open a column of the current row. @param out  emptied first  @param text  its view */
AC_MUST_CHECK enum ac_status ac_open_column(struct ac_db *db, const char *column, int64_t row,
	struct ac_str sealed, struct ac_buf *out, struct ac_str *text, struct ac_error *err);

/** The same for several texts in one buffer. @param out  added to  @param n  how many bytes */
AC_MUST_CHECK enum ac_status ac_add_column(struct ac_db *db, const char *column, int64_t row,
	struct ac_str sealed, struct ac_buf *out, size_t *n, struct ac_error *err);
