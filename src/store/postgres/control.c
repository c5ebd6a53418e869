/* store/postgres/control.c - transactions, and what became of a commit whose answer was lost.
 *
 * A transaction that writes takes an advisory lock first: one writer at a time, as rule 8 wants it, while
 * readers are never kept waiting. With it comes the transaction's number. When the connection breaks while
 * a commit is on its way, the commit is in doubt until a new connection, after the old session has ended,
 * asks the server by that number (pg_xact_status): it is durable, or it never was.
 */
#include "store/postgres/postgres_p.h"

#define SQL(id, words) static const struct ac_sql id = { words, words }
SQL(sql_begin_read, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
SQL(sql_begin_write, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
SQL(sql_commit, "COMMIT");
SQL(sql_rollback, "ROLLBACK");
SQL(sql_savepoint, "SAVEPOINT one");
SQL(sql_release, "RELEASE SAVEPOINT one");
SQL(sql_rollback_to, "ROLLBACK TO SAVEPOINT one");
/* One for each schema of a database, as for the claim (connect.c). */
static const struct ac_sql sql_lock = { "write_lock",
	"SELECT CASE WHEN pg_advisory_xact_lock(CAST($1 AS INTEGER), "
	"hashtext(coalesce(current_schema(), ''))) IS NULL THEN 0 ELSE 1 END" };
static const struct ac_sql sql_xid = { "transaction_number",
	"SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)" };
static const struct ac_sql sql_outcome = { "commit_outcome",
	"SELECT CASE pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8)) "
	"WHEN 'committed' THEN 1 WHEN 'aborted' THEN 0 ELSE 2 END" };

enum { lock_key = 0x616c6c77 /* "allw" */ };

/* ---- begin ---- */

static enum ac_status begin_read(struct pg_db *db, struct ac_error *err)
{
	return ac_db_run(&db->head, &sql_begin_read, AC_NO_VALUES, err);
}

static enum ac_status begin_write(struct pg_db *db, struct ac_error *err)
{
	AC_TRY(ac_db_run(&db->head, &sql_begin_write, AC_NO_VALUES, err));
	AC_TRY(ac_db_run(&db->head, &sql_lock, AC_VALUES(AC_I64(lock_key)), err));
	return ac_db_i64(&db->head, &sql_xid, AC_NO_VALUES, &db->xid, err);
}

/* Whatever the server thinks, there is no transaction any more; if it cannot be told, it has lost us. */
static void roll_back(struct pg_db *db)
{
	bool there = db->transaction == PG_INSIDE && db->conn;
	if (there)
		ac_pg_stream_keep(db);
	if (there && db->conn)
		(void)!ac_pg_collect(db, NULL); /* what failed is undone with the rest */
	if (there && db->conn) {
		db->failed = (struct ac_error){ .code = AC_OK };
		(void)!ac_db_change(&db->head, &sql_rollback, AC_NO_VALUES, NULL, NULL);
	}
	if (db->conn && db->transaction == PG_INSIDE &&
		PQtransactionStatus(db->conn) != PQTRANS_IDLE)
		ac_pg_drop(db);
	db->failed = (struct ac_error){ .code = AC_OK };
	db->transaction = PG_OUTSIDE;
	db->xid = 0;
}

static enum ac_status begin(struct pg_db *db,
	enum ac_status (*how)(struct pg_db *, struct ac_error *), struct ac_error *err)
{
	if (db->transaction == PG_INSIDE)
		return ac_fail(err, AC_IO, "%s: a transaction in a transaction", db->name);
	db->transaction = PG_OUTSIDE;
	AC_TRY(ac_pg_ready(db, err));
	db->transaction = PG_INSIDE;
	enum ac_status status = how(db, err);
	if (status != AC_OK)
		roll_back(db);
	return status;
}

/* ---- commit ---- */

enum outcome { OUTCOME_ABORTED, OUTCOME_COMMITTED, OUTCOME_UNKNOWN };

static enum ac_status ask_outcome(struct pg_db *db, int64_t *outcome, struct ac_error *err)
{
	db->mending = true;
	enum ac_status status =
		ac_db_i64(&db->head, &sql_outcome, AC_VALUES(AC_I64(db->xid)), outcome, err);
	db->mending = false;
	return status;
}

static void out_of_doubt(struct pg_db *db, bool committed)
{
	if (committed)
		db->committed_xid = db->xid;
	db->in_doubt = false;
	db->xid = 0;
}

static enum ac_status resolve(struct pg_db *db, struct ac_error *err)
{
	int64_t outcome = OUTCOME_UNKNOWN;
	if (!db->in_doubt)
		return ac_fail(err, AC_CONFLICT, "%s: no commit is in doubt", db->name);
	if (!db->conn)
		AC_TRY(ac_pg_reconnect(db, err));
	AC_TRY(ask_outcome(db, &outcome, err));
	if (outcome == OUTCOME_UNKNOWN)
		return ac_fail(err, AC_BUSY,
			"%s cannot say whether the last change became durable: restart allclear, "
			"which goes on from what is there",
			db->name);
	out_of_doubt(db, outcome == OUTCOME_COMMITTED);
	return outcome == OUTCOME_COMMITTED
		       ? AC_OK
		       : ac_fail(err, AC_CONFLICT,
				 "the database %s was lost while it committed: nothing was changed",
				 db->name);
}

/* The answer to COMMIT was lost. What we learn at once is told as if it had come. */
static enum ac_status commit_lost(
	struct pg_db *db, const struct ac_error *why, struct ac_error *err)
{
	struct ac_error now = { .code = AC_OK };
	db->transaction = PG_OUTSIDE;
	db->in_doubt = db->xid != 0;
	if (db->in_doubt && why->code == AC_BUSY && resolve(db, &now) == AC_OK)
		return AC_OK;
	if (err)
		*err = *why;
	return why->code;
}

static enum ac_status commit(struct pg_db *db, struct ac_error *err)
{
	struct ac_error why = { .code = AC_OK };
	if (db->transaction == PG_OUTSIDE)
		return ac_fail(err, AC_IO, "%s: no transaction to commit", db->name);
	enum ac_status status = ac_pg_ready(db, &why);
	if (status == AC_OK) {
		db->rolled_back = false;
		status = ac_db_change(&db->head, &sql_commit, AC_NO_VALUES, NULL, &why);
		if (db->transaction == PG_LOST)
			return commit_lost(db, &why, err);
		if (status == AC_OK && db->rolled_back)
			status = ac_fail(&why, AC_IO, "%s: the server undid it", db->name);
	}
	if (status != AC_OK) {
		roll_back(db);
		if (err)
			*err = why;
		return status;
	}
	if (db->xid)
		db->committed_xid = db->xid;
	db->xid = 0;
	db->transaction = PG_OUTSIDE;
	return AC_OK;
}

/* ---- savepoints ---- */

static enum ac_status savepoint(struct pg_db *db, struct ac_error *err)
{
	AC_TRY(ac_pg_ready(db, err));
	ac_pg_stream_keep(db);
	AC_TRY(ac_pg_ready(db, err));
	AC_TRY(ac_pg_collect(db, err)); /* an error before it is not undone by going back to it */
	return ac_db_run(&db->head, &sql_savepoint, AC_NO_VALUES, err);
}

static enum ac_status rollback_to(struct pg_db *db, struct ac_error *err)
{
	if (db->transaction == PG_INSIDE)
		ac_pg_stream_keep(db);
	if (db->transaction == PG_INSIDE)
		(void)!ac_pg_collect(db, NULL); /* what failed is undone */
	if (db->transaction == PG_INSIDE)
		db->failed = (struct ac_error){ .code = AC_OK };
	AC_TRY(ac_db_change(&db->head, &sql_rollback_to, AC_NO_VALUES, NULL, err));
	return ac_db_run(&db->head, &sql_release, AC_NO_VALUES, err);
}

enum ac_status ac_pg_control(struct ac_db *db, enum ac_db_order order, struct ac_error *err)
{
	struct pg_db *ours = pg_db(db);
	switch (order) {
	case AC_DB_BEGIN_READ: return begin(ours, begin_read, err);
	case AC_DB_BEGIN_WRITE: return begin(ours, begin_write, err);
	case AC_DB_COMMIT: return commit(ours, err);
	case AC_DB_SAVEPOINT: return savepoint(ours, err);
	case AC_DB_RELEASE: return ac_db_change(db, &sql_release, AC_NO_VALUES, NULL, err);
	case AC_DB_ROLLBACK_TO: return rollback_to(ours, err);
	case AC_DB_RESOLVE: return resolve(ours, err);
	case AC_DB_ROLLBACK: break;
	}
	roll_back(ours);
	return AC_OK;
}
