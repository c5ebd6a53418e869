/* Links and the carriers behind them: what goes wrong between a submission and a handset. */
#include "sim.h"

/* Before the faults end a link has its own character; afterwards it is healthy. */
static void link_make(struct sim *sim, struct sim_link *link, uint16_t id)
{
	*link = (struct sim_link){
		.id = id,
		.receipts = sim_chance(sim, 0.8),
		.refs = sim_chance(sim, 0.3),
		.rate = (double)sim_between(sim, 1, 60) / (sim_chance(sim, 0.1) ? 4 : 1),
		.window = (int)sim_between(sim, 1, 40),
		.latency_us = sim_between(sim, 2, 400) * AC_MS,
		.p_throttle = sim_chance(sim, 0.4) ? 0.05 : 0.002,
		.p_temporary = sim_chance(sim, 0.4) ? 0.05 : 0.002,
		.p_never = sim_chance(sim, 0.5) ? 0.02 : 0.002,
		.p_fall = sim_chance(sim, 0.5) ? 0.01 : 0.001,
		.p_twice = 0.01,
		.p_late = 0.03,
		.p_receipt_lost = sim_chance(sim, 0.2) ? 0.3 : 0.03,
		.p_receipt_early = 0.04,
		.p_receipt_late = 0.05,
		.p_receipt_twice = 0.03,
		.p_receipt_bare = sim_chance(sim, 0.3) ? 0.1 : 0.01,
	};
}

void sim_links_make(struct sim *sim)
{
	sim->n_links = (int)sim_between(sim, 1, sim_max_links);
	for (int i = 0; i < sim->n_links; i++) {
		link_make(sim, &sim->links[i], (uint16_t)(i + 1));
		sim_at(sim, sim_between(sim, 1, 3000) * AC_MS,
			(struct sim_event){ .kind = EV_LINK_UP, .a = i });
	}
}

void sim_carrier_calm(struct sim *sim)
{
	for (int i = 0; i < sim->n_links; i++) {
		struct sim_link *link = &sim->links[i];
		link->p_throttle = link->p_temporary = link->p_never = link->p_fall = 0;
		link->p_twice = link->p_late = link->p_receipt_early = link->p_receipt_late = 0;
		link->p_receipt_lost = link->p_receipt_twice = link->p_receipt_bare = 0;
	}
}

struct ac_input sim_link_input(const struct sim_link *link)
{
	return (struct ac_input){ .kind = AC_INPUT_LINK,
		.link = { .link = link->id,
			.up = link->up,
			.receipts = link->receipts,
			.channel = AC_CHANNEL_sms,
			.rate_per_s = link->rate,
			.window = link->window } };
}

static void tell_link(struct sim *sim, struct sim_link *link)
{
	sim_give(sim, sim_link_input(link));
}

/* The configured links are made known before anything else, up or not. */
void sim_links_tell(struct sim *sim)
{
	for (int i = 0; i < sim->n_links; i++)
		tell_link(sim, &sim->links[i]);
}

void sim_link_up(struct sim *sim, int index)
{
	struct sim_link *link = &sim->links[index];
	if (link->wire_up || !sim->alive)
		return;
	sim_trace(sim, "link %d is up", link->id);
	link->wire_up = link->up = true;
	tell_link(sim, link);
}

void sim_link_changes(struct sim *sim, int index)
{
	struct sim_link *link = &sim->links[index];
	if (!link->up)
		return;
	sim->hits[SIM_link_changed]++;
	link->rate = (double)sim_between(sim, 1, 60);
	link->window = (int)sim_between(sim, 1, 40);
	tell_link(sim, link);
}

static void result_at(struct sim *sim, int64_t in_us, int m, enum ac_submit_result result)
{
	sim_at(sim, in_us,
		(struct sim_event){ .kind = EV_SUBMITTED,
			.life = sim->life,
			.a = m,
			.b = (int64_t)result,
			.c = sim->messages.at[m].round });
}

/* The connection is lost: everything without an answer is unknown. The process may have died with it. */
void sim_link_falls(struct sim *sim, int index, bool process_died)
{
	struct sim_link *link = &sim->links[index];
	if (!link->wire_up)
		return;
	sim_trace(sim, "link %d falls", link->id);
	link->wire_up = false;
	if (process_died)
		link->up = false;
	ac_vec_each(&sim->deliveries, d)
		if (d->link == link->id && d->state == DELIVERY_FED)
			d->cut_off = true;
	sim_at(sim, sim_between(sim, 200, sim->calm ? 1000 : 40000) * AC_MS,
		(struct sim_event){ .kind = EV_LINK_UP, .a = index });
	if (process_died)
		return;
	sim->hits[SIM_connection_fell]++;
	sim_at(sim, sim_chance(sim, 0.5) ? 0 : sim_between(sim, 1, 150) * AC_MS,
		(struct sim_event){ .kind = EV_LINK_NOTICED, .life = sim->life, .a = index });
}

/* Only now the driver sees it. What it was given since never left; the rest has no answer. */
void sim_link_noticed(struct sim *sim, int index)
{
	struct sim_link *link = &sim->links[index];
	link->up = false;
	bool link_first = sim_chance(sim, 0.5);
	if (link_first)
		tell_link(sim, link);
	for (size_t m = 0; m < sim->messages.n; m++) {
		struct sim_message *message = &sim->messages.at[m];
		if (message->state != MESSAGE_OUT || message->link != link->id || message->unsent ||
			message->life != sim->life)
			continue;
		message->round++;
		result_at(sim, link_first ? sim_between(sim, 0, 50) * AC_MS : 0, (int)m,
			AC_RESULT_UNKNOWN);
	}
	if (!link_first)
		tell_link(sim, link);
}

static enum ac_receipt_result receipt_for(enum sim_number_fate fate)
{
	return fate == NUMBER_DEAD_BY_RECEIPT ? AC_RECEIPT_RESULT_DEAD
	       : fate == NUMBER_OFF           ? AC_RECEIPT_RESULT_FAILED
					      : AC_RECEIPT_RESULT_DELIVERED;
}

static void receipt_at(
	struct sim *sim, struct sim_link *link, int m, enum ac_receipt_result result, int64_t in_us)
{
	bool bare = sim_chance(sim, link->p_receipt_bare);
	int d = sim_delivery_add(sim, (struct sim_delivery){ .kind = DELIVERY_RECEIPT,
					      .link = link->id,
					      .message = m,
					      .with_key = !bare,
					      .with_ref = link->refs,
					      .with_number = true,
					      .receipt_key = sim->messages.at[m].receipt_key,
					      .result = result });
	sim->hits[SIM_receipt_without_id] += bare;
	sim->hits[SIM_receipt_failed] += result == AC_RECEIPT_RESULT_FAILED;
	sim->hits[SIM_receipt_dead] += result == AC_RECEIPT_RESULT_DEAD;
	sim_at(sim, in_us, (struct sim_event){ .kind = EV_ARRIVES, .a = d });
}

static void send_receipts(struct sim *sim, struct sim_link *link, int m, int64_t answer_us,
	int64_t handset_us, enum sim_number_fate fate)
{
	if (!link->receipts)
		return;
	if (sim_chance(sim, link->p_receipt_lost)) {
		sim->hits[SIM_receipt_lost]++;
		return;
	}
	enum ac_receipt_result result = receipt_for(fate);
	int64_t at = (answer_us > handset_us ? answer_us : handset_us) +
		     sim_between(sim, 1, 5000) * AC_MS;
	if (result == AC_RECEIPT_RESULT_FAILED)
		at += sim_between(sim, 1, 20) * AC_MINUTE;
	if (sim_chance(sim, 0.05))
		receipt_at(sim, link, m, AC_RECEIPT_RESULT_ENROUTE, at / 2);
	if (sim_chance(sim, link->p_receipt_early)) {
		sim->hits[SIM_receipt_early]++;
		at = answer_us / 2;
	} else if (sim_chance(sim, link->p_receipt_late)) {
		sim->hits[SIM_receipt_late]++;
		at += sim_between(sim, 1, 120) * AC_MINUTE;
	}
	receipt_at(sim, link, m, result, at);
	if (sim_chance(sim, link->p_receipt_twice)) {
		sim->hits[SIM_receipt_twice]++;
		receipt_at(sim, link, m, result, at + sim_between(sim, 0, 60) * AC_SECOND);
	}
}

/* The carrier has it, whatever we hear of that. */
static void carrier_takes(struct sim *sim, struct sim_link *link, int m, int64_t answer_us)
{
	struct sim_message *message = &sim->messages.at[m];
	enum sim_number_fate fate = sim_number_of(sim, message->number_key)->fate;
	message->at_carrier = true;
	message->receipt_key = ac_mix64((uint64_t)(m + 1) << 20 | (uint64_t)message->submits) | 1;
	int64_t handset_us = link->latency_us / 2 + sim_between(sim, 1, 8000) * AC_MS;
	if (fate == NUMBER_GOOD)
		sim_at(sim, handset_us, (struct sim_event){ .kind = EV_HANDSET, .a = m });
	send_receipts(sim, link, m, answer_us, handset_us, fate);
}

static enum ac_submit_result verdict(
	struct sim *sim, struct sim_link *link, const struct sim_message *message)
{
	enum sim_number_fate fate = sim_number_of(sim, message->number_key)->fate;
	if (sim_chance(sim, link->p_throttle))
		return AC_RESULT_THROTTLED;
	if (sim_chance(sim, link->p_temporary))
		return AC_RESULT_TEMPORARY;
	if (fate == NUMBER_DEAD_AT_SUBMIT)
		return AC_RESULT_DEAD;
	if (fate == NUMBER_BLOCKED)
		return AC_RESULT_REJECTED;
	return AC_RESULT_ACCEPTED;
}

static void normal_answer(struct sim *sim, struct sim_link *link, int m)
{
	int64_t in_us = link->latency_us + sim_below(sim, link->latency_us);
	if (sim_chance(sim, link->p_late)) {
		sim->hits[SIM_answer_late]++;
		in_us += sim_between(sim, 1, 15) * AC_SECOND;
	}
	enum ac_submit_result result = verdict(sim, link, &sim->messages.at[m]);
	if (result == AC_RESULT_ACCEPTED)
		carrier_takes(sim, link, m, in_us);
	static const enum sim_hit hit[] = { [AC_RESULT_THROTTLED] = SIM_throttled,
		[AC_RESULT_TEMPORARY] = SIM_temporary,
		[AC_RESULT_REJECTED] = SIM_rejected,
		[AC_RESULT_DEAD] = SIM_dead_at_submit };
	if (result != AC_RESULT_ACCEPTED)
		sim->hits[hit[result]]++;
	result_at(sim, in_us, m, result);
	if (result == AC_RESULT_ACCEPTED && sim_chance(sim, link->p_twice)) {
		sim->hits[SIM_answer_twice]++;
		result_at(sim, in_us + sim_between(sim, 0, 3000) * AC_MS, m, result);
	}
}

static void maybe_taken(struct sim *sim, struct sim_link *link, int m)
{
	struct sim_message *message = &sim->messages.at[m];
	if (sim_chance(sim, 0.4) || verdict(sim, link, message) != AC_RESULT_ACCEPTED)
		return;
	sim->hits[SIM_answer_lost_delivered]++;
	carrier_takes(sim, link, m, link->latency_us);
}

/* The service hands an attempt to its link. */
void sim_carrier_submit(struct sim *sim, uint64_t attempt, uint16_t id)
{
	struct sim_link *link = &sim->links[id - 1];
	int m = (int)ac_map_get(&sim->message_at, attempt);
	struct sim_message *message = &sim->messages.at[m];
	message->submits++;
	message->round++;
	message->state = MESSAGE_OUT;
	message->life = sim->life;
	message->unsent = !link->wire_up;
	if (message->unsent) {
		result_at(sim, sim_between(sim, 0, 5) * AC_MS, m, AC_RESULT_UNSENT);
		return;
	}
	if (sim_chance(sim, link->p_fall)) {
		maybe_taken(sim, link, m);
		sim_at(sim, link->latency_us / 3,
			(struct sim_event){ .kind = EV_LINK_FALLS, .a = id - 1 });
		return;
	}
	if (sim_chance(sim, link->p_never)) {
		sim->hits[SIM_answer_never]++;
		maybe_taken(sim, link, m);
		result_at(sim, sim_between(sim, 10, 30) * AC_SECOND, m, AC_RESULT_UNKNOWN);
		return;
	}
	normal_answer(sim, link, m);
}

/* What the carrier said comes back. */
void sim_carrier_answer(struct sim *sim, const struct sim_event *event)
{
	struct sim_message *message = &sim->messages.at[event->a];
	enum ac_submit_result result = (enum ac_submit_result)event->b;
	bool again = message->state == MESSAGE_ANSWERED;
	if (message->state == MESSAGE_VOID || message->round != event->c)
		return;
	if (again && (result != AC_RESULT_ACCEPTED || message->result != AC_RESULT_ACCEPTED))
		return;
	struct ac_submitted_input in = {
		.attempt = message->attempt, .link = message->link, .result = result
	};
	sim->hits[SIM_unknown] += result == AC_RESULT_UNKNOWN;
	sim->hits[SIM_unsent] += result == AC_RESULT_UNSENT;
	if (result == AC_RESULT_ACCEPTED) {
		in.receipt_key = sim->links[message->link - 1].receipts ? message->receipt_key : 0;
		in.carrier_id_n = (uint8_t)snprintf(in.carrier_id, sizeof in.carrier_id, "%llx",
			(unsigned long long)message->receipt_key);
	}
	message->state = MESSAGE_ANSWERED;
	message->result = result;
	sim_trace(
		sim, "attempt %llx: answer %d", (unsigned long long)message->attempt, (int)result);
	sim_give(sim, (struct ac_input){ .kind = AC_INPUT_SUBMITTED, .submitted = in });
}
