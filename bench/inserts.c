/* bench/inserts - the reference for making a campaign's tasks: a bare loop of prepared inserts.
 *
 *	inserts FILE [ROWS]      default 1,000,000
 *
 * One new SQLite database with one table, shaped as Allclear's task table and filled in key order with
 * rows of the same size; WAL, synchronous=FULL, a commit for every 10,000 rows, as many as our slices
 * have at most. Nothing is matched, looked up or decided. Prints the seconds from the first insert to the
 * last commit. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { rows_per_commit = 10000, spec_bytes = 64, image_bytes = 42 };

static const char schema[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	"CREATE TABLE task (id INTEGER PRIMARY KEY, as_of BIGINT NOT NULL, tier SMALLINT NOT NULL, "
	"standing SMALLINT NOT NULL, told SMALLINT NOT NULL, explained SMALLINT NOT NULL, "
	"spec BLOB NOT NULL, image BLOB NOT NULL)";
static const char put[] = "INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

static void must(sqlite3 *db, int rc)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE)
		return;
	fprintf(stderr, "%s\n", sqlite3_errmsg(db));
	exit(1);
}

static double now_s(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void insert(sqlite3 *db, sqlite3_stmt *stmt, long long traveller)
{
	unsigned char spec[spec_bytes], image[image_bytes];
	memset(spec, 0x5a, sizeof spec);
	memset(image, 0xa5, sizeof image);
	memcpy(spec, &traveller, sizeof traveller);
	sqlite3_bind_int64(stmt, 1, INT64_C(1) << 40 | traveller);
	for (int column = 2; column <= 6; column++)
		sqlite3_bind_int64(stmt, column, 0);
	sqlite3_bind_blob(stmt, 7, spec, sizeof spec, SQLITE_STATIC);
	sqlite3_bind_blob(stmt, 8, image, sizeof image, SQLITE_STATIC);
	must(db, sqlite3_step(stmt));
	must(db, sqlite3_reset(stmt));
}

int main(int argc, char **argv)
{
	long long rows = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;
	if (argc < 2) {
		fprintf(stderr, "inserts FILE [ROWS]\n");
		return 2;
	}
	must(db, sqlite3_open(argv[1], &db));
	must(db, sqlite3_exec(db, schema, NULL, NULL, NULL));
	must(db, sqlite3_prepare_v2(db, put, -1, &stmt, NULL));
	double start = now_s();
	for (long long i = 1; i <= rows; i++) {
		if (i % rows_per_commit == 1)
			must(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
		insert(db, stmt, i);
		if (i % rows_per_commit == 0 || i == rows)
			must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	}
	double took = now_s() - start;
	sqlite3_finalize(stmt);
	must(db, sqlite3_close(db));
	printf("%.4f\n", took);
	return 0;
}
