#include "service/run/parcels.h"

#include "vault/vault.h"

#include <assert.h>

enum { bytes_per_message = 4096 }; /* on average, at most; a text has at most 1,530 septets */

struct ac_parcel *ac_parcel_new(
	int64_t chunk, uint16_t link, const struct ac_attempt_entry *entries, uint16_t n)
{
	struct ac_parcel *parcel = ac_alloc(sizeof *parcel);
	parcel->chunk = chunk;
	parcel->link = link;
	parcel->n = parcel->left = n;
	parcel->entries = ac_alloc_array(n, sizeof *parcel->entries);
	memcpy(parcel->entries, entries, n * sizeof *entries);
	parcel->items = ac_alloc_array(n, sizeof *parcel->items);
	parcel->segments = ac_alloc(n);
	ac_buf_init(&parcel->bytes, (size_t)n * bytes_per_message);
	return parcel;
}

void ac_parcel_free(struct ac_parcel *parcel)
{
	if (!parcel)
		return;
	if (parcel->bytes.p)
		ac_vault_wipe(parcel->bytes.p, parcel->bytes.n);
	ac_buf_done(&parcel->bytes);
	ac_free(parcel->entries);
	ac_free(parcel->items);
	ac_free(parcel->segments);
	ac_free(parcel);
}

void ac_parcels_done(struct ac_parcels *parcels)
{
	ac_vec_each(&parcels->slots, parcel)
		ac_parcel_free(*parcel);
	ac_vec_done(&parcels->slots);
	ac_vec_done(&parcels->vacant);
	ac_map_done(&parcels->index);
}

void ac_parcels_put(struct ac_parcels *parcels, struct ac_parcel *parcel)
{
	uint32_t slot;
	if (parcels->vacant.n) {
		slot = parcels->vacant.at[--parcels->vacant.n];
		parcels->slots.at[slot] = parcel;
	} else {
		slot = (uint32_t)parcels->slots.n;
		ac_vec_push(&parcels->slots, parcel); // NOLINT(bugprone-sizeof-expression)
	}
	assert(ac_map_get(&parcels->index, (uint64_t)parcel->chunk) == ac_map_none);
	parcel->rendering = true;
	ac_map_put(&parcels->index, (uint64_t)parcel->chunk, slot);
}

struct ac_parcel *ac_parcels_get(const struct ac_parcels *parcels, uint64_t attempt)
{
	uint32_t slot = ac_map_get(&parcels->index, (uint64_t)ac_attempt_chunk(attempt));
	return slot == ac_map_none ? NULL : parcels->slots.at[slot];
}

static void release(struct ac_parcels *parcels, struct ac_parcel *parcel)
{
	uint32_t slot = ac_map_get(&parcels->index, (uint64_t)parcel->chunk);
	(void)ac_map_remove(&parcels->index, (uint64_t)parcel->chunk);
	parcels->slots.at[slot] = NULL;
	ac_vec_push(&parcels->vacant, slot);
	ac_parcel_free(parcel);
}

void ac_parcels_rendered(struct ac_parcels *parcels, struct ac_parcel *parcel)
{
	parcel->rendering = false;
	if (parcel->left == 0)
		release(parcels, parcel);
}

void ac_parcels_settle(struct ac_parcels *parcels, uint64_t attempt)
{
	struct ac_parcel *parcel = ac_parcels_get(parcels, attempt);
	unsigned at = ac_attempt_index(attempt);
	if (!parcel || at >= parcel->n || parcel->items[at].settled)
		return;
	parcel->items[at].settled = true;
	if (--parcel->left == 0 && !parcel->rendering)
		release(parcels, parcel);
}
