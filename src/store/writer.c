/* store/writer.c - the writer's thread, and what is handed in to it; writer_turn.c does the work. */
#include "store/writer_p.h"

#include "base/cond.h"
#include "base/mem.h"
#include "base/queue.h"

#include <assert.h>

enum { default_queue = 1024, default_group = 256 };

static void on_push(void *ctx)
{
	struct ac_writer *writer = ctx;
	pthread_mutex_lock(&writer->lock);
	writer->woken = true;
	pthread_cond_signal(&writer->wake);
	pthread_mutex_unlock(&writer->lock);
}

/* Until something was handed in; while stalled until the next try, else until the next probe. */
static void wait_for_work(struct ac_writer *writer)
{
	int64_t pause_us = writer->retry_us ? writer->retry_us : writer->options.probe_us;
	struct ac_mono until = { ac_mono_now().us + pause_us };
	pthread_mutex_lock(&writer->lock);
	while (!writer->woken)
		if (!pause_us)
			pthread_cond_wait(&writer->wake, &writer->lock);
		else if (!ac_cond_wait(&writer->wake, &writer->lock, until))
			break;
	writer->woken = false;
	pthread_mutex_unlock(&writer->lock);
}

static void *thread_main(void *ctx)
{
	struct ac_writer *writer = ctx;
	while (!ac_queue_closed(writer->queues[AC_PRIORITY_ENGINE])) {
		bool busy = ac_writer_turn(writer) && writer->retry_us == 0;
		if (!busy && (writer->retry_us || ac_writer_queues_empty(writer)))
			wait_for_work(writer);
	}
	ac_writer_drain(writer);
	return NULL;
}

static void init_wake(struct ac_writer *writer)
{
	ac_cond_init(&writer->wake);
	pthread_mutex_init(&writer->lock, NULL);
}

static void release(struct ac_writer *writer)
{
	for (size_t i = 0; i < ac_priority_count; i++)
		ac_queue_free(writer->queues[i]);
	pthread_cond_destroy(&writer->wake);
	pthread_mutex_destroy(&writer->lock);
	ac_free(writer->engine.at);
	ac_free(writer->api.at);
	ac_free(writer->taken);
	ac_free(writer);
}

enum ac_status ac_writer_new(struct ac_db *db, const struct ac_writer_options *options,
	struct ac_writer **writer, struct ac_error *err)
{
	struct ac_writer *made = ac_alloc(sizeof *made);
	made->db = db;
	made->options = options ? *options : (struct ac_writer_options){ 0 };
	if (!made->options.queue)
		made->options.queue = default_queue;
	if (!made->options.group)
		made->options.group = default_group;
	made->engine.at = ac_alloc_array(made->options.group, sizeof *made->engine.at);
	made->api.at = ac_alloc_array(made->options.group, sizeof *made->api.at);
	made->taken = ac_alloc_array(made->options.group, sizeof *made->taken);
	init_wake(made);
	for (size_t i = 0; i < ac_priority_count; i++) {
		made->queues[i] = ac_queue_new(sizeof(struct ac_job), made->options.queue);
		ac_queue_on_push(made->queues[i], on_push, made);
	}
	int rc = made->options.threadless ? 0
					  : pthread_create(&made->thread, NULL, thread_main, made);
	if (rc != 0) {
		release(made);
		return ac_fail_os(err, rc, "the writer's thread does not start");
	}
	*writer = made;
	return AC_OK;
}

void ac_writer_free(struct ac_writer *writer)
{
	if (!writer)
		return;
	for (size_t i = ac_priority_count; i-- > 0;)
		ac_queue_close(writer->queues[i]);
	if (writer->options.threadless) {
		ac_writer_drain(writer);
	} else {
		on_push(writer);
		pthread_join(writer->thread, NULL);
	}
	release(writer);
}

enum ac_status ac_writer_submit(struct ac_writer *writer, const struct ac_job *job)
{
	assert(job->priority == AC_PRIORITY_BULK ? job->slice != NULL : job->fn != NULL);
	return ac_queue_try_push(writer->queues[job->priority], job);
}

enum ac_status ac_writer_submit_patiently(struct ac_writer *writer, const struct ac_job *job)
{
	return ac_queue_push(writer->queues[job->priority], job);
}

bool ac_writer_is_threadless(const struct ac_writer *writer)
{
	return writer->options.threadless;
}

bool ac_writer_step(struct ac_writer *writer)
{
	assert(writer->options.threadless);
	return ac_writer_turn(writer);
}

struct ac_writer_stats ac_writer_stats(struct ac_writer *writer)
{
	return (struct ac_writer_stats){
		.commits = atomic_load(&writer->commits),
		.jobs = atomic_load(&writer->jobs),
		.failed_jobs = atomic_load(&writer->failed_jobs),
		.slices = atomic_load(&writer->slices),
		.failed_commits = atomic_load(&writer->failed_commits),
		.stalled = atomic_load(&writer->stalled),
	};
}
