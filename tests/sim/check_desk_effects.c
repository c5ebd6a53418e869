/* Each act in the chain with its effect, each effect with its act: together, or neither. */
#include "sim/check_desk.h"

enum { by_two = 16, whole = 18 };

static const struct desk_act_row *act_on(
	const struct desk_news *news, enum desk_act act, int64_t object)
{
	ac_vec_each(&news->acts, row)
		if (row->act == act && row->object == object)
			return row;
	return NULL;
}

static bool publishes(enum desk_act act)
{
	return act <= ACT_retract;
}

/* ---- messages ---- */

static void check_said(
	struct sim *sim, const struct desk_act_row *act, const struct desk_message_row *message)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_decision *d = check_desk_decision(desk, act->decision);
	struct desk_warning *warning = check_desk_warning(desk, message->warning);
	if (d->subject != message->warning || !warning) {
		sim_fail(sim, by_two, "decision %lld was about warning %lld, not %lld",
			(long long)d->id, (long long)d->subject, (long long)message->warning);
		return;
	}
	bool worded = act->act == ACT_publish || act->act == ACT_republish;
	if (worded && message->words != d->words)
		sim_fail(sim, by_two, "decision %lld: the words %d were seen, %d went out",
			(long long)d->id, d->words, message->words);
	if (worded)
		warning->words = message->words;
	warning->published = true;
}

static void count_message(struct sim *sim, enum desk_act act)
{
	sim->hits[SIM_published] += act == ACT_publish;
	sim->hits[SIM_republished] += act == ACT_republish;
	sim->hits[SIM_cleared] += act == ACT_clear;
	sim->hits[SIM_retracted] += act == ACT_retract;
}

static void check_messages(struct sim *sim, const struct desk_news *news)
{
	size_t n = 0;
	ac_vec_each(&news->acts, act) {
		if (!publishes(act->act))
			continue;
		const struct desk_message_row *message =
			n < news->messages.n ? &news->messages.at[n] : NULL;
		n++;
		if (!message || message->id != act->message ||
			strcmp(message->sha256, act->sha256) != 0) {
			sim_fail(sim, whole, "%s without its message %lld", desk_action(act->act),
				(long long)act->message);
			return;
		}
		check_said(sim, act, message);
		count_message(sim, act->act);
		if (act->act == ACT_clear)
			check_desk_clear(sim, act);
		if (act->act == ACT_retract)
			check_desk_retract(sim, act);
	}
	if (n < news->messages.n)
		sim_fail(sim, whole, "message %lld went out and is in no audit row",
			(long long)news->messages.at[n].id);
}

/* ---- levels ---- */

static const struct desk_act_row *act_of_level(
	const struct desk_news *news, const struct desk_level_row *row)
{
	const struct desk_act_row *act = act_on(news, ACT_level, row->id);
	ac_vec_each(&news->acts, it)
		if (!act && publishes(it->act))
			act = it;
	return act;
}

static void check_levels(struct sim *sim, const struct desk_news *news)
{
	size_t set = 0;
	ac_vec_each(&news->levels, row) {
		const struct desk_act_row *act = act_of_level(news, row);
		if (!act) {
			sim_fail(sim, whole, "level %lld is in no audit row", (long long)row->id);
			return;
		}
		set += act->act == ACT_level;
		check_desk_level(sim, row, act);
	}
	ac_vec_each(&news->acts, act)
		set -= act->act == ACT_level;
	if (set)
		sim_fail(sim, whole, "level.set without its level");
	check_desk_held(sim);
}

/* ---- postures, hotels ---- */

static void check_postures(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	for (int c = 0; c < desk_cases; c++) {
		const struct desk_act_row *act = act_on(news, ACT_posture, c + 1);
		const struct desk_decision *d =
			act ? check_desk_decision(desk, act->decision) : NULL;
		int64_t wanted = d ? d->posture : desk->postures[c];
		if (news->postures[c] != wanted || (d && d->subject != c + 1))
			sim_fail(sim, whole, "case %d has the posture %s, not %s", c + 1,
				desk_posture[news->postures[c]], desk_posture[wanted]);
		sim->hits[SIM_posture_changed] += act != NULL;
	}
}

static void check_hotels(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	bool wanted[desk_hotels];
	memcpy(wanted, desk->marked, sizeof wanted);
	ac_vec_each(&news->acts, act) {
		if (act->act != ACT_mark)
			continue;
		wanted[check_desk_decision(desk, act->decision)->subject - 1] = true;
		sim->hits[SIM_place_marked]++;
	}
	for (int i = 0; i < desk_hotels; i++)
		if (news->marked[i] != wanted[i])
			sim_fail(sim, whole, "hotel %d is %s, without an audit row that says so",
				i + 1, news->marked[i] ? "marked" : "not marked");
}

void check_desk_effects(struct sim *sim, const struct desk_news *news)
{
	if (!sim->failed)
		check_messages(sim, news);
	if (!sim->failed)
		check_levels(sim, news);
	if (!sim->failed)
		check_postures(sim, news);
	if (!sim->failed)
		check_hotels(sim, news);
}
