/* service_world.h - a data directory with people and a campaign, for tests of the runtime. */
#pragma once
#include "channel/memory/memory.h"
#include "service/plan_json.h"
#include "service/run/phrases.h"
#include "service/service.h"
#include "store/cases.h"
#include "store/outreach.h"
#include "test_engine.h"
#include "vault/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct world {
	char base[64], dir[128], database[160];
	int64_t people;
	int64_t campaign;
	bool exercise_case;
	bool named; /* the text takes the person's name */
	const char *text; /* … or this is it; NULL */
	bool resend; /* unknown outcomes are sent again */
	double risk;
};

#define WORLD_OK(call)                                                                    \
	do {                                                                              \
		struct ac_error world_err = { .msg = "" };                                \
		struct ac_error *err = &world_err;                                        \
		enum ac_status world_status = (call);                                     \
		if (world_status != AC_OK) {                                              \
			fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, \
				ac_status_name(world_status), world_err.msg);             \
			abort();                                                          \
		}                                                                         \
	} while (0)

static inline void world_config(const struct world *world, const char *yaml)
{
	char path[160];
	(void)snprintf(path, sizeof path, "%s/allclear.yaml", world->dir);
	FILE *file = fopen(path, "w");
	if (!file || fputs(yaml, file) < 0)
		abort();
	if (world->database[0] && fprintf(file, "database: %s\n", world->database) < 0)
		abort();
	if (fclose(file) != 0)
		abort();
}

static const char world_memory_link[] = "links:\n"
					"  - name: here\n"
					"    driver: memory\n"
					"    exercise: true\n"
					"    rate: 100000\n"
					"    window: 1000\n"
					"    response_ms: 500\n"
					"    backoff_min_ms: 10\n";

static inline struct world world_new(void)
{
	struct world world = { .people = 50, .resend = true, .risk = 5 };
	(void)snprintf(world.base, sizeof world.base, "/tmp/ac-service-XXXXXX");
	if (!mkdtemp(world.base))
		abort();
	(void)snprintf(world.dir, sizeof world.dir, "%s/data", world.base);
	test_new_database(world.database);
	WORLD_OK(ac_service_create(world.dir, world.database[0] ? world.database : NULL, err));
	world_config(&world, world_memory_link);
	return world;
}

static inline void world_remove(const struct world *world)
{
	char command[160];
	(void)snprintf(command, sizeof command, "rm -rf %s", world->base);
	if (system(command) != 0)
		abort();
}

/* ---- people ---- */

static const struct ac_sql world_traveller = { "world_traveller",
	"INSERT INTO traveller (id, source, ref_key, name_enc, language, minor, updated_at) "
	"VALUES ($1, 1, $2, $3, 'en', 0, 0)" };
static const struct ac_sql world_contact = { "world_contact",
	"INSERT INTO contact_point (id, traveller, position, kind, channel, address_enc, "
	"number_key, language, state) VALUES ($1, $1, 0, 1, 1, $2, $3, 'en', 0)" };

static inline void world_number(int64_t person, char out[24])
{
	(void)snprintf(out, 24, "+97250%07lld", (long long)person);
}

static inline uint64_t world_number_key(const struct ac_vault *vault, int64_t person)
{
	char number[24];
	world_number(person, number);
	return ac_vault_index(vault, AC_INDEX_PHONE, ac_str(number));
}

static inline enum ac_status world_put_person(
	struct ac_db *db, int64_t person, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, 400);
	char number[24], name[32];
	world_number(person, number);
	(void)snprintf(name, sizeof name, "Person %lld", (long long)person);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_TRAVELLER_NAME, person },
		ac_str(name), &sealed);
	struct ac_str ref = { (const char *)&person, sizeof person };
	AC_TRY(ac_db_run(db, &world_traveller,
		AC_VALUES(AC_I64(person), AC_BLOB(ref), AC_BLOB(ac_buf_str(&sealed))), err));
	ac_buf_reset(&sealed);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_CONTACT_ADDRESS, person },
		ac_str(number), &sealed);
	return ac_db_run(db, &world_contact,
		AC_VALUES(AC_I64(person), AC_BLOB(ac_buf_str(&sealed)),
			AC_I64((int64_t)world_number_key(db->vault, person))),
		err);
}

static inline struct ac_task_spec world_spec(
	const struct ac_vault *vault, int64_t campaign, int64_t person)
{
	return (struct ac_task_spec){ .campaign = campaign,
		.traveller = person,
		.tier = 2,
		.party_size = 1,
		.language = 'e' << 8 | 'n',
		.departs = { INT64_MAX },
		.n_contacts = 1,
		.contacts = { { .id = person,
			.number_key = world_number_key(vault, person),
			.channel = AC_CHANNEL_sms } } };
}

static inline struct ac_plan world_plan(const struct world *world)
{
	return (struct ac_plan){ .tiers[2] = { .used = true,
					 .resend_unknown = world->resend,
					 .risk = world->risk,
					 .ask_again_us = 4 * AC_HOUR,
					 .n_rungs = 1,
					 .rungs = { { AC_CHANNEL_sms, 2, 30 * AC_MINUTE } } },
		.closing_tries = 2,
		.closing_wait_us = 10 * AC_MINUTE,
		.help_again_us = 5 * AC_MINUTE };
}

struct world_filling {
	struct world *world;
	int64_t next;
	struct ac_wall now;
};

/* A slice: people from 1 on, with their tasks. */
static inline enum ac_status world_fill(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct world_filling *filling = ctx;
	const struct world *world = filling->world;
	for (; filling->next <= world->people && ac_mono_now().us < until.us; filling->next++) {
		struct ac_task_spec spec = world_spec(db->vault, world->campaign, filling->next);
		struct ac_task_image image = ac_task_image_new(&spec, filling->now);
		AC_TRY(world_put_person(db, filling->next, err));
		AC_TRY(ac_tasks_put(db, &spec, &image, 1, 0, err));
	}
	*more = filling->next <= world->people;
	return AC_OK;
}

static inline enum ac_status world_put_text(struct ac_db *db, int64_t campaign, const char *kind,
	int tier, int version, const char *text, struct ac_error *err)
{
	struct ac_campaign_text_row row = { .campaign = campaign,
		.kind = ac_str(kind),
		.tier = tier,
		.language = AC_STR("en"),
		.version = version,
		.text = ac_str(text),
		.action = AC_STR("") };
	return ac_campaign_text_insert(db, &row, err);
}

static inline enum ac_status world_put_campaign(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct world *world = ctx;
	AC_AUTO(buf) struct ac_buf json;
	ac_buf_init(&json, 1 << 16);
	struct ac_plan plan = world_plan(world);
	AC_AUTO(json) struct ac_json *tree = ac_plan_to_json(&plan);
	ac_json_write(tree, &json);
	struct ac_case_row case_row = { .title = AC_STR("test"),
		.state = AC_STR("warned"),
		.posture = AC_STR("public"),
		.exercise = world->exercise_case };
	int64_t case_id, warning;
	AC_TRY(ac_case_insert(db, &case_row, &case_id, err));
	struct ac_warning_row warning_row = { .case_id = case_id,
		.state = AC_STR("published"),
		.areas_json = AC_STR("{}"),
		.valid_to = { AC_DAY } };
	AC_TRY(ac_warning_insert(db, &warning_row, &warning, err));
	struct ac_campaign_row row = { .warning = warning,
		.state = AC_STR("running"),
		.plan_json = ac_buf_str(&json),
		.versions = { 1, 1, 1, 1 } };
	AC_TRY(ac_campaign_insert(db, &row, &world->campaign, err));
	AC_TRY(world_put_text(db, world->campaign, "instruction", 2, 1,
		world->text    ? world->text
		: world->named ? "{name}, leave now. Answer 1 leaving."
			       : "Leave now. Answer 1 leaving.",
		err));
	return world_put_text(
		db, world->campaign, "all_clear", 0, 1, "All clear. Stay careful.", err);
}

/* Campaign, people and tasks; not started yet. */
static inline void world_prepare(struct world *world, struct ac_service *service)
{
	WORLD_OK(ac_service_write(service, world_put_campaign, world, err));
	struct world_filling filling = { world, 1, ac_service_now(service) };
	WORLD_OK(ac_service_write_bulk(service, world_fill, &filling, err));
}

/* ---- looking ---- */

struct world_look {
	int64_t campaign;
	struct ac_counts counts;
	enum ac_status status;
};

static inline void world_look(const struct ac_engine *engine, void *ctx)
{
	struct world_look *look = ctx;
	look->status = ac_engine_counts(engine, look->campaign, &look->counts);
}

static inline struct ac_counts world_counts(struct world *world, struct ac_service *service)
{
	struct world_look look = { .campaign = world->campaign };
	WORLD_OK(ac_service_query(service, world_look, &look, err));
	if (look.status != AC_OK)
		abort();
	return look.counts;
}

/* Until `reached` says so, or `seconds` have passed. */
static inline bool world_wait(struct world *world, struct ac_service *service,
	bool (*reached)(const struct ac_counts *counts), int seconds)
{
	int64_t until = ac_mono_now().us + seconds * AC_SECOND;
	while (ac_mono_now().us < until) {
		struct ac_counts counts = world_counts(world, service);
		if (reached(&counts))
			return true;
		(void)usleep(5000);
	}
	return false;
}

/* ---- serving ---- */

static inline struct ac_service *world_open(
	const struct world *world, struct ac_memory_carrier *carrier)
{
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE, .memory_carrier = carrier };
	WORLD_OK(ac_service_open(world->dir, &options, &service, err));
	return service;
}

static inline void world_start(struct world *world, struct ac_service *service)
{
	world_prepare(world, service);
	WORLD_OK(ac_service_start_campaign(service, world->campaign, NULL, NULL, err));
}

/* Both: the campaign runs. */
static inline struct ac_service *world_serve(struct world *world, struct ac_memory_carrier *carrier)
{
	struct ac_service *service = world_open(world, carrier);
	world_start(world, service);
	return service;
}

static inline bool world_all_delivered(const struct ac_counts *counts)
{
	return counts->all.told_by[AC_TOLD_delivered] == counts->all.recipients;
}

static inline struct ac_memory_plan world_no_receipts(void *ctx, const struct ac_message *message)
{
	(void)ctx, (void)message;
	return (struct ac_memory_plan){ .no_receipt = true };
}
