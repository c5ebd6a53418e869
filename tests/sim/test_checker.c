/* What a user loses if this breaks: a simulation that would let a broken engine pass. Each invariant is
 * broken on purpose, between the engine and its world, and must be caught as that invariant. */
#include "sim.h"

#include "check.h"
#include "sim/ground.h"
#include "vault/vault.h"

#include <stdlib.h>
#include <unistd.h>

static char key[64]; /* of the real store, which the threat desk stands on */

static const struct {
	enum sim_mutation mutation;
	int invariant;
} expected[] = {
	{ MUTATION_submit_twice, 1 },
	{ MUTATION_submit_before_commit, 1 },
	{ MUTATION_submit_unrecorded, 1 },
	{ MUTATION_miscount, 2 },
	{ MUTATION_told_without_cause, 2 },
	{ MUTATION_explained_too_soon, 2 },
	{ MUTATION_forget_task, 3 },
	{ MUTATION_forget_response, 3 },
	{ MUTATION_forget_submission, 3 },
	{ MUTATION_ack_too_soon, 3 },
	{ MUTATION_send_after_response, 4 },
	{ MUTATION_skip_closing, 5 },
	{ MUTATION_send_after_closing, 5 },
	{ MUTATION_old_text, 6 },
	{ MUTATION_finish_with_pending, 9 },
	{ MUTATION_stick, 9 },
	{ MUTATION_send_after_stop, 10 },
	{ MUTATION_pester_refuser, 10 },
	{ MUTATION_both_of_a_number, 11 },
	{ MUTATION_too_fast, 12 },
	{ MUTATION_over_window, 12 },
	{ MUTATION_no_bound, 12 },
	{ MUTATION_swallow_help, 13 },
	{ MUTATION_wrong_order, 14 },
	{ MUTATION_chain_broken, 7 },
	{ MUTATION_archive_changed, 6 },
	{ MUTATION_lower_early, 15 },
	{ MUTATION_trust_stale, 15 },
	{ MUTATION_act_alone, 16 },
	{ MUTATION_act_unseen, 16 },
	{ MUTATION_act_twice, 16 },
	{ MUTATION_mark_lost, 17 },
	{ MUTATION_act_unwritten, 18 },
	{ MUTATION_act_half, 18 },
	{ MUTATION_answer_undone, 18 },
	{ MUTATION_public_late, 18 },
	{ MUTATION_wake_sleepers, 19 },
};

/* How it was caught in the first seeds; 0: not at all. */
static int caught_as(enum sim_mutation mutation, int wanted)
{
	enum { seeds = 100 };
	static struct sim sim;
	int caught = 0;
	for (uint64_t seed = 1; seed <= seeds && caught != wanted; seed++) {
		struct sim_options options = { .seed = seed, .mutation = mutation };
		if (mutation >= MUTATION_chain_broken) {
			options.ground = &sim_on_disk;
			options.key_path = key;
		}
		if (!sim_run(&sim, &options)) {
			print_message("%s: seed %llu step %lld: invariant %d: %s\n",
				sim_mutation_name(mutation), (unsigned long long)seed,
				(long long)sim.step, sim.failed_invariant, sim.failure);
			caught = sim.failed_invariant;
		}
		sim_done(&sim);
	}
	return caught;
}

static void every_invariant_broken_on_purpose_is_caught(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_int_equal(caught_as(expected[i].mutation, expected[i].invariant),
			expected[i].invariant);
}

static void every_mutation_is_tried(void **state)
{
	(void)state;
	assert_int_equal(sizeof expected / sizeof *expected, sim_mutations - 1);
}

static void replays(struct sim_options options)
{
	static struct sim one, two;
	assert_true(sim_run(&one, &options));
	assert_true(sim_run(&two, &options));
	assert_int_equal(one.step, two.step);
	assert_int_equal(one.messages.n, two.messages.n);
	assert_memory_equal(one.hits, two.hits, sizeof one.hits);
	assert_int_equal(ac_random_u64(&one.random), ac_random_u64(&two.random));
	sim_done(&one);
	sim_done(&two);
}

static void a_seed_replays_exactly(void **state)
{
	(void)state;
	replays((struct sim_options){ .seed = 77 });
	replays((struct sim_options){ .seed = 77, .ground = &sim_on_disk, .key_path = key });
}

static int make_key(void **state)
{
	(void)state;
	(void)snprintf(key, sizeof key, "/tmp/ac-sim-XXXXXX");
	if (!mkdtemp(key))
		return -1;
	memcpy(key + strlen(key), "/key", 5);
	return ac_vault_create(key, NULL) == AC_OK ? 0 : -1;
}

static int drop_key(void **state)
{
	(void)state;
	unlink(key);
	*strrchr(key, '/') = 0;
	return rmdir(key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_mutation_is_tried),
		CASE(a_seed_replays_exactly),
		CASE(every_invariant_broken_on_purpose_is_caught),
	};
	return cmocka_run_group_tests(tests, make_key, drop_key);
}
