#include "base/cond.h"

#include <errno.h>
#include <time.h>

void ac_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

bool ac_cond_wait(pthread_cond_t *cond, pthread_mutex_t *lock, struct ac_mono until)
{
	struct timespec end = { until.us / AC_SECOND, until.us % AC_SECOND * 1000 };
	return pthread_cond_timedwait(cond, lock, &end) != ETIMEDOUT;
}
