/* service/run/waiters.h - threads that wait for the engine's answer to something they asked.
 *
 * A waiter lives on the stack of the thread that waits. Its token goes with the question and comes
 * back with the answer; what is never answered because the service ends is AC_CLOSED.
 */
#pragma once
#include "base/status.h"

#include <pthread.h>

struct ac_waiter {
	uint64_t token;
	bool settled;
	enum ac_status status;
	const char *why; /* static, or NULL */
	struct ac_waiter *next;
};

struct ac_waiters {
	pthread_mutex_t lock;
	pthread_cond_t settled;
	uint64_t last_token;
	bool closed;
	struct ac_waiter *first;
};

void ac_waiters_init(struct ac_waiters *waiters);
void ac_waiters_done(struct ac_waiters *waiters);

/** Take part. @return AC_CLOSED when the service ends */
AC_MUST_CHECK enum ac_status ac_waiters_add(
	struct ac_waiters *waiters, struct ac_waiter *waiter, struct ac_error *err);
/** Leave without an answer: the question could not be handed over. */
void ac_waiters_drop(struct ac_waiters *waiters, struct ac_waiter *waiter);
/** Wait for the answer, and leave. @return its status, with its reason in err */
AC_MUST_CHECK enum ac_status ac_waiters_wait(
	struct ac_waiters *waiters, struct ac_waiter *waiter, struct ac_error *err);

/** The answer is there. A token that nobody waits for is ignored. @param why  static; NULL */
void ac_waiters_settle(
	struct ac_waiters *waiters, uint64_t token, enum ac_status status, const char *why);
/** Nobody will be answered any more. */
void ac_waiters_close(struct ac_waiters *waiters);
