#include "base/map.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* Packed to 12 bytes: with a million keys the padding would cost as much as the values. */
struct __attribute__((packed)) ac_map_slot {
	uint64_t key;
	uint32_t value; /* ac_map_none: empty */
};

static bool used(const struct ac_map_slot *slot)
{
	return slot->value != (uint32_t)ac_map_none;
}

enum { first_slots = 64 };

void ac_map_done(struct ac_map *map)
{
	ac_free(map->slots);
	*map = (struct ac_map){ 0 };
}

static size_t home(const struct ac_map *map, uint64_t key)
{
	return (size_t)ac_mix64(key) & map->mask;
}

static struct ac_map_slot *find(const struct ac_map *map, uint64_t key)
{
	size_t i = home(map, key);
	while (used(&map->slots[i]) && map->slots[i].key != key)
		i = (i + 1) & map->mask;
	return &map->slots[i];
}

uint32_t ac_map_get(const struct ac_map *map, uint64_t key)
{
	if (!map->slots)
		return ac_map_none;
	return find(map, key)->value;
}

void ac_map_prefetch(const struct ac_map *map, uint64_t key)
{
	if (map->slots)
		__builtin_prefetch(&map->slots[home(map, key)], 1);
}

static void rehash(struct ac_map *map, size_t count)
{
	struct ac_map_slot *old = map->slots;
	size_t old_count = old ? map->mask + 1 : 0;
	map->slots = ac_alloc_array(count, sizeof *map->slots);
	memset(map->slots, 0xff, count * sizeof *map->slots);
	map->mask = count - 1;
	for (size_t i = 0; i < old_count; i++)
		if (used(&old[i]))
			*find(map, old[i].key) = old[i];
	ac_free(old);
}

void ac_map_put(struct ac_map *map, uint64_t key, uint32_t value)
{
	assert(value != (uint32_t)ac_map_none);
	if (!map->slots)
		rehash(map, first_slots);
	else if ((map->n + 1) * 4 > (map->mask + 1) * 3)
		rehash(map, (map->mask + 1) * 2);
	struct ac_map_slot *slot = find(map, key);
	map->n += !used(slot);
	*slot = (struct ac_map_slot){ key, value };
}

bool ac_map_remove(struct ac_map *map, uint64_t key)
{
	if (!map->slots)
		return false;
	struct ac_map_slot *slot = find(map, key);
	if (!used(slot))
		return false;
	map->n--;
	/* Shift back what would no longer be found behind the hole. */
	size_t hole = (size_t)(slot - map->slots);
	for (size_t i = (hole + 1) & map->mask; used(&map->slots[i]); i = (i + 1) & map->mask) {
		size_t want = home(map, map->slots[i].key);
		if (((i - want) & map->mask) >= ((i - hole) & map->mask)) {
			map->slots[hole] = map->slots[i];
			hole = i;
		}
	}
	map->slots[hole].value = ac_map_none;
	return true;
}

uint64_t ac_hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint64_t hash = ac_mix64(seed ^ (n * UINT64_C(0x9e3779b97f4a7c15)));
	while (n) {
		size_t take = n < 8 ? n : 8;
		uint64_t word = 0;
		memcpy(&word, p, take);
		hash = ac_mix64(hash ^ word) + UINT64_C(0x9e3779b97f4a7c15);
		p += take;
		n -= take;
	}
	return hash;
}
