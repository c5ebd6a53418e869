/* service/desk/warnings.h - what is said in public: a warning's draft, its publication, and its end.
 *
 *	draft → published   by publish (CAP Alert); an update of a draft changes the draft
 *	published           an update publishes a CAP Update with the whole chain of references
 *	published → cleared    by clear: Update (the level stays) or Cancel, responseType AllClear
 *	published → retracted  by retract: Cancel
 *
 * A published message never changes. The CAP document, the new state, the case's state and the audit
 * row are one transaction; the campaigns of the warning are ended once that is durable.
 *
 * What describes a warning is an object, the body of the request: areas (array of GeoJSON), districts
 * (names of features in them), circles ({lat,lon,radius_km}), texts (YAML or JSON: a list `texts` with
 * language, headline, description, instruction), scheme, level, place (whose level that
 * is; its areas' names by default), country (in which that lies), valid_from, valid_to, event, urgency, severity, certainty, response (array).
 * A draft may have from_case instead of areas: those of that case's last warning; without one, those that it took over
 * from the case before it.
 *
 * An update never lowers a level; one that ends the warning sooner, begins it later or leaves part of its area
 * takes the criteria that an all-clear takes. The all-clear lowers it, by one step, when the criteria of the case allow it
 * (service/desk/ledger.h).
 */
#pragma once
#include "service/desk/decide.h"
#include "json/json.h"

/** @return AC_INVALID naming the member; AC_CONFLICT for a closed case */
AC_MUST_CHECK enum ac_status ac_warnings_draft(struct ac_service *service,
	struct ac_officer officer, int64_t case_id, const struct ac_json *content, int64_t *id,
	struct ac_error *err);

/** Change a draft, or publish an Update; what content leaves out stays. */
AC_MUST_CHECK enum ac_status ac_warnings_update(struct ac_service *service,
	struct ac_officer officer, int64_t id, const struct ac_json *content, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_warnings_publish(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);

/**
 * The all-clear. @param content  texts (instruction: what still holds), level (it stays; without it
 * the warning is cancelled, and its place falls to the mildest), review (when the case is looked at again),
 * messages and advice for the campaigns (service/desk/campaigns.h)
 * @param answer  its "campaigns" says which were ended
 * @return AC_CONFLICT with what is missing
 */
AC_MUST_CHECK enum ac_status ac_warnings_clear(struct ac_service *service,
	struct ac_officer officer, int64_t id, const struct ac_json *content,
	struct ac_json *answer, struct ac_error *err);

/** The same for a mistake. @param content  why, texts, messages */
AC_MUST_CHECK enum ac_status ac_warnings_retract(struct ac_service *service,
	struct ac_officer officer, int64_t id, const struct ac_json *content,
	struct ac_json *answer, struct ac_error *err);

/** With texts, areas by name, and the chain of messages. */
AC_MUST_CHECK enum ac_status ac_warnings_view(
	struct ac_service *service, int64_t id, struct ac_json *answer, struct ac_error *err);
/** @param case_id  0: of every case */
AC_MUST_CHECK enum ac_status ac_warnings_list(
	struct ac_service *service, int64_t case_id, struct ac_json *answer, struct ac_error *err);
/** The last published document. @param xml  appended; AC_NOT_FOUND when nothing is published */
AC_MUST_CHECK enum ac_status ac_warnings_cap(
	struct ac_service *service, int64_t id, struct ac_buf *xml, struct ac_error *err);
