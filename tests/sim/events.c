/* The virtual clock: a heap of events, earliest first, first in first out at one instant. */
#include "sim.h"

#include <stdarg.h>

static bool before(const struct sim_event *a, const struct sim_event *b)
{
	return a->at.us != b->at.us ? a->at.us < b->at.us : a->order < b->order;
}

void sim_at(struct sim *sim, int64_t in_us, struct sim_event event)
{
	event.at.us = sim->now.mono.us + (in_us > 0 ? in_us : 0);
	event.order = sim->event_order++;
	ac_vec_push(&sim->events, event);
	struct sim_event *heap = sim->events.at;
	size_t i = sim->events.n - 1;
	while (i > 0 && before(&event, &heap[(i - 1) / 2])) {
		heap[i] = heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap[i] = event;
}

bool sim_next(struct sim *sim, struct sim_event *event)
{
	if (sim->events.n == 0)
		return false;
	struct sim_event *heap = sim->events.at;
	*event = heap[0];
	struct sim_event last = heap[--sim->events.n];
	size_t n = sim->events.n, i = 0;
	for (size_t child; (child = 2 * i + 1) < n; i = child) {
		if (child + 1 < n && before(&heap[child + 1], &heap[child]))
			child++;
		if (!before(&heap[child], &last))
			break;
		heap[i] = heap[child];
	}
	if (n)
		heap[i] = last;
	return true;
}

const char *sim_hit_name(enum sim_hit hit)
{
	static const char *const names[] = {
#define SIM_N(name) #name,
		SIM_FAULTS(SIM_N) SIM_DEEDS(SIM_N) SIM_DESK(SIM_N) SIM_STORE_FAULTS(SIM_N)
			SIM_SERVER_FAULTS(SIM_N)
#undef SIM_N
	};
	return hit < sim_hits ? names[hit] : "?";
}

const char *sim_mutation_name(enum sim_mutation mutation)
{
	static const char *const names[] = {
#define SIM_N(name) #name,
		SIM_MUTATIONS(SIM_N)
#undef SIM_N
	};
	return mutation < sim_mutations ? names[mutation] : "?";
}

void sim_trace(const struct sim *sim, const char *format, ...)
{
	if (!sim->options.trace)
		return;
	printf("%12.6f step %lld: ", (double)sim->now.mono.us / 1e6, (long long)sim->step);
	va_list args;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

void sim_fail(struct sim *sim, int invariant, const char *format, ...)
{
	if (sim->failed)
		return;
	sim->failed = true;
	sim->failed_invariant = invariant;
	va_list args;
	va_start(args, format);
	vsnprintf(sim->failure, sizeof sim->failure, format, args);
	va_end(args);
	sim_trace(sim, "FAILED invariant %d: %s", invariant, sim->failure);
}
