/* store/outreach_inbox.c - what came in, and calls for help. */
#include "store/ids.h"
#include "store/outreach.h"
#include "store/sealed.h"

#define INBOUND_COLUMNS                                                                           \
	"id, link, at, number_key, text_enc, word, state, owner, owned_at, traveller, campaign, " \
	"taken_in, reason"

static const struct ac_sql sql_insert = { "inbound_insert",
	"INSERT INTO inbound (" INBOUND_COLUMNS
	") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)" };
static const struct ac_sql sql_list = { "inbound_list",
	"SELECT " INBOUND_COLUMNS " FROM inbound WHERE state = $1 AND id > $2 ORDER BY id "
	"LIMIT $3" };
static const struct ac_sql sql_new = { "inbound_new",
	"SELECT " INBOUND_COLUMNS " FROM inbound WHERE taken_in = 0 AND state <> 2 "
	"AND id > $1 AND id <= $2 ORDER BY id LIMIT $3" };
static const struct ac_sql sql_recent = { "inbound_recent",
	"SELECT " INBOUND_COLUMNS " FROM inbound ORDER BY id DESC LIMIT $1" };
static const struct ac_sql sql_taken_in = { "inbound_taken_in",
	"UPDATE inbound SET taken_in = 1, traveller = coalesce(traveller, $3), "
	"campaign = coalesce(campaign, $4) WHERE id = $1 AND word = $2" };
static const struct ac_sql sql_get = { "inbound_get",
	"SELECT " INBOUND_COLUMNS " FROM inbound WHERE id = $1" };
static const struct ac_sql sql_of_number = { "inbound_of_number",
	"SELECT " INBOUND_COLUMNS " FROM inbound WHERE number_key = $1 ORDER BY id" };
static const struct ac_sql sql_own = { "inbound_own",
	"UPDATE inbound SET owner = $2, owned_at = $3, state = 1 "
	"WHERE id = $1 AND owner IS NULL" };
static const struct ac_sql sql_owner = { "inbound_owner",
	"SELECT owner FROM inbound WHERE id = $1" };
static const struct ac_sql sql_settle = { "inbound_settle",
	"UPDATE inbound SET word = $2, state = 2, traveller = coalesce($3, traveller), "
	"campaign = coalesce($4, campaign) WHERE id = $1" };

static const struct ac_sql sql_help_find = { "help_find",
	"SELECT id FROM help_call WHERE traveller = $1 AND campaign = $2 AND closed_at IS NULL "
	"AND owner IS NULL ORDER BY id LIMIT 1" };
static const struct ac_sql sql_help_insert = { "help_insert",
	"INSERT INTO help_call (id, campaign, traveller, at) VALUES ($1, $2, $3, $4)" };
static const struct ac_sql sql_help_own = { "help_own",
	"UPDATE help_call SET owner = $2, owned_at = $3 WHERE id = $1 AND owner IS NULL" };
static const struct ac_sql sql_help_owner = { "help_owner",
	"SELECT owner FROM help_call WHERE id = $1" };
static const struct ac_sql sql_help_open = { "help_open",
	"SELECT id, campaign, traveller, at, owner, owned_at FROM help_call "
	"WHERE closed_at IS NULL AND ($1 = 0 OR campaign = $1) "
	"ORDER BY CASE WHEN owner IS NULL THEN 0 ELSE 1 END, at, id" };

enum { text_max = 1 << 16 };

enum ac_status ac_inbound_insert(
	struct ac_db *db, const struct ac_inbound_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_inbound);
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, text_max);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_INBOUND_TEXT, number },
		row->text, &sealed);
	AC_TRY(ac_buf_check(&sealed, "the text of a message", err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->link), AC_I64(row->at.us),
			AC_I64((int64_t)row->number_key), AC_BLOB(ac_buf_str(&sealed)),
			AC_I64(row->word), AC_I64(row->state), AC_TEXT_IF_ANY(row->owner),
			AC_ID_OR_NULL(row->owned_at.us), AC_ID_OR_NULL(row->traveller),
			AC_ID_OR_NULL(row->campaign), AC_I64(row->taken_in), AC_I64(row->reason)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

static struct ac_inbound_row read_inbound(struct ac_stmt *rows)
{
	return (struct ac_inbound_row){
		.id = ac_row_i64(rows, 0),
		.link = (uint16_t)ac_row_i64(rows, 1),
		.at = { ac_row_i64(rows, 2) },
		.number_key = (uint64_t)ac_row_i64(rows, 3),
		.word = (enum ac_word)ac_row_i64(rows, 5),
		.state = (enum ac_inbound_state)ac_row_i64(rows, 6),
		.owner = ac_row_text(rows, 7),
		.owned_at = { ac_row_i64(rows, 8) },
		.traveller = ac_row_i64(rows, 9),
		.campaign = ac_row_i64(rows, 10),
		.taken_in = ac_row_i64(rows, 11) != 0,
		.reason = (uint8_t)ac_row_i64(rows, 12),
	};
}

static enum ac_status each_inbound(struct ac_db *db, struct ac_stmt *rows, ac_inbound_visit *visit,
	void *ctx, int64_t *seen, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	for (bool row = false;; ++*seen) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_inbound_row message = read_inbound(rows);
		AC_TRY(ac_open_column(db, AC_SEALED_INBOUND_TEXT, message.id, ac_row_blob(rows, 4),
			&text, &message.text, err));
		visit(ctx, &message);
	}
}

enum ac_status ac_inbound_list(struct ac_db *db, enum ac_inbound_state in_state, int64_t after,
	int64_t max, ac_inbound_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(db, &sql_list, AC_VALUES(AC_I64(in_state), AC_I64(after), AC_I64(max)),
		&rows, err));
	return each_inbound(db, rows, visit, ctx, &seen, err);
}

enum ac_status ac_inbound_new(struct ac_db *db, int64_t after, int64_t upto, int64_t max,
	ac_inbound_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(
		db, &sql_new, AC_VALUES(AC_I64(after), AC_I64(upto), AC_I64(max)), &rows, err));
	return each_inbound(db, rows, visit, ctx, &seen, err);
}

enum ac_status ac_inbound_recent(
	struct ac_db *db, int64_t max, ac_inbound_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(db, &sql_recent, AC_VALUES(AC_I64(max)), &rows, err));
	return each_inbound(db, rows, visit, ctx, &seen, err);
}

enum ac_status ac_inbound_taken_in(struct ac_db *db, int64_t id, enum ac_word word,
	int64_t traveller, int64_t campaign, struct ac_error *err)
{
	return ac_db_run(db, &sql_taken_in,
		AC_VALUES(AC_I64(id), AC_I64(word), AC_ID_OR_NULL(traveller),
			AC_ID_OR_NULL(campaign)),
		err);
}

enum ac_status ac_inbound_get(
	struct ac_db *db, int64_t id, ac_inbound_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(db, &sql_get, AC_VALUES(AC_I64(id)), &rows, err));
	AC_TRY(each_inbound(db, rows, visit, ctx, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no message %lld", (long long)id);
}

enum ac_status ac_inbound_of_number(struct ac_db *db, uint64_t number_key, ac_inbound_visit *visit,
	void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t seen = 0;
	AC_TRY(ac_db_query(db, &sql_of_number, AC_VALUES(AC_I64((int64_t)number_key)), &rows, err));
	return each_inbound(db, rows, visit, ctx, &seen, err);
}

/* Somebody was faster, or there is no such row: say which. */
static enum ac_status not_owned(struct ac_db *db, const struct ac_sql *owner_of, const char *what,
	int64_t id, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, owner_of, AC_VALUES(AC_I64(id)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "there is no %s %lld", what, (long long)id);
	return ac_fail(err, AC_CONFLICT, "%s %lld belongs to %.*s already", what, (long long)id,
		AC_STR_ARG(ac_row_text(rows, 0)));
}

enum ac_status ac_inbound_own(struct ac_db *db, int64_t id, struct ac_str officer,
	struct ac_wall now, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_own, AC_VALUES(AC_I64(id), AC_TEXT(officer), AC_I64(now.us)),
		&changed, err));
	return changed ? AC_OK : not_owned(db, &sql_owner, "message", id, err);
}

enum ac_status ac_inbound_settle(struct ac_db *db, int64_t id, enum ac_word word, int64_t traveller,
	int64_t campaign, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_settle,
		AC_VALUES(AC_I64(id), AC_I64(word), AC_ID_OR_NULL(traveller),
			AC_ID_OR_NULL(campaign)),
		&changed, err));
	return changed ? AC_OK
		       : ac_fail(err, AC_NOT_FOUND, "there is no message %lld", (long long)id);
}

/* ---- calls for help ---- */

enum ac_status ac_help_raise(struct ac_db *db, int64_t campaign, int64_t traveller,
	struct ac_wall at, int64_t *id, struct ac_error *err)
{
	int64_t number = 0;
	enum ac_status status = ac_db_i64(
		db, &sql_help_find, AC_VALUES(AC_I64(traveller), AC_I64(campaign)), &number, err);
	if (status == AC_NOT_FOUND) {
		number = ac_store_next_id(db, AC_ID_help_call);
		status = ac_db_run(db, &sql_help_insert,
			AC_VALUES(
				AC_I64(number), AC_I64(campaign), AC_I64(traveller), AC_I64(at.us)),
			err);
	}
	AC_TRY(status);
	if (id)
		*id = number;
	return AC_OK;
}

enum ac_status ac_help_own(struct ac_db *db, int64_t id, struct ac_str officer, struct ac_wall now,
	struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_help_own,
		AC_VALUES(AC_I64(id), AC_TEXT(officer), AC_I64(now.us)), &changed, err));
	return changed ? AC_OK : not_owned(db, &sql_help_owner, "call for help", id, err);
}

enum ac_status ac_help_open(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_help_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_help_open, AC_VALUES(AC_I64(campaign)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct ac_help_row call = {
			.id = ac_row_i64(rows, 0),
			.campaign = ac_row_i64(rows, 1),
			.traveller = ac_row_i64(rows, 2),
			.at = { ac_row_i64(rows, 3) },
			.owner = ac_row_text(rows, 4),
			.owned_at = { ac_row_i64(rows, 5) },
		};
		visit(ctx, &call);
	}
}
