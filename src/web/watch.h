/* web/watch.h - who is slow is cut off.
 *
 * The library's time-out counts from the last byte, so that one byte a second keeps a connection, and
 * with it a place among those that are allowed, for as long as somebody likes. Here every step of a
 * connection has an end: the request's head must be there in a fixed time, body and answer may take
 * longer the larger they are, and a thread shuts the sockets of those that are past it. The library then
 * finds them closed and tidies up.
 *
 * A step costs a look at the clock and a store; the thread takes its lock against connections that come
 * and go, never against requests.
 */
#pragma once
#include "base/clock.h"

enum {
	ac_watch_head_s =
		10, /* from the connection to the end of the request's head, TLS included */
	ac_watch_idle_s = 20, /* from an answer to the end of the next request's head */
	ac_watch_grace_s = 10, /* for any body or answer, and then … */
	ac_watch_bytes_per_s = 4096, /* … as long as this takes */
};

struct ac_watch;
struct ac_watched;

AC_MUST_CHECK enum ac_status ac_watch_new(struct ac_watch **watch, struct ac_error *err);
/** After the last connection is gone. NULL is fine. */
void ac_watch_free(struct ac_watch *watch);

/** A connection has come; its request's head is awaited. @param fd  borrowed until ac_watch_remove() */
struct ac_watched *ac_watch_add(struct ac_watch *watch, int fd);
/** It goes, its socket is still open; NULL is fine. */
void ac_watch_remove(struct ac_watch *watch, struct ac_watched *watched);

/* What the connection does now; from its own thread. NULL is fine. */

/** So many bytes of its body have come; more are awaited. */
void ac_watched_body(struct ac_watched *watched, size_t bytes);
/** We think: nothing is demanded of the other end. */
void ac_watched_work(struct ac_watched *watched);
/** It takes an answer of so many bytes. */
void ac_watched_answer(struct ac_watched *watched, size_t bytes);
/** The answer has left; the next request's head is awaited. */
void ac_watched_idle(struct ac_watched *watched);

/** How many were cut off so far. */
uint64_t ac_watch_cut(const struct ac_watch *watch);
