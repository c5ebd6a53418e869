/* base/clock.h - two times that cannot be mixed up.
 *
 * Wall time says when something happened or is due in the world of the case; it may run fast in an
 * exercise (`serve --clock START,RATE`). Monotonic time paces links and protocol timers and is always
 * real. They are different types, so that mixing them does not compile. Both count microseconds.
 */
#pragma once
#include "base/str.h"

struct ac_wall {
	int64_t us; /* since 1970-01-01T00:00:00Z */
};
struct ac_mono {
	int64_t us; /* since some start, never backwards */
};

#define AC_MS INT64_C(1000)
#define AC_SECOND INT64_C(1000000)
#define AC_MINUTE (60 * AC_SECOND)
#define AC_HOUR (60 * AC_MINUTE)
#define AC_DAY (24 * AC_HOUR)

/* Wall time as real time mapped by a line: wall = start + (mono − origin) × rate. */
struct ac_clock {
	struct ac_wall start;
	struct ac_mono origin;
	double rate; /* wall seconds per real second; 1 outside exercises */
	bool exercise; /* false: the system's own wall clock */
};

/** The system's clock. */
void ac_clock_init(struct ac_clock *clock);
/** A clock that starts now at `start` and runs at `rate` > 0. */
void ac_clock_init_exercise(struct ac_clock *clock, struct ac_wall start, double rate);

struct ac_mono ac_mono_now(void);
/** The system's wall clock: for what is real whatever an exercise says (log-ins, schema records). */
struct ac_wall ac_wall_now(void);
struct ac_wall ac_clock_wall(const struct ac_clock *clock);
/** How long to wait in real microseconds until the wall time is due; 0 when it is past. */
int64_t ac_clock_real_us_until(const struct ac_clock *clock, struct ac_wall due);

/** "2022-06-13T09:00:00Z", or with ".123456" when not whole seconds; RFC 3339. @param out at least 32 bytes */
void ac_wall_format(struct ac_wall wall, char out[32]);

/**
 * Read RFC 3339 "2022-06-13T12:00:00+03:00" (or Z; fractions to microseconds; blank for T).
 * @return AC_INVALID with the text named
 */
AC_MUST_CHECK enum ac_status ac_wall_parse(
	struct ac_str text, struct ac_wall *wall, struct ac_error *err);

/** Days since 1970-01-01 of a civil date (proleptic Gregorian; Hinnant 2013). month 1…12, day 1…31 */
int64_t ac_days_from_civil(int64_t year, int month, int day);
/** The reverse. */
void ac_civil_from_days(int64_t days, int64_t *year, int *month, int *day);
/** Is there such a day? Years 1…9999. */
bool ac_civil_valid(int64_t year, int month, int day);
