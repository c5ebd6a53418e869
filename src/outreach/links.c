/* Links come and go; their pace and window are kept here. */
#include "outreach/engine_p.h"

struct link *link_find(struct ac_engine *e, uint16_t link)
{
	ac_vec_each(&e->links, l)
		if (l->config.link == link)
			return l;
	return NULL;
}

struct link *link_get(struct ac_engine *e, uint16_t link)
{
	struct link *found = link_find(e, link);
	if (found)
		return found;
	struct link fresh = { .config = { .link = link,
				      .rate_per_s = 1,
				      .window = 1,
				      .channel = AC_CHANNEL_sms,
				      .receipts = true } };
	ac_pace_init(&fresh.pace, 1, e->now.mono);
	ac_vec_push(&e->links, fresh);
	return &e->links.at[e->links.n - 1];
}

/* A channel is served from its first link on; whoever was resting for want of one is looked at again. */
static void serve(struct ac_engine *e, enum ac_channel channel)
{
	if (e->served[channel])
		return;
	e->served[channel] = true;
	for (uint32_t i = 0; i < e->tasks.n && !e->recovered; i++)
		if (task_pending(task_at(e, i)))
			advance(e, i);
}

void link_changed(struct ac_engine *e, const struct ac_link_input *in)
{
	struct link *link = link_get(e, in->link);
	bool was_up = link->config.up;
	if (in->rate_per_s != link->pace.rate_per_s)
		ac_pace_init(&link->pace, in->rate_per_s, e->now.mono);
	link->config = *in;
	e->announced = true;
	if (was_up && !in->up)
		link_withdraw(e, link);
	serve(e, in->channel);
}
