/* What a user loses if this breaks: a plan that says one thing and does another - the wrong tier, a
 * ladder that never rings, a text with a hole where the place should stand. */
#include "check.h"

#include "service/desk/cases.h"
#include "service/desk/plan_file.h"
#include "service/plan_json.h"
#include "service/yaml.h"

#include <string.h>

static const char good[] = "arguments:\n"
			   "  - { name: phone, value: '+97220000000' }\n"
			   "  - { name: place, language: he, value: 'איסטנבול' }\n"
			   "  - { name: place, value: \"Istanbul's centre\" }\n"
			   "closing: { tries: 2, wait: 90m }\n"
			   "help_again: 5m\n"
			   "tiers:\n"
			   "  - tier: 1\n"
			   "    name: move\n"
			   "    people: at_risk\n"
			   "    goal: moved\n"
			   "    risk: 8.5\n"
			   "    resend_unknown: true\n"
			   "    ladder:\n"
			   "      - { channel: sms, tries: 2, wait: 30m }\n"
			   "      - { channel: desk, wait: 2h }\n"
			   "  - tier: 2\n"
			   "    people: inside\n"
			   "    refused_tier: 3\n"
			   "    ladder: [ { channel: sms, wait: 1d } ]\n"
			   "    texts:\n"
			   "      - { language: en, text: 'Leave {place} by bus. {office}', "
			   "action: 'Leave {place} by bus' }\n"
			   "  - { tier: 3, ladder: [ { channel: sms, wait: 1h } ] }\n";

/* 2022-06-13, nine in the morning by UTC. */
static const struct ac_wall begins = { 1655110800 * AC_SECOND };

static void read_good(struct ac_plan_file *file)
{
	struct ac_error err = { 0 };
	if (ac_plan_file_read(ac_str(good), "Europe/Istanbul", begins, file, &err) != AC_OK)
		fail_msg("%s", err.msg);
}

static void a_plan_becomes_what_the_engine_does(void **state)
{
	(void)state;
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	read_good(&file);
	const struct ac_tier *move = &file.plan.tiers[1], *leave = &file.plan.tiers[2];
	assert_true(move->used && move->goal_moving && move->resend_unknown);
	assert_true(move->risk > 8.4 && move->risk < 8.6);
	assert_int_equal(move->n_rungs, 2);
	assert_int_equal(move->rungs[0].tries, 2);
	assert_int_equal(move->rungs[0].wait_us, 30 * AC_MINUTE);
	assert_int_equal(move->rungs[1].channel, AC_CHANNEL_desk);
	assert_int_equal(move->rungs[1].tries, 1);
	assert_int_equal(leave->refused_tier, 3);
	assert_int_equal(leave->rungs[0].wait_us, AC_DAY);
	assert_int_equal(file.plan.closing_tries, 2);
	assert_int_equal(file.plan.closing_wait_us, 90 * AC_MINUTE);
	assert_int_equal(file.plan.help_again_us, 5 * AC_MINUTE);
	assert_int_equal(file.people[1], AC_PEOPLE_AT_RISK);
	assert_int_equal(file.people[3], AC_PEOPLE_NOBODY);
	assert_string_equal(file.names[1], "move");
}

static void write_json(const struct ac_plan_file *file, struct ac_buf *text)
{
	AC_AUTO(json) struct ac_json *json = ac_plan_file_to_json(file);
	ac_buf_reset(text);
	ac_json_write(json, text);
	assert_false(text->over);
}

/* A successor that takes over an audience tells the same people in the same way. */
static void a_stored_plan_written_down_again_is_the_same_plan(void **state)
{
	(void)state;
	static const char quiet[] =
		"arguments: [ { name: phone, value: '1' }, { name: place, value: P } ]\n"
		"quiet_hours: { from: '22:30', until: '07:05', zone: Asia/Tokyo }\n"
		"tiers:\n  - { tier: 3, goal: told, quiet: true, people: inside, "
		"name: \"it's\", ask_again: 90s, ladder: [ { "
		"channel: sms, wait: 36h } ] }\n";
	const char *const plans[] = { good, quiet };
	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		AC_AUTO(plan_file) struct ac_plan_file file = { 0 }, again = { 0 };
		AC_AUTO(json) struct ac_json *stored = NULL, *written = NULL;
		AC_AUTO(buf) struct ac_buf before, after, text;
		struct ac_error err = { .msg = "" };
		ac_buf_init(&before, 1 << 16);
		ac_buf_init(&after, 1 << 16);
		ac_buf_init(&text, 1 << 16);
		if (ac_plan_file_read(ac_str(plans[i]), "Europe/Istanbul", begins, &file, &err) !=
			AC_OK)
			fail_msg("%s", err.msg);
		write_json(&file, &before);
		/* what a start puts into it goes with its warning */
		ac_json_set_text(file.arguments, "until", "2022-06-30T00:00:00Z");
		stored = ac_plan_file_to_json(&file);
		assert_int_equal(ac_plan_file_write(stored, &written, NULL), AC_OK);
		ac_json_write(written, &text);
		if (ac_plan_file_read(ac_buf_str(&text), "Europe/Istanbul", begins, &again, &err) !=
			AC_OK)
			fail_msg("%s\n%s", err.msg, text.p);
		write_json(&again, &after);
		assert_string_equal(after.p, before.p);
	}
}

static const struct ac_plan_text *text_of(
	const struct ac_plan_file *file, enum ac_kind kind, int tier, const char *language)
{
	ac_vec_each(&file->texts, text)
		if (text->kind == kind && text->tier == tier &&
			strcmp(text->language, language) == 0)
			return text;
	fail_msg("no %s of tier %d in %s", ac_kind_name(kind), tier, language);
	return NULL;
}

static void texts_are_complete_and_filled_in_per_language(void **state)
{
	(void)state;
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	read_good(&file);
	const struct ac_plan_text *he = text_of(&file, AC_KIND_instruction, 2, "he");
	assert_non_null(strstr(he->text, "איסטנבול"));
	assert_null(strstr(he->text, "{place}"));
	assert_non_null(
		strstr(he->text, "{phone}")); /* the same everywhere: filled in at the end */
	const struct ac_plan_text *en = text_of(&file, AC_KIND_instruction, 2, "en");
	assert_string_equal(en->text, "Leave {place} by bus. Foreign Ministry");
	/* An instruction of one's own is the reminder too, and stands inside the replacement. */
	assert_string_equal(text_of(&file, AC_KIND_reminder, 2, "en")->text, en->text);
	assert_non_null(strstr(text_of(&file, AC_KIND_replacement, 2, "en")->text, "by bus"));
	assert_null(strstr(text_of(&file, AC_KIND_replacement, 2, "en")->text, "{message}"));
	(void)text_of(&file, AC_KIND_ask_again, 3, "fr");
}

static void a_stored_plan_reads_back_for_corrections_and_the_end(void **state)
{
	(void)state;
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	read_good(&file);
	AC_AUTO(json) struct ac_json *stored = ac_plan_file_to_json(&file);
	AC_AUTO(plan_texts) ac_plan_texts texts = { 0 };
	struct ac_error err = { 0 };
	const char *correction = "{\"texts\":[{\"language\":\"he\",\"text\":\"עזבו את "
				 "{place}\",\"action\":\"עזבו את {place}\"}]}";
	if (ac_plan_texts_read(ac_str(correction), AC_KIND_instruction, 2, stored,
		    "Europe/Istanbul", &texts, &err) != AC_OK)
		fail_msg("%s", err.msg);
	bool found = false;
	ac_vec_each(&texts, text)
		found |= text->kind == AC_KIND_instruction && strcmp(text->language, "he") == 0 &&
			 strcmp(text->text, "עזבו את איסטנבול") == 0;
	assert_true(found);
	AC_AUTO(plan_texts) ac_plan_texts retraction = { 0 };
	assert_int_equal(ac_plan_texts_read(AC_STR(""), AC_KIND_retraction, 0, stored,
				 "Europe/Istanbul", &retraction, &err),
		AC_OK);
	assert_int_equal(retraction.n, 6);
}

static void a_mistake_names_its_tier_and_field(void **state)
{
	(void)state;
	static const struct {
		const char *plan, *word;
	} cases[] = {
		{ "", "empty" },
		{ "tiers: 5", "plan" },
		{ "tieres: []", "tieres" },
		{ "tiers:\n  - { tier: 9, ladder: [ { channel: sms, wait: 1h } ] }", "not 9" },
		{ "tiers:\n  - { tier: 1, ladder: [ { channel: sms, wait: soon } ] }", "30m" },
		{ "tiers:\n  - { tier: 1, ladder: [ { channel: pigeon, wait: 1h } ] }", "pigeon" },
		{ "tiers:\n  - { tier: 1, goal: happy, ladder: [ { channel: sms, wait: 1h } ] }",
			"left, moved or told" },
		{ "tiers:\n  - { tier: 1, people: all, ladder: [ { channel: sms, wait: 1h } ] }",
			"at_risk" },
		{ "tiers:\n  - { tier: 2, refused_tier: 3, ladder: [ { channel: sms, wait: 1h } ] "
		  "}",
			"refused_tier" },
		{ "tiers:\n  - { tier: 2, ladder: [ { channel: sms, wait: 1h } ] }", "{place}" },
		{ "arguments: [ { name: phone, value: 1 }, { name: place, value: x } ]\n"
		  "tiers:\n  - { tier: 7, ladder: [ { channel: sms, wait: 1h } ] }",
			"tier 7 has no text" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
		struct ac_error err = { 0 };
		assert_int_equal(
			ac_plan_file_read(ac_str(cases[i].plan), "UTC", begins, &file, &err),
			AC_INVALID);
		if (!strstr(err.msg, cases[i].word))
			fail_msg("%zu: \"%s\" lacks \"%s\"", i, err.msg, cases[i].word);
	}
}

/* A plan whose quiet hours and tier 2 are these. */
static enum ac_status read_nights(const char *hours, const char *tier, const char *zone,
	struct ac_plan_file *file, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 4096);
	ac_buf_printf(&text,
		"arguments: [ { name: phone, value: 1 }, { name: place, value: x } ]\n"
		"%s\ntiers:\n"
		"  - { tier: 1, ladder: [ { channel: sms, wait: 1h } ] }\n"
		"  - { tier: 2, %sladder: [ { channel: sms, wait: 1h } ] }\n",
		hours, tier);
	return ac_plan_file_read(ac_buf_str(&text), zone, begins, file, err);
}

static struct ac_wall at(const char *when)
{
	struct ac_wall wall;
	assert_int_equal(ac_wall_parse(ac_str(when), &wall, NULL), AC_OK);
	return wall;
}

static void quiet_hours_follow_the_summer_time_of_their_zone(void **state)
{
	(void)state;
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	struct ac_error err = { 0 };
	struct ac_plan stored;
	if (read_nights("quiet_hours: { from: '22:00', until: '07:30', zone: Europe/Berlin }",
		    "quiet: true, ", "UTC", &file, &err) != AC_OK)
		fail_msg("%s", err.msg);
	assert_true(file.plan.tiers[2].quiet && !file.plan.tiers[1].quiet);
	AC_AUTO(json) struct ac_json *json = ac_plan_file_to_json(&file);
	assert_int_equal(ac_plan_from_json(json, begins, &stored, &err), AC_OK);
	assert_true(stored.tiers[2].quiet && !stored.tiers[1].quiet);
	static const struct {
		const char *now, *end;
	} cases[] = {
		{ "2022-06-13T19:59:00Z", "2022-06-13T19:59:00Z" },
		{ "2022-06-13T20:00:00Z", "2022-06-14T05:30:00Z" },
		{ "2022-10-29T20:00:00Z", "2022-10-30T06:30:00Z" }, /* an hour is put back */
		{ "2022-10-30T20:30:00Z", "2022-10-30T20:30:00Z" },
		{ "2023-03-25T21:00:00Z", "2023-03-26T05:30:00Z" }, /* and forward */
		{ "2030-01-01T21:00:00Z", "2030-01-02T06:30:00Z" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
			ac_quiet_end(&stored.quiet, at(cases[i].now)).us, at(cases[i].end).us);
}

static void without_a_zone_quiet_hours_are_the_installations(void **state)
{
	(void)state;
	AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
	struct ac_error err = { 0 };
	if (read_nights("quiet_hours: { from: '22:00', until: '07:00' }", "quiet: true, ",
		    "Europe/Istanbul", &file, &err) != AC_OK)
		fail_msg("%s", err.msg);
	assert_string_equal(file.plan.quiet.zone, "Europe/Istanbul");
	assert_int_equal(ac_quiet_end(&file.plan.quiet, at("2022-06-13T19:00:00Z")).us,
		at("2022-06-14T04:00:00Z").us);
}

static void a_slip_in_the_quiet_hours_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *hours, *tier, *word;
	} cases[] = {
		{ "quiet_hours: { from: 22, until: '07:00' }", "quiet: true, ", "from: \"00:00\"" },
		{ "quiet_hours: { from: '22:00', until: '24:00' }", "quiet: true, ", "24:00" },
		{ "quiet_hours: { from: '22:60', until: '07:00' }", "quiet: true, ", "22:60" },
		{ "quiet_hours: { from: '7:00', until: '08:00' }", "quiet: true, ", "7:00" },
		{ "quiet_hours: { from: '07:00', until: '07:00' }", "quiet: true, ", "the same" },
		{ "quiet_hours: { from: '22:00' }", "quiet: true, ", "until" },
		{ "quiet_hours: { from: '22:00', until: '07:00' }", "", "no tier keeps them" },
		{ "quiet_hours: { from: '22:00', until: '07:00', zone: Mars/Olympus }",
			"quiet: true, ", "Mars/Olympus" },
		{ "help_again: 5m", "quiet: true, ", "tiers[2].quiet: there are no quiet_hours" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(plan_file) struct ac_plan_file file = { 0 };
		struct ac_error err = { 0 };
		assert_int_equal(
			read_nights(cases[i].hours, cases[i].tier, "UTC", &file, &err), AC_INVALID);
		if (!strstr(err.msg, cases[i].word))
			fail_msg("%zu: \"%s\" lacks \"%s\"", i, err.msg, cases[i].word);
	}
}

static void durations_are_whole_numbers_of_a_unit(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t us; /* 0: refused */
	} cases[] = { { "90s", 90 * AC_SECOND }, { "30m", 30 * AC_MINUTE }, { "6h", 6 * AC_HOUR },
		{ "2d", 2 * AC_DAY }, { " 1h ", AC_HOUR }, { "0m", 0 }, { "-1h", 0 }, { "1.5h", 0 },
		{ "h", 0 }, { "", 0 }, { "30", 0 }, { "30 m", 0 }, { "99999999999999999999s", 0 },
		{ "4000d", 0 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t us = 0;
		enum ac_status status = ac_duration_parse(cases[i].text, "wait", &us, NULL);
		assert_int_equal(status, cases[i].us ? AC_OK : AC_INVALID);
		assert_int_equal(us, cases[i].us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_plan_becomes_what_the_engine_does),
		CASE(texts_are_complete_and_filled_in_per_language),
		CASE(a_stored_plan_reads_back_for_corrections_and_the_end),
		CASE(a_mistake_names_its_tier_and_field),
		CASE(quiet_hours_follow_the_summer_time_of_their_zone),
		CASE(without_a_zone_quiet_hours_are_the_installations),
		CASE(a_slip_in_the_quiet_hours_is_named),
		CASE(a_stored_plan_written_down_again_is_the_same_plan),
		CASE(durations_are_whole_numbers_of_a_unit),
	};
	return RUN(tests);
}
