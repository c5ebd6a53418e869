/* outreach/pace.h - how fast one link may send.
 *
 * A token bucket per link, counted in message segments, because carriers charge and throttle by
 * segment. The burst is kept well under a second: carriers that meter in 100 ms slots answer a
 * one-second burst with ESME_RTHROTTLED and the link then lives on retries. A throttled answer
 * halves the rate at once; it recovers by a tenth of the configured rate each quiet second
 * (additive increase, multiplicative decrease, as in TCP; Chiu and Jain 1989).
 *
 * A long message is never cut by the bucket: it goes as soon as one segment may, and what it takes
 * beyond the bucket is a debt that the following time pays off.
 *
 * Pure: the caller passes the time. Not thread-safe; owned by the engine thread.
 */
#pragma once
#include "base/clock.h"

/* Embedded by value; no allocation. */
struct ac_pace {
	double rate_per_s; /* configured ceiling, segments per second, > 0 */
	double allowed_per_s; /* current rate, in (0, rate_per_s] */
	double tokens; /* segments that may go now, at most burst; below 0: a debt */
	double burst; /* segments */
	struct ac_mono filled; /* when tokens was last brought up to date */
	struct ac_mono calm; /* last throttled answer, or last recovery step */
};

/**
 * Start a pace.
 * @param rate_per_s  segments per second, > 0 (asserted: a configuration check belongs to the caller)
 * @param now         monotonic time of the first use
 */
void ac_pace_init(struct ac_pace *pace, double rate_per_s, struct ac_mono now);

/**
 * How many segments may be submitted now.
 * @param now  monotonic; an earlier time than the last call counts as that time
 * @return     0 or more whole segments; the caller takes at most that many
 */
AC_MUST_CHECK int ac_pace_available(struct ac_pace *pace, struct ac_mono now);

/** Take the segments of a message when ac_pace_available() gave at least one. @param n  0 or more */
void ac_pace_take(struct ac_pace *pace, int n);

/** The carrier said "too fast" (ESME_RTHROTTLED, ESME_RMSGQFUL; SMPP 3.4 section 5.1.3). */
void ac_pace_throttled(struct ac_pace *pace, struct ac_mono now);

/** When at least one segment will be available; @return monotonic time, never before now. */
AC_MUST_CHECK struct ac_mono ac_pace_next(const struct ac_pace *pace, struct ac_mono now);
