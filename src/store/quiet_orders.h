/* store/quiet_orders.h - the chapter of quiet hours that are overridden.
 * Texts are borrowed: by an insertion until it returns, by a visitor until it returns. */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_quiet_order_row {
	int64_t id; /* 0 on insertion: the next */
	int64_t campaign;
	int tier;
	bool override; /* else the tier keeps its quiet hours again */
	struct ac_wall at;
	int64_t decision;
	struct ac_str drafted_by, approved_by;
	struct ac_str why; /* sealed */
};

AC_MUST_CHECK enum ac_status ac_quiet_order_insert(
	struct ac_db *db, const struct ac_quiet_order_row *row, struct ac_error *err);

/** The last of each tier of a campaign, by tier: that one holds. */
AC_MUST_CHECK enum ac_status ac_quiet_order_each(struct ac_db *db, int64_t campaign,
	void (*visit)(void *ctx, const struct ac_quiet_order_row *row), void *ctx,
	struct ac_error *err);
