/* Who lives in the world: people in parties, their numbers, and the campaigns that concern them. */
#include "sim.h"

struct sim_number *sim_number_of(struct sim *sim, uint64_t key)
{
	uint32_t at = ac_map_get(&sim->number_at, key);
	return at == (uint32_t)ac_map_none ? NULL : &sim->numbers.at[at];
}

static enum sim_number_fate fate(struct sim *sim)
{
	int64_t dice = sim_below(sim, 100);
	return dice < 3    ? NUMBER_DEAD_AT_SUBMIT
	       : dice < 6  ? NUMBER_DEAD_BY_RECEIPT
	       : dice < 8  ? NUMBER_BLOCKED
	       : dice < 14 ? NUMBER_OFF
			   : NUMBER_GOOD;
}

static uint64_t number_new(struct sim *sim)
{
	struct sim_number number = { .fate = fate(sim) };
	number.key = ac_mix64(UINT64_C(0xa11c1ea4) + sim->numbers.n) | 1;
	ac_map_put(&sim->number_at, number.key, (uint32_t)sim->numbers.n);
	ac_vec_push(&sim->numbers, number);
	return number.key;
}

static void add_contact(
	struct sim *sim, struct sim_person *person, uint64_t number, uint8_t channel)
{
	if (person->n_contacts == ac_max_contacts)
		return;
	person->contacts[person->n_contacts++] = (struct ac_contact_spec){
		.id = sim->next_contact++,
		.number_key = number,
		.channel = channel,
		.state = sim_chance(sim, 0.5) ? AC_CONTACT_good : AC_CONTACT_unverified,
	};
}

static void give_numbers(struct sim *sim, struct sim_person *person, const struct sim_person *lead)
{
	bool shares = lead && lead->n_contacts && sim_chance(sim, 0.25);
	if (shares)
		add_contact(sim, person, lead->contacts[0].number_key, AC_CHANNEL_sms);
	int64_t dice = sim_below(sim, 100);
	int own = shares ? dice < 30 : dice < 7 ? 0 : dice < 75 ? 1 : dice < 95 ? 2 : 3;
	for (int i = 0; i < own; i++)
		add_contact(sim, person, number_new(sim), AC_CHANNEL_sms);
	if (sim_chance(sim, 0.05))
		add_contact(sim, person, number_new(sim), AC_CHANNEL_email);
}

/* In the wall time of the campaigns: most stay throughout, some leave or arrive meanwhile. */
static void give_stay(struct sim *sim, struct sim_person *person)
{
	int64_t now = sim->now.wall.us;
	person->arrives.us = now - sim_between(sim, 1, 10) * AC_DAY;
	person->departs.us = now + sim_between(sim, 2, 10) * AC_DAY;
	int64_t dice = sim_below(sim, 100);
	if (dice < 10)
		person->departs.us = INT64_MAX;
	else if (dice < 18)
		person->departs.us = now + sim_between(sim, 10, 600) * AC_MINUTE;
	else if (dice < 26)
		person->arrives.us = now + sim_between(sim, 10, 400) * AC_MINUTE;
}

static void add_member(struct sim *sim, int64_t party, uint8_t size, int lead)
{
	static const uint16_t languages[] = { 'h' << 8 | 'e', 'e' << 8 | 'n', 't' << 8 | 'r' };
	struct sim_person person = {
		.id = sim->next_person++,
		.party = party,
		.party_size = size,
		.minor = lead == sim_no_one ? sim_chance(sim, 0.01) : sim_chance(sim, 0.3),
		.language = languages[sim_below(sim, 3)],
		.answers = sim_chance(sim, 0.4) ? 0 : 0.2 + 0.7 * ac_random_unit(&sim->random),
		.patience_us = sim_between(sim, 5, 3000) * AC_SECOND,
	};
	give_numbers(sim, &person, lead == sim_no_one ? NULL : &sim->people.at[lead]);
	give_stay(sim, &person);
	if (lead != sim_no_one && sim_chance(sim, 0.9)) {
		person.arrives = sim->people.at[lead].arrives;
		person.departs = sim->people.at[lead].departs;
	}
	ac_vec_push(&sim->people, person);
}

/* One party more; @return index of its first member */
int sim_person_add(struct sim *sim)
{
	static const uint8_t sizes[] = { 1, 1, 1, 2, 2, 3, 4, 5 };
	uint8_t size = sizes[sim_below(sim, 8)];
	int first = (int)sim->people.n;
	int64_t party = size > 1 ? 1000 + first : 0;
	for (int i = 0; i < size; i++)
		add_member(sim, party, size, i ? first : sim_no_one);
	return first;
}

/* An import brings news of a person: another number, a longer stay, a first number. */
void sim_person_change(struct sim *sim, int index)
{
	struct sim_person *person = &sim->people.at[index];
	int64_t dice = sim_below(sim, 4);
	if (dice == 0 && person->n_contacts)
		person->contacts[0] = (struct ac_contact_spec){
			.id = sim->next_contact++,
			.number_key = number_new(sim),
			.channel = AC_CHANNEL_sms,
		};
	else if (dice <= 1)
		add_contact(sim, person, number_new(sim), AC_CHANNEL_sms);
	else if (dice == 2)
		person->departs.us = sim->now.wall.us + sim_between(sim, 30, 3000) * AC_MINUTE;
	else if (person->n_contacts > 1) {
		struct ac_contact_spec first = person->contacts[0];
		person->contacts[0] = person->contacts[1];
		person->contacts[1] = first;
	}
}

void sim_people_make(struct sim *sim)
{
	sim->next_person = 1;
	sim->next_contact = 1;
	int64_t wanted =
		50 + sim_below(sim, 150) + sim_below(sim, sim_chance(sim, 0.25) ? 400 : 150);
	while ((int64_t)sim->people.n < wanted)
		(void)sim_person_add(sim);
}

/* The story's tiers: 1 move, 2 leave, 3 stay off the streets, 4 do not come. */
static uint8_t tier_for(const struct sim *sim, int campaign, const struct sim_person *person)
{
	uint64_t mix = ac_mix64((uint64_t)person->id * 7 + (uint64_t)campaign);
	if (person->arrives.us > sim->wall_start.us + AC_MINUTE)
		return 4;
	return mix % 10 == 0 ? 1 : mix % 10 < 8 ? 2 : 3;
}

/* As the contact table has it: what became durable of numbers that are dead or said stop. */
static uint8_t contact_state(const struct sim *sim, const struct ac_contact_spec *contact)
{
	const struct sim_number *number =
		&sim->numbers.at[ac_map_get(&sim->number_at, contact->number_key)];
	if ((size_t)contact->id < sim->contacts.n && sim->contacts.at[contact->id].gone_durable)
		return AC_CONTACT_dead;
	return number->stopped_durable ? AC_CONTACT_opted_out : contact->state;
}

struct ac_task_spec sim_spec(const struct sim *sim, int campaign, int index)
{
	const struct sim_person *person = &sim->people.at[index];
	struct ac_task_spec spec = {
		.campaign = sim->campaigns[campaign].input.id,
		.traveller = person->id,
		.party = person->party,
		.tier = tier_for(sim, campaign, person),
		.party_size = person->party_size,
		.minor = person->minor,
		.language = person->language,
		.arrives = person->arrives,
		.departs = person->departs,
		.n_contacts = person->n_contacts,
	};
	memcpy(spec.contacts, person->contacts, sizeof spec.contacts);
	for (int k = 0; k < spec.n_contacts; k++)
		spec.contacts[k].state = contact_state(sim, &spec.contacts[k]);
	return spec;
}

int sim_task_of(const struct sim *sim, int64_t campaign, int64_t traveller)
{
	int c = (int)campaign - 1;
	if (c < 0 || c >= sim->n_campaigns || traveller < 1 || traveller > (int64_t)sim->people.n)
		return sim_no_one;
	return (size_t)(traveller - 1) < sim->campaigns[c].task_of.n
		       ? sim->campaigns[c].task_of.at[traveller - 1]
		       : sim_no_one;
}

static struct ac_rung rung(struct sim *sim, enum ac_channel channel, int tries)
{
	return (struct ac_rung){ channel, tries, sim_between(sim, 5, 40) * AC_MINUTE };
}

static struct ac_tier tier_make(struct sim *sim, int number)
{
	struct ac_tier tier = {
		.used = true,
		.goal_moving = number == 1,
		.goal_told = number == 4,
		.resend_unknown = number <= 2 || sim_chance(sim, 0.3),
		.risk = number == 1   ? 8
			: number == 2 ? 4
			: number == 3 ? 2
				      : 1,
		.refused_tier = number == 2 ? 3 : 0,
		.arrived_tier = number == 4 ? 2 : 0,
		.ask_again_us = sim_between(sim, 20, 90) * AC_MINUTE,
	};
	tier.rungs[tier.n_rungs++] = rung(sim, AC_CHANNEL_sms, (int)sim_between(sim, 1, 3));
	if (number <= 2 && sim_chance(sim, 0.8))
		tier.rungs[tier.n_rungs++] = rung(sim, AC_CHANNEL_desk, 1);
	if (sim_chance(sim, 0.3))
		tier.rungs[tier.n_rungs++] = rung(sim, AC_CHANNEL_sms, 1);
	return tier;
}

static void campaign_make(struct sim *sim, int c)
{
	struct sim_campaign *campaign = &sim->campaigns[c];
	campaign->input = (struct ac_campaign_input){ .id = c + 1, .state = AC_CAMPAIGN_running };
	for (int tier = 1; tier <= sim_max_tiers; tier++) {
		campaign->input.plan.tiers[tier] = tier_make(sim, tier);
		campaign->input.versions[tier] = 1;
	}
	campaign->input.plan.closing_tries = (int)sim_between(sim, 1, 3);
	campaign->input.plan.closing_wait_us = sim_between(sim, 5, 30) * AC_MINUTE;
	campaign->input.plan.help_again_us = sim_between(sim, 2, 15) * AC_MINUTE;
	sim_quiet_make(sim, c);
	memcpy(campaign->versions, campaign->input.versions, sizeof campaign->versions);
	memcpy(campaign->versions_durable, campaign->versions, sizeof campaign->versions);
}

void sim_campaigns_make(struct sim *sim)
{
	sim->n_campaigns = sim_chance(sim, 0.6) ? 1 : sim_chance(sim, 0.7) ? 2 : 3;
	for (int c = 0; c < sim->n_campaigns; c++)
		campaign_make(sim, c);
}
