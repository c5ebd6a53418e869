/* store/postgres/wire.c - waiting for the server, and noticing that it is gone.
 *
 * libpq would wait for ever. Here whoever waits wakes up now and then and, when nothing came, asks the
 * server on a connection of its own whether it lives: a long statement is waited for, a server that was
 * stopped, or lost behind a dead network, is given up within seconds. */
#include "store/postgres/postgres_p.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

enum { silence_ms = 4000 };
static const char ping_timeout_s[] = "3";

struct ac_pg_why ac_pg_why(const char *text)
{
	struct ac_pg_why why;
	struct ac_str rest = ac_str(text), line = rest;
	(void)ac_str_cut(&rest, '\n', &line);
	line = ac_str_trim(line);
	(void)snprintf(why.text, sizeof why.text, "%.*s", AC_STR_ARG(line));
	for (char *p = why.text; *p; p++)
		if (*p == '"') /* quoted within quotes in the log */
			*p = '\'';
	return why;
}

enum ac_status ac_pg_lost(struct pg_db *db, const char *why, struct ac_error *err)
{
	struct ac_error own;
	bool interrupted = atomic_load(&db->interrupted);
	if (interrupted)
		ac_fail(&own, AC_CLOSED, "%s: interrupted", db->name);
	else
		ac_fail(&own, AC_BUSY, "the database %s does not answer: %s", db->name,
			ac_pg_why(why).text);
	ac_pg_drop(db);
	if (err)
		*err = own;
	return own.code;
}

/* A short connection to where ours goes. */
static bool server_lives(struct pg_db *db)
{
	const char *names[] = { "host", "hostaddr", "port", "dbname", "connect_timeout", NULL };
	const char *values[] = { PQhost(db->conn), PQhostaddr(db->conn), PQport(db->conn),
		PQdb(db->conn), ping_timeout_s, NULL };
	PGPing ping = PQpingParams(names, values, 0);
	return ping == PQPING_OK || ping == PQPING_REJECT;
}

static enum ac_status wait_for(struct pg_db *db, short events, struct ac_error *err)
{
	for (;;) {
		struct pollfd at[] = { { PQsocket(db->conn), events, 0 }, { db->wake, POLLIN, 0 } };
		int n = poll(at, 2, silence_ms);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || atomic_load(&db->interrupted))
			return ac_pg_lost(db, "it could not be waited for", err);
		if (n > 0)
			return AC_OK;
		if (!server_lives(db))
			return ac_pg_lost(db, "it is silent", err);
	}
}

bool ac_pg_hung_up(struct pg_db *db)
{
	struct pollfd at = { PQsocket(db->conn), POLLIN, 0 };
	if (PQstatus(db->conn) != CONNECTION_OK)
		return true;
	if (poll(&at, 1, 0) <= 0)
		return false;
	/* a notice, or the end: the end shows at the second reading at the latest */
	if (!PQconsumeInput(db->conn) || PQstatus(db->conn) != CONNECTION_OK)
		return true;
	return poll(&at, 1, 0) > 0 &&
	       (!PQconsumeInput(db->conn) || PQstatus(db->conn) != CONNECTION_OK);
}

enum ac_status ac_pg_flush(struct pg_db *db, struct ac_error *err)
{
	for (;;) {
		int left = PQflush(db->conn);
		if (left == 0)
			return AC_OK;
		if (left < 0)
			return ac_pg_lost(db, PQerrorMessage(db->conn), err);
		/* the server may be unable to read before we have read */
		AC_TRY(wait_for(db, POLLIN | POLLOUT, err));
		if (!PQconsumeInput(db->conn))
			return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	}
}

static enum ac_status wait_result(struct pg_db *db, struct ac_error *err)
{
	while (PQisBusy(db->conn)) {
		AC_TRY(wait_for(db, POLLIN, err));
		if (!PQconsumeInput(db->conn))
			return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	}
	return AC_OK;
}

enum ac_status ac_pg_result(struct pg_db *db, PGresult **result, struct ac_error *err)
{
	AC_TRY(wait_result(db, err));
	PGresult *got = PQgetResult(db->conn);
	bool refused = got && PQresultStatus(got) == PGRES_FATAL_ERROR;
	bool broken = PQstatus(db->conn) != CONNECTION_OK;
	if ((refused && (broken || ac_pg_is_fatal(got))) || (!got && broken)) {
		char why[200];
		const char *text = got ? PQresultErrorField(got, PG_DIAG_MESSAGE_PRIMARY) : NULL;
		(void)snprintf(why, sizeof why, "%s", text ? text : PQerrorMessage(db->conn));
		PQclear(got);
		return ac_pg_lost(db, why, err);
	}
	*result = got;
	return AC_OK;
}

enum ac_status ac_pg_simple(struct pg_db *db, const char *text, const char *what, PGresult **result,
	struct ac_error *err)
{
	struct ac_error first = { .code = AC_OK };
	PGresult *last = NULL;
	if (!PQsendQuery(db->conn, text))
		return ac_pg_lost(db, PQerrorMessage(db->conn), err);
	AC_TRY(ac_pg_flush(db, err));
	for (;;) {
		PGresult *one = NULL;
		enum ac_status status = ac_pg_result(db, &one, err);
		if (status != AC_OK) {
			PQclear(last);
			return status;
		}
		if (!one)
			break;
		if (PQresultStatus(one) == PGRES_FATAL_ERROR && first.code == AC_OK)
			(void)ac_pg_fail(one, what, &first);
		PQclear(last);
		last = one;
	}
	if (first.code == AC_OK && result)
		*result = AC_TAKE(last);
	PQclear(last);
	if (first.code != AC_OK && err)
		*err = first;
	return first.code;
}
