/* base/map.h - from a 64-bit key to a 32-bit value, open addressing, for the engine's hot look-ups.
 *
 * Linear probing with backward-shift deletion, at most 3/4 full; 12 bytes a slot. Keys are mixed, so
 * that sequential ids spread. One value a key: chain further ones through your own records.
 */
#pragma once
#include "base/status.h"

struct ac_map {
	struct ac_map_slot *slots;
	size_t n;
	size_t mask; /* slots − 1, 0 before the first insertion */
};

enum { ac_map_none = UINT32_MAX }; /* no such key; never a value */

void ac_map_done(struct ac_map *map);

/** @return the value or ac_map_none */
uint32_t ac_map_get(const struct ac_map *map, uint64_t key);

/** Ask the processor for the place of a key, some hundred nanoseconds before it is looked up. */
void ac_map_prefetch(const struct ac_map *map, uint64_t key);

/** Insert or replace. @param value  anything but ac_map_none */
void ac_map_put(struct ac_map *map, uint64_t key, uint32_t value);

/** @return whether the key was there */
bool ac_map_remove(struct ac_map *map, uint64_t key);

/** A good 64-bit mix (splitmix64's finaliser; Stafford 2011). */
static inline uint64_t ac_mix64(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/** Mix of bytes, for keys made of text (not keyed: do not use it where an attacker gains from collisions). */
uint64_t ac_hash_bytes(const void *bytes, size_t n, uint64_t seed);
