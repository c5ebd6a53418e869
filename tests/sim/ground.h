/* tests/sim/ground.h - what the real store stands on under the simulation, and what goes wrong with it. */
#pragma once
#include "store/store.h"

#include <stdint.h>

struct sim_ground;

struct sim_ground_kind {
	struct sim_ground *(*begin)(uint64_t seed);
	void (*end)(struct sim_ground *ground);
	/* Fills in what belongs to the ground; key_path is set. */
	void (*options)(struct sim_ground *ground, struct ac_store_options *options);
	void (*quiet)(struct sim_ground *ground);
	/* Before each commit while there are troubles. */
	void (*weather)(struct sim_ground *ground);
	/* Everything ends after so many operations, as in a power cut or a crash. */
	void (*fuse)(struct sim_ground *ground, int64_t operations);
	bool (*is_off)(struct sim_ground *ground);
	void (*off)(struct sim_ground *ground);
	void (*restart)(struct sim_ground *ground);
	/* A commit failed: real time that must pass before the next can succeed. */
	void (*rest)(struct sim_ground *ground);
};

extern const struct sim_ground_kind sim_on_disk; /* SQLite on a disk that fails (fault_vfs.h) */
extern const struct sim_ground_kind sim_on_server; /* PostgreSQL over a wire that is cut (cut.h) */
