/* feed/feed_p.h - what the writers share. */
#pragma once
#include "feed/feed.h"
#include "feed/markup.h"

/* The words of a message in one language. */
struct feed_words {
	struct ac_str language, event, headline, description, instruction, sender_name;
	bool borrowed; /* those of the message before, which this one ends without a word */
};

/** In the wanted language ("en" finds "en-GB"), else in its first; empty if nobody said anything. */
struct feed_words feed_words(
	const struct ac_feed *feed, const struct ac_feed_message *message, struct ac_str language);

/** The title of an entry, as text to be escaped: "EXERCISE: Cancelled: headline". */
void feed_title(
	const struct ac_feed_message *message, const struct feed_words *words, struct ac_buf *out);

/** Append the address of its CAP file, escaped for markup. */
void feed_url(const struct ac_feed *feed, struct ac_str identifier, struct ac_buf *out);

/** Append the address of the feed, in the language that was asked for, escaped. @param name  "atom", "rss" */
void feed_address(const struct ac_feed *feed, const char *name, struct ac_buf *out);
/** … of the document itself: the feed, or one of its pages. */
void feed_own_address(const struct ac_feed *feed, const char *name, struct ac_buf *out);

/* How a kind of feed writes links. */
struct feed_history {
	const char *name; /* "atom", "rss" */
	const char *element; /* "link", "atom:link" */
	const char *type; /* of the document */
};
/** Append the links to the pages before, and the mark of one that is full: its namespace is `fh`. */
void feed_history(
	const struct ac_feed *feed, const struct feed_history *history, struct ac_buf *out);

/** Append what happened and what to do, escaped. */
void feed_summary(const struct feed_words *words, struct ac_buf *out);

/** Append "tag:SENDER,DATE:IDENTIFIER" (RFC 4151): the same as long as the message exists. */
void feed_tag(const struct ac_cap_alert *alert, struct ac_buf *out);

typedef void feed_entry_fn(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct feed_words *words, struct ac_buf *out);

struct feed_writer {
	feed_entry_fn *entry; /* may write nothing */
	size_t most; /* bytes; a longer one is written again with fewer words; 0: as long as it is */
};

/**
 * Append entries, newest first; those for which there is no room are left out, first those with
 * ac_feed_message.room 2, of equal ones the oldest.
 * @return how many are there
 */
size_t feed_entries(
	const struct ac_feed *feed, const struct feed_writer *writer, struct ac_buf *out);
/** Why the rest is not there: a sentence for people. */
void feed_note_cut(const struct ac_feed *feed, size_t written, struct ac_buf *out);
