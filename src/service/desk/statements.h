/* service/desk/statements.h - what offices say beside a warning, as when several ministers speak.
 *
 * A statement is an office's words in one language. Drafted while the warning is a draft it goes out
 * with the warning: the second person sees both in one document. Drafted later it is published by a
 * decision of its own. Published, it never changes. */
#pragma once
#include "service/desk/decide.h"

struct ac_statement_new {
	struct ac_str office; /* "Prime Minister's Office" */
	struct ac_str language; /* BCP 47 */
	struct ac_str text;
};

/**
 * @param id  of the new draft
 * @return AC_INVALID naming the member; AC_EXISTS when the office has a draft in that language already;
 *         AC_CONFLICT for a warning that was retracted; AC_NOT_FOUND
 */
AC_MUST_CHECK enum ac_status ac_statements_add(struct ac_service *service,
	struct ac_officer officer, int64_t warning, const struct ac_statement_new *made,
	int64_t *id, struct ac_error *err);
/** AC_CONFLICT for what is published */
AC_MUST_CHECK enum ac_status ac_statements_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);
/** Takes two. AC_CONFLICT while the warning is a draft, or without a draft of a statement */
AC_MUST_CHECK enum ac_status ac_statements_publish(struct ac_service *service,
	struct ac_officer officer, int64_t warning, struct ac_error *err);

/** Within a transaction that publishes their warning: show the drafts to the second person, behind the
 * warning's own document, and mark them as published. Without drafts nothing happens. */
AC_MUST_CHECK enum ac_status ac_statements_go_out(struct ac_db *db, const struct ac_by *by,
	int64_t warning, int64_t *count, struct ac_error *err);

/** {"statements":[{"id","warning","office","language","state","text",…},…]} */
AC_MUST_CHECK enum ac_status ac_statements_list(
	struct ac_service *service, int64_t warning, struct ac_json *answer, struct ac_error *err);
/** One of them. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_statements_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
