/* A plan as it is stored, written down again as an officer writes one (docs/plan.md). */
#include "service/desk/plan_file.h"
#include "service/plan_json.h"

#include <stdio.h>

/* "90s", "30m", "6h", "2d": the largest unit that leaves no rest. */
static void set_duration(struct ac_json *json, const char *name, int64_t us)
{
	static const struct {
		int64_t us;
		char unit;
	} units[] = { { AC_DAY, 'd' }, { AC_HOUR, 'h' }, { AC_MINUTE, 'm' }, { AC_SECOND, 's' } };
	char text[32];
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (us % units[i].us && units[i].unit != 's')
			continue;
		(void)snprintf(
			text, sizeof text, "%lld%c", (long long)(us / units[i].us), units[i].unit);
		ac_json_set_text(json, name, text);
		return;
	}
}

static void write_tier(struct ac_json *json, const struct ac_tier *tier)
{
	ac_json_set_text(json, "goal",
		tier->goal_moving ? "moved"
		: tier->goal_told ? "told"
				  : "left");
	ac_plan_tier_facts(json, tier);
	set_duration(json, "ask_again", tier->ask_again_us);
	struct ac_json *ladder = ac_json_set_array(json, "ladder");
	for (int i = 0; i < tier->n_rungs; i++) {
		struct ac_json *rung = ac_json_add_object(ladder);
		ac_json_set_text(rung, "channel", ac_channel_name(tier->rungs[i].channel));
		ac_json_set_i64(rung, "tries", tier->rungs[i].tries);
		set_duration(rung, "wait", tier->rungs[i].wait_us);
	}
}

static enum ac_status write_tiers(struct ac_json *written, const struct ac_json *stored,
	const struct ac_plan *plan, struct ac_error *err)
{
	struct ac_json *tiers = ac_json_set_array(written, "tiers");
	for (int i = 1; i <= ac_plan_max_tiers; i++) {
		char number[8];
		struct ac_str name, people;
		if (!plan->tiers[i].used)
			continue;
		(void)snprintf(number, sizeof number, "%d", i);
		AC_TRY(ac_json_opt_str(
			ac_json_find(stored, "names"), number, AC_STR(""), &name, err));
		AC_TRY(ac_json_opt_str(
			ac_json_find(stored, "people"), number, AC_STR("nobody"), &people, err));
		struct ac_json *tier = ac_json_add_object(tiers);
		ac_json_set_i64(tier, "tier", i);
		ac_json_set_str(tier, "name", name);
		ac_json_set_str(tier, "people", people);
		write_tier(tier, &plan->tiers[i]);
	}
	return AC_OK;
}

static enum ac_status add_argument(struct ac_json *arguments, const struct ac_json *value,
	const char *language, struct ac_error *err)
{
	struct ac_str name = ac_json_name(value), text;
	AC_TRY(ac_json_as_str(value, &text, err));
	if (ac_str_eq(name, AC_STR("until")) || ac_str_eq(name, AC_STR("sent")))
		return AC_OK; /* of the warning that it was for */
	struct ac_json *argument = ac_json_add_object(arguments);
	ac_json_set_str(argument, "name", name);
	ac_json_set_str(argument, "value", text);
	if (language)
		ac_json_set_text(argument, "language", language);
	return AC_OK;
}

static enum ac_status write_arguments(
	struct ac_json *written, const struct ac_json *stored, struct ac_error *err)
{
	struct ac_json *arguments = ac_json_set_array(written, "arguments");
	ac_json_each(ac_json_find(stored, "arguments"), value)
		AC_TRY(add_argument(arguments, value, NULL, err));
	ac_json_each(ac_json_find(stored, "localised"), language) ac_json_each(language, value)
		AC_TRY(add_argument(arguments, value, ac_json_name(language).p, err));
	return AC_OK;
}

static void write_quiet(struct ac_json *written, const struct ac_quiet *quiet)
{
	char text[16];
	if (!ac_quiet_any(quiet))
		return;
	struct ac_json *json = ac_json_set_object(written, "quiet_hours");
	(void)snprintf(text, sizeof text, "%02d:%02d", quiet->from_min / 60, quiet->from_min % 60);
	ac_json_set_text(json, "from", text);
	(void)snprintf(
		text, sizeof text, "%02d:%02d", quiet->until_min / 60, quiet->until_min % 60);
	ac_json_set_text(json, "until", text);
	ac_json_set_text(json, "zone", quiet->zone);
}

enum ac_status ac_plan_file_write(
	const struct ac_json *stored, struct ac_json **written, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *made = ac_json_new_object();
	struct ac_plan plan;
	AC_TRY(ac_plan_from_json(stored, (struct ac_wall){ 0 }, &plan, err));
	AC_TRY(write_arguments(made, stored, err));
	struct ac_json *closing = ac_json_set_object(made, "closing");
	ac_json_set_i64(closing, "tries", plan.closing_tries);
	set_duration(closing, "wait", plan.closing_wait_us);
	set_duration(made, "help_again", plan.help_again_us);
	write_quiet(made, &plan.quiet);
	AC_TRY(write_tiers(made, stored, &plan, err));
	*written = AC_TAKE(made);
	return AC_OK;
}
