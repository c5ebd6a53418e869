/* What officers must see: calls for help, again until one owns them, and the call desk. */
#include "outreach/engine_p.h"

void raise_out(struct ac_engine *e, enum ac_raise raise, const struct task *t, int64_t inbound)
{
	struct ac_raise_output out = { .raise = raise, .inbound = inbound };
	if (t) {
		out.campaign = campaign_of(e, t)->id;
		out.traveller = t->traveller;
		out.index = tier_of(e, t)->risk * t->party_size;
	}
	put(e, AC_OUTPUT_RAISE)->raise = out;
}

static struct ac_wall help_again(struct ac_engine *e, const struct task *t)
{
	return (struct ac_wall){ e->now.wall.us + campaign_of(e, t)->plan.help_again_us };
}

void help_raise(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	raise_out(e, AC_RAISE_HELP, t, 0);
	struct ac_wall again = help_again(e, t);
	if (e->helps.n == 0 || again.us < e->help_next.us)
		e->help_next = again;
	if (t->bits & BIT_HELP_LISTED)
		return;
	t->bits |= BIT_HELP_LISTED;
	ac_vec_push(&e->helps, i);
}

void helps_run(struct ac_engine *e)
{
	if (e->helps.n == 0 || e->now.wall.us < e->help_next.us)
		return;
	e->help_next.us = INT64_MAX;
	size_t kept = 0;
	for (size_t k = 0; k < e->helps.n; k++) {
		struct task *t = task_at(e, e->helps.at[k]);
		if (!(t->image.flags & AC_TASK_HELP_OPEN)) {
			t->bits &= (uint8_t)~BIT_HELP_LISTED;
			continue;
		}
		e->helps.at[kept++] = e->helps.at[k];
		raise_out(e, AC_RAISE_HELP, t, 0);
		struct ac_wall again = help_again(e, t);
		if (again.us < e->help_next.us)
			e->help_next = again;
	}
	e->helps.n = kept;
}

void desk_ask(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_open(e, i);
	const struct ac_tier *tier = tier_of(e, t);
	t->image.tries++;
	t->image.flags |= AC_TASK_ON_DESK;
	t->image.due.us = e->now.wall.us + tier->rungs[t->image.rung].wait_us;
	record_task(e, t);
	record_event(e, t, AC_EVENT_desk_asked, t->image.tries, 0);
	task_close(e, i);
	raise_out(e, AC_RAISE_DESK, task_at(e, i), 0);
}

void desk_recover(struct ac_engine *e, uint32_t i)
{
	const struct task *t = task_at(e, i);
	if (t->image.flags & AC_TASK_ON_DESK)
		raise_out(e, AC_RAISE_DESK, t, 0);
	if (t->image.flags & AC_TASK_HELP_OPEN)
		help_raise(e, i);
}
