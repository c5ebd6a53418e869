/* store/writer_p.h - private to the writer. */
#pragma once
#include "base/queue.h"
#include "store/writer.h"

#include <pthread.h>
#include <stdatomic.h>

struct ac_writer_entry {
	struct ac_job job;
	enum ac_status status;
	struct ac_error err;
};

struct ac_writer_batch {
	struct ac_writer_entry *at;
	size_t n;
};

/* Which commit is in doubt: its answer was lost with the connection. */
enum ac_writer_doubt { DOUBT_NONE, DOUBT_GROUP, DOUBT_BULK };

struct ac_writer {
	struct ac_db *db;
	struct ac_writer_options options;
	struct ac_queue *queues[ac_priority_count];
	struct ac_writer_batch engine; /* taken and not yet durable: stays through failed commits */
	struct ac_writer_batch api; /* of this group */
	struct ac_job *taken;
	struct ac_job bulk; /* under way when .slice */
	bool bulk_more; /* it wants to be called again */
	enum ac_writer_doubt doubt;
	int64_t retry_us; /* 0: not stalled */
	int64_t group_us; /* monotonic: when the last group was run */
	int64_t commit_us; /* what the last commit of bulk work took */
	int64_t tried_us; /* monotonic: when a group or a probe was tried last */
	pthread_t thread;
	pthread_mutex_t lock; /* woken */
	pthread_cond_t wake;
	bool woken;
	_Atomic uint64_t commits, jobs, failed_jobs, slices, failed_commits;
	atomic_bool stalled;
};

/** Hand in a job, waiting for room in the queue. AC_CLOSED */
AC_MUST_CHECK enum ac_status ac_writer_submit_patiently(
	struct ac_writer *writer, const struct ac_job *job);

bool ac_writer_is_threadless(const struct ac_writer *writer);

/* ---- the writer's thread ---- */

/** One turn. @return false when there was nothing to do */
bool ac_writer_turn(struct ac_writer *writer);
bool ac_writer_queues_empty(struct ac_writer *writer);
/** After closing: the rest, and one more try when stalled; whoever still waits then learns so. */
void ac_writer_drain(struct ac_writer *writer);
