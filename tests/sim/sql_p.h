/* tests/sim/sql_p.h - the real store under the simulation, for whoever writes to it (sql.c, sql_change.c). */
#pragma once
#include "sim.h"

#include "sim/ground.h"
#include "store/store.h"
#include "store/writer.h"

struct sim_sql {
	const struct sim_ground_kind *kind;
	struct sim_ground *ground;
	struct ac_store *store;
	int64_t applied; /* writes of all groups that are durable */
	size_t doubtful; /* writes of the group whose commit is in doubt */
	size_t ahead; /* writes at the head of the queue that turned out to be durable */
};

/* Nothing goes wrong from here on; until the next trouble. */
void sim_sql_quiet(struct sim *sim);
void sim_sql_trouble(struct sim *sim);
/* The answer of a group's commit was lost. @return can it be said what became of it? */
bool sim_sql_resolved(struct sim *sim, struct ac_db *db);

/* ---- sql_change.c: what officers change, each in a transaction of its own ---- */

/** @return AC_BUSY: the store stands still; what it says when the change is refused or does not become durable */
AC_MUST_CHECK enum ac_status sim_sql_change(
	struct sim *sim, ac_job_fn *change, void *ctx, struct ac_error *err);
/** One snapshot. */
AC_MUST_CHECK enum ac_status sim_sql_read(
	struct sim *sim, ac_job_fn *look, void *ctx, struct ac_error *err);
/** The same for the checker, whom a connection that is gone does not stop: nothing goes wrong after this. */
AC_MUST_CHECK enum ac_status sim_sql_look(
	struct sim *sim, ac_job_fn *look, void *ctx, struct ac_error *err);
/** Did the power fail, or the server? Then nothing is known of what was on its way. */
bool sim_sql_is_off(const struct sim *sim);
