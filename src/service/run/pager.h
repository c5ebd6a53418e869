/* service/run/pager.h - the officer on duty is told what waits, and the next one, until somebody takes it.
 *
 * A thread of its own. About once a second, and when a link comes up, it asks threat/duty.h whom to page
 * for each open page, records each try before its text leaves, and adds what came of it. All it knows is in
 * the store: after a restart it goes on where it was. The texts hold no personal data.
 *
 *	pager.c       the thread; what carriers say to the texts
 *	pager_next.c  whom to page now, recorded and sent; what was taken and not settled is open again
 */
#pragma once
#include "service/service_p.h"

/** Make what the channel thread needs, before the links open. */
void pager_init(struct ac_service *service);
void pager_done(struct ac_service *service);

AC_MUST_CHECK enum ac_status pager_start(struct ac_service *service, struct ac_error *err);
/** Nobody is paged any more. */
void pager_stop(struct ac_service *service);

/** Look again now; any thread. */
void pager_nudge(struct ac_service *service);

/** Channel thread: the carrier's answer to a page. */
void pager_submitted(struct ac_service *service, const struct ac_submitted_input *submitted);
/** Channel thread. @return whether the receipt was for a page */
bool pager_receipt(struct ac_service *service, uint64_t receipt_key, enum ac_receipt_state state);

/**
 * Pager's thread: page whoever is due.
 * @param silent  something waits and nobody can be told: kept by the caller, so that it is logged once
 * @return when to look again
 */
struct ac_wall pager_page(struct ac_service *service, bool *silent);
