/* feed/feed.h - what the public sees of the published messages: feeds, areas, levels, a page. Pure: CAP
 * messages in, text out.
 *
 * A feed is an index, the CAP file is the authority: every entry leads to its file and says no more than
 * the file does. There is one entry a message, and none disappears before its chain is over: an
 * Alert stays beside the Update or Cancel that ends it until the latest expiry that the chain ever
 * had, and for some days after what ends it, so that nobody takes "gone from the feed" for "over" (or the other way
 * round). After OASIS
 * CAP 1.2, RFC 4287 (Atom), RSS 2.0.11 and RFC 7946 (GeoJSON).
 *
 * Behind the feed stand its pages (RFC 5005): every message that was ever published, in the order of
 * publication, ac_feed_page_entries to a page. Page 1 has the oldest; a full one never changes, so that a
 * reader who has it need not ask again. The feed leads to the newest page (rel="next") and to the newest
 * full one (rel="prev-archive"), each page to the one before it.
 *
 * An entry also leads to what is said beside its warning (rel="related"); in the pages behind the feed it does
 * not, because they never change and a later statement would change them.
 *
 * Everything is borrowed for the call. Writers append to `out`, newest message first. Where the text would
 * grow past ac_feed_bytes_max they leave messages out and say so: first what a later message of its chain
 * has replaced, then the oldest; a chain that has ended stays whole. A page leaves none out.
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"
#include "cap/alert.h"

/* What ends a warning after its own time stays so long, for those who still go by it. */
#define AC_FEED_END_STAYS (3 * AC_DAY)

enum {
	ac_feed_bytes_max = 900 * 1000, /* more than that some readers refuse */
	ac_feed_entry_max = 16000, /* a longer entry leaves words out, which its file has */
	ac_feed_page_entries = 50, /* so that the longest ones fit */
};

struct ac_feed_message {
	int64_t chain; /* messages about the same warning have the same */
	struct ac_wall sent;
	struct ac_wall expires; /* 0: it says none, as a bare Cancel */
	bool ends; /* a Cancel */
	bool clears; /* an all-clear */
	bool worded; /* it has a text */
	size_t size; /* bytes of the CAP file */
	/* needed by the writers, not by ac_feed_select() */
	const struct ac_cap_alert *alert;
	const struct ac_cap_alert *before; /* the message of `about`; NULL */

	/* filled by ac_feed_select() */
	struct ac_wall until; /* it stays in the feeds until then */
	bool last; /* nothing came after it in its chain */
	int room; /* in a feed that is full: 0 of an ended chain, 1 last of its chain, 2 replaced */
	size_t about; /* tag of the last worded message at or before it in its chain; SIZE_MAX */

	size_t tag; /* the caller's */
};

/** Fill in what the message itself says of `sent`, `expires`, `ends`, `clears` and `worded`. */
void ac_feed_message_of(const struct ac_cap_alert *alert, struct ac_feed_message *message);

struct ac_feed_selection {
	size_t n; /* the first n of the array are in the feeds, newest first */
	struct ac_wall changed_at; /* when what is shown last changed; 0: never */
	struct ac_wall next_at; /* when it changes by the clock alone; INT64_MAX: never */
};

/**
 * Which messages are in the feeds at a moment? Moves them to the front, newest first; what is left out
 * follows, newest first as well.
 * @param messages  n of them, in any order
 */
struct ac_feed_selection ac_feed_select(
	struct ac_feed_message messages[], size_t n, struct ac_wall now);

/** Does its instruction hold: the last of its chain, no Cancel, not expired? */
bool ac_feed_in_force(const struct ac_feed_message *message, struct ac_wall now);

/* A level of danger in force, from wherever levels come. */
struct ac_feed_level {
	struct ac_str place; /* its name, terminated; a country's code for the whole of it */
	struct ac_str country; /* ISO 3166-1 alpha-2, terminated; empty: nobody said */
	int rank; /* in its scheme, 0 the mildest; -1: not known here */
	struct ac_str scheme; /* whose scale, as in IL-NSC-2022 */
	int64_t level;
	struct ac_str name; /* its wording; empty for a scheme that is not known here … */
	int64_t mildest,
		worst; /* … or the ends of the scale: 4 is the worst in one and the mildest in another */
	struct ac_wall since, until; /* until: its message ends; 0: it has none, or that is over */
	struct ac_wall review; /* when it is looked at again; 0: not said */
	struct ac_str identifier; /* of the message that says so; empty */
	bool exercise;
};

struct ac_feed_said_text {
	struct ac_str language, text;
};

/* What is said in public beside a warning, at an address of its own: an office's words (/statement/N), and who
 * is behind the threat (/attribution/N). */
struct ac_feed_said {
	bool attribution;
	int64_t number;
	struct ac_str office; /* who speaks; of an attribution empty */
	const struct ac_feed_said_text
		*texts; /* a statement has one; of what was withdrawn they say that it was */
	size_t n_texts;
	struct ac_wall published, withdrawn; /* withdrawn 0: it stands */
	struct ac_wall retracted; /* when the statement's warning was; 0 */
	struct ac_str identifier; /* of the last message of the statement's warning; empty */
	const int64_t *chains; /* that it stands beside; a statement has one */
	size_t n_chains;
	bool exercise;
};

struct ac_feed {
	struct ac_str base; /* "https://alerts.example.gov": no slash at its end */
	struct ac_str title; /* name of the issuer */
	struct ac_str language; /* wanted; empty: the first of each message */
	struct ac_wall updated; /* ac_feed_selection.changed_at */
	struct ac_wall now;
	const struct ac_feed_message
		*messages; /* as ac_feed_select() left them, with their alerts */
	size_t n; /* ac_feed_selection.n */
	size_t page; /* 0: the feed itself; else which of its pages, 1 having the oldest messages */
	size_t pages; /* that there are; all but the last are full */
	bool full; /* the last one is too */
	const struct ac_feed_level *levels;
	size_t n_levels;
	const struct ac_feed_said *said; /* statements, then attributions, oldest first */
	size_t n_said;
};

/** application/atom+xml */
void ac_feed_atom(const struct ac_feed *feed, struct ac_buf *out);
/** application/rss+xml */
void ac_feed_rss(const struct ac_feed *feed, struct ac_buf *out);
/** application/geo+json: the areas in force. A circle is a Point with the property radius_km. */
void ac_feed_areas(const struct ac_feed *feed, struct ac_buf *out);
/**
 * application/json: {"countries":{"TR":{"levels":[…],"places":{"Istanbul":[…],…}},…},"unplaced":{…},"updated":…}. What a
 * country has is the worst of its places, the whole of it among them, in each scheme; an exercise apart. Unplaced are
 * places of which nobody said where they lie.
 */
void ac_feed_levels(const struct ac_feed *feed, struct ac_buf *out);
/** text/html: what is in force with its instructions in every language, then what has ended. */
void ac_feed_page(const struct ac_feed *feed, struct ac_buf *out);
/** text/html: one of feed->said, in its language or languages. */
void ac_feed_said_page(
	const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out);
/** text/html: where the feeds are. */
void ac_feed_index(const struct ac_feed *feed, struct ac_buf *out);
/** text/css, of both pages. Static. */
struct ac_str ac_feed_style(void);
