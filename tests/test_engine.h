/* tests/test_engine.h - which engine a test's stores stand on: files, or with AC_TEST_STORE=postgres databases of
 * a server of its own, which is there until the test ends. */
#pragma once
#include "peers/postgres/peer.h"

static struct pg_peer test_peer;

static inline void test_engine_stop(void)
{
	pg_peer_stop(&test_peer);
}

static inline bool test_on_server(void)
{
	const char *store = getenv("AC_TEST_STORE");
	return store && strcmp(store, "postgres") == 0;
}

/* A database that is not there yet; the empty text: a file. */
static inline void test_new_database(char database[160])
{
	static int databases;
	database[0] = 0;
	if (!test_on_server())
		return;
	if (!test_peer.pid) {
		if (!pg_peer_start(&test_peer))
			exit(1);
		(void)atexit(test_engine_stop);
	}
	(void)snprintf(database, 160, "%stest%d", test_peer.base, databases++);
}
