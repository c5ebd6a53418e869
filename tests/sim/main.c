/* tests/sim/sim - run seeds, print what failed and what was hit. */
#include "sim.h"
#include "sim/ground.h"
#include "vault/vault.h"

#include <argp.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct run {
	uint64_t from, n;
	uint64_t seed;
	bool one, trace;
	const struct sim_ground_kind *ground; /* NULL: only the model of a store */
	int processes;
	char key[64]; /* of the real store */
};

struct sums {
	int64_t seeds, failed, people, steps, submissions, crashes;
	int64_t hits[sim_hits];
};

static const struct argp_option options[] = {
	{ "seeds", 'n', "N", 0, "How many seeds (AC_SEEDS says it otherwise, else 2000)", 0 },
	{ "from", 'f', "S", 0, "The first of them (default 1)", 0 },
	{ "seed", 's', "S", 0, "Only this one", 0 },
	{ "trace", 't', NULL, 0, "Tell everything that happens", 0 },
	{ "store", 'd', "NAME", 0,
		"model (default); sqlite: the real store on a disk that fails; postgres: on a "
		"server "
		"whose wire is cut",
		0 },
	{ "jobs", 'j', "N", 0, "Processes (default 2)", 0 },
	{ 0 },
};

static void choose_store(struct run *run, const char *name, struct argp_state *state)
{
	if (strcmp(name, "sqlite") == 0)
		run->ground = &sim_on_disk;
	else if (strcmp(name, "postgres") == 0)
		run->ground = &sim_on_server;
	else if (strcmp(name, "model") != 0)
		argp_error(state, "no such store: %s", name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct run *run = state->input;
	int64_t number = 0;
	if (key == 'd') {
		choose_store(run, arg, state);
		return 0;
	}
	if (arg && !ac_str_to_i64(ac_str(arg), 0, INT64_MAX, &number))
		argp_error(state, "not a number: %s", arg);
	switch (key) {
	case 'n': run->n = (uint64_t)number; break;
	case 'f': run->from = (uint64_t)number; break;
	case 's':
		run->seed = (uint64_t)number;
		run->one = true;
		break;
	case 't': run->trace = true; break;
	case 'j': run->processes = number < 1 ? 1 : (int)number; break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static bool run_seed(const struct run *run, uint64_t seed, struct sums *sums)
{
	static struct sim sim;
	struct sim_options with = {
		.seed = seed, .trace = run->trace, .ground = run->ground, .key_path = run->key
	};
	bool good = sim_run(&sim, &with);
	if (!good)
		printf("seed %llu step %lld: invariant %d: %s\n", (unsigned long long)seed,
			(long long)sim.step, sim.failed_invariant, sim.failure);
	fflush(stdout);
	sums->seeds++;
	sums->failed += !good;
	sums->people += (int64_t)sim.people.n;
	sums->steps += sim.step;
	sums->crashes += sim.crashes;
	ac_vec_each(&sim.messages, message)
		sums->submissions += message->submits;
	for (int i = 0; i < sim_hits; i++)
		sums->hits[i] += sim.hits[i];
	sim_done(&sim);
	return good;
}

static void add(struct sums *to, const struct sums *from)
{
	to->seeds += from->seeds;
	to->failed += from->failed;
	to->people += from->people;
	to->steps += from->steps;
	to->submissions += from->submissions;
	to->crashes += from->crashes;
	for (int i = 0; i < sim_hits; i++)
		to->hits[i] += from->hits[i];
}

/* A process of its own for every n-th seed; its sums come back through a pipe. */
static int start(const struct run *run, int which)
{
	int ends[2];
	if (pipe(ends) != 0)
		return -1;
	if (fork() == 0) {
		struct sums sums = { 0 };
		for (uint64_t i = (uint64_t)which; i < run->n; i += (uint64_t)run->processes)
			(void)run_seed(run, run->from + i, &sums);
		exit(write(ends[1], &sums, sizeof sums) == (ssize_t)sizeof sums ? 0 : 1);
	}
	close(ends[1]);
	return ends[0];
}

static bool collect(int end, struct sums *all)
{
	struct sums sums;
	size_t got = 0;
	for (ssize_t n;
		got < sizeof sums && (n = read(end, (char *)&sums + got, sizeof sums - got)) > 0;)
		got += (size_t)n;
	close(end);
	if (got < sizeof sums)
		return false;
	add(all, &sums);
	return true;
}

/* @return how many kinds were never hit */
static int print_table(const struct sums *sums, const struct sim_ground_kind *ground)
{
	int never = 0, n = !ground                  ? SIM_decision_drafted
			   : ground == &sim_on_disk ? SIM_doubt_durable
						    : sim_hits;
	for (int i = 0; i < n; i++) {
		printf("  %-28s %10lld%s", sim_hit_name((enum sim_hit)i), (long long)sums->hits[i],
			i % 3 == 2 || i == n - 1 ? "\n" : "");
		bool of_the_model = i == SIM_disk_slow || i == SIM_crash_torn || i == SIM_changed;
		never += sums->hits[i] == 0 && !(ground && of_the_model);
	}
	return never;
}

static bool run_all(const struct run *run)
{
	struct sums sums = { 0 };
	int ends[16];
	bool whole = true;
	for (int i = 0; i < run->processes; i++)
		ends[i] = start(run, i);
	for (int i = 0; i < run->processes; i++)
		whole &= ends[i] >= 0 && collect(ends[i], &sums);
	while (wait(NULL) > 0)
		;
	int never = print_table(&sums, run->ground);
	double seeds = sums.seeds ? (double)sums.seeds : 1;
	printf("%lld seeds, %lld failed; a seed: %.0f people, %.1f crashes, %.0f steps, %.0f "
	       "submissions\n",
		(long long)sums.seeds, (long long)sums.failed, (double)sums.people / seeds,
		(double)sums.crashes / seeds, (double)sums.steps / seeds,
		(double)sums.submissions / seeds);
	if (!whole)
		printf("a process died: run it again with -j 1 to see where\n");
	uint64_t enough = run->ground ? 100 : 500;
	if (never && run->n >= enough)
		printf("%d kinds of event were never hit\n", never);
	return whole && !sums.failed && (run->n < enough || !never) &&
	       (uint64_t)sums.seeds == run->n;
}

static bool run_one(const struct run *run)
{
	struct sums sums = { 0 };
	return run_seed(run, run->seed, &sums);
}

static bool make_key(struct run *run)
{
	snprintf(run->key, sizeof run->key, "/tmp/ac-sim-XXXXXX");
	if (!mkdtemp(run->key))
		return false;
	memcpy(run->key + strlen(run->key), "/key", 5);
	return ac_vault_create(run->key, NULL) == AC_OK;
}

static void drop_key(struct run *run)
{
	if (!run->ground)
		return;
	unlink(run->key);
	*strrchr(run->key, '/') = 0;
	rmdir(run->key);
}

int main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, NULL,
		"Simulate campaigns with faults, seed by seed.", 0, 0, 0 };
	struct run run = { .from = 1, .n = SIM_SEEDS, .processes = 2 };
	const char *seeds = getenv("AC_SEEDS");
	int64_t number;
	if (seeds && ac_str_to_i64(ac_str(seeds), 1, INT64_MAX, &number))
		run.n = (uint64_t)number;
	argp_parse(&argp, argc, argv, 0, NULL, &run);
	if (run.processes > 16)
		run.processes = 16;
	if (run.ground && !make_key(&run))
		return 1;
	bool good = run.one ? run_one(&run) : run_all(&run);
	drop_key(&run);
	return good ? 0 : 1;
}
