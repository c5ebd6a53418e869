#include "service/plan_json.h"

#include "roster/zone.h"

#include <stdio.h>

/* What fulfils a tier, by its stored name: leaving is the usual case. */
static const char *const goals[] = { "leaving", "moving", "told" };
enum { GOAL_LEAVING, GOAL_MOVING, GOAL_TOLD };

void ac_plan_tier_facts(struct ac_json *json, const struct ac_tier *tier)
{
	ac_json_set_bool(json, "resend_unknown", tier->resend_unknown);
	if (tier->quiet)
		ac_json_set_bool(json, "quiet", true);
	ac_json_set_double(json, "risk", tier->risk);
	ac_json_set_i64(json, "refused_tier", tier->refused_tier);
	ac_json_set_i64(json, "arrived_tier", tier->arrived_tier);
}

static void add_tier(struct ac_json *tiers, int number, const struct ac_tier *tier)
{
	struct ac_json *json = ac_json_add_object(tiers);
	ac_json_set_i64(json, "tier", number);
	ac_json_set_text(json, "goal",
		goals[tier->goal_moving   ? GOAL_MOVING
			: tier->goal_told ? GOAL_TOLD
					  : GOAL_LEAVING]);
	ac_plan_tier_facts(json, tier);
	ac_json_set_i64(json, "ask_again_us", tier->ask_again_us);
	struct ac_json *ladder = ac_json_set_array(json, "ladder");
	for (int i = 0; i < tier->n_rungs; i++) {
		struct ac_json *rung = ac_json_add_object(ladder);
		ac_json_set_text(rung, "channel", ac_channel_name(tier->rungs[i].channel));
		ac_json_set_i64(rung, "tries", tier->rungs[i].tries);
		ac_json_set_i64(rung, "wait_us", tier->rungs[i].wait_us);
	}
}

static void add_quiet(struct ac_json *plan, const struct ac_quiet *quiet)
{
	if (!ac_quiet_any(quiet))
		return;
	struct ac_json *json = ac_json_set_object(plan, "quiet_hours");
	ac_json_set_i64(json, "from_min", quiet->from_min);
	ac_json_set_i64(json, "until_min", quiet->until_min);
	ac_json_set_text(json, "zone", quiet->zone);
}

struct ac_json *ac_plan_to_json(const struct ac_plan *plan)
{
	struct ac_json *json = ac_json_new_object();
	struct ac_json *tiers = ac_json_set_array(json, "tiers");
	for (int i = 1; i <= ac_plan_max_tiers; i++)
		if (plan->tiers[i].used)
			add_tier(tiers, i, &plan->tiers[i]);
	struct ac_json *closing = ac_json_set_object(json, "closing");
	ac_json_set_i64(closing, "tries", plan->closing_tries);
	ac_json_set_i64(closing, "wait_us", plan->closing_wait_us);
	ac_json_set_i64(json, "help_again_us", plan->help_again_us);
	add_quiet(json, &plan->quiet);
	return json;
}

static enum ac_status read_int(const struct ac_json *json, const char *name, int64_t lo, int64_t hi,
	int *value, struct ac_error *err)
{
	int64_t wide;
	AC_TRY(ac_json_get_i64_in(json, name, lo, hi, &wide, err));
	*value = (int)wide;
	return AC_OK;
}

static enum ac_status read_rung(
	const struct ac_json *json, struct ac_rung *rung, struct ac_error *err)
{
	struct ac_str channel;
	AC_TRY(ac_json_get_str(json, "channel", &channel, err));
	if (!ac_channel_from(channel, &rung->channel))
		return ac_json_fail(json, err, "channel is %.*s: sms, voice, email or desk",
			AC_STR_ARG(channel));
	AC_TRY(read_int(json, "tries", 1, 100, &rung->tries, err));
	return ac_json_get_i64(json, "wait_us", &rung->wait_us, err);
}

static enum ac_status read_ladder(
	const struct ac_json *json, struct ac_tier *tier, struct ac_error *err)
{
	const struct ac_json *ladder;
	AC_TRY(ac_json_get_array(json, "ladder", &ladder, err));
	if (ac_json_count(ladder) > ac_plan_max_rungs)
		return ac_json_fail(ladder, err, "at most %d rungs", ac_plan_max_rungs);
	ac_json_each(ladder, rung) AC_TRY(read_rung(rung, &tier->rungs[tier->n_rungs++], err));
	return AC_OK;
}

static enum ac_status read_tier(
	const struct ac_json *json, struct ac_plan *plan, struct ac_error *err)
{
	int number;
	size_t goal;
	AC_TRY(read_int(json, "tier", 1, ac_plan_max_tiers, &number, err));
	struct ac_tier *tier = &plan->tiers[number];
	if (tier->used)
		return ac_json_fail(json, err, "tier %d is there twice", number);
	AC_TRY(ac_json_get_choice(json, "goal", goals, 3, &goal, err));
	tier->used = true;
	tier->goal_moving = goal == GOAL_MOVING;
	tier->goal_told = goal == GOAL_TOLD;
	AC_TRY(ac_json_get_bool(json, "resend_unknown", &tier->resend_unknown, err));
	AC_TRY(ac_json_opt_bool(json, "quiet", false, &tier->quiet, err));
	AC_TRY(ac_json_get_double(json, "risk", &tier->risk, err));
	AC_TRY(read_int(json, "refused_tier", 0, ac_plan_max_tiers, &tier->refused_tier, err));
	AC_TRY(read_int(json, "arrived_tier", 0, ac_plan_max_tiers, &tier->arrived_tier, err));
	AC_TRY(ac_json_get_i64(json, "ask_again_us", &tier->ask_again_us, err));
	return read_ladder(json, tier, err);
}

/* ---- quiet hours ---- */

enum ac_status ac_quiet_follow_zone(
	struct ac_quiet *quiet, struct ac_wall since, struct ac_error *err)
{
	AC_AUTO(zone) struct ac_zone *zone = NULL;
	struct ac_wall at = since;
	AC_TRY(ac_zone_new(ac_str(quiet->zone), &zone, err));
	quiet->offset_s = ac_zone_offset_s(zone, since);
	quiet->n_changes = 0;
	while (quiet->n_changes < ac_quiet_changes_max && ac_zone_next_change(zone, at, &at))
		quiet->changes[quiet->n_changes++] =
			(struct ac_quiet_change){ at, ac_zone_offset_s(zone, at) };
	return AC_OK;
}

static enum ac_status read_quiet(const struct ac_json *json, struct ac_wall since,
	struct ac_quiet *quiet, struct ac_error *err)
{
	struct ac_str zone;
	if (!json)
		return AC_OK;
	AC_TRY(read_int(json, "from_min", 0, ac_day_minutes - 1, &quiet->from_min, err));
	AC_TRY(read_int(json, "until_min", 0, ac_day_minutes - 1, &quiet->until_min, err));
	AC_TRY(ac_json_get_str(json, "zone", &zone, err));
	if (zone.n > ac_quiet_zone_max)
		return ac_json_fail(json, err, "zone is too long");
	(void)snprintf(quiet->zone, sizeof quiet->zone, "%.*s", AC_STR_ARG(zone));
	return ac_quiet_follow_zone(quiet, since, err);
}

enum ac_status ac_plan_from_json(const struct ac_json *json, struct ac_wall since,
	struct ac_plan *plan, struct ac_error *err)
{
	struct ac_plan read = { 0 };
	const struct ac_json *tiers, *closing, *quiet;
	AC_TRY(ac_json_get_array(json, "tiers", &tiers, err));
	ac_json_each(tiers, tier) AC_TRY(read_tier(tier, &read, err));
	AC_TRY(ac_json_get_object(json, "closing", &closing, err));
	AC_TRY(read_int(closing, "tries", 1, 100, &read.closing_tries, err));
	AC_TRY(ac_json_get_i64(closing, "wait_us", &read.closing_wait_us, err));
	AC_TRY(ac_json_get_i64(json, "help_again_us", &read.help_again_us, err));
	AC_TRY(ac_json_opt_object(json, "quiet_hours", &quiet, err));
	AC_TRY(read_quiet(quiet, since, &read.quiet, err));
	AC_TRY(ac_plan_check(&read, err));
	*plan = read;
	return AC_OK;
}

enum ac_status ac_plan_parse(
	struct ac_str text, struct ac_wall since, struct ac_plan *plan, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *json = NULL;
	AC_TRY(ac_json_parse(text, NULL, &json, err));
	return ac_plan_from_json(json, since, plan, err);
}

/* ---- arguments ---- */

static enum ac_status read_arg(
	const struct ac_json *value, struct ac_arg *arg, struct ac_error *err)
{
	arg->name = ac_json_name(value).p;
	if (ac_json_type(value) == AC_JSON_INT) {
		arg->type = AC_ARG_NUMBER;
		return ac_json_as_i64(value, &arg->number, err);
	}
	struct ac_str text;
	AC_TRY(ac_json_as_str(value, &text, err));
	struct ac_wall time;
	if (ac_wall_parse(text, &time, NULL) == AC_OK)
		*arg = AC_ARG_OF_TIME(arg->name, time);
	else
		*arg = AC_ARG_OF_TEXT(arg->name, text);
	return AC_OK;
}

enum ac_status ac_plan_arguments(const struct ac_json *arguments, struct ac_arg args[], size_t max,
	size_t *n, struct ac_error *err)
{
	*n = 0;
	if (ac_json_count(arguments) > max)
		return ac_json_fail(arguments, err, "at most %zu arguments", max);
	ac_json_each(arguments, value) AC_TRY(read_arg(value, &args[(*n)++], err));
	return AC_OK;
}
