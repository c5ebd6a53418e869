#include "store/intake.h"

#include "store/ids.h"

#define FEED_COLUMNS \
	"id, name, url, every_min, added_at, etag, modified, polled_at, good_at, failures, why"
#define MESSAGE_COLUMNS                                                                    \
	"id, feed, link, updated, sender, identifier, sent_at, status, msg_type, "         \
	"references_text, event, headline, areas, expires_at, valid, finding, signature, " \
	"claims, pins, seen_at, gone_at, altered_at, ended_by"

static const struct ac_sql sql_insert = { "feed_insert",
	"INSERT INTO feed (id, name, url, every_min, added_at) VALUES ($1, $2, $3, $4, $5)" };
static const struct ac_sql sql_polled = { "feed_polled",
	"UPDATE feed SET etag = $2, modified = $3, polled_at = $4, good_at = $5, failures = $6, "
	"why = $7 WHERE id = $1" };
static const struct ac_sql sql_delete = { "feed_delete", "DELETE FROM feed WHERE id = $1" };
static const struct ac_sql sql_delete_messages = { "feed_delete_messages",
	"DELETE FROM feed_message WHERE feed = $1" };
static const struct ac_sql sql_feeds = { "feed_each",
	"SELECT " FEED_COLUMNS " FROM feed WHERE $1 = 0 OR id = $1 ORDER BY id" };
static const struct ac_sql sql_message_insert = { "feed_message_insert",
	"INSERT INTO feed_message (" MESSAGE_COLUMNS ", xml) VALUES ($1, $2, $3, $4, $5, $6, $7, "
	"$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, NULL, NULL, NULL, $21)" };
static const struct ac_sql sql_messages = { "feed_message_each",
	"SELECT " MESSAGE_COLUMNS " FROM feed_message WHERE feed = $1 ORDER BY id DESC" };
static const struct ac_sql sql_find = { "feed_message_find",
	"SELECT " MESSAGE_COLUMNS ", xml FROM feed_message WHERE feed = $1 AND "
	"((sender = $2 AND identifier = $3 AND $3 <> '') OR "
	"(link = $4 AND (xml = $5 OR (identifier = '' AND $3 = '')))) "
	"ORDER BY CASE WHEN identifier = $3 AND $3 <> '' THEN 0 WHEN xml = $5 THEN 1 ELSE 2 END, "
	"id LIMIT 1" };
static const struct ac_sql sql_xml = { "feed_message_bytes",
	"SELECT xml FROM feed_message WHERE feed = $1 AND id = $2" };
static const struct ac_sql sql_judged = { "feed_message_judged",
	"UPDATE feed_message SET sender = $2, identifier = $3, sent_at = $4, status = $5, "
	"msg_type = $6, references_text = $7, event = $8, headline = $9, areas = $10, "
	"expires_at = $11, valid = $12, finding = $13, signature = $14, claims = $15, pins = $16, "
	"xml = coalesce($17, xml) WHERE id = $1" };
static const struct ac_sql sql_seen = { "feed_message_seen",
	"UPDATE feed_message SET link = $2, updated = $3, gone_at = NULL, "
	"altered_at = coalesce($4, altered_at) WHERE id = $1" };
static const struct ac_sql sql_gone = { "feed_message_gone",
	"UPDATE feed_message SET gone_at = $2 WHERE id = $1 AND gone_at IS NULL" };
static const struct ac_sql sql_ended = { "feed_message_ended",
	"UPDATE feed_message SET ended_by = $4 WHERE feed = $1 AND sender = $2 AND "
	"identifier = $3 AND ended_by IS NULL AND id <> $4" };
static const struct ac_sql sql_not_ended = { "feed_message_not_ended",
	"UPDATE feed_message SET ended_by = NULL WHERE id = $1" };
static const struct ac_sql sql_forget = { "feed_message_forget",
	"DELETE FROM feed_message WHERE feed = $1 AND gone_at IS NOT NULL AND (gone_at < $2 OR "
	"id NOT IN (SELECT id FROM feed_message WHERE feed = $1 AND gone_at IS NOT NULL "
	"ORDER BY id DESC LIMIT $3))" };
static const struct ac_sql sql_bytes = { "feed_bytes",
	"SELECT CAST(coalesce(sum(length(xml)), 0) AS BIGINT) FROM feed_message WHERE feed = $1" };

/* ---- feeds ---- */

enum ac_status ac_feed_insert(
	struct ac_db *db, const struct ac_feed_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_feed);
	AC_TRY(ac_db_change(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->name), AC_TEXT(row->url),
			AC_I64(row->every_min), AC_I64(row->added_at.us)),
		NULL, err));
	if (id)
		*id = number;
	return AC_OK;
}

static enum ac_status no_feed(int64_t id, struct ac_error *err)
{
	return ac_fail(err, AC_NOT_FOUND, "there is no feed %lld", (long long)id);
}

enum ac_status ac_feed_polled(struct ac_db *db, const struct ac_feed_row *row, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_polled,
		AC_VALUES(AC_I64(row->id), AC_TEXT_IF_ANY(row->etag), AC_TEXT_IF_ANY(row->modified),
			AC_ID_OR_NULL(row->polled_at.us), AC_ID_OR_NULL(row->good_at.us),
			AC_I64(row->failures), AC_TEXT_IF_ANY(row->why)),
		&changed, err));
	return changed ? AC_OK : no_feed(row->id, err);
}

enum ac_status ac_feed_delete(struct ac_db *db, int64_t id, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_run(db, &sql_delete_messages, AC_VALUES(AC_I64(id)), err));
	AC_TRY(ac_db_change(db, &sql_delete, AC_VALUES(AC_I64(id)), &changed, err));
	return changed ? AC_OK : no_feed(id, err);
}

static struct ac_feed_row read_feed(struct ac_stmt *rows)
{
	return (struct ac_feed_row){
		.id = ac_row_i64(rows, 0),
		.name = ac_row_text(rows, 1),
		.url = ac_row_text(rows, 2),
		.every_min = ac_row_i64(rows, 3),
		.added_at = { ac_row_i64(rows, 4) },
		.etag = ac_row_text(rows, 5),
		.modified = ac_row_text(rows, 6),
		.polled_at = { ac_row_i64(rows, 7) },
		.good_at = { ac_row_i64(rows, 8) },
		.failures = ac_row_i64(rows, 9),
		.why = ac_row_text(rows, 10),
	};
}

enum ac_status ac_feed_each(
	struct ac_db *db, int64_t id, ac_feed_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(db, &sql_feeds, AC_VALUES(AC_I64(id)), &rows, err));
	for (bool row = false;; seen++) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return seen || !id ? AC_OK : no_feed(id, err);
		struct ac_feed_row feed = read_feed(rows);
		visit(ctx, &feed);
	}
}

/* ---- messages ---- */

enum ac_status ac_feed_message_insert(
	struct ac_db *db, const struct ac_feed_message_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_feed_message);
	AC_TRY(ac_db_run(db, &sql_message_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->feed), AC_TEXT(row->link),
			AC_TEXT_IF_ANY(row->updated), AC_TEXT(row->sender),
			AC_TEXT(row->identifier), AC_ID_OR_NULL(row->sent_at.us),
			AC_TEXT_IF_ANY(row->status), AC_TEXT_IF_ANY(row->msg_type),
			AC_TEXT_IF_ANY(row->references_text), AC_TEXT_IF_ANY(row->event),
			AC_TEXT_IF_ANY(row->headline), AC_TEXT_IF_ANY(row->areas),
			AC_ID_OR_NULL(row->expires_at.us), AC_I64(row->valid),
			AC_TEXT_IF_ANY(row->finding), AC_TEXT(row->signature), AC_TEXT(row->claims),
			AC_TEXT(row->pins), AC_I64(row->seen_at.us), AC_BLOB(row->xml)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

static struct ac_feed_message_row read_message(struct ac_stmt *rows)
{
	return (struct ac_feed_message_row){
		.id = ac_row_i64(rows, 0),
		.feed = ac_row_i64(rows, 1),
		.link = ac_row_text(rows, 2),
		.updated = ac_row_text(rows, 3),
		.sender = ac_row_text(rows, 4),
		.identifier = ac_row_text(rows, 5),
		.sent_at = { ac_row_i64(rows, 6) },
		.status = ac_row_text(rows, 7),
		.msg_type = ac_row_text(rows, 8),
		.references_text = ac_row_text(rows, 9),
		.event = ac_row_text(rows, 10),
		.headline = ac_row_text(rows, 11),
		.areas = ac_row_text(rows, 12),
		.expires_at = { ac_row_i64(rows, 13) },
		.valid = ac_row_i64(rows, 14) != 0,
		.finding = ac_row_text(rows, 15),
		.signature = ac_row_text(rows, 16),
		.claims = ac_row_text(rows, 17),
		.pins = ac_row_text(rows, 18),
		.seen_at = { ac_row_i64(rows, 19) },
		.gone_at = { ac_row_i64(rows, 20) },
		.altered_at = { ac_row_i64(rows, 21) },
		.ended_by = ac_row_i64(rows, 22),
		.xml = AC_STR(""),
	};
}

enum ac_status ac_feed_message_each(struct ac_db *db, int64_t feed, ac_feed_message_visit *visit,
	void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_messages, AC_VALUES(AC_I64(feed)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_feed_message_row message = read_message(rows);
		visit(ctx, &message);
	}
}

enum ac_status ac_feed_message_find(struct ac_db *db, const struct ac_feed_message_row *like,
	ac_feed_message_visit *visit, void *ctx, bool *found, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_find,
		AC_VALUES(AC_I64(like->feed), AC_TEXT(like->sender), AC_TEXT(like->identifier),
			AC_TEXT(like->link), AC_BLOB(like->xml)),
		&rows, err));
	AC_TRY(ac_rows_next(rows, found, err));
	if (*found) {
		struct ac_feed_message_row message = read_message(rows);
		message.xml = ac_row_blob(rows, 23);
		visit(ctx, &message);
	}
	return AC_OK;
}

enum ac_status ac_feed_message_bytes(
	struct ac_db *db, int64_t feed, int64_t id, struct ac_buf *xml, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool found = false;
	AC_TRY(ac_db_query(db, &sql_xml, AC_VALUES(AC_I64(feed), AC_I64(id)), &rows, err));
	AC_TRY(ac_rows_next(rows, &found, err));
	if (!found)
		return ac_fail(err, AC_NOT_FOUND, "there is no message %lld in feed %lld",
			(long long)id, (long long)feed);
	ac_buf_add_str(xml, ac_row_blob(rows, 0));
	return ac_buf_check(xml, "the message", err);
}

enum ac_status ac_feed_message_judged(
	struct ac_db *db, const struct ac_feed_message_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_judged,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->sender), AC_TEXT(row->identifier),
			AC_ID_OR_NULL(row->sent_at.us), AC_TEXT_IF_ANY(row->status),
			AC_TEXT_IF_ANY(row->msg_type), AC_TEXT_IF_ANY(row->references_text),
			AC_TEXT_IF_ANY(row->event), AC_TEXT_IF_ANY(row->headline),
			AC_TEXT_IF_ANY(row->areas), AC_ID_OR_NULL(row->expires_at.us),
			AC_I64(row->valid), AC_TEXT_IF_ANY(row->finding), AC_TEXT(row->signature),
			AC_TEXT(row->claims), AC_TEXT(row->pins),
			row->xml.n ? AC_BLOB(row->xml) : AC_NULL),
		err);
}

enum ac_status ac_feed_message_seen(struct ac_db *db, int64_t id, struct ac_str link,
	struct ac_str updated, struct ac_wall altered_at, struct ac_error *err)
{
	return ac_db_run(db, &sql_seen,
		AC_VALUES(AC_I64(id), AC_TEXT(link), AC_TEXT_IF_ANY(updated),
			AC_ID_OR_NULL(altered_at.us)),
		err);
}

enum ac_status ac_feed_message_gone(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err)
{
	return ac_db_run(db, &sql_gone, AC_VALUES(AC_I64(id), AC_I64(at.us)), err);
}

enum ac_status ac_feed_message_ended(struct ac_db *db, int64_t feed, struct ac_str sender,
	struct ac_str identifier, int64_t by, struct ac_error *err)
{
	return ac_db_run(db, &sql_ended,
		AC_VALUES(AC_I64(feed), AC_TEXT(sender), AC_TEXT(identifier), AC_I64(by)), err);
}

enum ac_status ac_feed_message_not_ended(struct ac_db *db, int64_t id, struct ac_error *err)
{
	return ac_db_run(db, &sql_not_ended, AC_VALUES(AC_I64(id)), err);
}

enum ac_status ac_feed_message_forget(
	struct ac_db *db, int64_t feed, struct ac_wall before, int64_t keep, struct ac_error *err)
{
	return ac_db_run(
		db, &sql_forget, AC_VALUES(AC_I64(feed), AC_I64(before.us), AC_I64(keep)), err);
}

enum ac_status ac_feed_bytes(struct ac_db *db, int64_t feed, int64_t *bytes, struct ac_error *err)
{
	return ac_db_i64(db, &sql_bytes, AC_VALUES(AC_I64(feed)), bytes, err);
}
