/* base/random.h - a seeded generator (xoshiro256**, Blackman and Vigna 2018).
 * Deterministic: what decides takes one as an argument, so that the simulation replays exactly.
 * Not for keys: those come from vault/. */
#pragma once
#include "base/status.h"

struct ac_random {
	uint64_t state[4];
};

void ac_random_seed(struct ac_random *random, uint64_t seed);
uint64_t ac_random_u64(struct ac_random *random);
/** Uniform in [0, n), n > 0. */
uint64_t ac_random_below(struct ac_random *random, uint64_t n);
/** Uniform in [0, 1). */
double ac_random_unit(struct ac_random *random);
/** True with probability p in [0, 1]. */
bool ac_random_chance(struct ac_random *random, double p);
