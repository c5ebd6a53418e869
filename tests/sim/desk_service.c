#include "sim/desk_service.h"

#include "cap/types.h"
#include "roster/zone.h"
#include "service/desk/issuer.h"
#include "service/gate.h"
#include "sim/desk.h"
#include "sim/sql_p.h"
#include "store/cases.h"
#include "store/officers.h"
#include "store/roster.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- a data directory ---- */

static enum ac_status add_officers(struct ac_db *db, struct ac_error *err)
{
	for (size_t i = 0; i < desk_officers; i++) {
		struct ac_account account = { .roles = desk_officer[i].roles };
		AC_TRY(ac_officer_id(db, ac_str(desk_officer[i].name), &account.officer, err));
		AC_TRY(ac_account_insert(db, &account, err));
	}
	return AC_OK;
}

static enum ac_status add_first(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ac_service *service = ctx;
	char path[sizeof service->dir + 16];
	enum ac_change change;
	struct ac_source source = { .name = AC_STR("registered"),
		.controller = AC_STR("the operator"),
		.legal_basis = AC_STR("consent"),
		.purpose = AC_STR("warning"),
		.expires_us = service->sim->now.wall.us + 365 * AC_DAY };
	(void)snprintf(path, sizeof path, "%s/issuer.key", service->dir);
	AC_TRY(ac_source_put(db, &source, &change, err));
	AC_TRY(add_officers(db, err));
	return ac_issuer_create(db, path, err);
}

/* An empty file is a configuration. */
static enum ac_status configure(struct ac_service *service, struct ac_error *err)
{
	char path[sizeof service->dir + 16];
	(void)snprintf(service->dir, sizeof service->dir, "/tmp/ac-sim-desk-XXXXXX");
	if (!mkdtemp(service->dir))
		return ac_fail_os(err, errno, "%s", service->dir);
	(void)snprintf(path, sizeof path, "%s/allclear.yaml", service->dir);
	FILE *file = fopen(path, "w");
	if (!file || fputs("{}\n", file) < 0 || fclose(file) != 0)
		return ac_fail_os(err, errno, "%s", path);
	AC_TRY(ac_config_load(path, &service->config, err));
	return ac_zone_new(ac_str(service->config->zone), &service->zone, err);
}

struct ac_service *desk_service_new(struct sim *sim)
{
	struct ac_service *service = ac_alloc(sizeof *service);
	struct ac_error err = { 0 };
	*service = (struct ac_service){
		.sim = sim, .gate = ac_gate_new(), .steps_left = never_killed
	};
	if (configure(service, &err) != AC_OK ||
		sim_sql_change(sim, add_first, service, &err) != AC_OK)
		sim_fail(sim, 3, "no data directory could be made: %s", err.msg);
	return service;
}

static void remove_directory(const struct ac_service *service)
{
	static const char *const names[] = { "allclear.yaml", "issuer.key" };
	char path[sizeof service->dir + 16];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", service->dir, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(service->dir);
}

void desk_service_free(struct ac_service *service)
{
	remove_directory(service);
	publication_done(&service->publication);
	ac_gate_free(service->gate);
	ac_zone_free(service->zone);
	ac_config_free(service->config);
	ac_free(service);
}

void desk_service_restart(struct ac_service *service)
{
	publication_done(&service->publication);
	service->publication = (struct publication){ 0 };
	ac_gate_forget(service->gate);
	service->steps_left = never_killed;
	service->killed = false;
	desk_service_publish(service);
}

/* ---- what use-cases stand on ---- */

/* Whatever a killed process was about to do, it does not. */
static enum ac_status step(struct ac_service *service, struct ac_error *err)
{
	if (service->steps_left != never_killed && service->steps_left-- <= 0)
		service->killed = true;
	service->killed |= sim_sql_is_off(service->sim);
	return service->killed ? ac_fail(err, AC_CLOSED, "killed") : AC_OK;
}

enum ac_status ac_service_write(
	struct ac_service *service, ac_service_change *change, void *ctx, struct ac_error *err)
{
	AC_TRY(step(service, err));
	return sim_sql_change(service->sim, change, ctx, err);
}

enum ac_status ac_service_read(
	struct ac_service *service, ac_service_change *look, void *ctx, struct ac_error *err)
{
	AC_TRY(step(service, err));
	return sim_sql_read(service->sim, look, ctx, err);
}

struct slice {
	ac_slice_fn *fn;
	void *ctx;
	bool more;
};

static enum ac_status run_slice(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct slice *slice = ctx;
	return slice->fn(db, slice->ctx, (struct ac_mono){ INT64_MAX }, &slice->more, err);
}

enum ac_status ac_service_write_bulk(
	struct ac_service *service, ac_slice_fn *fn, void *ctx, struct ac_error *err)
{
	struct slice slice = { fn, ctx, true };
	while (slice.more)
		AC_TRY(ac_service_write(service, run_slice, &slice, err));
	return AC_OK;
}

enum ac_status ac_service_query(struct ac_service *service,
	void (*look)(const struct ac_engine *engine, void *ctx), void *ctx, struct ac_error *err)
{
	AC_TRY(step(service, err));
	look(service->sim->engine, ctx);
	return AC_OK;
}

struct ac_wall ac_service_now(const struct ac_service *service)
{
	return service->sim->now.wall;
}

const char *ac_service_dir(const struct ac_service *service)
{
	return service->dir;
}

const struct ac_config *ac_service_config(const struct ac_service *service)
{
	return service->config;
}

const struct ac_vault *ac_service_vault(const struct ac_service *service)
{
	return ac_store_vault(service->sim->sql->store);
}

const struct ac_zone *ac_service_zone(const struct ac_service *service)
{
	return service->zone;
}

struct ac_gate *ac_service_gate(const struct ac_service *service)
{
	return service->gate;
}

/* ---- what the public may fetch ---- */

static void take_message(void *ctx, const struct ac_cap_row *row)
{
	publication_add(ctx, row);
}

static enum ac_status gather(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_service *service = ctx;
	return ac_cap_since(
		db, service->publication.last_id, take_message, &service->publication, err);
}

void ac_service_published(struct ac_service *service)
{
	struct ac_error err = { 0 };
	if (service->sim->options.mutation == MUTATION_public_late)
		return;
	enum ac_status status = ac_service_read(service, gather, service, &err);
	if (status == AC_OK)
		status =
			publication_make(&service->publication, ac_str(service->config->public.url),
				ac_str(service->config->instance), service->sim->now.wall, &err);
	service->public_waits = status != AC_OK;
}

void desk_service_publish(struct ac_service *service)
{
	ac_service_published(service);
}
