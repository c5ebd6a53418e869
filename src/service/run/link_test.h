/* service/run/link_test.h - single messages that belong to no campaign, and their fate: tests of a link
 * (ac_service_link_test) and what goes to the media (run/media.h). One at a time. */
#pragma once
#include "service/service_p.h"

void link_tests_init(struct ac_service *service);
void link_tests_done(struct ac_service *service);

struct link_single {
	uint16_t link;
	struct ac_str number, text; /* E.164 with '+'; UTF-8 */
	bool exercise; /* only over a link that is marked for it */
	int64_t wait_us; /* for answer and receipt */
	int64_t delivery; /* to the media: its receipt is not waited for here (media_receipts.h); 0 */
};

/** Send it and wait for its fate. @return AC_NOT_FOUND, AC_INVALID, AC_FULL, AC_CLOSED: it did not leave */
AC_MUST_CHECK enum ac_status link_send_single(struct ac_service *service,
	const struct link_single *single, struct ac_link_test *result, struct ac_error *err);
/** Nobody waits for receipts any more; a submission's answer only for a moment. */
void link_tests_hurry(struct ac_service *service);

/** Channel thread: the carrier's answer to a test message. */
void link_test_submitted(struct ac_service *service, const struct ac_submitted_input *submitted);

/** Channel thread. @return whether the receipt was for a test message */
bool link_test_receipt(
	struct ac_service *service, uint64_t receipt_key, enum ac_receipt_state state);
