#include "service/desk/plan_file.h"

#include "service/desk/plan_file_p.h"
#include "service/plan_json.h"
#include "service/yaml.h"

#include <stddef.h>
#include <stdio.h>

/* ---- the file ---- */

struct written_rung {
	char *channel, *wait;
	int tries;
};

struct written_tier {
	int tier;
	char *name, *people, *goal, *ask_again;
	float risk;
	int refused_tier, arrived_tier;
	bool resend_unknown, quiet;
	struct written_rung *ladder;
	unsigned n_ladder;
	struct written_text *texts;
	unsigned n_texts;
};

struct written_argument {
	char *name, *language, *value;
};

struct written_closing {
	int tries;
	char *wait;
};

struct written_plan {
	struct written_argument *arguments;
	unsigned n_arguments;
	struct written_closing *closing;
	struct written_quiet *quiet_hours;
	char *help_again;
	struct written_tier *tiers;
	unsigned n_tiers;
};

struct written_texts {
	struct written_text *texts;
	unsigned n_texts;
};

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(s, field) \
	CYAML_FIELD_STRING_PTR(#field, CYAML_FLAG_POINTER | OPTIONAL, s, field, 0, 4096)
#define NEEDED_TEXT(s, field) CYAML_FIELD_STRING_PTR(#field, CYAML_FLAG_POINTER, s, field, 1, 4096)

static const cyaml_schema_field_t rung_fields[] = {
	NEEDED_TEXT(struct written_rung, channel),
	NEEDED_TEXT(struct written_rung, wait),
	CYAML_FIELD_INT("tries", OPTIONAL, struct written_rung, tries),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t rung_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct written_rung, rung_fields) };

static const cyaml_schema_field_t text_fields[] = {
	TEXT(struct written_text, kind),
	NEEDED_TEXT(struct written_text, language),
	NEEDED_TEXT(struct written_text, text),
	TEXT(struct written_text, action),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t text_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct written_text, text_fields) };

static const cyaml_schema_field_t tier_fields[] = {
	CYAML_FIELD_INT("tier", CYAML_FLAG_DEFAULT, struct written_tier, tier),
	TEXT(struct written_tier, name),
	TEXT(struct written_tier, people),
	TEXT(struct written_tier, goal),
	TEXT(struct written_tier, ask_again),
	CYAML_FIELD_FLOAT("risk", OPTIONAL, struct written_tier, risk),
	CYAML_FIELD_INT("refused_tier", OPTIONAL, struct written_tier, refused_tier),
	CYAML_FIELD_INT("arrived_tier", OPTIONAL, struct written_tier, arrived_tier),
	CYAML_FIELD_BOOL("resend_unknown", OPTIONAL, struct written_tier, resend_unknown),
	CYAML_FIELD_BOOL("quiet", OPTIONAL, struct written_tier, quiet),
	CYAML_FIELD_SEQUENCE_COUNT("ladder", CYAML_FLAG_POINTER, struct written_tier, ladder,
		n_ladder, &rung_schema, 1, ac_plan_max_rungs),
	CYAML_FIELD_SEQUENCE_COUNT("texts", CYAML_FLAG_POINTER | OPTIONAL, struct written_tier,
		texts, n_texts, &text_schema, 0, 256),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t tier_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct written_tier, tier_fields) };

static const cyaml_schema_field_t argument_fields[] = {
	NEEDED_TEXT(struct written_argument, name),
	TEXT(struct written_argument, language),
	NEEDED_TEXT(struct written_argument, value),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t argument_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_DEFAULT, struct written_argument, argument_fields) };

static const cyaml_schema_field_t closing_fields[] = {
	CYAML_FIELD_INT("tries", CYAML_FLAG_DEFAULT, struct written_closing, tries),
	NEEDED_TEXT(struct written_closing, wait),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t quiet_fields[] = {
	NEEDED_TEXT(struct written_quiet, from),
	NEEDED_TEXT(struct written_quiet, until),
	TEXT(struct written_quiet, zone),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t plan_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("arguments", CYAML_FLAG_POINTER | OPTIONAL, struct written_plan,
		arguments, n_arguments, &argument_schema, 0, 200),
	CYAML_FIELD_MAPPING_PTR("closing", CYAML_FLAG_POINTER | OPTIONAL, struct written_plan,
		closing, closing_fields),
	CYAML_FIELD_MAPPING_PTR("quiet_hours", CYAML_FLAG_POINTER | OPTIONAL, struct written_plan,
		quiet_hours, quiet_fields),
	TEXT(struct written_plan, help_again),
	CYAML_FIELD_SEQUENCE_COUNT("tiers", CYAML_FLAG_POINTER, struct written_plan, tiers, n_tiers,
		&tier_schema, 1, ac_plan_max_tiers),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t plan_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_POINTER, struct written_plan, plan_fields) };

static const cyaml_schema_field_t texts_fields[] = {
	CYAML_FIELD_SEQUENCE_COUNT("texts", CYAML_FLAG_POINTER, struct written_texts, texts,
		n_texts, &text_schema, 1, 256),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t texts_schema = { CYAML_VALUE_MAPPING(
	CYAML_FLAG_POINTER, struct written_texts, texts_fields) };

/* ---- words ---- */

static const char *const people_names[] = {
	[AC_PEOPLE_NOBODY] = "nobody",
	[AC_PEOPLE_AT_RISK] = "at_risk",
	[AC_PEOPLE_INSIDE] = "inside",
	[AC_PEOPLE_ARRIVING] = "arriving",
};

const char *ac_tier_people_name(enum ac_tier_people people)
{
	return people_names[people];
}

bool ac_tier_people_from(struct ac_str name, enum ac_tier_people *people)
{
	for (int i = 0; i <= AC_PEOPLE_ARRIVING; i++) {
		if (!ac_str_eq(name, ac_str(people_names[i])))
			continue;
		*people = (enum ac_tier_people)i;
		return true;
	}
	return false;
}

/* ---- from the file to the plan ---- */

static enum ac_status read_rung(
	const struct written_rung *written, int tier, struct ac_rung *rung, struct ac_error *err)
{
	char field[64];
	(void)snprintf(field, sizeof field, "plan: tier %d: ladder: wait", tier);
	if (!ac_channel_from(ac_str(written->channel), &rung->channel))
		return ac_fail(err, AC_INVALID,
			"plan: tier %d: ladder: channel: sms, voice, email or desk, not \"%.20s\"",
			tier, written->channel);
	rung->tries = written->tries ? written->tries : 1;
	return ac_duration_parse(written->wait, field, &rung->wait_us, err);
}

static enum ac_status read_goal(
	const struct written_tier *written, struct ac_tier *tier, struct ac_error *err)
{
	struct ac_str goal = written->goal ? ac_str(written->goal) : AC_STR("left");
	tier->goal_moving = ac_str_eq(goal, AC_STR("moved"));
	tier->goal_told = ac_str_eq(goal, AC_STR("told"));
	if (!tier->goal_moving && !tier->goal_told && !ac_str_eq(goal, AC_STR("left")))
		return ac_fail(
			err, AC_INVALID, "plan: tier %d: goal: left, moved or told", written->tier);
	return AC_OK;
}

static enum ac_status read_tier(
	const struct written_tier *written, struct ac_plan_file *file, struct ac_error *err)
{
	int n = written->tier;
	char field[64];
	if (n < 1 || n > ac_plan_max_tiers || file->plan.tiers[n].used)
		return ac_fail(err, AC_INVALID, "plan: tier: 1 to %d, each once, not %d",
			ac_plan_max_tiers, n);
	struct ac_tier *tier = &file->plan.tiers[n];
	*tier = (struct ac_tier){
		.used = true,
		.resend_unknown = written->resend_unknown,
		.quiet = written->quiet,
		.risk = written->risk > 0 ? (double)written->risk : 1.0,
		.refused_tier = written->refused_tier,
		.arrived_tier = written->arrived_tier,
		.ask_again_us = 6 * AC_HOUR,
	};
	AC_TRY(read_goal(written, tier, err));
	(void)snprintf(field, sizeof field, "plan: tier %d: ask_again", n);
	if (written->ask_again)
		AC_TRY(ac_duration_parse(written->ask_again, field, &tier->ask_again_us, err));
	for (unsigned i = 0; i < written->n_ladder; i++)
		AC_TRY(read_rung(&written->ladder[i], n, &tier->rungs[tier->n_rungs++], err));
	const char *name = written->name ? written->name : "";
	file->names[n] = ac_strndup(name, strlen(name));
	if (written->people && !ac_tier_people_from(ac_str(written->people), &file->people[n]))
		return ac_fail(err, AC_INVALID,
			"plan: tier %d: people: at_risk, inside, arriving or nobody", n);
	return AC_OK;
}

static bool any_tier_quiet(const struct written_plan *written)
{
	for (unsigned i = 0; i < written->n_tiers; i++)
		if (written->tiers[i].quiet)
			return true;
	return false;
}

/* Hours that nobody keeps are a slip. */
static enum ac_status read_quiet(const struct written_plan *written, const char *zone,
	struct ac_wall since, struct ac_quiet *quiet, struct ac_error *err)
{
	if (!written->quiet_hours)
		return AC_OK;
	if (!any_tier_quiet(written))
		return ac_fail(err, AC_INVALID,
			"plan: quiet_hours: no tier keeps them: write `quiet: true` in those that "
			"do");
	return plan_quiet_hours(written->quiet_hours, zone, since, quiet, err);
}

static enum ac_status read_argument(
	const struct written_argument *written, struct ac_plan_file *file, struct ac_error *err)
{
	if (!written->language) {
		ac_json_set_text(file->arguments, written->name, written->value);
		return AC_OK;
	}
	if (strlen(written->language) != 2)
		return ac_fail(err, AC_INVALID,
			"plan: arguments: %.40s: language: two letters, as in he", written->name);
	struct ac_json *own = ac_json_new_object();
	const struct ac_json *known = ac_json_find(file->localised, written->language);
	ac_json_each(known, argument)
		ac_json_set(own, ac_json_name(argument).p, ac_json_copy(argument));
	ac_json_set_text(own, written->name, written->value);
	ac_json_set(file->localised, written->language, own);
	return AC_OK;
}

static enum ac_status read_frame(
	const struct written_plan *written, struct ac_plan_file *file, struct ac_error *err)
{
	struct ac_plan *plan = &file->plan;
	plan->closing_tries = 3;
	plan->closing_wait_us = AC_HOUR;
	plan->help_again_us = 10 * AC_MINUTE;
	if (written->closing) {
		plan->closing_tries = written->closing->tries;
		AC_TRY(ac_duration_parse(written->closing->wait, "plan: closing: wait",
			&plan->closing_wait_us, err));
	}
	if (written->help_again)
		AC_TRY(ac_duration_parse(
			written->help_again, "plan: help_again", &plan->help_again_us, err));
	for (unsigned i = 0; i < written->n_arguments; i++)
		AC_TRY(read_argument(&written->arguments[i], file, err));
	return AC_OK;
}

static enum ac_status read_plan(const struct written_plan *written, const char *zone,
	struct ac_wall since, struct ac_plan_file *file, struct ac_error *err)
{
	AC_TRY(read_frame(written, file, err));
	AC_TRY(read_quiet(written, zone, since, &file->plan.quiet, err));
	for (unsigned i = 0; i < written->n_tiers; i++)
		AC_TRY(read_tier(&written->tiers[i], file, err));
	enum ac_status status = ac_plan_check(&file->plan, err);
	if (status != AC_OK)
		return ac_fail_in(err, status, "plan");
	for (unsigned i = 0; i < written->n_tiers; i++) {
		const struct written_tier *tier = &written->tiers[i];
		AC_TRY(plan_texts_of_tier(
			file, tier->tier, tier->texts, tier->n_texts, zone, &file->texts, err));
	}
	return AC_OK;
}

enum ac_status ac_plan_file_read(struct ac_str text, const char *zone, struct ac_wall since,
	struct ac_plan_file *file, struct ac_error *err)
{
	void *written = NULL;
	AC_TRY(ac_yaml_load(text, "plan", &plan_schema, &written, err));
	AC_AUTO(plan_file)
	struct ac_plan_file made = { .arguments = ac_json_new_object(),
		.localised = ac_json_new_object() };
	enum ac_status status = read_plan(written, zone, since, &made, err);
	ac_yaml_free(&plan_schema, written);
	if (status != AC_OK)
		return status;
	*file = made;
	made = (struct ac_plan_file){ 0 };
	return AC_OK;
}

void ac_plan_texts_done(ac_plan_texts *texts)
{
	ac_vec_each(texts, text) {
		ac_free(text->language);
		ac_free(text->text);
		ac_free(text->action);
	}
	ac_vec_done(texts);
}

void ac_plan_file_done(struct ac_plan_file *file)
{
	for (int i = 0; i <= ac_plan_max_tiers; i++)
		ac_free(file->names[i]);
	ac_json_free(file->arguments);
	ac_json_free(file->localised);
	ac_plan_texts_done(&file->texts);
	*file = (struct ac_plan_file){ 0 };
}

struct ac_json *ac_plan_file_to_json(const struct ac_plan_file *file)
{
	struct ac_json *plan = ac_plan_to_json(&file->plan);
	struct ac_json *names = ac_json_set_object(plan, "names");
	struct ac_json *people = ac_json_set_object(plan, "people");
	for (int i = 1; i <= ac_plan_max_tiers; i++) {
		char number[8];
		(void)snprintf(number, sizeof number, "%d", i);
		if (!file->plan.tiers[i].used)
			continue;
		ac_json_set_text(names, number, file->names[i]);
		ac_json_set_text(people, number, ac_tier_people_name(file->people[i]));
	}
	ac_json_set(plan, "arguments", ac_json_copy(file->arguments));
	ac_json_set(plan, "localised", ac_json_copy(file->localised));
	return plan;
}

/* ---- texts of a running campaign ---- */

static enum ac_status texts_like_running(
	const struct ac_json *plan_json, struct ac_plan_file *file, struct ac_error *err)
{
	const struct ac_json *arguments, *localised;
	AC_TRY(ac_json_opt_object(plan_json, "arguments", &arguments, err));
	AC_TRY(ac_json_opt_object(plan_json, "localised", &localised, err));
	file->arguments = arguments ? ac_json_copy(arguments) : ac_json_new_object();
	file->localised = localised ? ac_json_copy(localised) : ac_json_new_object();
	return AC_OK;
}

enum ac_status ac_plan_texts_read(struct ac_str text, enum ac_kind kind, int tier,
	const struct ac_json *plan_json, const char *zone, ac_plan_texts *texts,
	struct ac_error *err)
{
	AC_AUTO(plan_file) struct ac_plan_file like = { 0 };
	void *root = NULL;
	AC_TRY(texts_like_running(plan_json, &like, err));
	if (text.n)
		AC_TRY(ac_yaml_load(text, "texts", &texts_schema, &root, err));
	struct written_texts none = { 0 }, *written = root ? root : &none;
	enum ac_status status = kind == AC_KIND_instruction
					? plan_texts_of_tier(&like, tier, written->texts,
						  written->n_texts, zone, texts, err)
					: plan_texts_closing(&like, kind, written->texts,
						  written->n_texts, zone, texts, err);
	ac_yaml_free(&texts_schema, root);
	return status;
}
