/* The publisher: one at a time makes the documents, whoever published or the thread that watches the clock. */
#include "service/run/publication.h"

#include "base/cond.h"
#include "base/log.h"
#include "service/service_p.h"

enum { retry_us = 1000000, longest_us = 60000000 };

struct publisher {
	struct ac_service *service;
	pthread_t thread;
	pthread_mutex_t making; /* held while documents are made and shown */
	struct publication publication;
	ac_publication_fn *show;
	void *show_ctx;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	bool stop;
	bool failed; /* the last time */
	struct ac_wall next_at;
};

/* ---- making ---- */

static void take_message(void *ctx, const struct ac_cap_row *row)
{
	publication_add(ctx, row);
}

static enum ac_status gather(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct publication *publication = ctx;
	AC_TRY(ac_cap_since(db, publication->last_id, take_message, publication, err));
	publication_levels_begin(publication);
	AC_TRY(ac_place_level_in_force(db, publication_level, publication, err));
	publication_said_begin(publication);
	AC_TRY(ac_statement_published_each(db, publication_statement, publication, err));
	AC_TRY(ac_attribution_public_each(db, publication_attribution, publication, err));
	return ac_attribution_warning_each(db, publication_attribution_beside, publication, err);
}

static enum ac_status make(struct publisher *publisher, struct ac_error *err)
{
	struct ac_service *service = publisher->service;
	const struct ac_config *config = service->config;
	struct ac_wall now = ac_service_now(service);
	AC_TRY(ac_readers_look(service->readers, gather, &publisher->publication, err));
	AC_TRY(publication_make(&publisher->publication, ac_str(config->public.url),
		ac_str(config->instance), now, err));
	if (publisher->show)
		publisher->show(publisher->show_ctx, publisher->publication.documents.at,
			publisher->publication.documents.n);
	return AC_OK;
}

static void renew(struct publisher *publisher)
{
	struct ac_error err = { .code = AC_OK };
	pthread_mutex_lock(&publisher->making);
	enum ac_status status = make(publisher, &err);
	struct ac_wall next_at = publisher->publication.next_at;
	pthread_mutex_unlock(&publisher->making);
	if (status != AC_OK)
		ac_log(AC_LOG_WARN, "publication.waits", "why=\"%s\"", err.msg);
	pthread_mutex_lock(&publisher->lock);
	publisher->failed = status != AC_OK;
	publisher->next_at = next_at;
	pthread_cond_broadcast(&publisher->changed);
	pthread_mutex_unlock(&publisher->lock);
}

void ac_service_published(struct ac_service *service)
{
	if (service->publisher)
		renew(service->publisher);
}

void ac_service_show(struct ac_service *service, ac_publication_fn *show, void *ctx)
{
	struct publisher *publisher = service->publisher;
	if (!publisher)
		return;
	pthread_mutex_lock(&publisher->making);
	publisher->show = show;
	publisher->show_ctx = ctx;
	if (show)
		show(ctx, publisher->publication.documents.at, publisher->publication.documents.n);
	pthread_mutex_unlock(&publisher->making);
}

/* ---- the clock ---- */

static int64_t wait_us(const struct publisher *publisher)
{
	if (publisher->failed)
		return retry_us;
	if (publisher->next_at.us == INT64_MAX)
		return longest_us;
	int64_t due = ac_clock_real_us_until(&publisher->service->clock, publisher->next_at);
	return due < longest_us ? due : longest_us;
}

/* @return false when it is time to stop  @param due  something is to be made */
static bool wait_until_due(struct publisher *publisher, bool *due)
{
	pthread_mutex_lock(&publisher->lock);
	struct ac_mono until = { ac_mono_now().us + wait_us(publisher) };
	if (!publisher->stop)
		(void)ac_cond_wait(&publisher->changed, &publisher->lock, until);
	bool stop = publisher->stop;
	*due = publisher->failed || publisher->next_at.us <= ac_service_now(publisher->service).us;
	pthread_mutex_unlock(&publisher->lock);
	return !stop;
}

static void *publish_main(void *arg)
{
	struct publisher *publisher = arg;
	(void)pthread_setname_np(pthread_self(), "publish");
	for (bool due; wait_until_due(publisher, &due);)
		if (due)
			renew(publisher);
	return NULL;
}

enum ac_status publication_start(struct ac_service *service, struct ac_error *err)
{
	if (!service->config->public.port)
		return AC_OK;
	struct publisher *publisher = ac_alloc(sizeof *publisher);
	publisher->service = service;
	pthread_mutex_init(&publisher->making, NULL);
	pthread_mutex_init(&publisher->lock, NULL);
	ac_cond_init(&publisher->changed);
	service->publisher = publisher;
	renew(publisher);
	int rc = pthread_create(&publisher->thread, NULL, publish_main, publisher);
	if (rc == 0)
		return AC_OK;
	publisher->thread = pthread_self(); /* nobody to wait for */
	return ac_fail_os(err, rc, "the publisher's thread does not start");
}

void publication_stop(struct ac_service *service)
{
	struct publisher *publisher = service->publisher;
	if (!publisher)
		return;
	pthread_mutex_lock(&publisher->lock);
	publisher->stop = true;
	pthread_cond_broadcast(&publisher->changed);
	pthread_mutex_unlock(&publisher->lock);
	if (!pthread_equal(publisher->thread, pthread_self()))
		pthread_join(publisher->thread, NULL);
	publication_done(&publisher->publication);
	pthread_cond_destroy(&publisher->changed);
	pthread_mutex_destroy(&publisher->lock);
	pthread_mutex_destroy(&publisher->making);
	ac_free(publisher);
	service->publisher = NULL;
}
