#include "base/mem.h"
#include "sim/fault_vfs.h"
#include "sim/ground.h"

struct sim_ground {
	struct fault_vfs *vfs;
	struct fault_disk *disk;
};

static void quiet(struct sim_ground *ground)
{
	ground->disk->rates = (struct fault_rates){ 0 };
	ground->disk->room = SIZE_MAX;
	ground->disk->fuse = -1;
}

static struct sim_ground *begin(uint64_t seed)
{
	struct sim_ground *ground = ac_alloc(sizeof *ground);
	ground->vfs = fault_vfs_new(seed);
	ground->disk = fault_vfs_disk(ground->vfs);
	return ground;
}

static void end(struct sim_ground *ground)
{
	fault_vfs_free(ground->vfs);
	ac_free(ground);
}

static void options(struct sim_ground *ground, struct ac_store_options *options)
{
	options->dir = "sim";
	options->checkpoint_pages = 40;
	options->vfs = fault_vfs_name(ground->vfs);
}

static void weather(struct sim_ground *ground)
{
	ground->disk->rates = (struct fault_rates){ .write_error = 0.001, .sync_error = 0.005 };
}

static void fuse(struct sim_ground *ground, int64_t operations)
{
	ground->disk->fuse = operations;
}

static bool is_off(struct sim_ground *ground)
{
	return ground->disk->off;
}

static void off(struct sim_ground *ground)
{
	if (!ground->disk->off)
		fault_disk_cut(ground->disk);
}

static void restart(struct sim_ground *ground)
{
	fault_vfs_restart(ground->vfs);
	quiet(ground);
}

static void rest(struct sim_ground *ground)
{
	(void)ground; /* the next attempt may succeed at once */
}

const struct sim_ground_kind sim_on_disk = { begin, end, options, quiet, weather, fuse, is_off, off,
	restart, rest };
