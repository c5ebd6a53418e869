/* threat/ach.h - competing hypotheses: which explanation has least against it, and how sure that is.
 *
 * R. J. Heuer, Psychology of Intelligence Analysis (CIA, 1999), chapter 8. Each piece of evidence is held
 * against each hypothesis; what agrees with all of them says nothing, so the ranking counts only what is
 * *inconsistent*: the best hypothesis is the one with least against it. Advisory: nothing is decided by it.
 *
 * Weights are an assumption of ours, stated here and shown to the reader: an item weighs
 * source × information in per cent, A to E as 100, 80, 60, 40, 20, F as 50, 1 to 5 likewise, 6 as 50; I
 * counts once, II twice. An item without grade weighs as F6. The ranking is *fragile* where taking one item
 * away turns it round: that item is to be checked first.
 */
#pragma once
#include "threat/grading.h"

/* clang-format off */
#define AC_CONSISTENCIES(X) \
	X(N, "neither") X(CC, "very consistent") X(C, "consistent") X(I, "inconsistent") \
	X(II, "very inconsistent")
#define AC_CONSISTENCY(word, what) AC_CONSISTENCY_##word,
enum ac_consistency { AC_CONSISTENCIES(AC_CONSISTENCY) ac_consistency_count };
#undef AC_CONSISTENCY
/* clang-format on */

const char *ac_consistency_word(enum ac_consistency consistency);
/** AC_INVALID listing the words. */
AC_MUST_CHECK enum ac_status ac_consistency_from(
	struct ac_str word, enum ac_consistency *consistency, struct ac_error *err);

enum { ac_ach_hypotheses_max = 12, ac_ach_evidence_max = 500 };

struct ac_ach_item {
	struct ac_grade grade; /* zero: ungraded */
	enum ac_consistency against[ac_ach_hypotheses_max]; /* per hypothesis; N where not said */
};

struct ac_ach {
	int hypotheses; /* at most ac_ach_hypotheses_max */
	const struct ac_ach_item *items; /* borrowed */
	size_t n; /* at most ac_ach_evidence_max */
};

/** What an item of that grade weighs, in per cent. */
int ac_ach_weight(struct ac_grade grade);
/** What stands against a hypothesis: the sum of weights, in per cent of one fully credible I. */
int64_t ac_ach_score(const struct ac_ach *ach, int hypothesis);

/**
 * The order of the hypotheses, least against it first.
 * @param order  ac_ach_hypotheses_max numbers; those with the same score stand in their own order
 */
void ac_ach_rank(const struct ac_ach *ach, int order[ac_ach_hypotheses_max]);

/** Does the ranking turn round without this item: do others lead, or do two change places? */
bool ac_ach_flips(const struct ac_ach *ach, size_t item);
