/* store/cases.c - cases and their notes, officers, links. */
#include "store/cases.h"

#include "store/ids.h"
#include "store/sealed.h"

#define CASE_COLUMNS                                                                         \
	"id, title, state, posture, opened_at, closed_at, outcome, successor_of, exercise, " \
	"priority, owner, posture_at, kept_until, raised_at"

static const struct ac_sql sql_insert = { "case_insert",
	"INSERT INTO case_file (" CASE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
	"$10, $11, $12, $13, $14)" };
static const struct ac_sql sql_update = { "case_update",
	"UPDATE case_file SET state = $2, posture = $3, closed_at = $4, outcome = $5, "
	"priority = $6, owner = $7, posture_at = $8, kept_until = $9, raised_at = $10 "
	"WHERE id = $1 AND state <> 'closed'" };
static const struct ac_sql sql_raised = { "case_raised",
	"UPDATE case_file SET raised_at = $2 WHERE id = $1" };
static const struct ac_sql sql_get = { "case_get",
	"SELECT " CASE_COLUMNS " FROM case_file WHERE id = $1" };
static const struct ac_sql sql_all = { "case_all",
	"SELECT " CASE_COLUMNS " FROM case_file ORDER BY id" };
static const struct ac_sql sql_note_insert = { "case_note_insert",
	"INSERT INTO case_note (id, case_id, at, officer, kind, value, text_enc) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7)" };
static const struct ac_sql sql_notes = { "case_notes",
	"SELECT id, case_id, at, officer, kind, value, text_enc FROM case_note "
	"WHERE case_id = $1 ORDER BY id" };

enum { text_max = 1 << 20 };

/* ---- cases ---- */

static int priority_of(const struct ac_case_row *row)
{
	return row->priority ? row->priority : 3;
}

enum ac_status ac_case_insert(
	struct ac_db *db, const struct ac_case_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_case_file);
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_TEXT(row->title), AC_TEXT(row->state),
			AC_TEXT(row->posture), AC_I64(row->opened_at.us),
			AC_ID_OR_NULL(row->closed_at.us), AC_TEXT_IF_ANY(row->outcome),
			AC_ID_OR_NULL(row->successor_of), AC_I64(row->exercise),
			AC_I64(priority_of(row)), AC_TEXT_IF_ANY(row->owner),
			AC_I64(row->posture_at.us ? row->posture_at.us : row->opened_at.us),
			AC_ID_OR_NULL(row->kept_until.us), AC_ID_OR_NULL(row->raised_at.us)),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

enum ac_status ac_case_update(struct ac_db *db, const struct ac_case_row *row, struct ac_error *err)
{
	enum ac_status status = ac_db_change_one(db, &sql_update,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->state), AC_TEXT(row->posture),
			AC_ID_OR_NULL(row->closed_at.us), AC_TEXT_IF_ANY(row->outcome),
			AC_I64(priority_of(row)), AC_TEXT_IF_ANY(row->owner),
			AC_ID_OR_NULL(row->posture_at.us), AC_ID_OR_NULL(row->kept_until.us),
			AC_ID_OR_NULL(row->raised_at.us)),
		"case", row->id, err);
	if (status != AC_NOT_FOUND)
		return status;
	AC_TRY(ac_case_get(db, row->id, NULL, NULL, err));
	return ac_fail(err, AC_CONFLICT,
		"case %lld is closed: a closed case is never edited, open a successor",
		(long long)row->id);
}

enum ac_status ac_case_raised(struct ac_db *db, int64_t id, struct ac_wall at, struct ac_error *err)
{
	return ac_db_change_one(
		db, &sql_raised, AC_VALUES(AC_I64(id), AC_I64(at.us)), "case", id, err);
}

struct case_walk {
	ac_case_visit *visit;
	void *ctx;
};

static enum ac_status read_case(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct case_walk *to = walk;
	struct ac_case_row row = {
		.id = ac_row_i64(rows, 0),
		.title = ac_row_text(rows, 1),
		.state = ac_row_text(rows, 2),
		.posture = ac_row_text(rows, 3),
		.opened_at = { ac_row_i64(rows, 4) },
		.closed_at = { ac_row_i64(rows, 5) },
		.outcome = ac_row_text(rows, 6),
		.successor_of = ac_row_i64(rows, 7),
		.exercise = ac_row_i64(rows, 8) != 0,
		.priority = (int)ac_row_i64(rows, 9),
		.owner = ac_row_text(rows, 10),
		.posture_at = { ac_row_i64(rows, 11) },
		.kept_until = { ac_row_i64(rows, 12) },
		.raised_at = { ac_row_i64(rows, 13) },
	};
	if (to->visit)
		to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_case_get(
	struct ac_db *db, int64_t id, ac_case_visit *visit, void *ctx, struct ac_error *err)
{
	struct case_walk walk = { visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_case, &walk, &seen, err));
	return seen ? AC_OK : ac_fail(err, AC_NOT_FOUND, "there is no case %lld", (long long)id);
}

enum ac_status ac_case_each(struct ac_db *db, ac_case_visit *visit, void *ctx, struct ac_error *err)
{
	struct case_walk walk = { visit, ctx };
	return ac_db_each(db, &sql_all, AC_NO_VALUES, read_case, &walk, NULL, err);
}

/* ---- notes ---- */

enum ac_status ac_note_insert(
	struct ac_db *db, const struct ac_note_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_case_note);
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, text_max);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_CASE_NOTE_TEXT, number },
		row->text, &sealed);
	AC_TRY(ac_buf_check(&sealed, "the note", err));
	AC_TRY(ac_db_run(db, &sql_note_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->case_id), AC_I64(row->at.us),
			AC_TEXT(row->officer), AC_TEXT(row->kind), AC_TEXT_IF_ANY(row->value),
			AC_BLOB(ac_buf_str(&sealed))),
		err));
	if (id)
		*id = number;
	return AC_OK;
}

struct note_walk {
	struct ac_db *db;
	void (*visit)(void *ctx, const struct ac_note_row *row);
	void *ctx;
	struct ac_buf *text;
};

static enum ac_status read_note(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	struct note_walk *to = walk;
	struct ac_note_row row = {
		.id = ac_row_i64(rows, 0),
		.case_id = ac_row_i64(rows, 1),
		.at = { ac_row_i64(rows, 2) },
		.officer = ac_row_text(rows, 3),
		.kind = ac_row_text(rows, 4),
		.value = ac_row_text(rows, 5),
	};
	AC_TRY(ac_open_column(to->db, AC_SEALED_CASE_NOTE_TEXT, row.id, ac_row_blob(rows, 6),
		to->text, &row.text, err));
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_note_each(struct ac_db *db, int64_t case_id,
	void (*visit)(void *ctx, const struct ac_note_row *row), void *ctx, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, text_max);
	struct note_walk walk = { db, visit, ctx, &text };
	return ac_db_each(db, &sql_notes, AC_VALUES(AC_I64(case_id)), read_note, &walk, NULL, err);
}

/* ---- officers and links: names with a number for life ---- */

struct registry {
	struct ac_sql find, insert, name;
	enum ac_id_kind table;
	const char *what;
};

#define REGISTRY(table)                                                                            \
	{                                                                                          \
		{ #table "_find", "SELECT id FROM " #table " WHERE name = $1" },                   \
			{ #table "_insert", "INSERT INTO " #table " (id, name) VALUES ($1, $2)" }, \
			{ #table "_name", "SELECT name FROM " #table " WHERE id = $1" },           \
			AC_ID_##table, #table                                                      \
	}
static const struct registry officers = REGISTRY(officer), links = REGISTRY(link);
#undef REGISTRY

static enum ac_status number_of(struct ac_db *db, const struct registry *registry,
	struct ac_str name, int64_t *id, struct ac_error *err)
{
	int64_t number = 0;
	enum ac_status status =
		ac_db_i64(db, &registry->find, AC_VALUES(AC_TEXT(name)), &number, err);
	if (status == AC_NOT_FOUND) {
		number = ac_store_next_id(db, registry->table);
		status = ac_db_run(
			db, &registry->insert, AC_VALUES(AC_I64(number), AC_TEXT(name)), err);
	}
	AC_TRY(status);
	*id = number;
	return AC_OK;
}

static enum ac_status name_of(struct ac_db *db, const struct registry *registry, int64_t id,
	struct ac_buf *name, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &registry->name, AC_VALUES(AC_I64(id)), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(
			err, AC_NOT_FOUND, "there is no %s %lld", registry->what, (long long)id);
	ac_buf_add_str(name, ac_row_text(rows, 0));
	return ac_buf_check(name, registry->what, err);
}

enum ac_status ac_officer_id(
	struct ac_db *db, struct ac_str name, int64_t *id, struct ac_error *err)
{
	return number_of(db, &officers, name, id, err);
}

enum ac_status ac_link_id(struct ac_db *db, struct ac_str name, int64_t *id, struct ac_error *err)
{
	return number_of(db, &links, name, id, err);
}

enum ac_status ac_officer_name(
	struct ac_db *db, int64_t id, struct ac_buf *name, struct ac_error *err)
{
	return name_of(db, &officers, id, name, err);
}

enum ac_status ac_link_name(struct ac_db *db, int64_t id, struct ac_buf *name, struct ac_error *err)
{
	return name_of(db, &links, id, name, err);
}
