/* store/match_find.c - the stays inside an area: short ones lodging by lodging, then the others.
 *
 * How long a stay can be says how far before the window it can have begun. With one bound for all, a
 * few long stays would make every look-up read months of finished ones; so stays are in two classes
 * (stay.span). Those of at most 16 days, nearly all, are looked up by lodging and time. Longer and open
 * ones, and those by position alone, are read range by range whatever their time. */
#include "base/clock.h"
#include "base/vec.h"
#include "store/match.h"

#include <stdlib.h>

static const struct ac_sql sql_lodgings_in_cells = { "lodgings_in_cells",
	"SELECT id, cell FROM lodging WHERE cell BETWEEN $1 AND $2" };
static const struct ac_sql sql_stays_at_lodging = { "stays_at_lodging",
	"SELECT traveller, t_from, t_to FROM stay WHERE lodging = $1 AND span = 0 "
	"AND t_from > $2 AND t_from < $4 AND t_to > $3" };
static const struct ac_sql sql_stays_in_cells = { "stays_in_cells",
	"SELECT traveller, t_from, t_to, cell, lodging FROM stay "
	"WHERE (lodging IS NULL OR span = 1) "
	"AND cell BETWEEN $1 AND $2 AND t_from < $4 AND t_to > $3" };

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

/* ---- short stays at lodgings ---- */

static enum ac_status lodgings_in(const struct finding *f, const struct ac_cell_range *range,
	place_vec *places, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(f->db, &sql_lodgings_in_cells,
		AC_VALUES(AC_I64(range->lo), AC_I64(range->hi)), &rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		struct place place = { ac_row_i64(rows, 0), ac_cell_point(ac_row_i64(rows, 1)) };
		if (ac_area_contains(f->area, place.at.lat_e7, place.at.lon_e7))
			ac_vec_push(places, place);
	}
}

static enum ac_status stays_at(
	const struct finding *f, const struct place *place, struct ac_error *err)
{
	int64_t begun_us; /* short stays that still last */
	if (__builtin_sub_overflow(f->from_us, short_us, &begun_us))
		begun_us = INT64_MIN;
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(f->db, &sql_stays_at_lodging,
		AC_VALUES(AC_I64(place->lodging), AC_I64(begun_us), AC_I64(f->from_us),
			AC_I64(f->to_us)),
		&rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		AC_TRY(hand_on(f, rows, place, err));
	}
}

static int by_lodging(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	return (x->lodging > y->lodging) - (x->lodging < y->lodging);
}

/* In the order of the index. */
static enum ac_status find_at_lodgings(const struct finding *f, const struct ac_cell_range ranges[],
	size_t n, struct ac_error *err)
{
	__attribute__((cleanup(places_done))) place_vec places = { 0 };
	for (size_t i = 0; i < n; i++)
		AC_TRY(lodgings_in(f, &ranges[i], &places, err));
	if (places.n > 0)
		qsort(places.at, places.n, sizeof *places.at, by_lodging);
	ac_vec_each(&places, place)
		AC_TRY(stays_at(f, place, err));
	return AC_OK;
}

/* ---- long stays, and those by position ---- */

static enum ac_status stays_in(
	const struct finding *f, const struct ac_cell_range *range, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(f->db, &sql_stays_in_cells,
		AC_VALUES(
			AC_I64(range->lo), AC_I64(range->hi), AC_I64(f->from_us), AC_I64(f->to_us)),
		&rows, err));
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
	for (size_t i = 0; i < n; i++)
		AC_TRY(stays_in(f, &ranges[i], err));
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
