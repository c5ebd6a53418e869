/* The checkpointer: now and then it brings the task table up to date, turns journal rows into history
 * and cuts the journal off behind that. It waits while much is being sent: nothing depends on it but
 * the length of the journal, and with it the time that recovery takes. */
#include "base/cond.h"
#include "base/log.h"
#include "service/run/cut_off.h"
#include "service/run/expand.h"
#include "service/run/inbound.h"
#include "service/run/overdue.h"
#include "service/run/paused.h"
#include "service/run/review.h"
#include "service/service_p.h"

#include <stdlib.h>
#include <time.h>

enum {
	slice_tasks = 20000,
	tasks_at_once = 200, /* written between two looks at the clock */
	cut_rows = 64,
	busy_per_s =
		2000, /* attempts recorded in a second: later, if the journal is not too long */
	tick_us = 1000000,
	poll_us = 2000,
	retry_us = 500000,
};
static const uint64_t longest_journal = 384 << 20; /* bytes since the last checkpoint */

struct checkpointer {
	struct ac_service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stop;
	uint64_t asked, done; /* rounds */
	enum ac_status status;
	struct ac_error err;
	/* the thread's own */
	struct ac_mono last;
	uint64_t rows, bytes, recorded; /* counters at the last checkpoint, at the last tick */
	struct reviews reviews;
};

/* ---- the engine's images ---- */

struct slice {
	struct ac_checkpoint_task *tasks;
	size_t n;
	bool begun, finished;
	int64_t covered; /* rows up to it are in the images of this round */
	size_t written;
	struct ac_service *service;
};

static void take_slice(struct ac_service *service, void *arg)
{
	struct slice *slice = arg;
	if (!slice->begun)
		slice->covered = atomic_load(&service->last_seq);
	slice->n =
		ac_engine_checkpoint(service->engine, slice->tasks, slice_tasks, &slice->finished);
	slice->begun |= slice->n || slice->finished; /* else it waits for its row to go out first */
}

static int compare_tasks(const void *a, const void *b)
{
	const struct ac_checkpoint_task *x = a, *y = b;
	if (x->campaign != y->campaign)
		return x->campaign < y->campaign ? -1 : 1;
	return x->traveller < y->traveller ? -1 : x->traveller > y->traveller;
}

/* People who were erased since have no row any more. */
static enum ac_status write_singly(
	struct ac_db *db, const struct ac_checkpoint_task *tasks, size_t n, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++) {
		enum ac_status status = ac_tasks_update(db, &tasks[i], 1, err);
		if (status != AC_OK && status != AC_NOT_FOUND)
			return status;
	}
	return AC_OK;
}

static enum ac_status write_slice(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct slice *slice = ctx;
	if (atomic_load(&slice->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	while (slice->written < slice->n && ac_mono_now().us < until.us) {
		size_t n = slice->n - slice->written;
		n = n < tasks_at_once ? n : tasks_at_once;
		const struct ac_checkpoint_task *tasks = slice->tasks + slice->written;
		enum ac_status status = ac_tasks_update(db, tasks, n, err);
		if (status == AC_NOT_FOUND)
			status = write_singly(db, tasks, n, err);
		if (status != AC_OK)
			return status;
		slice->written += n;
	}
	*more = slice->written < slice->n;
	return AC_OK;
}

static void pause_us(int64_t us)
{
	(void)nanosleep(&(struct timespec){ us / AC_SECOND, us % AC_SECOND * 1000 }, NULL);
}

static bool stopping(struct checkpointer *checkpointer)
{
	pthread_mutex_lock(&checkpointer->lock);
	bool stop = checkpointer->stop;
	pthread_mutex_unlock(&checkpointer->lock);
	return stop || atomic_load(&checkpointer->service->abandoned);
}

static enum ac_status stopped(struct ac_error *err)
{
	return ac_fail(err, AC_CLOSED, "stopped before the checkpoint was complete");
}

/* An image must not be durable before the journal rows that it includes. */
static enum ac_status wait_for_rows(
	struct checkpointer *checkpointer, const struct slice *slice, struct ac_error *err)
{
	int64_t needs = 0;
	for (size_t i = 0; i < slice->n; i++)
		needs = slice->tasks[i].as_of > needs ? slice->tasks[i].as_of : needs;
	while (atomic_load(&checkpointer->service->durable_seq) < needs) {
		if (stopping(checkpointer))
			return stopped(err);
		pause_us(poll_us);
	}
	return AC_OK;
}

/* The engine has given these images out: they are written, however long the disk is full. */
static enum ac_status write_images(
	struct checkpointer *checkpointer, struct slice *slice, struct ac_error *err)
{
	struct ac_service *service = checkpointer->service;
	AC_TRY(wait_for_rows(checkpointer, slice, err));
	qsort(slice->tasks, slice->n, sizeof *slice->tasks, compare_tasks);
	for (;;) {
		slice->written = 0;
		enum ac_status status =
			ac_writer_run_bulk(service->writer, write_slice, slice, err);
		if (status == AC_OK)
			break;
		if (status == AC_CLOSED || stopping(checkpointer))
			return status;
		ac_log(AC_LOG_WARN, "checkpoint.waits", "why=\"%s\"", err->msg);
		pause_us(retry_us);
	}
	COUNT(service, checkpoint_tasks, slice->n);
	return AC_OK;
}

/* @param covered  rows up to it are in the images of the store afterwards */
static enum ac_status bring_tasks_up_to_date(
	struct checkpointer *checkpointer, int64_t *covered, struct ac_error *err)
{
	struct ac_service *service = checkpointer->service;
	AC_AUTO(free) struct ac_checkpoint_task *tasks = ac_alloc_array(slice_tasks, sizeof *tasks);
	struct slice slice = { .tasks = tasks, .service = service };
	while (!slice.finished) {
		if (stopping(checkpointer))
			return stopped(err);
		AC_TRY(mail_call_and_wait(service, take_slice, &slice, err));
		if (slice.n)
			AC_TRY(write_images(checkpointer, &slice, err));
		else if (!slice.finished)
			pause_us(poll_us);
	}
	*covered = slice.covered;
	return AC_OK;
}

/* ---- the journal ---- */

struct gathering {
	struct expansion *expansion;
	int64_t upto;
};

static enum ac_status gather(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct gathering *gathering = ctx;
	return expansion_gather(db, gathering->upto, gathering->expansion, err);
}

static enum ac_status expand_some(
	struct ac_service *service, int64_t upto, bool *full, struct ac_error *err)
{
	AC_AUTO(expansion) struct expansion expansion = { 0 };
	struct gathering gathering = { &expansion, upto };
	AC_TRY(ac_readers_look(service->readers, gather, &gathering, err));
	*full = expansion.full;
	return ac_writer_run_bulk(service->writer, expansion_write, &expansion, err);
}

struct cutting {
	int64_t upto;
};

static enum ac_status cut(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	const struct cutting *cutting = ctx;
	int64_t dropped = cut_rows;
	while (dropped == cut_rows && ac_mono_now().us < until.us)
		AC_TRY(ac_journal_cut(db, cutting->upto, cut_rows, &dropped, err));
	*more = dropped == cut_rows;
	return AC_OK;
}

static enum ac_status checkpoint(struct checkpointer *checkpointer, struct ac_error *err)
{
	struct ac_service *service = checkpointer->service;
	struct cutting cutting = { 0 };
	AC_TRY(bring_tasks_up_to_date(checkpointer, &cutting.upto, err));
	for (bool full = true; full;) {
		if (stopping(checkpointer))
			return stopped(err);
		AC_TRY(expand_some(service, cutting.upto, &full, err));
	}
	AC_TRY(ac_writer_run_bulk(service->writer, cut, &cutting, err));
	atomic_store(&service->cut_seq, cutting.upto);
	COUNT(service, checkpoints, 1);
	return AC_OK;
}

/* ---- when ---- */

static uint64_t load(_Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

/* Called about once a second. */
static bool due(struct checkpointer *checkpointer)
{
	struct ac_service *service = checkpointer->service;
	struct counters *counters = &service->counters;
	uint64_t recorded = load(&counters->recorded);
	bool busy = recorded - checkpointer->recorded > busy_per_s;
	checkpointer->recorded = recorded;
	uint64_t bytes = load(&counters->journal_bytes) - checkpointer->bytes;
	if (load(&counters->journal_rows) == checkpointer->rows)
		return false;
	if (bytes > longest_journal)
		return true;
	int64_t since_us = ac_mono_now().us - checkpointer->last.us;
	return !busy && since_us >= service->config->checkpoint_s * AC_SECOND;
}

static void run(struct checkpointer *checkpointer)
{
	struct counters *counters = &checkpointer->service->counters;
	struct ac_error err = { .code = AC_OK };
	checkpointer->rows = load(&counters->journal_rows);
	checkpointer->bytes = load(&counters->journal_bytes);
	checkpointer->last = ac_mono_now();
	pthread_mutex_lock(&checkpointer->lock);
	uint64_t round = checkpointer->asked;
	pthread_mutex_unlock(&checkpointer->lock);
	enum ac_status status = checkpoint(checkpointer, &err);
	if (status != AC_OK && status != AC_CLOSED)
		ac_log(AC_LOG_WARN, "checkpoint.failed", "why=\"%s\"", err.msg);
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->done = round;
	checkpointer->status = status;
	checkpointer->err = err;
	pthread_cond_broadcast(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
}

/* @return false when it is time to stop */
static bool wait_a_tick(struct checkpointer *checkpointer, bool *asked)
{
	struct ac_mono until = { ac_mono_now().us + tick_us };
	pthread_mutex_lock(&checkpointer->lock);
	while (!checkpointer->stop && checkpointer->asked == checkpointer->done)
		if (!ac_cond_wait(&checkpointer->changed, &checkpointer->lock, until))
			break;
	*asked = checkpointer->asked != checkpointer->done;
	bool stop = checkpointer->stop;
	pthread_mutex_unlock(&checkpointer->lock);
	return !stop;
}

static void *checkpoint_main(void *arg)
{
	struct checkpointer *checkpointer = arg;
	(void)pthread_setname_np(pthread_self(), "checkpoint");
	for (bool asked; wait_a_tick(checkpointer, &asked);) {
		inbound_feed(checkpointer->service);
		overdue_look(checkpointer->service);
		reviews_look(checkpointer->service, &checkpointer->reviews);
		paused_look(checkpointer->service);
		cut_off_look(checkpointer->service);
		if (asked || due(checkpointer))
			run(checkpointer);
	}
	return NULL;
}

enum ac_status checkpoint_start(struct ac_service *service, struct ac_error *err)
{
	struct checkpointer *checkpointer = ac_alloc(sizeof *checkpointer);
	checkpointer->service = service;
	checkpointer->last = ac_mono_now();
	pthread_mutex_init(&checkpointer->lock, NULL);
	ac_cond_init(&checkpointer->changed);
	int rc = pthread_create(&checkpointer->thread, NULL, checkpoint_main, checkpointer);
	if (rc != 0) {
		pthread_cond_destroy(&checkpointer->changed);
		pthread_mutex_destroy(&checkpointer->lock);
		ac_free(checkpointer);
		return ac_fail_os(err, rc, "the checkpointer's thread does not start");
	}
	service->checkpointer = checkpointer;
	return AC_OK;
}

void checkpoint_stop(struct ac_service *service)
{
	struct checkpointer *checkpointer = service->checkpointer;
	if (!checkpointer)
		return;
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->stop = true;
	pthread_cond_broadcast(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
	pthread_join(checkpointer->thread, NULL);
	pthread_cond_destroy(&checkpointer->changed);
	pthread_mutex_destroy(&checkpointer->lock);
	ac_free(checkpointer);
	service->checkpointer = NULL;
}

enum ac_status ac_service_checkpoint(struct ac_service *service, struct ac_error *err)
{
	struct checkpointer *checkpointer = service->checkpointer;
	if (!checkpointer)
		return ac_fail(err, AC_CONFLICT, "only a daemon has anything to checkpoint");
	pthread_mutex_lock(&checkpointer->lock);
	/* one that is under way began before: its end is not enough */
	uint64_t round = ++checkpointer->asked;
	pthread_cond_broadcast(&checkpointer->changed);
	while (checkpointer->done < round && !checkpointer->stop)
		pthread_cond_wait(&checkpointer->changed, &checkpointer->lock);
	enum ac_status status = checkpointer->done < round ? AC_CLOSED : checkpointer->status;
	if (status != AC_OK && err)
		*err = checkpointer->err;
	pthread_mutex_unlock(&checkpointer->lock);
	return status;
}
