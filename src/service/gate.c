#include "service/gate.h"

#include <pthread.h>
#include <stdatomic.h>

enum { places = 256 };
#define NOTE_EVERY AC_MINUTE

struct ac_gate {
	pthread_mutex_t lock;
	uint64_t generation;
	struct ac_asker askers[places]; /* session 0: nobody */
	struct ac_throttle throttle;
	_Atomic uint64_t turned_away[ac_turned_away_count];
};

struct ac_gate *ac_gate_new(void)
{
	struct ac_gate *gate = ac_alloc(sizeof *gate);
	pthread_mutex_init(&gate->lock, NULL);
	return gate;
}

void ac_gate_free(struct ac_gate *gate)
{
	if (!gate)
		return;
	pthread_mutex_destroy(&gate->lock);
	ac_free(gate);
}

/* Under the lock. NULL: not kept. */
static struct ac_asker *kept(struct ac_gate *gate, const unsigned char key[ac_vault_tag_size])
{
	struct ac_asker *asker = &gate->askers[key[0]];
	return asker->session && ac_vault_equal(asker->key, key, ac_vault_tag_size) ? asker : NULL;
}

bool ac_gate_find(struct ac_gate *gate, const unsigned char key[ac_vault_tag_size],
	struct ac_asker *asker, uint64_t *generation)
{
	pthread_mutex_lock(&gate->lock);
	const struct ac_asker *found = kept(gate, key);
	*generation = gate->generation;
	if (found)
		*asker = *found;
	pthread_mutex_unlock(&gate->lock);
	return found;
}

void ac_gate_put(struct ac_gate *gate, uint64_t generation, const struct ac_asker *asker)
{
	pthread_mutex_lock(&gate->lock);
	if (generation == gate->generation)
		gate->askers[asker->key[0]] = *asker;
	pthread_mutex_unlock(&gate->lock);
}

bool ac_gate_used(struct ac_gate *gate, struct ac_asker *asker, struct ac_wall now)
{
	pthread_mutex_lock(&gate->lock);
	struct ac_asker *found = kept(gate, asker->key);
	bool note = now.us - asker->noted_at.us >= NOTE_EVERY;
	asker->used_at = now;
	if (note)
		asker->noted_at = now;
	if (found) {
		found->used_at = now;
		found->noted_at = asker->noted_at;
	}
	pthread_mutex_unlock(&gate->lock);
	return note;
}

void ac_gate_forget(struct ac_gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->generation++;
	memset(gate->askers, 0, sizeof gate->askers);
	pthread_mutex_unlock(&gate->lock);
}

bool ac_gate_may_try(struct ac_gate *gate, struct ac_source source, struct ac_wall now)
{
	pthread_mutex_lock(&gate->lock);
	bool may = ac_throttle_take(&gate->throttle, source, now);
	pthread_mutex_unlock(&gate->lock);
	return may;
}

void ac_gate_came_in(
	struct ac_gate *gate, struct ac_source source, int64_t officer, struct ac_wall now)
{
	pthread_mutex_lock(&gate->lock);
	ac_throttle_right(&gate->throttle, source, officer, now);
	pthread_mutex_unlock(&gate->lock);
}

bool ac_gate_knows(struct ac_gate *gate, struct ac_source source, int64_t officer)
{
	pthread_mutex_lock(&gate->lock);
	bool known = ac_throttle_knows(&gate->throttle, source, officer);
	pthread_mutex_unlock(&gate->lock);
	return known;
}

void ac_gate_count(struct ac_gate *gate, enum ac_turned_away why)
{
	atomic_fetch_add_explicit(&gate->turned_away[why], 1, memory_order_relaxed);
}

uint64_t ac_gate_counted(struct ac_gate *gate, enum ac_turned_away why)
{
	return atomic_load_explicit(&gate->turned_away[why], memory_order_relaxed);
}
