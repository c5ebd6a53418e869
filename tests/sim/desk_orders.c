/* What officers want that takes two: warnings and what becomes of them, levels, postures, marked hotels. */
#include "sim/desk.h"

#include "json/json.h"

enum { warnings_max = 8 };

const char *desk_action(enum desk_act act)
{
	static const char *const names[desk_acts_count] = { "warning.publish", "warning.republish",
		"warning.clear", "warning.retract", "level.set", "case.posture",
		"place.mark_at_risk" };
	return names[act];
}

/* ---- warnings as drafts ---- */

static void words_of(int words, char text[200])
{
	(void)snprintf(text, 200,
		"\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Words %d\","
		"\"description\":\"A danger\",\"instruction\":\"Leave\"}]}",
		words);
}

void desk_draft_warning(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	char body[600], text[200];
	if (desk->warnings.n == warnings_max)
		return;
	int64_t case_id = desk_between(desk, 1, desk_cases);
	struct desk_warning warning = { .case_id = case_id, .words = ++desk->words };
	words_of(warning.words, text);
	(void)snprintf(body, sizeof body,
		"{\"case\":%lld,\"circles\":[{\"lat\":41,\"lon\":29,\"radius_km\":5}],%s,"
		"\"place\":\"P%lld\",\"scheme\":\"IL-NSC-2022\",\"level\":%lld,"
		"\"valid_to\":\"2099-01-01T00:00:00Z\"}",
		(long long)case_id, text, (long long)(case_id - 1),
		(long long)desk_between(desk, 2, desk_worst_level));
	desk->request.asked = ASKED_warning;
	desk->request.warning = warning;
	desk_send(sim, AC_POST, "/v1/warnings", body);
}

/* ---- what takes two ---- */

struct order {
	char target[80], body[400];
};

static void past_or_to_come(struct sim *sim, char at[32])
{
	int64_t in = desk_chance(sim->desk, 0.9) ? 30 * AC_DAY : -AC_DAY;
	ac_wall_format((struct ac_wall){ sim->now.wall.us + in }, at);
}

/* What stands for a place now; 0: nothing. */
static int64_t level_of(const struct desk_place *place)
{
	if (!place->levels.n || place->levels.at[place->levels.n - 1].none)
		return 0;
	return place->levels.at[place->levels.n - 1].level;
}

/* Mostly one step down, which is what they are tempted to. */
static int64_t wanted_level(struct sim_desk *desk, int64_t place)
{
	int64_t now = level_of(&desk->places[place]);
	return now > 1 && desk_chance(desk, 0.6) ? now - 1
						 : desk_between(desk, 1, desk_worst_level);
}

static void order_warning(
	struct sim *sim, struct desk_decision *d, const struct desk_warning *w, struct order *order)
{
	static const char *const verbs[] = { "publish", "update", "clear", "retract" };
	char review[32], text[200];
	d->subject = w->id;
	d->words = w->words;
	past_or_to_come(sim, review);
	(void)snprintf(order->target, sizeof order->target, "/v1/warnings/%lld/%s",
		(long long)w->id, verbs[d->act]);
	switch (d->act) {
	case ACT_republish:
		d->words = ++sim->desk->words;
		words_of(d->words, text);
		(void)snprintf(order->body, sizeof order->body, "{%s}", text);
		break;
	case ACT_clear:
		d->level = wanted_level(sim->desk, w->case_id - 1);
		(void)snprintf(order->body, sizeof order->body,
			"{\"texts\":{\"texts\":[{\"language\":\"en\",\"headline\":\"Over\","
			"\"instruction\":\"Stay alert\"}]},\"level\":%lld,\"review\":\"%s\"}",
			(long long)d->level, review);
		break;
	case ACT_retract:
		(void)snprintf(order->body, sizeof order->body, "{\"why\":\"no\"}");
		break;
	default: (void)snprintf(order->body, sizeof order->body, "{}");
	}
}

static void order_level(
	struct sim *sim, struct desk_decision *d, int64_t place, struct order *order)
{
	struct sim_desk *desk = sim->desk;
	char review[32];
	int64_t case_id = desk_chance(desk, 0.98) ? place + 1 : desk_between(desk, 1, desk_cases);
	int64_t level = wanted_level(desk, place);
	bool advises = desk_chance(desk, 0.9);
	d->subject = place + 1;
	past_or_to_come(sim, review);
	(void)snprintf(order->target, sizeof order->target, "/v1/levels");
	(void)snprintf(order->body, sizeof order->body,
		"{\"place\":\"P%lld\",\"scheme\":\"IL-NSC-2022\",\"level\":%lld,\"case\":%lld,"
		"\"advice\":\"%s\",\"review\":\"%s\"}",
		(long long)place, (long long)level, (long long)case_id, advises ? "Stay alert" : "",
		review);
}

static void order_posture(struct sim *sim, struct desk_decision *d, struct order *order)
{
	d->subject = desk_between(sim->desk, 1, desk_cases);
	d->posture = desk_below(sim->desk, 4);
	(void)snprintf(order->target, sizeof order->target, "/v1/cases/%lld/posture",
		(long long)d->subject);
	(void)snprintf(order->body, sizeof order->body, "{\"posture\":\"%s\",\"why\":\"so\"}",
		desk_posture[d->posture]);
}

static void order_mark(struct sim *sim, struct desk_decision *d, struct order *order)
{
	char until[32];
	d->subject = desk_between(sim->desk, 1, desk_hotels);
	past_or_to_come(sim, until);
	(void)snprintf(order->target, sizeof order->target, "/v1/places/at-risk");
	(void)snprintf(order->body, sizeof order->body,
		"{\"places\":[\"H%lld\"],\"why\":\"a tip\",\"evidence\":\"a "
		"film\",\"until\":\"%s\"}",
		(long long)d->subject, until);
}

/* Mostly what can be done with it: a draft is published, what is published is changed or ended. */
static enum desk_act wanted_of(struct sim_desk *desk, const struct desk_warning *warning)
{
	if (desk_chance(desk, 0.1))
		return (enum desk_act)desk_below(desk, ACT_retract + 1);
	if (!warning->published)
		return desk_chance(desk, 0.8) ? ACT_publish : ACT_republish;
	return desk_chance(desk, 0.15)  ? ACT_retract
	       : desk_chance(desk, 0.4) ? ACT_republish
					: ACT_clear;
}

/* They want it to be over: the warning that holds a level up is cleared, or the level alone is lowered. */
static void order_step_down(
	struct sim *sim, struct desk_decision *d, int64_t place, struct order *order)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_warning *holds = NULL;
	ac_vec_each(&desk->warnings, warning)
		if (warning->published && warning->case_id == place + 1)
			holds = warning;
	d->act = holds && desk_chance(desk, 0.5) ? ACT_clear : ACT_level;
	if (d->act == ACT_clear)
		order_warning(sim, d, holds, order);
	else
		order_level(sim, d, place, order);
}

/* @return false: there is nothing to ask that about */
static bool choose(struct sim *sim, struct desk_decision *d, struct order *order)
{
	struct sim_desk *desk = sim->desk;
	int64_t place = desk_below(desk, desk_places);
	if (level_of(&desk->places[place]) > 1 && desk_chance(desk, 0.3)) {
		order_step_down(sim, d, place, order);
		return true;
	}
	double what = ac_random_unit(&desk->random);
	d->act = what < 0.55   ? ACT_publish
		 : what < 0.75 ? ACT_level
		 : what < 0.85 ? ACT_posture
			       : ACT_mark;
	if (d->act == ACT_level)
		order_level(sim, d, desk_below(desk, desk_places), order);
	else if (d->act == ACT_posture)
		order_posture(sim, d, order);
	else if (d->act == ACT_mark)
		order_mark(sim, d, order);
	if (d->act != ACT_publish)
		return true;
	if (!desk->warnings.n)
		return false;
	const struct desk_warning *warning =
		&desk->warnings.at[desk_below(desk, (int64_t)desk->warnings.n)];
	d->act = wanted_of(desk, warning);
	order_warning(sim, d, warning, order);
	return true;
}

/* Somebody writes a second name into the request themselves. */
static void claim_a_second(struct order *order)
{
	char *end = strrchr(order->body, '}');
	(void)snprintf(end, sizeof order->body - (size_t)(end - order->body), "%s",
		order->body[1] == '}' ? "\"approver\":\"noa\",\"decision\":1}"
				      : ",\"approver\":\"noa\",\"decision\":1}");
}

/* Of a draft the words are changed by one alone. */
static struct desk_warning *changes_draft(struct sim_desk *desk, const struct desk_decision *d)
{
	if (d->act != ACT_republish)
		return NULL;
	ac_vec_each(&desk->warnings, warning)
		if (warning->id == d->subject && !warning->published)
			return warning;
	return NULL;
}

void desk_draft_act(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	struct desk_request *request = &desk->request;
	struct order order;
	struct desk_decision d = { .drafter = request->who };
	if (!choose(sim, &d, &order))
		return;
	bool claimed = desk_chance(desk, 0.05);
	if (claimed)
		claim_a_second(&order);
	struct desk_warning *draft = changes_draft(desk, &d);
	request->asked = claimed ? ASKED_look : draft ? ASKED_words : ASKED_act;
	request->decision = d;
	request->subject = draft ? (size_t)(draft - desk->warnings.at) : 0;
	desk_send(sim, AC_POST, order.target, order.body);
	sim->hits[SIM_alone] += claimed && request->status == AC_INVALID;
	sim->hits[SIM_no_right] += request->status == AC_DENIED;
}
