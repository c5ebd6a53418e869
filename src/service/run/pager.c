#include "service/run/pager.h"

#include "base/cond.h"
#include "base/log.h"
#include "store/duty.h"

enum {
	tick_us = 1000000, /* at most so long until a new page is seen */
	shortest_us = 50000,
	receipts_max = 256, /* texts whose receipt may still come */
};

/* What a carrier said. */
struct said {
	int64_t try;
	enum ac_page_step step;
};

struct receipt {
	uint64_t key;
	int64_t try;
};

struct pager {
	struct ac_service *service;
	pthread_t thread;
	bool started;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stop, nudged;
	AC_VEC(struct said) said;
	struct receipt receipts[receipts_max];
	size_t next_receipt;
};

void pager_init(struct ac_service *service)
{
	struct pager *pager = service->pager = ac_alloc(sizeof *pager);
	pager->service = service;
	pthread_mutex_init(&pager->lock, NULL);
	ac_cond_init(&pager->changed);
}

void pager_done(struct ac_service *service)
{
	struct pager *pager = service->pager;
	if (!pager)
		return;
	ac_vec_done(&pager->said);
	pthread_cond_destroy(&pager->changed);
	pthread_mutex_destroy(&pager->lock);
	ac_free(pager);
	service->pager = NULL;
}

void pager_nudge(struct ac_service *service)
{
	struct pager *pager = service->pager;
	pthread_mutex_lock(&pager->lock);
	pager->nudged = true;
	pthread_cond_signal(&pager->changed);
	pthread_mutex_unlock(&pager->lock);
}

/* ---- what carriers say ---- */

static enum ac_page_step step_of(enum ac_submit_result result)
{
	switch (result) {
	case AC_RESULT_ACCEPTED: return AC_PAGE_STEP_accepted;
	case AC_RESULT_REJECTED:
	case AC_RESULT_DEAD: return AC_PAGE_STEP_refused;
	case AC_RESULT_UNKNOWN: return AC_PAGE_STEP_unknown;
	case AC_RESULT_THROTTLED:
	case AC_RESULT_TEMPORARY:
	case AC_RESULT_UNSENT: break;
	}
	return AC_PAGE_STEP_unsent;
}

/* Under the lock. */
static void note(struct pager *pager, int64_t try, enum ac_page_step step)
{
	struct said said = { try, step };
	ac_vec_push(&pager->said, said);
	pager->nudged = true;
	pthread_cond_signal(&pager->changed);
}

void pager_submitted(struct ac_service *service, const struct ac_submitted_input *submitted)
{
	struct pager *pager = service->pager;
	int64_t try = (int64_t)((submitted->attempt & ~PAGE_ATTEMPT) >> ac_chunk_bits);
	pthread_mutex_lock(&pager->lock);
	note(pager, try, step_of(submitted->result));
	if (submitted->receipt_key)
		pager->receipts[pager->next_receipt++ % receipts_max] =
			(struct receipt){ submitted->receipt_key, try };
	pthread_mutex_unlock(&pager->lock);
}

/* One that comes after its place was given away, or before the answer, is nobody's. */
bool pager_receipt(struct ac_service *service, uint64_t receipt_key, enum ac_receipt_state state)
{
	struct pager *pager = service->pager;
	bool ours = false;
	pthread_mutex_lock(&pager->lock);
	for (size_t i = 0; i < receipts_max && receipt_key && !ours; i++) {
		struct receipt *receipt = &pager->receipts[i];
		ours = receipt->key == receipt_key;
		if (ours && state != AC_RECEIPT_ENROUTE)
			note(pager, receipt->try,
				state == AC_RECEIPT_DELIVERED ? AC_PAGE_STEP_delivered
							      : AC_PAGE_STEP_failed);
	}
	pthread_mutex_unlock(&pager->lock);
	return ours;
}

struct hearing {
	struct ac_service *service;
	AC_VEC(struct said) said;
};

static enum ac_status write_said(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct hearing *hearing = ctx;
	if (atomic_load(&hearing->service->abandoned))
		return ac_fail(err, AC_CLOSED, "abandoned");
	struct ac_wall now = ac_service_now(hearing->service);
	ac_vec_each(&hearing->said, said)
		AC_TRY(ac_page_step_follow(db, said->try, now, said->step, err));
	return AC_OK;
}

static void forget_first(struct pager *pager, size_t n)
{
	pthread_mutex_lock(&pager->lock);
	pager->said.n -= n;
	memmove(pager->said.at, pager->said.at + n, pager->said.n * sizeof *pager->said.at);
	pthread_mutex_unlock(&pager->lock);
}

/* What cannot be written now is kept for the next turn. */
static void hear(struct pager *pager)
{
	struct hearing hearing = { .service = pager->service };
	struct ac_error err;
	pthread_mutex_lock(&pager->lock);
	ac_vec_each(&pager->said, said)
		ac_vec_push(&hearing.said, *said);
	pthread_mutex_unlock(&pager->lock);
	if (hearing.said.n) {
		enum ac_status status =
			ac_writer_run(pager->service->writer, write_said, &hearing, &err);
		if (status == AC_OK)
			forget_first(pager, hearing.said.n);
		else if (status != AC_CLOSED)
			ac_log(AC_LOG_WARN, "page.not_stored", "why=\"%s\"", err.msg);
	}
	ac_vec_done(&hearing.said);
}

/* ---- the thread ---- */

/* @return false when it is time to stop */
static bool wait_until(struct pager *pager, struct ac_wall look)
{
	int64_t us = tick_us;
	if (look.us != INT64_MAX) {
		int64_t real = ac_clock_real_us_until(&pager->service->clock, look);
		us = real < us ? real : us;
	}
	struct ac_mono until = { ac_mono_now().us + (us > shortest_us ? us : shortest_us) };
	pthread_mutex_lock(&pager->lock);
	while (!pager->stop && !pager->nudged)
		if (!ac_cond_wait(&pager->changed, &pager->lock, until))
			break;
	pager->nudged = false;
	bool stop = pager->stop;
	pthread_mutex_unlock(&pager->lock);
	return !stop && !atomic_load(&pager->service->stopping);
}

static void *pager_main(void *arg)
{
	struct pager *pager = arg;
	(void)pthread_setname_np(pthread_self(), "pager");
	struct ac_wall look = { 0 };
	bool silent = false;
	while (wait_until(pager, look)) {
		hear(pager);
		look = pager_page(pager->service, &silent);
	}
	return NULL;
}

enum ac_status pager_start(struct ac_service *service, struct ac_error *err)
{
	struct pager *pager = service->pager;
	int rc = pthread_create(&pager->thread, NULL, pager_main, pager);
	if (rc != 0)
		return ac_fail_os(err, rc, "the pager's thread does not start");
	pager->started = true;
	return AC_OK;
}

void pager_stop(struct ac_service *service)
{
	struct pager *pager = service->pager;
	if (!pager || !pager->started)
		return;
	pthread_mutex_lock(&pager->lock);
	pager->stop = true;
	pthread_cond_signal(&pager->changed);
	pthread_mutex_unlock(&pager->lock);
	pthread_join(pager->thread, NULL);
	pager->started = false;
}
