/* service/desk/campaign_orders_p.h - the two steps of an order to a campaign, for who has more to write with the first:
 * it is decided in a transaction, and given when that is durable. */
#pragma once
#include "service/desk/decide.h"

struct ordering {
	struct ac_by by;
	int64_t id;
	enum ac_order order; /* AC_ORDER_PAUSE, AC_ORDER_RESUME, AC_ORDER_FINISH */
	bool asked; /* it goes on with the question that an event asks */
};

/** Its audit row; to go on after an event takes two, but with the question. @return as ac_decided() */
AC_MUST_CHECK enum ac_status campaign_order_decided(
	struct ac_db *db, const struct ordering *o, struct ac_error *err);

/**
 * Give it. What is refused is audited as not ordered; what goes on is no longer frozen.
 * @return what the engine answered
 */
AC_MUST_CHECK enum ac_status campaign_order_give(
	struct ac_service *service, const struct ordering *o, struct ac_error *err);
