/* No level is lowered early: by what officers said about the criteria, and nothing else. */
#include "sim/check_desk.h"

enum { not_early = 15 };

/* Since when has it held without interruption? @return false: it does not */
static bool held_since(const struct desk_criterion *c, int64_t at, int64_t *since)
{
	size_t i = c->entries.n;
	if (!i || !c->entries.at[i - 1].holds || c->entries.at[i - 1].valid_until.us <= at)
		return false;
	for (i--; i > 0; i--) {
		const struct desk_entry *e = &c->entries.at[i], *before = e - 1;
		bool anew = e->waived && !before->waived;
		if (anew || !before->holds || before->valid_until.us <= e->at.us)
			break;
	}
	*since = c->entries.at[i].at.us;
	return true;
}

static bool ledger_allows(
	const struct sim_desk *desk, int64_t case_id, int64_t at, struct ac_wall lowered)
{
	int mandatory = 0;
	ac_vec_each(&desk->criteria, c) {
		int64_t since;
		if (c->case_id != case_id || !c->mandatory)
			continue;
		mandatory++;
		if (!held_since(c, at, &since))
			return false;
		if (at - (since > lowered.us ? since : lowered.us) < c->hold_us)
			return false;
	}
	return mandatory > 0;
}

/* ---- who holds it ---- */

static int64_t worst_held(const struct desk_place *place)
{
	int64_t worst = 0;
	ac_vec_each(&place->holds, hold)
		if (hold->level > worst)
			worst = hold->level;
	return worst;
}

/* Nobody holds it above that any more; of warning, it is left at no more than so much. */
static void lower_holds(struct desk_place *place, int64_t warning, int64_t level)
{
	ac_vec_each(&place->holds, hold)
		if ((!warning || hold->warning == warning) && hold->level > level)
			hold->level = level;
}

static void take_hold(struct desk_place *place, struct desk_hold taken)
{
	ac_vec_each(&place->holds, hold) {
		bool same = hold->warning == taken.warning &&
			    (taken.warning || hold->case_id == taken.case_id);
		if (!same)
			continue;
		*hold = taken;
		return;
	}
	ac_vec_push(&place->holds, taken);
}

/* What officers of a case say while its own warning is out goes with that; what another case says does not. */
static int64_t own_warning(struct sim_desk *desk, const struct desk_level_row *row)
{
	const struct desk_warning *warning =
		row->warning ? check_desk_warning(desk, row->warning) : NULL;
	return warning && warning->case_id == row->case_id ? warning->id : 0;
}

static void change_holds(struct sim_desk *desk, struct desk_place *place,
	const struct desk_level_row *row, const struct desk_act_row *act)
{
	if (row->lowered)
		lower_holds(place, 0, row->level);
	if (act->act == ACT_clear)
		lower_holds(place, act->object, check_desk_decision(desk, act->decision)->level);
	bool takes = act->act == ACT_level || act->act == ACT_publish ||
		     act->act == ACT_republish ||
		     (act->act == ACT_clear && row->warning == act->object);
	if (takes)
		take_hold(place,
			(struct desk_hold){ row->case_id, own_warning(desk, row), row->level });
}

void check_desk_retract(struct sim *sim, const struct desk_act_row *act)
{
	for (size_t p = 0; p < desk_places; p++)
		lower_holds(&sim->desk->places[p], act->object, 0);
}

void check_desk_held(struct sim *sim)
{
	for (int p = 0; p < desk_places; p++) {
		const struct desk_place *place = &sim->desk->places[p];
		size_t n = place->levels.n;
		int64_t worst = worst_held(place);
		int64_t stands =
			n && !place->levels.at[n - 1].none ? place->levels.at[n - 1].level : 0;
		if (stands != worst)
			sim_fail(sim, not_early, "place %d stands at %lld and is held at %lld", p,
				(long long)stands, (long long)worst);
	}
}

/* ---- a step ---- */

static void check_change(struct sim *sim, struct desk_place *place,
	const struct desk_level_row *row, const struct desk_level *last)
{
	bool lowers = last && !last->none && row->level < last->level;
	if (row->none || lowers != row->lowered)
		sim_fail(sim, not_early, "level %lld says %s about a step down", (long long)row->id,
			row->lowered ? "something" : "nothing");
	else if (row->review <= row->at)
		sim_fail(sim, not_early, "level %lld has no review to come", (long long)row->id);
	if (!lowers)
		return;
	sim->hits[SIM_level_lowered]++;
	if (row->level != last->level - 1)
		sim_fail(sim, not_early, "level %lld goes from %lld to %lld", (long long)row->id,
			(long long)last->level, (long long)row->level);
	else if (!ledger_allows(sim->desk, row->case_id, row->at, place->lowered))
		sim_fail(sim, not_early, "level %lld is lowered before case %lld's criteria held",
			(long long)row->id, (long long)row->case_id);
	place->lowered.us = row->at;
}

static void check_by_act(struct sim *sim, struct desk_place *place,
	const struct desk_level_row *row, const struct desk_act_row *act)
{
	size_t n = place->levels.n;
	const struct desk_level *last = n ? &place->levels.at[n - 1] : NULL;
	bool lowers = last && !last->none && row->level < last->level;
	if (act->act == ACT_level || act->act == ACT_clear)
		check_change(sim, place, row, last);
	else if (act->act != ACT_retract && lowers)
		sim_fail(sim, not_early, "warning %lld lowers a level", (long long)act->object);
	sim->hits[SIM_level_raised] += !row->none && (!last || row->level > last->level);
}

void check_desk_level(
	struct sim *sim, const struct desk_level_row *row, const struct desk_act_row *act)
{
	struct sim_desk *desk = sim->desk;
	if (row->place < 0 || row->place >= desk_places) {
		sim_fail(sim, not_early, "level %lld is of no place", (long long)row->id);
		return;
	}
	struct desk_place *place = &desk->places[row->place];
	if (row->at != desk->request.at.us)
		sim_fail(sim, not_early, "level %lld has another time", (long long)row->id);
	check_by_act(sim, place, row, act);
	change_holds(desk, place, row, act);
	struct desk_level level = { row->none, row->level };
	ac_vec_push(&place->levels, level);
}

void check_desk_clear(struct sim *sim, const struct desk_act_row *act)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_warning *warning = check_desk_warning(desk, act->object);
	const struct desk_place *place = &desk->places[warning->case_id - 1];
	if (!ledger_allows(desk, warning->case_id, desk->request.at.us, place->lowered))
		sim_fail(sim, not_early, "warning %lld is cleared before its criteria held",
			(long long)warning->id);
}

/* ---- refusals ---- */

void check_desk_refused(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_request *request = &desk->request;
	if (request->lost || strncmp(desk->err.msg, "missing: ", 9) != 0)
		return;
	for (int64_t c = 1; c <= desk_cases; c++)
		if (!ledger_allows(desk, c, request->at.us, desk->places[c - 1].lowered))
			sim->hits[SIM_lowered_early]++;
	ac_vec_each(&desk->criteria, criterion) {
		size_t n = criterion->entries.n;
		sim->hits[SIM_evidence_stale] +=
			n && criterion->entries.at[n - 1].holds &&
			criterion->entries.at[n - 1].valid_until.us <= request->at.us;
	}
}
