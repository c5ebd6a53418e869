/* Who waits for a wall time: a wheel of one-second slots.
 *
 * A slot holds everyone due in a second that falls on it, whatever the round; a visit sends those of
 * later rounds round again. Setting and removing cost nothing that grows with the number of people.
 */
#include "outreach/engine_p.h"

static size_t slot_of(struct ac_wall at)
{
	/* The second in which, or after which, the time is reached. */
	return (size_t)((at.us + AC_SECOND - 1) / AC_SECOND) % wheel_slots;
}

void timers_reset(struct ac_engine *e)
{
	for (size_t i = 0; i < wheel_slots; i++)
		e->wheel[i] = (struct bucket){ no_index, no_index };
	for (size_t c = 0; c < ac_channel_count; c++)
		for (size_t i = 0; i < buckets; i++)
			e->ready[c][i] = (struct bucket){ no_index, no_index };
}

/* The time itself stands in the image (due) or follows from the stay; the slot is kept in ready_s. */
void timer_set(struct ac_engine *e, uint32_t i, struct ac_wall at)
{
	struct task *t = task_at(e, i);
	int64_t least = e->wheel_s + 1;
	size_t slot = wall_s(at) < least ? (size_t)least % wheel_slots : slot_of(at);
	t->list = LIST_TIMER;
	t->ready_s = (uint32_t)slot;
	list_append(e, &e->wheel[slot], i);
	e->wheel_bits[slot / 64] |= UINT64_C(1) << (slot % 64);
	e->timers_n++;
}

void timer_remove(struct ac_engine *e, uint32_t i)
{
	uint32_t slot = task_at(e, i)->ready_s;
	list_unlink(e, &e->wheel[slot], i);
	if (e->wheel[slot].first == (uint32_t)no_index)
		e->wheel_bits[slot / 64] &= ~(UINT64_C(1) << (slot % 64));
	e->timers_n--;
}

static void serve(struct ac_engine *e, size_t slot)
{
	/* Whoever is not due yet is appended again: stop where this visit began. */
	uint32_t last = e->wheel[slot].last;
	while (e->wheel[slot].first != (uint32_t)no_index) {
		uint32_t i = e->wheel[slot].first;
		advance(e, i);
		if (i == last)
			break;
	}
}

void timers_run(struct ac_engine *e)
{
	int64_t now_s = wall_s(e->now.wall);
	if (now_s <= e->wheel_s)
		return;
	int64_t from = e->wheel_s + 1;
	e->wheel_s = now_s;
	if (now_s - from >= wheel_slots)
		from = now_s - wheel_slots + 1;
	for (int64_t s = from; s <= now_s; s++) {
		size_t slot = (size_t)s % wheel_slots;
		if (e->wheel[slot].first != (uint32_t)no_index)
			serve(e, slot);
	}
}

static struct ac_wall wheel_next(struct ac_engine *e)
{
	if (!e->timers_n)
		return (struct ac_wall){ INT64_MAX };
	for (int64_t s = e->wheel_s + 1; s <= e->wheel_s + wheel_slots; s++) {
		size_t slot = (size_t)s % wheel_slots;
		if (!e->wheel_bits[slot / 64]) {
			s += 63 - (int64_t)(slot % 64);
			continue;
		}
		if (e->wheel_bits[slot / 64] >> (slot % 64) & 1)
			return (struct ac_wall){ s * AC_SECOND };
	}
	return (struct ac_wall){ INT64_MAX };
}

struct ac_wall timers_next(struct ac_engine *e)
{
	struct ac_wall next = wheel_next(e);
	if (e->arriving_s != UINT32_MAX && e->arriving_s * AC_SECOND < next.us)
		next.us = e->arriving_s * AC_SECOND;
	return next;
}
