/* The thread that looks at the feeds that are followed, one after another, in real time: an exercise's fast clock
 * must not hurry a foreign server. */
#include "service/intake.h"

#include "base/cond.h"
#include "base/log.h"
#include "feed/follow.h"
#include "service/service_p.h"
#include "store/intake.h"

enum { retry_us = 5000000 };

struct due {
	int64_t id;
	struct ac_mono at;
	bool listed; /* the store still has it */
};

struct intake {
	struct ac_service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stop, news;
	AC_VEC(struct due) due; /* the thread's own */
};

/* ---- which ---- */

static struct due *due_of(struct intake *intake, int64_t id)
{
	ac_vec_each(&intake->due, due)
		if (due->id == id)
			return due;
	return NULL;
}

/* A feed that the thread did not know is due at once, after a start too: it asks whether anything is new. */
static void list_feed(void *ctx, const struct ac_feed_row *row)
{
	struct intake *intake = ctx;
	struct due *due = due_of(intake, row->id);
	if (due)
		due->listed = true;
	else
		ac_vec_push(&intake->due, ((struct due){ row->id, ac_mono_now(), true }));
}

static enum ac_status list_feeds(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_feed_each(db, 0, list_feed, ctx, err);
}

static bool read_list(struct intake *intake)
{
	struct ac_error err;
	ac_vec_each(&intake->due, due)
		due->listed = false;
	if (ac_service_read(intake->service, list_feeds, intake, &err) != AC_OK) {
		ac_log(AC_LOG_WARN, "intake.waits", "why=\"%s\"", err.msg);
		return false;
	}
	size_t kept = 0;
	ac_vec_each(&intake->due, due)
		if (due->listed)
			intake->due.at[kept++] = *due;
	intake->due.n = kept;
	return true;
}

/* ---- looking ---- */

struct pace {
	int64_t every_min, failures;
};

static void take_pace(void *ctx, const struct ac_feed_row *row)
{
	*(struct pace *)ctx = (struct pace){ row->every_min, row->failures };
}

struct pace_of {
	int64_t id;
	struct pace pace;
};

static enum ac_status read_pace(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct pace_of *of = ctx;
	return ac_feed_each(db, of->id, take_pace, &of->pace, err);
}

static void look(struct intake *intake, struct due *due)
{
	struct ac_intake_report report;
	struct ac_error err = { .msg = "" };
	struct pace_of of = { .id = due->id };
	enum ac_status status = ac_service_look_at_feed(intake->service, due->id, &report, &err);
	if (status != AC_OK)
		ac_log(AC_LOG_WARN, "intake.failed", "feed=%lld status=%s", (long long)due->id,
			ac_status_name(status));
	else if (!report.unchanged)
		ac_log(AC_LOG_INFO, "intake.looked",
			"feed=%lld entries=%lld added=%lld invalid=%lld gone=%lld judged=%lld "
			"replaced=%lld left=%lld",
			(long long)due->id, (long long)report.entries, (long long)report.added,
			(long long)report.invalid, (long long)report.gone, (long long)report.judged,
			(long long)report.replaced, (long long)report.left);
	due->at = (struct ac_mono){ ac_mono_now().us + retry_us };
	if (ac_service_read(intake->service, read_pace, &of, NULL) == AC_OK)
		due->at.us =
			ac_mono_now().us + ac_follow_wait_us(of.pace.every_min, of.pace.failures);
}

static struct due *next_due(struct intake *intake)
{
	struct due *next = NULL;
	ac_vec_each(&intake->due, due)
		if (!next || due->at.us < next->at.us)
			next = due;
	return next;
}

/* @return false when it is time to stop */
static bool wait_for_work(struct intake *intake, struct ac_mono until, bool *news)
{
	pthread_mutex_lock(&intake->lock);
	while (!intake->stop && !intake->news)
		if (!ac_cond_wait(&intake->changed, &intake->lock, until))
			break;
	*news = intake->news;
	intake->news = false;
	bool stop = intake->stop;
	pthread_mutex_unlock(&intake->lock);
	return !stop;
}

static void *intake_main(void *arg)
{
	struct intake *intake = arg;
	bool news, unlisted = false;
	(void)pthread_setname_np(pthread_self(), "intake");
	for (struct ac_mono until = { 0 }; wait_for_work(intake, until, &news);) {
		if (news || unlisted)
			unlisted = !read_list(intake);
		struct due *due = next_due(intake);
		int64_t now_us = ac_mono_now().us;
		if (due && due->at.us <= now_us)
			look(intake, due);
		due = next_due(intake);
		until.us = due ? due->at.us : now_us + AC_HOUR;
		if (unlisted && until.us > now_us + retry_us)
			until.us = now_us + retry_us;
	}
	return NULL;
}

/* ---- start and stop ---- */

void ac_service_feeds_changed(struct ac_service *service)
{
	struct intake *intake = service->intake;
	if (!intake)
		return;
	pthread_mutex_lock(&intake->lock);
	intake->news = true;
	pthread_cond_broadcast(&intake->changed);
	pthread_mutex_unlock(&intake->lock);
}

enum ac_status intake_start(struct ac_service *service, struct ac_error *err)
{
	struct intake *intake = ac_alloc(sizeof *intake);
	intake->service = service;
	intake->news = true;
	pthread_mutex_init(&intake->lock, NULL);
	ac_cond_init(&intake->changed);
	service->intake = intake;
	int rc = pthread_create(&intake->thread, NULL, intake_main, intake);
	if (rc == 0)
		return AC_OK;
	service->intake = NULL;
	pthread_cond_destroy(&intake->changed);
	pthread_mutex_destroy(&intake->lock);
	ac_free(intake);
	return ac_fail_os(err, rc, "the intake's thread does not start");
}

void intake_stop(struct ac_service *service)
{
	struct intake *intake = service->intake;
	if (!intake)
		return;
	pthread_mutex_lock(&intake->lock);
	intake->stop = true;
	pthread_cond_broadcast(&intake->changed);
	pthread_mutex_unlock(&intake->lock);
	pthread_join(intake->thread, NULL);
	pthread_cond_destroy(&intake->changed);
	pthread_mutex_destroy(&intake->lock);
	ac_vec_done(&intake->due);
	ac_free(intake);
	service->intake = NULL;
}
