/* store/outreach_refusal.c - why those who refuse do. */
#include "store/outreach.h"

static const struct ac_sql sql_put = { "refusal_put",
	"INSERT INTO refusal (campaign, traveller, reason) "
	"SELECT c.id, CAST($1 AS BIGINT), CAST($2 AS BIGINT) FROM campaign c "
	"JOIN task t ON t.id = c.id * 1099511627776 + CAST($1 AS BIGINT) "
	"WHERE c.state <> 'closed' "
	"ON CONFLICT (campaign, traveller) DO UPDATE SET reason = excluded.reason" };
static const struct ac_sql sql_from_inbound = { "refusal_from_inbound",
	"INSERT INTO refusal (campaign, traveller, reason) "
	"SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), reason FROM inbound "
	"WHERE id = $3 AND reason > 0 "
	"ON CONFLICT (campaign, traveller) DO UPDATE SET reason = excluded.reason" };
static const struct ac_sql sql_drop = { "refusal_drop",
	"DELETE FROM refusal WHERE campaign = $1 AND traveller = $2" };
static const struct ac_sql sql_get = { "refusal_get",
	"SELECT reason FROM refusal WHERE campaign = $1 AND traveller = $2" };
static const struct ac_sql sql_count = { "refusal_count",
	"SELECT reason, count(*) FROM refusal WHERE campaign = $1 GROUP BY reason ORDER BY "
	"reason" };

enum ac_status ac_refusal_put(
	struct ac_db *db, int64_t traveller, uint8_t reason, struct ac_error *err)
{
	return ac_db_run(db, &sql_put, AC_VALUES(AC_I64(traveller), AC_I64(reason)), err);
}

enum ac_status ac_refusal_from_inbound(struct ac_db *db, int64_t campaign, int64_t traveller,
	int64_t inbound, struct ac_error *err)
{
	return ac_db_run(db, &sql_from_inbound,
		AC_VALUES(AC_I64(campaign), AC_I64(traveller), AC_I64(inbound)), err);
}

enum ac_status ac_refusal_drop(
	struct ac_db *db, int64_t campaign, int64_t traveller, struct ac_error *err)
{
	return ac_db_run(db, &sql_drop, AC_VALUES(AC_I64(campaign), AC_I64(traveller)), err);
}

enum ac_status ac_refusal_get(struct ac_db *db, int64_t campaign, int64_t traveller,
	uint8_t *reason, struct ac_error *err)
{
	int64_t number = 0;
	AC_TRY(ac_db_i64(
		db, &sql_get, AC_VALUES(AC_I64(campaign), AC_I64(traveller)), &number, err));
	*reason = (uint8_t)number;
	return AC_OK;
}

enum ac_status ac_refusals_count(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, uint8_t reason, int64_t people), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_count, AC_VALUES(AC_I64(campaign)), &rows, err));
	for (bool row = false;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		visit(ctx, (uint8_t)ac_row_i64(rows, 0), ac_row_i64(rows, 1));
	}
}
