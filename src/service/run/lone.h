/* service/run/lone.h - one message outside any campaign: a test of a link, a page to an officer, a word to the media. */
#pragma once
#include "service/service_p.h"

/* Views are borrowed until lone_send() returns. */
struct lone_message {
	uint64_t attempt; /* TEST_ATTEMPT or PAGE_ATTEMPT is set; the lowest ac_chunk_bits are 0 */
	struct ac_str number; /* E.164 with '+' */
	struct ac_str text; /* UTF-8 */
	int32_t validity_s;
	bool exercise; /* only over a link that is marked for it */
};

/** Hand it to the channel thread. @return AC_FULL when the links are busy; AC_INVALID for a text that is
 *  too long */
AC_MUST_CHECK enum ac_status lone_send(struct ac_service *service, struct service_link *link,
	const struct lone_message *message, struct ac_error *err);
