/* store/places_notice.c - notices to the hosts of places at particular risk. */
#include "store/ids.h"
#include "store/places.h"
#include "store/sealed.h"

static const struct ac_sql sql_insert = { "host_notice_insert",
	"INSERT INTO host_notice (id, lodging, at, officer, until, report, evidence_enc, case_id) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_each = { "host_notices",
	"SELECT n.id, n.lodging, n.at, n.officer, n.until, n.report, n.evidence_enc, n.given_at, "
	"n.given_by, l.ref, l.name, l.risk_why, n.case_id FROM host_notice n "
	"JOIN lodging l ON l.id = n.lodging WHERE $1 = 1 OR n.given_at IS NULL ORDER BY n.id" };
static const struct ac_sql sql_given = { "host_notice_given",
	"UPDATE host_notice SET given_at = $2, given_by = $3 WHERE id = $1 AND given_at IS NULL" };

enum { text_max = 1 << 20 };

enum ac_status ac_host_notice_insert(
	struct ac_db *db, const struct ac_host_notice_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_host_notice);
	AC_AUTO(buf) struct ac_buf evidence;
	ac_buf_init(&evidence, text_max);
	AC_TRY(ac_seal_into(
		db, AC_SEALED_HOST_NOTICE_EVIDENCE, number, row->evidence, &evidence, err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->lodging), AC_I64(row->at.us),
			AC_TEXT(row->officer), AC_I64(row->until.us), AC_ID_OR_NULL(row->report),
			AC_BLOB(ac_buf_str(&evidence)), AC_ID_OR_NULL(row->case_id)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct notice_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_host_notice_row *row);
	void *ctx;
	struct ac_buf *evidence;
};

static enum ac_status read_notice(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct notice_walk *walk = ctx;
	struct ac_host_notice_row row = {
		.id = ac_row_i64(rows, 0),
		.lodging = ac_row_i64(rows, 1),
		.at = { ac_row_i64(rows, 2) },
		.officer = ac_row_text(rows, 3),
		.until = { ac_row_i64(rows, 4) },
		.report = ac_row_i64(rows, 5),
		.given_at = { ac_row_i64(rows, 7) },
		.given_by = ac_row_text(rows, 8),
		.ref = ac_row_text(rows, 9),
		.name = ac_row_text(rows, 10),
		.why = ac_row_text(rows, 11),
		.case_id = ac_row_i64(rows, 12),
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_HOST_NOTICE_EVIDENCE, row.id,
		ac_row_blob(rows, 6), walk->evidence, &row.evidence, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_host_notice_each(struct ac_db *db, bool all,
	void (*visit)(void *ctx, const struct ac_host_notice_row *row), void *ctx,
	struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf evidence;
	ac_buf_init(&evidence, text_max);
	struct notice_walk walk = { db, visit, ctx, &evidence };
	return ac_db_each(db, &sql_each, AC_VALUES(AC_I64(all)), read_notice, &walk, NULL, err);
}

enum ac_status ac_host_notice_given(struct ac_db *db, int64_t id, struct ac_wall at,
	struct ac_str officer, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_given,
		AC_VALUES(AC_I64(id), AC_I64(at.us), AC_TEXT(officer)), "open notice", id, err);
}
