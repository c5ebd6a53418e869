/* store/postgres/postgres_p.h - private to the PostgreSQL driver.
 *
 *	postgres.c   the driver: statements and their rows
 *	control.c    transactions; what became of a commit whose answer was lost
 *	pipeline.c   statements on their way: sent in order, answers taken in order
 *	wire.c       waiting for the server, and noticing that it is gone
 *	connect.c    a connection, its session's settings, making it again
 *	value.c      values to and from the wire's binary form
 *	fail.c       the server's errors as ours
 *	upkeep.c     tables, backup, check
 *
 * Which function may reconnect: only ac_pg_ready(), outside a transaction.
 */
#pragma once
#include "base/clock.h"
#include "base/vec.h"
#include "store/postgres/postgres.h"

#include <libpq-fe.h>
#include <stdatomic.h>

enum pg_transaction {
	PG_OUTSIDE,
	PG_INSIDE,
	PG_LOST, /* the connection broke inside: nothing goes on before ROLLBACK or BEGIN */
};

/* A statement whose answer has not been taken. */
struct pg_sent {
	const char *name; /* for messages */
	struct pg_stmt *preparing; /* it is the preparation of that one; NULL */
};

/* Which session of the server was ours: to end it before another takes its place. */
struct pg_session {
	int64_t pid, started_us; /* 0: none */
};

struct pg_db {
	struct ac_db head;
	struct ac_db_options options; /* path is .conninfo */
	char *conninfo; /* as given; may hold a password: never shown */
	char *name; /* host, port and database, for messages */
	PGconn *conn; /* NULL: none at present */
	unsigned life; /* of the connection: what was prepared in an earlier one is gone */
	unsigned prepared; /* numbers the server's names */
	struct pg_session session;
	bool claimed;

	enum pg_transaction transaction;
	int64_t xid; /* of the transaction that writes, of the commit in doubt; 0: it only reads */
	int64_t committed_xid; /* of the last commit that was acknowledged; 0: none */
	bool in_doubt;
	bool rolled_back; /* says the tag of the last change() */
	bool mending; /* statements of the driver's own, on a connection that is not in use yet */
	struct ac_error failed; /* .code: the transaction is spoilt by this */

	AC_VEC(struct pg_sent) sent;
	size_t sent_bytes;
	struct pg_stmt *streaming; /* whose rows the server is sending */

	struct ac_mono not_before; /* of the next attempt to connect */
	int64_t backoff_us;
	struct ac_error away; /* why the last attempt failed */

	int wake; /* eventfd: an interrupt */
	atomic_bool interrupted;
};

struct pg_stmt {
	struct ac_stmt head;
	int parameters;
	Oid *types; /* as declared; 0: only NULL so far */
	unsigned life; /* of the connection that knows it; 0: none */
	unsigned number; /* its name there */
	AC_VEC(PGresult *) kept; /* rows taken early, because another statement needed the line */
	size_t at; /* in kept: the next one */
	PGresult *row; /* the present one, */
	int in_row; /* … which is that one of all, where they came at once */
	bool after; /* the stream ended with an error, which comes after what is kept */
	struct ac_error error;
};

static inline struct pg_db *pg_db(struct ac_db *db)
{
	return (struct pg_db *)db;
}

static inline struct pg_stmt *pg_stmt(struct ac_stmt *stmt)
{
	return (struct pg_stmt *)stmt;
}

/* ---- fail.c ---- */

/** Our status for an SQLSTATE (rule 8). */
enum ac_status ac_pg_status(const char *sqlstate);
/** The server's refusal as our error: names the statement, leaves values out. */
enum ac_status ac_pg_fail(const PGresult *result, const char *what, struct ac_error *err);
/** Does the refusal end the session as well? */
bool ac_pg_is_fatal(const PGresult *result);

/* ---- value.c ---- */

enum {
	ac_pg_int2 = 21,
	ac_pg_int4 = 23,
	ac_pg_int8 = 20,
	ac_pg_float8 = 701,
	ac_pg_text = 25,
	ac_pg_bytea = 17
};

/** A value as the wire wants it. */
struct ac_pg_bound {
	Oid type; /* 0: NULL */
	const char *p;
	int n;
	char number[8]; /* what p points to for numbers */
};
void ac_pg_bind(const struct ac_value *value, struct ac_pg_bound *bound);

/** What a column's binary form says; 0 where it is no number, or is cut short. */
int64_t ac_pg_i64(Oid type, struct ac_str bytes);
double ac_pg_f64(Oid type, struct ac_str bytes);

/* ---- connect.c ---- */

/* How long a statement may take, but for bulk work and scripts. */
#define AC_PG_PATIENCE_MS "300000"

/** Host, port and database of a connection string; owned by the caller. AC_INVALID: not understood */
AC_MUST_CHECK enum ac_status ac_pg_name(const char *conninfo, char **name, struct ac_error *err);
/** The first connection. Errors: rule 1. */
AC_MUST_CHECK enum ac_status ac_pg_open(struct pg_db *db, struct ac_error *err);
/** There is a connection that a statement can be sent on; AC_BUSY when not. */
AC_MUST_CHECK enum ac_status ac_pg_ready(struct pg_db *db, struct ac_error *err);
/** Make the connection again, at most as often as the back-off allows. The session before it is over. */
AC_MUST_CHECK enum ac_status ac_pg_reconnect(struct pg_db *db, struct ac_error *err);
/** Let go of the connection. What was under way is lost. */
void ac_pg_drop(struct pg_db *db);
AC_MUST_CHECK enum ac_status ac_pg_claim(struct ac_db *db, struct ac_error *err);

/* ---- wire.c ---- */

/** Is the connection, which should be silent, closed from the other end? */
bool ac_pg_hung_up(struct pg_db *db);
/** Send what is buffered. On failure the connection is gone, here and below. */
AC_MUST_CHECK enum ac_status ac_pg_flush(struct pg_db *db, struct ac_error *err);
/** The next result, as PQgetResult() gives it: NULL ends a statement's. @param result  PQclear() */
AC_MUST_CHECK enum ac_status ac_pg_result(
	struct pg_db *db, PGresult **result, struct ac_error *err);
struct ac_pg_why {
	char text[160];
};
/** The first line of what libpq says. */
struct ac_pg_why ac_pg_why(const char *text);
/** The connection broke: drop it. @return AC_BUSY, or AC_CLOSED when it was interrupted */
enum ac_status ac_pg_lost(struct pg_db *db, const char *why, struct ac_error *err);
/** Statements without values by the simple protocol, while no pipeline is open. */
AC_MUST_CHECK enum ac_status ac_pg_simple(struct pg_db *db, const char *text, const char *what,
	PGresult **result, struct ac_error *err);

/* ---- pipeline.c ---- */

/** Send a statement, preparing it if need be. Nothing is waited for. */
AC_MUST_CHECK enum ac_status ac_pg_send(
	struct pg_stmt *stmt, const struct ac_value *values, size_t n, struct ac_error *err);
/** Take the answers to all that was sent. @return the first error; the transaction is spoilt by it */
AC_MUST_CHECK enum ac_status ac_pg_collect(struct pg_db *db, struct ac_error *err);
/**
 * The same, but for the statement sent last.
 * @param last  its result, PQclear(); untouched on failure
 */
AC_MUST_CHECK enum ac_status ac_pg_collect_last(
	struct pg_db *db, PGresult **last, struct ac_error *err);
/** The same, but the rows of the statement sent last are left to ac_pg_stream_next(). */
AC_MUST_CHECK enum ac_status ac_pg_stream(struct pg_stmt *stmt, struct ac_error *err);
/** The next row, or NULL after the last. */
AC_MUST_CHECK enum ac_status ac_pg_stream_next(
	struct pg_stmt *stmt, PGresult **row, struct ac_error *err);
/** Another statement needs the line: what is still to come is kept with its statement. */
void ac_pg_stream_keep(struct pg_db *db);
/** Nobody wants the rest. */
void ac_pg_stream_drop(struct pg_stmt *stmt);
/** The transaction is spoilt, if there is one. @return err's code */
enum ac_status ac_pg_spoil(struct pg_db *db, const struct ac_error *why, struct ac_error *err);

/* ---- control.c ---- */

AC_MUST_CHECK enum ac_status ac_pg_control(
	struct ac_db *db, enum ac_db_order order, struct ac_error *err);

/* ---- upkeep.c ---- */

AC_MUST_CHECK enum ac_status ac_pg_script(struct ac_db *db, const char *text, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_pg_backup(struct ac_db *db, const char *path, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_pg_check(struct ac_db *db, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_pg_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err);
