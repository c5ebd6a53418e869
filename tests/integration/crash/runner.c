/* runner - a daemon without a control socket, for the crash test and for measuring the runtime alone.
 *
 *	runner prepare DIR PORT PEOPLE RATE WINDOW [DATABASE]   a data directory with a campaign, its link
 *	                                             at PORT, its data there or at postgresql://…
 *	runner serve DIR SECONDS                     serve; start the campaign if it is not started; end when
 *	                                             nobody is pending and nothing is in flight
 *	runner counts DIR                            what the store says, without a daemon
 *
 * Prints one line of JSON with the counts at its end. */
#include "service_world.h"

#include <string.h>

static struct world world_at(const char *dir, int64_t people)
{
	struct world world = { .people = people, .resend = true, .risk = 5, .campaign = 1 };
	(void)snprintf(world.dir, sizeof world.dir, "%s", dir);
	return world;
}

static int prepare(char **args)
{
	struct world world = world_at(args[0], strtoll(args[2], NULL, 10));
	if (args[5])
		(void)snprintf(world.database, sizeof world.database, "%s", args[5]);
	WORLD_OK(ac_service_create(world.dir, args[5], err));
	char yaml[600];
	(void)snprintf(yaml, sizeof yaml,
		"unknown_wait_s: 2\n"
		"links:\n"
		"  - name: carrier\n"
		"    exercise: true\n"
		"    host: 127.0.0.1\n"
		"    port: %s\n"
		"    system_id: allclear\n"
		"    source: \"4567\"\n"
		"    rate: %s\n"
		"    window: %s\n"
		"    backoff_min_ms: 100\n"
		"    backoff_max_ms: 500\n",
		args[1], args[3], args[4]);
	world_config(&world, yaml);
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_STORE };
	WORLD_OK(ac_service_open(world.dir, &options, &service, err));
	struct ac_mono start = ac_mono_now();
	world.named = getenv("NAMED") != NULL;
	world_prepare(&world, service);
	fprintf(stderr, "prepared %lld people in %lld ms\n", (long long)world.people,
		(long long)(ac_mono_now().us - start.us) / 1000);
	ac_service_close(service);
	return 0;
}

static void print_counts(const struct ac_counts *c)
{
	printf("{\"recipients\":%lld,\"told\":%lld,\"pending\":%lld,\"explained\":%lld,"
	       "\"delivered\":%lld,\"unknown\":%lld,\"in_flight\":%lld,\"ready\":%lld}\n",
		(long long)c->all.recipients, (long long)c->all.told, (long long)c->all.pending,
		(long long)c->all.explained, (long long)c->all.told_by[AC_TOLD_delivered],
		(long long)c->unknown, (long long)c->in_flight, (long long)c->ready);
	(void)fflush(stdout);
}

static int64_t memory_kib(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[200];
	int64_t kib = 0;
	while (file && fgets(line, sizeof line, file))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtoll(line + 6, NULL, 10);
	if (file)
		(void)fclose(file);
	return kib;
}

static bool over(const struct ac_counts *counts)
{
	return counts->all.recipients > 0 && counts->all.pending == 0 && counts->in_flight == 0;
}

static int serve(char **args)
{
	struct world world = world_at(args[0], 0);
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.no_sync = getenv("NO_SYNC") != NULL };
	WORLD_OK(ac_service_open(world.dir, &options, &service, err));
	struct world_look look = { .campaign = 1 };
	WORLD_OK(ac_service_query(service, world_look, &look, err));
	struct ac_mono start = ac_mono_now();
	if (look.counts.all.recipients == 0 || look.status != AC_OK)
		WORLD_OK(ac_service_start_campaign(service, 1, NULL, NULL, err));
	puts("serving");
	(void)fflush(stdout);
	bool done = world_wait(&world, service, over, (int)strtol(args[1], NULL, 10));
	double s = (double)(ac_mono_now().us - start.us) / 1e6;
	struct ac_counts counts = world_counts(&world, service);
	struct ac_service_metrics m;
	ac_service_get_metrics(service, &m);
	fprintf(stderr,
		"%s after %.2f s: %.0f/s, steps=%llu inputs=%llu rows=%llu MB=%.1f "
		"engine_MB=%.1f peak_MB=%.1f step_max_us=%lld\n",
		done ? "done" : "not done", s, (double)counts.all.told / s,
		(unsigned long long)m.steps, (unsigned long long)m.inputs,
		(unsigned long long)m.journal_rows, (double)m.journal_bytes / 1e6,
		(double)m.engine_bytes / 1e6, (double)memory_kib() / 1e3, (long long)m.step_us_max);
	print_counts(&counts);
	ac_service_close(service);
	return done ? 0 : 1;
}

static int counts(char **args)
{
	struct world world = world_at(args[0], 0);
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_LOOK };
	WORLD_OK(ac_service_open(world.dir, &options, &service, err));
	struct ac_counts c = world_counts(&world, service);
	print_counts(&c);
	ac_service_close(service);
	return 0;
}

int main(int argc, char **argv)
{
	if ((argc == 7 || argc == 8) && strcmp(argv[1], "prepare") == 0)
		return prepare(argv + 2);
	if (argc == 4 && strcmp(argv[1], "serve") == 0)
		return serve(argv + 2);
	if (argc == 3 && strcmp(argv[1], "counts") == 0)
		return counts(argv + 2);
	fputs("runner prepare DIR PORT PEOPLE RATE WINDOW [DATABASE] | serve DIR SECONDS | counts "
	      "DIR\n",
		stderr);
	return 2;
}
