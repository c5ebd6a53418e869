/* What a user loses if this breaks: a level that one case set is deleted with the mistake of another, or the level of
 * a false alarm stands in public with nobody left who answers for it.
 *
 * Cases and warnings raise the level of a place, step it down, give all-clears and take mistakes back, in any order.
 * The oracle keeps for each of them what it holds the level at, now; the history keeps rows, as the store does. */
#include "check.h"

#include "base/random.h"
#include "threat/level_hold.h"

enum { runs = 4000, steps = 24, cases = 3, warnings = 4, holders = cases + warnings, nothing = -1 };

/* Holders: the cases' officers, then the warnings. */
struct row {
	int holder;
	struct ac_level_change change;
};

struct run {
	const struct ac_scheme *scheme;
	struct row rows[2 * steps];
	size_t n;
	int held[holders]; /* rank */
	bool published[holders], ended[holders];
};

/* ---- the oracle ---- */

static int worst(const struct run *run)
{
	int rank = nothing;
	for (int h = 0; h < holders; h++)
		rank = run->held[h] > rank ? run->held[h] : rank;
	return rank;
}

static void lower(int *held, int rank)
{
	*held = *held > rank ? rank : *held;
}

/* ---- what happens ---- */

static void write_row(struct run *run, int holder, int rank, bool lowered)
{
	struct ac_level_change change = { .none = rank == nothing, .lowered = lowered };
	if (rank != nothing)
		change.level = run->scheme->levels[rank].code;
	run->rows[run->n++] = (struct row){ holder, change };
}

static void raise_it(struct run *run, struct ac_random *random, int holder)
{
	int least = worst(run) == nothing ? 0 : worst(run);
	int rank = least + (int)ac_random_below(random, (uint64_t)(run->scheme->n - least));
	if (run->ended[holder])
		return;
	run->published[holder] = holder >= cases;
	run->held[holder] = rank;
	write_row(run, holder, rank, false);
}

/* With everybody's leave, and while no warning is published. */
static void step_down(struct run *run, int holder)
{
	int rank = worst(run) - 1;
	for (int h = 0; h < holders; h++)
		if (rank < 0 || run->published[h])
			return;
	for (int h = 0; h < holders; h++)
		lower(&run->held[h], rank);
	run->held[holder] = rank;
	write_row(run, holder, rank, true);
}

static void mark(struct run *run, int warning, enum ac_hold hold, int rank)
{
	run->published[warning] = false;
	run->ended[warning] = true;
	for (size_t i = 0; i < run->n; i++) {
		if (run->rows[i].holder != warning)
			continue;
		run->rows[i].change.hold = hold;
		run->rows[i].change.cleared_to = run->scheme->levels[rank].code;
	}
}

/* One step down, unless another warning that is published keeps it up. */
static void clear(struct run *run, int warning)
{
	int from = worst(run), to = from > 0 ? from - 1 : 0, left = to, holder = warning;
	if (!run->published[warning])
		return;
	for (int h = cases; h < holders; h++)
		if (h != warning && run->published[h] && run->held[h] > left) {
			left = run->held[h];
			holder = h;
		}
	for (int h = 0; h < holders; h++)
		lower(&run->held[h], left);
	lower(&run->held[warning], to);
	if (holder == warning)
		run->held[warning] = to;
	write_row(run, holder, left, left < from);
	mark(run, warning, AC_HOLD_CLEARED, to);
}

static size_t held(const struct run *run, int64_t *level)
{
	struct ac_level_change changes[2 * steps];
	for (size_t i = 0; i < run->n; i++)
		changes[i] = run->rows[i].change;
	return ac_level_held(run->scheme, changes, run->n, level);
}

static void take_back(struct run *run, int warning)
{
	int64_t level;
	if (!run->published[warning])
		return;
	mark(run, warning, AC_HOLD_MISTAKEN, 0);
	run->held[warning] = nothing;
	if (run->rows[run->n - 1].holder != warning)
		return;
	size_t holder = held(run, &level);
	bool any = holder < run->n;
	write_row(run, any ? run->rows[holder].holder : warning,
		any ? ac_level_rank(run->scheme, level) : nothing, false);
	run->rows[run->n - 1].change.hold = any ? run->rows[holder].change.hold : AC_HOLD_MISTAKEN;
	run->rows[run->n - 1].change.cleared_to = any ? run->rows[holder].change.cleared_to : 0;
}

static void compare(const struct run *run, unsigned long long seed, int step)
{
	int64_t level = 0;
	size_t holder = held(run, &level);
	int rank = holder < run->n ? ac_level_rank(run->scheme, level) : nothing;
	if (rank != worst(run))
		fail_msg("seed %llu step %d: stands at rank %d, held at %d", seed, step, rank,
			worst(run));
	if (rank == nothing)
		return;
	if (run->held[run->rows[holder].holder] != rank)
		fail_msg("seed %llu step %d: holder %d does not hold it", seed, step,
			run->rows[holder].holder);
	const struct ac_level_change *last = &run->rows[run->n - 1].change;
	if (last->none || last->level != level)
		fail_msg("seed %llu step %d: the last row is not what is held", seed, step);
}

static void a_mistake_takes_back_what_it_put_there_and_nothing_else(void **state)
{
	(void)state;
	int fell = 0, stayed = 0;
	for (unsigned long long seed = 1; seed <= runs; seed++) {
		struct ac_random random;
		ac_random_seed(&random, seed);
		struct run run = { .scheme = &ac_schemes[seed % 6] };
		for (int h = 0; h < holders; h++)
			run.held[h] = nothing;
		for (int i = 0; i < steps; i++) {
			int warning = cases + (int)ac_random_below(&random, warnings);
			int before = worst(&run);
			switch (ac_random_below(&random, 6)) {
			case 0: step_down(&run, (int)ac_random_below(&random, cases)); break;
			case 1: clear(&run, warning); break;
			case 2:
				stayed += run.published[warning];
				take_back(&run, warning);
				stayed -= worst(&run) < before;
				fell += worst(&run) < before;
				break;
			default: raise_it(&run, &random, (int)ac_random_below(&random, holders));
			}
			compare(&run, seed, i);
		}
	}
	assert_true(fell > runs / 20); /* the random world lets both happen often enough */
	assert_true(stayed > runs / 20);
}

/* ---- by hand ---- */

static void stands(const struct ac_level_change *changes, size_t n, size_t holder, int64_t level)
{
	int64_t found = 0;
	const struct ac_scheme *scheme = ac_scheme_find(AC_STR("IL-NSC-2022"));
	assert_int_equal(ac_level_held(scheme, changes, n, &found), holder);
	assert_int_equal(found, level);
}

static void two_false_alarms_leave_nothing_and_an_all_clear_between_them_what_it_said(void **state)
{
	(void)state;
	struct ac_level_change rows[] = { { .level = 4 }, { .level = 4 } };
	rows[0].hold = AC_HOLD_MISTAKEN;
	stands(rows, 2, 1, 4);
	rows[1].hold = AC_HOLD_MISTAKEN;
	stands(rows, 2, 2, 0);
	rows[0] = (struct ac_level_change){ .level = 4, .hold = AC_HOLD_CLEARED, .cleared_to = 3 };
	stands(rows, 2, 0, 3);
}

static void a_step_down_is_not_undone_by_what_was_held_before_it(void **state)
{
	(void)state;
	struct ac_level_change rows[] = { { .level = 4 }, { .level = 3, .lowered = true },
		{ .level = 4, .hold = AC_HOLD_MISTAKEN } };
	stands(rows, 3, 1, 3);
}

static void where_a_lower_code_is_worse_the_worse_one_stands(void **state)
{
	(void)state;
	struct ac_level_change rows[] = { { .level = 1 }, { .level = 3 } };
	int64_t level = 0;
	const struct ac_scheme *scheme = ac_scheme_find(AC_STR("IL-NSC-pre2022"));
	assert_int_equal(ac_level_held(scheme, rows, 2, &level), 0);
	assert_int_equal(level, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_mistake_takes_back_what_it_put_there_and_nothing_else),
		CASE(two_false_alarms_leave_nothing_and_an_all_clear_between_them_what_it_said),
		CASE(a_step_down_is_not_undone_by_what_was_held_before_it),
		CASE(where_a_lower_code_is_worse_the_worse_one_stands),
	};
	return RUN(tests);
}
