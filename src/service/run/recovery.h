/* service/run/recovery.h - from the store to a live engine. */
#pragma once
#include "service/service_p.h"

/* What recovery found, beyond what it put into the engine. */
struct recovered {
	int64_t last_seq, last_chunk;
	int64_t tasks, rows;
};

/**
 * Load campaigns, tasks and open attempts, replay the journal.
 * @param db      reading, inside a transaction
 * @param engine  new
 * @param books   filled with the texts of live campaigns; NULL: left out
 * @param closed_since  campaigns that were closed before are left out
 */
AC_MUST_CHECK enum ac_status recovery_load(struct ac_service *service, struct ac_db *db,
	struct ac_engine *engine, struct phrasebooks *books, struct ac_wall closed_since,
	struct recovered *recovered, struct ac_error *err);
