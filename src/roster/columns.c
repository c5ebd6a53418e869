#include "roster/columns.h"

#define HOTELS (1u << AC_IMPORT_HOTELS)
#define SITES (1u << AC_IMPORT_SITES)
#define TRAVELLERS (1u << AC_IMPORT_TRAVELLERS)

/* The names understood; several may mean one field, the first is the one shown. */
static const struct known {
	const char *name;
	enum ac_field field;
	unsigned kinds;
	unsigned needed;
} known[] = {
	{ "hotel_id", AC_FIELD_ID, HOTELS, HOTELS },
	{ "site_id", AC_FIELD_ID, SITES, SITES },
	{ "traveller_id", AC_FIELD_ID, TRAVELLERS, TRAVELLERS },
	{ "name", AC_FIELD_NAME, HOTELS | SITES | TRAVELLERS, HOTELS | SITES },
	{ "district", AC_FIELD_DISTRICT, HOTELS | SITES, 0 },
	{ "latitude", AC_FIELD_LATITUDE, HOTELS | SITES | TRAVELLERS, HOTELS | SITES },
	{ "longitude", AC_FIELD_LONGITUDE, HOTELS | SITES | TRAVELLERS, HOTELS | SITES },
	{ "zone", AC_FIELD_ZONE, HOTELS | SITES | TRAVELLERS, 0 },
	{ "timezone", AC_FIELD_ZONE, HOTELS | SITES | TRAVELLERS, 0 },
	{ "beds", AC_FIELD_BEDS, HOTELS, 0 },
	{ "free_beds", AC_FIELD_FREE_BEDS, HOTELS, 0 },
	{ "stars", AC_FIELD_STARS, HOTELS, 0 },
	{ "kind", AC_FIELD_KIND, SITES, 0 },
	{ "daily_visitors", AC_FIELD_DAILY_VISITORS, SITES, 0 },
	{ "party_id", AC_FIELD_PARTY, TRAVELLERS, 0 },
	{ "native_name", AC_FIELD_NATIVE_NAME, TRAVELLERS, 0 },
	{ "language", AC_FIELD_LANGUAGE, TRAVELLERS, 0 },
	{ "nationality", AC_FIELD_NATIONALITY, TRAVELLERS, 0 },
	{ "purpose", AC_FIELD_PURPOSE, TRAVELLERS, 0 },
	{ "phone", AC_FIELD_PHONE, TRAVELLERS, 0 },
	{ "second_phone", AC_FIELD_SECOND_PHONE, TRAVELLERS, 0 },
	{ "emergency_phone", AC_FIELD_EMERGENCY_PHONE, TRAVELLERS, 0 },
	{ "email", AC_FIELD_EMAIL, TRAVELLERS, 0 },
	{ "hotel_id", AC_FIELD_LODGING, TRAVELLERS, 0 },
	{ "arrival", AC_FIELD_ARRIVAL, TRAVELLERS, TRAVELLERS },
	{ "departure", AC_FIELD_DEPARTURE, TRAVELLERS, 0 },
	{ "source", AC_FIELD_SOURCE, TRAVELLERS, 0 },
	{ "minor", AC_FIELD_MINOR, TRAVELLERS, 0 },
};
enum { known_count = sizeof known / sizeof known[0] };

void ac_columns_done(struct ac_columns *columns)
{
	ac_vec_each(&columns->left_out, name)
		ac_free(*name);
	ac_vec_done(&columns->left_out);
}

enum ac_status ac_import_kind_parse(
	struct ac_str word, enum ac_import_kind *kind, struct ac_error *err)
{
	static const char *const words[] = { "hotels", "sites", "travellers" };
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
		if (ac_str_eq(word, ac_str(words[i]))) {
			*kind = (enum ac_import_kind)i;
			return AC_OK;
		}
	return ac_fail(err, AC_INVALID, "what to import: hotels, sites or travellers, not \"%.*s\"",
		(int)(word.n > 40 ? 40 : word.n), word.p);
}

static const struct known *find(enum ac_import_kind kind, struct ac_str name)
{
	for (int i = 0; i < known_count; i++)
		if (known[i].kinds & 1u << kind && ac_str_eq_nocase(name, ac_str(known[i].name)))
			return &known[i];
	return NULL;
}

const char *ac_field_name(enum ac_import_kind kind, enum ac_field field)
{
	for (int i = 0; i < known_count; i++)
		if (known[i].kinds & 1u << kind && known[i].field == field)
			return known[i].name;
	return "";
}

static int header_index(const struct ac_csv_row *header, struct ac_str name)
{
	for (size_t i = 0; i < header->n; i++)
		if (ac_str_eq_nocase(ac_str_trim(header->fields[i]), name))
			return (int)i;
	return -1;
}

/* What names the column: our name by `renamed`, else its own. */
static struct ac_str our_name(struct ac_str theirs, struct ac_str renamed)
{
	for (struct ac_str rest = renamed, pair, left; ac_str_cut(&rest, ',', &pair);)
		if (ac_str_cut(&pair, '=', &left) && ac_str_eq_nocase(ac_str_trim(left), theirs))
			return ac_str_trim(pair);
	return theirs;
}

static enum ac_status check_renamed(enum ac_import_kind kind, const struct ac_csv_row *header,
	struct ac_str renamed, struct ac_error *err)
{
	for (struct ac_str rest = renamed, pair, left; ac_str_cut(&rest, ',', &pair);) {
		if (ac_str_trim(pair).n == 0)
			continue;
		if (!memchr(pair.p, '=', pair.n))
			return ac_fail(err, AC_INVALID,
				"--columns: \"%.*s\" is no pair: write THEIRS=OURS,THEIRS=OURS",
				(int)(pair.n > 60 ? 60 : pair.n), pair.p);
		struct ac_str ours = pair;
		if (!ac_str_cut(&ours, '=', &left))
			continue;
		left = ac_str_trim(left);
		ours = ac_str_trim(ours);
		if (header_index(header, left) < 0)
			return ac_fail(err, AC_INVALID,
				"--columns: the file has no column \"%.*s\"",
				(int)(left.n > 60 ? 60 : left.n), left.p);
		if (!find(kind, ours))
			return ac_fail(err, AC_INVALID,
				"--columns: there is no field \"%.*s\" for this kind of file",
				(int)(ours.n > 60 ? 60 : ours.n), ours.p);
	}
	return AC_OK;
}

static enum ac_status check_needed(
	const struct ac_columns *columns, const struct ac_csv_row *header, struct ac_error *err)
{
	const char *remedy = "name it with --columns THEIRS=OURS";
	if (header->n == 1 && header->fields[0].n > 0 &&
		(memchr(header->fields[0].p, ';', header->fields[0].n) ||
			memchr(header->fields[0].p, '\t', header->fields[0].n)))
		remedy = "the header is a single field: save the file with commas between fields";
	for (int i = 0; i < known_count; i++)
		if (known[i].needed & 1u << columns->kind && columns->at[known[i].field] < 0)
			return ac_fail(err, AC_INVALID, "line %lld: no column \"%s\": %s",
				(long long)header->line, known[i].name, remedy);
	if ((columns->at[AC_FIELD_LATITUDE] < 0) != (columns->at[AC_FIELD_LONGITUDE] < 0))
		return ac_fail(err, AC_INVALID,
			"line %lld: latitude and longitude come together: one is missing",
			(long long)header->line);
	return AC_OK;
}

static enum ac_status take_header(struct ac_columns *columns, const struct ac_csv_row *header,
	struct ac_str renamed, struct ac_error *err)
{
	for (size_t i = 0; i < header->n; i++) {
		struct ac_str theirs = ac_str_trim(header->fields[i]);
		const struct known *field = find(columns->kind, our_name(theirs, renamed));
		if (!field) {
			ac_vec_push(&columns->left_out, ac_strndup(theirs.p, theirs.n));
			continue;
		}
		if (columns->at[field->field] >= 0)
			return ac_fail(err, AC_INVALID,
				"line %lld: columns %d and %zu are both \"%s\": give one another "
				"name",
				(long long)header->line, columns->at[field->field] + 1, i + 1,
				field->name);
		columns->at[field->field] = (int)i;
	}
	return check_needed(columns, header, err);
}

enum ac_status ac_columns_read(enum ac_import_kind kind, const struct ac_csv_row *header,
	struct ac_str renamed, struct ac_columns *columns, struct ac_error *err)
{
	if (header->n == 0)
		return ac_fail(
			err, AC_INVALID, "the file is empty: its first line names the columns");
	AC_TRY(check_renamed(kind, header, renamed, err));
	AC_AUTO(columns) struct ac_columns made = { .kind = kind };
	for (int i = 0; i < AC_FIELD_COUNT; i++)
		made.at[i] = -1;
	AC_TRY(take_header(&made, header, renamed, err));
	*columns = made;
	made = (struct ac_columns){ 0 };
	return AC_OK;
}

struct ac_str ac_columns_value(
	const struct ac_columns *columns, const struct ac_csv_row *row, enum ac_field field)
{
	int at = columns->at[field];
	return at < 0 || (size_t)at >= row->n ? (struct ac_str){ "", 0 }
					      : ac_str_trim(row->fields[at]);
}
