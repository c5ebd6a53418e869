/* A PostgreSQL server of the process's own; each seed has a database, reached over a wire that is cut before a
 * piece arrives, after it, or with its answer lost. Now and then nobody is let in for a while, or the
 * server itself is killed and started again. */
#include "base/mem.h"
#include "base/random.h"
#include "peers/postgres/cut.h"
#include "peers/postgres/peer.h"
#include "sim/ground.h"

#include <libpq-fe.h>

static struct pg_peer peer;
static struct cut *cut;
static char home[] = "/tmp/ac-sim-server-XXXXXX";

struct sim_ground {
	struct ac_random random;
	char name[32], database[160];
	int64_t cuts; /* as of the last one that was ordered */
	bool fused; /* the next cut is the end */
};

static void stop(void)
{
	cut_free(cut);
	pg_peer_stop(&peer);
	char command[64];
	(void)snprintf(command, sizeof command, "rm -rf %s", home);
	(void)!system(command);
}

static void start(void)
{
	if (!pg_peer_start(&peer) || !mkdtemp(home))
		exit(1);
	cut = cut_new((int)strtol(strrchr(peer.base, ':') + 1, NULL, 10));
	(void)atexit(stop);
}

static void quiet(struct sim_ground *ground)
{
	cut_at(cut, -1, CUT_BEFORE, false);
	cut_let_in(cut, true);
	ground->fused = false;
	ground->cuts = -1;
}

static struct sim_ground *begin(uint64_t seed)
{
	if (!cut)
		start();
	struct sim_ground *ground = ac_alloc(sizeof *ground);
	ac_random_seed(&ground->random, seed + 1);
	(void)snprintf(ground->name, sizeof ground->name, "sim%llu", (unsigned long long)seed);
	(void)snprintf(ground->database, sizeof ground->database,
		"postgresql://allclear@127.0.0.1:%d/%s", cut_port(cut), ground->name);
	quiet(ground);
	return ground;
}

static void end(struct sim_ground *ground)
{
	char text[96];
	PGconn *conn = PQconnectdb(peer.conninfo);
	(void)snprintf(text, sizeof text, "DROP DATABASE IF EXISTS %s WITH (FORCE)", ground->name);
	PQclear(PQexec(conn, text));
	PQfinish(conn);
	ac_free(ground);
}

static void options(struct sim_ground *ground, struct ac_store_options *options)
{
	options->dir = home;
	options->database = ground->database;
}

static void order(struct sim_ground *ground, int64_t pieces, bool dead)
{
	enum cut_mode mode = (enum cut_mode)ac_random_below(&ground->random, cut_modes);
	ground->cuts = cut_count(cut);
	cut_at(cut, pieces, mode, dead);
}

static void weather(struct sim_ground *ground)
{
	bool ordered = ground->cuts == cut_count(cut);
	if (ordered || ground->fused)
		return;
	int64_t pieces = (int64_t)ac_random_below(&ground->random, 600);
	order(ground, pieces, ac_random_chance(&ground->random, 0.2));
}

static void fuse(struct sim_ground *ground, int64_t operations)
{
	ground->fused = true;
	order(ground, operations, true);
}

static bool is_off(struct sim_ground *ground)
{
	return ground->fused && cut_is_dead(cut);
}

static void off(struct sim_ground *ground)
{
	(void)ground;
	cut_let_in(cut, false);
	cut_now(cut);
}

static void restart(struct sim_ground *ground)
{
	quiet(ground);
	if (ac_random_chance(&ground->random, 0.2) && !pg_peer_order(&peer, "kill"))
		exit(1);
}

/* As long as the driver backs off; an outage ends some time. */
static void rest(struct sim_ground *ground)
{
	(void)usleep(120000);
	if (!ground->fused && cut_is_dead(cut) && ac_random_chance(&ground->random, 0.5))
		cut_let_in(cut, true);
}

const struct sim_ground_kind sim_on_server = { begin, end, options, quiet, weather, fuse, is_off,
	off, restart, rest };
