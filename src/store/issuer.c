#include "store/issuer.h"

static const struct ac_sql sql_insert = { "issuer_key_insert",
	"INSERT INTO issuer_key (id, name, public_pem, not_before, not_after) "
	"VALUES ($1, $2, $3, $4, $5)" };
static const struct ac_sql sql_end = { "issuer_key_end",
	"UPDATE issuer_key SET not_after = $2 WHERE id = $1" };
static const struct ac_sql sql_all = { "issuer_key_all",
	"SELECT id, name, public_pem, not_before, not_after FROM issuer_key ORDER BY id" };

enum ac_status ac_issuer_key_insert(
	struct ac_db *db, const struct ac_issuer_key_row *row, struct ac_error *err)
{
	return ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(row->id), AC_TEXT(row->name), AC_TEXT(row->public_pem),
			AC_ID_OR_NULL(row->not_before.us), AC_ID_OR_NULL(row->not_after.us)),
		err);
}

enum ac_status ac_issuer_key_end(
	struct ac_db *db, int64_t id, struct ac_wall not_after, struct ac_error *err)
{
	return ac_db_change_one(db, &sql_end, AC_VALUES(AC_I64(id), AC_I64(not_after.us)),
		"generation of the issuer's key", id, err);
}

struct walk {
	void (*visit)(void *ctx, const struct ac_issuer_key_row *row);
	void *ctx;
};

static enum ac_status read_key(void *walk, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct walk *to = walk;
	struct ac_issuer_key_row row = {
		.id = ac_row_i64(rows, 0),
		.name = ac_row_text(rows, 1),
		.public_pem = ac_row_text(rows, 2),
		.not_before = { ac_row_i64(rows, 3) },
		.not_after = { ac_row_i64(rows, 4) },
	};
	to->visit(to->ctx, &row);
	return AC_OK;
}

enum ac_status ac_issuer_key_each(struct ac_db *db,
	void (*visit)(void *ctx, const struct ac_issuer_key_row *row), void *ctx,
	struct ac_error *err)
{
	struct walk walk = { visit, ctx };
	return ac_db_each(db, &sql_all, AC_NO_VALUES, read_key, &walk, NULL, err);
}
