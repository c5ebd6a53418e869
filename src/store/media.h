/* store/media.h - the chapter of media contacts and of what goes to them.
 *
 * A contact's name, number and address are sealed; an outlet is an organisation. Deliveries are a durable
 * outbox: rows are made in the transaction that publishes, and sent later by one sender (service/run/media.c).
 * Texts are borrowed: by an insertion until it returns, by a visitor until it returns. */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "store/db.h"

struct ac_media_contact_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t source;
	struct ac_str outlet, language;
	struct ac_str name, phone, email; /* sealed; phone in E.164; phone or email may be empty */
	struct ac_wall added_at;
	struct ac_wall source_expires; /* read only; 0: never */
};

AC_MUST_CHECK enum ac_status ac_media_contact_insert(struct ac_db *db,
	const struct ac_media_contact_row *row, int64_t *id, struct ac_error *err);
/** Forget who it was; what was not sent yet is dropped. AC_NOT_FOUND, also when it is dropped already */
AC_MUST_CHECK enum ac_status ac_media_contact_drop(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err);
typedef void ac_media_contact_visit(void *ctx, const struct ac_media_contact_row *row);
/** Those that are not dropped, oldest first. */
AC_MUST_CHECK enum ac_status ac_media_contact_each(
	struct ac_db *db, ac_media_contact_visit *visit, void *ctx, struct ac_error *err);

struct ac_media_delivery_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t contact, warning, attribution; /* one of the two; the other is 0 */
	struct ac_str
		kind; /* alert, update, all_clear, retraction, statement, attribution, withdrawal */
	struct ac_str language, text;
	bool exercise;
	struct ac_str state; /* see the migration */
	struct ac_str why; /* held, failed, dropped; empty: nothing to say */
	int64_t tries;
	struct ac_wall created_at, submitted_at, ended_at;
	uint64_t receipt_key; /* write only: under which its receipt will come; 0: none */
	struct ac_str outlet; /* read only: the contact's */
};

AC_MUST_CHECK enum ac_status ac_media_delivery_insert(struct ac_db *db,
	const struct ac_media_delivery_row *row, int64_t *id, struct ac_error *err);
/** State, why, tries, submitted_at, ended_at, receipt_key. AC_NOT_FOUND: it neither waits nor is under way */
AC_MUST_CHECK enum ac_status ac_media_delivery_update(
	struct ac_db *db, const struct ac_media_delivery_row *row, struct ac_error *err);
/** The same for one that did not leave and waits again; dropped when what was written meanwhile replaces it. */
AC_MUST_CHECK enum ac_status ac_media_delivery_put_back(struct ac_db *db,
	const struct ac_media_delivery_row *row, struct ac_wall at, struct ac_error *err);
typedef void ac_media_delivery_visit(void *ctx, const struct ac_media_delivery_row *row);
/** Those of a warning, or of an attribution (the other 0), oldest first. */
AC_MUST_CHECK enum ac_status ac_media_delivery_each(struct ac_db *db, int64_t warning,
	int64_t attribution, ac_media_delivery_visit *visit, void *ctx, struct ac_error *err);
/**
 * The next to be sent: fewest tries first, then the oldest; none before an older one that waits for the same contact
 * and is about the same. @param exercise  of a drill, or what is real; these are two queues  @param number  E.164, appended. AC_NOT_FOUND: none
 */
AC_MUST_CHECK enum ac_status ac_media_delivery_next(struct ac_db *db, bool exercise,
	ac_media_delivery_visit *visit, void *ctx, struct ac_buf *number, struct ac_error *err);
/** What a receipt says of one that left: state, why, ended_at. One that has ended stays as it is. */
AC_MUST_CHECK enum ac_status ac_media_delivery_receipt(
	struct ac_db *db, const struct ac_media_delivery_row *row, struct ac_error *err);
/** Those whose receipt is awaited, newest first. @param most  so many */
AC_MUST_CHECK enum ac_status ac_media_delivery_awaited(struct ac_db *db, int64_t most,
	void (*visit)(void *ctx, int64_t id, uint64_t receipt_key), void *ctx,
	struct ac_error *err);
/** After a crash: what was submitted without an outcome is unknown. @param changed  how many */
AC_MUST_CHECK enum ac_status ac_media_delivery_recover(
	struct ac_db *db, struct ac_wall at, int64_t *changed, struct ac_error *err);
/** What of an attribution was not sent yet will not be. */
AC_MUST_CHECK enum ac_status ac_media_delivery_drop(
	struct ac_db *db, int64_t attribution, struct ac_wall at, struct ac_error *err);
/**
 * What of a warning was not sent yet will not be: something newer is said of it.
 * @param whole  statements as well: nothing is said beside it any more
 */
AC_MUST_CHECK enum ac_status ac_media_delivery_replace(
	struct ac_db *db, int64_t warning, bool whole, struct ac_wall at, struct ac_error *err);
