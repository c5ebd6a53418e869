/* service/run/publication.h - from the store's messages to documents. Owned by one publisher at a time. */
#pragma once
#include "base/arena.h"
#include "base/vec.h"
#include "cap/read.h"
#include "feed/feed.h"
#include "service/publication.h"
#include "store/attributions.h"
#include "store/cases.h"
#include "store/criteria.h"
#include "store/statements.h"

/* A message that may be fetched. */
struct published {
	int64_t id, chain;
	struct ac_document *document; /* its exact bytes */
	struct ac_cap_document *read; /* while it is in the feeds; NULL */
	struct ac_wall sent, expires, until;
	size_t about; /* place of the message whose words it has; SIZE_MAX */
	bool ends, clears, worded;
	bool unread; /* it is served as it is, and stands in no feed */
};

/* A level in force. */
struct published_level {
	struct ac_feed_level says; /* texts stand in the publication's arena */
	int64_t chain; /* of the warning that set it; 0: none did */
};

typedef AC_VEC(struct ac_feed_level) feed_levels_vec;

struct publication {
	AC_VEC(struct published_level) levels; /* as of the last look at the store */
	struct ac_arena level_texts;
	struct ac_wall levels_at; /* when the last of all levels was set, shown or not; 0: none */
	AC_VEC(struct ac_feed_said) said; /* as of the last look; statements, then attributions */
	struct ac_arena said_texts;
	AC_VEC(struct published) messages; /* oldest first; all that were ever published */
	AC_VEC(struct ac_document *) pages; /* of the feeds, oldest first, one of each kind */
	size_t paged; /* so many messages are in them */
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

/** Take in the levels anew: begin, then each that is in force (an ac_place_level_visit). */
void publication_levels_begin(struct publication *publication);
void publication_level(void *publication, const struct ac_place_level_row *row);

/** Take in anew what is said beside warnings: begin, then each statement, each attribution, and what those stand
 * beside (visitors of store/statements.h and store/attributions.h). */
void publication_said_begin(struct publication *publication);
void publication_statement(void *publication, const struct ac_statement_row *row);
void publication_attribution(void *publication, const struct ac_attribution_row *row);
void publication_attribution_beside(void *publication, int64_t attribution, int64_t warning);

/* ---- of publication_make() ---- */

void publication_said_done(struct publication *publication);
/** Fill in what became of the warnings. @return when the newest of it changed; 0 */
struct ac_wall publication_said_now(struct publication *publication);
typedef enum ac_status publication_put(
	void *ctx, const char *path, const char *type, struct ac_str text, struct ac_error *err);
/** Write the page of each of feed->said. */
AC_MUST_CHECK enum ac_status publication_said_make(
	const struct ac_feed *feed, publication_put *put, void *ctx, struct ac_error *err);

void publication_levels_done(struct publication *publication);

/** What is said of the levels now, added to `levels`. @return when they last changed; 0 */
struct ac_wall publication_levels_now(
	struct publication *publication, struct ac_wall now, feed_levels_vec *levels);

/** What a message says; read when it is asked for the first time. */
const struct ac_cap_alert *publication_alert(struct published *message);

/** A document, with what is compressed and hashed of it. @param type  static */
struct ac_document *publication_document(const char *path, const char *language, const char *type,
	struct ac_str bytes, struct ac_wall modified);
/** The one that is shown already where it says the same, else a new one, modified at least a second later. */
struct ac_document *publication_renew(const struct publication *publication, const char *path,
	const char *language, const char *type, struct ac_str bytes);

/**
 * Write the pages of the feeds that are not written yet, or were not full.
 * @param like  base and title; its number of pages is filled in
 */
AC_MUST_CHECK enum ac_status publication_pages(
	struct publication *publication, struct ac_feed *like, struct ac_error *err);
