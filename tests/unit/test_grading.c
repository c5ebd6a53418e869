/* What a user loses if this breaks: a source's life, because a report left the desk that was marked to stay; or a
 * warning that comes too late, because nobody could tell how much a report was worth. */
#include "check.h"

#include "threat/grading.h"

#include <string.h>

static void a_grade_is_a_letter_and_a_figure(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "A", "2", "A0", "A7", "G1", "AA", "A2 ", "2A",
		"@1" };
	struct ac_grade grade;
	assert_true(ac_grade_from(AC_STR("A2"), &grade));
	assert_string_equal(ac_grade_source(grade), "completely reliable");
	assert_string_equal(ac_grade_information(grade), "probably true");
	assert_true(ac_grade_from(AC_STR("f6"), &grade));
	assert_string_equal(ac_grade_source(grade), "reliability cannot be judged");
	assert_string_equal(ac_grade_information(grade), "truth cannot be judged");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(ac_grade_from(ac_str(wrong[i]), &grade));
}

static void a_probability_is_one_of_the_standard_s_words_and_its_range(void **state)
{
	(void)state;
	static const struct {
		const char *said, *word;
		int lo, hi;
	} cases[] = {
		{ "almost no chance", "almost no chance", 1, 5 },
		{ "Remote", "almost no chance", 1, 5 },
		{ "highly improbable", "very unlikely", 5, 20 },
		{ "unlikely", "unlikely", 20, 45 },
		{ "roughly even odds", "roughly even chance", 45, 55 },
		{ "likely", "likely", 55, 80 },
		{ "PROBABLE", "likely", 55, 80 },
		{ "very likely", "very likely", 80, 95 },
		{ "nearly certain", "almost certain", 95, 99 },
	};
	struct ac_error err;
	enum ac_probability probability;
	int lo, hi;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
			ac_probability_from(ac_str(cases[i].said), &probability, &err), AC_OK);
		ac_probability_range(probability, &lo, &hi);
		assert_string_equal(ac_probability_word(probability), cases[i].word);
		assert_true(lo == cases[i].lo && hi == cases[i].hi);
	}
	assert_int_equal(ac_probability_from(AC_STR("possible"), &probability, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "almost certain"));
}

static void the_ranges_meet_each_other_from_1_to_99_per_cent(void **state)
{
	(void)state;
	int before = 1, lo, hi;
	for (int p = 1; p < ac_probability_count; p++) {
		ac_probability_range((enum ac_probability)p, &lo, &hi);
		assert_int_equal(lo, before);
		assert_true(hi > lo);
		before = hi;
	}
	assert_int_equal(before, 99);
}

static void a_colour_is_one_of_five(void **state)
{
	(void)state;
	enum ac_tlp tlp;
	assert_int_equal(ac_tlp_from(AC_STR("TLP:AMBER+STRICT"), &tlp, NULL), AC_OK);
	assert_int_equal(tlp, AC_TLP_AMBER_STRICT);
	assert_int_equal(ac_tlp_from(AC_STR("red"), &tlp, NULL), AC_OK);
	assert_int_equal(tlp, AC_TLP_RED);
	assert_int_equal(ac_tlp_from(AC_STR("WHITE"), &tlp, NULL), AC_INVALID); /* of version 1 */
	assert_int_equal(ac_tlp_from(AC_STR(""), &tlp, NULL), AC_INVALID);
	assert_int_equal(ac_tlp_from(AC_STR("TLP:"), &tlp, NULL), AC_INVALID);
}

/* Who asks, against every kind of mark; 1 where it may leave. */
static void a_mark_lets_out_to_those_it_names_and_nobody_else(void **state)
{
	(void)state;
	static const char *const audiences[] = { "Entered It", "Dana", "Avi", "desk",
		"partner:host", "partner:airline", "community", "public" };
	enum { n_audiences = sizeof audiences / sizeof *audiences };
	static const struct {
		enum ac_tlp tlp;
		const char *list, *allowed;
	} cases[] = {
		{ AC_TLP_RED, "", "10000000" },
		{ AC_TLP_RED, "Dana", "11000000" },
		{ AC_TLP_RED, "Avi, Dana", "11100000" },
		{ AC_TLP_RED, "desk", "11110000" },
		{ AC_TLP_AMBER_STRICT, "", "11110000" },
		{ AC_TLP_AMBER_STRICT, "Dana", "11000000" },
		{ AC_TLP_AMBER, "", "11110000" },
		{ AC_TLP_AMBER, "desk,partner:host", "11111000" },
		{ AC_TLP_AMBER, "Dana,partner:airline", "11000100" },
		{ AC_TLP_GREEN, "", "11111110" },
		{ AC_TLP_GREEN, "desk", "11110000" },
		{ AC_TLP_GREEN, "community", "11111110" },
		{ AC_TLP_CLEAR, "", "11111111" },
		{ AC_TLP_CLEAR, "public", "11111111" },
		{ AC_TLP_CLEAR, "Dana", "11000000" },
		/* whatever the list says, the colour is the bound */
		{ AC_TLP_RED, "desk,partner:host,community,public", "11110000" },
		{ AC_TLP_AMBER_STRICT, "public", "11110000" },
		{ AC_TLP_AMBER, "desk,public", "11111100" },
		{ AC_TLP_NONE, "", "10000000" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_mark mark = { cases[i].tlp, ac_str(cases[i].list), AC_STR("Entered It") };
		char allowed[n_audiences + 1] = { 0 };
		for (int a = 0; a < n_audiences; a++) {
			struct ac_mark_audience audience;
			assert_int_equal(
				ac_audience_from(ac_str(audiences[a]), &audience, NULL), AC_OK);
			allowed[a] = ac_mark_allows(&mark, &audience) ? '1' : '0';
		}
		assert_string_equal(allowed, cases[i].allowed);
	}
}

/* An officer's name comes from the transport, so nobody becomes the desk by being called so. */
static void a_name_is_never_read_as_a_group(void **state)
{
	(void)state;
	struct ac_mark mark = { AC_TLP_RED, AC_STR("Dana"), AC_STR("Avi") };
	struct ac_mark_audience tricky[] = { { AC_AUDIENCE_OFFICER, AC_STR("desk") },
		{ AC_AUDIENCE_OFFICER, AC_STR("Dana,desk") }, { AC_AUDIENCE_OFFICER, AC_STR("") },
		{ AC_AUDIENCE_PARTNER, AC_STR("Dana") }, { AC_AUDIENCE_OFFICER, AC_STR("dana") } };
	for (size_t i = 0; i < sizeof tricky / sizeof *tricky; i++)
		assert_false(ac_mark_allows(&mark, &tricky[i]));
}

/* "Public" typed with a capital is the public, not an officer of that name who may have what is the desk's. */
static void a_group_is_known_however_it_is_typed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum ac_audience_kind kind;
		const char *name;
	} typed[] = { { "Desk", AC_AUDIENCE_DESK, "Desk" },
		{ "PUBLIC", AC_AUDIENCE_PUBLIC, "PUBLIC" },
		{ " Community ", AC_AUDIENCE_COMMUNITY, "Community" },
		{ "Partner:host", AC_AUDIENCE_PARTNER, "host" },
		{ "PARTNER : host", AC_AUDIENCE_PARTNER, "host" },
		{ "Dana", AC_AUDIENCE_OFFICER, "Dana" } };
	struct ac_mark_audience audience;
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		assert_int_equal(ac_audience_from(ac_str(typed[i].text), &audience, NULL), AC_OK);
		assert_int_equal(audience.kind, typed[i].kind);
		assert_true(ac_str_eq(audience.name, ac_str(typed[i].name)));
	}
	static const char *const wrong[] = { "radio:one", "partners:host", ":host", "Dana:", ":" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(ac_audience_from(ac_str(wrong[i]), &audience, NULL), AC_INVALID);
}

static void a_list_that_its_colour_cannot_have_is_refused(void **state)
{
	(void)state;
	static const struct {
		enum ac_tlp tlp;
		const char *list, *says;
	} wrong[] = {
		{ AC_TLP_RED, "desk,partner:host", "RED goes to nobody outside the desk" },
		{ AC_TLP_AMBER_STRICT, "desk,partner:host", "outside the desk" },
		{ AC_TLP_AMBER, "desk,community", "outside the desk and partners" },
		{ AC_TLP_GREEN, "public", "outside the community" },
		{ AC_TLP_AMBER, "partner:host", "nobody of the desk" },
		{ AC_TLP_AMBER, "desk,,Dana", "an audience is" },
		{ AC_TLP_AMBER, "desk,partner:", "an audience is" },
	};
	struct ac_error err;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct ac_mark mark = { wrong[i].tlp, ac_str(wrong[i].list), AC_STR("Avi") };
		assert_int_equal(ac_mark_check(&mark, &err), AC_INVALID);
		assert_non_null(strstr(err.msg, wrong[i].says));
	}
	struct ac_mark good = { AC_TLP_AMBER, AC_STR("Dana Levi, partner:host"), AC_STR("Avi") };
	assert_int_equal(ac_mark_check(&good, &err), AC_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_grade_is_a_letter_and_a_figure),
		CASE(a_probability_is_one_of_the_standard_s_words_and_its_range),
		CASE(the_ranges_meet_each_other_from_1_to_99_per_cent),
		CASE(a_colour_is_one_of_five),
		CASE(a_mark_lets_out_to_those_it_names_and_nobody_else),
		CASE(a_name_is_never_read_as_a_group),
		CASE(a_group_is_known_however_it_is_typed),
		CASE(a_list_that_its_colour_cannot_have_is_refused),
	};
	return RUN(tests);
}
