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

/* ---- pages for people ---- */

/** @param path  from the document to the root: "", "../" */
void feed_html_head(
	const struct ac_feed *feed, struct ac_str title, const char *path, struct ac_buf *out);
void feed_html_foot(struct ac_buf *out);
/** "2022-06-13 09:00 UTC", readable by programs as well. */
void feed_html_time(struct ac_buf *out, struct ac_wall wall);
/** The same as an item of a <dl>. */
void feed_html_moment(struct ac_buf *out, const char *name, struct ac_wall wall);
/** Open an element for text in a language: lang and dir. @param language  BCP 47; empty: en-US */
void feed_html_open(const char *tag, struct ac_str language, struct ac_buf *out);

/* ---- what is said beside a warning ---- */

typedef void feed_said_fn(
	const struct ac_feed *feed, const struct ac_feed_said *said, struct ac_buf *out);
/**
 * Write what is said beside a message's warning: attributions, then statements, newest first; a feed has room for
 * 16 of them, the page for 64.
 * @param language  of the entry: an office that speaks it is left out in others; NULL: all, for the page
 */
void feed_said_each(const struct ac_feed *feed, const struct ac_feed_message *message,
	const struct ac_str *language, feed_said_fn *write, struct ac_buf *out);
/** Append "statement/7". */
void feed_said_path(const struct ac_feed_said *said, struct ac_buf *out);
/** Append a link of Atom's kind, rel="related". @param element  "link", "atom:link" */
void feed_said_link(const struct ac_feed *feed, const struct ac_feed_said *said,
	const char *element, struct ac_buf *out);
/** Append <a>…</a>. @param path  from the document to the root */
void feed_html_said(const struct ac_feed_said *said, const char *path, struct ac_buf *out);
