#include "service/run/media.h"

#include "base/cond.h"
#include "base/log.h"
#include "service/run/link_test.h"
#include "service/run/media_receipts.h"
#include "store/cases.h"
#include "store/media.h"
#include "vault/vault.h"

enum {
	tick_us = 500000, /* between looks when nothing waits, or nothing may go */
	answer_wait_us = 20000000,
	max_links = 64,
};

struct media_sender {
	struct ac_service *service;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stop;
};

/* One delivery on its way; its number is wiped with it. */
struct going {
	int64_t id, tries;
	bool exercise;
	struct ac_buf number, text;
	AC_VEC(int64_t) campaigns; /* that are not closed */
	bool people_wait;
};

static void going_done(struct going *going)
{
	if (going->number.p)
		ac_vault_wipe(going->number.p, going->number.n);
	ac_buf_done(&going->number);
	ac_buf_done(&going->text);
	ac_vec_done(&going->campaigns);
}
AC_AUTO_DEFINE_VALUE(going, struct going, going_done)

/* ---- what is next ---- */

static void take_delivery(void *ctx, const struct ac_media_delivery_row *row)
{
	struct going *going = ctx;
	going->id = row->id;
	going->tries = row->tries;
	ac_buf_add_str(&going->text, row->text);
}

static void take_campaign(void *ctx, const struct ac_campaign_row *row)
{
	struct going *going = ctx;
	if (!ac_str_eq(row->state, AC_STR("closed")))
		ac_vec_push(&going->campaigns, row->id);
}

static enum ac_status find_next(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct going *going = ctx;
	AC_TRY(ac_media_delivery_next(
		db, going->exercise, take_delivery, going, &going->number, err));
	return ac_campaign_each(db, take_campaign, going, err);
}

/* Is anybody waiting for a link? */
static void look_for_people(const struct ac_engine *engine, void *ctx)
{
	struct going *going = ctx;
	ac_vec_each(&going->campaigns, id) {
		struct ac_counts counts;
		if (ac_engine_counts(engine, *id, &counts) == AC_OK && counts.ready > 0)
			going->people_wait = true;
	}
}

/* One that is up and idle: nobody's message stands before it. */
static bool find_link(struct ac_service *service, bool exercise, uint16_t *link)
{
	struct ac_link_health links[max_links];
	size_t n = ac_service_links(service, links, max_links);
	for (size_t i = 0; i < n && i < max_links; i++)
		if (links[i].up && !links[i].outstanding && !links[i].prepared &&
			(links[i].exercise || !exercise)) {
			*link = links[i].link;
			return true;
		}
	return false;
}

/* ---- what became of it ---- */

struct noting {
	const struct ac_media_delivery_row *row;
	struct ac_wall now;
};

static enum ac_status write_row(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct noting *noting = ctx;
	if (ac_str_eq(noting->row->state, AC_STR("waiting")))
		return ac_media_delivery_put_back(db, noting->row, noting->now, err);
	return ac_media_delivery_update(db, noting->row, err);
}

/* @return false when it could not be written: a test's SIGKILL, the store stands still, or it was dropped since it was
 * read */
static bool note(struct ac_service *service, const struct ac_media_delivery_row *row)
{
	struct ac_error err = { 0 };
	struct noting noting = { row, ac_service_now(service) };
	if (atomic_load(&service->abandoned))
		return false;
	enum ac_status status = ac_service_write(service, write_row, &noting, &err);
	if (status != AC_OK && status != AC_NOT_FOUND)
		ac_log(AC_LOG_ERROR, "media.store", "delivery=%lld why=\"%s\"", (long long)row->id,
			err.msg);
	return status == AC_OK;
}

/* It did not leave for now: it waits again, behind those that were tried less often. */
static bool put_back(struct ac_media_delivery_row *row, const char *why)
{
	row->state = AC_STR("waiting");
	row->why = ac_str(why);
	row->submitted_at = (struct ac_wall){ 0 };
	return false;
}

/* @return whether it left, or never will */
static bool settle(struct ac_service *service, struct ac_media_delivery_row *row,
	const struct ac_link_test *result)
{
	switch (result->result) {
	case AC_RESULT_THROTTLED:
	case AC_RESULT_TEMPORARY: return put_back(row, "the carrier could not take it yet");
	case AC_RESULT_UNSENT: return put_back(row, "the link fell before it left");
	case AC_RESULT_ACCEPTED:
		row->state = AC_STR("accepted");
		row->receipt_key = result->receipt_key;
		break;
	case AC_RESULT_REJECTED:
	case AC_RESULT_DEAD:
		row->state = AC_STR("failed");
		row->why = AC_STR("the carrier refused it");
		break;
	case AC_RESULT_UNKNOWN:
		row->state = AC_STR("unknown");
		row->why = AC_STR("the carrier did not answer");
		break;
	}
	row->ended_at = ac_service_now(service);
	return true;
}

/* ---- one ---- */

static bool send(struct ac_service *service, const struct going *going, uint16_t link)
{
	struct ac_media_delivery_row row = { .id = going->id,
		.state = AC_STR("submitted"),
		.tries = going->tries + 1,
		.submitted_at = ac_service_now(service) };
	const struct link_single single = { .link = link,
		.number = ac_buf_str(&going->number),
		.text = ac_buf_str(&going->text),
		.exercise = going->exercise,
		.wait_us = answer_wait_us,
		.delivery = going->id };
	struct ac_link_test result;
	struct ac_error err = { 0 };
	if (!note(service, &row))
		return false;
	enum ac_status status = link_send_single(service, &single, &result, &err);
	bool gone = status == AC_OK ? settle(service, &row, &result)
				    : put_back(&row, "the link could not take it");
	(void)note(service, &row);
	return gone;
}

/* @return whether it left, or never will */
static bool send_next(struct ac_service *service, bool exercise)
{
	AC_AUTO(going) struct going going = { .exercise = exercise };
	uint16_t link;
	ac_buf_init(&going.number, 64);
	ac_buf_init(&going.text, 1u << 20);
	if (ac_service_read(service, find_next, &going, NULL) != AC_OK)
		return false;
	if (ac_service_query(service, look_for_people, &going, NULL) != AC_OK ||
		going.people_wait || !find_link(service, going.exercise, &link))
		return false;
	return send(service, &going, link);
}

/* ---- the thread ---- */

static bool go_on(struct media_sender *sender, bool at_once)
{
	struct ac_mono until = { ac_mono_now().us + tick_us };
	pthread_mutex_lock(&sender->lock);
	while (!sender->stop && !at_once)
		if (!ac_cond_wait(&sender->changed, &sender->lock, until))
			break;
	bool stop = sender->stop;
	pthread_mutex_unlock(&sender->lock);
	return !stop;
}

static void *media_main(void *arg)
{
	struct media_sender *sender = arg;
	(void)pthread_setname_np(pthread_self(), "media");
	for (bool at_once = true; go_on(sender, at_once);) {
		media_receipts_write(sender->service);
		/* What a drill has no link for holds up nothing real. */
		at_once = send_next(sender->service, false) || send_next(sender->service, true);
	}
	return NULL;
}

static enum ac_status recover_rows(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	int64_t unknown = 0;
	AC_TRY(ac_media_delivery_recover(db, ac_service_now(service), &unknown, err));
	if (unknown)
		ac_log(AC_LOG_WARN, "media.unknown", "deliveries=%lld", (long long)unknown);
	return AC_OK;
}

static void sender_free(struct media_sender *sender)
{
	pthread_cond_destroy(&sender->changed);
	pthread_mutex_destroy(&sender->lock);
	ac_free(sender);
}

enum ac_status media_start(struct ac_service *service, struct ac_error *err)
{
	AC_TRY(ac_service_write(service, recover_rows, service, err));
	struct media_sender *sender = ac_alloc(sizeof *sender);
	sender->service = service;
	pthread_mutex_init(&sender->lock, NULL);
	ac_cond_init(&sender->changed);
	int rc = pthread_create(&sender->thread, NULL, media_main, sender);
	if (rc != 0) {
		sender_free(sender);
		return ac_fail_os(err, rc, "the thread for the media does not start");
	}
	service->media = sender;
	return AC_OK;
}

void media_stop(struct ac_service *service)
{
	struct media_sender *sender = service->media;
	if (!sender)
		return;
	pthread_mutex_lock(&sender->lock);
	sender->stop = true;
	pthread_cond_broadcast(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
	link_tests_hurry(service);
	pthread_join(sender->thread, NULL);
	sender_free(sender);
	service->media = NULL;
}
