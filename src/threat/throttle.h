/* threat/throttle.h - how often log-ins are looked at, and from where. Pure: time is an argument, the caller
 * locks.
 *
 * Token buckets (as GCRA: one time for each): a source (an address, an IPv6 network of 64 bits, a Unix user)
 * has ten tries at once and one more a minute. Network sources from which nobody has come in yet share thirty
 * at once and one more in two seconds, however many they are: that is what a flood costs of the processor.
 * A right log-in costs nothing, and from then on its source is known for that officer: neither other people's
 * flood nor the lock that their guesses close (threat/lockout.h) keeps the officer out there.
 */
#pragma once
#include "base/clock.h"

enum ac_source_kind {
	AC_SOURCE_PROCESS, /* the command itself, without a daemon */
	AC_SOURCE_SOCKET, /* the daemon's Unix socket; key: the user's number */
	AC_SOURCE_NETWORK, /* key: the address */
};

struct ac_source {
	enum ac_source_kind kind;
	uint64_t key;
};

enum { ac_throttle_sources = 512, ac_throttle_known = 256 };
enum { ac_throttle_each = 10, ac_throttle_strangers = 30 }; /* at once */
#define AC_THROTTLE_EACH AC_MINUTE
#define AC_THROTTLE_STRANGERS (2 * AC_SECOND)

/* All zero at first. */
struct ac_throttle {
	struct {
		struct ac_source source;
		struct ac_wall full; /* when its bucket is full again */
	} sources[ac_throttle_sources];
	struct ac_wall strangers_full;
	struct {
		struct ac_source source;
		int64_t officer;
	} known[ac_throttle_known]; /* the last so many */
	uint64_t n_known;
};

/** May it be looked at now? It is counted then. What asks in the process itself always may. */
AC_MUST_CHECK bool ac_throttle_take(
	struct ac_throttle *throttle, struct ac_source source, struct ac_wall now);
/** It was right. */
void ac_throttle_right(
	struct ac_throttle *throttle, struct ac_source source, int64_t officer, struct ac_wall now);
/** Has the officer come in from there before? On the socket always: its group is the desk. */
AC_MUST_CHECK bool ac_throttle_knows(
	const struct ac_throttle *throttle, struct ac_source source, int64_t officer);
