/* people.h - simulated people behind the SMSC: handsets that are off or gone, and answers.
 *
 * What a person is like follows from the seed and the number alone, so that a run repeats. The language is
 * the one of the list, else the one that the message is written in. Somebody answers a message that has a
 * menu (1 … 5 in it), each according to temper, some only when asked again; who is through does not
 * answer any more. An all-clear has no menu and gets a few thanks.
 *
 * Assumed, not measured: tempers in people.c; delays of answers are log-normal with a median of 15 minutes,
 * in the range that surveys of warned people report (half within the hour).
 */
#pragma once
#include "base/map.h"
#include "base/random.h"
#include "base/vec.h"
#include "smsc.h"

struct person;

struct people {
	uint64_t seed;
	double rate; /* of the exercise clock: simulated seconds a real second */
	struct smsc *smsc; /* where they write; set once it is open */
	struct ac_map by_number;
	AC_VEC(struct person) persons;
	uint64_t answers, calls_for_help, refusals, stops;
};

void people_init(struct people *people, uint64_t seed, double rate);
void people_done(struct people *people);

/** Lines "number,language", # for comments. @return AC_INVALID with the line's number */
AC_MUST_CHECK enum ac_status people_read(
	struct people *people, const char *path, struct ac_error *err);

/** How the handset takes this message: state and delay of the receipt. */
void people_receive(
	struct people *people, const struct smsc_submit *submit, struct smsc_plan *plan);

/** The person reads it, and may answer some time. */
void people_read_message(struct people *people, const struct smsc_submit *submit);
