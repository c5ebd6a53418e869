/* store/db.h - one way to talk to a database, whichever engine stands behind it.
 *
 * A statement is portable SQL text with a name (struct ac_sql, `static const`, one catalogue per
 * chapter). A connection prepares it once and keeps it. Values are always bound, as an array of
 * struct ac_value, which is also what libpq wants:
 *
 *	static const struct ac_sql sql_own = { "inbound_own",
 *		"UPDATE inbound SET owner = $2 WHERE id = $1 AND owner IS NULL" };
 *	AC_TRY(ac_db_change(db, &sql_own, AC_VALUES(AC_I64(id), AC_TEXT(officer)), &changed, err));
 *
 *	AC_AUTO(rows) struct ac_stmt *rows = NULL;
 *	AC_TRY(ac_db_query(db, &sql_list, AC_VALUES(AC_I64(campaign)), &rows, err));
 *	for (bool row;;) {
 *		AC_TRY(ac_rows_next(rows, &row, err));
 *		if (!row)
 *			break;
 *		use(ac_row_i64(rows, 0), ac_row_text(rows, 1));
 *	}
 *
 * The SQL that both engines understand: $1…$n; BIGINT ids assigned by the program; booleans as
 * SMALLINT with CHECK; times as BIGINT microseconds UTC; CAST(x AS BIGINT), never ::; state
 * constants as literals; JSON as TEXT; INSERT … SELECT … WHERE true ON CONFLICT; RETURNING without
 * table alias; UPDATE … FROM. No SKIP LOCKED, no writable CTE, no INCLUDE, no sequences, no JSON or
 * spatial functions. Tables are declared with BLOB (PostgreSQL's driver makes it bytea), SMALLINT
 * (there of 32 bits, for unsigned codes of 16), TEXT (there it is
 * compared byte by byte, as SQLite does), `BIGINT PRIMARY KEY` (SQLite's driver makes it the row id)
 * and, behind the closing bracket, the comment "clustered" for tables stored in the order of their
 * primary key.
 *
 * A connection belongs to one thread at a time.
 */
#pragma once
#include "base/mem.h"
#include "base/str.h"

/* A statement of a catalogue; must live as long as every connection that ran it. */
struct ac_sql {
	const char *name; /* for messages, unique within its chapter */
	const char *text;
	/* Its rows are few enough for memory: a server's driver takes them all at once, which is twice as fast
	 * as one by one. */
	bool whole;
};

enum ac_value_kind { AC_VALUE_NULL, AC_VALUE_I64, AC_VALUE_F64, AC_VALUE_TEXT, AC_VALUE_BLOB };

/* A bound value. Text and blobs are borrowed until the call that binds them returns. */
struct ac_value {
	enum ac_value_kind kind;
	union {
		int64_t i64;
		double f64;
		struct ac_str bytes;
	};
};

#define AC_I64(x) ((struct ac_value){ .kind = AC_VALUE_I64, .i64 = (x) })
#define AC_F64(x) ((struct ac_value){ .kind = AC_VALUE_F64, .f64 = (x) })
#define AC_TEXT(s) ((struct ac_value){ .kind = AC_VALUE_TEXT, .bytes = (s) })
#define AC_BLOB(s) ((struct ac_value){ .kind = AC_VALUE_BLOB, .bytes = (s) })
#define AC_NULL ((struct ac_value){ .kind = AC_VALUE_NULL })
/* NULL for the view without a pointer, else text. */
#define AC_TEXT_OR_NULL(s) ac_value_text_or_null(s)
/* NULL for the empty text, else text. */
#define AC_TEXT_IF_ANY(s) ac_value_text_if_any(s)
/* NULL for 0, else the number: for references that may be missing. */
#define AC_ID_OR_NULL(id) ac_value_id_or_null(id)

/* An array of values and its length, as two arguments. */
#define AC_VALUES(...)                            \
	(const struct ac_value[]){ __VA_ARGS__ }, \
		sizeof((const struct ac_value[]){ __VA_ARGS__ }) / sizeof(struct ac_value)
#define AC_NO_VALUES NULL, 0

static inline struct ac_value ac_value_text_or_null(struct ac_str s)
{
	return s.p ? AC_TEXT(s) : AC_NULL;
}

static inline struct ac_value ac_value_text_if_any(struct ac_str s)
{
	return s.n ? AC_TEXT(s) : AC_NULL;
}

static inline struct ac_value ac_value_id_or_null(int64_t id)
{
	return id ? AC_I64(id) : AC_NULL;
}

enum ac_db_sync {
	AC_DB_SYNC_FULL, /* a commit is on the disk when it returns */
	AC_DB_SYNC_OFF, /* benchmarks only: a power cut loses or breaks the data */
};

struct ac_db_options {
	const char *path; /* SQLite: the file; PostgreSQL: postgresql://… (ac_db_driver_of()) */
	bool create; /* make it when it does not exist */
	bool read_only; /* for readers beside the one writer */
	enum ac_db_sync sync;
	int busy_ms; /* wait that long for another connection's lock; 0 gives 5,000 */
	int cache_kib; /* page cache of this connection; 0 gives 32 MiB (4 MiB read-only) */
	int checkpoint_pages; /* SQLite: log pages between checkpoints; 0 gives 4,000 (16 MiB) */
	const char
		*vfs; /* SQLite: name of a registered VFS, for the simulation; NULL: the system's */
};

enum ac_db_order {
	AC_DB_BEGIN_READ, /* one snapshot for all that is read until commit or rollback */
	AC_DB_BEGIN_WRITE, /* take the write lock now, not at the first change */
	AC_DB_COMMIT,
	AC_DB_ROLLBACK,
	AC_DB_SAVEPOINT, /* one level only: a savepoint is never nested in another */
	AC_DB_RELEASE, /* keep what was done since the savepoint */
	AC_DB_ROLLBACK_TO, /* undo it, and forget the savepoint */
	AC_DB_RESOLVE, /* what became of a commit that is in doubt? (rule 9) */
};

/* A column of a table, as columns() finds it; texts are good until the visitor returns. */
struct ac_column {
	struct ac_str table, name;
	enum ac_value_kind kind;
	int key; /* its place in the primary key, from 1; 0: not part of it */
};
typedef void ac_column_visit(void *ctx, const struct ac_column *column);

struct ac_db_driver;
struct ac_vault;
struct ac_ids;

/* Head of every driver's connection. */
struct ac_db {
	const struct ac_db_driver *driver;
	const char *name; /* for messages: the file, or server and database; never a password */
	/* Called with each connection that takes the place of a lost one, before it is used; an error of it
	 * is what everybody else gets then. For the writer: may it go on with what it has in memory? */
	enum ac_status (*renewed)(struct ac_db *db, void *ctx, struct ac_error *err);
	void *renewed_ctx;
	const struct ac_vault
		*vault; /* borrowed; seals and opens personal fields; NULL in tests of bare SQL */
	struct ac_ids *ids; /* borrowed; only on the writer's connection (store/ids.h) */
	struct ac_db_cache *statements; /* owned by db.c */
};

/* Head of every driver's prepared statement. */
struct ac_stmt {
	struct ac_db *db;
	const struct ac_sql *sql;
	bool in_use; /* between query and end */
};

/*
 * What a driver must keep to. tests/contract/test_store_driver.c runs every rule on every driver.
 *
 *  1. open() gives a connection ready for use or an error that names the database; a missing one without
 *     `create` is AC_NOT_FOUND, something that cannot be one of ours AC_CORRUPT, a server that does not
 *     answer AC_BUSY, one that refuses us AC_DENIED. It never changes the data.
 *  2. prepare() is called once per connection and statement; finish() before close(), for each.
 *  3. start() binds exactly n values and executes; fewer or more than the statement has is AC_INVALID.
 *     The values' bytes are not touched after it returns. (A driver copies what it needs longer.)
 *  4. next() gives one row or the end. A statement without rows does its work at the latest in the
 *     first next(). Columns are valid until the next next(), reset() or start() of that statement.
 *  5. run() executes a statement without rows. A driver may send it later, in order, together with
 *     others (PostgreSQL's pipeline): an error then comes up at the latest from the next start(),
 *     next(), change() or control() of the connection, except from a ROLLBACK or ROLLBACK_TO that
 *     undoes it. Outside a transaction it is done when run() returns. change() is run() at once, and
 *     counts rows.
 *  6. reset() ends a statement at any point and never fails; errors were reported by next().
 *  7. NULL reads as 0, 0.0 and the empty view. Integers are 64 bits. Text is UTF-8 without zero bytes;
 *     db.c refuses to bind any other (AC_INVALID). Blobs are any bytes.
 *  8. Errors: unique or primary key violated AC_EXISTS, other constraint AC_CONFLICT, no room AC_FULL,
 *     lock not had in busy_ms, or the server lost, AC_BUSY, writing on a read-only connection
 *     AC_DENIED, damaged data AC_CORRUPT, interrupted AC_CLOSED, everything else AC_IO. The message
 *     names the statement or the database, never a value, never a password.
 *  9. A failed statement leaves the transaction open or undone as a whole; in_transaction() tells. Open,
 *     it may refuse everything but ROLLBACK and ROLLBACK_TO. A lost server leaves it undone: statements
 *     are AC_BUSY until ROLLBACK or the next BEGIN, which gets a new connection by itself.
 *     A failed COMMIT leaves it undone, unless in_doubt() is true afterwards: then its answer was lost,
 *     and every other function fails until control(AC_DB_RESOLVE) has found out: AC_OK, it is durable;
 *     AC_CONFLICT, it was undone; anything else, not known yet. ROLLBACK without transaction is AC_OK.
 * 10. After COMMIT returned AC_OK with AC_DB_SYNC_FULL, a power cut loses nothing of it.
 * 11. script() runs portable DDL and statements without values, inside the caller's transaction.
 * 12. backup() writes a consistent copy of a database with the schema of store/migrations/ to a new file
 *     while others write: a SQLite database whatever the engine. AC_EXISTS if it is there.
 * 13. bulk(true) says that much is about to be written, or read: more memory, a longer log and more time
 *     for a statement may be used where the options left them open. bulk(false) gives them back. A hint, in a transaction or outside: it
 *     changes nothing else.
 * 14. interrupt() may be called from any thread and ends what runs with AC_CLOSED; a transaction may be
 *     undone by it. No other function may be called from two threads at a time.
 * 15. claim() makes a connection the one that may, as long as it is open: another's claim() is AC_BUSY
 *     even from another machine. A file is claimed by locking its directory (store.c), so there it does
 *     nothing.
 * 16. columns() visits every column of every table, tables by name, columns in their order.
 */
struct ac_db_driver {
	const char *name;
	const char *scheme; /* paths that begin with it are this driver's; NULL: files */
	enum ac_status (*open)(
		const struct ac_db_options *options, struct ac_db **db, struct ac_error *err);
	void (*close)(struct ac_db *db);
	enum ac_status (*prepare)(struct ac_db *db, const struct ac_sql *sql, struct ac_stmt **stmt,
		struct ac_error *err);
	void (*finish)(struct ac_stmt *stmt);
	enum ac_status (*start)(struct ac_stmt *stmt, const struct ac_value *values, size_t n,
		struct ac_error *err);
	enum ac_status (*next)(struct ac_stmt *stmt, bool *row, struct ac_error *err);
	void (*reset)(struct ac_stmt *stmt);
	enum ac_status (*run)(struct ac_stmt *stmt, const struct ac_value *values, size_t n,
		struct ac_error *err);
	enum ac_status (*change)(struct ac_stmt *stmt, const struct ac_value *values, size_t n,
		int64_t *changed, struct ac_error *err);
	bool (*is_null)(struct ac_stmt *stmt, int column);
	int64_t (*i64)(struct ac_stmt *stmt, int column);
	double (*f64)(struct ac_stmt *stmt, int column);
	struct ac_str (*bytes)(struct ac_stmt *stmt, int column);
	enum ac_status (*control)(struct ac_db *db, enum ac_db_order order, struct ac_error *err);
	bool (*in_transaction)(struct ac_db *db);
	bool (*in_doubt)(struct ac_db *db);
	enum ac_status (*claim)(struct ac_db *db, struct ac_error *err);
	enum ac_status (*script)(struct ac_db *db, const char *text, struct ac_error *err);
	enum ac_status (*backup)(struct ac_db *db, const char *path, struct ac_error *err);
	enum ac_status (*check)(struct ac_db *db, struct ac_error *err);
	enum ac_status (*columns)(
		struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err);
	void (*bulk)(struct ac_db *db, bool on);
	void (*interrupt)(struct ac_db *db);
};

/** The drivers built in, ended by NULL; the first is the one for files. */
extern const struct ac_db_driver *const ac_db_drivers[];

/** Whose path is it? Anything that is no driver's scheme is a file. */
const struct ac_db_driver *ac_db_driver_of(const char *path);

/** Open a connection. @param db  owned by the caller, ac_db_close(). Errors: rule 1. */
AC_MUST_CHECK enum ac_status ac_db_open(const struct ac_db_driver *driver,
	const struct ac_db_options *options, struct ac_db **db, struct ac_error *err);
/** Close; an open transaction is undone. db may be NULL. */
void ac_db_close(struct ac_db *db);
AC_AUTO_DEFINE(db, struct ac_db *, ac_db_close)

/**
 * Execute and hand out the rows: step with ac_rows_next(), end with ac_rows_end() (or AC_AUTO(rows)).
 * One statement cannot be run again before its rows are ended (asserted).
 * @param values, n  AC_VALUES(…) or AC_NO_VALUES
 */
AC_MUST_CHECK enum ac_status ac_db_query(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, struct ac_stmt **rows, struct ac_error *err);
AC_MUST_CHECK enum ac_status ac_rows_next(struct ac_stmt *rows, bool *row, struct ac_error *err);
void ac_rows_end(struct ac_stmt *rows);
AC_AUTO_DEFINE(rows, struct ac_stmt *, ac_rows_end)

/** A column of the current row, from 0. Views are good until the next ac_rows_next() or the end. */
bool ac_row_is_null(struct ac_stmt *rows, int column);
int64_t ac_row_i64(struct ac_stmt *rows, int column);
double ac_row_f64(struct ac_stmt *rows, int column);
struct ac_str ac_row_text(struct ac_stmt *rows, int column);
struct ac_str ac_row_blob(struct ac_stmt *rows, int column);

/** Execute a statement without rows; an error may come up later in the transaction (rule 5). */
AC_MUST_CHECK enum ac_status ac_db_run(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, struct ac_error *err);
/** The same at once. @param changed  rows inserted, updated or deleted; may be NULL */
AC_MUST_CHECK enum ac_status ac_db_change(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, int64_t *changed, struct ac_error *err);
/** One that must touch a row. AC_NOT_FOUND: "there is no WHAT ID" */
AC_MUST_CHECK enum ac_status ac_db_change_one(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, const char *what, int64_t id,
	struct ac_error *err);
/** Walk the rows of a query. @param seen  how many; may be NULL */
AC_MUST_CHECK enum ac_status ac_db_each(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n,
	enum ac_status (*one)(void *walk, struct ac_stmt *rows, struct ac_error *err), void *walk,
	int64_t *seen, struct ac_error *err);
/** First column of the first row as a number. AC_NOT_FOUND when there is no row. */
AC_MUST_CHECK enum ac_status ac_db_i64(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, int64_t *value, struct ac_error *err);

AC_MUST_CHECK enum ac_status ac_db_control(
	struct ac_db *db, enum ac_db_order order, struct ac_error *err);
/** ROLLBACK on a way out where nothing can be done about a failure. */
void ac_db_undo(struct ac_db *db);
bool ac_db_in_transaction(struct ac_db *db);
/** Rule 9. */
bool ac_db_in_doubt(struct ac_db *db);
/** Rule 15. */
AC_MUST_CHECK enum ac_status ac_db_claim(struct ac_db *db, struct ac_error *err);
/** Several statements without values, separated by semicolons: migrations. */
AC_MUST_CHECK enum ac_status ac_db_script(struct ac_db *db, const char *text, struct ac_error *err);
/** Rule 12. Run it on a connection of its own. */
AC_MUST_CHECK enum ac_status ac_db_backup(struct ac_db *db, const char *path, struct ac_error *err);
/** Is every page and index of the database sound? AC_CORRUPT names the first damage. */
AC_MUST_CHECK enum ac_status ac_db_check(struct ac_db *db, struct ac_error *err);
/** Rule 16. */
AC_MUST_CHECK enum ac_status ac_db_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err);
/** Rule 13. */
void ac_db_bulk(struct ac_db *db, bool on);
void ac_db_interrupt(struct ac_db *db);
