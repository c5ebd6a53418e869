/* tests/sim/fault_vfs.h - SQLite on the disk that fails (fault_disk.h): a VFS of its own, in memory.
 *
 *	struct fault_vfs *vfs = fault_vfs_new(seed);
 *	options.vfs = fault_vfs_name(vfs);
 *	…
 *	fault_vfs_disk(vfs)->fuse = 100;   the power fails at the 101st write or sync from now
 *	… every call fails … close every connection …
 *	fault_vfs_restart(vfs);            open again: what is durable is there
 *
 * Deterministic: SQLite's random numbers come from the seed as well, and nothing ever waits. Not for
 * more than one thread at a time.
 */
#pragma once
#include "sim/fault_disk.h"

struct fault_vfs;

struct fault_vfs *fault_vfs_new(uint64_t seed);
/** Every connection is closed by now (asserted). */
void fault_vfs_free(struct fault_vfs *vfs);

/** The name to open databases with. */
const char *fault_vfs_name(const struct fault_vfs *vfs);

/** Rates, room, fuse and counts: read and set freely between calls. */
struct fault_disk *fault_vfs_disk(struct fault_vfs *vfs);

/** Switch on again after a power cut; every connection from before is closed (asserted). */
void fault_vfs_restart(struct fault_vfs *vfs);
