/* threat/level_hold.h - who holds the level of a place, and where it stands when a mistake is taken back.
 *
 * Whoever set a level holds it: a warning where it put it, an officer's case where that set it. The level that
 * stands is the worst that is held. A step down (all who hold it agreed to that) leaves nobody above it; an all-clear
 * leaves its own warning no higher than it says, even while others keep the level up; a warning that was taken
 * back holds nothing any more. So a retraction takes back what it put there itself and nothing else, in whichever order
 * mistakes are taken back.
 */
#pragma once
#include "threat/level.h"

enum ac_hold {
	AC_HOLD_STANDS,
	AC_HOLD_CLEARED, /* its warning has had its all-clear */
	AC_HOLD_MISTAKEN, /* its warning was taken back */
};

/* A row of the history of one place in one scheme. */
struct ac_level_change {
	bool none; /* no level any more */
	bool lowered; /* it was a step down */
	int64_t level;
	enum ac_hold hold;
	int64_t cleared_to; /* AC_HOLD_CLEARED: the level that was left */
};

/**
 * Where does the level stand by what is held?
 * @param changes  oldest first; one with a code that the scheme does not have is passed over
 * @param level  set when there is one
 * @return index of the newest change that holds it; n: nobody holds any
 */
size_t ac_level_held(const struct ac_scheme *scheme, const struct ac_level_change *changes,
	size_t n, int64_t *level);
