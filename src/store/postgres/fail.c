/* store/postgres/fail.c - the server's errors as ours (rule 8). A message names the statement and what the
 * server said in short; details and the texts of data errors are left out, because they quote values. */
#include "store/postgres/postgres_p.h"

/* The first entry that the SQLSTATE begins with. Classes: PostgreSQL's documentation, appendix A. */
static const struct {
	const char *begins;
	enum ac_status status;
} states[] = {
	{ "23505", AC_EXISTS }, /* unique_violation */
	{ "23", AC_CONFLICT }, /* other constraints */
	{ "22", AC_INVALID }, /* data exceptions: out of range, no UTF-8 */
	{ "53100", AC_FULL }, /* disk_full */
	{ "53", AC_BUSY }, /* out of memory, too many connections */
	{ "55P03", AC_BUSY }, /* lock_not_available */
	{ "40", AC_BUSY }, /* serialization failure, deadlock */
	{ "57014", AC_BUSY }, /* statement_timeout; interrupting hangs up */
	{ "57P", AC_BUSY }, /* shut down, crashed, starting up */
	{ "08", AC_BUSY }, /* connection exceptions */
	{ "25006", AC_DENIED }, /* read_only_sql_transaction */
	{ "42501", AC_DENIED }, /* insufficient_privilege */
	{ "28", AC_DENIED }, /* who are you? */
	{ "3D000", AC_NOT_FOUND }, /* no such database */
	{ "XX001", AC_CORRUPT }, /* data_corrupted */
	{ "XX002", AC_CORRUPT }, /* index_corrupted */
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

enum ac_status ac_pg_status(const char *sqlstate)
{
	for (size_t i = 0; sqlstate && i < sizeof states / sizeof *states; i++)
		if (begins(sqlstate, states[i].begins))
			return states[i].status;
	return AC_IO;
}

/* Texts of data exceptions and of triggers that somebody added may quote what was written. */
static bool may_quote_values(const char *sqlstate)
{
	return begins(sqlstate, "22") || begins(sqlstate, "P0");
}

enum ac_status ac_pg_fail(const PGresult *result, const char *what, struct ac_error *err)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (!sqlstate)
		sqlstate = "";
	if (!text || may_quote_values(sqlstate))
		text = "the server refused it";
	return ac_fail(err, ac_pg_status(sqlstate), "%s: %s (SQLSTATE %s)", what, text, sqlstate);
}

bool ac_pg_is_fatal(const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	return severity && (begins(severity, "FATAL") || begins(severity, "PANIC"));
}
