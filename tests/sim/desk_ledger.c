/* Criteria, and what is said about them: evidence that goes stale, waivers. */
#include "sim/desk.h"

enum { criteria_max = 4 };

void desk_add_criterion(struct sim *sim)
{
	struct sim_desk *desk = sim->desk;
	char target[64], body[120];
	if (desk->criteria.n == criteria_max)
		return;
	struct desk_criterion criterion = { .case_id = desk_between(desk, 1, desk_cases),
		.mandatory = desk_chance(desk, 0.7),
		.hold_us = desk_between(desk, 0, 60) * AC_MINUTE };
	(void)snprintf(
		target, sizeof target, "/v1/cases/%lld/criteria", (long long)criterion.case_id);
	(void)snprintf(body, sizeof body,
		"{\"text\":\"in custody\",\"mandatory\":%s,\"hold_s\":%lld}",
		criterion.mandatory ? "true" : "false", (long long)(criterion.hold_us / AC_SECOND));
	desk->request.asked = ASKED_criterion;
	desk->request.criterion = criterion;
	desk_send(sim, AC_POST, target, body);
}

/* Mostly that it is met, for good or for a while. */
void desk_say(struct sim *sim)
{
	static const char *const statuses[] = { "unknown", "unmet", "waived", "met" };
	struct sim_desk *desk = sim->desk;
	char target[64], body[200], until[64] = "", at[32];
	if (!desk->criteria.n)
		return;
	size_t i = (size_t)desk_below(desk, (int64_t)desk->criteria.n);
	int64_t status = desk_chance(desk, 0.92) ? 3 : desk_below(desk, 3);
	int64_t week = sim->now.wall.us + 7 * AC_DAY; /* evidence that says nothing else */
	struct desk_entry entry = { .valid_until = { status == 3 ? week : INT64_MAX },
		.holds = status >= 2,
		.waived = status == 2 };
	if (desk_chance(desk, 0.4)) {
		entry.valid_until.us =
			sim->now.wall.us + desk_between(desk, 600, 15000) * AC_SECOND;
		ac_wall_format(entry.valid_until, at);
		(void)snprintf(until, sizeof until, ",\"valid_until\":\"%s\"", at);
	}
	(void)snprintf(target, sizeof target, "/v1/cases/%lld/criteria/%lld",
		(long long)desk->criteria.at[i].case_id, (long long)desk->criteria.at[i].id);
	(void)snprintf(body, sizeof body,
		"{\"status\":\"%s\",\"grade\":\"B2\",\"why\":\"so\",\"source\":\"note/%lld\"%s}",
		statuses[status], (long long)desk->criteria.at[i].case_id, until);
	desk->request.asked = ASKED_entry;
	desk->request.subject = i;
	desk->request.entry = entry;
	desk_send(sim, AC_POST, target, body);
}
