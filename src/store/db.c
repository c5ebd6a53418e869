/* store/db.c - the thin common part: each connection's prepared statements, and hand-over to its driver. */
#include "store/db.h"

#include "base/map.h"
#include "base/vec.h"
#include "store/postgres/postgres.h"
#include "store/sqlite/sqlite.h"

#include <assert.h>

const struct ac_db_driver *const ac_db_drivers[] = { &ac_sqlite_driver, &ac_postgres_driver, NULL };

const struct ac_db_driver *ac_db_driver_of(const char *path)
{
	for (const struct ac_db_driver *const *at = ac_db_drivers; *at; at++)
		if ((*at)->scheme && ac_str_starts(ac_str(path), ac_str((*at)->scheme)))
			return *at;
	return ac_db_drivers[0];
}

/* Prepared statements by the address of their catalogue entry. */
struct ac_db_cache {
	struct ac_map by_sql;
	AC_VEC(struct ac_stmt *) all;
	const struct ac_sql *last_sql; /* loops run one statement over and over */
	struct ac_stmt *last;
};

enum ac_status ac_db_open(const struct ac_db_driver *driver, const struct ac_db_options *options,
	struct ac_db **db, struct ac_error *err)
{
	struct ac_db *opened = NULL;
	AC_TRY(driver->open(options, &opened, err));
	opened->driver = driver;
	opened->statements = ac_alloc(sizeof *opened->statements);
	*db = opened;
	return AC_OK;
}

void ac_db_close(struct ac_db *db)
{
	if (!db)
		return;
	struct ac_db_cache *cache = db->statements;
	ac_vec_each(&cache->all, stmt)
		db->driver->finish(*stmt);
	ac_vec_done(&cache->all);
	ac_map_done(&cache->by_sql);
	ac_free(cache);
	db->driver->close(db);
}

static enum ac_status prepare(
	struct ac_db *db, const struct ac_sql *sql, struct ac_stmt **stmt, struct ac_error *err)
{
	struct ac_db_cache *cache = db->statements;
	uint32_t at = ac_map_get(&cache->by_sql, (uint64_t)(uintptr_t)sql);
	struct ac_stmt *found = NULL;
	if (at != ac_map_none) {
		found = cache->all.at[at];
	} else {
		AC_TRY(db->driver->prepare(db, sql, &found, err));
		found->db = db;
		found->sql = sql;
		ac_map_put(&cache->by_sql, (uint64_t)(uintptr_t)sql, (uint32_t)cache->all.n);
		ac_vec_push(&cache->all, found); // NOLINT(bugprone-sizeof-expression): of pointers
	}
	cache->last_sql = sql;
	cache->last = found;
	*stmt = found;
	return AC_OK;
}

static inline enum ac_status use(
	struct ac_db *db, const struct ac_sql *sql, struct ac_stmt **stmt, struct ac_error *err)
{
	if (db->statements->last_sql == sql)
		*stmt = db->statements->last;
	else
		AC_TRY(prepare(db, sql, stmt, err));
	assert(!(*stmt)->in_use);
	return AC_OK;
}

/* Rule 7. */
static enum ac_status check_texts(
	const struct ac_sql *sql, const struct ac_value *values, size_t n, struct ac_error *err)
{
	for (size_t i = 0; i < n; i++) {
		struct ac_str text = values[i].bytes;
		if (values[i].kind != AC_VALUE_TEXT || text.n == 0)
			continue;
		if (memchr(text.p, 0, text.n) || !ac_str_is_utf8(text))
			return ac_fail(err, AC_INVALID,
				"%s: value %zu is no text: it has zero bytes or is not UTF-8",
				sql->name, i + 1);
	}
	return AC_OK;
}

enum ac_status ac_db_query(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, struct ac_stmt **rows, struct ac_error *err)
{
	struct ac_stmt *stmt = NULL;
	AC_TRY(check_texts(sql, values, n, err));
	AC_TRY(use(db, sql, &stmt, err));
	enum ac_status status = db->driver->start(stmt, values, n, err);
	if (status != AC_OK) {
		db->driver->reset(stmt);
		return status;
	}
	stmt->in_use = true;
	*rows = stmt;
	return AC_OK;
}

enum ac_status ac_rows_next(struct ac_stmt *rows, bool *row, struct ac_error *err)
{
	assert(rows->in_use);
	return rows->db->driver->next(rows, row, err);
}

void ac_rows_end(struct ac_stmt *rows)
{
	if (!rows || !rows->in_use)
		return;
	rows->in_use = false;
	rows->db->driver->reset(rows);
}

bool ac_row_is_null(struct ac_stmt *rows, int column)
{
	return rows->db->driver->is_null(rows, column);
}

int64_t ac_row_i64(struct ac_stmt *rows, int column)
{
	return rows->db->driver->i64(rows, column);
}

double ac_row_f64(struct ac_stmt *rows, int column)
{
	return rows->db->driver->f64(rows, column);
}

struct ac_str ac_row_text(struct ac_stmt *rows, int column)
{
	return rows->db->driver->bytes(rows, column);
}

struct ac_str ac_row_blob(struct ac_stmt *rows, int column)
{
	return rows->db->driver->bytes(rows, column);
}

enum ac_status ac_db_run(struct ac_db *db, const struct ac_sql *sql, const struct ac_value *values,
	size_t n, struct ac_error *err)
{
	struct ac_stmt *stmt = NULL;
	AC_TRY(check_texts(sql, values, n, err));
	AC_TRY(use(db, sql, &stmt, err));
	return db->driver->run(stmt, values, n, err);
}

enum ac_status ac_db_change(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, int64_t *changed, struct ac_error *err)
{
	struct ac_stmt *stmt = NULL;
	AC_TRY(check_texts(sql, values, n, err));
	AC_TRY(use(db, sql, &stmt, err));
	return db->driver->change(stmt, values, n, changed, err);
}

enum ac_status ac_db_change_one(struct ac_db *db, const struct ac_sql *sql,
	const struct ac_value *values, size_t n, const char *what, int64_t id, struct ac_error *err)
{
	int64_t changed = 0;
	AC_TRY(ac_db_change(db, sql, values, n, &changed, err));
	if (changed)
		return AC_OK;
	return ac_fail(err, AC_NOT_FOUND, "there is no %s %lld", what, (long long)id);
}

enum ac_status ac_db_each(struct ac_db *db, const struct ac_sql *sql, const struct ac_value *values,
	size_t n, enum ac_status (*one)(void *walk, struct ac_stmt *rows, struct ac_error *err),
	void *walk, int64_t *seen, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	int64_t count = 0;
	AC_TRY(ac_db_query(db, sql, values, n, &rows, err));
	for (bool row = false;; count++) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		AC_TRY(one(walk, rows, err));
	}
	if (seen)
		*seen = count;
	return AC_OK;
}

enum ac_status ac_db_i64(struct ac_db *db, const struct ac_sql *sql, const struct ac_value *values,
	size_t n, int64_t *value, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, sql, values, n, &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "%s: no row", sql->name);
	*value = ac_row_i64(rows, 0);
	return AC_OK;
}

enum ac_status ac_db_control(struct ac_db *db, enum ac_db_order order, struct ac_error *err)
{
	return db->driver->control(db, order, err);
}

void ac_db_undo(struct ac_db *db)
{
	(void)!db->driver->control(db, AC_DB_ROLLBACK, NULL);
}

bool ac_db_in_transaction(struct ac_db *db)
{
	return db->driver->in_transaction(db);
}

bool ac_db_in_doubt(struct ac_db *db)
{
	return db->driver->in_doubt(db);
}

enum ac_status ac_db_claim(struct ac_db *db, struct ac_error *err)
{
	return db->driver->claim(db, err);
}

enum ac_status ac_db_columns(
	struct ac_db *db, ac_column_visit *visit, void *ctx, struct ac_error *err)
{
	return db->driver->columns(db, visit, ctx, err);
}

enum ac_status ac_db_script(struct ac_db *db, const char *text, struct ac_error *err)
{
	return db->driver->script(db, text, err);
}

enum ac_status ac_db_backup(struct ac_db *db, const char *path, struct ac_error *err)
{
	return db->driver->backup(db, path, err);
}

enum ac_status ac_db_check(struct ac_db *db, struct ac_error *err)
{
	return db->driver->check(db, err);
}

void ac_db_bulk(struct ac_db *db, bool on)
{
	db->driver->bulk(db, on);
}

void ac_db_interrupt(struct ac_db *db)
{
	db->driver->interrupt(db);
}
