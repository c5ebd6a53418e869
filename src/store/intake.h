/* store/intake.h - the chapter of other issuers' feeds and what came in them.
 *
 * Rows in, rows out, as in store/cases.h: texts are borrowed by an insertion until it returns, by a visitor
 * until it returns; an id of 0 on insertion takes the next number; times of 0 are "not yet".
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "store/db.h"

struct ac_feed_row {
	int64_t id;
	struct ac_str name, url;
	int64_t every_min;
	struct ac_wall added_at, polled_at, good_at;
	struct ac_str etag, modified; /* for the next conditional request; empty: none */
	int64_t failures; /* in a row */
	struct ac_str why; /* of the last one; empty: none */
};

/** AC_EXISTS: that name is taken */
AC_MUST_CHECK enum ac_status ac_feed_insert(
	struct ac_db *db, const struct ac_feed_row *row, int64_t *id, struct ac_error *err);
/** Everything that polling changes: etag, modified, polled_at, good_at, failures, why. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feed_polled(
	struct ac_db *db, const struct ac_feed_row *row, struct ac_error *err);
/** With its messages. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feed_delete(struct ac_db *db, int64_t id, struct ac_error *err);

typedef void ac_feed_visit(void *ctx, const struct ac_feed_row *row);
/** All, by number. @param id  0: every one, else that one, AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feed_each(
	struct ac_db *db, int64_t id, ac_feed_visit *visit, void *ctx, struct ac_error *err);

/* As pins: the next look judges the message (again). */
#define ac_feed_pins_unsettled "?"

struct ac_feed_message_row {
	int64_t id, feed;
	struct ac_str link; /* absolute */
	struct ac_str updated; /* as the feed said it */
	struct ac_str sender, identifier; /* both empty: it could not be read so far */
	struct ac_wall sent_at, expires_at;
	struct ac_str status, msg_type, references_text, event, headline, areas;
	bool valid;
	struct ac_str finding; /* the first error; empty */
	struct ac_str
		signature; /* what is known of it: "none", "unverified", "verified", "refused" */
	struct ac_str claims; /* the sender that its bytes name, believed or not */
	struct ac_str pins; /* by which it was judged: cap/issuers.h, or ac_feed_pins_unsettled */
	struct ac_wall seen_at, gone_at, altered_at;
	int64_t ended_by; /* 0: nothing that came refers to it */
	struct ac_str xml; /* as it came */
};

AC_MUST_CHECK enum ac_status ac_feed_message_insert(
	struct ac_db *db, const struct ac_feed_message_row *row, int64_t *id, struct ac_error *err);

typedef void ac_feed_message_visit(void *ctx, const struct ac_feed_message_row *row);
/** A feed's messages, newest number first, without their bytes. */
AC_MUST_CHECK enum ac_status ac_feed_message_each(struct ac_db *db, int64_t feed,
	ac_feed_message_visit *visit, void *ctx, struct ac_error *err);

/** The one of that name, else the same bytes at that link, else, for one without a name, another without a name
 * there; with its bytes. *found says whether there is one. */
AC_MUST_CHECK enum ac_status ac_feed_message_find(struct ac_db *db,
	const struct ac_feed_message_row *like, ac_feed_message_visit *visit, void *ctx,
	bool *found, struct ac_error *err);

/** Its bytes as they came, added to xml. AC_NOT_FOUND */
AC_MUST_CHECK enum ac_status ac_feed_message_bytes(
	struct ac_db *db, int64_t feed, int64_t id, struct ac_buf *xml, struct ac_error *err);

/** Everything that is read from its bytes: sender … signature, claims, pins. @param row  xml empty: its bytes stay */
AC_MUST_CHECK enum ac_status ac_feed_message_judged(
	struct ac_db *db, const struct ac_feed_message_row *row, struct ac_error *err);

/** It is in the feed (again), under this link and time. @param altered_at  0: its bytes are the same */
AC_MUST_CHECK enum ac_status ac_feed_message_seen(struct ac_db *db, int64_t id, struct ac_str link,
	struct ac_str updated, struct ac_wall altered_at, struct ac_error *err);
/** It is not there any more. */
AC_MUST_CHECK enum ac_status ac_feed_message_gone(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err);
/** A later message refers to the one of that name, if it is there. */
AC_MUST_CHECK enum ac_status ac_feed_message_ended(struct ac_db *db, int64_t feed,
	struct ac_str sender, struct ac_str identifier, int64_t by, struct ac_error *err);
/** Nothing that came refers to it any more. */
AC_MUST_CHECK enum ac_status ac_feed_message_not_ended(
	struct ac_db *db, int64_t id, struct ac_error *err);

/** Forget what is gone since before a time, and of what is gone all but the newest `keep`. */
AC_MUST_CHECK enum ac_status ac_feed_message_forget(
	struct ac_db *db, int64_t feed, struct ac_wall before, int64_t keep, struct ac_error *err);

/** Bytes of a feed's messages together. */
AC_MUST_CHECK enum ac_status ac_feed_bytes(
	struct ac_db *db, int64_t feed, int64_t *bytes, struct ac_error *err);
