/* A data directory of its own for a test, and imports into it without a service. */
#pragma once
#include "check.h"
#include "service/desk/import.h"
#include "store/roster.h"
#include "store/store.h"
#include "test_engine.h"

#include <stdio.h>
#include <stdlib.h>

struct world {
	char dir[64], key[80], file[96], database[160];
	struct ac_store *store;
	struct ac_db *db;
	struct ac_zone *zone;
};

static inline struct ac_wall world_now(void)
{
	struct ac_wall now = { 0 };
	assert_int_equal(ac_wall_parse(AC_STR("2022-06-10T00:00:00Z"), &now, NULL), AC_OK);
	return now;
}

static inline void world_source(struct world *world, const char *name, int64_t expires_us)
{
	const struct ac_source source = { 0, ac_str(name), AC_STR("Foreign Ministry"),
		AC_STR("vital interests"), AC_STR("warning"), expires_us };
	enum ac_change change;
	assert_int_equal(ac_db_control(world->db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(ac_source_put(world->db, &source, &change, NULL), AC_OK);
	assert_int_equal(ac_db_control(world->db, AC_DB_COMMIT, NULL), AC_OK);
}

static inline void world_open(struct world *world)
{
	*world = (struct world){ 0 };
	snprintf(world->dir, sizeof world->dir, "/tmp/ac-roster-XXXXXX");
	assert_non_null(mkdtemp(world->dir));
	snprintf(world->key, sizeof world->key, "%s/key", world->dir);
	snprintf(world->file, sizeof world->file, "%s/in.csv", world->dir);
	struct ac_error err = { 0 };
	if (ac_vault_create(world->key, &err) != AC_OK)
		fail_msg("%s", err.msg);
	test_new_database(world->database);
	const struct ac_store_options options = {
		.dir = world->dir, .key_path = world->key, .database = world->database
	};
	if (ac_store_create(&options, &err) != AC_OK ||
		ac_store_open(&options, &world->store, &err) != AC_OK)
		fail_msg("%s", err.msg);
	world->db = ac_store_db(world->store);
	assert_int_equal(ac_zone_new(AC_STR("Europe/Istanbul"), &world->zone, NULL), AC_OK);
	world_source(world, "registered", world_now().us + 365 * AC_DAY);
}

static inline void world_close(struct world *world)
{
	ac_store_close(world->store);
	ac_zone_free(world->zone);
	char command[96];
	snprintf(command, sizeof command, "rm -r %s", world->dir);
	assert_int_equal(system(command), 0);
}

/* Slices with a transaction each, as the writer does. */
static inline enum ac_status world_slices(
	struct world *world, struct ac_import *import, bool dry, struct ac_error *err)
{
	for (bool more = true; more;) {
		struct ac_mono until = { ac_mono_now().us + 20 * AC_MS };
		AC_TRY(ac_db_control(world->db, dry ? AC_DB_BEGIN_READ : AC_DB_BEGIN_WRITE, err));
		enum ac_status status = ac_import_slice(world->db, import, until, &more, err);
		if (status != AC_OK) {
			ac_db_undo(world->db);
			return status;
		}
		AC_TRY(ac_db_control(world->db, AC_DB_COMMIT, err));
	}
	return AC_OK;
}

static inline enum ac_status world_import_with(struct world *world,
	struct ac_import_options options, struct ac_import **import, struct ac_error *err)
{
	options.zone = world->zone;
	if (options.now.us == 0)
		options.now = world_now();
	AC_AUTO(import) struct ac_import *made = NULL;
	AC_TRY(ac_import_open(&options, &made, err));
	AC_TRY(world_slices(world, made, options.dry, err));
	*import = AC_TAKE(made);
	return AC_OK;
}

/* A file by its path; must go well. */
static inline struct ac_import *world_import_file(struct world *world, enum ac_import_kind kind,
	const char *path, struct ac_import_result *result)
{
	struct ac_import *import = NULL;
	struct ac_error err = { 0 };
	if (world_import_with(world,
		    (struct ac_import_options){ .kind = kind, .path = path, .name = "f.csv" },
		    &import, &err) != AC_OK)
		fail_msg("%s", err.msg);
	ac_import_result(import, result);
	return import;
}

static inline void world_write(struct world *world, const char *text)
{
	FILE *file = fopen(world->file, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

/* The text of a file; must go well. */
static inline struct ac_import *world_import(struct world *world, enum ac_import_kind kind,
	const char *text, struct ac_import_result *result)
{
	world_write(world, text);
	return world_import_file(world, kind, world->file, result);
}

static inline int64_t world_ask(struct world *world, const struct ac_sql *sql)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(world->db, sql, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}
