/* What a user loses if this breaks: an evening, looking for the one wrong word in allclear.yaml. */
#include "service/config.h"
#include "vault/password.h"

#include "base/buf.h"
#include "check.h"
#include "service/plan_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];

static enum ac_status load(const char *yaml, struct ac_config **config, struct ac_error *err)
{
	(void)snprintf(path, sizeof path, "/tmp/ac-config-XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, yaml, strlen(yaml)), strlen(yaml));
	close(fd);
	enum ac_status status = ac_config_load(path, config, err);
	unlink(path);
	return status;
}

static void the_file_that_init_writes_is_valid(void **state)
{
	(void)state;
	AC_AUTO(config) struct ac_config *config = NULL;
	struct ac_error err = { .msg = "" };
	enum ac_status status = load(ac_config_example(), &config, &err);
	assert_string_equal(err.msg, "");
	assert_int_equal(status, AC_OK);
	assert_string_equal(config->zone, "Europe/Istanbul");
	assert_int_equal(config->checkpoint_s, 30);
	assert_int_equal(config->n_links, 0);
}

static void what_the_example_explains_can_be_switched_on(void **state)
{
	(void)state;
	AC_AUTO(free) char *yaml = ac_strndup(ac_config_example(), strlen(ac_config_example()));
	char *to = yaml;
	for (const char *from = yaml; *from; from++) {
		bool at_start = from == yaml || from[-1] == '\n';
		if (!(at_start && *from == '#' && from[1] != ' ' && from[1] != '\n') &&
			!(at_start && strncmp(from, "#  ", 3) == 0))
			*to++ = *from;
	}
	*to = '\0';
	AC_AUTO(config) struct ac_config *config = NULL;
	struct ac_error err = { .msg = "" };
	enum ac_status status = load(yaml, &config, &err);
	assert_string_equal(err.msg, "");
	assert_int_equal(status, AC_OK);
	assert_int_equal(config->n_links, 1);
	assert_int_equal(config->password_cost, AC_PASSWORD_MODERATE);
}

static void an_empty_file_means_defaults(void **state)
{
	(void)state;
	AC_AUTO(config) struct ac_config *config = NULL;
	assert_int_equal(load("# nothing\n\n", &config, NULL), AC_OK);
	assert_string_equal(config->key_file, "key");
	assert_int_equal(config->sync, AC_CONFIG_SYNC_FULL);
}

/* Lost: passwords that anybody can try a million times a second, on a desk that warns real people. */
static void cheap_passwords_are_refused_where_a_real_message_can_leave(void **state)
{
	(void)state;
	static const struct {
		const char *yaml;
		enum ac_status status;
	} cases[] = {
		{ "password_cost: exercise\n", AC_OK },
		{ "password_cost: exercise\nlinks:\n  - { name: a, driver: memory, exercise: true "
		  "}\n",
			AC_OK },
		{ "password_cost: exercise\nlinks:\n  - { name: a, driver: memory, exercise: true "
		  "}\n"
		  "  - { name: b, driver: memory }\n",
			AC_INVALID },
		{ "password_cost: exercise\nlinks:\n  - { name: b, driver: memory, disabled: true "
		  "}\n",
			AC_INVALID },
		{ "password_cost: moderate\nlinks:\n  - { name: b, driver: memory }\n", AC_OK },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AC_AUTO(config) struct ac_config *config = NULL;
		struct ac_error err = { .msg = "" };
		assert_int_equal(load(cases[i].yaml, &config, &err), cases[i].status);
		if (cases[i].status != AC_OK)
			assert_non_null(strstr(err.msg, "password_cost"));
	}
}

static void a_link_gets_the_defaults_of_its_channel(void **state)
{
	(void)state;
	AC_AUTO(config) struct ac_config *config = NULL;
	const char *yaml = "links:\n"
			   "  - name: tr1\n"
			   "    host: 127.0.0.1\n"
			   "    port: 2775\n"
			   "    system_id: me\n"
			   "    sender: alphanumeric\n"
			   "    segmentation: sar\n";
	assert_int_equal(load(yaml, &config, NULL), AC_OK);
	char password[ac_config_password_max];
	struct ac_channel_settings settings;
	assert_int_equal(
		ac_config_link_settings(&config->links[0], "/", password, &settings, NULL), AC_OK);
	assert_int_equal(settings.window, ac_channel_settings_default().window);
	assert_int_equal(settings.source_ton, 5);
	assert_int_equal(settings.segmentation, AC_SEGMENT_SAR);
	assert_true(ac_str_eq(settings.account, AC_STR("127.0.0.1:2775/me")));
}

static void a_mistake_is_named_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *says;
	} cases[] = {
		{ "instnace: x\n", "instnace" },
		{ "checkpoint_s: never\n", "checkpoint_s" },
		{ "checkpoint_s: 100000\n", "checkpoint_s is 100000: write 1 to 3600" },
		{ "links:\n  - host: a\n", "name" },
		{ "links:\n  - name: a\n    driver: pigeon\n", "there is no driver pigeon" },
		{ "links:\n  - name: a\n    rate: -3\n", "rate" },
		{ "links:\n  - name: a\n  - name: a\n", "two links are named a" },
		{ "links:\n  - name: a\n    password: x\n    password_file: y\n", "keep one" },
		{ "links: [\n", "line" },
		{ "fallback_language: english\n", "two letters" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ac_config *config = NULL;
		struct ac_error err = { .msg = "" };
		assert_int_equal(load(cases[i].yaml, &config, &err), AC_INVALID);
		if (!strstr(err.msg, cases[i].says) || !strstr(err.msg, path))
			fail_msg("\"%s\" does not say \"%s\" and the file", err.msg, cases[i].says);
	}
}

static void the_database_is_a_server_or_a_file_and_never_repeated(void **state)
{
	(void)state;
	AC_AUTO(config) struct ac_config *config = NULL;
	struct ac_error err = { .msg = "" };
	assert_int_equal(
		load("database: \"mysql://dana:secret@db/x\"\n", &config, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "database"));
	assert_null(strstr(err.msg, "secret"));
	assert_int_equal(load("zone: Asia/Tokyo\n", &config, &err), AC_OK);
	assert_string_equal(config->database, "");
}

/* What `db move` does to the file that an officer wrote. */
static void the_line_of_the_database_changes_and_nothing_else(void **state)
{
	(void)state;
	static const char url[] = "postgresql://a:p%22@h/d?options=-csearch_path%3D\"x\"";
	static const char *const before[] = { "zone: Asia/Tokyo\n#database: x\nregion: JP\n",
		"zone: Asia/Tokyo\nregion: JP", "database: y\nzone: Asia/Tokyo\nregion: JP\n" };
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		AC_AUTO(buf) struct ac_buf text, back;
		AC_AUTO(config) struct ac_config *config = NULL, *again = NULL;
		ac_buf_init(&text, 4096);
		ac_buf_init(&back, 4096);
		ac_config_set_database(ac_str(before[i]), url, &text);
		assert_int_equal(load(text.p, &config, NULL), AC_OK);
		assert_string_equal(config->database, url);
		assert_string_equal(config->zone, "Asia/Tokyo");
		assert_string_equal(config->region, "JP");
		ac_config_set_database(ac_buf_str(&text), "", &back);
		assert_int_equal(load(back.p, &again, NULL), AC_OK);
		assert_string_equal(again->database, "");
		assert_string_equal(again->region, "JP");
	}
}

static void a_missing_file_is_not_found(void **state)
{
	(void)state;
	struct ac_config *config = NULL;
	assert_int_equal(ac_config_load("/nowhere/allclear.yaml", &config, NULL), AC_NOT_FOUND);
}

/* ---- plans ---- */

static const struct ac_wall begins = { 1655110800 * AC_SECOND };

static struct ac_plan some_plan(void)
{
	return (struct ac_plan){
		.tiers[1] = { .used = true,
			.goal_moving = true,
			.resend_unknown = true,
			.risk = 8.5,
			.refused_tier = 3,
			.ask_again_us = AC_HOUR,
			.n_rungs = 2,
			.rungs = { { AC_CHANNEL_sms, 2, 30 * AC_MINUTE },
				{ AC_CHANNEL_desk, 1, AC_HOUR } } },
		.tiers[3] = { .used = true,
			.goal_told = true,
			.risk = 1,
			.arrived_tier = 1,
			.ask_again_us = 2 * AC_HOUR,
			.n_rungs = 1,
			.rungs = { { AC_CHANNEL_sms, 3, AC_HOUR } } },
		.closing_tries = 3,
		.closing_wait_us = AC_MINUTE,
		.help_again_us = 5 * AC_MINUTE,
	};
}

static void a_stored_plan_reads_back_the_same(void **state)
{
	(void)state;
	struct ac_plan plan = some_plan(), back;
	AC_AUTO(json) struct ac_json *json = ac_plan_to_json(&plan);
	AC_AUTO(buf) struct ac_buf first, second;
	ac_buf_init(&first, 1 << 16);
	ac_buf_init(&second, 1 << 16);
	ac_json_write(json, &first);
	assert_int_equal(ac_plan_parse(ac_buf_str(&first), begins, &back, NULL), AC_OK);
	AC_AUTO(json) struct ac_json *again = ac_plan_to_json(&back);
	ac_json_write(again, &second);
	assert_string_equal(first.p, second.p);
	assert_true(back.tiers[1].goal_moving && !back.tiers[2].used && back.tiers[3].goal_told);
	assert_int_equal(back.tiers[1].rungs[1].channel, AC_CHANNEL_desk);
}

static void a_broken_plan_is_refused_with_its_place(void **state)
{
	(void)state;
	struct ac_plan plan;
	struct ac_error err = { .msg = "" };
	assert_int_equal(ac_plan_parse(AC_STR("{\"tiers\":[{\"tier\":9}]}"), begins, &plan, &err),
		AC_INVALID);
	assert_non_null(strstr(err.msg, "tiers[0].tier"));
	assert_int_equal(ac_plan_parse(AC_STR("{}"), begins, &plan, &err), AC_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_file_that_init_writes_is_valid),
		CASE(what_the_example_explains_can_be_switched_on),
		CASE(an_empty_file_means_defaults),
		CASE(cheap_passwords_are_refused_where_a_real_message_can_leave),
		CASE(a_link_gets_the_defaults_of_its_channel),
		CASE(a_mistake_is_named_with_its_place),
		CASE(the_database_is_a_server_or_a_file_and_never_repeated),
		CASE(the_line_of_the_database_changes_and_nothing_else),
		CASE(a_missing_file_is_not_found),
		CASE(a_stored_plan_reads_back_the_same),
		CASE(a_broken_plan_is_refused_with_its_place),
	};
	return RUN(tests);
}
