#include "threat/ach.h"

/* clang-format off */
#define WORD(word, what) #word,
static const char *const words[] = { AC_CONSISTENCIES(WORD) };
/* clang-format on */

const char *ac_consistency_word(enum ac_consistency consistency)
{
	return words[consistency];
}

enum ac_status ac_consistency_from(
	struct ac_str word, enum ac_consistency *consistency, struct ac_error *err)
{
	for (int i = 0; i < ac_consistency_count; i++) {
		if (!ac_str_eq(word, ac_str(words[i])))
			continue;
		*consistency = (enum ac_consistency)i;
		return AC_OK;
	}
	return ac_fail(err, AC_INVALID, "consistency: one of CC, C, N, I, II");
}

int ac_ach_weight(struct ac_grade grade)
{
	bool source = grade.source >= 'A' && grade.source <= 'E';
	bool information = grade.information >= '1' && grade.information <= '5';
	int of_source = source ? 100 - 20 * (grade.source - 'A') : 50;
	int of_information = information ? 100 - 20 * (grade.information - '1') : 50;
	return of_source * of_information / 100;
}

static int64_t weighs(const struct ac_ach_item *item, int hypothesis)
{
	switch (item->against[hypothesis]) {
	case AC_CONSISTENCY_I: return ac_ach_weight(item->grade);
	case AC_CONSISTENCY_II: return 2 * ac_ach_weight(item->grade);
	case AC_CONSISTENCY_N:
	case AC_CONSISTENCY_CC:
	case AC_CONSISTENCY_C:
	case ac_consistency_count: break;
	}
	return 0;
}

int64_t ac_ach_score(const struct ac_ach *ach, int hypothesis)
{
	int64_t sum = 0;
	for (size_t i = 0; i < ach->n; i++)
		sum += weighs(&ach->items[i], hypothesis);
	return sum;
}

void ac_ach_rank(const struct ac_ach *ach, int order[ac_ach_hypotheses_max])
{
	int64_t scores[ac_ach_hypotheses_max];
	for (int h = 0; h < ach->hypotheses; h++) {
		int at = h;
		scores[h] = ac_ach_score(ach, h);
		for (; at > 0 && scores[order[at - 1]] > scores[h]; at--)
			order[at] = order[at - 1];
		order[at] = h;
	}
}

static int64_t least(const int64_t *scores, int n)
{
	int64_t low = INT64_MAX;
	for (int h = 0; h < n; h++)
		low = scores[h] < low ? scores[h] : low;
	return low;
}

bool ac_ach_flips(const struct ac_ach *ach, size_t item)
{
	int64_t with[ac_ach_hypotheses_max], without[ac_ach_hypotheses_max];
	for (int h = 0; h < ach->hypotheses; h++) {
		with[h] = ac_ach_score(ach, h);
		without[h] = with[h] - weighs(&ach->items[item], h);
	}
	int64_t low_with = least(with, ach->hypotheses);
	int64_t low_without = least(without, ach->hypotheses);
	for (int a = 0; a < ach->hypotheses; a++) {
		if ((with[a] == low_with) != (without[a] == low_without))
			return true;
		for (int b = 0; b < ach->hypotheses; b++)
			if (with[a] < with[b] && without[a] > without[b])
				return true;
	}
	return false;
}
