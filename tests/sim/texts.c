/* What people write, and how it reaches the service: stored first, then given to the engine, acknowledged
 * to the carrier when the engine says so, delivered again by the carrier until then. */
#include "sim.h"

enum { token_index_bits = 24 };
static const uint64_t officer_token = UINT64_C(1) << 62; /* apart from the tokens of orders */

int sim_delivery_add(struct sim *sim, struct sim_delivery delivery)
{
	ac_vec_push(&sim->deliveries, delivery);
	return (int)sim->deliveries.n - 1;
}

static enum ac_word some_word(struct sim *sim)
{
	static const struct {
		enum ac_word word;
		int share;
	} words[] = { { AC_WORD_free_text, 8 }, { AC_WORD_leaving, 24 }, { AC_WORD_moved, 10 },
		{ AC_WORD_staying, 14 }, { AC_WORD_safe, 16 }, { AC_WORD_need_help, 5 },
		{ AC_WORD_left, 12 }, { AC_WORD_not_here, 5 }, { AC_WORD_wrong_person, 3 },
		{ AC_WORD_stop, 3 } };
	int64_t dice = sim_below(sim, 100);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if ((dice -= words[i].share) < 0)
			return words[i].word;
	return AC_WORD_safe;
}

/* A message shows on a handset; somebody may answer it. */
void sim_handset(struct sim *sim, int m)
{
	struct sim_message *message = &sim->messages.at[m];
	message->on_handset = true;
	int p = sim->tasks.at[message->task].person;
	struct sim_person *person = &sim->people.at[p];
	sim_trace(sim, "handset of %lld shows attempt %llx", (long long)person->id,
		(unsigned long long)message->attempt);
	double chance = person->answered ? person->answers / 3 : person->answers;
	if (!sim_chance(sim, chance))
		return;
	int64_t wait = sim_chance(sim, 0.05) ? sim_below(sim, 500) * AC_MS
		       : sim_chance(sim, 0.1)
			       ? sim_between(sim, 1, 6) * AC_HOUR
			       : person->patience_us + sim_below(sim, person->patience_us);
	struct sim_event writes = { .kind = EV_WRITES, .a = p, .b = m, .c = some_word(sim) };
	sim_at(sim, wait, writes);
	if (!sim_chance(sim, 0.1))
		return;
	writes.c = some_word(sim);
	sim_at(sim, wait + sim_between(sim, 1, 1200) * AC_SECOND, writes);
}

static void count_word(struct sim *sim, struct sim_person *person,
	const struct sim_message *message, enum ac_word word)
{
	sim->hits[SIM_word]++;
	sim->hits[SIM_free_text] += word == AC_WORD_free_text;
	sim->hits[SIM_stop] += word == AC_WORD_stop;
	sim->hits[SIM_wrong_person] += word == AC_WORD_wrong_person;
	sim->hits[SIM_call_for_help] += word == AC_WORD_need_help;
	sim->hits[SIM_second_answer] += person->answered > 0;
	sim->hits[SIM_answer_before_receipt] += message->outcome != AC_ATTEMPT_delivered;
	enum ac_campaign_state state = sim->campaigns[message->entry.campaign - 1].state;
	sim->hits[SIM_answer_after_closing] +=
		state == AC_CAMPAIGN_closing || state == AC_CAMPAIGN_closed;
}

/* Somebody writes. a: person or sim_no_one (a number nobody knows), b: message answered, c: word */
void sim_writes(struct sim *sim, const struct sim_event *event)
{
	struct sim_delivery text = {
		.kind = DELIVERY_TEXT, .word = (enum ac_word)event->c, .when = { INT64_MAX }
	};
	if (event->a == sim_no_one) {
		sim->hits[SIM_unknown_writer]++;
		text.link = (uint16_t)sim_between(sim, 1, sim->n_links);
		text.number_key = ac_mix64(ac_random_u64(&sim->random)) | 1;
	} else {
		struct sim_person *person = &sim->people.at[event->a];
		const struct sim_message *message = &sim->messages.at[event->b];
		count_word(sim, person, message, text.word);
		person->answered++;
		text.link = message->link;
		text.number_key = message->number_key;
		if (person->n_contacts > 1 && sim_chance(sim, 0.15)) {
			int other = (int)sim_below(sim, person->n_contacts);
			if (person->contacts[other].number_key != text.number_key &&
				person->contacts[other].channel == AC_CHANNEL_sms) {
				sim->hits[SIM_answer_over_other_contact]++;
				text.number_key = person->contacts[other].number_key;
			}
		}
		if (text.word == AC_WORD_leaving && sim_chance(sim, 0.3))
			text.when.us = sim->now.wall.us + sim_between(sim, 10, 180) * AC_MINUTE;
	}
	int d = sim_delivery_add(sim, text);
	sim_at(sim, sim_between(sim, 100, 4000) * AC_MS,
		(struct sim_event){ .kind = EV_ARRIVES, .a = d });
}

static void again(struct sim *sim, int d, int64_t lo_ms, int64_t hi_ms)
{
	sim->deliveries.at[d].state = DELIVERY_WAITS;
	sim_at(sim, sim_between(sim, lo_ms, hi_ms) * AC_MS,
		(struct sim_event){ .kind = EV_ARRIVES, .a = d });
}

static void text_arrives(struct sim *sim, int index)
{
	struct sim_delivery *d = &sim->deliveries.at[index];
	if (d->stored && d->taken) {
		sim->hits[SIM_text_redelivered]++;
		d->state = DELIVERY_DONE;
	} else if (d->stored) {
		sim_feed(sim, index);
	} else if (sim->disk.full) {
		sim->hits[SIM_text_refused]++;
		again(sim, index, 2000, 10000);
	} else {
		d->state = DELIVERY_STORING;
		sim_disk_write(sim, (struct sim_write){ .kind = WRITE_TEXT, .delivery = index });
	}
}

/* The carrier hands something in; an officer's word comes the same way, without a carrier. */
void sim_arrives(struct sim *sim, int index)
{
	struct sim_delivery *d = &sim->deliveries.at[index];
	if (d->state == DELIVERY_DONE)
		return;
	if (d->state != DELIVERY_WAITS) {
		d->cut_off = false; /* delivered again over a new connection while still in hand */
		return;
	}
	if (!sim->alive || (d->link && !sim->links[d->link - 1].wire_up)) {
		again(sim, index, 1000, 5000);
		return;
	}
	if (d->kind == DELIVERY_TEXT)
		text_arrives(sim, index);
	else
		sim_feed(sim, index);
}

static struct ac_input receipt_input(
	const struct sim *sim, const struct sim_delivery *d, uint64_t token)
{
	const struct sim_message *message = &sim->messages.at[d->message];
	return (struct ac_input){ .kind = AC_INPUT_RECEIPT,
		.receipt = { .link = d->link,
			.token = token,
			.receipt_key = d->with_key ? d->receipt_key : 0,
			.attempt = d->with_ref ? message->attempt : 0,
			.number_key = d->with_number ? message->number_key : 0,
			.result = d->result } };
}

/* Give it to the engine under a token. */
void sim_feed(struct sim *sim, int index)
{
	struct sim_delivery *d = &sim->deliveries.at[index];
	if (d->kind == DELIVERY_RECEIPT && d->round)
		sim->hits[SIM_receipt_redelivered]++;
	d->state = DELIVERY_FED;
	d->cut_off = false;
	d->fed_seq = 0;
	uint64_t token = (uint64_t)++d->round << token_index_bits | (uint64_t)(index + 1);
	if (d->kind == DELIVERY_OFFICER)
		token |= officer_token;
	if (d->kind == DELIVERY_RECEIPT) {
		sim_trace(sim, "receipt %d of attempt %llx: %d%s%s", index,
			(unsigned long long)sim->messages.at[d->message].attempt, (int)d->result,
			d->with_key ? "" : " without id", d->with_ref ? " with reference" : "");
		sim_give(sim, receipt_input(sim, d, token));
		return;
	}
	struct ac_response_input in = {
		.link = d->link,
		.token = token,
		.number_key = d->number_key,
		.traveller = d->kind == DELIVERY_OFFICER ? sim->people.at[d->person].id : 0,
		.inbound = d->kind == DELIVERY_TEXT ? index + 1 : 0,
		.word = d->word,
		.by_officer = d->kind == DELIVERY_OFFICER,
		.when = d->when,
	};
	sim_trace(sim, "text %d: %s", index, ac_word_name(d->word));
	sim_give(sim, (struct ac_input){ .kind = AC_INPUT_RESPONSE, .response = in });
}

/* Which delivery a token means; sim_no_one for a token that is not open. */
int sim_delivery_of(const struct sim *sim, uint64_t token)
{
	int64_t index = (int64_t)(token & ((1u << token_index_bits) - 1)) - 1;
	if (index < 0 || index >= (int64_t)sim->deliveries.n)
		return sim_no_one;
	const struct sim_delivery *d = &sim->deliveries.at[index];
	return d->state == DELIVERY_FED && d->round == (token & ~officer_token) >> token_index_bits
		       ? (int)index
		       : sim_no_one;
}

void sim_acked(struct sim *sim, const struct ac_ack_output *ack)
{
	int index = sim_delivery_of(sim, ack->token);
	if (index == sim_no_one) {
		sim_fail(sim, 3, "an acknowledgement for token %llx, which is not open",
			(unsigned long long)ack->token);
		return;
	}
	struct sim_delivery *d = &sim->deliveries.at[index];
	if (ack->durable && d->kind == DELIVERY_TEXT)
		d->taken = true;
	if (!ack->durable)
		sim->hits[SIM_text_refused] += d->kind == DELIVERY_TEXT;
	if (ack->durable && !d->cut_off)
		d->state = DELIVERY_DONE;
	else
		again(sim, index, 1000, 8000);
}
