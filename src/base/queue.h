/* base/queue.h - how threads hand work over: bounded, many producers, one consumer.
 *
 * Items are copied by value; what they point to changes owner with them. A full queue makes the
 * producer wait (push) or turn away (try_push): nothing grows without bound. A wake function lets an
 * event loop be the consumer.
 */
#pragma once
#include "base/clock.h"

struct ac_queue;

/** @param item_size  bytes of an item  @param capacity  items, > 0 */
struct ac_queue *ac_queue_new(size_t item_size, size_t capacity);
void ac_queue_free(struct ac_queue *queue);

/** Called after each hand-over that finds the queue empty (from the producer's thread). */
void ac_queue_on_push(struct ac_queue *queue, void (*wake)(void *ctx), void *ctx);

/** Wait for room; @return AC_CLOSED when the queue was closed. */
AC_MUST_CHECK enum ac_status ac_queue_push(struct ac_queue *queue, const void *item);
/** Hand over n items in one go, waiting for room as needed. */
AC_MUST_CHECK enum ac_status ac_queue_push_all(struct ac_queue *queue, const void *items, size_t n);
/** Without waiting; AC_FULL when there is no room. */
AC_MUST_CHECK enum ac_status ac_queue_try_push(struct ac_queue *queue, const void *item);

/**
 * Take up to max items; waits up to wait_us microseconds for the first (0: not at all, < 0: for ever).
 * @return how many; 0 on time-out or when closed and empty
 */
size_t ac_queue_take(struct ac_queue *queue, void *items, size_t max, int64_t wait_us);

/** No further pushes; what is inside can still be taken. */
void ac_queue_close(struct ac_queue *queue);
bool ac_queue_closed(struct ac_queue *queue);
size_t ac_queue_length(struct ac_queue *queue);
