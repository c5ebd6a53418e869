/* service/run/intake_look_p.h - one look at a feed, as those who take part in it share it: intake_look.c asks and
 * fetches, intake_again.c judges again what came under other keys, intake_keep.c writes what was found, intake_ends.c
 * says what ends what. */
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "cap/issuers.h"
#include "service/intake.h"
#include "service/run/intake_fetch.h"
#include "store/intake.h"

/* A message that is kept already. */
struct intake_known {
	int64_t id, ended_by;
	char *link, *updated;
	bool gone; /* so far */
	bool present; /* in the feed now */
	bool named, altered; /* so far */
	bool replaced; /* by what arrived */
	bool due; /* its signature was judged by other keys than are pinned now */
	bool judged; /* … and was judged again: */
	struct ac_feed_message_row verdict; /* texts in the arena, no bytes */
	bool ask; /* another one may stand at its link by now: still to be asked for */
};

/* One that was fetched now. */
struct intake_arrived {
	struct ac_feed_message_row row; /* texts in the arena */
	int64_t found; /* the same message is kept already */
	bool same; /* … with the same bytes */
	bool takes_over; /* this one is verified, that one is not */
};

struct intake_look {
	struct ac_service *service;
	struct ac_intake_report *report;
	struct ac_wall now;
	struct ac_arena arena;
	struct ac_cap_issuers *issuers; /* pinned now: a new key needs no restart */
	/* the feed as it was before */
	struct ac_feed_row feed;
	int64_t bytes_kept;
	AC_VEC(struct intake_known) known; /* newest first */
	/* what was found */
	struct intake_source *source;
	struct intake_fetched index;
	AC_VEC(struct intake_arrived) arrived; /* oldest first, as feeds have the newest first */
	size_t bytes_fetched;
};

/** The one of that number; NULL. */
struct intake_known *intake_known_of(struct intake_look *look, int64_t id);

/** Was it judged by other keys than are pinned for its sender now? */
bool intake_again_due(const struct ac_cap_issuers *issuers, const struct ac_feed_message_row *row);
/** Judge what is due, from its bytes as they came. AC_CLOSED: the service stops */
AC_MUST_CHECK enum ac_status intake_again_judge(struct intake_look *look, struct ac_error *err);
/** Write it down: verdicts, and what no longer ends what it had ended. */
AC_MUST_CHECK enum ac_status intake_again_keep(
	struct intake_look *look, struct ac_db *db, struct ac_error *err);

/** Find what ends what; what is ended already stays so. */
AC_MUST_CHECK enum ac_status intake_ends_find(
	struct intake_look *look, struct ac_db *db, struct ac_error *err);

/** What a look found. */
AC_MUST_CHECK enum ac_status intake_keep(struct ac_db *db, void *look, struct ac_error *err);
/** That it failed; what was judged again stands. */
AC_MUST_CHECK enum ac_status intake_keep_failure(
	struct ac_db *db, void *look, struct ac_error *err);
