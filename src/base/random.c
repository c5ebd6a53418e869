#include "base/random.h"

#include "base/map.h"

#include <assert.h>

void ac_random_seed(struct ac_random *random, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		random->state[i] = ac_mix64(seed += UINT64_C(0x9e3779b97f4a7c15));
}

static uint64_t rotate(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

uint64_t ac_random_u64(struct ac_random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t ac_random_below(struct ac_random *random, uint64_t n)
{
	assert(n > 0);
	uint64_t skip = -n % n; /* 2^64 mod n: the values that would favour some results */
	uint64_t x;
	do
		x = ac_random_u64(random);
	while (x < skip);
	return x % n;
}

double ac_random_unit(struct ac_random *random)
{
	return (double)(ac_random_u64(random) >> 11) * 0x1p-53;
}

bool ac_random_chance(struct ac_random *random, double p)
{
	return ac_random_unit(random) < p;
}
