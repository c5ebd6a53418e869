/* Random rosters, carriers and officers who sleep, minute by minute, against what anybody would check on
 * paper. If this breaks: something waits and nobody is told, or somebody is woken for what a colleague has
 * taken, or people off duty are woken while the one on duty was never asked. */
#include "check.h"

#include "base/random.h"
#include "threat/duty.h"

#include <stdio.h>
#include <string.h>

enum { seeds = 4000, shifts_max = 10, officers_max = 6, minutes = 240, events_max = 4000 };

static const char *const names[officers_max] = { "dana", "amir", "uri", "noa", "eli", "maya" };

struct world {
	uint64_t seed;
	struct ac_random random;
	struct ac_duty_shift shifts[shifts_max];
	size_t n_shifts;
	struct ac_duty_try tries[events_max];
	size_t n_tries;
	struct ac_str not_for;
	bool unable[officers_max]; /* by name: they may not settle it */
	double heads; /* how many of the shifts are the head's */
	int64_t wait_us;
	int64_t last_us; /* somebody was paged, or the page was raised */
	double refuses, unsent;
};

/* What all seeds met: a test that never gets that far shows nothing. */
static struct {
	uint64_t stages[ac_duty_stage_count], refused, unsent, changes;
} met;

#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fail_msg(                                                                  \
				"seed %llu: not so: %s", (unsigned long long)w->seed, #condition); \
	} while (0)

/* ---- on paper ---- */

static bool holds(const struct ac_duty_shift *shift, int64_t now)
{
	return shift->from.us <= now && now < shift->to.us;
}

static bool on_duty(const struct world *w, const char *name, int64_t now)
{
	for (size_t i = 0; i < w->n_shifts; i++)
		if (holds(&w->shifts[i], now) && ac_str_eq(w->shifts[i].officer, ac_str(name)))
			return true;
	return false;
}

/* Their lowest rank on duty; INT64_MAX: they are not. */
static int64_t rank_of(const struct world *w, const char *name, int64_t now)
{
	int64_t rank = INT64_MAX;
	for (size_t i = 0; i < w->n_shifts; i++)
		if (holds(&w->shifts[i], now) && ac_str_eq(w->shifts[i].officer, ac_str(name)) &&
			w->shifts[i].rank < rank)
			rank = w->shifts[i].rank;
	return rank;
}

static int paged(const struct world *w, const char *name)
{
	int n = 0;
	for (size_t i = 0; i < w->n_tries; i++)
		n += ac_str_eq(w->tries[i].officer, ac_str(name)) &&
		     w->tries[i].fate != AC_DUTY_UNSENT;
	return n;
}

static bool is_named(const struct world *w, const size_t *whom, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (ac_str_eq(w->shifts[whom[i]].officer, ac_str(name)))
			return true;
	return false;
}

static bool is_unable(const struct world *w, struct ac_str name)
{
	for (int k = 0; k < officers_max; k++)
		if (ac_str_eq(name, ac_str(names[k])))
			return w->unable[k];
	return true;
}

static bool is_head(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->n_shifts; i++)
		if (w->shifts[i].head && ac_str_eq(w->shifts[i].officer, ac_str(name)))
			return true;
	return false;
}

/* Is there anybody on the roster who may settle it, and did not ask for it? */
static bool some_may(const struct world *w)
{
	for (size_t i = 0; i < w->n_shifts; i++)
		if (!is_unable(w, w->shifts[i].officer) &&
			!ac_str_eq(w->shifts[i].officer, w->not_for))
			return true;
	return false;
}

/* Had everybody who may settle it two turns and one more? */
static bool those_who_may_were_paged(const struct world *w)
{
	for (size_t i = 0; i < w->n_shifts; i++) {
		struct ac_str name = w->shifts[i].officer;
		char text[16];
		(void)snprintf(text, sizeof text, "%.*s", AC_STR_ARG(name));
		if (!is_unable(w, name) && !ac_str_eq(name, w->not_for) && paged(w, text) < 3)
			return false;
	}
	return true;
}

/* Is there anybody on the roster besides the one who asked for it? */
static bool others(const struct world *w)
{
	for (size_t i = 0; i < w->n_shifts; i++)
		if (!ac_str_eq(w->shifts[i].officer, w->not_for))
			return true;
	return false;
}

static void check_whom(
	const struct world *w, const struct ac_duty_answer *answer, const size_t *whom, int64_t now)
{
	for (int k = 0; k < officers_max; k++) {
		const char *name = names[k];
		bool asked = is_named(w, whom, answer->n, name);
		bool own = ac_str_eq(w->not_for, ac_str(name)) && others(w);
		MUST(!(asked && own));
		if (asked && w->unable[k] && some_may(w))
			MUST(those_who_may_were_paged(w));
		if (is_head(w, name)) /* two turns before everybody else */
			continue;
		for (int j = 0; asked && j < officers_max; j++) {
			bool left_out = ac_str_eq(w->not_for, ac_str(names[j])) && others(w);
			left_out |= w->unable[j] && some_may(w);
			if (left_out || j == k || !on_duty(w, names[j], now))
				continue;
			bool before = rank_of(w, names[j], now) < rank_of(w, name, now);
			bool with = is_named(w, whom, answer->n, names[j]);
			if (!on_duty(w, name, now)) /* everybody on duty was asked before */
				MUST(paged(w, names[j]) >= 1);
			if (before && !with) /* whoever comes first had both turns */
				MUST(paged(w, names[j]) >= 2);
		}
	}
	for (size_t i = 0; i + 1 < answer->n; i++) {
		MUST(w->shifts[whom[i]].rank <= w->shifts[whom[i + 1]].rank);
		for (size_t j = i + 1; j < answer->n; j++)
			MUST(!ac_str_eq(w->shifts[whom[i]].officer, w->shifts[whom[j]].officer));
	}
}

/* Never longer without a page than the wait, however the roster is. */
static void check_silence(const struct world *w, const struct ac_duty_answer *answer, int64_t now)
{
	if (!w->n_shifts)
		return;
	MUST(answer->n || now - w->last_us < w->wait_us);
	MUST(answer->look.us > now);
	MUST(answer->n || answer->look.us <= w->last_us + w->wait_us);
}

/* ---- a night ---- */

static void make_roster(struct world *w)
{
	w->n_shifts = ac_random_below(&w->random, shifts_max + 1);
	for (size_t i = 0; i < w->n_shifts; i++) {
		int64_t from = (int64_t)ac_random_below(&w->random, minutes) - 60;
		int64_t to = from + 1 + (int64_t)ac_random_below(&w->random, minutes);
		size_t who = ac_random_below(&w->random, officers_max);
		w->shifts[i] = (struct ac_duty_shift){ .officer = ac_str(names[who]),
			.rank = (int64_t)ac_random_below(&w->random, 4) + 1,
			.from = { from * AC_MINUTE },
			.to = { to * AC_MINUTE },
			.unable = w->unable[who],
			.head = ac_random_chance(&w->random, w->heads) };
	}
	met.changes++;
}

static enum ac_duty_fate fate(struct world *w)
{
	if (ac_random_chance(&w->random, w->refuses)) {
		met.refused++;
		return AC_DUTY_REFUSED;
	}
	if (ac_random_chance(&w->random, w->unsent)) {
		met.unsent++;
		return AC_DUTY_UNSENT;
	}
	return AC_DUTY_TURN;
}

static void minute(struct world *w, int64_t now)
{
	size_t whom[shifts_max];
	struct ac_duty_question question = { w->shifts, w->n_shifts, w->tries, w->n_tries,
		w->not_for, w->wait_us, { now } };
	struct ac_duty_answer answer = ac_duty_next(&question, whom);
	met.stages[answer.stage]++;
	MUST(answer.n <= w->n_shifts);
	MUST((answer.stage == AC_DUTY_nobody) == (answer.n == 0));
	check_whom(w, &answer, whom, now);
	check_silence(w, &answer, now);
	for (size_t i = 0; i < answer.n && w->n_tries < events_max; i++)
		w->tries[w->n_tries++] =
			(struct ac_duty_try){ w->shifts[whom[i]].officer, { now }, fate(w) };
	if (answer.n)
		w->last_us = now;
}

static void night(uint64_t seed)
{
	struct world world = { .seed = seed }, *w = &world;
	ac_random_seed(&w->random, seed);
	w->heads = ac_random_chance(&w->random, 0.3) ? 0.3 : 0;
	for (int k = 0; seed % 2 && k < officers_max; k++)
		w->unable[k] = ac_random_chance(&w->random, 0.5);
	make_roster(w);
	w->wait_us = (int64_t)(1 + ac_random_below(&w->random, 15)) * AC_MINUTE;
	w->refuses = ac_random_chance(&w->random, 0.3) ? 0.3 : 0;
	w->unsent = ac_random_chance(&w->random, 0.3) ? 0.3 : 0;
	if (ac_random_chance(&w->random, 0.5))
		w->not_for = ac_str(names[ac_random_below(&w->random, officers_max)]);
	for (int64_t min = 0; min < minutes; min++) {
		if (ac_random_chance(&w->random, 0.003)) {
			make_roster(w);
			w->last_us = min * AC_MINUTE; /* an empty one may have been silent */
		}
		minute(w, min * AC_MINUTE);
	}
}

static void whatever_waits_is_paged_for_in_order_until_it_is_taken(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= seeds; seed++)
		night(seed);
	printf("first %llu, everybody %llu, anybody %llu, refused %llu, unsent %llu, rosters "
	       "%llu\n",
		(unsigned long long)met.stages[AC_DUTY_first],
		(unsigned long long)met.stages[AC_DUTY_everybody],
		(unsigned long long)met.stages[AC_DUTY_anybody], (unsigned long long)met.refused,
		(unsigned long long)met.unsent, (unsigned long long)met.changes);
	for (int stage = 0; stage < ac_duty_stage_count; stage++)
		assert_true(met.stages[stage] > 1000);
	assert_true(met.refused > 1000 && met.unsent > 1000 && met.changes > seeds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(whatever_waits_is_paged_for_in_order_until_it_is_taken),
	};
	return RUN(tests);
}
