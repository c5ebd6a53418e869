/* service/desk/media.h - who in the media is told, and what became of it.
 *
 * Whenever a warning is published, updated, cleared or retracted, a later statement or an attribution is
 * published or withdrawn, each contact gets it in their language: who has a number, a short message with
 * the headline, the offices that speak and the addresses of what they say and of the document; who has only an e-mail address, the
 * whole with the statements, which is held and shown until there is a way to send e-mail. The rows are
 * made in the transaction that publishes, so none is forgotten; service/run/media.c sends them.
 */
#pragma once
#include "service/desk/decide.h"

/* Views are borrowed. Phone or e-mail, or both. */
struct ac_media_new {
	struct ac_str source; /* a registered source: on what ground the data is held */
	struct ac_str name, outlet, language, phone, email;
};

/** @return AC_INVALID naming the member; AC_NOT_FOUND for an unknown source, AC_CONFLICT for an expired one */
AC_MUST_CHECK enum ac_status ac_media_add(struct ac_service *service, struct ac_officer officer,
	const struct ac_media_new *made, int64_t *id, struct ac_error *err);
/** Forget who it was. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_media_drop(
	struct ac_service *service, struct ac_officer officer, int64_t id, struct ac_error *err);
/** {"contacts":[{"id","outlet","name",…},…]}; the look is audited */
AC_MUST_CHECK enum ac_status ac_media_list(struct ac_service *service, struct ac_officer officer,
	struct ac_json *answer, struct ac_error *err);
/** {"deliveries":[{"contact","outlet","kind","state",…},…]} without names. @param warning or attribution, the other 0 */
AC_MUST_CHECK enum ac_status ac_media_deliveries(struct ac_service *service, int64_t warning,
	int64_t attribution, struct ac_json *answer, struct ac_error *err);

/* ---- for those that publish, within their transaction, before its audit row ---- */

struct ac_media_news {
	int64_t warning, attribution; /* one of the two */
	const char *kind; /* alert, update, all_clear, retraction, statement, attribution; static */
	const struct ac_json
		*texts; /* [{"language","headline"},…]; of an attribution "text" instead */
	bool exercise;
};

/**
 * Put it into the outbox for every contact whose source has not expired; show the second person to how many. What it
 * replaces and was not sent yet is dropped: an all-clear or retraction replaces everything of its warning, an update
 * the messages before it.
 */
AC_MUST_CHECK enum ac_status ac_media_tell(struct ac_db *db, const struct ac_by *by,
	const struct ac_config *config, const struct ac_media_news *news, struct ac_error *err);

/** The withdrawal of an attribution goes to everyone who got it or may have; what is unsent is dropped. */
AC_MUST_CHECK enum ac_status ac_media_withdraw(struct ac_db *db, const struct ac_by *by,
	const struct ac_config *config, int64_t attribution, bool exercise, struct ac_error *err);
