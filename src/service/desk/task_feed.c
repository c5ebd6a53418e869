#include "service/desk/task_feed.h"

#include "base/queue.h"

#include <pthread.h>

enum { batch_tasks = 2000, batches_ahead = 8 };

struct ac_task_feed {
	struct ac_task_feed_options options;
	struct ac_queue *batches; /* of struct ac_task_batch * */
	pthread_t thread;
};

void ac_task_batch_free(struct ac_task_batch *batch)
{
	if (!batch)
		return;
	ac_free(batch->specs);
	ac_free(batch->images);
	ac_free(batch);
}

struct reading {
	const struct ac_task_feed_options *options;
	size_t at;
	struct ac_task_batch *batch;
};

static enum ac_status read_specs(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct reading *r = ctx;
	return ac_audience_specs(db, r->options->campaign, r->options->members + r->at, r->batch->n,
		r->batch->specs, err);
}

static struct ac_task_batch *read_batch(const struct ac_task_feed_options *options, size_t at)
{
	struct ac_task_batch *batch = ac_alloc(sizeof *batch);
	batch->n = options->n - at < batch_tasks ? options->n - at : batch_tasks;
	batch->specs = ac_alloc_array(batch->n, sizeof *batch->specs);
	batch->images = ac_alloc_array(batch->n, sizeof *batch->images);
	struct reading reading = { options, at, batch };
	batch->status = ac_service_read(options->service, read_specs, &reading, &batch->error);
	for (size_t i = 0; batch->status == AC_OK && i < batch->n; i++)
		batch->images[i] = ac_task_image_new(&batch->specs[i], options->now);
	return batch;
}

static void *read_batches(void *ctx)
{
	struct ac_task_feed *feed = ctx;
	enum ac_status status = AC_OK;
	for (size_t at = 0; status == AC_OK && at < feed->options.n; at += batch_tasks) {
		struct ac_task_batch *batch = read_batch(&feed->options, at);
		status = batch->status;
		if (ac_queue_push(feed->batches, &batch) == AC_OK)
			continue;
		ac_task_batch_free(batch);
		break; /* nobody wants more */
	}
	return NULL;
}

enum ac_status ac_task_feed_start(const struct ac_task_feed_options *options,
	struct ac_task_feed **feed, struct ac_error *err)
{
	struct ac_task_feed *made = ac_alloc(sizeof *made);
	made->options = *options;
	made->batches = ac_queue_new(sizeof(struct ac_task_batch *), batches_ahead);
	int failed = pthread_create(&made->thread, NULL, read_batches, made);
	if (failed) {
		ac_queue_free(made->batches);
		ac_free(made);
		return ac_fail_os(err, failed, "a thread to read people");
	}
	*feed = made;
	return AC_OK;
}

void ac_task_feed_free(struct ac_task_feed *feed)
{
	if (!feed)
		return;
	struct ac_task_batch *batch;
	ac_queue_close(feed->batches);
	pthread_join(feed->thread, NULL);
	while (ac_queue_take(feed->batches, &batch, 1, 0) == 1)
		ac_task_batch_free(batch);
	ac_queue_free(feed->batches);
	ac_free(feed);
}

struct ac_task_batch *ac_task_feed_take(struct ac_task_feed *feed, struct ac_mono until)
{
	int64_t wait_us = until.us - ac_mono_now().us;
	struct ac_task_batch *batch = NULL;
	(void)ac_queue_take(feed->batches, &batch, 1, wait_us > 0 ? wait_us : 0);
	return batch;
}
