#include "threat/criteria.h"

#include <stdio.h>

/* clang-format off */
#define NAME(status) #status,
static const char *const status_names[] = { AC_CRITERION_STATUSES(NAME) };
/* clang-format on */

const char *ac_criterion_status_name(enum ac_criterion_status status)
{
	return status_names[status];
}

enum ac_status ac_criterion_status_from(
	struct ac_str word, enum ac_criterion_status *status, struct ac_error *err)
{
	for (int i = 0; i < ac_criterion_status_count; i++) {
		if (!ac_str_eq(word, ac_str(status_names[i])))
			continue;
		*status = (enum ac_criterion_status)i;
		return AC_OK;
	}
	return ac_fail(err, AC_INVALID, "status: one of unknown, unmet, met, waived");
}

/* ---- a criterion ---- */

enum ac_criterion_status ac_criterion_now(const struct ac_criterion *criterion, struct ac_wall now)
{
	const struct ac_criterion_entry *said = &criterion->said;
	return now.us < said->valid_until.us ? said->status : AC_CRITERION_unknown;
}

static bool holding(enum ac_criterion_status status)
{
	return status == AC_CRITERION_met || status == AC_CRITERION_waived;
}

bool ac_criterion_holds(const struct ac_criterion *criterion, struct ac_wall now)
{
	return holding(ac_criterion_now(criterion, now));
}

/* Evidence renewed at the very moment at which the old one ends leaves no gap. */
void ac_criterion_take(struct ac_criterion *criterion, const struct ac_criterion_entry *entry)
{
	const struct ac_criterion_entry *said = &criterion->said;
	bool held = holding(said->status) && entry->at.us <= said->valid_until.us;
	bool waives = entry->status == AC_CRITERION_waived && said->status != AC_CRITERION_waived;
	if (!held || waives)
		criterion->since = entry->at;
	criterion->said = *entry;
}

/* ---- what is lacking ---- */

struct telling {
	ac_lack_visit *visit;
	void *ctx;
	size_t n;
};

static void tell(struct telling *t, struct ac_lack lack)
{
	t->n++;
	if (t->visit)
		t->visit(t->ctx, &lack);
}

static void tell_status(struct telling *t, const struct ac_criterion *c, struct ac_wall now)
{
	char text[400], when[32];
	const char *is = ac_criterion_status_name(ac_criterion_now(c, now));
	if (c->said.status != AC_CRITERION_unknown && now.us >= c->said.valid_until.us) {
		ac_wall_format(c->said.valid_until, when);
		(void)snprintf(text, sizeof text, "%.*s: unknown, its evidence is stale since %s",
			AC_STR_ARG(c->text), when);
	} else {
		(void)snprintf(text, sizeof text, "%.*s: %s", AC_STR_ARG(c->text), is);
	}
	tell(t, (struct ac_lack){ AC_LACK_STATUS, c->id, 0, text });
}

/* Rounded up: what is short by a minute is not there. */
static void tell_time(struct telling *t, const struct ac_criterion *c, struct ac_wall from,
	struct ac_wall until, struct ac_wall now)
{
	char text[400], since[32], then[32];
	int64_t short_us = until.us - now.us;
	bool hours = short_us > 2 * AC_HOUR;
	int64_t unit = hours ? AC_HOUR : AC_MINUTE;
	ac_wall_format(c->since, since);
	ac_wall_format(until, then);
	(void)snprintf(text, sizeof text, "%.*s: %s since %s%s, must hold until %s: %lld %s short",
		AC_STR_ARG(c->text), ac_criterion_status_name(c->said.status), since,
		from.us > c->since.us ? " and counted from the last step down" : "", then,
		(long long)((short_us + unit - 1) / unit), hours ? "h" : "min");
	tell(t, (struct ac_lack){ AC_LACK_TIME, c->id, short_us, text });
}

/* What was drafted before that is looked at as of its draft, and waiting does not help it. */
static void tell_later(struct telling *t, const struct ac_criterion *c, struct ac_wall from,
	struct ac_wall until, struct ac_wall now)
{
	char text[400], since[32], drafted[32];
	ac_wall_format(from, since);
	ac_wall_format(now, drafted);
	(void)snprintf(text, sizeof text,
		"%.*s: its time counts from %s, which is later than this was drafted (%s): draft "
		"it again",
		AC_STR_ARG(c->text), since, drafted);
	tell(t, (struct ac_lack){ AC_LACK_TIME, c->id, until.us - now.us, text });
}

static void look_at(struct telling *t, const struct ac_criterion *c, struct ac_wall now,
	struct ac_wall lowered_at)
{
	if (!ac_criterion_holds(c, now)) {
		tell_status(t, c, now);
		return;
	}
	struct ac_wall from = { c->since.us > lowered_at.us ? c->since.us : lowered_at.us };
	struct ac_wall until = { from.us + c->hold_us };
	if (now.us < from.us)
		tell_later(t, c, from, until, now);
	else if (now.us < until.us)
		tell_time(t, c, from, until, now);
}

static void look_at_ledger(struct telling *t, const struct ac_criterion *criteria, size_t n,
	struct ac_wall now, struct ac_wall lowered_at)
{
	size_t mandatory = 0;
	for (size_t i = 0; i < n; i++) {
		if (!criteria[i].mandatory)
			continue;
		mandatory++;
		look_at(t, &criteria[i], now, lowered_at);
	}
	if (!mandatory)
		tell(t, (struct ac_lack){ .kind = AC_LACK_CRITERIA,
				.text = "no mandatory criterion stands in the ledger: what must "
					"hold before this is over?" });
}

size_t ac_ledger_lacks(const struct ac_criterion *criteria, size_t n, struct ac_wall now,
	struct ac_wall lowered_at, ac_lack_visit *visit, void *ctx)
{
	struct telling t = { visit, ctx, 0 };
	look_at_ledger(&t, criteria, n, now, lowered_at);
	return t.n;
}

static void tell_step(struct telling *t, const struct ac_lowering *l)
{
	char text[160];
	int64_t next = l->from;
	(void)ac_level_one_down(l->scheme, l->from, &next);
	(void)snprintf(text, sizeof text, "one level at a time: from %lld of %s the next is %lld",
		(long long)l->from, l->scheme->id, (long long)next);
	tell(t, (struct ac_lack){ .kind = AC_LACK_STEP, .text = text });
}

size_t ac_lowering_lacks(const struct ac_criterion *criteria, size_t n,
	const struct ac_lowering *lowering, ac_lack_visit *visit, void *ctx)
{
	struct telling t = { visit, ctx, 0 };
	int steps = lowering->scheme
			    ? ac_level_steps(lowering->scheme, lowering->from, lowering->to)
			    : 0;
	if (steps < 0 || lowering->all_clear) {
		look_at_ledger(&t, criteria, n, lowering->at, lowering->lowered_at);
		if (!lowering->residual_advice)
			tell(&t, (struct ac_lack){ .kind = AC_LACK_ADVICE,
					 .text = "residual advice must not be empty: what still "
						 "holds?" });
	}
	if (steps < -1)
		tell_step(&t, lowering);
	if (lowering->review.us <= lowering->at.us)
		tell(&t, (struct ac_lack){ .kind = AC_LACK_REVIEW,
				 .text = "a date of review that is still to come" });
	return t.n;
}
