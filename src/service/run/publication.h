/* service/run/publication.h - from the store's messages to documents. Owned by one publisher at a time. */
#pragma once
#include "base/vec.h"
#include "cap/read.h"
#include "feed/feed.h"
#include "service/publication.h"
#include "store/cases.h"

/* A message that may be fetched. */
struct published {
	int64_t id, chain;
	struct ac_document *document; /* its exact bytes */
	struct ac_cap_document *read; /* while it is in the feeds; NULL */
	struct ac_wall sent, expires, until;
	bool ends, worded;
	bool unread; /* it is served as it is, and stands in no feed */
};

struct publication {
	AC_VEC(struct published) messages; /* oldest first */
	AC_VEC(struct ac_document *) documents; /* sorted; those of the messages among them */
	int64_t last_id; /* read so far */
	struct ac_wall next_at; /* when the clock alone changes something; INT64_MAX: never */
};

void publication_done(struct publication *publication);

/** Take in one more message; one that cannot be read holds up nobody else, but says so in the log. */
void publication_add(struct publication *publication, const struct ac_cap_row *row);

/**
 * Write all documents as of now; those that say the same stay the same.
 * @param base, title  as in ac_feed
 */
AC_MUST_CHECK enum ac_status publication_make(struct publication *publication, struct ac_str base,
	struct ac_str title, struct ac_wall now, struct ac_error *err);

/** From when on messages are kept for those who ask for them by name. */
struct ac_wall publication_horizon(struct ac_wall now);
