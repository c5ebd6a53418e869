/* service/intake.h - what other issuers publish, taken in and shown beside ours.
 *
 * A thread of the daemon looks at every feed that is followed; an officer may look at one at once. A look asks
 * for the feed with what is known of it (ETag, Last-Modified), fetches the CAP files that are new
 * from the feed's own host, holds them against the rules, verifies those of senders whose key is pinned, and
 * keeps their exact bytes. What came before a sender's pinned keys changed is judged again from them. Nobody waits
 * for another's server but the one who looks; the store is asked before and after, never meanwhile.
 *
 * What leaves a feed is marked as gone, and nothing is taken for cancelled by that: only a message of the same
 * sender that refers to another one ends it. Nothing that comes in is published, matched or sent.
 */
#pragma once
#include "service/service.h"

/* Folder of the data directory with the keys of other issuers (cap/issuers.h); it may be missing. */
#define ac_intake_issuers "issuers"

enum {
	ac_intake_feeds_max = 100,
	ac_intake_fetches_max = 200, /* files of one look; the rest is fetched by the next */
	ac_intake_look_s = 60, /* … and no longer than that */
	ac_intake_request_s = 20,
	ac_intake_feed_bytes = 64 << 20, /* that are kept of one feed */
	ac_intake_gone_days = 30, /* … after they left it, … */
	ac_intake_gone_most = 1000, /* … the newest of them */
};

struct ac_intake_report {
	bool unchanged; /* the feed said so, or stands as it was */
	int64_t entries, fetched, added, invalid, gone;
	int64_t judged; /* that were kept, again, as their sender's pinned keys changed */
	int64_t replaced; /* that were kept, by the verified one of that name */
	int64_t left; /* entries that the next look fetches */
	char why[240]; /* what went wrong with some of them; empty */
};

/**
 * Look at a feed now.
 * @return AC_OK also when some entries failed; what made the look as a whole fail is noted with the feed and
 *         returned: AC_NOT_FOUND (no such feed, nobody there), AC_IO, AC_CLOSED, AC_FULL, AC_INVALID
 */
AC_MUST_CHECK enum ac_status ac_service_look_at_feed(struct ac_service *service, int64_t feed,
	struct ac_intake_report *report, struct ac_error *err);

/** Feeds were added or dropped: let the thread know. Nothing happens without a daemon. */
void ac_service_feeds_changed(struct ac_service *service);
