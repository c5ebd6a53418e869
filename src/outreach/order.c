/* Who waits for a link, most urgent first.
 *
 * The index is the cµ rule: risk × people × (1 − exp(−Δ/θ)), Δ the wait of the rung that is repeated,
 * so that the same person is not written to for ever while others wait (docs/methods.md). It is cut
 * into 64 classes, three to the octave; inside a class the order is that of arrival, which keeps
 * neighbours in the store together. Corrections stand above first words, an all-clear above all.
 * Who has waited longer than the age floor goes first of all classes: no one starves.
 */
#include "outreach/engine_p.h"

#include <math.h>

double order_index(struct ac_engine *e, const struct task *t, const struct step *step)
{
	const struct ac_tier *tier = tier_of(e, t);
	double index = tier->risk * t->party_size;
	if (step->kind == STEP_SEND && step->message == AC_KIND_replacement)
		return index * 64;
	if (t->image.rung == 0 && t->image.tries == 0)
		return index;
	int rung = t->image.rung < tier->n_rungs ? t->image.rung : tier->n_rungs - 1;
	return index * campaign_of(e, t)->again[t->image.tier][rung];
}

void order_plan(struct ac_engine *e, struct campaign *campaign)
{
	for (int tier = 1; tier <= ac_plan_max_tiers; tier++)
		for (int rung = 0; rung < campaign->plan.tiers[tier].n_rungs; rung++) {
			double since = (double)campaign->plan.tiers[tier].rungs[rung].wait_us;
			campaign->again[tier][rung] = 1 - exp(-since / e->config.retry_theta_us);
		}
}

static uint8_t bucket_of(struct ac_engine *e, const struct task *t, const struct step *step)
{
	if (step->message == AC_KIND_all_clear || step->message == AC_KIND_retraction)
		return buckets - 1;
	double place = 12 + 3 * log2(order_index(e, t, step));
	if (!(place > 0))
		return 0;
	return place > buckets - 2 ? buckets - 2 : (uint8_t)place;
}

void list_append(struct ac_engine *e, struct bucket *list, uint32_t i)
{
	struct task *t = task_at(e, i);
	t->prev = list->last;
	t->next = no_index;
	if (list->last != (uint32_t)no_index)
		task_at(e, list->last)->next = i;
	else
		list->first = i;
	list->last = i;
}

void list_unlink(struct ac_engine *e, struct bucket *list, uint32_t i)
{
	struct task *t = task_at(e, i);
	if (t->prev != (uint32_t)no_index)
		task_at(e, t->prev)->next = t->next;
	else
		list->first = t->next;
	if (t->next != (uint32_t)no_index)
		task_at(e, t->next)->prev = t->prev;
	else
		list->last = t->prev;
	t->prev = t->next = no_index;
}

static void note_arriving(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	if (!tier_of(e, t)->arrived_tier || t->arrives_s == UINT32_MAX ||
		t->arrives_s <= wall_s(e->now.wall))
		return;
	if (t->arrives_s < e->arriving_s)
		e->arriving_s = t->arrives_s;
	if (t->bits & BIT_ARRIVING)
		return;
	t->bits |= BIT_ARRIVING;
	ac_vec_push(&e->arriving, i);
}

void arriving_run(struct ac_engine *e)
{
	int64_t now_s = wall_s(e->now.wall);
	if (now_s < e->arriving_s)
		return;
	e->arriving_s = UINT32_MAX;
	size_t n = e->arriving.n, kept = 0;
	for (size_t k = 0; k < n; k++) {
		uint32_t i = e->arriving.at[k];
		struct task *t = task_at(e, i);
		if (t->list == LIST_READY && t->arrives_s > now_s) {
			e->arriving.at[kept++] = i;
			if (t->arrives_s < e->arriving_s)
				e->arriving_s = t->arrives_s;
			continue;
		}
		t->bits &= (uint8_t)~BIT_ARRIVING;
		if (t->list == LIST_READY)
			advance(e,
				i); /* in its new tier it is no longer one of these, or comes back */
	}
	for (size_t k = n; k < e->arriving.n; k++)
		e->arriving.at[kept++] = e->arriving.at[k];
	e->arriving.n = kept;
}

void ready_push(struct ac_engine *e, uint32_t i, enum ac_channel channel, const struct step *step)
{
	struct task *t = task_at(e, i);
	t->list = LIST_READY;
	t->slot = bucket_of(e, t, step);
	t->channel = (uint8_t)channel;
	t->ready_s = (uint32_t)((e->now.mono.us - e->start.us) / AC_SECOND);
	list_append(e, &e->ready[channel][t->slot], i);
	e->ready_bits[channel] |= UINT64_C(1) << t->slot;
	e->ready_n++;
	note_arriving(e, i);
}

static void ready_remove(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	struct bucket *list = &e->ready[t->channel][t->slot];
	list_unlink(e, list, i);
	if (list->first == (uint32_t)no_index)
		e->ready_bits[t->channel] &= ~(UINT64_C(1) << t->slot);
	e->ready_n--;
}

void list_remove(struct ac_engine *e, uint32_t i)
{
	struct task *t = task_at(e, i);
	if (t->list == LIST_READY)
		ready_remove(e, i);
	else if (t->list == LIST_TIMER)
		timer_remove(e, i);
	t->list = LIST_NONE;
}

uint32_t ready_first(struct ac_engine *e, enum ac_channel channel)
{
	uint64_t bits = e->ready_bits[channel];
	if (!bits)
		return no_index;
	int highest = 63 - __builtin_clzll(bits);
	uint32_t first = e->ready[channel][highest].first;
	if (highest == buckets - 1)
		return first;
	uint32_t now_s = (uint32_t)((e->now.mono.us - e->start.us) / AC_SECOND);
	uint32_t floor_s = (uint32_t)(e->config.age_floor_us / AC_SECOND);
	uint32_t oldest_s = task_at(e, first)->ready_s;
	for (bits &= ~(UINT64_C(1) << highest); bits; bits &= bits - 1) {
		uint32_t i = e->ready[channel][__builtin_ctzll(bits)].first;
		uint32_t since = task_at(e, i)->ready_s;
		if (now_s - since > floor_s && since < oldest_s) {
			first = i;
			oldest_s = since;
		}
	}
	return first;
}

/* Those of higher classes, and of one's own class before oneself; walks at most a thousand. */
int64_t ready_ahead(struct ac_engine *e, const struct task *t)
{
	enum { walk_most = 1000 };
	int64_t ahead = 0;
	for (int slot = buckets - 1; slot >= t->slot; slot--)
		for (uint32_t i = e->ready[t->channel][slot].first; i != (uint32_t)no_index;
			i = task_at(e, i)->next) {
			if (task_at(e, i) == t || ahead >= walk_most)
				return ahead;
			ahead++;
		}
	return ahead;
}
