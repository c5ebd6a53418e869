/* What still holds when personal instructions end, in each language: the argument `residual` of the last texts. */
#include "service/desk/campaign_texts_p.h"

/* A copy of an object without one member. */
static struct ac_json *without(const struct ac_json *object, const char *name)
{
	struct ac_json *copy = ac_json_new_object();
	ac_json_each(object, member) if (!ac_str_eq(ac_json_name(member), ac_str(name)))
		ac_json_set(copy, ac_json_name(member).p, ac_json_copy(member));
	return copy;
}

/* Forget what the plan says; `everywhere` is for languages that have no advice of their own. */
static void put_everywhere(struct ac_json *plan, struct ac_str everywhere)
{
	struct ac_json *arguments = without(ac_json_find(plan, "arguments"), "residual");
	struct ac_json *localised = ac_json_new_object();
	ac_json_set_str(arguments, "residual", everywhere);
	ac_json_each(ac_json_find(plan, "localised"), own)
		ac_json_set(localised, ac_json_name(own).p, without(own, "residual"));
	ac_json_set(plan, "arguments", arguments);
	ac_json_set(plan, "localised", localised);
}

struct said {
	char language[3]; /* as in a plan: two letters */
	struct ac_str instruction;
};

static bool read_said(const struct ac_json *text, struct said *said)
{
	struct ac_str language;
	if (ac_json_get_str(text, "language", &language, NULL) != AC_OK ||
		ac_json_get_str(text, "instruction", &said->instruction, NULL) != AC_OK ||
		language.n < 2 || !ac_str_trim(said->instruction).n)
		return false;
	memcpy(said->language, language.p, 2);
	said->language[2] = '\0';
	return true;
}

static bool first_said(const struct ac_json *texts, struct said *said)
{
	ac_json_each(texts, text) if (read_said(text, said)) return true;
	return false;
}

/* Each language gets what its public text tells people to go on doing; that of `everywhere` has it. */
static void put_said(
	struct ac_json *plan, const struct ac_json *texts, const struct said *everywhere)
{
	struct ac_json *localised = ac_json_copy(ac_json_find(plan, "localised"));
	ac_json_each(texts, text)
	{
		struct said said;
		if (!read_said(text, &said) || strcmp(said.language, everywhere->language) == 0)
			continue;
		struct ac_json *own = without(ac_json_find(localised, said.language), "residual");
		ac_json_set_str(own, "residual", said.instruction);
		ac_json_set(localised, said.language, own);
	}
	ac_json_set(plan, "localised", localised);
}

static bool plan_has_advice(const struct ac_json *plan)
{
	bool any = ac_json_find(ac_json_find(plan, "arguments"), "residual") != NULL;
	ac_json_each(ac_json_find(plan, "localised"), own) any |=
		ac_json_find(own, "residual") != NULL;
	return any;
}

enum ac_status campaign_advice_settle(
	const struct texting *t, struct ac_json *plan, struct ac_error *err)
{
	struct said first;
	if (t->kind != AC_KIND_all_clear)
		return AC_OK;
	if (t->advice.n) {
		put_everywhere(plan, t->advice);
	} else if (!plan_has_advice(plan) && first_said(t->said, &first)) {
		put_everywhere(plan, first.instruction);
		put_said(plan, t->said, &first);
	} else if (!plan_has_advice(plan) && !t->text.n) {
		return ac_fail(err, AC_INVALID,
			"campaign %lld: an all-clear says what still holds: give advice, an "
			"instruction in its texts, or the plan's argument `residual`",
			(long long)t->id);
	}
	return AC_OK;
}
