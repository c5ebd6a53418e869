#include "cap/value_p.h"

/* What a character stands for, plus one; 0: nothing. */
/* clang-format off */
static const unsigned char base64_values[256] = {
#define FOUR(c, v) [c] = (v) + 1, [(c) + 1] = (v) + 2, [(c) + 2] = (v) + 3, [(c) + 3] = (v) + 4
	FOUR('A', 0), FOUR('E', 4), FOUR('I', 8), FOUR('M', 12), FOUR('Q', 16), FOUR('U', 20),
	['Y'] = 25, ['Z'] = 26,
	FOUR('a', 26), FOUR('e', 30), FOUR('i', 34), FOUR('m', 38), FOUR('q', 42), FOUR('u', 46),
	['y'] = 51, ['z'] = 52,
	FOUR('0', 52), FOUR('4', 56), ['8'] = 61, ['9'] = 62,
	['+'] = 63, ['/'] = 64,
#undef FOUR
};
/* clang-format on */

bool cap_is_base64(struct ac_str s)
{
	size_t digits = 0, pads = 0;
	int last = 0;
	for (size_t i = 0; i < s.n; i++) {
		int value = base64_values[(unsigned char)s.p[i]];
		if (value && !pads)
			last = value - 1, digits++;
		else if (s.p[i] == '=')
			pads++;
		else if (value || (s.p[i] != ' ' && !(s.p[i] >= '\t' && s.p[i] <= '\r')))
			return false;
	}
	int loose = pads == 2 ? last & 15 : pads == 1 ? last & 3 : 0;
	return pads <= 2 && (digits + pads) % 4 == 0 && loose == 0;
}
