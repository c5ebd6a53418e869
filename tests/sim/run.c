/* One seed from its first event to its last: events in, a step of the engine, the checks, outputs carried
 * out. What stands here is what service/ does with the engine, in virtual time. */
#include "sim.h"

enum { steps_at_one_instant = 5000, steps_of_a_seed = 150000 };

void sim_give(struct sim *sim, struct ac_input input)
{
	ac_vec_push(&sim->inbox, input);
}

static void set_time(struct sim *sim, struct ac_mono at)
{
	if (at.us > sim->now.mono.us)
		sim->now.mono = at;
	sim->now.wall.us =
		sim->wall_start.us + (int64_t)((double)sim->now.mono.us * sim->wall_rate);
}

static struct ac_mono mono_of(const struct sim *sim, struct ac_wall wall)
{
	if (wall.us == INT64_MAX)
		return (struct ac_mono){ INT64_MAX };
	return (struct ac_mono){
		(int64_t)((double)(wall.us - sim->wall_start.us) / sim->wall_rate) + 1
	};
}

static struct ac_mono wake_at(const struct sim *sim)
{
	if (!sim->alive)
		return (struct ac_mono){ INT64_MAX };
	struct ac_mono wall = mono_of(sim, sim->outputs.wake_wall);
	return wall.us < sim->outputs.wake.us ? wall : sim->outputs.wake;
}

/* ---- outputs ---- */

static void render(struct sim *sim, const struct ac_render_output *render)
{
	int64_t wait = sim_between(sim, 1, 8) * AC_MS;
	if (!sim->calm && sim_chance(sim, 0.01)) {
		sim->hits[SIM_render_slow]++;
		wait = sim_between(sim, 200, 9000) * AC_MS;
	}
	sim_at(sim, wait,
		(struct sim_event){ .kind = EV_RENDERED,
			.life = sim->life,
			.a = render->chunk,
			.b = render->n });
}

static void rendered(struct sim *sim, const struct sim_event *event)
{
	size_t n = (size_t)event->b;
	uint8_t *segments = ac_alloc(n);
	for (size_t i = 0; i < n; i++) {
		segments[i] = sim_chance(sim, 0.8) ? 1 : (uint8_t)sim_between(sim, 2, 3);
		if (!sim->calm && sim_chance(sim, 0.002)) {
			sim->hits[SIM_render_none]++;
			segments[i] = 0;
		}
	}
	ac_vec_push(&sim->lent, (void *)segments);
	sim_give(sim, (struct ac_input){ .kind = AC_INPUT_RENDERED,
			      .rendered = { .chunk = event->a, .segments = segments, .n = n } });
}

static void carry_out(struct sim *sim, const struct ac_output *output)
{
	switch (output->kind) {
	case AC_OUTPUT_RENDER: render(sim, &output->render); break;
	case AC_OUTPUT_SUBMIT:
		sim_carrier_submit(sim, output->submit.attempt, output->submit.link);
		break;
	case AC_OUTPUT_WITHDRAW: break;
	case AC_OUTPUT_ACK: sim_acked(sim, &output->ack); break;
	case AC_OUTPUT_ANSWER: sim_answered(sim, &output->answer); break;
	case AC_OUTPUT_RAISE: sim_raised(sim, &output->raise); break;
	}
}

static void hand_journal(struct sim *sim)
{
	struct ac_str row = ac_buf_str(&sim->outputs.journal);
	if (!row.n)
		return;
	sim->handed_seq = sim->outputs.seq;
	struct sim_write write = { .kind = WRITE_JOURNAL, .seq = sim->outputs.seq };
	ac_buf_init(&write.bytes, row.n);
	ac_buf_add_str(&write.bytes, row);
	sim_disk_write(sim, write);
}

/* ---- one step ---- */

static void note_progress(struct sim *sim)
{
	sim->idle_steps = sim->now.mono.us == sim->last_step.us ? sim->idle_steps + 1 : 0;
	sim->last_step = sim->now.mono;
	if (sim->step > steps_of_a_seed)
		sim_fail(sim, 9, "there is no end to it");
	if (sim->idle_steps > steps_at_one_instant)
		sim_fail(sim, 9, "the engine asks for step after step and nothing moves");
}

static void give_back(struct sim *sim)
{
	ac_vec_clear(&sim->inbox);
	ac_vec_each(&sim->lent, lent)
		ac_free(*lent);
	ac_vec_clear(&sim->lent);
}

static void step_engine(struct sim *sim)
{
	if (!sim->options.mutation) {
		ac_engine_step(sim->engine, sim->now, sim->inbox.at, sim->inbox.n, &sim->outputs);
		return;
	}
	struct ac_input *inputs = ac_alloc_array(sim->inbox.n, sizeof *inputs);
	struct ac_campaign_input campaign;
	size_t n = 0;
	ac_vec_each(&sim->inbox, in) {
		inputs[n] = *in;
		n += sim_mutate_input(sim, &inputs[n], &campaign);
	}
	ac_engine_step(sim->engine, sim->now, inputs, n, &sim->outputs);
	ac_free(inputs);
}

static void one_step(struct sim *sim)
{
	sim->step++;
	note_progress(sim);
	check_inputs(sim);
	step_engine(sim);
	sim_mutate(sim);
	check_step(sim);
	give_back(sim);
	if (sim->failed)
		return;
	/* Most crashes come when there is something to lose. */
	bool crash = sim->crash_now && (sim->outputs.n > 1 || sim_chance(sim, 0.1));
	sim->crash_now &= !crash;
	if (crash && sim_chance(sim, 0.2)) {
		sim_crash(sim);
		return;
	}
	hand_journal(sim);
	size_t upto = crash ? (size_t)sim_below(sim, (int64_t)sim->outputs.n + 1) : sim->outputs.n;
	for (size_t i = 0; i < upto && !sim->failed; i++)
		carry_out(sim, &sim->outputs.at[i]);
	if (!crash)
		return;
	sim->hits[SIM_crash_between_outputs] += upto < sim->outputs.n;
	sim_crash(sim);
}

/* ---- events ---- */

static void crash_due(struct sim *sim)
{
	if (sim->calm)
		return;
	if (sim->alive && sim->sql && sim_chance(sim, 0.6))
		sim_sql_fuse(sim, sim_below(sim, 60));
	else if (sim->alive)
		sim->crash_now = true;
	else
		sim_at(sim, AC_SECOND, (struct sim_event){ .kind = EV_CRASH });
}

static void recover_due(struct sim *sim)
{
	sim->recovering = false;
	sim_recover(sim);
	if (!sim->calm && sim_chance(sim, 0.1) && !sim->failed) {
		sim->hits[SIM_crash_while_recovering]++;
		sim_crash(sim);
	}
}

/* From here on nothing goes wrong any more: everything must come to its end. */
static void calm_down(struct sim *sim)
{
	sim_trace(sim, "calm");
	sim->calm = true;
	sim->crash_now = false;
	sim->calm_at = sim->now.mono;
	sim->disk.free_at = sim->now.mono;
	sim_carrier_calm(sim);
	if (sim->sql)
		sim_sql_calm(sim);
	for (int c = 0; c < sim->n_campaigns; c++)
		if (sim->campaigns[c].state == AC_CAMPAIGN_paused && sim->alive)
			sim_order_give(sim, (struct ac_order_input){
						    .order = AC_ORDER_RESUME, .campaign = c + 1 });
	sim_at(sim, AC_MINUTE, (struct sim_event){ .kind = EV_TICK });
}

static bool drive_to_end(struct sim *sim, int c)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	struct ac_counts counts;
	if (campaign->ended)
		return true;
	if (!campaign->started || !sim->alive ||
		ac_engine_counts(sim->engine, c + 1, &counts) != AC_OK)
		return false;
	if (counts.state == AC_CAMPAIGN_paused)
		sim_order_give(sim,
			(struct ac_order_input){ .order = AC_ORDER_RESUME, .campaign = c + 1 });
	else if (counts.state == AC_CAMPAIGN_running && counts.all.pending == 0 &&
		 counts.ready == 0 && sim->now.mono.us - sim->calm_at.us > 20 * AC_MINUTE) {
		check_corrected(sim, c);
		sim_close(sim, c);
	} else if (counts.state == AC_CAMPAIGN_closing && counts.all.pending == 0 &&
		   counts.closing_pending == 0)
		sim_finish(sim, c);
	return false;
}

/* In calm: is everything coming to its end in bounded time? */
static void tick(struct sim *sim)
{
	bool all = true;
	for (int c = 0; c < sim->n_campaigns; c++)
		all &= drive_to_end(sim, c);
	int64_t calm_s = (sim->now.mono.us - sim->calm_at.us) / AC_SECOND;
	if (!all && (double)calm_s * sim->wall_rate > 60 * 3600 + 4 * 3600 * sim->wall_rate)
		check_end(sim);
	if (!all)
		sim_at(sim, (int64_t)((double)(2 * AC_MINUTE) / sim->wall_rate) + AC_SECOND,
			(struct sim_event){ .kind = EV_TICK });
	else
		sim->over = true;
}

static void unknown_writer(struct sim *sim)
{
	if (sim->calm)
		return;
	sim_writes(sim, &(struct sim_event){ .a = sim_no_one, .c = AC_WORD_free_text });
	sim_at(sim, sim_between(sim, 10, 300) * AC_MINUTE, (struct sim_event){ .kind = EV_TEXTS });
}

static void disk_fills(struct sim *sim)
{
	if (sim->calm)
		return;
	sim_disk_full(sim);
	sim_at(sim, sim_between(sim, 5, 200) * AC_MINUTE,
		(struct sim_event){ .kind = EV_DISK_FULL });
}

static void checkpoint_due(struct sim *sim, const struct sim_event *event)
{
	if (event->a || !sim->disk.checkpointing)
		sim_disk_checkpoint(sim);
	if (!event->a)
		sim_at(sim, sim_between(sim, 5, 1200) * AC_SECOND,
			(struct sim_event){ .kind = EV_CHECKPOINT, .life = sim->life });
}

static void happen(struct sim *sim, const struct sim_event *event)
{
	if (event->life && event->life != sim->life)
		return;
	switch (event->kind) {
	case EV_DURABLE: sim_disk_durable(sim); break;
	case EV_RENDERED: rendered(sim, event); break;
	case EV_SUBMITTED: sim_carrier_answer(sim, event); break;
	case EV_HANDSET: sim_handset(sim, (int)event->a); break;
	case EV_ARRIVES: sim_arrives(sim, (int)event->a); break;
	case EV_WRITES: sim_writes(sim, event); break;
	case EV_LINK_FALLS: sim_link_falls(sim, (int)event->a, false); break;
	case EV_LINK_NOTICED: sim_link_noticed(sim, (int)event->a); break;
	case EV_LINK_UP:
		if (sim->alive)
			sim_link_up(sim, (int)event->a);
		else
			sim_at(sim, AC_SECOND, *event);
		break;
	case EV_LINK_CHANGES: sim_link_changes(sim, (int)event->a); break;
	case EV_OFFICER:
		if (event->a && sim->alive)
			sim_order_give(sim, (struct ac_order_input){ .order = AC_ORDER_RESUME,
						    .campaign = event->b + 1 });
		else if (!event->a && !sim->calm)
			sim_officer_acts(sim);
		break;
	case EV_THREAT_DESK: sim_desk_acts(sim); break;
	case EV_HELP_OWNED: sim_own_help(sim, (int)event->a); break;
	case EV_DESK:
		if (sim->alive)
			sim_desk(sim, (int)event->a);
		break;
	case EV_IMPORT: sim_import(sim); break;
	case EV_CHECKPOINT: checkpoint_due(sim, event); break;
	case EV_CRASH: crash_due(sim); break;
	case EV_DISK_FULL: disk_fills(sim); break;
	case EV_TEXTS: unknown_writer(sim); break;
	case EV_START: sim_campaign_start(sim, (int)event->a); break;
	case EV_CLOSE: sim_close(sim, (int)event->a); break;
	case EV_CALM: calm_down(sim); break;
	case EV_TICK: tick(sim); break;
	case EV_RECOVER: recover_due(sim); break;
	}
}

/* ---- the whole ---- */

static void plan_troubles(struct sim *sim)
{
	sim->crashes_wanted = (int)sim_between(sim, 2, 4);
	for (int i = 0; i < sim->crashes_wanted; i++)
		sim_at(sim,
			sim_chance(sim, 0.5) ? sim_between(sim, 1, 120000) * AC_MS
					     : sim_between(sim, 1, 300 * 60) * AC_SECOND,
			(struct sim_event){ .kind = EV_CRASH });
	if (sim_chance(sim, 0.6))
		sim_at(sim, sim_between(sim, 100, 600000) * AC_MS,
			(struct sim_event){ .kind = EV_DISK_FULL });
	for (int i = 0; i < sim->n_links; i++)
		if (sim_chance(sim, 0.3))
			sim_at(sim, sim_between(sim, 10, 2000) * AC_SECOND,
				(struct sim_event){ .kind = EV_LINK_CHANGES, .a = i });
	sim_at(sim, sim_between(sim, 1, 60) * AC_MINUTE, (struct sim_event){ .kind = EV_TEXTS });
	sim_at(sim, sim_between(sim, 60, 420) * AC_MINUTE, (struct sim_event){ .kind = EV_CALM });
}

static void make_world(struct sim *sim)
{
	ac_random_seed(&sim->random, sim->options.seed);
	sim->life = 1;
	sim->now.mono.us = AC_SECOND;
	sim->wall_rate = sim_chance(sim, 0.85) ? 1 : (double)sim_between(sim, 2, 60);
	sim->wall_start.us = INT64_C(1655110800) * AC_SECOND;
	set_time(sim, sim->now.mono);
	sim->batch_us = sim_chance(sim, 0.5) ? 0 : sim_between(sim, 1, 30) * AC_MS;
	sim->config = ac_engine_config_default();
	sim->config.unknown_wait_us = sim_between(sim, 20, 90) * AC_SECOND;
	sim->config.receipt_wait_us = sim_between(sim, 30, 240) * AC_MINUTE;
	sim->config.max_uncommitted = (int)sim_between(sim, 2, 64);
	sim->config.chunks_ahead = (int)sim_between(sim, 1, 4);
	sim_people_make(sim);
	sim_campaigns_make(sim);
	sim_links_make(sim);
	sim_officers_start(sim);
	plan_troubles(sim);
	if (!sim->options.ground)
		return;
	sim_sql_new(sim);
	sim_desk_new(sim);
}

/* Let everything happen that is due within the batch window, then step. */
static void one_round(struct sim *sim, struct ac_mono at)
{
	set_time(sim, at);
	struct ac_mono until = { at.us + sim->batch_us };
	struct sim_event event;
	while (!sim->failed && sim->events.n && sim->events.at[0].at.us <= until.us &&
		sim_next(sim, &event)) {
		set_time(sim, event.at);
		happen(sim, &event);
		if (sim->crash_now)
			break;
	}
	if (sim->alive && !sim->failed)
		one_step(sim);
	if (!sim->alive && !sim->failed && !sim->recovering) {
		sim->recovering = true;
		sim_at(sim, sim_between(sim, 500, 8000) * AC_MS,
			(struct sim_event){ .kind = EV_RECOVER });
	}
}

struct ac_engine *sim_engine_new(const struct sim *sim)
{
	struct ac_engine_config config = sim->config;
	sim_mutate_config(sim, &config);
	return ac_engine_new(&config);
}

bool sim_run(struct sim *sim, const struct sim_options *options)
{
	*sim = (struct sim){ .options = *options };
	make_world(sim);
	sim->engine = sim_engine_new(sim);
	ac_outputs_init(&sim->outputs);
	sim->outputs.wake = (struct ac_mono){ INT64_MAX };
	sim->outputs.wake_wall = (struct ac_wall){ INT64_MAX };
	ac_engine_recovered(sim->engine, sim->now, 0, 0);
	sim->alive = true;
	sim_links_tell(sim);
	sim_at(sim, 10 * AC_SECOND, (struct sim_event){ .kind = EV_CHECKPOINT, .life = sim->life });
	while (!sim->failed && !sim->over) {
		struct ac_mono wake = wake_at(sim);
		struct ac_mono at = sim->events.at[0].at;
		one_round(sim, wake.us < at.us ? wake : at);
	}
	if (sim->over)
		sim_desk_end(sim);
	return !sim->failed;
}

void sim_done(struct sim *sim)
{
	ac_engine_free(sim->engine);
	ac_outputs_done(&sim->outputs);
	sim_disk_done(sim);
	sim_desk_done(sim);
	sim_sql_done(sim);
	give_back(sim);
	ac_vec_done(&sim->held);
	ac_vec_done(&sim->inbox);
	ac_vec_done(&sim->lent);
	for (int c = 0; c < sim_max_campaigns; c++) {
		ac_vec_done(&sim->campaigns[c].tasks);
		ac_vec_done(&sim->campaigns[c].task_of);
	}
	ac_vec_done(&sim->events);
	ac_vec_done(&sim->numbers);
	ac_vec_done(&sim->contacts);
	ac_vec_done(&sim->people);
	ac_vec_done(&sim->tasks);
	ac_vec_done(&sim->messages);
	ac_vec_done(&sim->deliveries);
	ac_vec_done(&sim->orders);
	ac_vec_done(&sim->facts);
	ac_vec_done(&sim->open_chunks);
	ac_map_done(&sim->number_at);
	ac_map_done(&sim->message_at);
}
