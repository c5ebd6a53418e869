/* threat/case_state.h - the states of a case and its postures, as tables. docs/case-states.md is written from them.
 *
 *	open → warned            a warning of it is published; so does easing → warned
 *	warned → easing          its last published warning is cleared
 *	any → closed             by an officer, once none of its warnings is published
 */
#pragma once
#include "base/buf.h"
#include "base/clock.h"

enum ac_case_event {
	AC_CASE_WARNED, /* a warning was published */
	AC_CASE_CLEARED, /* its last live warning ended by an all-clear */
	AC_CASE_RETRACTED, /* its last live warning was a mistake: the case stays where it is */
	AC_CASE_CLOSED, /* an officer closed it */
	ac_case_event_count
};

/** The state that follows; NULL when the event is not allowed in this state. The table of states. */
const char *ac_case_next(struct ac_str state, enum ac_case_event event);
/** "warned about", as in "case 7 is closed and cannot be warned about". */
const char *ac_case_event_verb(enum ac_case_event event);
/** AC_INVALID listing the four. */
AC_MUST_CHECK enum ac_status ac_case_state_check(struct ac_str state, struct ac_error *err);

/* How loudly a case is answered, from the quietest. */
/* clang-format off */
#define AC_POSTURES(X) \
	X("watch", "known to the desk; nobody is told") \
	X("officials", "officials and the host are told; a clock runs: the same danger is told to everyone concerned, or a reason stands why not") \
	X("public", "everyone concerned is warned in public") \
	X("all-alarms", "public, and everyone inside is told personally, over every channel there is")
/* clang-format on */

/** AC_INVALID listing the four. */
AC_MUST_CHECK enum ac_status ac_posture_check(struct ac_str posture, struct ac_error *err);

/** Both tables as a page of Markdown with a diagram. @param out  appended */
void ac_case_states_write(struct ac_buf *out);

/* ---- officials only: the clock of equal warning ---- */

/* A case that is in the posture `officials`. */
struct ac_officials {
	struct ac_wall since;
	int64_t within_us; /* a warning follows within that, or a reason stands */
	struct ac_wall
		told_until; /* as long as everyone concerned is told of all of it; 0: they are not */
	struct ac_wall kept_until; /* as long as a reason of two officers stands; 0: none */
	struct ac_wall raised_at; /* when the desk was last told; 0: never */
};

/** From when on it is overdue: once the time is over and neither a warning nor a reason stands any more. */
struct ac_wall ac_officials_due(const struct ac_officials *officials);
/** Is the desk to be told (again) now? Once it is overdue, and every hour from then on. */
bool ac_officials_raise(const struct ac_officials *officials, struct ac_wall now);
