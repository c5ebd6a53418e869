/* Chunks and their attempts, found by id and by receipt key, and those whose fate nobody told in time.
 * A chunk lives until each of its attempts has a final outcome or is too old for a receipt. */
#include "outreach/engine_p.h"

#include <assert.h>

/* Chunks alive at the same time span less than 2^22 ids, so that a receipt's place fits 32 bits. */
enum { span_bits = 22 };

static size_t position(const struct ac_engine *e, int64_t id)
{
	return (size_t)(id - e->chunk_base) + e->chunks_head;
}

struct chunk *chunk_find(const struct ac_engine *e, int64_t id)
{
	if (id < e->chunk_base || position(e, id) >= e->chunks.n)
		return NULL;
	return e->chunks.at[position(e, id)];
}

static void compact(struct ac_engine *e)
{
	while (e->chunks_head < e->chunks.n && !e->chunks.at[e->chunks_head]) {
		e->chunks_head++;
		e->chunk_base++;
	}
	if (e->chunks_head < 1024 || e->chunks_head * 2 < e->chunks.n)
		return;
	memmove(e->chunks.at, e->chunks.at + e->chunks_head,
		(e->chunks.n - e->chunks_head) * sizeof *e->chunks.at);
	e->chunks.n -= e->chunks_head;
	e->chunks_head = 0;
}

struct chunk *chunk_new(struct ac_engine *e, int64_t id, uint16_t n)
{
	compact(e);
	if (e->chunks_head == e->chunks.n)
		e->chunk_base = id; /* none alive */
	assert(id >= e->chunk_base && id - e->chunk_base < 1 << span_bits);
	while (position(e, id) >= e->chunks.n)
		ac_vec_push(&e->chunks, NULL);
	struct chunk *chunk = ac_alloc(sizeof *chunk + n * sizeof *chunk->at_);
	chunk->id = id;
	chunk->n = n;
	chunk->open = n;
	chunk->at = e->now.mono;
	e->chunks.at[position(e, id)] = chunk;
	return chunk;
}

struct chunk *chunk_grow(struct ac_engine *e, struct chunk *chunk, uint16_t n)
{
	chunk = ac_realloc_array(chunk, 1, sizeof *chunk + n * sizeof *chunk->at_);
	memset(&chunk->at_[chunk->n], 0, (size_t)(n - chunk->n) * sizeof *chunk->at_);
	chunk->n = chunk->submitted = n;
	e->chunks.at[position(e, chunk->id)] = chunk;
	return chunk;
}

struct attempt *attempt_find(const struct ac_engine *e, uint64_t id)
{
	struct chunk *chunk = chunk_find(e, ac_attempt_chunk(id));
	unsigned index = ac_attempt_index(id);
	return chunk && index < chunk->n ? &chunk->at_[index] : NULL;
}

static void chunk_free(struct ac_engine *e, struct chunk *chunk)
{
	e->chunks.at[position(e, chunk->id)] = NULL;
	ac_free(chunk);
	compact(e);
}

/* The first of an attempt's, or where they would be. */
static size_t segment_keys_of(const struct ac_engine *e, uint64_t attempt)
{
	size_t low = 0, high = e->segment_keys.n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (e->segment_keys.at[middle].attempt < attempt)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void forget_segments(struct ac_engine *e, uint64_t id)
{
	for (size_t i = segment_keys_of(e, id);
		i < e->segment_keys.n && e->segment_keys.at[i].attempt == id; i++)
		if (receipt_find(e, e->segment_keys.at[i].key) == id)
			ac_map_remove(&e->by_receipt, e->segment_keys.at[i].key);
}

static void forget_receipt(struct ac_engine *e, uint64_t id, struct attempt *a)
{
	if (a->has_segment_keys)
		forget_segments(e, id);
	a->has_segment_keys = false;
	if (a->receipt_key && receipt_find(e, a->receipt_key) == id)
		ac_map_remove(&e->by_receipt, a->receipt_key);
	a->receipt_key = 0;
}

void attempt_finish(struct ac_engine *e, uint64_t id)
{
	struct chunk *chunk = chunk_find(e, ac_attempt_chunk(id));
	forget_receipt(e, id, &chunk->at_[ac_attempt_index(id)]);
	assert(chunk->open > 0);
	chunk->open--;
	/* Still on its link: dispatch frees it when it has passed over the last attempt. */
	if (chunk->open == 0 && chunk->submitted == chunk->n)
		chunk_free(e, chunk);
}

void receipt_expect(struct ac_engine *e, uint64_t key, uint64_t attempt)
{
	uint32_t place = (uint32_t)((uint64_t)ac_attempt_chunk(attempt) & ((1u << span_bits) - 1))
				 << ac_chunk_bits |
			 ac_attempt_index(attempt);
	if (place != (uint32_t)ac_map_none)
		ac_map_put(&e->by_receipt, key, place);
}

uint64_t receipt_find(const struct ac_engine *e, uint64_t key)
{
	uint32_t place = ac_map_get(&e->by_receipt, key);
	if (place == (uint32_t)ac_map_none)
		return 0;
	int64_t low = place >> ac_chunk_bits;
	int64_t behind = (low - e->chunk_base) & ((1 << span_bits) - 1);
	return (uint64_t)(e->chunk_base + behind) << ac_chunk_bits |
	       (place & ((1u << ac_chunk_bits) - 1));
}

/* A carrier gives up by the validity period; what is older than the wait gets no receipt any more. */
void receipts_expire(struct ac_engine *e)
{
	compact(e);
	while (e->chunks_head < e->chunks.n) {
		struct chunk *chunk = e->chunks.at[e->chunks_head];
		if (e->now.mono.us - chunk->at.us < e->config.receipt_wait_us ||
			chunk->submitted < chunk->n)
			return;
		for (unsigned k = 0; k < chunk->n; k++) {
			struct attempt *a = &chunk->at_[k];
			if (a->state == AC_ATTEMPT_submitted ||
				(a->state == AC_ATTEMPT_unknown && !a->resolved))
				return; /* its outcome is still to come */
			if (a->state == AC_ATTEMPT_accepted)
				e->in_flight--;
			forget_receipt(e, (uint64_t)chunk->id << ac_chunk_bits | k, a);
		}
		chunk_free(e, chunk);
	}
}

/* ---- unknowns that nobody resolved ---- */

static void resolve(struct ac_engine *e, uint64_t id, struct attempt *a)
{
	uint32_t task = a->task;
	enum uncover how = UNCOVER_TAKEN_BACK;
	a->resolved = 1;
	e->in_flight--;
	struct task *t = task_open(e, task);
	t->unknown--;
	if (kind_is_closing(a->kind)) {
		t->image.closing =
			t->image.closing == AC_CLOSING_sent ? AC_CLOSING_due : t->image.closing;
	} else if (tier_of(e, t)->resend_unknown && t->resends < max_unknown_resends) {
		t->resends++;
		drop_one(&t->image.tries);
		if (t->image.standing != AC_STANDING_intends)
			t->image.due = e->now.wall;
		if (a->kind == AC_KIND_replacement)
			t->image.said_version = 0;
	} else {
		how = UNCOVER_FAILED;
		t->image.flags |= AC_TASK_HELD;
		record_event(e, t, AC_EVENT_held, a->kind, (int64_t)id);
	}
	record_task(e, t);
	task_close(e, task);
	shared_uncover(e, task, id, how);
	advance(e, task);
}

void unknowns_run(struct ac_engine *e)
{
	for (struct retry *first; (first = retries_first(&e->unknowns, e->now.mono));) {
		uint64_t id = first->attempt;
		retries_pop(&e->unknowns);
		struct attempt *a = attempt_find(e, id);
		if (a && a->state == AC_ATTEMPT_unknown && !a->resolved)
			resolve(e, id, a);
	}
}
