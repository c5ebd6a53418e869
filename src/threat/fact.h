/* threat/fact.h - what is known of a threat, in counts and states, never in persons.
 *
 * The kinds and the states are closed lists: there is no place where a name would fit. What a list does not
 * have is said in a report.
 */
#pragma once
#include "base/str.h"

/* kind, what it counts */
/* clang-format off */
#define AC_FACT_COUNTS(X) \
	X("members", "people who take part") \
	X("custody", "of them in custody") \
	X("at-large", "of them at large") \
	X("left-country", "of them who have left the country") \
	X("dead", "people killed") \
	X("injured", "people injured")

/* kind, what is true of it */
#define AC_FACT_STATES(X) \
	X("weapons-found", "the weapons are found") \
	X("explosives-found", "the explosives are found") \
	X("vehicle-found", "the vehicle is found") \
	X("targets-known", "the targets are known") \
	X("host-confirms", "the host confirms that the danger is over") \
	X("sponsor-known", "who sent them is known") \
	X("attack-under-way", "an attack is under way")
/* clang-format on */

struct ac_fact {
	bool counted;
	int64_t number, total; /* "7/8"; total -1: not said */
	struct ac_str state; /* yes, no, partly, unknown */
};

/**
 * What a value says of a kind.
 * @param value  "7/8" or "7" for a count; yes, no, partly or unknown for a state
 * @return AC_INVALID listing what there is, or for more than there are
 */
AC_MUST_CHECK enum ac_status ac_fact_read(
	struct ac_str kind, struct ac_str value, struct ac_fact *fact, struct ac_error *err);
