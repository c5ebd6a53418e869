/* A row of a registry as a person: if this breaks, somebody is registered under a wrong number or on
 * wrong days, or is left out of a warning without anybody being told. */
#include "check.h"
#include "roster/columns.h"
#include "roster/intake.h"
#include "roster/phone.h"
#include "roster/zone.h"

#include <stdio.h>

static const char traveller_header[] =
	"traveller_id,party_id,name,native_name,language,nationality,purpose,phone,email,hotel_id,"
	"arrival,departure,source,minor,second_phone,emergency_phone\n";

/* The first row behind the header. The reader is kept so that the views stay good. */
struct one {
	struct ac_csv *csv;
	struct ac_str rest;
	char text[2048];
	struct ac_columns columns;
	struct ac_findings findings;
	struct ac_csv_row row;
};

static void one_open(struct one *one, enum ac_import_kind kind, const char *header, const char *row)
{
	*one = (struct one){ 0 };
	snprintf(one->text, sizeof one->text, "%s%s\n", header, row);
	one->rest = ac_str(one->text);
	one->csv = ac_csv_new("f.csv", ac_csv_from_str(&one->rest));
	ac_findings_init(&one->findings, 16);
	assert_int_equal(ac_csv_next(one->csv, &one->row, NULL), AC_OK);
	struct ac_error err;
	assert_int_equal(ac_columns_read(kind, &one->row, AC_STR(""), &one->columns, &err), AC_OK);
	assert_int_equal(ac_csv_next(one->csv, &one->row, NULL), AC_OK);
}

static void one_close(struct one *one)
{
	ac_csv_free(one->csv);
	ac_columns_done(&one->columns);
	ac_findings_done(&one->findings);
}

static void a_full_row_becomes_a_person(void **state)
{
	(void)state;
	struct one one;
	one_open(&one, AC_IMPORT_TRAVELLERS, traveller_header,
		"T1,P1, Adi Amar "
		",\xd7\xa2\xd7\x93\xd7\x99,iw-IL,il,tourism,0500000045,a.b@Example.ORG,"
		"H1,2022-06-11,2022-06-14,registered,1,+905550002001,+972520000004");
	struct ac_traveller_row person;
	assert_true(
		ac_intake_traveller(&one.columns, &one.row, AC_STR(""), &person, &one.findings));
	assert_int_equal(one.findings.notes.n, 0);
	assert_true(ac_str_eq(person.name, AC_STR("Adi Amar")));
	assert_string_equal(person.language, "he-IL");
	assert_string_equal(person.nationality, "IL");
	assert_true(person.minor);
	assert_string_equal(person.contact[AC_INTAKE_PHONE], "+972500000045");
	assert_string_equal(person.contact[AC_INTAKE_SECOND], "+905550002001");
	assert_string_equal(person.contact[AC_INTAKE_EMERGENCY], "+972520000004");
	assert_string_equal(person.contact[AC_INTAKE_EMAIL], "a.b@example.org");
	assert_int_equal(person.to_day - person.from_day, 3);
	one_close(&one);
}

static void a_broken_number_keeps_the_person(void **state)
{
	(void)state;
	struct one one;
	one_open(&one, AC_IMPORT_TRAVELLERS, traveller_header,
		"T1,,,,,IL,,+9725,nobody,H1,2022-06-11,,,,,");
	struct ac_traveller_row person;
	assert_true(
		ac_intake_traveller(&one.columns, &one.row, AC_STR(""), &person, &one.findings));
	assert_int_equal(one.findings.doubtful, 2);
	assert_string_equal(one.findings.notes.at[0].column, "phone");
	assert_int_equal(one.findings.notes.at[0].line, 2);
	assert_string_equal(one.findings.notes.at[1].column, "email");
	assert_string_equal(person.contact[AC_INTAKE_PHONE], "");
	assert_int_equal(person.to_day, ac_day_open);
	one_close(&one);
}

static void a_useless_row_is_refused_once_with_its_reason(void **state)
{
	(void)state;
	static const struct {
		const char *row, *column;
	} cases[] = {
		{ ",,,,,IL,,,,H1,2022-06-11,,,,,", "traveller_id" },
		{ "T1,,,,,IL,,,,H1,,,,,,", "arrival" },
		{ "T1,,,,,IL,,,,H1,11.06.2022,,,,,", "arrival" },
		{ "T1,,,,,IL,,,,H1,2022-02-29,,,,,", "arrival" },
		{ "T1,,,,,IL,,,,H1,2022-06-11,2022-06-10,,,,", "departure" },
		{ "T1,,,,,IL,,,,H1,2022-06-11,soon,,,,", "departure" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct one one;
		one_open(&one, AC_IMPORT_TRAVELLERS, traveller_header, cases[i].row);
		struct ac_traveller_row person;
		assert_false(ac_intake_traveller(
			&one.columns, &one.row, AC_STR(""), &person, &one.findings));
		assert_int_equal(one.findings.refused, 1);
		assert_string_equal(one.findings.notes.at[0].column, cases[i].column);
		one_close(&one);
	}
}

static void a_stay_can_be_a_position(void **state)
{
	(void)state;
	struct one one;
	struct ac_traveller_row person;
	one_open(&one, AC_IMPORT_TRAVELLERS, "traveller_id,arrival,latitude,longitude\n",
		"T1,2022-06-11,41.01,28.97");
	assert_true(
		ac_intake_traveller(&one.columns, &one.row, AC_STR(""), &person, &one.findings));
	assert_true(person.has_position && person.lat_deg == 41.01 && person.lon_deg == 28.97);
	one_close(&one);
	one_open(&one, AC_IMPORT_TRAVELLERS, "traveller_id,arrival,latitude,longitude\n",
		"T1,2022-06-11,41.01,");
	assert_false(
		ac_intake_traveller(&one.columns, &one.row, AC_STR(""), &person, &one.findings));
	one_close(&one);
	one_open(&one, AC_IMPORT_TRAVELLERS, "traveller_id,arrival\n", "T1,2022-06-11");
	assert_true(
		ac_intake_traveller(&one.columns, &one.row, AC_STR(""), &person, &one.findings));
	assert_int_equal(one.findings.doubtful, 1);
	one_close(&one);
}

static void places_need_a_position_on_earth(void **state)
{
	(void)state;
	static const char header[] = "hotel_id,name,district,latitude,longitude,beds,stars\n";
	struct ac_place_row place;
	struct one one;
	one_open(&one, AC_IMPORT_HOTELS, header, "H1,Inn,Fatih,41.009764,28.975911,38,many");
	assert_true(ac_intake_place(&one.columns, &one.row, &place, &one.findings));
	assert_int_equal(place.beds, 38);
	assert_int_equal(place.stars, -1);
	assert_int_equal(place.free_beds, -1);
	assert_int_equal(one.findings.doubtful, 1);
	one_close(&one);
	static const char *const bad[] = { "H1,Inn,,91,28,,", "H1,Inn,,,28,,", "H1,Inn,,41,181,,",
		"H1,Inn,,41,nan,,", ",Inn,,41,28,,", "H1,,,41,28,," };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		one_open(&one, AC_IMPORT_HOTELS, header, bad[i]);
		assert_false(ac_intake_place(&one.columns, &one.row, &place, &one.findings));
		assert_int_equal(one.findings.refused, 1);
		one_close(&one);
	}
}

static enum ac_status read_header(
	const char *header, const char *renamed, struct ac_columns *columns, struct ac_error *err)
{
	struct ac_str rest = ac_str(header);
	AC_AUTO(csv) struct ac_csv *csv = ac_csv_new("f.csv", ac_csv_from_str(&rest));
	struct ac_csv_row row;
	assert_int_equal(ac_csv_next(csv, &row, NULL), AC_OK);
	return ac_columns_read(AC_IMPORT_TRAVELLERS, &row, ac_str(renamed), columns, err);
}

static void headers_are_understood_renamed_or_named(void **state)
{
	(void)state;
	AC_AUTO(columns) struct ac_columns columns = { 0 };
	struct ac_error err;
	assert_int_equal(read_header("Guest, Arrival ,hotel_id,shoe size,mail\n",
				 "guest=traveller_id, mail = email", &columns, &err),
		AC_OK);
	assert_int_equal(columns.at[AC_FIELD_ID], 0);
	assert_int_equal(columns.at[AC_FIELD_ARRIVAL], 1);
	assert_int_equal(columns.at[AC_FIELD_LODGING], 2);
	assert_int_equal(columns.at[AC_FIELD_EMAIL], 4);
	assert_int_equal(columns.at[AC_FIELD_PHONE], -1);
	assert_int_equal(columns.left_out.n, 1);
	assert_string_equal(columns.left_out.at[0], "shoe size");
}

static void a_header_that_cannot_serve_says_why(void **state)
{
	(void)state;
	static const struct {
		const char *header, *renamed, *says;
	} cases[] = {
		{ "", "", "empty" },
		{ "guest,arrival\n", "", "no column \"traveller_id\"" },
		{ "traveller_id;arrival\n", "", "commas" },
		{ "traveller_id,arrival,arrival\n", "", "columns 2 and 3 are both \"arrival\"" },
		{ "traveller_id,arrival,latitude\n", "", "come together" },
		{ "traveller_id,arrival\n", "x=phone", "no column \"x\"" },
		{ "traveller_id,arrival\n", "arrival=shoe", "no field \"shoe\"" },
		{ "traveller_id,arrival\n", "arrival", "no pair" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ac_columns columns;
		struct ac_error err;
		assert_int_equal(
			read_header(cases[i].header, cases[i].renamed, &columns, &err), AC_INVALID);
		assert_non_null(strstr(err.msg, cases[i].says));
	}
}

static void numbers_come_out_as_e164(void **state)
{
	(void)state;
	static const struct {
		const char *text, *region, *e164;
		enum ac_phone_verdict verdict;
	} cases[] = {
		{ "+972500000001", "", "+972500000001", AC_PHONE_VALID },
		{ "0500000045", "IL", "+972500000045", AC_PHONE_VALID },
		{ "00972 50-000-0001", "IL", "+972500000001", AC_PHONE_VALID },
		{ "tel:+972-50-000-0001", "TR", "+972500000001", AC_PHONE_VALID },
		{ "+905550002001", "IL", "+905550002001", AC_PHONE_VALID },
		{ "\xd9\xa0\xd9\xa5\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0\xd9"
		  "\xa1",
			"IL", "+972500000001", AC_PHONE_VALID },
		{ "+12125550100", "", "+12125550100", AC_PHONE_VALID },
		{ "+11115550100", "", "+11115550100", AC_PHONE_POSSIBLE },
		{ "+9725", "IL", "", AC_PHONE_IMPOSSIBLE },
		{ "0500000045", "", "", AC_PHONE_IMPOSSIBLE },
		{ "0500000045", "QQ", "", AC_PHONE_IMPOSSIBLE },
		{ "+99912345678", "", "", AC_PHONE_IMPOSSIBLE },
		{ "+97250000000123456", "", "", AC_PHONE_IMPOSSIBLE },
		{ "000704805", "IL", "", AC_PHONE_IMPOSSIBLE },
		{ "+810055850887555004", "", "", AC_PHONE_IMPOSSIBLE },
		{ "", "IL", "", AC_PHONE_IMPOSSIBLE },
		{ "call reception", "IL", "", AC_PHONE_IMPOSSIBLE },
		{ "\xff\xfe", "IL", "", AC_PHONE_IMPOSSIBLE },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ac_phone phone =
			ac_phone_parse(ac_str(cases[i].text), ac_str(cases[i].region));
		assert_int_equal(phone.verdict, cases[i].verdict);
		assert_string_equal(phone.e164, cases[i].e164);
		assert_true((phone.reason == NULL) == (phone.verdict == AC_PHONE_VALID));
	}
}

static void addresses_that_mail_cannot_reach_are_told_apart(void **state)
{
	(void)state;
	char out[ac_email_max + 1];
	static const char *const good[] = { "a@b.c", "first.last+tag@sub.example.org",
		"x_y@1-2.com" };
	static const char *const bad[] = { "", "a", "@b.c", "a@", "a@b", "a b@c.d", "a@b..c",
		".a@b.c", "a.@b.c", "a..b@c.d", "a@-b.c", "a@b@c.d", "a@b.c,d@e.f", "a@b.c\n" };
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_null(ac_email_read(ac_str(good[i]), out));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_non_null(ac_email_read(ac_str(bad[i]), out));
}

static int64_t day_start(const char *zone_name, const char *date)
{
	AC_AUTO(zone) struct ac_zone *zone = NULL;
	assert_int_equal(ac_zone_new(ac_str(zone_name), &zone, NULL), AC_OK);
	int32_t day;
	assert_true(ac_date_parse(ac_str(date), &day));
	struct ac_wall start = ac_zone_day_start(zone, day);
	assert_int_equal(ac_zone_day(zone, start), day);
	assert_int_equal(ac_zone_day(zone, (struct ac_wall){ start.us - 1 }), day - 1);
	return start.us;
}

static void a_day_begins_where_its_place_is(void **state)
{
	(void)state;
	static const struct {
		const char *zone, *date, *utc;
	} cases[] = {
		{ "Europe/Istanbul", "2022-06-11", "2022-06-10T21:00:00Z" },
		{ "UTC", "1970-01-01", "1970-01-01T00:00:00Z" },
		{ "Asia/Jerusalem", "2022-03-25",
			"2022-03-24T22:00:00Z" }, /* the clock goes on at 2 */
		{ "Asia/Jerusalem", "2022-03-26", "2022-03-25T21:00:00Z" },
		{ "Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z" }, /* 00:00 is skipped */
		{ "America/Havana", "2022-11-06", "2022-11-06T04:00:00Z" }, /* 00:00 comes twice */
		{ "America/Sao_Paulo", "2018-11-04",
			"2018-11-04T03:00:00Z" }, /* 00:00 is skipped */
		{ "Asia/Kathmandu", "2022-06-11", "2022-06-10T18:15:00Z" },
		{ "Pacific/Kiritimati", "2022-06-11", "2022-06-10T10:00:00Z" },
		{ "Pacific/Pago_Pago", "2022-06-11", "2022-06-11T11:00:00Z" },
		{ "America/New_York", "2199-07-04", "2199-07-04T04:00:00Z" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ac_wall want;
		assert_int_equal(ac_wall_parse(ac_str(cases[i].utc), &want, NULL), AC_OK);
		assert_int_equal(day_start(cases[i].zone, cases[i].date), want.us);
	}
}

static void a_day_that_a_place_skipped_is_empty(void **state)
{
	(void)state;
	AC_AUTO(zone) struct ac_zone *zone = NULL;
	assert_int_equal(ac_zone_new(AC_STR("Pacific/Apia"), &zone, NULL), AC_OK);
	int32_t day;
	assert_true(ac_date_parse(AC_STR("2011-12-30"), &day)); /* Samoa crossed the date line */
	assert_int_equal(ac_zone_day_start(zone, day).us, ac_zone_day_start(zone, day + 1).us);
}

static void zones_and_dates_that_do_not_exist_are_refused(void **state)
{
	(void)state;
	static const char *const zones[] = { "", "Europe/Nowhere", "Europe/Istanbul ", "GMT+25",
		"Etc/Unknown", "\xd7\xa2",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		struct ac_zone *zone = NULL;
		struct ac_error err;
		assert_int_equal(ac_zone_new(ac_str(zones[i]), &zone, &err), AC_INVALID);
	}
	static const char *const dates[] = { "", "2022-6-11", "2022-06-31", "1969-12-31",
		"2200-01-01", "2022/06/11", "2022-06-11T00", "+022-06-11" };
	int32_t day;
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
		assert_false(ac_date_parse(ac_str(dates[i]), &day));
	char out[16];
	ac_date_format(19154, out);
	assert_string_equal(out, "2022-06-11");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_full_row_becomes_a_person),
		CASE(a_broken_number_keeps_the_person),
		CASE(a_useless_row_is_refused_once_with_its_reason),
		CASE(a_stay_can_be_a_position),
		CASE(places_need_a_position_on_earth),
		CASE(headers_are_understood_renamed_or_named),
		CASE(a_header_that_cannot_serve_says_why),
		CASE(numbers_come_out_as_e164),
		CASE(addresses_that_mail_cannot_reach_are_told_apart),
		CASE(a_day_begins_where_its_place_is),
		CASE(a_day_that_a_place_skipped_is_empty),
		CASE(zones_and_dates_that_do_not_exist_are_refused),
	};
	return RUN(tests);
}
