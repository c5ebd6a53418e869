/* What officers and importers do while campaigns run: they phone, own calls for help, change texts, tiers
 * and people, close and finish. */
#include "sim.h"

void sim_order_give(struct sim *sim, struct ac_order_input input)
{
	ac_vec_push(&sim->orders, ((struct sim_order){ .input = input, .step = sim->step + 1 }));
	struct sim_order *order = &sim->orders.at[sim->orders.n - 1];
	order->input.token = (uint64_t)sim->orders.n;
	order->input.officer = 7;
	sim_trace(sim, "order %d campaign %lld traveller %lld", (int)input.order,
		(long long)input.campaign, (long long)input.traveller);
	sim_give(sim, (struct ac_input){ .kind = AC_INPUT_ORDER, .order = order->input });
}

/* People join a campaign: stored first, then the engine hears of them (disk.c). */
static void join(struct sim *sim, int campaign, const int *people, size_t n)
{
	if (!n)
		return;
	struct ac_task_spec *specs = ac_alloc_array(n, sizeof *specs);
	for (size_t i = 0; i < n; i++)
		specs[i] = sim_spec(sim, campaign, people[i]);
	sim_disk_write(sim, (struct sim_write){ .kind = WRITE_TASKS, .specs = specs, .n = n });
}

static bool concerns(const struct sim *sim, int campaign, int person)
{
	return campaign == 0 ||
	       ac_mix64((uint64_t)person * 31 + (uint64_t)campaign + sim->options.seed) % 3 == 0;
}

void sim_campaign_start(struct sim *sim, int c)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	if (!sim->alive || sim->disk.full) {
		sim_at(sim, AC_SECOND, (struct sim_event){ .kind = EV_START, .a = c });
		return;
	}
	campaign->started = true;
	struct ac_campaign_record *row = &sim->disk.campaigns[c];
	row->campaign = campaign->input.id;
	row->state = AC_CAMPAIGN_running;
	memcpy(row->versions, campaign->input.versions, sizeof row->versions);
	sim_give(sim, (struct ac_input){ .kind = AC_INPUT_CAMPAIGN, .campaign = &campaign->input });
	AC_VEC(int) people = { 0 };
	for (int p = 0; p < (int)sim->people.n; p++)
		if (concerns(sim, c, p) && (c > 0 || !sim_chance(sim, 0.05)))
			ac_vec_push(&people, p);
	for (size_t at = 0; at < people.n;) {
		size_t n = (size_t)sim_between(sim, 20, 120);
		n = n < people.n - at ? n : people.n - at;
		join(sim, c, people.at + at, n);
		at += n;
	}
	ac_vec_done(&people);
}

static int some_campaign(struct sim *sim)
{
	int c = (int)sim_below(sim, sim->n_campaigns);
	return sim->campaigns[c].started && !sim->campaigns[c].ended ? c : sim_no_one;
}

/* Somebody of the campaign whom the engine knows. */
static int some_task(struct sim *sim, int c)
{
	const struct sim_campaign *campaign = &sim->campaigns[c];
	if (!campaign->tasks.n)
		return sim_no_one;
	int task = campaign->tasks.at[sim_below(sim, (int64_t)campaign->tasks.n)];
	return sim->tasks.at[task].known ? task : sim_no_one;
}

void sim_import(struct sim *sim)
{
	if (sim->calm)
		return;
	sim_at(sim, sim_between(sim, 5, 60) * AC_MINUTE, (struct sim_event){ .kind = EV_IMPORT });
	int c = some_campaign(sim);
	if (!sim->alive || c == sim_no_one || sim->disk.full ||
		sim->campaigns[c].state == AC_CAMPAIGN_closing)
		return;
	if (sim_chance(sim, 0.4)) {
		int first = sim_person_add(sim);
		for (int p = first; p < (int)sim->people.n; p++)
			join(sim, c, &p, 1);
		sim->hits[SIM_joined]++;
		return;
	}
	int task = some_task(sim, c);
	if (task == sim_no_one)
		return;
	int person = sim->tasks.at[task].person;
	if (sim_chance(sim, 0.3)) {
		sim_order_give(sim, (struct ac_order_input){ .order = AC_ORDER_LEAVE,
					    .campaign = c + 1,
					    .traveller = sim->people.at[person].id });
		return;
	}
	if (sim->sql)
		return; /* how news of people waits beside their row is the model's own */
	sim->hits[SIM_changed]++;
	sim_person_change(sim, person);
	for (int other = 0; other < sim->n_campaigns; other++)
		if (sim_task_of(sim, other + 1, person + 1) != sim_no_one)
			join(sim, other, &person, 1);
}

static void officer_hears(struct sim *sim, int task, enum ac_word word)
{
	sim->hits[SIM_officer_word]++;
	sim->hits[SIM_refused_to_human] += word == AC_WORD_staying;
	int d = sim_delivery_add(sim, (struct sim_delivery){ .kind = DELIVERY_OFFICER,
					      .person = sim->tasks.at[task].person,
					      .word = word,
					      .when = { INT64_MAX } });
	sim_arrives(sim, d);
}

/* An officer phones somebody, as the ladder asked. */
void sim_desk(struct sim *sim, int task)
{
	static const enum ac_word words[] = { AC_WORD_leaving, AC_WORD_staying, AC_WORD_safe,
		AC_WORD_moved, AC_WORD_left, AC_WORD_need_help, AC_WORD_unreachable,
		AC_WORD_unreachable, AC_WORD_not_here };
	if (!sim->calm && sim_chance(sim, 0.25))
		return; /* no time for this one */
	officer_hears(sim, task, words[sim_below(sim, 9)]);
}

void sim_own_help(struct sim *sim, int task)
{
	if (sim->alive && sim->tasks.at[task].known)
		sim_order_give(
			sim, (struct ac_order_input){ .order = AC_ORDER_OWN_HELP,
				     .campaign = sim->tasks.at[task].campaign + 1,
				     .traveller = sim->people.at[sim->tasks.at[task].person].id });
}

void sim_raised(struct sim *sim, const struct ac_raise_output *raise)
{
	int task = sim_task_of(sim, raise->campaign, raise->traveller);
	if (task == sim_no_one)
		return;
	int64_t wait = sim_between(sim, 20, 1500) * AC_SECOND;
	if (raise->raise == AC_RAISE_HELP)
		sim_at(sim, wait, (struct sim_event){ .kind = EV_HELP_OWNED, .a = task });
	if (raise->raise == AC_RAISE_DESK)
		sim_at(sim, wait, (struct sim_event){ .kind = EV_DESK, .a = task });
}

void sim_answered(struct sim *sim, const struct ac_answer_output *answer)
{
	if (sim_delivery_of(sim, answer->token) != sim_no_one && answer->token >> 62) {
		bool again = answer->status == AC_BUSY;
		sim_acked(
			sim, &(struct ac_ack_output){ .token = answer->token, .durable = !again });
		return;
	}
	if (answer->token == 0 || answer->token > sim->orders.n ||
		sim->orders.at[answer->token - 1].answered) {
		sim_fail(sim, 3, "an answer to order %llu, which nobody waits for",
			(unsigned long long)answer->token);
		return;
	}
	struct sim_order *order = &sim->orders.at[answer->token - 1];
	order->answered = true;
	if (answer->status != AC_OK) {
		sim_trace(sim, "order %d refused: %s", (int)order->input.order,
			answer->why ? answer->why : "");
		sim->hits[SIM_finish_refused] += order->input.order == AC_ORDER_FINISH;
		return;
	}
	static const int hit[] = { [AC_ORDER_PAUSE] = SIM_paused,
		[AC_ORDER_RESUME] = SIM_resumed,
		[AC_ORDER_FINISH] = SIM_finished,
		[AC_ORDER_TEXT] = SIM_text_changed,
		[AC_ORDER_TIER] = SIM_tier_changed,
		[AC_ORDER_EXCLUDE] = SIM_excluded,
		[AC_ORDER_OWN_HELP] = SIM_help_owned,
		[AC_ORDER_LEAVE] = SIM_left_audience };
	if (order->input.order == AC_ORDER_QUIET)
		return; /* counted when it was decided */
	if (order->input.order == AC_ORDER_CLOSE)
		sim->hits[order->input.kind == AC_KIND_all_clear ? SIM_all_clear
								 : SIM_retraction]++;
	else
		sim->hits[hit[order->input.order]]++;
	if (order->input.order == AC_ORDER_FINISH)
		sim->campaigns[order->input.campaign - 1].ended = true;
}

static void person_order(struct sim *sim, int c, enum ac_order kind)
{
	int task = some_task(sim, c);
	if (task == sim_no_one)
		return;
	struct ac_order_input order = { .order = kind,
		.campaign = c + 1,
		.traveller = sim->people.at[sim->tasks.at[task].person].id,
		.tier = (uint8_t)sim_between(sim, 1, 3) };
	sim_order_give(sim, order);
}

static void text_order(struct sim *sim, int c)
{
	uint8_t tier = (uint8_t)sim_between(sim, 1, sim_max_tiers);
	uint16_t version = (uint16_t)(sim->campaigns[c].versions[tier] + 1);
	sim_order_give(sim, (struct ac_order_input){ .order = AC_ORDER_TEXT,
				    .campaign = c + 1,
				    .tier = tier,
				    .version = version });
}

static void pause_order(struct sim *sim, int c)
{
	sim_order_give(sim, (struct ac_order_input){ .order = AC_ORDER_PAUSE, .campaign = c + 1 });
	sim_at(sim, sim_between(sim, 1, 30) * AC_MINUTE,
		(struct sim_event){ .kind = EV_OFFICER, .a = 1, .b = c });
}

/* a = 1: the end of a pause of campaign b. */
void sim_officer_acts(struct sim *sim)
{
	int c = some_campaign(sim);
	if (!sim->alive || c == sim_no_one)
		return;
	if (sim_chance(sim, 0.2))
		sim_quiet_acts(sim, c);
	int64_t dice = sim_below(sim, 100);
	if (dice < 15)
		text_order(sim, c);
	else if (dice < 40)
		person_order(sim, c, AC_ORDER_TIER);
	else if (dice < 52)
		person_order(sim, c, AC_ORDER_EXCLUDE);
	else if (dice < 60)
		pause_order(sim, c);
	else if (dice < 65)
		sim_finish(sim, c);
	else if (some_task(sim, c) != sim_no_one) {
		static const enum ac_word words[] = { AC_WORD_staying, AC_WORD_safe,
			AC_WORD_leaving, AC_WORD_need_help };
		int task = some_task(sim, c);
		if (task != sim_no_one)
			officer_hears(sim, task, words[sim_below(sim, 4)]);
	}
}

void sim_close(struct sim *sim, int c)
{
	if (!sim->alive || !sim->campaigns[c].started || sim->campaigns[c].ended)
		return;
	sim_order_give(
		sim, (struct ac_order_input){ .order = AC_ORDER_CLOSE,
			     .campaign = c + 1,
			     .kind = sim_chance(sim, 0.7) ? AC_KIND_all_clear : AC_KIND_retraction,
			     .version = 1 });
}

void sim_finish(struct sim *sim, int c)
{
	if (sim->alive && sim->campaigns[c].started && !sim->campaigns[c].ended)
		sim_order_give(sim,
			(struct ac_order_input){ .order = AC_ORDER_FINISH, .campaign = c + 1 });
}

void sim_officers_start(struct sim *sim)
{
	for (int c = 0; c < sim->n_campaigns; c++) {
		int64_t start = c ? sim_between(sim, 1, 120) * AC_MINUTE : 10 * AC_MS;
		sim_at(sim, start, (struct sim_event){ .kind = EV_START, .a = c });
		if (sim_chance(sim, 0.5))
			sim_at(sim, start + sim_between(sim, 20, 360) * AC_MINUTE,
				(struct sim_event){ .kind = EV_CLOSE, .a = c });
	}
	int64_t acts = sim_between(sim, 5, 40);
	for (int64_t i = 0; i < acts; i++)
		sim_at(sim, sim_between(sim, 1, 400) * AC_MINUTE,
			(struct sim_event){ .kind = EV_OFFICER });
	sim_at(sim, sim_between(sim, 5, 60) * AC_MINUTE, (struct sim_event){ .kind = EV_IMPORT });
}
