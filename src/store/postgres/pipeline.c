/* store/postgres/pipeline.c - statements on their way to the server.
 *
 * The connection is always in libpq's pipeline mode. What is run inside a transaction is only sent; the
 * answers are taken when somebody needs one, or after a thousand. When one of them is an error the server
 * skips what follows up to the next sync point, which is where we look; so the transaction is spoilt as a
 * whole, and only undoing it, or going back to its savepoint, mends it.
 *
 * Rows are read one by one as they come (single-row mode), unless the statement says that they are few. When
 * another statement needs the line, the rest is read into memory first.
 */
#include "store/postgres/postgres_p.h"

#include <assert.h>
#include <stdio.h>

enum { max_parameters = 64, max_bytes = 1 << 29, name_size = 16 };

enum ac_status ac_pg_spoil(struct pg_db *db, const struct ac_error *why, struct ac_error *err)
{
	if (db->transaction == PG_INSIDE && db->failed.code == AC_OK)
		db->failed = *why;
	if (err)
		*err = *why;
	return why->code;
}

/* ---- sending ---- */

static void name_of(const struct pg_stmt *stmt, char name[name_size])
{
	(void)snprintf(name, name_size, "s%u", stmt->number);
}

/* Is it declared with these types? NULL fits any. */
static bool declared(const struct pg_stmt *stmt, const struct ac_pg_bound *bound, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bound[i].type && bound[i].type != stmt->types[i])
			return false;
	return true;
}

static enum ac_status note_sent(struct pg_db *db, int accepted, const char *name,
	struct pg_stmt *preparing, struct ac_error *err)
{
	if (!accepted)
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	ac_vec_push(&db->sent, ((struct pg_sent){ name, preparing }));
	return AC_OK;
}

/* The parameters' types are ours, so that integers are 64 bits whatever the column; a parameter that was
 * only NULL so far is left to the server. */
static enum ac_status prepare(
	struct pg_stmt *stmt, const struct ac_pg_bound *bound, size_t n, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->head.db);
	char name[name_size];
	for (size_t i = 0; i < n; i++)
		if (bound[i].type)
			stmt->types[i] = bound[i].type;
	stmt->number = ++db->prepared;
	stmt->life = db->life;
	name_of(stmt, name);
	int accepted = PQsendPrepare(db->conn, name, stmt->head.sql->text, (int)n, stmt->types);
	return note_sent(db, accepted, stmt->head.sql->name, stmt, err);
}

static enum ac_status check_values(
	const struct pg_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	if (n != (size_t)stmt->parameters)
		return ac_fail(err, AC_INVALID, "%s: %zu values for %d parameters",
			stmt->head.sql->name, n, stmt->parameters);
	for (size_t i = 0; i < n; i++)
		if ((values[i].kind == AC_VALUE_TEXT || values[i].kind == AC_VALUE_BLOB) &&
			values[i].bytes.n > max_bytes)
			return ac_fail(err, AC_INVALID, "%s: value %zu is too long",
				stmt->head.sql->name, i + 1);
	return AC_OK;
}

enum ac_status ac_pg_send(
	struct pg_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->head.db);
	struct ac_pg_bound bound[max_parameters];
	const char *at[max_parameters];
	int lengths[max_parameters], binary[max_parameters];
	char name[name_size];
	assert(n <= max_parameters);
	AC_TRY(check_values(stmt, values, n, err));
	ac_pg_stream_keep(db);
	if (!db->conn) /* it broke over that */
		return ac_fail(err, AC_BUSY, "the database %s was lost", db->name);
	for (size_t i = 0; i < n; i++) {
		ac_pg_bind(&values[i], &bound[i]);
		at[i] = bound[i].p;
		lengths[i] = bound[i].n;
		binary[i] = 1;
		db->sent_bytes += (size_t)bound[i].n;
	}
	if (stmt->life != db->life || !declared(stmt, bound, n))
		AC_TRY(prepare(stmt, bound, n, err));
	name_of(stmt, name);
	int accepted = PQsendQueryPrepared(db->conn, name, (int)n, at, lengths, binary, 1);
	return note_sent(db, accepted, stmt->head.sql->name, NULL, err);
}

/* ---- taking answers ---- */

static enum ac_status unexpected(struct pg_db *db, struct ac_error *err)
{
	return ac_pg_lost(db, "its answer is not understood", err);
}

/* The result of the statement at the head of the line. @param result  PQclear() */
static enum ac_status take_answer(struct pg_db *db, PGresult **result, struct ac_error *err)
{
	PGresult *first = NULL, *one = NULL;
	enum ac_status status = AC_OK;
	while ((status = ac_pg_result(db, &one, err)) == AC_OK && one) {
		ExecStatusType kind = PQresultStatus(one);
		bool known = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK ||
			     kind == PGRES_FATAL_ERROR || kind == PGRES_PIPELINE_ABORTED;
		if (first || !known) {
			PQclear(one);
			status = unexpected(db, err);
			break;
		}
		first = one;
	}
	if (status == AC_OK && !first)
		status = unexpected(db, err);
	if (status == AC_OK)
		*result = AC_TAKE(first);
	PQclear(first);
	return status;
}

/* What it says goes to `failed` when it is the first error. */
static void note_answer(const struct pg_sent *sent, const PGresult *result, struct ac_error *failed)
{
	ExecStatusType kind = PQresultStatus(result);
	bool good = kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK;
	if (sent->preparing && !good)
		sent->preparing->life = 0;
	if (kind == PGRES_FATAL_ERROR && failed->code == AC_OK)
		(void)ac_pg_fail(result, sent->name, failed);
}

static enum ac_status take_answers(
	struct pg_db *db, size_t n, struct ac_error *failed, PGresult **last, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++) {
		PGresult *result = NULL;
		AC_TRY(take_answer(db, &result, err));
		note_answer(&db->sent.at[i], result, failed);
		if (last && i + 1 == n && failed->code == AC_OK)
			*last = AC_TAKE(result);
		PQclear(result);
	}
	return AC_OK;
}

static enum ac_status take_sync(struct pg_db *db, struct ac_error *err)
{
	PGresult *result = NULL;
	AC_TRY(ac_pg_result(db, &result, err));
	bool good = result && PQresultStatus(result) == PGRES_PIPELINE_SYNC;
	PQclear(result);
	ac_vec_clear(&db->sent);
	db->sent_bytes = 0;
	return good ? AC_OK : unexpected(db, err);
}

static enum ac_status sync(struct pg_db *db, struct ac_error *err)
{
	if (!PQpipelineSync(db->conn))
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	return ac_pg_flush(db, err);
}

enum ac_status ac_pg_collect_last(struct pg_db *db, PGresult **last, struct ac_error *err)
{
	struct ac_error failed = { .code = AC_OK };
	PGresult *result = NULL;
	if (db->sent.n == 0)
		return AC_OK;
	AC_TRY(sync(db, err));
	enum ac_status status = take_answers(db, db->sent.n, &failed, &result, err);
	if (status == AC_OK)
		status = take_sync(db, err);
	if (status == AC_OK && failed.code != AC_OK)
		status = ac_pg_spoil(db, &failed, err);
	if (status == AC_OK && last)
		*last = AC_TAKE(result);
	PQclear(result);
	return status;
}

enum ac_status ac_pg_collect(struct pg_db *db, struct ac_error *err)
{
	return ac_pg_collect_last(db, NULL, err);
}

/* ---- rows as they come ---- */

enum ac_status ac_pg_stream(struct pg_stmt *stmt, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->head.db);
	struct ac_error failed = { .code = AC_OK };
	AC_TRY(sync(db, err));
	AC_TRY(take_answers(db, db->sent.n - 1, &failed, NULL, err));
	db->streaming = stmt;
	if (failed.code == AC_OK) {
		if (!stmt->head.sql->whole)
			(void)PQsetSingleRowMode(db->conn);
		return AC_OK;
	}
	ac_pg_stream_drop(stmt);
	return ac_pg_spoil(db, &failed, err);
}

/* The statement's last result was taken: what follows it is the end mark and the sync point. */
static enum ac_status end_stream(struct pg_stmt *stmt, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->head.db);
	PGresult *end = NULL;
	db->streaming = NULL;
	AC_TRY(ac_pg_result(db, &end, err));
	if (end) {
		PQclear(end);
		return unexpected(db, err);
	}
	return take_sync(db, err);
}

enum ac_status ac_pg_stream_next(struct pg_stmt *stmt, PGresult **row, struct ac_error *err)
{
	struct pg_db *db = pg_db(stmt->head.db);
	struct ac_error failed = { .code = AC_OK };
	PGresult *result = NULL;
	AC_TRY(ac_pg_result(db, &result, err));
	ExecStatusType kind = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
	if (kind == PGRES_SINGLE_TUPLE) {
		*row = result;
		return AC_OK;
	}
	bool good = kind == PGRES_TUPLES_OK || kind == PGRES_COMMAND_OK ||
		    kind == PGRES_PIPELINE_ABORTED;
	if (kind == PGRES_FATAL_ERROR)
		(void)ac_pg_fail(result, stmt->head.sql->name, &failed);
	enum ac_status status =
		good || failed.code != AC_OK ? end_stream(stmt, err) : unexpected(db, err);
	if (status == AC_OK && failed.code != AC_OK)
		status = ac_pg_spoil(db, &failed, err);
	/* those that came at once, or none: the end */
	*row = status == AC_OK && PQntuples(result) > 0 ? AC_TAKE(result) : NULL;
	PQclear(result);
	return status;
}

void ac_pg_stream_keep(struct pg_db *db)
{
	struct pg_stmt *stmt = db->streaming;
	while (db->streaming) {
		PGresult *row = NULL;
		struct ac_error err;
		if (ac_pg_stream_next(stmt, &row, &err) != AC_OK) {
			db->streaming = NULL;
			stmt->after = true;
			stmt->error = err;
		} else if (row) {
			ac_vec_push(&stmt->kept,
				row); // NOLINT(bugprone-sizeof-expression): of pointers
		}
	}
}

void ac_pg_stream_drop(struct pg_stmt *stmt)
{
	struct pg_db *db = pg_db(stmt->head.db);
	while (db->streaming == stmt) {
		PGresult *row = NULL;
		if (ac_pg_stream_next(stmt, &row, NULL) != AC_OK)
			db->streaming = NULL;
		PQclear(row);
	}
}
