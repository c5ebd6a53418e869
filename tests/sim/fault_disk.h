/* tests/sim/fault_disk.h - a disk in memory that fails as disks do, the same way for the same seed.
 *
 * What is written is seen at once and is durable after a sync. A power cut keeps each unsynced write
 * whole, in part (sector by sector) or not at all; it never harms bytes that were not being written.
 * Files are there or gone at once. In between, writes and syncs may fail, and the disk may be full.
 */
#pragma once
#include "base/random.h"
#include "base/str.h"

enum { fault_files_max = 32, fault_sector = 512 };

/* How often, in [0, 1]. */
struct fault_rates {
	double write_error; /* nothing or a part is written, the caller is told */
	double sync_error; /* nothing becomes durable by it */
	double read_error;
};

/* How often what happened. */
struct fault_counts {
	uint64_t writes, syncs;
	uint64_t write_errors, sync_errors, read_errors, refused_full;
	uint64_t crashes, kept, lost, torn; /* unsynced writes at power cuts */
};

struct fault_write {
	int64_t at; /* −1: truncation to n bytes */
	size_t n;
	unsigned char *bytes;
};

struct fault_file {
	char *name; /* NULL: free */
	unsigned char *now, *durable;
	size_t now_n, durable_n, now_cap, durable_cap;
	struct fault_write *pending;
	size_t pending_n, pending_cap;
};

struct fault_disk {
	struct ac_random random;
	struct fault_rates rates;
	struct fault_counts counts;
	struct fault_file files[fault_files_max];
	size_t room; /* bytes that all files together may have; SIZE_MAX: no bound */
	int64_t fuse; /* operations until the power fails; −1: it does not */
	bool off; /* the power is off: nothing works until fault_disk_on() */
	unsigned epoch; /* counts power cuts: what was opened before is dead */
};

enum fault_result { FAULT_OK, FAULT_ERROR, FAULT_FULL };

void fault_disk_init(struct fault_disk *disk, uint64_t seed);
void fault_disk_done(struct fault_disk *disk);

/** NULL when there is none, or no place for one more. */
struct fault_file *fault_disk_find(struct fault_disk *disk, const char *name);
struct fault_file *fault_disk_make(struct fault_disk *disk, const char *name);
void fault_disk_remove(struct fault_disk *disk, const char *name);

enum fault_result fault_write_at(
	struct fault_disk *disk, struct fault_file *file, int64_t at, const void *bytes, size_t n);
enum fault_result fault_truncate(struct fault_disk *disk, struct fault_file *file, size_t n);
enum fault_result fault_sync(struct fault_disk *disk, struct fault_file *file);
/** @param got  bytes that were there; the rest is zeroed */
enum fault_result fault_read_at(struct fault_disk *disk, struct fault_file *file, int64_t at,
	void *bytes, size_t n, size_t *got);

/** The power fails now. */
void fault_disk_cut(struct fault_disk *disk);
/** The power is back. */
void fault_disk_on(struct fault_disk *disk);
