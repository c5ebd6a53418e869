#include "store/copy.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

enum {
	text_max = 1 << 16,
	most_columns = 64,
	progress_rows = 50000,
	row_max = 256 << 20,
	arena_max = 8 << 20
};

struct column {
	struct ac_str name;
	enum ac_value_kind kind;
	int key;
};

struct table {
	struct ac_str name;
	AC_VEC(struct column) columns;
	struct ac_sql select, insert, clear, count;
};

/* What is in a database. */
struct plan {
	AC_VEC(struct table) tables;
	struct ac_arena *arena;
};
typedef AC_VEC(struct plan *) plan_vec;

struct ac_copy {
	struct ac_arena arena;
	plan_vec plans;
};

struct ac_copy *ac_copy_new(void)
{
	struct ac_copy *copy = ac_alloc(sizeof *copy);
	ac_arena_init(&copy->arena, arena_max);
	return copy;
}

void ac_copy_free(struct ac_copy *copy)
{
	if (!copy)
		return;
	ac_vec_each(&copy->plans, plan) {
		ac_vec_each(&(*plan)->tables, table)
			ac_vec_done(&table->columns);
		ac_vec_done(&(*plan)->tables);
		ac_free(*plan);
	}
	ac_vec_done(&copy->plans);
	ac_arena_done(&copy->arena);
	ac_free(copy);
}

/* ---- the tables and their statements ---- */

static void add_column(void *ctx, const struct ac_column *column)
{
	struct plan *plan = ctx;
	struct table *last = plan->tables.n ? &plan->tables.at[plan->tables.n - 1] : NULL;
	if (!last || !ac_str_eq(last->name, column->table)) {
		ac_vec_push(&plan->tables,
			((struct table){ .name = ac_arena_str(plan->arena, column->table) }));
		last = &plan->tables.at[plan->tables.n - 1];
	}
	ac_vec_push(&last->columns, ((struct column){ ac_arena_str(plan->arena, column->name),
					    column->kind, column->key }));
}

static void add_names(struct ac_buf *text, const struct table *table)
{
	ac_vec_each(&table->columns, column)
		ac_buf_printf(text, "%s%.*s", column == table->columns.at ? "" : ", ",
			AC_STR_ARG(column->name));
}

static void add_key(struct ac_buf *text, const struct table *table)
{
	const char *before = " ORDER BY ";
	for (int place = 1; place <= most_columns; place++)
		ac_vec_each(&table->columns, column)
			if (column->key == place) {
				ac_buf_printf(text, "%s%.*s", before, AC_STR_ARG(column->name));
				before = ", ";
			}
}

static void add_parameters(struct ac_buf *text, const struct table *table)
{
	for (size_t i = 1; i <= table->columns.n; i++)
		ac_buf_printf(text, "%s$%zu", i == 1 ? "" : ", ", i);
}

static struct ac_sql keep(struct plan *plan, const struct ac_buf *text, const struct table *table)
{
	return (struct ac_sql){ ac_arena_str(plan->arena, table->name).p,
		ac_arena_str(plan->arena, ac_buf_str(text)).p };
}

static void make_statements(struct plan *plan, struct table *table)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	ac_buf_add_str(&text, AC_STR("SELECT "));
	add_names(&text, table);
	ac_buf_printf(&text, " FROM %.*s", AC_STR_ARG(table->name));
	add_key(&text, table);
	table->select = keep(plan, &text, table);
	ac_buf_reset(&text);
	ac_buf_printf(&text, "INSERT INTO %.*s (", AC_STR_ARG(table->name));
	add_names(&text, table);
	ac_buf_add_str(&text, AC_STR(") VALUES ("));
	add_parameters(&text, table);
	ac_buf_add_char(&text, ')');
	table->insert = keep(plan, &text, table);
	ac_buf_reset(&text);
	ac_buf_printf(&text, "DELETE FROM %.*s", AC_STR_ARG(table->name));
	table->clear = keep(plan, &text, table);
	ac_buf_reset(&text);
	ac_buf_printf(&text, "SELECT count(*) FROM %.*s", AC_STR_ARG(table->name));
	table->count = keep(plan, &text, table);
}

static enum ac_status make_plan(
	struct ac_copy *copy, struct ac_db *db, struct plan **plan, struct ac_error *err)
{
	struct plan *made = ac_alloc(sizeof *made);
	made->arena = &copy->arena;
	ac_vec_push(&copy->plans, made); // NOLINT(bugprone-sizeof-expression): of pointers
	AC_TRY(ac_db_columns(db, add_column, made, err));
	ac_vec_each(&made->tables, table) {
		if (table->columns.n > most_columns)
			return ac_fail(err, AC_CORRUPT, "%s: table %.*s has too many columns",
				db->name, AC_STR_ARG(table->name));
		make_statements(made, table);
	}
	*plan = made;
	return AC_OK;
}

static bool same_columns(const struct table *a, const struct table *b)
{
	bool same = ac_str_eq(a->name, b->name) && a->columns.n == b->columns.n;
	for (size_t i = 0; same && i < a->columns.n; i++)
		same = ac_str_eq(a->columns.at[i].name, b->columns.at[i].name) &&
		       a->columns.at[i].kind == b->columns.at[i].kind;
	return same;
}

static enum ac_status same_tables(const struct plan *a, const struct plan *b, struct ac_db *from,
	struct ac_db *to, struct ac_error *err)
{
	bool same = a->tables.n == b->tables.n;
	for (size_t i = 0; same && i < a->tables.n; i++)
		same = same_columns(&a->tables.at[i], &b->tables.at[i]);
	return same ? AC_OK
		    : ac_fail(err, AC_VERSION, "%s and %s do not have the same tables", from->name,
			      to->name);
}

static bool made_by_migrations(const struct table *table)
{
	return ac_str_eq(table->name, AC_STR("migration"));
}

static enum ac_status must_be_empty(struct ac_db *db, const struct plan *plan, struct ac_error *err)
{
	ac_vec_each(&plan->tables, table) {
		int64_t rows = 0;
		AC_TRY(ac_db_i64(db, &table->count, AC_NO_VALUES, &rows, err));
		if (rows && !made_by_migrations(table))
			return ac_fail(err, AC_EXISTS,
				"%s has data already: name an empty database", db->name);
		if (rows)
			AC_TRY(ac_db_run(db, &table->clear, AC_NO_VALUES, err));
	}
	return AC_OK;
}

/* ---- rows ---- */

static struct ac_value value_of(struct ac_stmt *rows, const struct table *table, int column)
{
	if (ac_row_is_null(rows, column))
		return AC_NULL;
	switch (table->columns.at[column].kind) {
	case AC_VALUE_I64: return AC_I64(ac_row_i64(rows, column));
	case AC_VALUE_F64: return AC_F64(ac_row_f64(rows, column));
	case AC_VALUE_TEXT: return AC_TEXT(ac_row_text(rows, column));
	case AC_VALUE_BLOB: return AC_BLOB(ac_row_blob(rows, column));
	case AC_VALUE_NULL: break;
	}
	return AC_NULL;
}

static void read_row(
	struct ac_stmt *rows, const struct table *table, struct ac_value values[most_columns])
{
	for (size_t i = 0; i < table->columns.n; i++)
		values[i] = value_of(rows, table, (int)i);
}

static enum ac_status commit_and_go_on(struct ac_db *to, struct ac_error *err)
{
	AC_TRY(ac_db_control(to, AC_DB_COMMIT, err));
	return ac_db_control(to, AC_DB_BEGIN_WRITE, err);
}

static enum ac_status copy_table(struct ac_db *from, struct ac_db *to, const struct table *table,
	const struct ac_copy_options *options, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	struct ac_value values[most_columns];
	AC_TRY(ac_db_query(from, &table->select, AC_NO_VALUES, &rows, err));
	int64_t n = 0;
	for (bool row = false;; n++) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		read_row(rows, table, values);
		AC_TRY(ac_db_run(to, &table->insert, values, table->columns.n, err));
		if (options->commit_rows && n % options->commit_rows == options->commit_rows - 1)
			AC_TRY(commit_and_go_on(to, err));
		if (options->progress && n % progress_rows == progress_rows - 1)
			options->progress(options->ctx, table->name, n + 1);
	}
	if (options->progress)
		options->progress(options->ctx, table->name, n);
	return AC_OK;
}

static enum ac_status copy_tables(struct ac_db *from, struct ac_db *to, const struct plan *plan,
	const struct plan *target, const struct ac_copy_options *options, struct ac_error *err)
{
	AC_TRY(must_be_empty(to, target, err));
	ac_vec_each(&plan->tables, table)
		AC_TRY(copy_table(from, to, table, options, err));
	return AC_OK;
}

enum ac_status ac_copy_rows(struct ac_copy *copy, struct ac_db *from, struct ac_db *to,
	const struct ac_copy_options *options, struct ac_error *err)
{
	struct plan *plan = NULL, *target = NULL;
	AC_TRY(make_plan(copy, from, &plan, err));
	AC_TRY(make_plan(copy, to, &target, err));
	AC_TRY(same_tables(plan, target, from, to, err));
	if (!options->commit_rows)
		return copy_tables(from, to, plan, target, options, err);
	AC_TRY(ac_db_control(to, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = copy_tables(from, to, plan, target, options, err);
	if (status == AC_OK)
		return ac_db_control(to, AC_DB_COMMIT, err);
	ac_db_undo(to);
	return status;
}

enum ac_status ac_copy_clear(struct ac_copy *copy, struct ac_db *db, struct ac_error *err)
{
	struct plan *plan = NULL;
	AC_TRY(make_plan(copy, db, &plan, err));
	ac_vec_each(&plan->tables, table)
		AC_TRY(ac_db_run(db, &table->clear, AC_NO_VALUES, err));
	return AC_OK;
}

/* ---- digests ---- */

static void add_value(struct ac_buf *bytes, const struct ac_value *value)
{
	uint64_t bits = 0;
	ac_buf_add_u8(bytes, (uint8_t)value->kind);
	switch (value->kind) {
	case AC_VALUE_NULL: break;
	case AC_VALUE_I64: ac_buf_add_u64(bytes, (uint64_t)value->i64); break;
	case AC_VALUE_F64:
		memcpy(&bits, &value->f64, sizeof bits);
		ac_buf_add_u64(bytes, bits);
		break;
	case AC_VALUE_TEXT:
	case AC_VALUE_BLOB:
		ac_buf_add_u64(bytes, value->bytes.n);
		ac_buf_add_str(bytes, value->bytes);
		break;
	}
}

static enum ac_status digest_table(struct ac_db *db, const struct table *table,
	struct ac_table_digest *digest, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_AUTO(buf) struct ac_buf bytes;
	struct ac_value values[most_columns];
	ac_buf_init(&bytes, row_max);
	AC_TRY(ac_db_query(db, &table->select, AC_NO_VALUES, &rows, err));
	for (bool row = false;; digest->rows++) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		read_row(rows, table, values);
		ac_buf_reset(&bytes);
		for (size_t i = 0; i < table->columns.n; i++)
			add_value(&bytes, &values[i]);
		AC_TRY(ac_buf_check(&bytes, "a row", err));
		ac_vault_chain(db->vault, digest->hash, ac_buf_str(&bytes), digest->hash);
	}
}

enum ac_status ac_copy_digest(struct ac_copy *copy, struct ac_db *db, ac_digest_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct plan *plan = NULL;
	AC_TRY(make_plan(copy, db, &plan, err));
	ac_vec_each(&plan->tables, table) {
		struct ac_table_digest digest = { .table = table->name };
		AC_TRY(digest_table(db, table, &digest, err));
		visit(ctx, &digest);
	}
	return AC_OK;
}
