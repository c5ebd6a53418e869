/* store/cases_p.h - what the files of the chapter share. */
#pragma once
#include "store/cases.h"

/** Run a statement that must touch a row. AC_NOT_FOUND: "there is no WHAT ID" */
AC_MUST_CHECK enum ac_status ac_cases_change_one(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, const char *what, int64_t id,
	struct ac_error *err);

/** Walk the rows of a query. @param seen  how many; may be NULL */
AC_MUST_CHECK enum ac_status ac_cases_each(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n,
	enum ac_status (*one)(void *walk, struct ac_stmt *rows, struct ac_error *err), void *walk,
	int64_t *seen, struct ac_error *err);
