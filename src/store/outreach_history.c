/* store/outreach_history.c - attempts and events, in the order of persons. */
#include "store/outreach.h"
#include "store/sealed.h"

#define ATTEMPT_COLUMNS                                                                          \
	"traveller, id, campaign, contact, link, kind, tier, version, language, rung, tries, "   \
	"closing_tries, contact_index, state, recorded_at, submitted_at, ended_at, carrier_id, " \
	"receipt_key, error, segment_keys"

static const struct ac_sql sql_put = { "attempt_put",
	"INSERT INTO attempt (" ATTEMPT_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
	"$10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) "
	"ON CONFLICT (traveller, id) DO UPDATE SET state = excluded.state, "
	"submitted_at = excluded.submitted_at, ended_at = excluded.ended_at, "
	"carrier_id = excluded.carrier_id, receipt_key = excluded.receipt_key, "
	"error = excluded.error, segment_keys = excluded.segment_keys" };
/* States: 1 submitted, 2 accepted, 3 delivered, 4 failed, 5 unknown, 6 withdrawn. */
static const struct ac_sql sql_settle = { "attempt_settle",
	"UPDATE attempt SET state = CAST($3 AS BIGINT), "
	"submitted_at = CASE WHEN CAST($3 AS BIGINT) IN (1, 2, 5) THEN coalesce(submitted_at, $4) "
	"ELSE submitted_at END, "
	"ended_at = CASE WHEN CAST($3 AS BIGINT) IN (3, 4, 6) THEN $4 ELSE ended_at END, "
	"carrier_id = coalesce($5, carrier_id), receipt_key = coalesce($6, receipt_key), "
	"error = $7, segment_keys = coalesce($8, segment_keys) WHERE traveller = $1 AND id = $2" };
static const struct ac_sql sql_of = { "attempts_of",
	"SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE traveller = $1 ORDER BY id" };
static const struct ac_sql sql_open = { "attempts_open",
	"SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE campaign = $1 AND state IN (0, 1, 2, 5) "
	"ORDER BY traveller, id" };
static const struct ac_sql sql_open_all = { "attempts_open_all",
	"SELECT " ATTEMPT_COLUMNS " FROM attempt WHERE state IN (0, 1, 2, 5) "
	"ORDER BY campaign, traveller, id" };
static const struct ac_sql sql_last = { "attempts_last",
	"SELECT coalesce(max(id), 0) FROM attempt" };

static const struct ac_sql sql_event_put = { "event_put",
	"INSERT INTO event "
	"(traveller, id, campaign, at, kind, detail, link, subject, text_enc) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (traveller, id) DO NOTHING" };
static const struct ac_sql sql_events_of = { "events_of",
	"SELECT traveller, id, campaign, at, kind, detail, link, subject, text_enc FROM event "
	"WHERE traveller = $1 ORDER BY id" };

enum { text_max = 1 << 16 };

/* A carrier may send any bytes as an id; what is no text is kept as far as it can be shown. */
static struct ac_value carrier_id(struct ac_str id, char room[ac_carrier_id_max])
{
	if (id.n == 0)
		return AC_NULL;
	if (id.n > ac_carrier_id_max || (ac_str_is_utf8(id) && !memchr(id.p, 0, id.n)))
		return AC_TEXT(id);
	for (size_t i = 0; i < id.n; i++)
		room[i] = id.p[i] > ' ' && id.p[i] <= '~' ? id.p[i] : '?';
	return AC_TEXT(((struct ac_str){ room, id.n }));
}

static enum ac_status put_attempt(
	struct ac_db *db, const struct ac_attempt_row *row, struct ac_error *err)
{
	const struct ac_attempt_entry *entry = &row->entry;
	char room[ac_carrier_id_max];
	return ac_db_run(db, &sql_put,
		AC_VALUES(AC_I64(entry->traveller), AC_I64((int64_t)row->id),
			AC_I64(entry->campaign), AC_I64(entry->contact), AC_I64(row->link),
			AC_I64(entry->kind), AC_I64(entry->tier), AC_I64(entry->version),
			AC_I64(entry->language), AC_I64(entry->rung), AC_I64(entry->tries),
			AC_I64(entry->closing_tries), AC_I64(entry->contact_index),
			AC_I64(row->state), AC_I64(row->recorded_at.us),
			AC_ID_OR_NULL(row->submitted_at.us), AC_ID_OR_NULL(row->ended_at.us),
			carrier_id(row->carrier_id, room), AC_ID_OR_NULL((int64_t)row->receipt_key),
			AC_ID_OR_NULL(row->carrier_status),
			row->segment_keys.n ? AC_BLOB(row->segment_keys) : AC_NULL),
		err);
}

enum ac_status ac_attempts_put(
	struct ac_db *db, const struct ac_attempt_row *rows, size_t n, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++)
		AC_TRY(put_attempt(db, &rows[i], err));
	return AC_OK;
}

enum ac_status ac_attempts_settle(
	struct ac_db *db, const struct ac_outcome_record *outcomes, size_t n, struct ac_error *err)
{
	char room[ac_carrier_id_max];
	for (const struct ac_outcome_record *it = outcomes; it < outcomes + n; it++)
		AC_TRY(ac_db_run(db, &sql_settle,
			AC_VALUES(AC_I64(it->traveller), AC_I64((int64_t)it->attempt),
				AC_I64(it->state), AC_I64(it->at.us),
				carrier_id(it->carrier_id, room),
				AC_ID_OR_NULL((int64_t)it->receipt_key),
				AC_ID_OR_NULL(it->carrier_status),
				it->segment_keys.n ? AC_BLOB(it->segment_keys) : AC_NULL),
			err));
	return AC_OK;
}

static struct ac_attempt_row read_attempt(struct ac_stmt *rows)
{
	return (struct ac_attempt_row){
		.id = (uint64_t)ac_row_i64(rows, 1),
		.entry = {
			.traveller = ac_row_i64(rows, 0),
			.campaign = ac_row_i64(rows, 2),
			.contact = ac_row_i64(rows, 3),
			.kind = (uint8_t)ac_row_i64(rows, 5),
			.tier = (uint8_t)ac_row_i64(rows, 6),
			.version = (uint16_t)ac_row_i64(rows, 7),
			.language = (uint16_t)ac_row_i64(rows, 8),
			.rung = (uint8_t)ac_row_i64(rows, 9),
			.tries = (uint8_t)ac_row_i64(rows, 10),
			.closing_tries = (uint8_t)ac_row_i64(rows, 11),
			.contact_index = (uint8_t)ac_row_i64(rows, 12),
		},
		.link = (uint16_t)ac_row_i64(rows, 4),
		.state = (uint8_t)ac_row_i64(rows, 13),
		.recorded_at = { ac_row_i64(rows, 14) },
		.submitted_at = { ac_row_i64(rows, 15) },
		.ended_at = { ac_row_i64(rows, 16) },
		.carrier_id = ac_row_text(rows, 17),
		.receipt_key = (uint64_t)ac_row_i64(rows, 18),
		.carrier_status = (uint32_t)ac_row_i64(rows, 19),
		.segment_keys = ac_row_blob(rows, 20),
	};
}

static enum ac_status each_attempt(
	struct ac_stmt *rows, ac_attempt_visit *visit, void *ctx, struct ac_error *err)
{
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_attempt_row attempt = read_attempt(rows);
		visit(ctx, &attempt);
	}
}

enum ac_status ac_attempts_of(struct ac_db *db, int64_t traveller, ac_attempt_visit *visit,
	void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_of, AC_VALUES(AC_I64(traveller)), &rows, err));
	return each_attempt(rows, visit, ctx, err);
}

enum ac_status ac_attempts_open(struct ac_db *db, int64_t campaign, ac_attempt_visit *visit,
	void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	if (campaign)
		AC_TRY(ac_db_query(db, &sql_open, AC_VALUES(AC_I64(campaign)), &rows, err));
	else
		AC_TRY(ac_db_query(db, &sql_open_all, AC_NO_VALUES, &rows, err));
	return each_attempt(rows, visit, ctx, err);
}

enum ac_status ac_attempts_last(struct ac_db *db, uint64_t *id, struct ac_error *err)
{
	int64_t last = 0;
	AC_TRY(ac_db_i64(db, &sql_last, AC_NO_VALUES, &last, err));
	*id = (uint64_t)last;
	return AC_OK;
}

/* ---- events ---- */

static enum ac_status put_event(struct ac_db *db, const struct ac_event_row *row,
	struct ac_buf *sealed, struct ac_error *err)
{
	const struct ac_event_record *record = &row->record;
	ac_buf_reset(sealed);
	if (row->text.n)
		ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_EVENT_TEXT, row->id },
			row->text, sealed);
	AC_TRY(ac_buf_check(sealed, "the text of an event", err));
	return ac_db_run(db, &sql_event_put,
		AC_VALUES(AC_I64(record->traveller), AC_I64(row->id), AC_I64(record->campaign),
			AC_I64(record->at.us), AC_I64(record->event), AC_I64(record->detail),
			AC_I64(record->link), AC_ID_OR_NULL(record->subject),
			sealed->n ? AC_BLOB(ac_buf_str(sealed)) : AC_NULL),
		err);
}

enum ac_status ac_events_put(
	struct ac_db *db, const struct ac_event_row *rows, size_t n, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, text_max);
	for (size_t i = 0; i < n; i++)
		AC_TRY(put_event(db, &rows[i], &sealed, err));
	return AC_OK;
}

static struct ac_event_row read_event(struct ac_stmt *rows)
{
	return (struct ac_event_row){
		.id = ac_row_i64(rows, 1),
		.record = {
			.traveller = ac_row_i64(rows, 0),
			.campaign = ac_row_i64(rows, 2),
			.at = { ac_row_i64(rows, 3) },
			.event = (uint8_t)ac_row_i64(rows, 4),
			.detail = (uint8_t)ac_row_i64(rows, 5),
			.link = (uint16_t)ac_row_i64(rows, 6),
			.subject = ac_row_i64(rows, 7),
		},
	};
}

enum ac_status ac_events_of(struct ac_db *db, int64_t traveller,
	void (*visit)(void *ctx, const struct ac_event_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	AC_TRY(ac_db_query(db, &sql_events_of, AC_VALUES(AC_I64(traveller)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_event_row event = read_event(rows);
		AC_TRY(ac_open_column(db, AC_SEALED_EVENT_TEXT, event.id, ac_row_blob(rows, 8),
			&text, &event.text, err));
		visit(ctx, &event);
	}
}
