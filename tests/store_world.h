/* store_world.h - one open store for all cases of a program; each case uses numbers of its own. */
#pragma once
#include "store_place.h"

static struct ac_store *store;
static struct ac_db *db;

static inline int store_begin(void **state)
{
	int failed = places_begin(state);
	if (failed)
		return failed;
	struct place place = place_new();
	store = place_open(&place);
	db = ac_store_db(store);
	return 0;
}

static inline int store_end(void **state)
{
	ac_store_close(store);
	return places_end(state);
}

#define RUN_ON_A_STORE(tests) cmocka_run_group_tests((tests), store_begin, store_end)
