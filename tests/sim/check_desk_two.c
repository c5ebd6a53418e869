/* Decisions, and the acts that stand in the chain: two names that differ, what the second one saw, once. */
#include "sim/check_desk.h"

#include "json/json.h"

enum { by_two = 16, answered_holds = 18 };

struct desk_decision *check_desk_decision(struct sim_desk *desk, int64_t id)
{
	ac_vec_each(&desk->decisions, it)
		if (it->id == id)
			return it;
	return NULL;
}

struct desk_warning *check_desk_warning(struct sim_desk *desk, int64_t id)
{
	ac_vec_each(&desk->warnings, it)
		if (it->id == id)
			return it;
	return NULL;
}

static bool is(const char *name, size_t officer)
{
	return strcmp(name, desk_officer[officer].name) == 0;
}

/* ---- what was drafted ---- */

/* Drafted, or made by the use of a template. */
static void add_decision(struct sim *sim, const struct desk_decision_row *row)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_request *request = &desk->request;
	struct desk_decision d = request->decision;
	bool use = request->asked == ASKED_use;
	const struct desk_decision *of =
		use ? check_desk_decision(desk, request->decision.id) : NULL;
	bool answered = request->asked == ASKED_act && request->status == AC_OK;
	if (!answered && !use && !(request->asked == ASKED_act && desk_unsure(request))) {
		sim_fail(sim, answered_holds, "nobody drafted decision %lld", (long long)row->id);
		return;
	}
	d.id = row->id;
	d.acted = 0;
	d.drafter = request->who;
	memcpy(d.digest, row->digest, sizeof d.digest);
	(void)snprintf(d.state, sizeof d.state, use ? "approved" : "open");
	if (of && row->template_id != of->id)
		sim_fail(sim, by_two, "decision %lld is a use of %lld, not of %lld",
			(long long)row->id, (long long)row->template_id, (long long)of->id);
	d.approver = of ? of->approver : 0;
	ac_vec_push(&desk->decisions, d);
	sim->hits[SIM_decision_drafted] += !use;
}

/* What the one who drafted it was answered. Ending once more what has ended changes nothing and takes nobody. */
static void check_answered(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	const struct desk_request *request = &desk->request;
	int64_t id = 0;
	if (request->asked != ASKED_act || request->lost || request->status != AC_OK)
		return;
	const struct ac_json *decision =
		ac_json_find(ac_response_object(&desk->response), "decision");
	bool ends = request->decision.act == ACT_clear || request->decision.act == ACT_retract;
	if (desk->response.code != 202 && ends)
		return;
	(void)!ac_json_opt_i64(decision, "id", 1, INT64_MAX, 0, &id, NULL);
	if (desk->response.code != 202 || !check_desk_decision(desk, id))
		sim_fail(sim, answered_holds, "decision %lld was answered and is not there",
			(long long)id);
}

void check_desk_drafts(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	size_t known = desk->decisions.n;
	if (sim->failed)
		return;
	if (news->decisions.n < known || news->decisions.n > known + 1) {
		sim_fail(sim, answered_holds, "%zu decisions are there, %zu were drafted",
			news->decisions.n, known);
		return;
	}
	if (news->decisions.n > known)
		add_decision(sim, &news->decisions.at[known]);
	if (!sim->failed)
		check_answered(sim);
}

/* ---- acts ---- */

/* The request over which it happened: an approval of just that, or the use of a template. */
static bool asked_for(const struct sim_desk *desk, const struct desk_decision *d)
{
	const struct desk_request *request = &desk->request;
	if (request->asked == ASKED_use)
		return d == &desk->decisions.at[desk->decisions.n - 1] &&
		       d->drafter == request->who && d->approver != request->who;
	return request->asked == ASKED_approve && d == &desk->decisions.at[request->subject] &&
	       request->digest;
}

static size_t second_of(const struct sim_desk *desk, const struct desk_decision *d)
{
	return desk->request.asked == ASKED_use ? d->approver : desk->request.who;
}

static void check_act(struct sim *sim, const struct desk_act_row *row)
{
	struct sim_desk *desk = sim->desk;
	struct desk_decision *d = check_desk_decision(desk, row->decision);
	const char *action = row->act < desk_acts_count ? desk_action(row->act) : "?";
	if (!d || strcmp(row->officer, row->approver) == 0 || !is(row->officer, d->drafter))
		sim_fail(sim, by_two, "%s: %s and %s stand for it, decision %lld", action,
			row->officer, row->approver, (long long)row->decision);
	else if (!asked_for(desk, d))
		sim_fail(sim, by_two, "%s: nobody agreed to decision %lld just now", action,
			(long long)d->id);
	else if (!is(row->approver, second_of(desk, d)))
		sim_fail(sim, by_two, "%s: %s agreed, %s stands there", action,
			desk_officer[second_of(desk, d)].name, row->approver);
	else if (row->act != d->act)
		sim_fail(sim, by_two, "%s was done, %s was drafted", action, desk_action(d->act));
	else if (d->acted)
		sim_fail(sim, by_two, "%s: decision %lld was carried out before", action,
			(long long)d->id);
	else
		d->acted = desk->request.number;
}

void check_desk_acts(struct sim *sim, const struct desk_news *news)
{
	for (size_t i = 0; i < news->acts.n && !sim->failed; i++)
		check_act(sim, &news->acts.at[i]);
}

/* ---- what became of them ---- */

static const char *state_if_done(enum desk_asked asked)
{
	switch (asked) {
	case ASKED_approve:
	case ASKED_use: return "done";
	case ASKED_template: return "template";
	case ASKED_refuse: return "refused";
	case ASKED_withdraw: return "withdrawn";
	default: return "";
	}
}

static bool touched(const struct sim_desk *desk, const struct desk_decision *d)
{
	const struct desk_request *request = &desk->request;
	if (request->asked == ASKED_use)
		return d == &desk->decisions.at[desk->decisions.n - 1] &&
		       strcmp(d->state, "approved") == 0;
	return request->asked >= ASKED_approve && request->asked <= ASKED_withdraw &&
	       d == &desk->decisions.at[request->subject];
}

/* May it be in that state after the request? */
static bool may_be(const struct sim_desk *desk, const struct desk_decision *d, const char *state)
{
	const struct desk_request *request = &desk->request;
	bool same = strcmp(state, d->state) == 0;
	if (!touched(desk, d))
		return same;
	const char *done = state_if_done(request->asked);
	bool acts = request->asked == ASKED_approve || request->asked == ASKED_use;
	if (!request->lost && request->status == AC_OK)
		return strcmp(state, done) == 0;
	bool failed = acts && strcmp(state, "failed") == 0;
	if (!desk_unsure(request))
		return same || failed;
	return same || failed || strcmp(state, done) == 0 ||
	       (acts && strcmp(state, "approved") == 0);
}

static void count_end(struct sim *sim, const struct desk_decision *d)
{
	const struct desk_request *request = &sim->desk->request;
	bool kept = d->acted == request->number;
	sim->hits[SIM_act_kept] += request->lost && kept;
	sim->hits[SIM_act_cut_off] += request->lost && !kept && strcmp(d->state, "approved") == 0;
	sim->hits[SIM_decision_approved] += request->asked == ASKED_approve && kept;
	sim->hits[SIM_template_used] += request->asked == ASKED_use && kept;
	sim->hits[SIM_template_kept] += strcmp(d->state, "template") == 0;
	sim->hits[SIM_decision_refused] += strcmp(d->state, "refused") == 0;
	sim->hits[SIM_decision_withdrawn] += strcmp(d->state, "withdrawn") == 0;
}

static void check_state(
	struct sim *sim, struct desk_decision *d, const struct desk_decision_row *row)
{
	struct sim_desk *desk = sim->desk;
	bool here = touched(desk, d), moved = strcmp(row->state, d->state) != 0;
	bool done = strcmp(row->state, "done") == 0;
	if (row->id != d->id || !may_be(desk, d, row->state))
		sim_fail(sim, answered_holds, "decision %lld is %s, and was %s", (long long)d->id,
			row->state, d->state);
	else if (d->acted && !done && strcmp(row->state, "failed") != 0)
		sim_fail(sim, answered_holds, "decision %lld was carried out and is %s",
			(long long)d->id, row->state);
	else if (done && !d->acted)
		sim_fail(sim, answered_holds, "decision %lld is done, and nothing was",
			(long long)d->id);
	bool again = is(row->decided_by, desk->request.who); /* what a crash had cut off */
	if (here && (moved || again) && desk->request.asked != ASKED_use)
		d->approver = desk->request.who;
	(void)snprintf(d->state, sizeof d->state, "%s", row->state);
	bool open = strcmp(d->state, "open") == 0;
	if (!sim->failed &&
		(!is(row->drafted_by, d->drafter) ||
			(open ? row->decided_by[0] : !is(row->decided_by, d->approver))))
		sim_fail(sim, by_two, "decision %lld: %s drafted and %s decided it",
			(long long)d->id, row->drafted_by, row->decided_by);
	if (here && moved)
		count_end(sim, d);
}

void check_desk_states(struct sim *sim, const struct desk_news *news)
{
	struct sim_desk *desk = sim->desk;
	for (size_t i = 0; i < news->decisions.n && !sim->failed; i++)
		check_state(sim, &desk->decisions.at[i], &news->decisions.at[i]);
}
