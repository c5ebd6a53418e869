#include "service/service.h"

#include "base/log.h"
#include "service/desk/campaign_recover.h"
#include "service/gate.h"
#include "service/run/inbound.h"
#include "service/run/jobs.h"
#include "service/run/link_test.h"
#include "service/run/links.h"
#include "service/run/media.h"
#include "service/run/media_receipts.h"
#include "service/run/overdue.h"
#include "service/run/pager.h"
#include "service/run/phrases.h"
#include "service/run/query.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { path_max = 4096, settle_us = 3000000, server_probe_us = 5000000, render_capacity = 16384 };

/* ---- opening ---- */

static void full_path(char path[path_max], const char *dir, const char *file)
{
	bool absolute = file[0] == '/';
	(void)snprintf(path, path_max, "%s%s%s", absolute ? "" : dir, absolute ? "" : "/", file);
}

static enum ac_status reader_of_store(void *ctx, struct ac_db **db, struct ac_error *err)
{
	return ac_store_reader(((struct ac_service *)ctx)->store, db, err);
}

static enum ac_status reader_of_path(void *ctx, struct ac_db **db, struct ac_error *err)
{
	struct ac_service *service = ctx;
	struct ac_db_options options = { .path = service->database, .read_only = true };
	AC_TRY(ac_db_open(ac_db_driver_of(service->database), &options, db, err));
	(*db)->vault = service->vault;
	return AC_OK;
}

static enum ac_status open_looking(
	struct ac_service *service, const char *key_path, struct ac_error *err)
{
	AC_TRY(ac_vault_open(key_path, &service->looking_vault, err));
	service->vault = service->looking_vault;
	service->readers = ac_readers_new(reader_of_path, service);
	struct ac_db *db;
	AC_TRY(ac_readers_take(service->readers, &db, err));
	enum ac_status status = ac_store_check_key(db, service->vault, key_path, err);
	ac_readers_give(service->readers, db);
	return status;
}

static enum ac_status open_writing(
	struct ac_service *service, const char *key_path, struct ac_error *err)
{
	struct ac_store_options options = {
		.dir = service->dir,
		.key_path = key_path,
		.database = service->config->database,
		.sync = service->options.no_sync || service->config->sync == AC_CONFIG_SYNC_OFF
				? AC_DB_SYNC_OFF
				: AC_DB_SYNC_FULL,
	};
	AC_TRY(ac_store_open(&options, &service->store, err));
	service->vault = ac_store_vault(service->store);
	service->readers = ac_readers_new(reader_of_store, service);
	struct ac_writer_options writer = { .on_stall = writer_stalled, .stall_ctx = service };
	if (*service->config->database) /* a server may go away while nobody writes */
		writer.probe_us = server_probe_us;
	return ac_writer_new(ac_store_db(service->store), &writer, &service->writer, err);
}

static enum ac_status open_store(struct ac_service *service, struct ac_error *err)
{
	char key_path[path_max];
	service->database = ac_store_database(service->dir, service->config->database);
	full_path(key_path, service->dir,
		service->options.key_file ? service->options.key_file : service->config->key_file);
	return service->options.mode == AC_SERVICE_LOOK ? open_looking(service, key_path, err)
							: open_writing(service, key_path, err);
}

static enum ac_status start_serving(struct ac_service *service, struct ac_error *err)
{
	service->mails = ac_queue_new(sizeof(struct ac_mail), mail_capacity);
	service->renders = ac_queue_new(sizeof(struct ac_parcel *), render_capacity);
	struct ac_engine_config config = engine_config(service->config);
	service->engine = ac_engine_new(&config);
	ac_outputs_init(&service->outputs);
	service->phrasebooks = phrasebooks_new();
	link_tests_init(service);
	inbound_init(service);
	pager_init(service);
	service->media_receipts = media_receipts_new();
	AC_TRY(links_announce(service, err));
	AC_TRY(recover(service, err));
	AC_TRY(render_start(service, err));
	AC_TRY(engine_start(service, err));
	AC_TRY(media_receipts_load(service, err));
	AC_TRY(ac_campaigns_recover(service, err)); /* nothing leaves before it */
	AC_TRY(links_start(service, err));
	AC_TRY(checkpoint_start(service, err));
	AC_TRY(pager_start(service, err));
	AC_TRY(publication_start(service, err));
	AC_TRY(intake_start(service, err));
	AC_TRY(media_start(service, err));
	atomic_store(&service->ready, true);
	return AC_OK;
}

static void set_clock(struct ac_service *service)
{
	if (service->options.exercise)
		ac_clock_init_exercise(
			&service->clock, service->options.clock_start, service->options.clock_rate);
	else
		ac_clock_init(&service->clock);
}

static enum ac_status open_all(struct ac_service *service, struct ac_error *err)
{
	char path[path_max];
	full_path(path, service->dir, "allclear.yaml");
	AC_TRY(ac_config_load(path, &service->config, err));
	AC_TRY(ac_zone_new(ac_str(service->config->zone), &service->zone, err));
	set_clock(service);
	AC_TRY(open_store(service, err));
	AC_TRY(exercise_begins(service, err));
	if (service->options.mode == AC_SERVICE_SERVE)
		AC_TRY(links_prepare(service, err));
	AC_TRY(ac_readers_look(service->readers, links_read_names, service, err));
	return service->options.mode == AC_SERVICE_SERVE ? start_serving(service, err) : AC_OK;
}

enum ac_status ac_service_open(const char *dir, const struct ac_service_options *options,
	struct ac_service **service, struct ac_error *err)
{
	struct ac_service *opened = ac_alloc(sizeof *opened);
	opened->dir = ac_strndup(dir, strlen(dir));
	opened->options = *options;
	opened->gate = ac_gate_new();
	pthread_mutex_init(&opened->links_lock, NULL);
	pthread_mutex_init(&opened->look_lock, NULL);
	pthread_mutex_init(&opened->intake_lock, NULL);
	ac_waiters_init(&opened->waiters);
	starts_init(&opened->starts);
	enum ac_status status = open_all(opened, err);
	if (status != AC_OK) {
		ac_service_abandon(opened);
		return status;
	}
	*service = opened;
	return AC_OK;
}

/* ---- closing ---- */

static void nothing(struct ac_service *service, void *arg)
{
	(void)service, (void)arg;
}

/* No link takes anything any more: the engine takes back what has not left. */
static void stop_dispatching(struct ac_service *service)
{
	for (int i = 0; i < service->n_links; i++) {
		struct ac_mail mail = { .input = { .kind = AC_INPUT_LINK,
						.link = link_input(&service->links[i], false) } };
		(void)!mail_send(service, &mail);
	}
	(void)!mail_call_and_wait(service, nothing, NULL, NULL);
}

/* Until every row that the engine has handed out is durable, or too long. */
static void wait_until_durable(struct ac_service *service)
{
	int64_t until = ac_mono_now().us + settle_us;
	while (ac_mono_now().us < until &&
		(ac_queue_length(service->mails) ||
			atomic_load(&service->durable_seq) < atomic_load(&service->last_seq)))
		(void)nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
}

static void drain(struct ac_service *service)
{
	ac_log(AC_LOG_INFO, "service.draining", "dir=%s", service->dir);
	pager_stop(service);
	stop_dispatching(service);
	wait_until_durable(service); /* carriers are told what was taken while they still listen */
	links_close(service);
	atomic_store(&service->drained, true);
	(void)!mail_call_and_wait(service, nothing, NULL, NULL);
	wait_until_durable(service);
	struct ac_error err;
	if (ac_service_checkpoint(service, &err) != AC_OK)
		ac_log(AC_LOG_WARN, "service.last_checkpoint", "why=\"%s\"", err.msg);
}

static void stop_threads(struct ac_service *service)
{
	pager_stop(service);
	intake_stop(service);
	publication_stop(service);
	media_stop(service);
	checkpoint_stop(service);
	engine_stop(service);
	render_stop(service);
	ac_waiters_close(&service->waiters);
	if (!atomic_load(&service->drained))
		links_close(service);
	links_free(service);
}

static void release(struct ac_service *service)
{
	jobs_drop(service);
	ac_writer_free(service->writer);
	query_free(service);
	ac_parcels_done(&service->parcels);
	if (service->engine) {
		ac_engine_free(service->engine);
		ac_outputs_done(&service->outputs);
	}
	phrasebooks_free(service->phrasebooks);
	inbound_done(service);
	pager_done(service);
	media_receipts_free(service->media_receipts);
	ac_queue_free(service->mails);
	ac_queue_free(service->renders);
	ac_free(service->inputs);
	ac_free(service->taken);
	link_tests_done(service);
	ac_readers_free(service->readers);
	ac_store_close(service->store);
	ac_vault_close(service->looking_vault);
	ac_zone_free(service->zone);
	ac_config_free(service->config);
	ac_gate_free(service->gate);
	ac_waiters_done(&service->waiters);
	starts_done(&service->starts);
	pthread_mutex_destroy(&service->intake_lock);
	pthread_mutex_destroy(&service->look_lock);
	pthread_mutex_destroy(&service->links_lock);
	ac_free(service->database);
	ac_free(service->dir);
	ac_free(service);
}

void ac_service_close(struct ac_service *service)
{
	if (!service)
		return;
	atomic_store(&service->stopping, true);
	media_stop(service); /* while the links can still answer */
	if (service->engine_started)
		drain(service);
	stop_threads(service);
	release(service);
}

void ac_service_abandon(struct ac_service *service)
{
	if (!service)
		return;
	atomic_store(&service->stopping, true);
	atomic_store(&service->abandoned, true);
	stop_threads(service);
	release(service);
}

/* ---- what it is made of ---- */

const char *ac_service_dir(const struct ac_service *service)
{
	return service->dir;
}
const char *ac_service_database(const struct ac_service *service)
{
	return service->database;
}
const struct ac_config *ac_service_config(const struct ac_service *service)
{
	return service->config;
}
const struct ac_vault *ac_service_vault(const struct ac_service *service)
{
	return service->vault;
}
const struct ac_zone *ac_service_zone(const struct ac_service *service)
{
	return service->zone;
}
struct ac_gate *ac_service_gate(const struct ac_service *service)
{
	return service->gate;
}
enum ac_service_mode ac_service_mode(const struct ac_service *service)
{
	return service->options.mode;
}
struct ac_wall ac_service_now(const struct ac_service *service)
{
	return ac_clock_wall(&service->clock);
}
bool ac_service_stopping(const struct ac_service *service)
{
	return atomic_load(&service->stopping);
}

/* ---- the database ---- */

static enum ac_status needs_writer(const struct ac_service *service, struct ac_error *err)
{
	return service->writer ? AC_OK
			       : ac_fail(err, AC_CONFLICT, "%s was opened to look at it only",
					 service->dir);
}

enum ac_status ac_service_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err)
{
	AC_TRY(needs_writer(service, err));
	AC_TRY(ac_writer_run(service->writer, change, ctx, err));
	overdue_changed(service);
	return AC_OK;
}

enum ac_status ac_service_write_bulk(
	struct ac_service *service, ac_slice_fn *slice, void *ctx, struct ac_error *err)
{
	AC_TRY(needs_writer(service, err));
	return ac_writer_run_bulk(service->writer, slice, ctx, err);
}

enum ac_status ac_service_read(
	struct ac_service *service, ac_service_change *look, void *ctx, struct ac_error *err)
{
	return ac_readers_look(service->readers, look, ctx, err);
}
