/* feed/feed.h - what the public sees of the published messages: feeds, areas, levels, a page. Pure: CAP
 * messages in, text out.
 *
 * A feed is an index, the CAP file is the authority: every entry leads to its file and says no more than
 * the file does. There is one entry a message, and none disappears before its chain is over: an
 * Alert stays beside the Update or Cancel that ends it until the latest expiry that the chain ever
 * had, so that nobody takes "gone from the feed" for "over" (or the other way round). After OASIS
 * CAP 1.2, RFC 4287 (Atom), RSS 2.0.11 and RFC 7946 (GeoJSON).
 *
 * Everything is borrowed for the call. Writers append to `out`, newest message first, and leave the
 * oldest out, saying so, where the text would grow past ac_feed_bytes_max.
 */
#pragma once
#include "base/buf.h"
#include "cap/alert.h"

enum { ac_feed_bytes_max = 900 * 1000 }; /* more than that some readers refuse */

struct ac_feed_message {
	int64_t chain; /* messages about the same warning have the same */
	struct ac_wall sent;
	struct ac_wall expires; /* 0: it says none, as a bare Cancel */
	bool ends; /* a Cancel */
	bool worded; /* it has a text */
	size_t size; /* bytes of the CAP file */
	const struct ac_cap_alert *alert; /* needed by the writers, not by ac_feed_select() */

	/* filled by ac_feed_select() */
	struct ac_wall until; /* it stays in the feeds until then */
	bool last; /* nothing came after it in its chain */
	int about; /* place of the last worded message at or before it in its chain; -1 */

	size_t tag; /* the caller's */
};

/** Fill in what the message itself says of `sent`, `expires`, `ends` and `worded`. */
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
	struct ac_str place; /* a country's code or the name of an area */
	struct ac_str scheme; /* whose scale, as in IL-NSC-2022 */
	int64_t level;
	struct ac_wall since, until; /* until 0: without end */
	struct ac_str identifier; /* of the message that says so; empty */
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
	const struct ac_feed_level *levels;
	size_t n_levels;
};

/** application/atom+xml */
void ac_feed_atom(const struct ac_feed *feed, struct ac_buf *out);
/** application/rss+xml */
void ac_feed_rss(const struct ac_feed *feed, struct ac_buf *out);
/** application/geo+json: the areas in force. A circle is a Point with the property radius_km. */
void ac_feed_areas(const struct ac_feed *feed, struct ac_buf *out);
/** application/json: {"levels":[…],"updated":…} */
void ac_feed_levels(const struct ac_feed *feed, struct ac_buf *out);
/** text/html: what is in force with its instructions in every language, then what has ended. */
void ac_feed_page(const struct ac_feed *feed, struct ac_buf *out);
/** text/html: where the feeds are. */
void ac_feed_index(const struct ac_feed *feed, struct ac_buf *out);
/** text/css, of both pages. Static. */
struct ac_str ac_feed_style(void);
