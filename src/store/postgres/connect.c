/* store/postgres/connect.c - a connection, its session's settings, and making it again.
 *
 * A connection that was lost leaves a session on the server that may still hold our locks, and may even be
 * about to finish our last commit. So the next connection first ends that session, waits until it is gone,
 * and only then goes on. Attempts are spaced from 100 ms to 2 s; in between every call fails at once.
 */
#include "store/postgres/postgres_p.h"

#include "base/buf.h"

#include <stdio.h>
#include <time.h>

enum {
	least_version = 140000,
	backoff_first_us = 100000,
	backoff_last_us = 2000000,
	statement_timeout_ms = 300000,
	usual_busy_ms = 5000,
	end_tries = 150,
	end_pause_us = 20000,
	claim_key = 0x616c6c63, /* "allc" */
};

static const struct ac_sql sql_end_session = { "end_session",
	"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = $1 "
	"AND CAST(extract(epoch FROM backend_start) * 1000000 AS BIGINT) = $2" };
/* One of its own for each schema of a database. */
static const struct ac_sql sql_claim = { "claim",
	"SELECT CASE WHEN pg_advisory_lock(CAST($1 AS INTEGER), "
	"hashtext(coalesce(current_schema(), ''))) IS NULL THEN 0 ELSE 1 END" };
/* 2: too long ago to be known any more. */
static const struct ac_sql sql_still_committed = { "still_committed",
	"SELECT CASE coalesce(pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8)), 'committed') "
	"WHEN 'committed' THEN 1 ELSE 0 END" };

/* ---- the connection string ---- */

static const char *option_of(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++)
		if (strcmp(options->keyword, keyword) == 0 && options->val && *options->val)
			return options->val;
	return NULL;
}

enum ac_status ac_pg_name(const char *conninfo, char **name, struct ac_error *err)
{
	char *why = NULL; /* may quote the string, and its password with it */
	PQconninfoOption *options = PQconninfoParse(conninfo, &why);
	PQfreemem(why);
	if (!options)
		return ac_fail(err, AC_INVALID,
			"the connection string is not understood: write "
			"postgresql://USER@HOST:PORT/DATABASE, special characters as %%XX");
	const char *host = option_of(options, "host"), *port = option_of(options, "port");
	const char *database = option_of(options, "dbname");
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 4096);
	ac_buf_printf(&text, "postgresql://%s%s%s/%s", host && host[0] != '/' ? host : "",
		port ? ":" : "", port ? port : "", database ? database : "");
	PQconninfoFree(options);
	*name = ac_strndup(text.p ? text.p : "", text.n);
	return AC_OK;
}

/* ---- one attempt ---- */

static void ignore_notice(void *ctx, const char *text)
{
	(void)ctx, (void)text;
}

/* What the string says goes before what is usual. @param database  instead of the string's; NULL */
static PGconn *dial(const char *conninfo, const char *database)
{
	static const char *const names[] = { "connect_timeout", "keepalives_idle",
		"keepalives_interval", "keepalives_count", "tcp_user_timeout",
		"fallback_application_name", "dbname", "client_encoding", "dbname", NULL };
	const char *values[] = { "5", "5", "2", "3", "10000", "allclear", conninfo, "UTF8",
		database, NULL };
	PGconn *conn = PQconnectdbParams(names, values, 1);
	if (conn)
		PQsetNoticeProcessor(conn, ignore_notice, NULL);
	return conn;
}

static enum ac_status check_server(struct pg_db *db, struct ac_error *err)
{
	const char *encoding = PQparameterStatus(db->conn, "server_encoding");
	if (PQserverVersion(db->conn) < least_version)
		return ac_fail(err, AC_VERSION,
			"%s is PostgreSQL %d: version %d or later is needed", db->name,
			PQserverVersion(db->conn) / 10000, least_version / 10000);
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return ac_fail(err, AC_CORRUPT,
			"%s does not store UTF-8: make the database with ENCODING 'UTF8'",
			db->name);
	return AC_OK;
}

static void settings_text(const struct pg_db *db, char *text, size_t size)
{
	const struct ac_db_options *with = &db->options;
	(void)snprintf(text, size,
		"SET jit = off; SET client_min_messages = warning; SET lock_timeout = %d; "
		"SET default_transaction_read_only = %s; SET default_transaction_isolation = "
		"'read committed'; SET standard_conforming_strings = on; "
		"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; "
		"SET tcp_keepalives_count = 3; SET client_connection_check_interval = 2000; "
		"SELECT set_config('statement_timeout', '%d', false) "
		"WHERE current_setting('statement_timeout') = '0'; "
		"SELECT set_config('synchronous_commit', '%s', false) "
		"WHERE current_setting('synchronous_commit') = 'off' OR '%s' = 'off'; "
		"SELECT pid, CAST(extract(epoch FROM backend_start) * 1000000 AS BIGINT) "
		"FROM pg_stat_activity WHERE pid = pg_backend_pid()",
		with->busy_ms ? with->busy_ms : usual_busy_ms, with->read_only ? "on" : "off",
		statement_timeout_ms, with->sync == AC_DB_SYNC_OFF ? "off" : "on",
		with->sync == AC_DB_SYNC_OFF ? "off" : "on");
}

static int64_t text_number(const PGresult *result, int column)
{
	int64_t number = 0;
	if (PQntuples(result) != 1 || column >= PQnfields(result))
		return 0;
	return ac_str_to_i64(ac_str(PQgetvalue(result, 0, column)), 0, INT64_MAX, &number) ? number
											   : 0;
}

static enum ac_status settle_session(struct pg_db *db, struct ac_error *err)
{
	char text[1536];
	PGresult *result = NULL;
	AC_TRY(check_server(db, err));
	settings_text(db, text, sizeof text);
	AC_TRY(ac_pg_simple(db, text, "session settings", &result, err));
	db->session = (struct pg_session){ text_number(result, 0), text_number(result, 1) };
	PQclear(result);
	if (!PQenterPipelineMode(db->conn))
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	return AC_OK;
}

/* A session of its own on the server, ready for statements. */
static enum ac_status connect_once(struct pg_db *db, struct ac_error *err)
{
	db->conn = dial(db->conninfo, NULL);
	if (!db->conn || PQstatus(db->conn) != CONNECTION_OK) {
		ac_fail(err, AC_BUSY, "no connection to the database %s: %s", db->name,
			ac_pg_why(db->conn ? PQerrorMessage(db->conn) : "").text);
		ac_pg_drop(db);
		return AC_BUSY;
	}
	db->life++;
	(void)PQsetnonblocking(db->conn, 1);
	enum ac_status status = settle_session(db, err);
	if (status != AC_OK)
		ac_pg_drop(db);
	return status;
}

void ac_pg_drop(struct pg_db *db)
{
	struct pg_stmt *streaming = AC_TAKE(db->streaming);
	if (streaming) {
		streaming->after = true;
		ac_fail(&streaming->error, AC_BUSY, "%s: the connection was lost", db->name);
	}
	PQfinish(AC_TAKE(db->conn));
	ac_vec_clear(&db->sent);
	db->sent_bytes = 0;
	if (db->transaction == PG_INSIDE)
		db->transaction = PG_LOST;
}

/* ---- the first one ---- */

static PGresult *ask(PGconn *conn, const char *text, const char *value)
{
	return PQexecParams(conn, text, value ? 1 : 0, NULL, value ? &value : NULL, NULL, NULL, 0);
}

static enum ac_status make_database(
	struct pg_db *db, PGconn *conn, const char *database, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 1024);
	char *quoted = PQescapeIdentifier(conn, database, strlen(database));
	ac_buf_printf(&text, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'",
		quoted ? quoted : "\"\"");
	PQfreemem(quoted);
	AC_TRY(ac_buf_check(&text, "the name of the database", err));
	PGresult *made = ask(conn, text.p, NULL);
	enum ac_status status =
		PQresultStatus(made) == PGRES_COMMAND_OK ? AC_OK : ac_pg_fail(made, db->name, err);
	PQclear(made);
	return status;
}

static enum ac_status make_missing(
	struct pg_db *db, PGconn *conn, const char *database, struct ac_error *err)
{
	PGresult *found = ask(conn, "SELECT 1 FROM pg_database WHERE datname = $1", database);
	bool missing = PQresultStatus(found) == PGRES_TUPLES_OK && PQntuples(found) == 0;
	PQclear(found);
	if (!missing)
		return AC_DENIED; /* it is there: the first refusal says why not */
	if (db->options.create)
		return make_database(db, conn, database, err);
	return ac_fail(err, AC_NOT_FOUND,
		"there is no database %s: make it on the server, or let `allclear init` make it",
		db->name);
}

/* We were refused: because there is no such database? Its neighbour `postgres` knows. */
static enum ac_status look_beside(struct pg_db *db, struct ac_error *err)
{
	PQconninfoOption *options = PQconninfoParse(db->conninfo, NULL);
	const char *database = options ? option_of(options, "dbname") : NULL;
	PGconn *conn = database ? dial(db->conninfo, "postgres") : NULL;
	enum ac_status status = AC_DENIED;
	if (conn && PQstatus(conn) == CONNECTION_OK)
		status = make_missing(db, conn, database, err);
	PQfinish(conn);
	PQconninfoFree(options);
	return status;
}

static bool server_lives(const struct pg_db *db)
{
	const char *names[] = { "connect_timeout", "dbname", NULL };
	const char *values[] = { "3", db->conninfo, NULL };
	return PQpingParams(names, values, 1) == PQPING_OK;
}

enum ac_status ac_pg_open(struct pg_db *db, struct ac_error *err)
{
	enum ac_status status = connect_once(db, err);
	if (status != AC_BUSY || !server_lives(db))
		return status;
	status = look_beside(db, err);
	if (status == AC_OK)
		return connect_once(db, err);
	if (err)
		err->code = status;
	return status;
}

/* ---- again ---- */

/* @return AC_BUSY while it is still there */
static enum ac_status end_session(
	struct pg_db *db, const struct pg_session *old, struct ac_error *err)
{
	for (int i = 0; i < end_tries; i++) {
		int64_t there = 0;
		AC_TRY(ac_db_i64(&db->head, &sql_end_session,
			AC_VALUES(AC_I64(old->pid), AC_I64(old->started_us)), &there, err));
		if (!there)
			return AC_OK;
		(void)nanosleep(&(struct timespec){ 0, end_pause_us * 1000L }, NULL);
	}
	return ac_fail(err, AC_BUSY, "%s: our session before this one does not end", db->name);
}

/* Waits as for any lock: the session of a program that was killed may need a moment to end. */
static enum ac_status take_claim(struct pg_db *db, struct ac_error *err)
{
	int64_t done = 0;
	enum ac_status status =
		ac_db_i64(&db->head, &sql_claim, AC_VALUES(AC_I64(claim_key)), &done, err);
	if (status != AC_BUSY || !db->conn)
		return status;
	return ac_fail(err, AC_BUSY,
		"%s is in use by another allclear: two programs cannot write to one database",
		db->name);
}

enum ac_status ac_pg_claim(struct ac_db *db, struct ac_error *err)
{
	struct pg_db *ours = pg_db(db);
	AC_TRY(take_claim(ours, err));
	ours->claimed = true;
	return AC_OK;
}

/* A standby that took over may lack what the server before it had acknowledged. */
static enum ac_status not_set_back(struct pg_db *db, struct ac_error *err)
{
	int64_t there = 1;
	if (db->committed_xid &&
		ac_db_i64(&db->head, &sql_still_committed, AC_VALUES(AC_I64(db->committed_xid)),
			&there, err) != AC_OK)
		there = 0;
	if (there || !db->conn)
		return there ? AC_OK : AC_BUSY;
	return ac_fail(err, AC_CONFLICT,
		"%s lacks changes that it had acknowledged: restart allclear, which goes on from "
		"what is there",
		db->name);
}

/* The new session takes the place of the old one. */
static enum ac_status take_over(
	struct pg_db *db, const struct pg_session *old, struct ac_error *err)
{
	if (db->options.read_only)
		return AC_OK;
	if (old->pid)
		AC_TRY(end_session(db, old, err));
	if (db->claimed)
		AC_TRY(take_claim(db, err));
	AC_TRY(not_set_back(db, err));
	return db->head.renewed ? db->head.renewed(&db->head, db->head.renewed_ctx, err) : AC_OK;
}

static enum ac_status connect_again(struct pg_db *db, struct ac_error *err)
{
	const struct pg_session old = db->session;
	enum ac_status status = connect_once(db, err);
	if (status == AC_OK) {
		db->mending = true;
		status = take_over(db, &old, err);
		db->mending = false;
	}
	if (status == AC_OK)
		return AC_OK;
	ac_pg_drop(db);
	db->session = old;
	return status;
}

static void back_off(struct pg_db *db)
{
	db->backoff_us = db->backoff_us ? db->backoff_us * 2 : backoff_first_us;
	if (db->backoff_us > backoff_last_us)
		db->backoff_us = backoff_last_us;
	db->not_before.us = ac_mono_now().us + db->backoff_us;
}

enum ac_status ac_pg_reconnect(struct pg_db *db, struct ac_error *err)
{
	if (db->not_before.us > ac_mono_now().us) {
		if (err)
			*err = db->away;
		return db->away.code;
	}
	enum ac_status status = connect_again(db, &db->away);
	if (status == AC_OK) {
		db->backoff_us = 0;
		return AC_OK;
	}
	back_off(db);
	if (err)
		*err = db->away;
	return status;
}

enum ac_status ac_pg_ready(struct pg_db *db, struct ac_error *err)
{
	if (db->mending)
		return db->conn ? AC_OK
				: ac_fail(err, AC_BUSY, "the database %s was lost", db->name);
	if (db->in_doubt)
		return ac_fail(err, AC_BUSY,
			"%s: whether the last change became durable is not known yet", db->name);
	if (db->transaction == PG_LOST)
		return ac_fail(
			err, AC_BUSY, "the database %s was lost: nothing was changed", db->name);
	if (db->transaction == PG_INSIDE) {
		if (db->failed.code != AC_OK && err)
			*err = db->failed;
		return db->failed.code;
	}
	if (db->conn && !db->streaming && ac_pg_hung_up(db))
		ac_pg_drop(db);
	return db->conn ? AC_OK : ac_pg_reconnect(db, err);
}
