#include "base/queue.h"

#include "base/cond.h"
#include "base/mem.h"

#include <assert.h>

struct ac_queue {
	pthread_mutex_t lock;
	pthread_cond_t filled, drained;
	size_t item_size, capacity;
	size_t head, n; /* ring: first item, items inside */
	bool closed;
	void (*wake)(void *ctx);
	void *wake_ctx;
	unsigned char *ring;
};

struct ac_queue *ac_queue_new(size_t item_size, size_t capacity)
{
	assert(item_size > 0 && capacity > 0);
	struct ac_queue *queue = ac_alloc(sizeof *queue);
	queue->item_size = item_size;
	queue->capacity = capacity;
	queue->ring = ac_alloc_array(capacity, item_size);
	pthread_mutex_init(&queue->lock, NULL);
	ac_cond_init(&queue->filled);
	ac_cond_init(&queue->drained);
	return queue;
}

void ac_queue_free(struct ac_queue *queue)
{
	if (!queue)
		return;
	pthread_cond_destroy(&queue->filled);
	pthread_cond_destroy(&queue->drained);
	pthread_mutex_destroy(&queue->lock);
	ac_free(queue->ring);
	ac_free(queue);
}

void ac_queue_on_push(struct ac_queue *queue, void (*wake)(void *ctx), void *ctx)
{
	queue->wake = wake;
	queue->wake_ctx = ctx;
}

static unsigned char *slot(struct ac_queue *queue, size_t i)
{
	return queue->ring + (queue->head + i) % queue->capacity * queue->item_size;
}

/* Lock held. @return whether the queue was empty before, so that the consumer may sleep */
static bool put(struct ac_queue *queue, const void *item)
{
	memcpy(slot(queue, queue->n), item, queue->item_size);
	return queue->n++ == 0;
}

static void announce(struct ac_queue *queue, bool was_empty)
{
	if (was_empty)
		pthread_cond_signal(&queue->filled);
	if (was_empty && queue->wake)
		queue->wake(queue->wake_ctx);
}

enum ac_status ac_queue_push_all(struct ac_queue *queue, const void *items, size_t n)
{
	const unsigned char *item = items;
	pthread_mutex_lock(&queue->lock);
	bool was_empty = false;
	for (size_t i = 0; i < n; i++, item += queue->item_size) {
		while (queue->n == queue->capacity && !queue->closed) {
			announce(queue, was_empty);
			was_empty = false;
			pthread_cond_wait(&queue->drained, &queue->lock);
		}
		if (queue->closed)
			break;
		was_empty |= put(queue, item);
	}
	bool closed = queue->closed;
	announce(queue, was_empty);
	pthread_mutex_unlock(&queue->lock);
	return closed ? AC_CLOSED : AC_OK;
}

enum ac_status ac_queue_push(struct ac_queue *queue, const void *item)
{
	return ac_queue_push_all(queue, item, 1);
}

enum ac_status ac_queue_try_push(struct ac_queue *queue, const void *item)
{
	pthread_mutex_lock(&queue->lock);
	enum ac_status status = queue->closed                 ? AC_CLOSED
				: queue->n == queue->capacity ? AC_FULL
							      : AC_OK;
	if (status == AC_OK)
		announce(queue, put(queue, item));
	pthread_mutex_unlock(&queue->lock);
	return status;
}

static const int64_t for_ever_us = 36500 * AC_DAY; /* a time past it cannot be told to the system */

static void wait_filled(struct ac_queue *queue, int64_t wait_us)
{
	if (wait_us < 0 || wait_us > for_ever_us) {
		while (queue->n == 0 && !queue->closed)
			pthread_cond_wait(&queue->filled, &queue->lock);
		return;
	}
	struct ac_mono until = { ac_mono_now().us + wait_us };
	while (queue->n == 0 && !queue->closed)
		if (!ac_cond_wait(&queue->filled, &queue->lock, until))
			return;
}

size_t ac_queue_take(struct ac_queue *queue, void *items, size_t max, int64_t wait_us)
{
	pthread_mutex_lock(&queue->lock);
	if (queue->n == 0 && wait_us != 0)
		wait_filled(queue, wait_us);
	size_t n = queue->n < max ? queue->n : max;
	for (size_t i = 0; i < n; i++)
		memcpy((unsigned char *)items + i * queue->item_size, slot(queue, i),
			queue->item_size);
	queue->head = (queue->head + n) % queue->capacity;
	queue->n -= n;
	if (n)
		pthread_cond_broadcast(&queue->drained);
	pthread_mutex_unlock(&queue->lock);
	return n;
}

void ac_queue_close(struct ac_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->filled);
	pthread_cond_broadcast(&queue->drained);
	pthread_mutex_unlock(&queue->lock);
}

bool ac_queue_closed(struct ac_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	bool closed = queue->closed;
	pthread_mutex_unlock(&queue->lock);
	return closed;
}

size_t ac_queue_length(struct ac_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	size_t n = queue->n;
	pthread_mutex_unlock(&queue->lock);
	return n;
}
