/* store/postgres/postgres.c - the driver interface on PostgreSQL: statements and their rows. */
#include "store/postgres/postgres_p.h"

#include "store/sql_text.h"

#include <assert.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How much may be on its way before its answers are taken. */
enum { most_sent = 1000, most_sent_bytes = 8 << 20 };

/* ---- the connection ---- */

static void db_close(struct ac_db *db)
{
	struct pg_db *ours = pg_db(db);
	ac_pg_drop(ours);
	ac_vec_done(&ours->sent);
	if (ours->wake >= 0)
		close(ours->wake);
	ac_free(ours->conninfo);
	ac_free(ours->name);
	ac_free(ours);
}

static enum ac_status db_open(
	const struct ac_db_options *options, struct ac_db **db, struct ac_error *err)
{
	char *name = NULL;
	AC_TRY(ac_pg_name(options->path, &name, err));
	struct pg_db *opened = ac_alloc(sizeof *opened);
	opened->options = *options;
	opened->conninfo = ac_strndup(options->path, strlen(options->path));
	opened->name = name;
	opened->head.name = name;
	opened->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	enum ac_status status = ac_pg_open(opened, err);
	if (status != AC_OK) {
		db_close(&opened->head);
		return status;
	}
	*db = &opened->head;
	return AC_OK;
}

static bool db_in_transaction(struct ac_db *db)
{
	return pg_db(db)->transaction == PG_INSIDE;
}

static bool db_in_doubt(struct ac_db *db)
{
	return pg_db(db)->in_doubt;
}

/* The server's own cache and log are not ours to set; but a statement may take its time. */
static void db_bulk(struct ac_db *db, bool on)
{
	static const struct ac_sql sql_patient = { "patient", "SET statement_timeout = 0" };
	static const struct ac_sql sql_usual = { "impatient",
		"SET statement_timeout = " AC_PG_PATIENCE_MS };
	if (pg_db(db)->conn && pg_db(db)->failed.code == AC_OK)
		(void)!ac_db_run(db, on ? &sql_patient : &sql_usual, AC_NO_VALUES, NULL);
}

/* The thread that waits hangs up: asking the server to cancel could take as long as what is to end. */
static void db_interrupt(struct ac_db *db)
{
	uint64_t one = 1;
	atomic_store(&pg_db(db)->interrupted, true);
	(void)!write(pg_db(db)->wake, &one, sizeof one);
}

static void forget_interrupt(struct pg_db *db)
{
	uint64_t n;
	if (atomic_exchange(&db->interrupted, false))
		(void)!read(db->wake, &n, sizeof n);
}

/* ---- statements ---- */

static enum ac_status db_prepare(
	struct ac_db *db, const struct ac_sql *sql, struct ac_stmt **stmt, struct ac_error *err)
{
	(void)db, (void)err; /* the server hears of it when its values' types are known */
	struct pg_stmt *made = ac_alloc(sizeof *made);
	made->parameters = ac_sql_parameters(sql->text);
	made->types = ac_alloc_array((size_t)made->parameters, sizeof *made->types);
	*stmt = &made->head;
	return AC_OK;
}

static void drop_rows(struct pg_stmt *stmt)
{
	PQclear(AC_TAKE(stmt->row));
	stmt->in_row = 0;
	while (stmt->at < stmt->kept.n)
		PQclear(stmt->kept.at[stmt->at++]);
	ac_vec_clear(&stmt->kept);
	stmt->at = 0;
	stmt->after = false;
}

static void stmt_reset(struct ac_stmt *stmt)
{
	ac_pg_stream_drop(pg_stmt(stmt));
	drop_rows(pg_stmt(stmt));
}

static void stmt_finish(struct ac_stmt *stmt)
{
	struct pg_stmt *ours = pg_stmt(stmt);
	if (pg_db(stmt->db)->streaming == ours)
		ac_pg_drop(pg_db(stmt->db)); /* only before close() */
	drop_rows(ours);
	ac_vec_done(&ours->kept);
	ac_free(ours->types);
	ac_free(ours);
}

static enum ac_status send(
	struct ac_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->db);
	forget_interrupt(db);
	AC_TRY(ac_pg_ready(db, err));
	return ac_pg_send(pg_stmt(stmt), values, n, err);
}

static enum ac_status stmt_start(
	struct ac_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	AC_TRY(send(stmt, values, n, err));
	return ac_pg_stream(pg_stmt(stmt), err);
}

static enum ac_status stmt_next(struct ac_stmt *stmt, bool *row, struct ac_error *err)
{
	struct pg_stmt *ours = pg_stmt(stmt);
	*row = true;
	if (++ours->in_row < PQntuples(ours->row))
		return AC_OK;
	PQclear(AC_TAKE(ours->row));
	ours->in_row = 0;
	if (ours->at < ours->kept.n) {
		ours->row = ours->kept.at[ours->at++];
	} else if (ours->after) {
		if (err)
			*err = ours->error;
		return ours->error.code;
	} else if (pg_db(stmt->db)->streaming == ours) {
		if (atomic_load(&pg_db(stmt->db)->interrupted))
			return ac_pg_lost(pg_db(stmt->db), "", err);
		AC_TRY(ac_pg_stream_next(ours, &ours->row, err));
	}
	*row = ours->row != NULL;
	return AC_OK;
}

static enum ac_status stmt_run(
	struct ac_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->db);
	AC_TRY(send(stmt, values, n, err));
	bool later = db->transaction == PG_INSIDE && db->sent.n < most_sent &&
		     db->sent_bytes < most_sent_bytes;
	return later ? AC_OK : ac_pg_collect(db, err);
}

static enum ac_status stmt_change(struct ac_stmt *stmt, const struct ac_value *values, size_t n,
	int64_t *changed, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->db);
	PGresult *result = NULL;
	AC_TRY(send(stmt, values, n, err));
	AC_TRY(ac_pg_collect_last(db, &result, err));
	db->rolled_back = strcmp(PQcmdStatus(result), "ROLLBACK") == 0;
	int64_t count = 0;
	if (!ac_str_to_i64(ac_str(PQcmdTuples(result)), 0, INT64_MAX, &count))
		count = 0;
	PQclear(result);
	if (changed)
		*changed = count;
	return AC_OK;
}

/* ---- columns ---- */

static bool column_is_null(struct ac_stmt *stmt, int at)
{
	const struct pg_stmt *ours = pg_stmt(stmt);
	return !ours->row || at >= PQnfields(ours->row) || PQgetisnull(ours->row, ours->in_row, at);
}

static struct ac_str column(struct ac_stmt *stmt, int at)
{
	const struct pg_stmt *ours = pg_stmt(stmt);
	if (column_is_null(stmt, at))
		return (struct ac_str){ "", 0 };
	return (struct ac_str){ PQgetvalue(ours->row, ours->in_row, at),
		(size_t)PQgetlength(ours->row, ours->in_row, at) };
}

static Oid type_of(struct ac_stmt *stmt, int column)
{
	const PGresult *row = pg_stmt(stmt)->row;
	return row && column < PQnfields(row) ? PQftype(row, column) : 0;
}

static int64_t column_i64(struct ac_stmt *stmt, int at)
{
	return ac_pg_i64(type_of(stmt, at), column(stmt, at));
}

static double column_f64(struct ac_stmt *stmt, int at)
{
	return ac_pg_f64(type_of(stmt, at), column(stmt, at));
}

const struct ac_db_driver ac_postgres_driver = {
	.name = "postgres",
	.scheme = "postgres",
	.open = db_open,
	.close = db_close,
	.prepare = db_prepare,
	.finish = stmt_finish,
	.start = stmt_start,
	.next = stmt_next,
	.reset = stmt_reset,
	.run = stmt_run,
	.change = stmt_change,
	.is_null = column_is_null,
	.i64 = column_i64,
	.f64 = column_f64,
	.bytes = column,
	.control = ac_pg_control,
	.in_transaction = db_in_transaction,
	.in_doubt = db_in_doubt,
	.claim = ac_pg_claim,
	.script = ac_pg_script,
	.backup = ac_pg_backup,
	.check = ac_pg_check,
	.columns = ac_pg_columns,
	.bulk = db_bulk,
	.interrupt = db_interrupt,
};
