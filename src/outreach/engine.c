#include "outreach/engine_p.h"

enum { row_max = 256 << 20, entries_max = 1 << 20 };

struct ac_engine_config ac_engine_config_default(void)
{
	return (struct ac_engine_config){
		.unknown_wait_us = 60 * AC_SECOND,
		.receipt_wait_us = 48 * AC_HOUR,
		.retry_wait_us = 5 * AC_SECOND,
		.max_retries = 5,
		.max_uncommitted = 64,
		.chunks_ahead = 16,
		.journal_delay_us = 20 * AC_MS,
		.age_floor_us = 10 * AC_MINUTE,
		.retry_theta_us = 20 * (double)AC_MINUTE,
	};
}

struct ac_engine *ac_engine_new(const struct ac_engine_config *config)
{
	struct ac_engine *e = ac_alloc(sizeof *e);
	e->config = *config;
	e->next_seq = 1;
	e->chunk_next = 1;
	e->chunk_base = 1;
	e->help_next.us = INT64_MAX;
	e->arriving_s = UINT32_MAX;
	ac_buf_init(&e->row, row_max);
	ac_buf_init(&e->entries, entries_max);
	timers_reset(e);
	return e;
}

static void free_link(struct link *link)
{
	ac_vec_done(&link->again.items);
	ac_vec_done(&link->later.items);
}

void ac_engine_free(struct ac_engine *engine)
{
	if (!engine)
		return;
	ac_vec_each(&engine->links, link)
		free_link(link);
	ac_vec_each(&engine->chunks, chunk)
		ac_free(*chunk);
	ac_vec_done(&engine->links);
	ac_vec_done(&engine->chunks);
	ac_vec_done(&engine->campaigns);
	ac_vec_done(&engine->tasks);
	ac_vec_done(&engine->contacts);
	ac_vec_done(&engine->unknowns.items);
	ac_vec_done(&engine->early);
	ac_vec_done(&engine->segment_keys);
	ac_vec_done(&engine->helps);
	ac_vec_done(&engine->arriving);
	ac_vec_done(&engine->revisit);
	ac_vec_done(&engine->changed);
	ac_vec_done(&engine->waiting);
	ac_map_done(&engine->by_traveller);
	ac_map_done(&engine->by_number);
	ac_map_done(&engine->by_party);
	ac_map_done(&engine->by_receipt);
	ac_map_done(&engine->by_early);
	ac_buf_done(&engine->row);
	ac_buf_done(&engine->entries);
	ac_free(engine);
}

void ac_outputs_init(struct ac_outputs *outputs)
{
	*outputs = (struct ac_outputs){ 0 };
	ac_buf_init(&outputs->journal, row_max);
}

void ac_outputs_done(struct ac_outputs *outputs)
{
	ac_free(outputs->at);
	ac_free(outputs->entries);
	ac_buf_done(&outputs->journal);
}

/* ---- inputs ---- */

static void add_campaign(struct ac_engine *e, const struct ac_campaign_input *in)
{
	if (campaign_find(e, in->id))
		return;
	struct campaign campaign = {
		.id = in->id,
		.plan = in->plan,
		.state = in->state,
		.closing = in->closing,
	};
	memcpy(campaign.versions, in->versions, sizeof campaign.versions);
	order_plan(e, &campaign);
	ac_vec_push(&e->campaigns, campaign);
}

static void add_person(struct ac_engine *e, const struct ac_task_spec *spec)
{
	uint32_t i = task_add(e, spec, NULL);
	task_count(e, task_at(e, i), 1);
	task_at(e, i)->changed_seq = e->next_seq - 1;
	advance(e, i);
	revisit_companions(e, i);
}

static void change_person(struct ac_engine *e, uint32_t i, const struct ac_task_spec *spec)
{
	struct task *t = task_open(e, i);
	bool fresh = task_update(e, i, spec);
	if (t->image.standing == AC_STANDING_departed && !task_told(t))
		t->image.standing = AC_STANDING_not_reached;
	enum ac_campaign_state state = campaign_of(e, t)->state;
	bool under_way = (state == AC_CAMPAIGN_running || state == AC_CAMPAIGN_paused) &&
			 t->image.standing != AC_STANDING_excluded; /* an officer's word stays */
	if (under_way && !task_told(t) && (fresh || t->image.explained != AC_EXPLAINED_no)) {
		/* A new number or a longer stay is a new chance. */
		t->image.explained = AC_EXPLAINED_no;
		t->image.rung = t->image.tries = 0;
		t->image.flags &= (uint8_t)~AC_TASK_HELD;
		t->image.due = e->now.wall;
		if (t->image.standing == AC_STANDING_unreachable)
			t->image.standing = AC_STANDING_not_reached;
	}
	bool stays =
		t->image.explained == AC_EXPLAINED_departed && task_departs(t).us > e->now.wall.us;
	if (state == AC_CAMPAIGN_closing && !task_told(t) && stays)
		t->image.explained =
			AC_EXPLAINED_no; /* explained anew, as who joins while it ends */
	if (t->image.standing != AC_STANDING_excluded)
		t->image.flags &= (uint8_t)~AC_TASK_LEFT;
	record_task(e, t);
	record_event(e, t, AC_EVENT_joined, t->image.tier, 0);
	task_close(e, i);
	if (spec->tier != task_at(e, i)->image.tier && under_way)
		set_tier(e, i, spec->tier);
	advance(e, i);
	revisit_companions(e, i);
}

static void add_tasks(struct ac_engine *e, const struct ac_tasks_input *in)
{
	for (size_t k = 0; k < in->n; k++) {
		const struct ac_task_spec *spec = &in->specs[k];
		tasks_prefetch(e, spec, in->n - k);
		uint32_t i = task_find(e, spec->campaign, spec->traveller);
		if (i != (uint32_t)no_index)
			change_person(e, i, spec);
		else if (campaign_find(e, spec->campaign))
			add_person(e, spec);
	}
}

static void take(struct ac_engine *e, const struct ac_input *in)
{
	switch (in->kind) {
	case AC_INPUT_CAMPAIGN: add_campaign(e, in->campaign); break;
	case AC_INPUT_TASKS: add_tasks(e, &in->tasks); break;
	case AC_INPUT_COMMITTED: committed(e, in->committed); break;
	case AC_INPUT_RENDERED: chunk_rendered(e, &in->rendered); break;
	case AC_INPUT_LINK: link_changed(e, &in->link); break;
	case AC_INPUT_SUBMITTED: submitted(e, &in->submitted); break;
	case AC_INPUT_RECEIPT: receipt(e, &in->receipt); break;
	case AC_INPUT_RESPONSE: response(e, &in->response); break;
	case AC_INPUT_ORDER: order(e, &in->order); break;
	}
}

/* ---- the step ---- */

static void move_clock(struct ac_engine *e, struct ac_now now)
{
	if (!e->started) {
		e->started = true;
		e->start = now.mono;
		e->now = now;
		e->wheel_s = wall_s(now.wall) - 1;
	}
	/* The wall clock may be set back; what was due stays due. */
	e->now.mono = now.mono;
	if (now.wall.us > e->now.wall.us)
		e->now.wall = now.wall;
}

static void say_done(struct ac_engine *e)
{
	ac_vec_each(&e->campaigns, campaign) {
		struct ac_counts counts;
		if (campaign->done_said || campaign->state == AC_CAMPAIGN_closed ||
			ac_engine_counts(e, campaign->id, &counts) != AC_OK ||
			counts.all.recipients == 0 || counts.all.pending || counts.closing_pending)
			continue;
		campaign->done_said = true;
		put(e, AC_OUTPUT_RAISE)->raise = (struct ac_raise_output){ .raise = AC_RAISE_DONE,
			.campaign = campaign->id };
	}
}

static void wake_at(struct ac_mono *wake, struct ac_mono at)
{
	if (at.us < wake->us)
		*wake = at;
}

static void wake_for_retries(struct ac_mono *wake, const struct retries *retries)
{
	if (retries->head < retries->items.n)
		wake_at(wake, retries->items.at[retries->head].at);
}

static bool retries_due(const struct retries *retries, struct ac_mono now)
{
	return retries->head < retries->items.n && retries->items.at[retries->head].at.us <= now.us;
}

static bool may_submit(const struct ac_engine *e, const struct link *link)
{
	const struct chunk *chunk = link->first;
	bool ready = chunk && chunk->rendered && chunk->seq <= e->committed;
	return link->config.up && link->outstanding < link->config.window &&
	       (ready || link->again.head < link->again.items.n ||
		       retries_due(&link->later, e->now.mono));
}

static struct ac_mono next_wake(struct ac_engine *e)
{
	struct ac_mono wake = { INT64_MAX };
	ac_vec_each(&e->links, link) {
		if (may_submit(e, link))
			wake_at(&wake, ac_pace_next(&link->pace, e->now.mono));
		if (link->config.up && !retries_due(&link->later, e->now.mono))
			wake_for_retries(&wake, &link->later);
	}
	wake_for_retries(&wake, &e->unknowns);
	if (e->early_head < e->early.n)
		wake_at(&wake, e->early.at[e->early_head].until);
	if (e->row.n && !stalled(e))
		wake_at(&wake, (struct ac_mono){ e->row_since.us + e->config.journal_delay_us });
	return wake;
}

void ac_engine_step(struct ac_engine *engine, struct ac_now now, const struct ac_input *inputs,
	size_t n, struct ac_outputs *outputs)
{
	engine->out = outputs;
	move_clock(engine, now);
	row_begin(engine);
	/* What is open after a crash is found out when the links are known, before anything else. */
	bool links_first = engine->recovered;
	for (size_t k = 0; links_first && k < n; k++)
		if (inputs[k].kind == AC_INPUT_LINK)
			take(engine, &inputs[k]);
	if (engine->recovered)
		recover_open(engine);
	for (size_t k = 0; k < n; k++)
		if (!links_first || inputs[k].kind != AC_INPUT_LINK)
			take(engine, &inputs[k]);
	early_run(engine);
	unknowns_run(engine);
	receipts_expire(engine);
	helps_run(engine);
	timers_run(engine);
	arriving_run(engine);
	revisit_all(engine);
	dispatch(engine);
	revisit_all(engine);
	say_done(engine);
	row_end(engine);
	outputs->wake = next_wake(engine);
	outputs->wake_wall = timers_next(engine);
	if (engine->help_next.us < outputs->wake_wall.us)
		outputs->wake_wall = engine->help_next;
	engine->out = NULL;
}
