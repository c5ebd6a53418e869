/* service/desk/attributions.h - who is behind a threat, said in public.
 *
 * An attribution is a document about organisations, never a record of a person: it has texts, the names
 * of organisations in them, and whom the host country's side was consulted through, and when. A legal
 * officer drafts it, an approver agrees; until there is a conviction with a source every sentence that has a name
 * says that it is alleged (threat/attribution.h). It is withdrawn the same way, to everybody who got it.
 *
 *	draft → published → withdrawn
 *
 * An attribution never changes: another one is drafted. Its names never stand in a personal message, and in what is said
 * in public only while it is published (service/desk/attribution_names.h).
 */
#pragma once
#include "service/desk/decide.h"

/**
 * @param content  {"texts":[{"language","text"},…], "organisations":["…",…], "host":"whom",
 *                 "host_at":RFC 3339, "convicted":"source" or absent}
 * @return AC_INVALID naming the member; AC_NOT_FOUND
 */
AC_MUST_CHECK enum ac_status ac_attributions_draft(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, const struct ac_json *content, int64_t *id,
	struct ac_error *err);
/** Takes two. AC_CONFLICT when it is no draft */
AC_MUST_CHECK enum ac_status ac_attributions_publish(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);
/** Takes two. @param why  not empty. AC_CONFLICT when it is not published */
AC_MUST_CHECK enum ac_status ac_attributions_withdraw(struct ac_service *service,
	struct ac_officer officer, int64_t id, struct ac_str why, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_attributions_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
/** {"attributions":[…]} @param case_id  0: of every case */
AC_MUST_CHECK enum ac_status ac_attributions_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err);
