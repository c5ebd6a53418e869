/* store/writer_wait.c - for threads that hand in a job and wait until it is durable. */
#include "store/writer_p.h"

#include <pthread.h>

struct waiter {
	ac_job_fn *fn;
	ac_slice_fn *slice;
	void *ctx;
	pthread_mutex_t lock;
	pthread_cond_t finished_cond;
	bool finished;
	enum ac_status status;
	struct ac_error err;
};

static enum ac_status waiter_fn(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct waiter *waiter = ctx;
	return waiter->fn(db, waiter->ctx, err);
}

static enum ac_status waiter_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct waiter *waiter = ctx;
	return waiter->slice(db, waiter->ctx, until, more, err);
}

static void waiter_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct waiter *waiter = ctx;
	pthread_mutex_lock(&waiter->lock);
	waiter->status = status;
	waiter->err = *err;
	waiter->finished = true;
	pthread_cond_signal(&waiter->finished_cond);
	pthread_mutex_unlock(&waiter->lock);
}

static void wait_finished(struct ac_writer *writer, struct waiter *waiter)
{
	if (ac_writer_is_threadless(writer))
		while (!waiter->finished && ac_writer_step(writer))
			continue;
	pthread_mutex_lock(&waiter->lock);
	while (!waiter->finished)
		pthread_cond_wait(&waiter->finished_cond, &waiter->lock);
	pthread_mutex_unlock(&waiter->lock);
}

static enum ac_status run_waiting(
	struct ac_writer *writer, struct waiter *waiter, struct ac_error *err)
{
	struct ac_job job = {
		.priority = waiter->slice ? AC_PRIORITY_BULK : AC_PRIORITY_API,
		.fn = waiter->fn ? waiter_fn : NULL,
		.slice = waiter->slice ? waiter_slice : NULL,
		.done = waiter_done,
		.ctx = waiter,
	};
	pthread_mutex_init(&waiter->lock, NULL);
	pthread_cond_init(&waiter->finished_cond, NULL);
	enum ac_status status = ac_writer_submit_patiently(writer, &job);
	if (status == AC_OK) {
		wait_finished(writer, waiter);
		status = waiter->status;
	} else {
		ac_fail(&waiter->err, status, "the program is stopping");
	}
	pthread_cond_destroy(&waiter->finished_cond);
	pthread_mutex_destroy(&waiter->lock);
	if (status != AC_OK && err)
		*err = waiter->err;
	return status;
}

enum ac_status ac_writer_run(
	struct ac_writer *writer, ac_job_fn *fn, void *ctx, struct ac_error *err)
{
	struct waiter waiter = { .fn = fn, .ctx = ctx };
	return run_waiting(writer, &waiter, err);
}

enum ac_status ac_writer_run_bulk(
	struct ac_writer *writer, ac_slice_fn *slice, void *ctx, struct ac_error *err)
{
	struct waiter waiter = { .slice = slice, .ctx = ctx };
	return run_waiting(writer, &waiter, err);
}
