/* base/cond.h - waiting for another thread, up to a real time: the wall clock may be set meanwhile. */
#pragma once
#include "base/clock.h"

#include <pthread.h>

/** A condition for ac_cond_wait(). */
void ac_cond_init(pthread_cond_t *cond);

/**
 * Wait until it is signalled or the time has come; then look again at what is waited for.
 * @param lock  held by the caller
 * @return false when the time has come
 */
bool ac_cond_wait(pthread_cond_t *cond, pthread_mutex_t *lock, struct ac_mono until);
