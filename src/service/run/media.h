/* service/run/media.h - sends what waits for the media (store/media.h), on a thread of its own.
 *
 * One message at a time, and none while anybody of a campaign waits for a link: newsrooms come after the
 * people in danger. Over the first link that is up and idle (for an exercise: that is marked so).
 *
 * Durable before it leaves: a row becomes `submitted` in a commit of its own, then it is handed over, then
 * its outcome is written. A crash in between leaves it `submitted`; the next start makes that `unknown`, and
 * it is not sent again: whoever wants to knows from `media deliveries` whom to ask. So each message goes
 * out at most once. What the carrier refused for the moment did not leave, and waits again. Receipts are not
 * waited for: they find their message whenever they come (run/media_receipts.h).
 */
#pragma once
#include "service/service_p.h"

/** After recovery and with the links open. */
AC_MUST_CHECK enum ac_status media_start(struct ac_service *service, struct ac_error *err);
/** Waits for the answer to what is under way; again and again is fine. */
void media_stop(struct ac_service *service);
