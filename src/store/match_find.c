/* store/match_find.c - the stays inside an area, lodging by lodging, then those by position alone.
 *
 * How long a stay can be says how far before the window it can have begun. With one bound for all, a
 * few long stays would make every look-up read months of finished ones; so stays are in classes of
 * length (stay.span), and each class is looked up with its own bound. Two classes, because each costs
 * every lodging one more descent of the tree. */
#include "base/clock.h"
#include "base/vec.h"
#include "store/match.h"

static const struct ac_sql sql_lodgings_in_cells = { "lodgings_in_cells",
	"SELECT id, cell FROM lodging WHERE cell BETWEEN $1 AND $2" };
static const struct ac_sql sql_stays_at_lodging = { "stays_at_lodging",
	"SELECT id, traveller, t_from, t_to FROM stay WHERE lodging = $1 AND span = $2 "
	"AND t_from > $3 AND t_from < $4 AND t_to > $5" };
static const struct ac_sql sql_stays_in_cells = { "stays_in_cells",
	"SELECT id, traveller, t_from, t_to, cell FROM stay WHERE lodging IS NULL "
	"AND cell BETWEEN $1 AND $2 AND t_from < $4 AND t_to > $3" };

/* The longest stay of each class; the last has no longest. */
static const int64_t longest_us[] = { 16 * AC_DAY, INT64_MAX };
enum { spans = sizeof longest_us / sizeof longest_us[0] };

int ac_stay_span(int64_t from_us, int64_t to_us)
{
	int span = 0;
	while (span < spans - 1 && to_us > from_us + longest_us[span])
		span++;
	return span;
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
	const struct ac_match match = { .stay = ac_row_i64(rows, 0),
		.traveller = ac_row_i64(rows, 1),
		.lodging = place->lodging,
		.at = place->at,
		.from_us = ac_row_i64(rows, 2),
		.to_us = ac_row_i64(rows, 3) };
	return f->each(f->ctx, &match, err);
}

/* ---- stays at lodgings ---- */

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

static int64_t begun_after(const struct finding *f, int span)
{
	int64_t at_us;
	return __builtin_sub_overflow(f->from_us, longest_us[span], &at_us) ? INT64_MIN : at_us;
}

static enum ac_status stays_at(
	const struct finding *f, const struct place *place, int span, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(f->db, &sql_stays_at_lodging,
		AC_VALUES(AC_I64(place->lodging), AC_I64(span), AC_I64(begun_after(f, span)),
			AC_I64(f->to_us), AC_I64(f->from_us)),
		&rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		AC_TRY(hand_on(f, rows, place, err));
	}
}

static enum ac_status find_at_lodgings(const struct finding *f, const struct ac_cell_range ranges[],
	size_t n, struct ac_error *err)
{
	__attribute__((cleanup(places_done))) place_vec places = { 0 };
	for (size_t i = 0; i < n; i++)
		AC_TRY(lodgings_in(f, &ranges[i], &places, err));
	ac_vec_each(&places, place)
		for (int span = 0; span < spans; span++)
			AC_TRY(stays_at(f, place, span, err));
	return AC_OK;
}

/* ---- stays by position ---- */

static enum ac_status stays_in(
	const struct finding *f, const struct ac_cell_range *range, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(f->db, &sql_stays_in_cells,
		AC_VALUES(
			AC_I64(range->lo), AC_I64(range->hi), AC_I64(f->from_us), AC_I64(f->to_us)),
		&rows, err));
	int64_t cell = -1; /* of the row before: a group shares its position */
	bool inside = false;
	struct place place = { 0 };
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		if (ac_row_i64(rows, 4) != cell) {
			cell = ac_row_i64(rows, 4);
			place.at = ac_cell_point(cell);
			inside = ac_area_contains(f->area, place.at.lat_e7, place.at.lon_e7);
		}
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
