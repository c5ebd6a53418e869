#include "roster/intake.h"

#include "roster/phone.h"
#include "roster/zone.h"

/* One row on its way into a record. */
struct reading {
	const struct ac_columns *columns;
	const struct ac_csv_row *row;
	struct ac_findings *findings;
	struct ac_str region; /* for numbers, where the nationality says nothing */
	bool refused;
};

static struct ac_str value(const struct reading *in, enum ac_field field)
{
	return ac_columns_value(in->columns, in->row, field);
}

static void note(const struct reading *in, enum ac_field field, enum ac_severity severity,
	const char *message)
{
	ac_findings_add(
		in->findings, (struct ac_finding){ in->row->line,
				      ac_field_name(in->columns->kind, field), severity, message });
}

static void doubt(const struct reading *in, enum ac_field field, const char *message)
{
	note(in, field, AC_FINDING_DOUBTFUL, message);
}

/* The first reason refuses the row; one is enough to mend it. */
static void refuse(struct reading *in, enum ac_field field, const char *message)
{
	if (!in->refused)
		note(in, field, AC_FINDING_REFUSED, message);
	in->refused = true;
}

static struct ac_str needed(struct reading *in, enum ac_field field, size_t max)
{
	struct ac_str s = value(in, field);
	if (s.n == 0)
		refuse(in, field, "empty, and it is needed");
	if (s.n > max)
		refuse(in, field, "longer than is allowed");
	return s;
}

static struct ac_str text(const struct reading *in, enum ac_field field, size_t max)
{
	struct ac_str s = value(in, field);
	if (s.n <= max)
		return s;
	doubt(in, field, "left out: longer than is allowed");
	return AC_STR("");
}

static int64_t number(const struct reading *in, enum ac_field field)
{
	struct ac_str s = value(in, field);
	int64_t n = -1;
	if (s.n > 0 && !ac_str_to_i64(s, 0, 1000000000, &n))
		doubt(in, field, "left out: no whole number from 0 to a thousand million");
	return n;
}

static void position(struct reading *in, double *lat_deg, double *lon_deg)
{
	double lat = 0, lon = 0;
	if (!ac_str_to_double(value(in, AC_FIELD_LATITUDE), &lat) || lat < -90 || lat > 90)
		refuse(in, AC_FIELD_LATITUDE, "no latitude: degrees from -90 to 90, as in 41.0098");
	else if (!ac_str_to_double(value(in, AC_FIELD_LONGITUDE), &lon) || lon < -180 || lon > 180)
		refuse(in, AC_FIELD_LONGITUDE,
			"no longitude: degrees from -180 to 180, as in 28.9759");
	else if (lat == 0 && lon == 0)
		doubt(in, AC_FIELD_LATITUDE, "0,0 is in the Atlantic: is the position missing?");
	*lat_deg = lat;
	*lon_deg = lon;
}

bool ac_intake_place(const struct ac_columns *columns, const struct ac_csv_row *row,
	struct ac_place_row *place, struct ac_findings *findings)
{
	struct reading in = { .columns = columns, .row = row, .findings = findings };
	struct ac_place_row made = {
		.id = needed(&in, AC_FIELD_ID, ac_intake_max_id),
		.name = needed(&in, AC_FIELD_NAME, ac_intake_max_name),
		.district = text(&in, AC_FIELD_DISTRICT, ac_intake_max_name),
		.kind = text(&in, AC_FIELD_KIND, ac_intake_max_name),
		.zone = text(&in, AC_FIELD_ZONE, ac_zone_name_max),
		.beds = number(&in, AC_FIELD_BEDS),
		.free_beds = number(&in, AC_FIELD_FREE_BEDS),
		.stars = number(&in, AC_FIELD_STARS),
		.daily_visitors = number(&in, AC_FIELD_DAILY_VISITORS),
	};
	position(&in, &made.lat_deg, &made.lon_deg);
	if (!in.refused)
		*place = made;
	return !in.refused;
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static void read_nationality(const struct reading *in, struct ac_traveller_row *traveller)
{
	struct ac_str s = value(in, AC_FIELD_NATIONALITY);
	if (s.n == 0)
		return;
	if (s.n != 2 || !is_letter(s.p[0]) || !is_letter(s.p[1])) {
		doubt(in, AC_FIELD_NATIONALITY,
			"left out: write the country in two letters (ISO "
			"3166), as in IL");
		return;
	}
	traveller->nationality[0] = (char)(s.p[0] & ~32);
	traveller->nationality[1] = (char)(s.p[1] & ~32);
}

static bool is_language(struct ac_str s)
{
	size_t primary = 0;
	while (primary < s.n && is_letter(s.p[primary]))
		primary++;
	if (primary < 2 || primary > 3 || s.n > 35 || (primary < s.n && s.p[primary] != '-'))
		return false;
	for (size_t i = primary; i < s.n; i++)
		if (!is_letter(s.p[i]) && s.p[i] != '-' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	return s.p[s.n - 1] != '-';
}

/* BCP 47; the three tags of 1989 that ISO replaced still stand in old registries. */
static void read_language(const struct reading *in, struct ac_traveller_row *traveller)
{
	static const char replaced[][2][3] = { { "iw", "he" }, { "in", "id" }, { "ji", "yi" } };
	struct ac_str s = value(in, AC_FIELD_LANGUAGE);
	if (s.n == 0)
		return;
	if (!is_language(s)) {
		doubt(in, AC_FIELD_LANGUAGE,
			"left out: write the language's tag (BCP 47), as in he");
		return;
	}
	memcpy(traveller->language, s.p, s.n);
	for (size_t i = 0; i < s.n && s.p[i] != '-'; i++)
		traveller->language[i] |= 32;
	for (size_t i = 0; i < 3; i++)
		if ((s.n == 2 || s.p[2] == '-') &&
			memcmp(traveller->language, replaced[i][0], 2) == 0)
			memcpy(traveller->language, replaced[i][1], 2);
}

static void read_minor(const struct reading *in, struct ac_traveller_row *traveller)
{
	static const char *const yes[] = { "1", "true", "yes", "y" };
	static const char *const no[] = { "", "0", "false", "no", "n" };
	struct ac_str s = value(in, AC_FIELD_MINOR);
	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		traveller->minor |= ac_str_eq_nocase(s, ac_str(yes[i]));
	bool known = traveller->minor;
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		known |= ac_str_eq_nocase(s, ac_str(no[i]));
	if (!known)
		doubt(in, AC_FIELD_MINOR, "taken as 0: write 1 for a minor, 0 for an adult");
}

/* A number that cannot be dialled is left out; what is stored from before is kept then. */
static void read_phone(const struct reading *in, enum ac_field field,
	enum ac_intake_contact contact, struct ac_traveller_row *traveller)
{
	struct ac_str s = value(in, field);
	if (s.n == 0) {
		if (in->columns->at[field] < 0)
			traveller->keep_contacts |= 1u << contact;
		return;
	}
	struct ac_phone phone = ac_phone_parse(
		s, traveller->nationality[0] ? ac_str(traveller->nationality) : in->region);
	if (phone.verdict != AC_PHONE_VALID)
		doubt(in, field, phone.reason);
	if (phone.verdict == AC_PHONE_IMPOSSIBLE)
		traveller->keep_contacts |= 1u << contact;
	else
		memcpy(traveller->contact[contact], phone.e164, sizeof phone.e164);
}

static void read_email(const struct reading *in, struct ac_traveller_row *traveller)
{
	struct ac_str s = value(in, AC_FIELD_EMAIL);
	const char *why = s.n ? ac_email_read(s, traveller->contact[AC_INTAKE_EMAIL]) : NULL;
	if (why)
		doubt(in, AC_FIELD_EMAIL, why);
	if (why || in->columns->at[AC_FIELD_EMAIL] < 0)
		traveller->keep_contacts |= 1u << AC_INTAKE_EMAIL;
}

static void read_contacts(const struct reading *in, struct ac_traveller_row *traveller)
{
	read_phone(in, AC_FIELD_PHONE, AC_INTAKE_PHONE, traveller);
	read_phone(in, AC_FIELD_SECOND_PHONE, AC_INTAKE_SECOND, traveller);
	read_phone(in, AC_FIELD_EMERGENCY_PHONE, AC_INTAKE_EMERGENCY, traveller);
	/* The same number twice would be two tries at one handset. */
	if (strcmp(traveller->contact[AC_INTAKE_PHONE], traveller->contact[AC_INTAKE_SECOND]) == 0)
		traveller->contact[AC_INTAKE_SECOND][0] = 0;
	read_email(in, traveller);
}

static void read_dates(struct reading *in, struct ac_traveller_row *traveller)
{
	struct ac_str arrival = value(in, AC_FIELD_ARRIVAL);
	struct ac_str departure = value(in, AC_FIELD_DEPARTURE);
	traveller->to_day = ac_day_open;
	if (!ac_date_parse(arrival, &traveller->from_day))
		refuse(in, AC_FIELD_ARRIVAL,
			arrival.n ? "no date from 1970 to 2199: write YYYY-MM-DD"
				  : "empty: a stay needs its first day, YYYY-MM-DD");
	else if (departure.n > 0 && !ac_date_parse(departure, &traveller->to_day))
		refuse(in, AC_FIELD_DEPARTURE,
			"no date from 1970 to 2199: write YYYY-MM-DD, or leave it empty");
	else if (traveller->to_day < traveller->from_day)
		refuse(in, AC_FIELD_DEPARTURE, "before the arrival: are the two exchanged?");
}

static void read_place(struct reading *in, struct ac_traveller_row *traveller)
{
	traveller->lodging = text(in, AC_FIELD_LODGING, ac_intake_max_id);
	traveller->zone = text(in, AC_FIELD_ZONE, ac_zone_name_max);
	if (traveller->lodging.n > 0)
		return;
	if (value(in, AC_FIELD_LATITUDE).n > 0 || value(in, AC_FIELD_LONGITUDE).n > 0) {
		traveller->has_position = true;
		position(in, &traveller->lat_deg, &traveller->lon_deg);
	} else
		doubt(in, AC_FIELD_LODGING,
			"neither a lodging nor a position: no area can find this person");
}

bool ac_intake_traveller(const struct ac_columns *columns, const struct ac_csv_row *row,
	struct ac_str region, struct ac_traveller_row *traveller, struct ac_findings *findings)
{
	struct reading in = {
		.columns = columns, .row = row, .findings = findings, .region = region
	};
	struct ac_traveller_row made = {
		.id = needed(&in, AC_FIELD_ID, ac_intake_max_id),
		.party = text(&in, AC_FIELD_PARTY, ac_intake_max_id),
		.name = text(&in, AC_FIELD_NAME, ac_intake_max_name),
		.native_name = text(&in, AC_FIELD_NATIVE_NAME, ac_intake_max_name),
		.purpose = text(&in, AC_FIELD_PURPOSE, ac_intake_max_name),
		.source = text(&in, AC_FIELD_SOURCE, ac_intake_max_name),
	};
	read_place(&in, &made);
	read_dates(&in, &made);
	if (in.refused)
		return false;
	read_nationality(&in, &made);
	read_language(&in, &made);
	read_minor(&in, &made);
	read_contacts(&in, &made);
	*traveller = made;
	return true;
}
