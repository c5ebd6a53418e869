/* service/run/link_test.h - the fate of test messages, which belong to no campaign (ac_service_link_test). */
#pragma once
#include "service/service_p.h"

void link_tests_init(struct ac_service *service);
void link_tests_done(struct ac_service *service);

/** Channel thread: the carrier's answer to a test message. */
void link_test_submitted(struct ac_service *service, const struct ac_submitted_input *submitted);

/** Channel thread. @return whether the receipt was for a test message */
bool link_test_receipt(
	struct ac_service *service, uint64_t receipt_key, enum ac_receipt_state state);
