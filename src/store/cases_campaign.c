/* store/cases_campaign.c - campaigns as such, and the texts that they say. */
#include "base/buf.h"
#include "store/cases.h"
#include "store/ids.h"

#define CAMPAIGN_COLUMNS \
	"id, warning, state, plan_json, created_at, closing, closing_at, closed_at, versions"

static const struct ac_sql sql_insert = { "campaign_insert",
	"INSERT INTO campaign (" CAMPAIGN_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct ac_sql sql_update = { "campaign_update",
	"UPDATE campaign SET state = $2, closing = $3, closing_at = $4, closed_at = $5, "
	"versions = $6 WHERE id = $1" };
static const struct ac_sql sql_get = { "campaign_get",
	"SELECT " CAMPAIGN_COLUMNS " FROM campaign WHERE id = $1" };
static const struct ac_sql sql_all = { "campaign_all",
	"SELECT " CAMPAIGN_COLUMNS " FROM campaign ORDER BY id" };
static const struct ac_sql sql_in_state = { "campaign_in_state",
	"SELECT id, warning FROM campaign WHERE state = $1 ORDER BY id" };
static const struct ac_sql sql_drop = { "campaign_drop",
	"DELETE FROM campaign WHERE id = $1 AND state = 'creating'" };
static const struct ac_sql sql_texts_drop = { "campaign_texts_drop",
	"DELETE FROM campaign_text WHERE campaign = $1" };
static const struct ac_sql sql_freeze = { "campaign_freeze",
	"UPDATE campaign SET frozen_at = $2 WHERE id = $1" };
static const struct ac_sql sql_frozen = { "campaign_frozen",
	"SELECT coalesce(frozen_at, 0) FROM campaign WHERE id = $1" };
static const struct ac_sql sql_text_insert = { "campaign_text_insert",
	"INSERT INTO campaign_text (campaign, kind, tier, language, version, text, action) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_texts = { "campaign_texts",
	"SELECT campaign, kind, tier, language, version, text, action FROM campaign_text "
	"WHERE campaign = $1 ORDER BY kind, tier, language, version" };

enum { versions_n = sizeof((struct ac_campaign_row){ 0 }.versions) / sizeof(uint16_t) };

/* Nine little-endian 16-bit numbers. */
struct versions_bytes {
	char at[2 * versions_n];
};

static struct versions_bytes pack(const struct ac_campaign_row *row)
{
	struct versions_bytes bytes;
	for (size_t i = 0; i < versions_n; i++) {
		bytes.at[2 * i] = (char)(row->versions[i] & 0xff);
		bytes.at[2 * i + 1] = (char)(row->versions[i] >> 8);
	}
	return bytes;
}

enum ac_status ac_campaign_insert(
	struct ac_db *db, const struct ac_campaign_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_campaign);
	struct versions_bytes versions = pack(row);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->warning), AC_TEXT(row->state),
			AC_TEXT(row->plan_json), AC_I64(row->created_at.us),
			AC_TEXT_IF_ANY(row->closing), AC_ID_OR_NULL(row->closing_at.us),
			AC_ID_OR_NULL(row->closed_at.us),
			AC_BLOB(((struct ac_str){ versions.at, sizeof versions.at }))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

enum ac_status ac_campaign_update(
	struct ac_db *db, const struct ac_campaign_row *row, struct ac_error *err)
{
	struct versions_bytes versions = pack(row);
	return ac_db_change_one(db, &sql_update,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT_IF_ANY(row->closing),
			AC_ID_OR_NULL(row->closing_at.us), AC_ID_OR_NULL(row->closed_at.us),
			AC_BLOB(((struct ac_str){ versions.at, sizeof versions.at }))),
		"campaign", row->id, err);
}

enum ac_status ac_campaign_freeze(
	struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err)
{
	return ac_db_change_one(
		db, &sql_freeze, AC_VALUES(AC_I64(id), AC_ID_OR_NULL(at.us)), "campaign", id, err);
}

enum ac_status ac_campaign_frozen_at(
	struct ac_db *db, int64_t id, struct ac_wall *at, struct ac_error *err)
{
	enum ac_status status = ac_db_i64(db, &sql_frozen, AC_VALUES(AC_I64(id)), &at->us, err);
	if (status == AC_NOT_FOUND)
		return ac_fail(err, status, "there is no campaign %lld", (long long)id);
	return status;
}

struct campaign_walk {
	ac_campaign_visit *visit;
	void *ctx;
};

static enum ac_status read_campaign(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	struct campaign_walk *to = walk;
	struct ac_campaign_row row = {
		.id = ac_row_i64(rows, 0),
		.warning = ac_row_i64(rows, 1),
		.state = ac_row_text(rows, 2),
		.plan_json = ac_row_text(rows, 3),
		.created_at = { ac_row_i64(rows, 4) },
		.closing = ac_row_text(rows, 5),
		.closing_at = { ac_row_i64(rows, 6) },
		.closed_at = { ac_row_i64(rows, 7) },
	};
	struct ac_cursor versions = ac_cursor(ac_row_blob(rows, 8));
	for (size_t i = 0; i < versions_n; i++)
		row.versions[i] = ac_cursor_u16(&versions);
	if (versions.bad)
		return ac_fail(err, AC_CORRUPT, "campaign %lld: its text versions are cut short",
			(long long)row.id);
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_campaign_get(
	struct ac_db *db, int64_t id, ac_campaign_visit *visit, void *ctx, struct ac_error *err)
{
	struct campaign_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_campaign, &walk, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no campaign %lld", (long long)id);
}

enum ac_status ac_campaign_each(
	struct ac_db *db, ac_campaign_visit *visit, void *ctx, struct ac_error *err)
{
	struct campaign_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_all, AC_NO_VALUES, read_campaign, &walk, NULL, err);
}

enum ac_status ac_campaign_each_in(struct ac_db *db, struct ac_str state,
	void (*visit)(void *ctx, int64_t campaign, int64_t warning), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_in_state, AC_VALUES(AC_TEXT(state)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		visit(ctx, ac_row_i64(rows, 0), ac_row_i64(rows, 1));
	}
}

enum ac_status ac_campaign_drop(struct ac_db *db, int64_t id, struct ac_error *err)
{
	AC_TRY(ac_db_change_one(db, &sql_drop, AC_VALUES(AC_I64(id)), "campaign", id, err));
	return ac_db_run(db, &sql_texts_drop, AC_VALUES(AC_I64(id)), err);
}

/* ---- texts ---- */

enum ac_status ac_campaign_text_insert(
	struct ac_db *db, const struct ac_campaign_text_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_text_insert,
		AC_VALUES(AC_I64(row->campaign), AC_TEXT(row->kind), AC_I64(row->tier),
			AC_TEXT(row->language), AC_I64(row->version), AC_TEXT(row->text),
			AC_TEXT_IF_ANY(row->action)),
		err);
}

struct text_walk {
	void (*visit)(void *ctx, const struct ac_campaign_text_row *row);
	void *ctx;
};

static enum ac_status read_text(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct text_walk *to = walk;
	struct ac_campaign_text_row row = {
		.campaign = ac_row_i64(rows, 0),
		.kind = ac_row_text(rows, 1),
		.tier = (int)ac_row_i64(rows, 2),
		.language = ac_row_text(rows, 3),
		.version = ac_row_i64(rows, 4),
		.text = ac_row_text(rows, 5),
		.action = ac_row_text(rows, 6),
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_campaign_text_each(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_campaign_text_row *row), void *ctx,
	struct ac_error *err)
{
	struct text_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_texts, AC_VALUES(AC_I64(campaign)), read_text, &walk, NULL, err);
}
