/* store/roster_stay.c - who is where, from when until when.
 *
 * The rows of a file about a person are that person's stays. They may be many rows apart, so a stay of
 * before that the first row does not name is only remembered as stale; a later row may name it, and
 * what is left when the file ends is dropped. */
#include "store/ids.h"
#include "store/match.h"
#include "store/roster_p.h"

static const struct ac_sql sql_stay_add = { "stay_add",
	"INSERT INTO stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_stays_of = { "stays_of",
	"SELECT id, lodging, cell, t_from, t_to, confidence FROM stay WHERE traveller = $1 "
	"ORDER BY id" };
static const struct ac_sql sql_stay_change = { "stay_change",
	"UPDATE stay SET lodging = $2, cell = $3, t_from = $4, t_to = $5, confidence = $6, "
	"span = $7 WHERE id = $1" };
static const struct ac_sql sql_stay_drop = { "stay_drop", "DELETE FROM stay WHERE id = $1" };

struct held {
	int64_t id;
	struct ac_stay stay;
};
enum { max_held = 256 }; /* stays of one person that an import looks at */

void ac_stale_stays_done(struct ac_stale_stays *stale)
{
	ac_vec_done(&stale->list);
	ac_map_done(&stale->index);
}

static void remember_stale(struct ac_stale_stays *stale, int64_t stay, int64_t traveller)
{
	ac_map_put(&stale->index, (uint64_t)stay, (uint32_t)stale->list.n);
	ac_vec_push(&stale->list, ((struct ac_stale_stay){ stay, traveller }));
}

static void forget_stale(struct ac_stale_stays *stale, int64_t stay)
{
	uint32_t at = ac_map_get(&stale->index, (uint64_t)stay);
	if (at == ac_map_none)
		return;
	stale->list.at[at].id = 0;
	ac_map_remove(&stale->index, (uint64_t)stay);
}

enum ac_status ac_stay_drop(struct ac_db *db, int64_t id, struct ac_error *err)
{
	return ac_db_run(db, &sql_stay_drop, AC_VALUES(AC_I64(id)), err);
}

enum ac_status ac_stay_add(
	struct ac_db *db, const struct ac_stay *stay, int64_t traveller, struct ac_error *err)
{
	if (!stay)
		return AC_OK;
	return ac_db_run(db, &sql_stay_add,
		AC_VALUES(AC_I64(ac_store_next_id(db, AC_ID_stay)), AC_I64(traveller),
			AC_ID_OR_NULL(stay->lodging), AC_I64(stay->cell), AC_I64(stay->from_us),
			AC_I64(stay->to_us), AC_I64(stay->confidence),
			AC_I64(ac_stay_span(stay->from_us, stay->to_us))),
		err);
}

static enum ac_status change(
	struct ac_db *db, int64_t id, const struct ac_stay *stay, struct ac_error *err)
{
	return ac_db_run(db, &sql_stay_change,
		AC_VALUES(AC_I64(id), AC_ID_OR_NULL(stay->lodging), AC_I64(stay->cell),
			AC_I64(stay->from_us), AC_I64(stay->to_us), AC_I64(stay->confidence),
			AC_I64(ac_stay_span(stay->from_us, stay->to_us))),
		err);
}

static enum ac_status load(struct ac_db *db, int64_t traveller, struct held held[max_held],
	size_t *n, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_stays_of, AC_VALUES(AC_I64(traveller)), &rows, err));
	for (*n = 0; *n < max_held; ++*n) {
		bool row;
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			break;
		held[*n].id = ac_row_i64(rows, 0);
		held[*n].stay = (struct ac_stay){ ac_row_i64(rows, 1), ac_row_i64(rows, 2),
			ac_row_i64(rows, 3), ac_row_i64(rows, 4), (int)ac_row_i64(rows, 5) };
	}
	return AC_OK;
}

static bool same(const struct ac_stay *a, const struct ac_stay *b)
{
	return a->lodging == b->lodging && a->cell == b->cell && a->from_us == b->from_us &&
	       a->to_us == b->to_us && a->confidence == b->confidence;
}

/* The stored stay that the row names: itself, else (in the first row) one to be changed into it. */
static size_t choose(const struct ac_traveller_put *put, const struct held *held, size_t n)
{
	if (!put->stay)
		return n;
	for (size_t i = 0; i < n; i++)
		if (same(&held[i].stay, put->stay))
			return i;
	return put->again || n == 0 ? n : 0;
}

enum ac_status ac_stay_put(struct ac_db *db, const struct ac_traveller_put *put, int64_t traveller,
	struct ac_stale_stays *stale, bool *changed, struct ac_error *err)
{
	struct held held[max_held];
	size_t n;
	AC_TRY(load(db, traveller, held, &n, err));
	size_t chosen = choose(put, held, n);
	bool differs = put->stay && (chosen == n || !same(&held[chosen].stay, put->stay));
	if (differs && !put->dry)
		AC_TRY(chosen == n ? ac_stay_add(db, put->stay, traveller, err)
				   : change(db, held[chosen].id, put->stay, err));
	for (size_t i = 0; i < n; i++)
		if (i == chosen)
			forget_stale(stale, held[i].id);
		else if (!put->again)
			remember_stale(stale, held[i].id, traveller);
	*changed = differs;
	return AC_OK;
}
