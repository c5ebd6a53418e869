/* What a second person makes of what was drafted. Some approve their own drafts, some approve twice, some
 * approve something else than what they saw, some have no right to. */
#include "sim/desk.h"

static bool may_approve(size_t who)
{
	return desk_officer[who].roles & AC_ROLE_APPROVER;
}

static bool waits(const struct desk_decision *d)
{
	return strcmp(d->state, "open") == 0 || strcmp(d->state, "approved") == 0;
}

/* Mostly one that waits, the newest above all; now and then any, whatever became of it. */
static struct desk_decision *pick(struct sim_desk *desk)
{
	struct desk_decision *picked = NULL;
	size_t waiting = 0;
	if (!desk->decisions.n)
		return NULL;
	bool newest = desk_chance(desk, 0.4);
	if (desk_chance(desk, 0.8))
		ac_vec_each(&desk->decisions, d)
			if (waits(d) && (newest || desk_below(desk, (int64_t)++waiting) == 0))
				picked = d;
	return picked ? picked : &desk->decisions.at[desk_below(desk, (int64_t)desk->decisions.n)];
}

/* The words that would go out now are others than those that were drafted. */
static bool has_changed(const struct sim_desk *desk, const struct desk_decision *d)
{
	if (d->act != ACT_publish)
		return false;
	ac_vec_each(&desk->warnings, warning)
		if (warning->id == d->subject)
			return warning->words != d->words;
	return false;
}

static void count(struct sim *sim, const struct desk_decision *d, bool changed, const char *before)
{
	const struct desk_request *request = &sim->desk->request;
	if (request->status == AC_OK)
		sim->hits[SIM_act_approved_again] += strcmp(before, "approved") == 0;
	if (desk_unsure(request) || request->status == AC_OK)
		return;
	if (!may_approve(request->who))
		sim->hits[SIM_no_right]++;
	else if (d->drafter == request->who)
		sim->hits[SIM_own_approved]++;
	else if (strcmp(before, "open") != 0)
		sim->hits[SIM_approved_twice]++;
	else if (!request->digest)
		sim->hits[SIM_wrong_digest]++;
	else if (changed)
		sim->hits[SIM_changed_since]++;
}

/* A good approver looks for what waits. */
static void be_good(struct sim_desk *desk)
{
	if (desk_chance(desk, 0.6))
		desk->request.who = desk_chance(desk, 0.7) ? 3 : 2;
}

void desk_approve(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	struct desk_request *request = &desk->request;
	struct desk_decision *d = pick(desk);
	char target[64], body[140], before[12];
	if (!d)
		return;
	be_good(desk);
	bool template = desk_chance(desk, 0.15);
	bool changed = has_changed(desk, d);
	memcpy(before, d->state, sizeof before);
	request->asked = template ? ASKED_template : ASKED_approve;
	request->subject = (size_t)(d - desk->decisions.at);
	request->digest = desk_chance(desk, 0.92);
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/approve", (long long)d->id);
	(void)snprintf(body, sizeof body, "{\"digest\":\"%c%s\",\"template\":%s}",
		request->digest       ? d->digest[0]
		: d->digest[0] == '0' ? '1'
				      : '0',
		d->digest + 1, template ? "true" : "false");
	desk_send(sim, AC_POST, target, body);
	count(sim, d, changed, before);
}

static void it_happens(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	desk->request.asked = ASKED_look;
	desk_send(sim, AC_POST, "/v1/cases/1/events", "{\"text\":\"Now\"}");
	desk->attacked |= desk->request.status == AC_OK;
}

/* One person alone: only what another approved ahead, unchanged, and only once it has happened. */
void desk_use_template(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	struct desk_decision *d = NULL;
	char target[64];
	if (!desk->attacked && desk_chance(desk, 0.5)) {
		it_happens(sim);
		return;
	}
	ac_vec_each(&desk->decisions, it)
		if (strcmp(it->state, "template") == 0 && (!d || desk_chance(desk, 0.5)))
			d = it;
	if (!d && !(d = pick(desk)))
		return;
	desk->request.asked = ASKED_use;
	desk->request.subject = (size_t)(d - desk->decisions.at);
	desk->request.decision = *d;
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/use", (long long)d->id);
	desk_send(sim, AC_POST, target, "{\"case\":1}");
}

void desk_end_one(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	struct desk_decision *d = pick(desk);
	char target[64];
	if (!d)
		return;
	bool refuse = desk_chance(desk, 0.5);
	if (refuse && desk_chance(desk, 0.5))
		desk->request.who = 3;
	else if (!refuse && desk_chance(desk, 0.5))
		desk->request.who = d->drafter;
	desk->request.asked = refuse ? ASKED_refuse : ASKED_withdraw;
	desk->request.subject = (size_t)(d - desk->decisions.at);
	(void)snprintf(target, sizeof target, "/v1/decisions/%lld/%s", (long long)d->id,
		refuse ? "refuse" : "withdraw");
	desk_send(sim, AC_POST, target, refuse ? "{\"why\":\"not so\"}" : "{}");
}
