/* What officers change, as the writer does it: a transaction of its own under a savepoint, between the
 * engine's groups. A commit whose answer was lost is asked about until it is known, or until the process ends. */
#include "sim/sql_p.h"

bool sim_sql_is_off(const struct sim *sim)
{
	return sim->sql->kind->is_off(sim->sql->ground);
}

static enum ac_status write_it(struct ac_db *db, ac_job_fn *change, void *ctx, struct ac_error *err)
{
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	AC_TRY(ac_db_control(db, AC_DB_SAVEPOINT, err));
	AC_TRY(change(db, ctx, err));
	AC_TRY(ac_db_control(db, AC_DB_RELEASE, err));
	return ac_db_control(db, AC_DB_COMMIT, err);
}

/* @return AC_BUSY: it was undone, or that is not known and never will be in this life */
static enum ac_status find_out(struct sim *sim, struct ac_db *db, struct ac_error *err)
{
	while (!sim_sql_is_off(sim)) {
		enum ac_status status = ac_db_control(db, AC_DB_RESOLVE, err);
		if (!ac_db_in_doubt(db)) {
			sim->hits[status == AC_OK ? SIM_doubt_durable : SIM_doubt_undone]++;
			return status == AC_OK ? AC_OK
					       : ac_fail(err, AC_BUSY, "the change was undone");
		}
		sim->sql->kind->rest(sim->sql->ground);
	}
	return ac_fail(err, AC_BUSY, "nobody knows what became of the change");
}

static bool from_outside(enum ac_status status)
{
	return status == AC_FULL || status == AC_IO || status == AC_BUSY;
}

enum ac_status sim_sql_change(struct sim *sim, ac_job_fn *change, void *ctx, struct ac_error *err)
{
	struct ac_db *db = ac_store_db(sim->sql->store);
	sim_sql_trouble(sim);
	if (!sim_sql_resolved(sim, db)) {
		sim->sql->kind->rest(sim->sql->ground);
		return ac_fail(err, AC_BUSY, "the store stands still");
	}
	enum ac_status status = write_it(db, change, ctx, err);
	if (ac_db_in_doubt(db))
		return find_out(sim, db, err);
	if (status == AC_OK)
		return AC_OK;
	ac_db_undo(db);
	if (from_outside(status) && !sim_sql_is_off(sim)) {
		sim->hits[SIM_change_failed]++;
		sim->sql->kind->rest(sim->sql->ground);
	}
	return status;
}

enum ac_status sim_sql_read(struct sim *sim, ac_job_fn *look, void *ctx, struct ac_error *err)
{
	struct ac_db *db = ac_store_db(sim->sql->store);
	if (ac_db_in_doubt(db))
		return ac_fail(err, AC_BUSY, "the store stands still");
	enum ac_status status = ac_db_control(db, AC_DB_BEGIN_READ, err);
	if (status == AC_OK)
		status = look(db, ctx, err);
	if (status == AC_OK)
		status = ac_db_control(db, AC_DB_COMMIT, err);
	if (status != AC_OK)
		ac_db_undo(db);
	return status;
}

enum ac_status sim_sql_look(struct sim *sim, ac_job_fn *look, void *ctx, struct ac_error *err)
{
	enum { tries = 50 };
	enum ac_status status = AC_BUSY;
	sim_sql_quiet(sim);
	for (int i = 0; i < tries && status == AC_BUSY; i++) {
		if (i)
			sim->sql->kind->rest(sim->sql->ground);
		status = sim_sql_read(sim, look, ctx, err);
	}
	return status;
}
