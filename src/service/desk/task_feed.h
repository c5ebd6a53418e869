/* service/desk/task_feed.h - the tasks of a new campaign, made ready ahead of the writer.
 *
 * Reading people and their contact points takes about as long as writing their tasks. So a thread of
 * its own reads batch by batch, each in one snapshot, while the writer puts the one before.
 */
#pragma once
#include "service/desk/audience.h"
#include "service/service.h"

struct ac_task_feed;

/* Owned by whoever holds the pointer: ac_task_batch_free(). */
struct ac_task_batch {
	size_t n;
	struct ac_task_spec *specs;
	struct ac_task_image *images;
	enum ac_status status; /* why reading stopped, when it failed */
	struct ac_error error;
};

void ac_task_batch_free(struct ac_task_batch *batch);
AC_AUTO_DEFINE(task_batch, struct ac_task_batch *, ac_task_batch_free)

struct ac_task_feed_options {
	struct ac_service *service;
	int64_t campaign;
	struct ac_wall now; /* when the tasks begin */
	const struct ac_member *members; /* sorted by traveller */
	size_t n;
};

/**
 * Begin to read. Everything in options stays as it is until ac_task_feed_free().
 * @param feed  owned by the caller
 */
AC_MUST_CHECK enum ac_status ac_task_feed_start(const struct ac_task_feed_options *options,
	struct ac_task_feed **feed, struct ac_error *err);

/** End, also in the middle. NULL is fine. */
void ac_task_feed_free(struct ac_task_feed *feed);
AC_AUTO_DEFINE(task_feed, struct ac_task_feed *, ac_task_feed_free)

/** The next batch, in order. @return owned by the caller; NULL when none came until that moment */
struct ac_task_batch *ac_task_feed_take(struct ac_task_feed *feed, struct ac_mono until);
