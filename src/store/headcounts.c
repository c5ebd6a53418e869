#include "store/headcounts.h"

#include "store/ids.h"
#include "store/sealed.h"

#define COLUMNS "id, campaign, recipient, by_what, given_at, figures_enc"

static const struct ac_sql sql_insert = { "headcount_insert",
	"INSERT INTO headcount (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)" };
static const struct ac_sql sql_get = { "headcount_get",
	"SELECT " COLUMNS " FROM headcount WHERE id = $1" };
static const struct ac_sql sql_of = { "headcount_of_campaign",
	"SELECT " COLUMNS " FROM headcount WHERE campaign = $1 ORDER BY id" };
/* A task's id is campaign × 2^40 + traveller. */
static const struct ac_sql sql_present = { "present",
	"SELECT s.traveller, s.lodging, l.ref, l.name, l.district FROM task k "
	"JOIN stay s ON s.traveller = k.id - $1 "
	"LEFT JOIN lodging l ON l.id = s.lodging "
	"WHERE k.id >= $1 AND k.id < $2 AND s.t_from <= $3 AND s.t_to > $3 "
	"ORDER BY k.id, s.t_from DESC, s.id DESC" };

enum { figures_max = 16 << 20 };

enum ac_status ac_headcount_insert(
	struct ac_db *db, const struct ac_headcount_row *row, int64_t *id, struct ac_error *err)
{
	int64_t number = row->id ? row->id : ac_store_next_id(db, AC_ID_headcount);
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, figures_max);
	ac_vault_seal(db->vault, (struct ac_vault_place){ AC_SEALED_HEADCOUNT_FIGURES, number },
		row->figures, &sealed);
	AC_TRY(ac_buf_check(&sealed, "the figures", err));
	AC_TRY(ac_db_run(db, &sql_insert,
		AC_VALUES(AC_I64(number), AC_I64(row->campaign), AC_TEXT(row->recipient),
			AC_TEXT(row->by_what), AC_I64(row->given_at.us),
			AC_BLOB(ac_buf_str(&sealed))),
		err));
	*id = number;
	return AC_OK;
}

struct walk {
	struct ac_db *db;
	ac_headcount_visit *visit;
	void *ctx;
};

static enum ac_status read_row(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	struct walk *walk = ctx;
	AC_AUTO(buf) struct ac_buf figures;
	ac_buf_init(&figures, figures_max);
	struct ac_headcount_row row = {
		.id = ac_row_i64(rows, 0),
		.campaign = ac_row_i64(rows, 1),
		.recipient = ac_row_text(rows, 2),
		.by_what = ac_row_text(rows, 3),
		.given_at = { ac_row_i64(rows, 4) },
	};
	AC_TRY(ac_open_column(walk->db, AC_SEALED_HEADCOUNT_FIGURES, row.id, ac_row_blob(rows, 5),
		&figures, &row.figures, err));
	walk->visit(walk->ctx, &row);
	return AC_OK;
}

enum ac_status ac_headcount_get(
	struct ac_db *db, int64_t id, ac_headcount_visit *visit, void *ctx, struct ac_error *err)
{
	struct walk walk = { db, visit, ctx };
	int64_t seen = 0;
	AC_TRY(ac_db_each(db, &sql_get, AC_VALUES(AC_I64(id)), read_row, &walk, &seen, err));
	return seen ? AC_OK
		    : ac_fail(err, AC_NOT_FOUND, "there is no head-count %lld", (long long)id);
}

enum ac_status ac_headcount_each(struct ac_db *db, int64_t campaign, ac_headcount_visit *visit,
	void *ctx, struct ac_error *err)
{
	struct walk walk = { db, visit, ctx };
	return ac_db_each(db, &sql_of, AC_VALUES(AC_I64(campaign)), read_row, &walk, NULL, err);
}

struct present_walk {
	void (*visit)(void *ctx, const struct ac_present *present);
	void *ctx;
};

static enum ac_status read_present(void *ctx, struct ac_stmt *rows, struct ac_error *err)
{
	(void)err;
	struct present_walk *walk = ctx;
	struct ac_present present = {
		.traveller = ac_row_i64(rows, 0),
		.lodging = ac_row_i64(rows, 1),
		.ref = ac_row_text(rows, 2),
		.name = ac_row_text(rows, 3),
		.district = ac_row_text(rows, 4),
	};
	walk->visit(walk->ctx, &present);
	return AC_OK;
}

enum ac_status ac_present_each(struct ac_db *db, int64_t campaign, struct ac_wall now,
	void (*visit)(void *ctx, const struct ac_present *present), void *ctx, struct ac_error *err)
{
	struct present_walk walk = { visit, ctx };
	int64_t first = campaign << 40;
	return ac_db_each(db, &sql_present,
		AC_VALUES(AC_I64(first), AC_I64(first + (INT64_C(1) << 40)), AC_I64(now.us)),
		read_present, &walk, NULL, err);
}
