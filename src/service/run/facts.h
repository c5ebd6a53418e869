/* service/run/facts.h - numbers about the store's journal that stand in its meta table. */
#pragma once
#include "store/db.h"

/* Journal rows up to `expanded` stand in the attempt and event tables and in the tasks' images: recovery
 * replays those after it. `chunk` is the highest chunk among them. */
struct facts {
	int64_t expanded, chunk;
};

/** All 0 in a new store. */
AC_MUST_CHECK enum ac_status facts_get(struct ac_db *db, struct facts *facts, struct ac_error *err);
AC_MUST_CHECK enum ac_status facts_put(
	struct ac_db *db, const struct facts *facts, struct ac_error *err);
