/* store/match_find.c - the stays inside an area: short ones by their lodgings, then the others.
 *
 * How long a stay can be says how far before the window it can have begun. With one bound for all, a
 * few long stays would make every look-up read months of finished ones; so stays are in two classes
 * (stay.span). Those of at most 16 days, nearly all, are looked up by lodging and time. Longer and open
 * ones, and those by position alone, are read range by range whatever their time. */
#include "base/clock.h"
#include "base/vec.h"
#include "store/match.h"
#include "store/sql_many.h"

#include <stdlib.h>

/* Many ranges and many lodgings at once: with a server every statement is a journey. CROSS JOIN keeps SQLite
 * from turning the order round. */
enum { ranges_at_once = 30, lodgings_at_once = ac_sql_many };

/* clang-format off */
#define RANGES \
	"WITH r (lo, hi) AS (VALUES " \
	"($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10), ($11, $12), " \
	"($13, $14), ($15, $16), ($17, $18), ($19, $20), ($21, $22), ($23, $24), " \
	"($25, $26), ($27, $28), ($29, $30), ($31, $32), ($33, $34), ($35, $36), " \
	"($37, $38), ($39, $40), ($41, $42), ($43, $44), ($45, $46), ($47, $48), " \
	"($49, $50), ($51, $52), ($53, $54), ($55, $56), ($57, $58), ($59, $60)) "
/* clang-format on */

static const struct ac_sql sql_lodgings_in_cells = { "lodgings_in_cells",
	RANGES "SELECT l.id, l.cell FROM r CROSS JOIN lodging l WHERE l.cell BETWEEN r.lo AND r.hi",
	.whole = true };
static const struct ac_sql sql_stays_at_lodgings = { "stays_at_lodgings",
	"SELECT traveller, t_from, t_to, lodging FROM stay WHERE lodging IN (" AC_SQL_MANY ") "
	"AND span = 0 AND t_from > $61 AND t_from < $63 AND t_to > $62",
	.whole = true };
static const struct ac_sql sql_stays_in_cells = { "stays_in_cells",
	RANGES "SELECT s.traveller, s.t_from, s.t_to, s.cell, s.lodging FROM r CROSS JOIN stay s "
	       "WHERE (s.lodging IS NULL OR s.span = 1) "
	       "AND s.cell BETWEEN r.lo AND r.hi AND s.t_from < $62 AND s.t_to > $61" };

static const int64_t short_us = 16 * AC_DAY; /* span 0, as in the schema */

int ac_stay_span(int64_t from_us, int64_t to_us)
{
	return to_us > from_us + short_us;
}

struct place {
	int64_t lodging;
	struct ac_point at;
};
typedef AC_VEC(struct place) place_vec;

struct finding {
	struct ac_db *db;
	const struct ac_area *area;
	int64_t from_us, to_us;
	ac_match_fn *each;
	void *ctx;
};

static void places_done(place_vec *places)
{
	ac_vec_done(places);
}

static enum ac_status hand_on(const struct finding *f, struct ac_stmt *rows,
	const struct place *place, struct ac_error *err)
{
	const struct ac_match match = { .traveller = ac_row_i64(rows, 0),
		.lodging = place->lodging,
		.at = place->at,
		.from_us = ac_row_i64(rows, 1),
		.to_us = ac_row_i64(rows, 2) };
	return f->each(f->ctx, &match, err);
}

static size_t at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

/* The values of RANGES; where there are fewer, the rest holds nothing. */
static void bind_ranges(
	const struct ac_cell_range ranges[], size_t n, struct ac_value values[2 * ranges_at_once])
{
	for (size_t i = 0; i < ranges_at_once; i++) {
		values[2 * i] = AC_I64(i < n ? ranges[i].lo : 1);
		values[2 * i + 1] = AC_I64(i < n ? ranges[i].hi : 0);
	}
}

/* ---- short stays at lodgings ---- */

/* @param n  1…ranges_at_once */
static enum ac_status lodgings_in(const struct finding *f, const struct ac_cell_range ranges[],
	size_t n, place_vec *places, struct ac_error *err)
{
	struct ac_value values[2 * ranges_at_once];
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bind_ranges(ranges, n, values);
	AC_TRY(ac_db_query(f->db, &sql_lodgings_in_cells, values, 2 * ranges_at_once, &rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct place place = { ac_row_i64(rows, 0), ac_cell_point(ac_row_i64(rows, 1)) };
		if (ac_area_contains(f->area, place.at.lat_e7, place.at.lon_e7))
			ac_vec_push(places, place);
	}
}

static int by_lodging(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	return (x->lodging > y->lodging) - (x->lodging < y->lodging);
}

/* Where there are fewer, the last is named several times, which finds it once. */
static void bind_lodgings(const struct finding *f, const struct place places[], size_t n,
	struct ac_value values[lodgings_at_once + 3])
{
	int64_t begun_us; /* short stays that still last */
	if (__builtin_sub_overflow(f->from_us, short_us, &begun_us))
		begun_us = INT64_MIN;
	for (size_t i = 0; i < lodgings_at_once; i++)
		values[i] = AC_I64(places[at_most(i, n - 1)].lodging);
	values[lodgings_at_once] = AC_I64(begun_us);
	values[lodgings_at_once + 1] = AC_I64(f->from_us);
	values[lodgings_at_once + 2] = AC_I64(f->to_us);
}

/* @param places  sorted by lodging
 * @param n       1…lodgings_at_once */
static enum ac_status stays_at(
	const struct finding *f, const struct place places[], size_t n, struct ac_error *err)
{
	struct ac_value values[lodgings_at_once + 3];
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bind_lodgings(f, places, n, values);
	AC_TRY(ac_db_query(
		f->db, &sql_stays_at_lodgings, values, lodgings_at_once + 3, &rows, err));
	const struct place *place = places; /* of the row before: guests of one come together */
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		const struct place wanted = { .lodging = ac_row_i64(rows, 3) };
		if (place->lodging != wanted.lodging)
			place = bsearch(&wanted, places, n, sizeof *places, by_lodging);
		AC_TRY(hand_on(f, rows, place, err));
	}
}

/* In the order of the index. */
static enum ac_status find_at_lodgings(const struct finding *f, const struct ac_cell_range ranges[],
	size_t n, struct ac_error *err)
{
	__attribute__((cleanup(places_done))) place_vec places = { 0 };
	for (size_t i = 0; i < n; i += ranges_at_once)
		AC_TRY(lodgings_in(f, &ranges[i], at_most(n - i, ranges_at_once), &places, err));
	if (places.n > 0)
		qsort(places.at, places.n, sizeof *places.at, by_lodging);
	for (size_t i = 0; i < places.n; i += lodgings_at_once)
		AC_TRY(stays_at(f, &places.at[i], at_most(places.n - i, lodgings_at_once), err));
	return AC_OK;
}

/* ---- long stays, and those by position ---- */

/* @param n  1…ranges_at_once */
static enum ac_status stays_in(const struct finding *f, const struct ac_cell_range ranges[],
	size_t n, struct ac_error *err)
{
	struct ac_value values[2 * ranges_at_once + 2];
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bind_ranges(ranges, n, values);
	values[2 * ranges_at_once] = AC_I64(f->from_us);
	values[2 * ranges_at_once + 1] = AC_I64(f->to_us);
	AC_TRY(ac_db_query(f->db, &sql_stays_in_cells, values, 2 * ranges_at_once + 2, &rows, err));
	int64_t cell = -1; /* of the row before: guests share their position */
	bool inside = false;
	struct place place = { 0 };
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		if (ac_row_i64(rows, 3) != cell) {
			cell = ac_row_i64(rows, 3);
			place.at = ac_cell_point(cell);
			inside = ac_area_contains(f->area, place.at.lat_e7, place.at.lon_e7);
		}
		place.lodging = ac_row_i64(rows, 4);
		if (inside)
			AC_TRY(hand_on(f, rows, &place, err));
	}
}

static enum ac_status find(const struct finding *f, struct ac_error *err)
{
	struct ac_cell_range ranges[AC_COVER_MAX];
	size_t n;
	ac_area_cover(f->area, ranges, &n);
	AC_TRY(find_at_lodgings(f, ranges, n, err));
	for (size_t i = 0; i < n; i += ranges_at_once)
		AC_TRY(stays_in(f, &ranges[i], at_most(n - i, ranges_at_once), err));
	return AC_OK;
}

/* One snapshot, for a hotel may move meanwhile; and without one every look-up takes its own lock. */
enum ac_status ac_match_each(struct ac_db *db, const struct ac_area *area, int64_t from_us,
	int64_t to_us, ac_match_fn *each, void *ctx, struct ac_error *err)
{
	const struct finding f = { db, area, from_us, to_us, each, ctx };
	bool begun = !ac_db_in_transaction(db);
	if (begun)
		AC_TRY(ac_db_control(db, AC_DB_BEGIN_READ, err));
	enum ac_status status = find(&f, err);
	if (begun)
		ac_db_undo(db); /* nothing was written */
	return status;
}
