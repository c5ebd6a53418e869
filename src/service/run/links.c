/* Links: set up from the configuration, and the channel thread's end of the hand-over. */
#include "service/run/links.h"

#include "base/log.h"
#include "service/run/link_test.h"
#include "service/service_p.h"
#include "store/cases.h"

#include <stdio.h>
#include <string.h>

enum { loop_calls = 4096 };

/* Numbers are small and stable for the life of the data directory. */
static enum ac_status number_of(
	struct ac_db *db, const char *name, uint16_t *number, struct ac_error *err)
{
	int64_t n;
	AC_TRY(ac_link_id(db, ac_str(name), &n, err));
	if (n >= max_link_numbers)
		return ac_fail(err, AC_FULL, "no more than %d links can ever have been configured",
			max_link_numbers - 1);
	*number = (uint16_t)n;
	return AC_OK;
}

static enum ac_status number_links(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	for (int i = 0; i < service->n_links; i++) {
		struct service_link *link = &service->links[i];
		AC_TRY(number_of(db, link->config->name, &link->number, err));
	}
	return AC_OK;
}

/* ---- set-up ---- */

static enum ac_status prepare(
	struct ac_service *service, const struct ac_config_link *config, struct ac_error *err)
{
	struct service_link *link = &service->links[service->n_links];
	link->service = service;
	link->config = config;
	link->driver = ac_channel_driver_find(ac_str(config->driver));
	if (!link->driver)
		return ac_fail(err, AC_INVALID, "link %s: there is no driver %s", config->name,
			config->driver);
	AC_TRY(ac_config_link_settings(config, service->dir, link->password, &link->settings, err));
	link->settings.script = service->options.memory_carrier;
	(void)snprintf(link->why, sizeof link->why, "not connected yet");
	link->since = ac_clock_wall(&service->clock);
	if (service->options.exercise && !config->exercise)
		return ac_fail(err, AC_INVALID,
			"link %s is not marked `exercise: true`: no exercise clock with it",
			config->name);
	service->n_links++;
	return AC_OK;
}

enum ac_status links_prepare(struct ac_service *service, struct ac_error *err)
{
	const struct ac_config *config = service->config;
	service->links =
		ac_alloc_array(config->n_links ? config->n_links : 1, sizeof *service->links);
	for (unsigned i = 0; i < config->n_links; i++)
		if (!config->links[i].disabled)
			AC_TRY(prepare(service, &config->links[i], err));
	AC_TRY(ac_writer_run(service->writer, number_links, service, err));
	for (int i = 0; i < service->n_links; i++) {
		struct service_link *link = &service->links[i];
		link->settings.link = link->number;
		service->by_number[link->number] = link;
	}
	return AC_OK;
}

bool links_all_exercise(const struct ac_service *service, const char **name)
{
	for (int i = 0; i < service->n_links; i++)
		if (!service->links[i].config->exercise) {
			*name = service->links[i].config->name;
			return false;
		}
	return true;
}

struct service_link *link_by_number(const struct ac_service *service, uint32_t number)
{
	return number < max_link_numbers ? service->by_number[number] : NULL;
}

struct ac_link_input link_input(const struct service_link *link, bool up)
{
	return (struct ac_link_input){
		.link = link->number,
		.up = up,
		.receipts = (link->driver->caps & AC_CHANNEL_RECEIPTS) &&
			    link->settings.receipts != AC_RECEIPTS_NONE,
		.channel = AC_CHANNEL_sms,
		.rate_per_s = link->settings.rate_per_s,
		.window = (int)link->settings.window,
	};
}

/* ---- on the channel thread ---- */

struct opening {
	struct ac_service *service;
	pthread_mutex_t lock;
	pthread_cond_t finished_cond;
	bool finished;
	enum ac_status status;
	struct ac_error err;
};

static void finish(struct opening *opening, enum ac_status status)
{
	pthread_mutex_lock(&opening->lock);
	opening->status = status;
	opening->finished = true;
	pthread_cond_signal(&opening->finished_cond);
	pthread_mutex_unlock(&opening->lock);
}

static void open_links(void *arg)
{
	struct opening *opening = arg;
	struct ac_service *service = opening->service;
	ac_channel_loop_on_round(service->loop, events_flush, service);
	enum ac_status status = AC_OK;
	for (int i = 0; i < service->n_links && status == AC_OK; i++) {
		struct service_link *link = &service->links[i];
		status = link->driver->open(service->loop, &link->settings, &link_events, link,
			&link->channel, &opening->err);
	}
	finish(opening, status);
}

void link_ack(struct service_link *link, uint64_t token, bool durable)
{
	if (link->channel)
		link->driver->ack(link->channel, token, durable);
}

static void close_links(void *arg)
{
	struct opening *opening = arg;
	struct ac_service *service = opening->service;
	for (int i = 0; i < service->n_links; i++) {
		struct service_link *link = &service->links[i];
		if (link->channel)
			link->driver->close(link->channel);
		else
			atomic_store(&link->closed, true);
		link->channel = NULL;
	}
	finish(opening, AC_OK);
}

/* Run on the channel thread and wait for it. */
static enum ac_status run(struct ac_service *service, void (*call)(void *arg), struct ac_error *err)
{
	struct opening opening = { .service = service };
	pthread_mutex_init(&opening.lock, NULL);
	pthread_cond_init(&opening.finished_cond, NULL);
	enum ac_status status;
	while ((status = ac_channel_loop_call(service->loop, call, &opening)) == AC_FULL)
		(void)nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	if (status == AC_OK) {
		pthread_mutex_lock(&opening.lock);
		while (!opening.finished)
			pthread_cond_wait(&opening.finished_cond, &opening.lock);
		pthread_mutex_unlock(&opening.lock);
		status = opening.status;
		if (status != AC_OK && err)
			*err = opening.err;
	}
	pthread_cond_destroy(&opening.finished_cond);
	pthread_mutex_destroy(&opening.lock);
	return status;
}

enum ac_status links_announce(struct ac_service *service, struct ac_error *err)
{
	for (int i = 0; i < service->n_links; i++) {
		struct ac_mail mail = { .input = { .kind = AC_INPUT_LINK,
						.link = link_input(&service->links[i], false) } };
		if (mail_send(service, &mail) != AC_OK)
			return ac_fail(err, AC_CLOSED, "stopped before it was open");
	}
	return AC_OK;
}

enum ac_status links_start(struct ac_service *service, struct ac_error *err)
{
	service->loop = ac_channel_loop_new(loop_calls);
	AC_TRY(ac_channel_loop_start(service->loop, err));
	return run(service, open_links, err);
}

void links_close(struct ac_service *service)
{
	if (!service->loop || run(service, close_links, NULL) != AC_OK)
		return;
	int64_t until = ac_mono_now().us + 2 * AC_CHANNEL_DRAIN_MS * AC_MS;
	for (int i = 0; i < service->n_links; i++)
		while (!atomic_load(&service->links[i].closed) && ac_mono_now().us < until)
			(void)nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
}

void links_free(struct ac_service *service)
{
	ac_channel_loop_free(service->loop);
	service->loop = NULL;
	while (service->waiting) {
		struct handover *first = service->waiting;
		service->waiting = first->next;
		handover_free(first);
	}
	for (int i = 0; i < service->n_links; i++) {
		if (service->links[i].gathering)
			handover_free(service->links[i].gathering);
		explicit_bzero(service->links[i].password, sizeof service->links[i].password);
	}
	for (int i = 0; i < max_link_numbers; i++)
		ac_free(service->link_names[i]);
	ac_free(service->links);
	ac_vec_done(&service->news);
}

/* ---- for people ---- */

size_t ac_service_links(struct ac_service *service, struct ac_link_health *links, size_t max)
{
	size_t n = 0;
	pthread_mutex_lock(&service->links_lock);
	for (int i = 0; i < service->n_links && n < max; i++, n++) {
		const struct service_link *link = &service->links[i];
		links[n] = (struct ac_link_health){ .link = link->number,
			.name = link->config->name,
			.exercise = link->config->exercise,
			.up = link->up,
			.since = link->since,
			.allowed_per_s = link->settings.rate_per_s };
		(void)snprintf(links[n].why, sizeof links[n].why, "%s", link->why);
	}
	pthread_mutex_unlock(&service->links_lock);
	if (service->options.mode == AC_SERVICE_SERVE)
		links_add_pace(service, links, n);
	return (size_t)service->n_links;
}

enum ac_status ac_service_link_number(
	struct ac_service *service, struct ac_str name, uint16_t *number, struct ac_error *err)
{
	for (int i = 0; i < service->n_links; i++)
		if (ac_str_eq(ac_str(service->links[i].config->name), name)) {
			*number = service->links[i].number;
			return AC_OK;
		}
	return ac_fail(err, AC_NOT_FOUND, "there is no link %.*s: see `allclear link list`",
		AC_STR_ARG(name));
}

enum ac_status links_read_names(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	AC_AUTO(buf) struct ac_buf name;
	ac_buf_init(&name, 1000);
	for (int64_t i = 1; i < max_link_numbers; i++) {
		ac_buf_reset(&name);
		enum ac_status status = ac_link_name(db, i, &name, err);
		if (status == AC_NOT_FOUND)
			break; /* numbers have no gaps */
		AC_TRY(status);
		if (!service->link_names[i])
			service->link_names[i] = ac_strndup(name.p, name.n);
	}
	return AC_OK;
}

const char *ac_service_link_name(const struct ac_service *service, uint16_t number)
{
	bool known = number < max_link_numbers && service->link_names[number];
	return known ? service->link_names[number] : "?";
}
