/* store/roster.c - sources, lodgings and sites. */
#include "store/roster.h"
#include "store/ids.h"

#include <stdlib.h>

static const struct ac_sql sql_source_find = { "source_find",
	"SELECT id, expires_at, controller, legal_basis, purpose FROM source WHERE name = $1" };
static const struct ac_sql sql_source_anybody = { "source_anybody",
	"SELECT CASE WHEN EXISTS (SELECT 1 FROM traveller WHERE source = $1) THEN 1 ELSE 0 END" };
static const struct ac_sql sql_source_each = { "source_each",
	"SELECT id, name, controller, legal_basis, purpose, expires_at FROM source ORDER BY name" };
static const struct ac_sql sql_source_add = { "source_add",
	"INSERT INTO source (id, name, controller, legal_basis, purpose, expires_at) "
	"VALUES ($1, $2, $3, $4, $5, $6)" };
static const struct ac_sql sql_source_change = { "source_change",
	"UPDATE source SET controller = $2, legal_basis = $3, purpose = $4, expires_at = $5 "
	"WHERE id = $1" };

static const struct ac_sql sql_lodging_find = { "lodging_find",
	"SELECT id, cell, zone FROM lodging WHERE ref = $1" };
static const struct ac_sql sql_lodging_guests = { "lodging_guests",
	"SELECT traveller FROM stay WHERE lodging = $1" };
static const struct ac_sql sql_stays_move = { "stays_move",
	"UPDATE stay SET cell = $2 WHERE lodging = $1 AND cell <> $2" };

/* The columns that both kinds of place share stand first, in the same order. */
static const struct ac_sql sql_lodging_get = { "lodging_get",
	"SELECT id, cell, name, zone, district, beds, free_beds, stars FROM lodging "
	"WHERE ref = $1" };
static const struct ac_sql sql_lodging_add = { "lodging_add",
	"INSERT INTO lodging (id, ref, lat_e7, lon_e7, cell, name, zone, district, beds, "
	"free_beds, stars) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)" };
static const struct ac_sql sql_lodging_change = { "lodging_change",
	"UPDATE lodging SET ref = $2, lat_e7 = $3, lon_e7 = $4, cell = $5, name = $6, zone = $7, "
	"district = $8, beds = $9, free_beds = $10, stars = $11 WHERE id = $1" };
static const struct ac_sql sql_site_get = { "site_get",
	"SELECT id, cell, name, kind, daily_visitors FROM site WHERE ref = $1" };
static const struct ac_sql sql_site_add = { "site_add",
	"INSERT INTO site (id, ref, lat_e7, lon_e7, cell, name, kind, daily_visitors) "
	"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" };
static const struct ac_sql sql_site_change = { "site_change",
	"UPDATE site SET ref = $2, lat_e7 = $3, lon_e7 = $4, cell = $5, name = $6, kind = $7, "
	"daily_visitors = $8 WHERE id = $1" };

/* ---- sources ---- */

static enum ac_status check_source(const struct ac_source *source, struct ac_error *err)
{
	const char *missing = source->name.n == 0          ? "a name"
			      : source->controller.n == 0  ? "a controller"
			      : source->legal_basis.n == 0 ? "a legal basis"
			      : source->purpose.n == 0     ? "a purpose"
			      : source->expires_us <= 0    ? "an expiry"
							   : NULL;
	if (missing)
		return ac_fail(err, AC_INVALID, "a source of people needs %s", missing);
	return AC_OK;
}

static bool same_source(struct ac_stmt *rows, const struct ac_source *source)
{
	return ac_row_i64(rows, 1) == source->expires_us &&
	       ac_str_eq(ac_row_text(rows, 2), source->controller) &&
	       ac_str_eq(ac_row_text(rows, 3), source->legal_basis) &&
	       ac_str_eq(ac_row_text(rows, 4), source->purpose);
}

enum ac_status ac_source_put(struct ac_db *db, const struct ac_source *source,
	enum ac_change *change, struct ac_error *err)
{
	AC_TRY(check_source(source, err));
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_source_find, AC_VALUES(AC_TEXT(source->name)), &rows, err));
	bool found;
	AC_TRY(ac_rows_next(rows, &found, err));
	if (found && same_source(rows, source)) {
		*change = AC_CHANGE_NONE;
		return AC_OK;
	}
	int64_t id = found ? ac_row_i64(rows, 0) : ac_store_next_id(db, AC_ID_source);
	if (found)
		AC_TRY(ac_db_run(db, &sql_source_change,
			AC_VALUES(AC_I64(id), AC_TEXT(source->controller),
				AC_TEXT(source->legal_basis), AC_TEXT(source->purpose),
				AC_I64(source->expires_us)),
			err));
	else
		AC_TRY(ac_db_run(db, &sql_source_add,
			AC_VALUES(AC_I64(id), AC_TEXT(source->name), AC_TEXT(source->controller),
				AC_TEXT(source->legal_basis), AC_TEXT(source->purpose),
				AC_I64(source->expires_us)),
			err));
	*change = found ? AC_CHANGE_UPDATED : AC_CHANGE_ADDED;
	return AC_OK;
}

enum ac_status ac_source_find(struct ac_db *db, struct ac_str name, int64_t *id,
	int64_t *expires_us, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_source_find, AC_VALUES(AC_TEXT(name)), &rows, err));
	bool found;
	AC_TRY(ac_rows_next(rows, &found, err));
	if (!found)
		return ac_fail(err, AC_NOT_FOUND, "there is no source \"%.*s\": source add",
			(int)(name.n > 80 ? 80 : name.n), name.p);
	*id = ac_row_i64(rows, 0);
	*expires_us = ac_row_i64(rows, 1);
	return AC_OK;
}

enum ac_status ac_source_is_empty(struct ac_db *db, int64_t id, bool *empty, struct ac_error *err)
{
	int64_t anybody;
	AC_TRY(ac_db_i64(db, &sql_source_anybody, AC_VALUES(AC_I64(id)), &anybody, err));
	*empty = anybody == 0;
	return AC_OK;
}

enum ac_status ac_source_each(struct ac_db *db,
	void (*each)(void *ctx, const struct ac_source *source), void *ctx, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_source_each, AC_NO_VALUES, &rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		const struct ac_source source = { ac_row_i64(rows, 0), ac_row_text(rows, 1),
			ac_row_text(rows, 2), ac_row_text(rows, 3), ac_row_text(rows, 4),
			ac_row_i64(rows, 5) };
		each(ctx, &source);
	}
}

/* ---- places ---- */

/* A column of a place: what is stored, what the file says, and which of the two holds. */
struct merge {
	const struct ac_columns *columns;
	struct ac_stmt *rows; /* NULL: nothing is stored */
	bool differs;
};

static struct ac_value text_column(
	struct merge *merge, enum ac_field field, int column, struct ac_str said)
{
	struct ac_str stored = merge->rows ? ac_row_text(merge->rows, column) : AC_STR("");
	if (merge->columns->at[field] < 0)
		said = stored;
	merge->differs |= !ac_str_eq(said, stored);
	return said.n ? AC_TEXT(said) : AC_NULL;
}

static struct ac_value number_column(
	struct merge *merge, enum ac_field field, int column, int64_t said)
{
	int64_t stored = merge->rows && !ac_row_is_null(merge->rows, column)
				 ? ac_row_i64(merge->rows, column)
				 : -1;
	if (merge->columns->at[field] < 0)
		said = stored;
	merge->differs |= said != stored;
	return said >= 0 ? AC_I64(said) : AC_NULL;
}

/* Values 6… of the adding and the changing statement; @return how many */
static size_t merge_columns(
	struct merge *merge, const struct ac_place_row *place, struct ac_value values[6])
{
	values[0] = text_column(merge, AC_FIELD_NAME, 2, place->name);
	if (merge->columns->kind == AC_IMPORT_SITES) {
		values[1] = text_column(merge, AC_FIELD_KIND, 3, place->kind);
		values[2] = number_column(merge, AC_FIELD_DAILY_VISITORS, 4, place->daily_visitors);
		return 3;
	}
	values[1] = text_column(merge, AC_FIELD_ZONE, 3, place->zone);
	values[2] = text_column(merge, AC_FIELD_DISTRICT, 4, place->district);
	values[3] = number_column(merge, AC_FIELD_BEDS, 5, place->beds);
	values[4] = number_column(merge, AC_FIELD_FREE_BEDS, 6, place->free_beds);
	values[5] = number_column(merge, AC_FIELD_STARS, 7, place->stars);
	return 6;
}

static enum ac_status write_place(struct ac_db *db, enum ac_import_kind kind, bool added,
	const struct ac_value *values, size_t n, struct ac_error *err)
{
	const struct ac_sql *sql = kind == AC_IMPORT_SITES
					   ? (added ? &sql_site_add : &sql_site_change)
					   : (added ? &sql_lodging_add : &sql_lodging_change);
	return ac_db_run(db, sql, values, n, err);
}

enum ac_status ac_place_put(struct ac_db *db, const struct ac_columns *columns,
	const struct ac_place_row *place, bool dry, struct ac_place_done *done,
	struct ac_error *err)
{
	struct ac_point point;
	AC_TRY(ac_point_from_deg(place->lat_deg, place->lon_deg, &point, err));
	int64_t cell = ac_cell_key(point);
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, columns->kind == AC_IMPORT_SITES ? &sql_site_get : &sql_lodging_get,
		AC_VALUES(AC_TEXT(place->id)), &rows, err));
	bool found;
	AC_TRY(ac_rows_next(rows, &found, err));
	struct merge merge = { columns, found ? rows : NULL, false };
	struct ac_value values[11];
	size_t n = 5 + merge_columns(&merge, place, values + 5);
	struct ac_place_done made = { .id = found ? ac_row_i64(rows, 0) : 0,
		.moved = found && ac_row_i64(rows, 1) != cell };
	made.change = !found                        ? AC_CHANGE_ADDED
		      : merge.differs || made.moved ? AC_CHANGE_UPDATED
						    : AC_CHANGE_NONE;
	if (made.change != AC_CHANGE_NONE && !dry) {
		if (!found)
			made.id = ac_store_next_id(
				db, columns->kind == AC_IMPORT_SITES ? AC_ID_site : AC_ID_lodging);
		values[0] = AC_I64(made.id);
		values[1] = AC_TEXT(place->id);
		values[2] = AC_I64(point.lat_e7);
		values[3] = AC_I64(point.lon_e7);
		values[4] = AC_I64(cell);
		AC_TRY(write_place(db, columns->kind, !found, values, n, err));
		if (made.moved && columns->kind == AC_IMPORT_HOTELS)
			AC_TRY(ac_db_run(db, &sql_stays_move,
				AC_VALUES(AC_I64(made.id), AC_I64(cell)), err));
	}
	*done = made;
	return AC_OK;
}

enum ac_status ac_lodging_find(
	struct ac_db *db, struct ac_str ref, struct ac_lodging_at *at, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_lodging_find, AC_VALUES(AC_TEXT(ref)), &rows, err));
	bool found;
	AC_TRY(ac_rows_next(rows, &found, err));
	if (!found)
		return ac_fail(err, AC_NOT_FOUND, "there is no such lodging: import the hotels");
	struct ac_str zone = ac_row_text(rows, 2);
	*at = (struct ac_lodging_at){ .id = ac_row_i64(rows, 0), .cell = ac_row_i64(rows, 1) };
	memcpy(at->zone, zone.p, zone.n < ac_zone_name_max ? zone.n : ac_zone_name_max);
	return AC_OK;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

void ac_ids_sort(ac_id_vec *ids)
{
	if (ids->n == 0)
		return;
	qsort(ids->at, ids->n, sizeof *ids->at, by_id);
	size_t kept = 1;
	for (size_t i = 1; i < ids->n; i++)
		if (ids->at[i] != ids->at[kept - 1])
			ids->at[kept++] = ids->at[i];
	ids->n = kept;
}

enum ac_status ac_lodging_guests(
	struct ac_db *db, int64_t lodging, ac_id_vec *travellers, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	AC_TRY(ac_db_query(db, &sql_lodging_guests, AC_VALUES(AC_I64(lodging)), &rows, err));
	for (bool row;;) {
		AC_TRY(ac_rows_next(rows, &row, err));
		if (!row)
			return AC_OK;
		ac_vec_push(travellers, ac_row_i64(rows, 0));
	}
}
