/* service/desk/decide.h - a decision of an officer: the change and its audit row in one transaction.
 *
 * Every use-case that changes something runs under ac_service_write() and calls ac_decided() in the
 * same transaction. Audit rows hold ids and figures, never names, numbers or texts.
 */
#pragma once
#include "service/service.h"
#include "json/json.h"

/* Who decides, and when. */
struct ac_by {
	struct ac_officer officer;
	struct ac_wall at;
};

/** The officer at the service's present time. */
struct ac_by ac_by(const struct ac_service *service, struct ac_officer officer);

/**
 * Append the audit row of a change.
 * @param action  "case.open", static
 * @param object  "case", static; with id it becomes "case/7"; id 0: just the word
 * @param detail  ids and figures; NULL: none
 */
AC_MUST_CHECK enum ac_status ac_decided(struct ac_db *db, const struct ac_by *by,
	const char *action, const char *object, int64_t id, const struct ac_json *detail,
	struct ac_error *err);

/** The same as a change of its own: for looks at personal data, and before orders to the engine. */
AC_MUST_CHECK enum ac_status ac_decide(struct ac_service *service, struct ac_officer officer,
	const char *action, const char *object, int64_t id, const struct ac_json *detail,
	struct ac_error *err);

/** {"name": id}, for a detail of one figure; owned by the caller. */
struct ac_json *ac_detail_i64(const char *name, int64_t value);

/** A member with RFC 3339, left out when the time is 0 or for ever. */
void ac_json_set_wall_if(struct ac_json *object, const char *name, struct ac_wall value);
/** A member left out when the text is empty. */
void ac_json_set_str_if(struct ac_json *object, const char *name, struct ac_str value);

/** Path of the configured key file. */
void ac_key_path(const struct ac_config *config, const char *dir, char path[4096]);
/** Path of the configured file with the issuer's private key. */
void ac_issuer_key_path(const struct ac_config *config, const char *dir, char path[4096]);
