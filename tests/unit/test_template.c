/* What a user loses if this breaks: a warning with "{hotel}" in it, one whose instruction stands in
 * the second segment that never came, or one that asks people to answer with a word that carriers
 * take for STOP. */
#include "check.h"
#include "text/template.h"

#include <string.h>

static struct ac_arg samples[8];
static const size_t sample_count = 5;

static int make_samples(void **state)
{
	(void)state;
	samples[0] = AC_ARG_OF_TEXT("office", AC_STR("Foreign Ministry"));
	samples[1] = AC_ARG_OF_TEXT("place", AC_STR("Istanbul"));
	samples[2] = AC_ARG_OF_TEXT("kind", AC_STR("other"));
	samples[3] = AC_ARG_OF_NUMBER("people", 12);
	/* 2022-06-28T19:00:00+03:00 */
	samples[4] = AC_ARG_OF_TIME("until", (struct ac_wall){ INT64_C(1656432000) * AC_SECOND });
	return 0;
}

static struct ac_template_rules rules(void)
{
	return (struct ac_template_rules){ .samples = samples, .sample_count = sample_count };
}

static enum ac_status load(const char *pattern, const char *action, const char *language,
	const struct ac_template_rules *r, struct ac_template **made,
	struct ac_template_report *report, struct ac_error *err)
{
	struct ac_template_source source = { ac_str(pattern), ac_str(action), language,
		"Europe/Istanbul" };
	return ac_template_new(&source, r, made, report, err);
}

static void renders_as(const char *pattern, const char *language, const char *expected)
{
	struct ac_template_rules r = rules();
	struct ac_error err = { 0 };
	struct ac_template *made = NULL;
	struct ac_buf out;
	ac_buf_init(&out, 1000);
	if (load(pattern, "", language, &r, &made, NULL, &err) != AC_OK)
		fail_msg("\"%s\": %s", pattern, err.msg);
	for (int twice = 0; twice < 2; twice++) {
		ac_buf_reset(&out);
		assert_int_equal(
			ac_template_render(made, samples, sample_count, &out, &err), AC_OK);
		assert_string_equal(out.p, expected);
	}
	ac_buf_done(&out);
	ac_template_free(made);
}

static void texts_come_out_with_their_values_in_place(void **state)
{
	(void)state;
	renders_as("Leave now.", "en", "Leave now.");
	renders_as("{office}: Leave {place} now.", "en", "Foreign Ministry: Leave Istanbul now.");
	renders_as("{place}{place}", "en", "IstanbulIstanbul");
	renders_as("Don't go to {place}", "en", "Don't go to Istanbul");
	renders_as("Départ d''{place}", "fr", "Départ d'Istanbul");
	renders_as("'{'not a value'}' {place}", "en", "{not a value} Istanbul");
	renders_as("until {until, date, ::dMMMM}", "en", "until 28 June");
	renders_as("at {until, time, short}", "en", "at 19:00");
	renders_as("{until, date, ::dMMMMyyyy}", "he", "28 ביוני 2022");
	renders_as("{until, date, ::dMMMMyyyy}", "ar", "28 يونيو 2022");
	renders_as("{until, date, ::dMMMMyyyy}", "ru", "28 июня 2022 г.");
	renders_as("{people, plural, one {# человек} few {# человека} many {# человек} other {#}}",
		"ru", "12 человек");
	renders_as("{kind, select, tourist {T} other {visit {place}}}!", "en", "visit Istanbul!");
}

static void values_are_never_read_as_syntax(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template *made = NULL;
	struct ac_arg args[2] = { AC_ARG_OF_TEXT("office", AC_STR("{place}'s #1")),
		AC_ARG_OF_TEXT("place", AC_STR("")) };
	struct ac_buf out;
	ac_buf_init(&out, 1000);
	assert_int_equal(load("<{office}|{place}>", "", "en", &r, &made, NULL, NULL), AC_OK);
	assert_int_equal(ac_template_render(made, args, 2, &out, NULL), AC_OK);
	assert_string_equal(out.p, "<{place}'s #1|>");
	ac_buf_done(&out);
	ac_template_free(made);
}

static void a_remembered_date_does_not_stick(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template *made = NULL;
	struct ac_buf out;
	ac_buf_init(&out, 1000);
	assert_int_equal(load("{until, date, ::dMMMM}", "", "en", &r, &made, NULL, NULL), AC_OK);
	for (int day = 0; day < 4; day++) {
		static const char *const expected[] = { "28 June", "29 June", "28 June",
			"29 June" };
		struct ac_arg arg = samples[4];
		arg.time.us += (day % 2) * AC_DAY;
		ac_buf_reset(&out);
		assert_int_equal(ac_template_render(made, &arg, 1, &out, NULL), AC_OK);
		assert_string_equal(out.p, expected[day]);
	}
	ac_buf_done(&out);
	ac_template_free(made);
}

static void a_missing_value_is_an_error_and_never_a_brace_in_the_message(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template *made = NULL;
	struct ac_error err;
	struct ac_buf out;
	ac_buf_init(&out, 1000);
	ac_buf_add_str(&out, AC_STR("before"));
	static const char *const patterns[] = { "{office} in {place}",
		"{office} {until, date, long}", "{office}{kind, select, other {{place}}}" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(load(patterns[i], "", "en", &r, &made, NULL, &err), AC_OK);
		assert_int_equal(ac_template_render(made, samples, 1, &out, &err), AC_INVALID);
		assert_non_null(strstr(err.msg, "{"));
		assert_string_equal(out.p, "before");
		ac_template_free(made);
	}
	struct ac_arg wrong = AC_ARG_OF_NUMBER("office", 3);
	assert_int_equal(load("{office}", "", "en", &r, &made, NULL, &err), AC_OK);
	assert_int_equal(ac_template_render(made, &wrong, 1, &out, &err), AC_INVALID);
	ac_template_free(made);
	ac_buf_done(&out);
}

static void refused(
	const char *pattern, const char *action, struct ac_template_rules r, const char *because)
{
	struct ac_error err = { 0 };
	struct ac_template *made = NULL;
	if (load(pattern, action, "en", &r, &made, NULL, &err) != AC_INVALID)
		fail_msg("\"%s\" was taken", pattern);
	assert_null(made);
	if (!strstr(err.msg, because))
		fail_msg("\"%s\" refused with \"%s\", not \"%s\"", pattern, err.msg, because);
}

static void what_is_wrong_with_a_text_is_said_when_it_is_loaded(void **state)
{
	(void)state;
	struct ac_template_rules r = rules(), action = rules(), segments = rules();
	action.need_action = true;
	segments.max_segments = 1;
	refused("", "", r, "1 to 4096 bytes");
	refused("a\xff", "", r, "UTF-8");
	refused("Leave {place", "", r, "no MessageFormat");
	refused("Leave {plaice}", "", r, "{plaice} is not known");
	refused("Leave {0}", "", r, "{0} is not known");
	refused("{place, date}", "", r, "no time");
	refused("{until, plural, other {x}}", "", r, "no number");
	refused("{people, spellout}", "", r, "format other than");
	refused("{kind, select, other {{until, date}}}", "", r, "inside plural or select");
	refused("{kind, select, a {b}}", "", r, "no MessageFormat");
	refused("Leave now", "", action, "no action");
	refused("Leave now", "Leave {place}", action, "{place} is not known");
	refused("Leave now", "Go now", action, "not in the text");
	refused("The ministry of foreign affairs tells everybody who reads this: please Leave now",
		"Leave now", action, "ends at character 80");
	refused("{kind, select, a {A very long way of saying nothing at all before the action!!!} "
		"other {}} Leave now",
		"Leave now", action, "ends at character 71");
	refused("See https://example.org/x", "", r, "nothing but a link");
	refused("Leave now. Reply YES or 1.", "", r, "YES");
	refused("Leave now. Reply END.", "", r, "END");
	refused("0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
		"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 {place} "
		"{place}!",
		"", segments, "2 segments");
	struct ac_template *made = NULL;
	struct ac_error err;
	struct ac_template_source source = { AC_STR("x"), AC_STR(""), "en", "Mars/Olympus" };
	assert_int_equal(ac_template_new(&source, &r, &made, NULL, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "Mars/Olympus"));
}

static void what_is_doubtful_is_warned_of(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template_report report;
	struct ac_template *made = NULL;
	r.warn_segments = 1;
	assert_int_equal(load("Leave Istanbul now, the BENDING road is open. More: "
			      "https://example.org/x. Never tell anybody your passport number.",
				 "", "en", &r, &made, &report, NULL),
		AC_OK);
	assert_int_equal(report.warning_count, 2);
	assert_non_null(strstr(report.warning[0], "link"));
	assert_non_null(strstr(report.warning[1], "passport number"));
	ac_template_free(made);
	assert_int_equal(load("צאו מאיסטנבול. צאו מאיסטנבול. צאו מאיסטנבול. צאו מאיסטנבול. צאו!!!",
				 "", "he", &r, &made, &report, NULL),
		AC_OK);
	assert_int_equal(report.warning_count, 0);
	assert_int_equal(report.largest.coding, AC_CODING_UCS2);
	ac_template_free(made);
}

static void a_text_without_values_is_ready_to_send(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template *made = NULL;
	struct ac_buf scratch, body;
	struct ac_text_size size;
	ac_buf_init(&scratch, 1000);
	ac_buf_init(&body, 1000);
	assert_int_equal(load("Don''t go @", "", "en", &r, &made, NULL, NULL), AC_OK);
	const struct ac_template_fixed *fixed = ac_template_fixed(made);
	assert_non_null(fixed);
	assert_true(ac_str_eq(fixed->text, AC_STR("Don't go @")));
	assert_int_equal(fixed->size.coding, AC_CODING_GSM7);
	assert_int_equal(fixed->body.p[9], 0);
	assert_int_equal(
		ac_template_render_body(made, NULL, 0, &scratch, &body, &size, NULL), AC_OK);
	assert_true(ac_str_eq(ac_buf_str(&body), fixed->body));
	ac_template_free(made);
	assert_int_equal(load("{place}", "", "en", &r, &made, NULL, NULL), AC_OK);
	assert_null(ac_template_fixed(made));
	assert_int_equal(
		ac_template_render_body(made, samples, sample_count, &scratch, &body, &size, NULL),
		AC_OK);
	assert_int_equal(size.units, 8);
	assert_string_equal(body.p, "Istanbul");
	ac_template_free(made);
	ac_buf_done(&scratch);
	ac_buf_done(&body);
}

static void a_full_buffer_is_said_and_left_as_it_was(void **state)
{
	(void)state;
	struct ac_template_rules r = rules();
	struct ac_template *made = NULL;
	struct ac_buf out;
	ac_buf_init(&out, 10);
	ac_buf_add_str(&out, AC_STR("abc"));
	assert_int_equal(load("{place}", "", "en", &r, &made, NULL, NULL), AC_OK);
	assert_int_equal(ac_template_render(made, samples, sample_count, &out, NULL), AC_FULL);
	assert_string_equal(out.p, "abc");
	assert_false(out.over);
	ac_template_free(made);
	ac_buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(texts_come_out_with_their_values_in_place),
		CASE(values_are_never_read_as_syntax),
		CASE(a_remembered_date_does_not_stick),
		CASE(a_missing_value_is_an_error_and_never_a_brace_in_the_message),
		CASE(what_is_wrong_with_a_text_is_said_when_it_is_loaded),
		CASE(what_is_doubtful_is_warned_of),
		CASE(a_text_without_values_is_ready_to_send),
		CASE(a_full_buffer_is_said_and_left_as_it_was),
	};
	return cmocka_run_group_tests(tests, make_samples, NULL);
}
