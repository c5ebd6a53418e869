#include "service/run/waiters.h"

void ac_waiters_init(struct ac_waiters *waiters)
{
	*waiters = (struct ac_waiters){ 0 };
	pthread_mutex_init(&waiters->lock, NULL);
	pthread_cond_init(&waiters->settled, NULL);
}

void ac_waiters_done(struct ac_waiters *waiters)
{
	pthread_cond_destroy(&waiters->settled);
	pthread_mutex_destroy(&waiters->lock);
}

enum ac_status ac_waiters_add(
	struct ac_waiters *waiters, struct ac_waiter *waiter, struct ac_error *err)
{
	pthread_mutex_lock(&waiters->lock);
	bool closed = waiters->closed;
	if (!closed) {
		*waiter = (struct ac_waiter){ .token = ++waiters->last_token,
			.next = waiters->first };
		waiters->first = waiter;
	}
	pthread_mutex_unlock(&waiters->lock);
	return closed ? ac_fail(err, AC_CLOSED, "the daemon is stopping: try again later") : AC_OK;
}

/* Lock held. */
static void leave(struct ac_waiters *waiters, struct ac_waiter *waiter)
{
	struct ac_waiter **at = &waiters->first;
	while (*at && *at != waiter)
		at = &(*at)->next;
	if (*at)
		*at = waiter->next;
}

void ac_waiters_drop(struct ac_waiters *waiters, struct ac_waiter *waiter)
{
	pthread_mutex_lock(&waiters->lock);
	leave(waiters, waiter);
	pthread_mutex_unlock(&waiters->lock);
}

enum ac_status ac_waiters_wait(
	struct ac_waiters *waiters, struct ac_waiter *waiter, struct ac_error *err)
{
	pthread_mutex_lock(&waiters->lock);
	while (!waiter->settled && !waiters->closed)
		pthread_cond_wait(&waiters->settled, &waiters->lock);
	leave(waiters, waiter);
	pthread_mutex_unlock(&waiters->lock);
	if (!waiter->settled)
		return ac_fail(err, AC_CLOSED,
			"the daemon stopped before it answered: look whether it was done");
	if (waiter->status == AC_OK)
		return AC_OK;
	return ac_fail(err, waiter->status, "%s",
		waiter->why ? waiter->why : ac_status_name(waiter->status));
}

void ac_waiters_settle(
	struct ac_waiters *waiters, uint64_t token, enum ac_status status, const char *why)
{
	pthread_mutex_lock(&waiters->lock);
	for (struct ac_waiter *waiter = waiters->first; waiter; waiter = waiter->next)
		if (waiter->token == token) {
			waiter->settled = true;
			waiter->status = status;
			waiter->why = why;
		}
	pthread_cond_broadcast(&waiters->settled);
	pthread_mutex_unlock(&waiters->lock);
}

void ac_waiters_close(struct ac_waiters *waiters)
{
	pthread_mutex_lock(&waiters->lock);
	waiters->closed = true;
	pthread_cond_broadcast(&waiters->settled);
	pthread_mutex_unlock(&waiters->lock);
}
