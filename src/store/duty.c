#include "store/duty.h"

#include "store/ids.h"
#include "store/sealed.h"

#define SHIFT_COLUMNS "id, officer, rank, phone_enc, from_at, to_at, dropped_at, head"
#define PAGE_COLUMNS "id, kind, subject, not_for, created_at, state, taken_by, taken_at, ended_at"
#define STEP_COLUMNS "s.id, s.page, s.try, s.at, s.shift, s.link, s.step, d.officer"
#define STEP_FROM " FROM page_step s JOIN duty_shift d ON d.id = s.shift "

enum { phone_max = 400 };

/* ---- shifts ---- */

static const struct ac_sql sql_shift_insert = { "shift_insert",
	"INSERT INTO duty_shift (id, officer, rank, phone_enc, number_key, from_at, to_at, head) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_shift_drop = { "shift_drop",
	"UPDATE duty_shift SET dropped_at = $2, phone_enc = NULL, number_key = 0 "
	"WHERE id = $1 AND dropped_at IS NULL" };
static const struct ac_sql sql_shift_forget = { "shift_forget",
	"UPDATE duty_shift SET phone_enc = NULL, number_key = 0 "
	"WHERE to_at < $1 AND phone_enc IS NOT NULL" };
static const struct ac_sql sql_shift_each = { "shift_each",
	"SELECT " SHIFT_COLUMNS " FROM duty_shift WHERE to_at > $1 "
	"AND ($2 = 1 OR dropped_at IS NULL) ORDER BY rank, from_at, id" };

enum ac_status ac_shift_insert(
	struct ac_db *db, const struct ac_shift_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_duty_shift);
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, phone_max);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_SHIFT_PHONE, number },
		row->phone, &sealed);
	AC_TRY(ac_buf_check(&sealed, "the number", err));
	int64_t key = (int64_t)ac_vault_index(db->vault, AC_INDEX_PHONE, row->phone);
	AC_TRY(ac_db_run(db, &sql_shift_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->officer), AC_I64(row->rank),
			AC_BLOB(ac_buf_str(&sealed)), AC_I64(key), AC_I64(row->from.us),
			AC_I64(row->to.us), AC_I64(row->head)),
		err));
	*id = number;
	return AC_OK;
}

enum ac_status ac_shift_drop(struct ac_db *db, int64_t id, struct ac_wall now, struct ac_error *err)
{
	return ac_db_change_one(
		db, &sql_shift_drop, AC_VALUES(AC_I64(id), AC_I64(now.us)), "shift", id, err);
}

enum ac_status ac_shift_forget(
	struct ac_db *db, struct ac_wall ended_before, int64_t *shifts, struct ac_error *err)
{
	return ac_db_change(db, &sql_shift_forget, AC_VALUES(AC_I64(ended_before.us)), shifts, err);
}

struct shift_walk {
	struct ac_db *db;
	ac_shift_visit *visit;
	void *ctx;
	struct ac_buf *phone;
};

static enum ac_status read_shift(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct shift_walk *walk = ctx;
	struct ac_shift_row row = {
		.id = ac_row_i64(rows, 0),
		.officer = ac_row_text(rows, 1),
		.rank = ac_row_i64(rows, 2),
		.from = { ac_row_i64(rows, 4) },
		.to = { ac_row_i64(rows, 5) },
		.dropped_at = { ac_row_i64(rows, 6) },
		.head = ac_row_i64(rows, 7) != 0,
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_SHIFT_PHONE, row.id, ac_row_blob(rows, 3),
		walk->phone, &row.phone, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_shift_each(struct ac_db *db, struct ac_wall ends_after, bool dropped,
	ac_shift_visit *visit, void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf phone;
	ac_buf_init(&phone, phone_max);
	struct shift_walk walk = { db, visit, ctx, &phone };
	return ac_db_each(db, &sql_shift_each, AC_VALUES(AC_I64(ends_after.us), AC_I64(dropped)),
		read_shift, &walk, NULL, err);
}

/* ---- pages ---- */

static const struct ac_sql sql_page_insert = { "page_insert",
	"INSERT INTO page (id, kind, subject, not_for, created_at, state) "
	"VALUES ($1, $2, $3, $4, $5, 'open')" };
static const struct ac_sql sql_page_take = { "page_take",
	"UPDATE page SET state = 'taken', taken_by = $2, taken_at = $3 "
	"WHERE id = $1 AND state = 'open'" };
static const struct ac_sql sql_page_end = { "page_end",
	"UPDATE page SET state = 'ended', ended_at = $3 "
	"WHERE kind = $1 AND subject = $2 AND state <> 'ended'" };
static const struct ac_sql sql_page_pending = { "page_pending",
	"SELECT coalesce(max(id), 0) FROM page WHERE kind = $1 AND subject = $2 "
	"AND state <> 'ended'" };
static const struct ac_sql sql_page_reopen = { "page_reopen",
	"UPDATE page SET state = 'open', taken_by = NULL, taken_at = NULL "
	"WHERE state = 'taken' AND taken_at <= $1" };
static const struct ac_sql sql_page_reopen_own = { "page_reopen_own",
	"UPDATE page SET state = 'open', taken_by = NULL, taken_at = NULL "
	"WHERE state = 'taken' AND taken_by = not_for AND not_for <> $1" };
static const struct ac_sql sql_page_unsettled = { "page_unsettled",
	"SELECT " PAGE_COLUMNS " FROM page WHERE kind = $1 AND state <> 'ended' ORDER BY id" };
static const struct ac_sql sql_page_idle = { "page_idle",
	"SELECT " PAGE_COLUMNS " FROM page WHERE state = 'taken' AND taken_at <= $1 ORDER BY id" };
static const struct ac_sql sql_page_get = { "page_get",
	"SELECT " PAGE_COLUMNS " FROM page WHERE id = $1" };
static const struct ac_sql sql_page_open = { "page_open",
	"SELECT " PAGE_COLUMNS " FROM page WHERE state = 'open' ORDER BY id" };
static const struct ac_sql sql_page_all = { "page_all",
	"SELECT " PAGE_COLUMNS " FROM page ORDER BY id" };
static const struct ac_sql sql_page_of_number = { "page_of_number",
	"SELECT p.id, d.officer FROM page p JOIN page_step s ON s.page = p.id "
	"JOIN duty_shift d ON d.id = s.shift WHERE p.state = 'open' AND d.number_key = $1 "
	"AND ($2 = 0 OR p.id = $2) ORDER BY s.id DESC LIMIT 1" };

enum ac_status ac_page_insert(
	struct ac_db *db, const struct ac_page_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_page);
	AC_TRY(ac_db_run(db, &sql_page_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(ac_str(ac_page_kind_name(row->kind))),
			AC_I64(row->subject), AC_TEXT_IF_ANY(row->not_for),
			AC_I64(row->created_at.us)),
		err));
	*id = number;
	return AC_OK;
}

static void take_row(void *ctx, const struct ac_page_row *row)
{
	(void)ctx, (void)row;
}

enum ac_status ac_page_take(struct ac_db *db, int64_t id, struct ac_str officer, struct ac_wall now,
	struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, &sql_page_take,
		AC_VALUES(AC_I64(id), AC_TEXT(officer), AC_I64(now.us)), &changed, err));
	if (changed)
		return AC_OK;
	AC_TRY(ac_page_get(db, id, take_row, NULL, err));
	return ac_fail(err, AC_CONFLICT, "page %lld is taken already, or over", (long long)id);
}

enum ac_status ac_page_end(struct ac_db *db, enum ac_page_kind kind, int64_t subject,
	struct ac_wall now, struct ac_error *err)
{
	return ac_db_run(db, &sql_page_end,
		AC_VALUES(
			AC_TEXT(ac_str(ac_page_kind_name(kind))), AC_I64(subject), AC_I64(now.us)),
		err);
}

enum ac_status ac_page_pending(struct ac_db *db, enum ac_page_kind kind, int64_t subject,
	int64_t *id, struct ac_error *err)
{
	return ac_db_i64(db, &sql_page_pending,
		AC_VALUES(AC_TEXT(ac_str(ac_page_kind_name(kind))), AC_I64(subject)), id, err);
}

struct page_walk {
	ac_page_visit *visit;
	void *ctx;
};

static enum ac_status read_page(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct page_walk *walk = ctx;
	struct ac_page_row row = {
		.id = ac_row_i64(rows, 0),
		.subject = ac_row_i64(rows, 2),
		.not_for = ac_row_text(rows, 3),
		.created_at = { ac_row_i64(rows, 4) },
		.state = ac_row_text(rows, 5),
		.taken_by = ac_row_text(rows, 6),
		.taken_at = { ac_row_i64(rows, 7) },
		.ended_at = { ac_row_i64(rows, 8) },
	};
	if (!ac_page_kind_from(ac_row_text(rows, 1), &row.kind))
		return ac_fail(
			err, AC_CORRUPT, "page %lld: its kind is not known", (long long)row.id);
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_page_get(
	struct ac_db *db, int64_t id, ac_page_visit *visit, void *ctx, struct ac_error *err)
{
	struct page_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_page_get, AC_VALUES(AC_I64(id)), read_page, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no page %lld", (long long)id);
}

enum ac_status ac_page_each(
	struct ac_db *db, bool all, ac_page_visit *visit, void *ctx, struct ac_error *err)
{
	struct page_walk walk = { visit, ctx };
	return ac_db_each(db, all ? &sql_page_all : &sql_page_open, AC_NO_VALUES, read_page, &walk,
		NULL, err);
}

enum ac_status ac_page_unsettled(struct ac_db *db, enum ac_page_kind kind, ac_page_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct page_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_page_unsettled,
		AC_VALUES(AC_TEXT(ac_str(ac_page_kind_name(kind)))), read_page, &walk, NULL, err);
}

enum ac_status ac_page_idle(struct ac_db *db, struct ac_wall taken_before, ac_page_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct page_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_page_idle, AC_VALUES(AC_I64(taken_before.us)), read_page, &walk,
		NULL, err);
}

enum ac_status ac_page_reopen(struct ac_db *db, struct ac_wall taken_before, struct ac_error *err)
{
	return ac_db_run(db, &sql_page_reopen, AC_VALUES(AC_I64(taken_before.us)), err);
}

enum ac_status ac_page_reopen_own(struct ac_db *db, struct ac_str officer, struct ac_error *err)
{
	return ac_db_run(db, &sql_page_reopen_own, AC_VALUES(AC_TEXT(officer)), err);
}

struct owner {
	int64_t *id;
	struct ac_buf *officer;
};

static enum ac_status read_owner(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct owner *owner = ctx;
	*owner->id = ac_row_i64(rows, 0);
	ac_buf_add_str(owner->officer, ac_row_text(rows, 1));
	return ac_buf_check(owner->officer, "an officer's name", err);
}

enum ac_status ac_page_of_number(struct ac_db *db, uint64_t number_key, int64_t page, int64_t *id,
	struct ac_buf *officer, struct ac_error *err)
{
	struct owner owner = { id, officer };
	*id = 0;
	return ac_db_each(db, &sql_page_of_number,
		AC_VALUES(AC_I64((int64_t)number_key), AC_I64(page)), read_owner, &owner, NULL,
		err);
}

/* ---- what was tried ---- */

static const struct ac_sql sql_step_insert = { "page_step_insert",
	"INSERT INTO page_step (id, page, try, at, shift, link, step) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_step_each = { "page_step_each",
	"SELECT " STEP_COLUMNS STEP_FROM "WHERE s.page = $1 ORDER BY s.id" };
static const struct ac_sql sql_step_follow = { "page_step_follow",
	"INSERT INTO page_step (id, page, try, at, shift, link, step) "
	"SELECT CAST($1 AS BIGINT), page, try, CAST($3 AS BIGINT), shift, link, $4 "
	"FROM page_step WHERE id = $2" };

enum ac_status ac_page_step_insert(
	struct ac_db *db, const struct ac_page_step_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_page_step);
	AC_TRY(ac_db_run(db, &sql_step_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->page), AC_I64(number), AC_I64(row->at.us),
			AC_I64(row->shift), AC_I64(row->link),
			AC_TEXT(ac_str(ac_page_step_name(row->step)))),
		err));
	*id = number;
	return AC_OK;
}

struct step_walk {
	ac_page_step_visit *visit;
	void *ctx;
};

static enum ac_status read_step(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct step_walk *walk = ctx;
	struct ac_page_step_row row = {
		.id = ac_row_i64(rows, 0),
		.page = ac_row_i64(rows, 1),
		.try = ac_row_i64(rows, 2),
		.at = { ac_row_i64(rows, 3) },
		.shift = ac_row_i64(rows, 4),
		.link = (uint16_t)ac_row_i64(rows, 5),
		.officer = ac_row_text(rows, 7),
	};
	if (!ac_page_step_from(ac_row_text(rows, 6), &row.step))
		return ac_fail(
			err, AC_CORRUPT, "page %lld: a step is not known", (long long)row.page);
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_page_step_each(
	struct ac_db *db, int64_t page, ac_page_step_visit *visit, void *ctx, struct ac_error *err)
{
	struct step_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_step_each, AC_VALUES(AC_I64(page)), read_step, &walk, NULL, err);
}

enum ac_status ac_page_step_follow(struct ac_db *db, int64_t try, struct ac_wall at,
	enum ac_page_step step, struct ac_error *err)
{
	return ac_db_run(db, &sql_step_follow,
		AC_VALUES(AC_I64(ac_store_next_id(db, AC_ID_page_step)), AC_I64(try), AC_I64(at.us),
			AC_TEXT(ac_str(ac_page_step_name(step)))),
		err);
}
