/* roster/columns.h - which column of a file is which of our fields.
 *
 * The names of the fields are the header names that are understood as they are; `--columns a=b`
 * says that the file's column a is our field b. Columns nobody knows are named and left out;
 * optional ones may be missing. Pure.
 */
#pragma once
#include "base/vec.h"
#include "roster/csv.h"

enum ac_import_kind { AC_IMPORT_HOTELS, AC_IMPORT_SITES, AC_IMPORT_TRAVELLERS };

enum ac_field {
	AC_FIELD_ID, /* hotel_id, site_id, traveller_id */
	AC_FIELD_NAME,
	AC_FIELD_DISTRICT,
	AC_FIELD_LATITUDE,
	AC_FIELD_LONGITUDE,
	AC_FIELD_ZONE,
	AC_FIELD_BEDS,
	AC_FIELD_FREE_BEDS,
	AC_FIELD_STARS,
	AC_FIELD_KIND,
	AC_FIELD_DAILY_VISITORS,
	AC_FIELD_PARTY,
	AC_FIELD_NATIVE_NAME,
	AC_FIELD_LANGUAGE,
	AC_FIELD_NATIONALITY,
	AC_FIELD_PURPOSE,
	AC_FIELD_PHONE,
	AC_FIELD_SECOND_PHONE,
	AC_FIELD_EMERGENCY_PHONE,
	AC_FIELD_EMAIL,
	AC_FIELD_LODGING, /* hotel_id in a file of travellers */
	AC_FIELD_ARRIVAL,
	AC_FIELD_DEPARTURE,
	AC_FIELD_SOURCE,
	AC_FIELD_MINOR,
	AC_FIELD_COUNT,
};

struct ac_columns {
	enum ac_import_kind kind;
	int at[AC_FIELD_COUNT]; /* the column's index, -1 where the file has none */
	AC_VEC(char *) left_out; /* header names that nobody knows */
};

void ac_columns_done(struct ac_columns *columns);
AC_AUTO_DEFINE_VALUE(columns, struct ac_columns, ac_columns_done)

/** "hotels", "sites", "travellers"; AC_INVALID names the three. */
AC_MUST_CHECK enum ac_status ac_import_kind_parse(
	struct ac_str word, enum ac_import_kind *kind, struct ac_error *err);

/** The field's name as it stands in a header ("phone"), static. */
const char *ac_field_name(enum ac_import_kind kind, enum ac_field field);

/**
 * Understand a header. Letters' case and blanks around names do not matter.
 * @param header   the file's first row
 * @param renamed  "theirs=ours,theirs=ours"; empty for none
 * @return AC_INVALID when a needed field is missing, two columns claim one field, or `renamed`
 *         names what does not exist
 */
AC_MUST_CHECK enum ac_status ac_columns_read(enum ac_import_kind kind,
	const struct ac_csv_row *header, struct ac_str renamed, struct ac_columns *columns,
	struct ac_error *err);

/** The row's value of a field, blanks at its ends taken off; empty where the file has none. */
struct ac_str ac_columns_value(
	const struct ac_columns *columns, const struct ac_csv_row *row, enum ac_field field);
