/* People as the engine holds them: found by traveller, by number and by party. */
#include "outreach/engine_p.h"

static uint64_t pair_key(int64_t campaign, int64_t other)
{
	return ac_mix64((uint64_t)campaign * UINT64_C(0x9e3779b97f4a7c15)) ^ (uint64_t)other;
}

struct campaign *campaign_find(struct ac_engine *e, int64_t id)
{
	ac_vec_each(&e->campaigns, c)
		if (c->id == id)
			return c;
	return NULL;
}

uint32_t task_find(const struct ac_engine *e, int64_t campaign, int64_t traveller)
{
	return ac_map_get(&e->by_traveller, pair_key(campaign, traveller));
}

static uint32_t seconds(struct ac_wall wall)
{
	int64_t s = wall_s(wall);
	return s < 0 ? 0 : s >= UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

static void add_contacts(struct ac_engine *e, uint32_t i, const struct ac_task_spec *spec)
{
	struct task *t = task_at(e, i);
	t->contact_first = (uint32_t)e->contacts.n;
	t->n_contacts = spec->n_contacts;
	for (int k = 0; k < spec->n_contacts; k++) {
		const struct ac_contact_spec *from = &spec->contacts[k];
		struct contact contact = {
			.id = from->id,
			.number_key = from->number_key,
			.channel = from->channel,
			.task = i,
			.next_same = ac_map_get(&e->by_number, from->number_key),
		};
		ac_map_put(&e->by_number, from->number_key, (uint32_t)e->contacts.n);
		ac_vec_push(&e->contacts, contact);
	}
}

/* Take a task's contacts off the chains of their numbers; their slots stay unused. */
static void drop_contacts(struct ac_engine *e, const struct task *t)
{
	for (uint32_t k = t->contact_first; k < t->contact_first + t->n_contacts; k++) {
		struct contact *gone = &e->contacts.at[k];
		uint32_t first = ac_map_get(&e->by_number, gone->number_key);
		if (first == k) {
			if (gone->next_same == (uint32_t)no_index)
				ac_map_remove(&e->by_number, gone->number_key);
			else
				ac_map_put(&e->by_number, gone->number_key, gone->next_same);
			continue;
		}
		while (e->contacts.at[first].next_same != k)
			first = e->contacts.at[first].next_same;
		e->contacts.at[first].next_same = gone->next_same;
	}
}

static void join_party(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	t->party_next = i;
	if (!t->party)
		return;
	uint64_t key = pair_key(campaign_of(e, t)->id, t->party);
	uint32_t other = ac_map_get(&e->by_party, key);
	if (other == (uint32_t)no_index) {
		ac_map_put(&e->by_party, key, i);
		return;
	}
	t->party_next = task_at(e, other)->party_next;
	task_at(e, other)->party_next = i;
}

void tasks_prefetch(const struct ac_engine *e, const struct ac_task_spec *specs, size_t n)
{
	enum { ahead = 8 };
	if (n <= ahead)
		return;
	const struct ac_task_spec *spec = &specs[ahead];
	ac_map_prefetch(&e->by_traveller, pair_key(spec->campaign, spec->traveller));
	for (int k = 0; k < spec->n_contacts; k++)
		ac_map_prefetch(&e->by_number, spec->contacts[k].number_key);
	if (spec->party)
		ac_map_prefetch(&e->by_party, pair_key(spec->campaign, spec->party));
}

uint32_t task_add(
	struct ac_engine *e, const struct ac_task_spec *spec, const struct ac_task_image *image)
{
	const struct campaign *campaign = campaign_find(e, spec->campaign);
	uint32_t i = (uint32_t)e->tasks.n;
	struct task task = {
		.image = image ? *image : ac_task_image_new(spec, e->now.wall),
		.traveller = spec->traveller,
		.party = spec->party,
		.arrives_s = seconds(spec->arrives),
		.departs_s = seconds(spec->departs),
		.prev = no_index,
		.next = no_index,
		.campaign = (uint16_t)(campaign - e->campaigns.at),
		.language = spec->language,
		.party_size = spec->party_size ? spec->party_size : 1,
		.bits = (uint8_t)(spec->minor ? BIT_MINOR : 0),
	};
	ac_vec_push(&e->tasks, task);
	ac_map_put(&e->by_traveller, pair_key(spec->campaign, spec->traveller), i);
	add_contacts(e, i, spec);
	join_party(e, i);
	return i;
}

/* Which of the contact points that the person has now is this one? -1: none */
static int contact_had(
	const struct ac_engine *e, const struct task *t, const struct ac_contact_spec *one)
{
	for (int k = 0; k < t->n_contacts; k++) {
		const struct contact *had = &e->contacts.at[t->contact_first + (uint32_t)k];
		if (had->id == one->id && had->number_key == one->number_key)
			return k;
	}
	return -1;
}

/* The state of a contact that the person had before stays with it. @return whether there is a new one */
static bool keep_contact_states(
	struct ac_engine *e, struct task *t, const struct ac_task_spec *spec)
{
	uint8_t states[ac_max_contacts] = { 0 };
	uint8_t reached = UINT8_MAX, used = 0;
	int fresh = -1;
	for (int k = 0; k < spec->n_contacts; k++) {
		int old = contact_had(e, t, &spec->contacts[k]);
		states[k] = old < 0 ? spec->contacts[k].state : t->image.contact_states[old];
		if (old >= 0 && t->image.reached_by == old)
			reached = (uint8_t)k;
		if (old >= 0 && t->image.contact == old)
			used = (uint8_t)k;
		if (old < 0 && fresh < 0)
			fresh = k;
	}
	memcpy(t->image.contact_states, states, sizeof states);
	t->image.reached_by = reached;
	t->image.contact = fresh < 0 ? used : (uint8_t)fresh;
	if (fresh >= 0 && t->image.closing == AC_CLOSING_none)
		t->image.closing_tries = 0; /* a correction may get through there */
	return fresh >= 0;
}

bool task_update(struct ac_engine *e, uint32_t i, const struct ac_task_spec *spec)
{
	struct task *t = task_at(e, i);
	bool fresh = keep_contact_states(e, t, spec);
	drop_contacts(e, t);
	add_contacts(e, i, spec);
	t = task_at(e, i);
	t->arrives_s = seconds(spec->arrives);
	t->departs_s = seconds(spec->departs);
	t->language = spec->language;
	t->party_size = spec->party_size ? spec->party_size : 1;
	t->gen++;
	t->layout++;
	return fresh;
}

bool contact_usable(const struct ac_engine *e, const struct task *t, int contact)
{
	(void)e;
	return contact >= 0 && contact < t->n_contacts &&
	       t->image.contact_states[contact] != AC_CONTACT_dead &&
	       t->image.contact_states[contact] != AC_CONTACT_opted_out;
}

int contact_pick(
	const struct ac_engine *e, const struct task *t, enum ac_channel channel, int first)
{
	for (int k = 0; k < t->n_contacts; k++) {
		int contact = (first + k) % t->n_contacts;
		if (e->contacts.at[t->contact_first + (uint32_t)contact].channel == channel &&
			contact_usable(e, t, contact))
			return contact;
	}
	return -1;
}

int contact_after(
	const struct ac_engine *e, const struct task *t, enum ac_channel channel, int contact)
{
	for (int k = contact + 1; k < t->n_contacts; k++)
		if (e->contacts.at[t->contact_first + (uint32_t)k].channel == channel &&
			contact_usable(e, t, k))
			return k;
	return -1;
}

bool task_has_usable_contact(const struct ac_engine *e, const struct task *t)
{
	for (int k = 0; k < t->n_contacts; k++) {
		const struct contact *contact = &e->contacts.at[t->contact_first + (uint32_t)k];
		if (e->served[contact->channel] && contact_usable(e, t, k))
			return true;
	}
	return false;
}
