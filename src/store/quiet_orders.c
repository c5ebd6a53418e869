#include "store/quiet_orders.h"

#include "store/ids.h"
#include "store/sealed.h"

#define COLUMNS "id, campaign, tier, override, at, decision, drafted_by, approved_by, why_enc"

static const struct ac_sql sql_insert = { "quiet_order_insert",
	"INSERT INTO quiet_order (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)" };
static const struct ac_sql sql_last = { "quiet_order_last",
	"SELECT " COLUMNS " FROM quiet_order WHERE id IN "
	"(SELECT max(id) FROM quiet_order WHERE campaign = $1 GROUP BY tier) ORDER BY tier" };

enum { why_max = 1 << 16 };

enum ac_status ac_quiet_order_insert(
	struct ac_db *db, const struct ac_quiet_order_row *row, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_quiet_order);
	AC_AUTO(buf) struct ac_buf why;
	ac_buf_init(&why, why_max);
	AC_TRY(ac_seal_into(db, AC_SEALED_QUIET_ORDER_WHY, number, row->why, &why, err));
	return ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->campaign), AC_I64(row->tier),
			AC_I64(row->override), AC_I64(row->at.us), AC_I64(row->decision),
			AC_TEXT(row->drafted_by), AC_TEXT(row->approved_by),
			AC_BLOB(ac_buf_str(&why))),
		err);
}

struct walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_quiet_order_row *row);
	void *ctx;
};

static enum ac_status read_row(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct walk *walk = ctx;
	AC_AUTO(buf) struct ac_buf why;
	ac_buf_init(&why, why_max);
	struct ac_quiet_order_row row = {
		.id = ac_row_i64(rows, 0),
		.campaign = ac_row_i64(rows, 1),
		.tier = (int)ac_row_i64(rows, 2),
		.override = ac_row_i64(rows, 3) != 0,
		.at = { ac_row_i64(rows, 4) },
		.decision = ac_row_i64(rows, 5),
		.drafted_by = ac_row_text(rows, 6),
		.approved_by = ac_row_text(rows, 7),
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_QUIET_ORDER_WHY, row.id, ac_row_blob(rows, 8),
		&why, &row.why, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_quiet_order_each(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_quiet_order_row *row), void *ctx,
	struct ac_error *err)
{
	struct walk walk = { db, visit, ctx };
	return ac_db_each(db, &sql_last, AC_VALUES(AC_I64(campaign)), read_row, &walk, NULL, err);
}
