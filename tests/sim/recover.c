/* A crash, and coming back from what was durable: as service/ does it. */
#include "sim.h"

static void forget_life(struct sim *sim)
{
	ac_engine_free(sim->engine);
	sim->engine = NULL;
	sim->alive = false;
	ac_vec_clear(&sim->inbox);
	ac_vec_each(&sim->lent, lent)
		ac_free(*lent);
	ac_vec_clear(&sim->lent);
	for (int i = 0; i < sim->n_links; i++) {
		sim_link_falls(sim, i, true);
		sim->links[i].up = false;
	}
}

/* What was in hand is delivered again, or asked again, or given up by whoever asked. */
static void hand_back(struct sim *sim)
{
	for (size_t i = 0; i < sim->deliveries.n; i++) {
		struct sim_delivery *d = &sim->deliveries.at[i];
		if (d->state != DELIVERY_FED && d->state != DELIVERY_STORING)
			continue;
		d->state = DELIVERY_WAITS;
		sim_at(sim, sim_between(sim, 1000, 20000) * AC_MS,
			(struct sim_event){ .kind = EV_ARRIVES, .a = (int64_t)i });
	}
	ac_vec_each(&sim->orders, order)
		order->answered = true;
}

void sim_crash(struct sim *sim)
{
	sim_trace(sim, "CRASH: rows handed out to %lld", (long long)sim->handed_seq);
	sim->crashes++;
	sim->hits[SIM_crash]++;
	forget_life(sim);
	sim_disk_crash(sim);
	hand_back(sim);
	check_crash(sim);
	sim->life++;
	sim_trace(sim, "rows durable to %lld", (long long)sim->disk.durable_seq);
}

static void load_campaigns(struct sim *sim)
{
	struct ac_campaign_input inputs[sim_max_campaigns];
	struct ac_input list[sim_max_campaigns + sim_max_links];
	size_t n = 0;
	for (int c = 0; c < sim->n_campaigns; c++) {
		const struct ac_campaign_record *row = &sim->disk.campaigns[c];
		if (!row->campaign)
			continue;
		inputs[n] = sim->campaigns[c].input;
		inputs[n].state = row->state;
		inputs[n].closing = row->closing;
		memcpy(inputs[n].versions, row->versions, sizeof row->versions);
		sim_quiet_load(sim, c, &inputs[n]);
		list[n] = (struct ac_input){ .kind = AC_INPUT_CAMPAIGN, .campaign = &inputs[n] };
		n++;
	}
	for (int i = 0; i < sim->n_links; i++)
		list[n++] = sim_link_input(&sim->links[i]);
	ac_engine_step(sim->engine, sim->now, list, n, &sim->outputs);
	if (sim->outputs.n || sim->outputs.journal.n)
		sim_fail(sim, 3,
			"loading the campaigns gave outputs before everything was recovered");
}

static void load_tasks(struct sim *sim)
{
	struct sim_disk *disk = &sim->disk;
	size_t n = disk->tasks.n;
	struct ac_task_spec *specs = ac_alloc_array(n, sizeof *specs);
	struct ac_task_image *images = ac_alloc_array(n, sizeof *images);
	int64_t *as_of = ac_alloc_array(n, sizeof *as_of);
	for (size_t i = 0; i < n; i++) {
		specs[i] = disk->tasks.at[i].spec;
		images[i] = disk->tasks.at[i].image;
		as_of[i] = disk->tasks.at[i].as_of;
	}
	bool forget = n && sim->options.mutation == MUTATION_forget_task;
	ac_engine_load(sim->engine, specs, images, as_of, forget ? n - 1 : n);
	ac_free(specs);
	ac_free(images);
	ac_free(as_of);
}

static void load_attempts(struct sim *sim)
{
	ac_vec_each(&sim->disk.attempts, row) {
		if (row->outcome.state != AC_ATTEMPT_recorded &&
			row->outcome.state != AC_ATTEMPT_accepted &&
			row->outcome.state != AC_ATTEMPT_unknown)
			continue;
		if (row->outcome.state == AC_ATTEMPT_accepted && !row->outcome.receipt_key)
			continue;
		row->outcome.carrier_id = (struct ac_str){ 0 };
		ac_engine_load_attempt(sim->engine, &row->outcome, &row->entry);
	}
}

static bool replay_row(struct sim *sim, const struct sim_row *row)
{
	struct ac_error err;
	struct ac_str bytes = { row->bytes, row->n };
	AC_AUTO(buf) struct ac_buf changed;
	ac_buf_init(&changed, row->n);
	if (sim->options.mutation) {
		sim_mutate_row(sim, bytes, &changed);
		bytes = ac_buf_str(&changed);
	}
	if (ac_engine_replay(sim->engine, row->seq, bytes, &err) == AC_OK)
		return true;
	sim_fail(sim, 3, "row %lld does not replay: %s", (long long)row->seq, err.msg);
	return false;
}

static void replay(struct sim *sim)
{
	ac_vec_each(&sim->disk.rows, row)
		if (!replay_row(sim, row))
			return;
}

/* News of people that no durable row has taken in is given again; so are texts not taken in. */
static void give_again(struct sim *sim)
{
	ac_vec_each(&sim->disk.tasks, task) {
		if (!task->next_seq)
			continue;
		struct ac_task_spec *spec = ac_alloc(sizeof *spec);
		*spec = task->next;
		ac_vec_push(&sim->lent, (void *)spec);
		sim_give(sim, (struct ac_input){ .kind = AC_INPUT_TASKS, .tasks = { spec, 1 } });
	}
	for (size_t i = 0; i < sim->deliveries.n; i++) {
		const struct sim_delivery *d = &sim->deliveries.at[i];
		if (d->kind == DELIVERY_TEXT && d->stored && !d->taken &&
			d->state == DELIVERY_WAITS) {
			sim_feed(sim, (int)i);
			sim->deliveries.at[i].cut_off = true;
		}
	}
}

void sim_recover(struct sim *sim)
{
	if (sim->sql)
		sim_sql_check(sim);
	sim->engine = sim_engine_new(sim);
	load_campaigns(sim);
	load_tasks(sim);
	load_attempts(sim);
	replay(sim);
	if (sim->failed)
		return;
	sim_desk_recovered(sim);
	sim->handed_seq = sim->disk.durable_seq;
	ac_engine_recovered(sim->engine, sim->now, sim->disk.durable_seq, sim->disk.last_chunk);
	sim->alive = true;
	sim_trace(sim, "recovered, life %d", sim->life);
	check_recovered(sim);
	give_again(sim);
	sim_at(sim, sim_between(sim, 1, 60) * AC_SECOND,
		(struct sim_event){ .kind = EV_CHECKPOINT, .life = sim->life });
}
