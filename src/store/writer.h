/* store/writer.h - the one thread that writes.
 *
 * Whatever changes the database is a job handed to the writer through bounded queues. What has gathered
 * while the last commit was on its way to the disk becomes the next group: the engine's jobs first, then
 * those from the API, each under its own savepoint, so that a failing one is undone alone. One commit
 * makes the group durable; then each job's done() is called. Bulk work takes turns with the groups in
 * slices of 20 ms; several share a commit while nobody waits, for as long as the last commit took,
 * and the longer it was quiet the longer, for at most a second.
 *
 * When a commit fails because the disk is full or broken, the jobs of the API get that error, and the
 * engine's jobs are kept and tried again, 20 ms to 1 s apart, until they are durable. on_stall() says
 * so once, and once more when it is over; while stalled, new jobs of the API fail quickly.
 *
 * Opened without a thread (options.threadless) the same writer is moved on by ac_writer_step(): that is
 * what the simulation drives.
 */
#pragma once
#include "base/clock.h"
#include "store/db.h"

struct ac_writer;

enum ac_priority { AC_PRIORITY_ENGINE, AC_PRIORITY_API, AC_PRIORITY_BULK, ac_priority_count };

/**
 * Change the database inside a transaction that the writer opens and ends.
 * ENGINE: called again after a failed commit, so it must give the same result every time.
 * @return AC_OK, or a status that undoes this job alone
 */
typedef enum ac_status ac_job_fn(struct ac_db *db, void *ctx, struct ac_error *err);

/**
 * One slice of bulk work: change some rows and come back before `until`. It may ask for ac_db_bulk(),
 * which ends with the job.
 * @param more  set it to be called again; what was done so far may be committed in between
 */
typedef enum ac_status ac_slice_fn(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err);

/** How it went, called once on the writer's thread after the commit. Must not wait for the writer. */
typedef void ac_done_fn(void *ctx, enum ac_status status, const struct ac_error *err);

struct ac_job {
	enum ac_priority priority;
	ac_job_fn *fn; /* ENGINE, API */
	ac_slice_fn *slice; /* BULK */
	ac_done_fn *done; /* may be NULL */
	void *ctx;
};

struct ac_writer_options {
	size_t queue; /* jobs of each priority that may wait; 0: 1,024 */
	size_t group; /* jobs of each priority in a commit; 0: 256 */
	bool threadless;
	int64_t probe_us; /* try a write when there was none for so long, to notice that it fails; 0: never */
	void (*on_stall)(void *ctx, bool stalled, const struct ac_error *err); /* writer's thread */
	void *stall_ctx;
};

struct ac_writer_stats {
	uint64_t commits, jobs, failed_jobs, slices, failed_commits;
	bool stalled;
};

/**
 * Start a writer on a connection, which belongs to it until ac_writer_free(). The database has the
 * schema of store/migrations/.
 */
AC_MUST_CHECK enum ac_status ac_writer_new(struct ac_db *db,
	const struct ac_writer_options *options, struct ac_writer **writer, struct ac_error *err);

/**
 * Finish what was handed in, then stop. Bulk work ends after its slice, and what cannot be made durable
 * ends after one more try: both with AC_CLOSED. NULL is fine.
 */
void ac_writer_free(struct ac_writer *writer);
AC_AUTO_DEFINE(writer, struct ac_writer *, ac_writer_free)

/** Hand in a job without ever waiting. AC_FULL: the queue is; AC_CLOSED. Then done() is not called. */
AC_MUST_CHECK enum ac_status ac_writer_submit(struct ac_writer *writer, const struct ac_job *job);

/** Run a job of the API and wait until it is durable. @return its status, or the commit's */
AC_MUST_CHECK enum ac_status ac_writer_run(
	struct ac_writer *writer, ac_job_fn *fn, void *ctx, struct ac_error *err);

/** Run bulk work and wait for its end. What earlier slices did stays when a later one fails. */
AC_MUST_CHECK enum ac_status ac_writer_run_bulk(
	struct ac_writer *writer, ac_slice_fn *slice, void *ctx, struct ac_error *err);

/** Threadless: one group and one slice. @return whether there was anything to do */
bool ac_writer_step(struct ac_writer *writer);

struct ac_writer_stats ac_writer_stats(struct ac_writer *writer);
