/* service/run/intake_message.h - a stranger's file as a row: what it says, whether it keeps the rules, whether
 * it is signed by whom it says (a key is pinned for the sender): "none" and "unverified" where no key is
 * pinned, else "verified" or "refused" with the reason as its finding and without a name, so that the message whose
 * name it bears can still come.
 */
#pragma once
#include "base/arena.h"
#include "cap/issuers.h"
#include "store/intake.h"

/**
 * Read it.
 * @param bytes  borrowed by the row
 * @param arena  the row's other texts
 * @param row    link and updated stay; what cannot be read is left empty
 */
void intake_message_read(struct ac_str bytes, const struct ac_cap_issuers *issuers,
	struct ac_arena *arena, struct ac_feed_message_row *row);

bool intake_verified(const struct ac_feed_message_row *row);
bool intake_refused(const struct ac_feed_message_row *row);

/**
 * The next name in a list of references ("sender,identifier,sent …").
 * @return false at its end
 */
bool intake_next_reference(struct ac_str *rest, struct ac_str *sender, struct ac_str *identifier);
