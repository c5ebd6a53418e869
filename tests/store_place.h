/* store_place.h - data directories of their own, each with a key and a store, on files or on a server. They lie
 * below one directory, which RUN_IN_PLACES() makes and removes. */
#pragma once
#include "check.h"

#include "store/store.h"
#include "test_engine.h"
#include "vault/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct place {
	char dir[64], key[80], database[160];
	char file[80]; /* beside it, not there yet */
};

static char places_root[] = "/tmp/ac-store-XXXXXX";

static inline int places_begin(void **state)
{
	(void)state;
	return mkdtemp(places_root) ? 0 : -1;
}

static inline int places_end(void **state)
{
	(void)state;
	char command[64];
	(void)snprintf(command, sizeof command, "rm -rf '%s'", places_root);
	return system(command);
}

#define RUN_IN_PLACES(tests) cmocka_run_group_tests((tests), places_begin, places_end)

static inline struct ac_store_options place_options(const struct place *place)
{
	return (struct ac_store_options){
		.dir = place->dir, .key_path = place->key, .database = place->database
	};
}

static inline struct place place_new(void)
{
	static int places;
	struct place place;
	struct ac_error err = { 0 };
	(void)snprintf(place.dir, sizeof place.dir, "%s/%d", places_root, places++);
	(void)snprintf(place.key, sizeof place.key, "%s.key", place.dir);
	(void)snprintf(place.file, sizeof place.file, "%s.file", place.dir);
	test_new_database(place.database);
	assert_int_equal(mkdir(place.dir, 0700), 0);
	struct ac_store_options options = place_options(&place);
	if (ac_vault_create(place.key, &err) != AC_OK || ac_store_create(&options, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return place;
}

static inline struct ac_store *place_open(const struct place *place)
{
	struct ac_store_options options = place_options(place);
	struct ac_store *store = NULL;
	struct ac_error err = { 0 };
	if (ac_store_open(&options, &store, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return store;
}
