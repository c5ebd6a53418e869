/* bench/claims - the reference for durable dispatch on PostgreSQL: a queue in a table, claimed in batches.
 *
 *	claims URL ROWS BATCH CONNECTIONS same|lean
 *
 * A new table of ROWS rows, as wide as a message; then so many connections, each of which claims a batch in
 * the order of priority with FOR UPDATE SKIP LOCKED and writes what became of it. Every step is durable
 * before the next (synchronous_commit=on). Nothing is sent, opened, put into words or counted. Prints the
 * seconds from the first claim to the last commit.
 *
 *	same  what we record of a message: that it is claimed, that the carrier took it and under which id, that
 *	      it arrived; the highest risk first, which has nothing to do with the order of the keys
 *	lean  claimed and done, no id, three priorities: rows are touched in the order of their keys */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most_connections = 16 };

static atomic_llong done;
static const char *batch;
static bool lean;

static const char schema[] =
	"SET client_min_messages = warning; DROP TABLE IF EXISTS queue; "
	"CREATE TABLE queue (id BIGINT PRIMARY KEY, priority INTEGER NOT NULL, "
	"state INTEGER NOT NULL, number BYTEA NOT NULL, body BYTEA NOT NULL, carrier_id TEXT)";
#define WIDE                                                    \
	"decode(md5(CAST(i AS TEXT)), 'hex'), "                 \
	"decode(repeat(md5(CAST(i AS TEXT)), 3), 'hex'), NULL " \
	"FROM generate_series(1, $1::bigint) i"
static const char fill_lean[] = "INSERT INTO queue SELECT i, i % 3, 0, " WIDE;
static const char fill_same[] = "INSERT INTO queue SELECT i, hashint8(i), 0, " WIDE;
static const char ready[] = "CREATE INDEX queue_next ON queue (priority, id) WHERE state = 0";
static const char claim[] =
	"UPDATE queue SET state = 1 WHERE id IN (SELECT id FROM queue WHERE state = 0 "
	"ORDER BY priority, id LIMIT $1::bigint FOR UPDATE SKIP LOCKED) "
	"RETURNING id, number, body";
static const char accepted[] = "UPDATE queue SET state = 1, carrier_id = 'carrier-' || id "
			       "WHERE id = ANY ($1::bigint[])";
static const char mark[] = "UPDATE queue SET state = 2 WHERE id = ANY ($1::bigint[])";

static PGresult *run(PGconn *conn, const char *text, const char *value, bool prepared)
{
	PGresult *result = prepared ? PQexecPrepared(conn, text, 1, &value, NULL, NULL, 0)
			   : value  ? PQexecParams(conn, text, 1, NULL, &value, NULL, NULL, 0)
				    : PQexec(conn, text);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fprintf(stderr, "%s", PQerrorMessage(conn));
		exit(1);
	}
	return result;
}

static PGconn *dial(const char *url)
{
	PGconn *conn = PQconnectdb(url);
	if (PQstatus(conn) != CONNECTION_OK) {
		fprintf(stderr, "%s", PQerrorMessage(conn));
		exit(1);
	}
	PQclear(run(conn, "SET jit = off; SET synchronous_commit = on", NULL, false));
	PQclear(PQprepare(conn, "claim", claim, 0, NULL));
	PQclear(PQprepare(conn, "accept", accepted, 0, NULL));
	PQclear(PQprepare(conn, "mark", mark, 0, NULL));
	return conn;
}

/* {1,2,…}: the claimed ids as an array. @return how many */
static int name_all(const PGresult *claimed, char *text)
{
	int n = PQntuples(claimed);
	*text++ = '{';
	for (int i = 0; i < n; i++)
		text += sprintf(text, "%s%s", i ? "," : "", PQgetvalue(claimed, i, 0));
	strcpy(text, "}");
	return n;
}

static void *work(void *ctx)
{
	PGconn *conn = ctx;
	char *ids = malloc((size_t)strtoll(batch, NULL, 10) * 20 + 3);
	for (int n = 1; ids && n > 0;) {
		PGresult *claimed = run(conn, "claim", batch, true);
		n = name_all(claimed, ids);
		PQclear(claimed);
		if (n > 0 && !lean)
			PQclear(run(conn, "accept", ids, true));
		if (n > 0)
			PQclear(run(conn, "mark", ids, true));
		atomic_fetch_add(&done, n);
	}
	free(ids);
	return NULL;
}

static double now_s(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	pthread_t threads[most_connections];
	PGconn *conn[most_connections];
	int n = argc > 4 ? atoi(argv[4]) : 0;
	if (argc != 6 || n < 1 || n > most_connections) {
		fprintf(stderr, "claims URL ROWS BATCH CONNECTIONS same|lean\n");
		return 2;
	}
	batch = argv[3];
	lean = strcmp(argv[5], "lean") == 0;
	PGconn *first = PQconnectdb(argv[1]);
	PQclear(run(first, schema, NULL, false));
	PQclear(run(first, lean ? fill_lean : fill_same, argv[2], false));
	PQclear(run(first, ready, NULL, false));
	PQclear(run(first, "VACUUM ANALYZE queue", NULL, false));
	PQclear(run(first, "CHECKPOINT", NULL, false));
	for (int i = 0; i < n; i++)
		conn[i] = dial(argv[1]);
	double start = now_s();
	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, work, conn[i]) != 0)
			return 1;
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	double took = now_s() - start;
	for (int i = 0; i < n; i++)
		PQfinish(conn[i]);
	PQclear(run(first, "DROP TABLE queue", NULL, false));
	PQfinish(first);
	if (done != strtoll(argv[2], NULL, 10)) {
		fprintf(stderr, "%lld of %s rows were claimed\n", (long long)done, argv[2]);
		return 1;
	}
	printf("%.4f\n", took);
	return 0;
}
