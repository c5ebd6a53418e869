#include "sim/fault_disk.h"

#include "base/mem.h"

#include <assert.h>

void fault_disk_init(struct fault_disk *disk, uint64_t seed)
{
	*disk = (struct fault_disk){ .room = SIZE_MAX, .fuse = -1 };
	ac_random_seed(&disk->random, seed);
}

static void forget_pending(struct fault_file *file)
{
	for (size_t i = 0; i < file->pending_n; i++)
		ac_free(file->pending[i].bytes);
	file->pending_n = 0;
}

static void release(struct fault_file *file)
{
	forget_pending(file);
	ac_free(file->pending);
	ac_free(file->now);
	ac_free(file->durable);
	ac_free(file->name);
	*file = (struct fault_file){ 0 };
}

void fault_disk_done(struct fault_disk *disk)
{
	for (size_t i = 0; i < fault_files_max; i++)
		release(&disk->files[i]);
}

struct fault_file *fault_disk_find(struct fault_disk *disk, const char *name)
{
	for (size_t i = 0; i < fault_files_max; i++)
		if (disk->files[i].name && strcmp(disk->files[i].name, name) == 0)
			return &disk->files[i];
	return NULL;
}

struct fault_file *fault_disk_make(struct fault_disk *disk, const char *name)
{
	for (size_t i = 0; i < fault_files_max; i++)
		if (!disk->files[i].name) {
			disk->files[i].name = ac_strndup(name, strlen(name));
			return &disk->files[i];
		}
	return NULL;
}

void fault_disk_remove(struct fault_disk *disk, const char *name)
{
	struct fault_file *file = fault_disk_find(disk, name);
	if (file)
		release(file);
}

/* ---- contents ---- */

static void resize(unsigned char **bytes, size_t *n, size_t *cap, size_t to)
{
	if (to > *cap) {
		*cap = to > 2 * *cap ? to : 2 * *cap;
		*bytes = ac_realloc_array(*bytes, *cap, 1);
	}
	if (to > *n)
		memset(*bytes + *n, 0, to - *n);
	*n = to;
}

static void put(unsigned char **to, size_t *to_n, size_t *cap, size_t at,
	const unsigned char *bytes, size_t n)
{
	if (at + n > *to_n)
		resize(to, to_n, cap, at + n);
	memcpy(*to + at, bytes, n);
}

static void remember(struct fault_file *file, int64_t at, const void *bytes, size_t n)
{
	if (file->pending_n == file->pending_cap) {
		file->pending_cap = file->pending_cap ? 2 * file->pending_cap : 16;
		file->pending =
			ac_realloc_array(file->pending, file->pending_cap, sizeof *file->pending);
	}
	struct fault_write *write = &file->pending[file->pending_n++];
	*write = (struct fault_write){ .at = at, .n = n };
	if (at < 0)
		return;
	write->bytes = ac_alloc(n);
	memcpy(write->bytes, bytes, n);
}

static void make_durable(struct fault_file *file, const struct fault_write *write)
{
	if (write->at < 0)
		resize(&file->durable, &file->durable_n, &file->durable_cap, write->n);
	else
		put(&file->durable, &file->durable_n, &file->durable_cap, (size_t)write->at,
			write->bytes, write->n);
}

static size_t used(const struct fault_disk *disk)
{
	size_t n = 0;
	for (size_t i = 0; i < fault_files_max; i++)
		n += disk->files[i].now_n;
	return n;
}

/* Count an operation down; true: the power fails at it. */
static bool burns(struct fault_disk *disk)
{
	if (disk->fuse < 0 || disk->fuse-- > 0)
		return false;
	disk->fuse = -1;
	return true;
}

/* ---- operations ---- */

enum fault_result fault_write_at(
	struct fault_disk *disk, struct fault_file *file, int64_t at, const void *bytes, size_t n)
{
	if (disk->off)
		return FAULT_ERROR;
	disk->counts.writes++;
	size_t end = (size_t)at + n;
	size_t grows = end > file->now_n ? end - file->now_n : 0;
	if (grows && (disk->room < grows || used(disk) > disk->room - grows)) {
		disk->counts.refused_full++;
		return FAULT_FULL;
	}
	bool fails = ac_random_chance(&disk->random, disk->rates.write_error);
	size_t written = fails ? (size_t)ac_random_below(&disk->random, n + 1) : n;
	if (written) {
		put(&file->now, &file->now_n, &file->now_cap, (size_t)at, bytes, written);
		remember(file, at, bytes, written);
	}
	if (burns(disk)) {
		fault_disk_cut(disk);
		return FAULT_ERROR;
	}
	disk->counts.write_errors += fails;
	return fails ? FAULT_ERROR : FAULT_OK;
}

enum fault_result fault_truncate(struct fault_disk *disk, struct fault_file *file, size_t n)
{
	if (disk->off)
		return FAULT_ERROR;
	if (n >= file->now_n)
		return FAULT_OK;
	resize(&file->now, &file->now_n, &file->now_cap, n);
	remember(file, -1, NULL, n);
	if (!burns(disk))
		return FAULT_OK;
	fault_disk_cut(disk);
	return FAULT_ERROR;
}

enum fault_result fault_sync(struct fault_disk *disk, struct fault_file *file)
{
	if (disk->off)
		return FAULT_ERROR;
	disk->counts.syncs++;
	if (burns(disk)) {
		fault_disk_cut(disk);
		return FAULT_ERROR;
	}
	if (ac_random_chance(&disk->random, disk->rates.sync_error)) {
		disk->counts.sync_errors++;
		if (ac_random_chance(&disk->random, 0.5))
			forget_pending(file);
		return FAULT_ERROR;
	}
	for (size_t i = 0; i < file->pending_n; i++)
		make_durable(file, &file->pending[i]);
	forget_pending(file);
	return FAULT_OK;
}

enum fault_result fault_read_at(struct fault_disk *disk, struct fault_file *file, int64_t at,
	void *bytes, size_t n, size_t *got)
{
	if (disk->off)
		return FAULT_ERROR;
	if (ac_random_chance(&disk->random, disk->rates.read_error)) {
		disk->counts.read_errors++;
		return FAULT_ERROR;
	}
	size_t from = (size_t)at;
	*got = from < file->now_n ? file->now_n - from : 0;
	if (*got > n)
		*got = n;
	if (*got)
		memcpy(bytes, file->now + from, *got);
	memset((char *)bytes + *got, 0, n - *got);
	return FAULT_OK;
}

/* ---- power ---- */

/* Some sectors of a write reach the disk; sectors are counted from the start of the file. */
static void tear(struct fault_disk *disk, struct fault_file *file, const struct fault_write *write)
{
	size_t at = (size_t)write->at, end = at + write->n;
	for (size_t from = at; from < end;) {
		size_t to = (from / fault_sector + 1) * fault_sector;
		if (to > end)
			to = end;
		if (ac_random_chance(&disk->random, 0.5))
			put(&file->durable, &file->durable_n, &file->durable_cap, from,
				write->bytes + (from - at), to - from);
		from = to;
	}
}

static void settle(struct fault_disk *disk, struct fault_file *file, double keep, double torn)
{
	for (size_t i = 0; i < file->pending_n; i++) {
		const struct fault_write *write = &file->pending[i];
		double draw = ac_random_unit(&disk->random);
		if (draw < keep) {
			make_durable(file, write);
			disk->counts.kept++;
		} else if (draw < keep + torn && write->at >= 0) {
			tear(disk, file, write);
			disk->counts.torn++;
		} else {
			disk->counts.lost++;
		}
	}
	forget_pending(file);
	resize(&file->now, &file->now_n, &file->now_cap, 0);
	put(&file->now, &file->now_n, &file->now_cap, 0, file->durable, file->durable_n);
}

void fault_disk_cut(struct fault_disk *disk)
{
	if (disk->off)
		return;
	disk->off = true;
	disk->epoch++;
	disk->counts.crashes++;
	/* from "nothing was written back" to "everything but the last" */
	double keep = ac_random_unit(&disk->random);
	double torn = (1 - keep) * ac_random_unit(&disk->random);
	for (size_t i = 0; i < fault_files_max; i++)
		if (disk->files[i].name)
			settle(disk, &disk->files[i], keep, torn);
}

void fault_disk_on(struct fault_disk *disk)
{
	disk->off = false;
	disk->fuse = -1;
}
