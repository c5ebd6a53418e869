/* service/desk/decide.h - a decision of an officer: the change and its audit row in one transaction.
 *
 * Every use-case that changes something runs under ac_service_write() and calls ac_decided() in the
 * same transaction. Audit rows hold ids and figures, never names, numbers or texts.
 *
 * What takes two (threat/rights.h) is refused here unless two different officers stand behind it, so that
 * no way around the draft and its approval exists: both names must stand in the approved decision, nothing may
 * have been decided since the second person's look was repeated, and the decision is done from then on. Asked alone, such a request is rehearsed: it runs to
 * its audit row, leaves what would go out in the rehearsal, and its transaction is undone
 * (service/desk/decisions.h). So a use-case that takes two changes nothing before that row's
 * transaction, and shows its document before it calls ac_decided().
 */
#pragma once
#include "service/service.h"
#include "json/json.h"

/* What a request that takes two would do. */
struct ac_rehearsal {
	struct ac_wall at; /* the time that counts; 0: now */
	bool figures; /* they are wanted; else the document is all that counts, and what costs much is left out */
	bool stored; /* what waits for a second person is looked at: nothing of it is done, whoever may do it by now */
	bool takes_two; /* it does, and nothing was changed */
	struct ac_buf document; /* exactly what would go out */
	struct ac_json *shown; /* owned; an object: figures */
	struct ac_json *checks; /* owned; [{"check","good","says"},…] */
	struct ac_json *reasons; /* owned; [{"criterion","report","why" or "withheld":true},…] */
	struct ac_str reader; /* who is shown it; empty: who drafts it. What a mark keeps from them
	                         is in no document, which is the same for everybody */
};

void ac_rehearsal_init(struct ac_rehearsal *rehearsal, struct ac_wall at);
void ac_rehearsal_done(struct ac_rehearsal *rehearsal);
AC_AUTO_DEFINE_VALUE(rehearsal, struct ac_rehearsal, ac_rehearsal_done)

/** Where to show figures and checks; NULL when this is no rehearsal. Lent. */
struct ac_json *ac_rehearsed(const struct ac_officer *officer);
/** Is it a rehearsal of which nobody sees figures and checks? */
bool ac_rehearsed_briefly(const struct ac_officer *officer);
/** Show the document; nothing when this is no rehearsal. */
void ac_rehearse_document(const struct ac_officer *officer, struct ac_str document);
/** The same behind what is shown already: several documents that go out together. */
void ac_rehearse_more(const struct ac_officer *officer, struct ac_str document);
/** Add a line to the list of checks. @param says  empty: nothing to add to the check's name */
void ac_rehearse_check(
	const struct ac_officer *officer, const char *check, bool good, struct ac_str says);

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
 * @param detail  ids and figures; NULL: none. The row belongs to the case that "case", "warning" or "campaign" in it
 *                names, else to that of the object: so it stands in the case's timeline
 * @return AC_DENIED for an action that takes two when it has not; AC_CONFLICT when what was agreed to is done
 *         already, and for one that takes two no longer when it is only looked at; AC_BUSY when it must be looked at again. Undo the transaction
 */
AC_MUST_CHECK enum ac_status ac_decided(struct ac_db *db, const struct ac_by *by,
	const char *action, const char *object, int64_t id, const struct ac_json *detail,
	struct ac_error *err);

/** Number of the last audit row: what is decided later changes it. */
AC_MUST_CHECK enum ac_status ac_last_decided(struct ac_db *db, int64_t *row, struct ac_error *err);

/** The same as a change of its own: for looks at personal data, and before orders to the engine. */
AC_MUST_CHECK enum ac_status ac_decide(struct ac_service *service, struct ac_officer officer,
	const char *action, const char *object, int64_t id, const struct ac_json *detail,
	struct ac_error *err);

/** {"name": id}, for a detail of one figure; owned by the caller. */
struct ac_json *ac_detail_i64(const char *name, int64_t value);

/** A member with RFC 3339, left out when the time is 0 or for ever. */
void ac_json_set_wall_if(struct ac_json *object, const char *name, struct ac_wall value);
/** A member of 64 hexadecimal digits. */
void ac_json_set_hash(struct ac_json *object, const char *name, const unsigned char hash[32]);
/** A member left out when the text is empty. */
void ac_json_set_str_if(struct ac_json *object, const char *name, struct ac_str value);

/** Path of the configured key file. */
void ac_key_path(const struct ac_config *config, const char *dir, char path[4096]);
/** Path of the configured file with the issuer's private key. */
void ac_issuer_key_path(const struct ac_config *config, const char *dir, char path[4096]);
