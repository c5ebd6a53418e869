/* What a user loses if this breaks: a level that goes down early, by two steps, or with nothing said about
 * what still holds, and people who go back into the danger because of it.
 *
 * Random ledgers, entries, waivers, evidence that goes stale and attempts to lower or raise; every answer
 * is held against an oracle that knows nothing but the list of entries and goes through the hours one by
 * one, backwards. The same for the ranking of hypotheses. */
#include "check.h"

#include "base/random.h"
#include "threat/ach.h"
#include "threat/criteria.h"

enum { runs = 3000, steps = 60, criteria_max = 4, entries_max = 64 };

struct entry {
	int hour, valid_until; /* INT32_MAX: for good */
	enum ac_criterion_status status;
};

struct history {
	struct entry entries[entries_max];
	int n, hold;
	bool mandatory;
};

struct run {
	struct history histories[criteria_max];
	struct ac_criterion criteria[criteria_max];
	size_t n;
	int hour, lowered; /* the hour of the last step down; -1 */
	const struct ac_scheme *scheme;
	int rank;
};

static struct ac_wall wall(int hour)
{
	return (struct ac_wall){ hour == INT32_MAX ? INT64_MAX : (1 + (int64_t)hour) * AC_HOUR };
}

/* ---- the oracle ---- */

/* What was said about it in force at that hour: the last entry, unless it was stale by then. */
static const struct entry *in_force(const struct history *h, int hour)
{
	const struct entry *last = NULL;
	for (int i = 0; i < h->n; i++)
		if (h->entries[i].hour <= hour)
			last = &h->entries[i];
	return last && hour < last->valid_until ? last : NULL;
}

/* How many hours up to now has it held? -1: it does not. A waiver after anything else starts anew. */
static int held_for(const struct history *h, int now, int from)
{
	int held = -1;
	for (int hour = now; hour >= 0 && hour >= from; hour--) {
		const struct entry *e = in_force(h, hour);
		if (!e || (e->status != AC_CRITERION_met && e->status != AC_CRITERION_waived))
			break;
		held++;
		bool first = e == h->entries || e[-1].status != AC_CRITERION_waived;
		if (e->status == AC_CRITERION_waived && first && e->hour == hour)
			break;
	}
	return held;
}

static bool ledger_allows(const struct run *run)
{
	int mandatory = 0;
	for (size_t i = 0; i < run->n; i++) {
		const struct history *h = &run->histories[i];
		if (!h->mandatory)
			continue;
		mandatory++;
		int held = held_for(h, run->hour, run->lowered);
		if (held < 0 || held < h->hold)
			return false;
	}
	return mandatory > 0;
}

static bool oracle_allows(const struct run *run, int to, bool all_clear, bool advice, int review)
{
	if (review <= run->hour)
		return false;
	if (to >= run->rank && !all_clear)
		return true;
	return to >= run->rank - 1 && advice && ledger_allows(run);
}

/* ---- a run ---- */

static void begin(struct run *run, struct ac_random *random)
{
	int schemes = 0;
	while (ac_schemes[schemes].id)
		schemes++;
	*run = (struct run){ .n = ac_random_below(random, criteria_max + 1), .lowered = -1 };
	run->scheme = &ac_schemes[ac_random_below(random, (uint64_t)schemes)];
	run->rank = run->scheme->n - 1;
	for (size_t i = 0; i < run->n; i++) {
		struct history *h = &run->histories[i];
		h->hold = (int)ac_random_below(random, 8);
		h->mandatory = ac_random_below(random, 4) != 0;
		run->criteria[i] = (struct ac_criterion){ .id = (int64_t)i + 1,
			.text = AC_STR("c"),
			.mandatory = h->mandatory,
			.hold_us = h->hold * AC_HOUR };
	}
}

static void say(struct run *run, struct ac_random *random)
{
	if (!run->n)
		return;
	size_t i = ac_random_below(random, run->n);
	struct history *h = &run->histories[i];
	/* one entry an hour: the oracle sees no shorter time */
	if (h->n == entries_max || (h->n && h->entries[h->n - 1].hour == run->hour))
		return;
	struct entry e = { run->hour, INT32_MAX, AC_CRITERION_met };
	if (ac_random_below(random, 3) == 0)
		e.status = (enum ac_criterion_status)ac_random_below(random, 4);
	if (ac_random_below(random, 3) == 0)
		e.valid_until = run->hour + 1 + (int)ac_random_below(random, 12);
	h->entries[h->n++] = e;
	struct ac_criterion_entry entry = { wall(e.hour), e.status, wall(e.valid_until) };
	ac_criterion_take(&run->criteria[i], &entry);
}

/* @return was the level lowered? */
static bool attempt(struct run *run, struct ac_random *random, unsigned long long seed)
{
	int to = ac_random_below(random, 2) && run->rank
			 ? run->rank - 1
			 : (int)ac_random_below(random, (uint64_t)run->scheme->n);
	bool all_clear = ac_random_below(random, 3) == 0;
	bool advice = ac_random_below(random, 4) != 0;
	int review = run->hour + (int)ac_random_below(random, 5);
	struct ac_lowering lowering = { .at = wall(run->hour),
		.all_clear = all_clear,
		.scheme = run->scheme,
		.from = run->scheme->levels[run->rank].code,
		.to = run->scheme->levels[to].code,
		.lowered_at = run->lowered < 0 ? (struct ac_wall){ 0 } : wall(run->lowered),
		.residual_advice = advice,
		.review = wall(review) };
	bool allowed = ac_lowering_lacks(run->criteria, run->n, &lowering, NULL, NULL) == 0;
	if (allowed != oracle_allows(run, to, all_clear, advice, review))
		fail_msg("seed %llu hour %d: level %lld to %lld of %s %s", seed, run->hour,
			(long long)lowering.from, (long long)lowering.to, run->scheme->id,
			allowed ? "is allowed too early" : "is refused without need");
	if (!allowed)
		return false;
	bool lowered = to < run->rank;
	run->lowered = lowered ? run->hour : run->lowered;
	run->rank = to;
	return lowered;
}

static void no_level_is_lowered_early_or_by_two_steps_or_without_advice_and_review(void **state)
{
	(void)state;
	int lowered = 0;
	for (unsigned long long seed = 1; seed <= runs; seed++) {
		struct ac_random random;
		struct run run;
		ac_random_seed(&random, seed);
		begin(&run, &random);
		for (int i = 0; i < steps; i++) {
			switch (ac_random_below(&random, 4)) {
			case 0: run.hour += (int)ac_random_below(&random, 6); break;
			case 1: lowered += attempt(&run, &random, seed); break;
			default: say(&run, &random); break;
			}
			for (size_t c = 0; c < run.n; c++)
				if (ac_criterion_holds(&run.criteria[c], wall(run.hour)) !=
					(held_for(&run.histories[c], run.hour, 0) >= 0))
					fail_msg("seed %llu hour %d: criterion %zu", seed, run.hour,
						c + 1);
		}
	}
	assert_true(lowered > runs / 20); /* the random world lets it happen often enough */
}

/* ---- hypotheses ---- */

enum { items_max = 9 };

/* By the book: add up, item by item, leaving one out. */
static void slow_scores(const struct ac_ach *ach, size_t without, double scores[])
{
	for (int h = 0; h < ach->hypotheses; h++) {
		scores[h] = 0;
		for (size_t i = 0; i < ach->n; i++) {
			const struct ac_ach_item *item = &ach->items[i];
			double source = item->grade.source == 'F' || !item->grade.source
						? 0.5
						: 1 - 0.2 * (item->grade.source - 'A');
			double information =
				item->grade.information == '6' || !item->grade.information
					? 0.5
					: 1 - 0.2 * (item->grade.information - '1');
			double times = item->against[h] == AC_CONSISTENCY_II  ? 2
				       : item->against[h] == AC_CONSISTENCY_I ? 1
									      : 0;
			if (i != without)
				scores[h] += 100 * source * information * times;
		}
	}
}

static bool slow_leads(const double *scores, int n, int h)
{
	for (int other = 0; other < n; other++)
		if (scores[other] < scores[h] - 0.5)
			return false;
	return true;
}

static bool slow_flips(const struct ac_ach *ach, size_t item)
{
	double with[ac_ach_hypotheses_max], without[ac_ach_hypotheses_max];
	bool flips = false;
	slow_scores(ach, SIZE_MAX, with);
	slow_scores(ach, item, without);
	for (int a = 0; a < ach->hypotheses; a++) {
		flips |= slow_leads(with, ach->hypotheses, a) !=
			 slow_leads(without, ach->hypotheses, a);
		for (int b = 0; b < ach->hypotheses; b++)
			flips |= with[a] < with[b] - 0.5 && without[a] > without[b] + 0.5;
	}
	return flips;
}

static void the_item_that_turns_the_ranking_round_is_the_one_that_is_named(void **state)
{
	(void)state;
	static const char sources[] = { 'A', 'B', 'C', 'D', 'E', 'F', 0 };
	int flipped = 0;
	for (unsigned long long seed = 1; seed <= runs; seed++) {
		struct ac_random random;
		struct ac_ach_item items[items_max] = { 0 };
		struct ac_ach ach = { .items = items };
		double scores[ac_ach_hypotheses_max];
		int order[ac_ach_hypotheses_max];
		ac_random_seed(&random, seed);
		ach.hypotheses = 2 + (int)ac_random_below(&random, ac_ach_hypotheses_max - 1);
		ach.n = ac_random_below(&random, items_max + 1);
		for (size_t i = 0; i < ach.n; i++) {
			items[i].grade.source = sources[ac_random_below(&random, 7)];
			if (items[i].grade.source)
				items[i].grade.information =
					(char)('1' + ac_random_below(&random, 6));
			for (int h = 0; h < ach.hypotheses; h++)
				items[i].against[h] =
					(enum ac_consistency)ac_random_below(&random, 5);
		}
		slow_scores(&ach, SIZE_MAX, scores);
		ac_ach_rank(&ach, order);
		for (int h = 0; h < ach.hypotheses; h++)
			assert_int_equal(ac_ach_score(&ach, h), (int64_t)(scores[h] + 0.5));
		for (int p = 1; p < ach.hypotheses; p++)
			assert_true(scores[order[p - 1]] < scores[order[p]] + 0.5);
		for (size_t i = 0; i < ach.n; i++) {
			bool flips = slow_flips(&ach, i);
			flipped += flips;
			if (ac_ach_flips(&ach, i) != flips)
				fail_msg("seed %llu: item %zu", seed, i);
		}
	}
	assert_true(flipped > runs / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(no_level_is_lowered_early_or_by_two_steps_or_without_advice_and_review),
		CASE(the_item_that_turns_the_ranking_round_is_the_one_that_is_named),
	};
	return RUN(tests);
}
