#include "sim/fault_vfs.h"

#include "base/mem.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>

enum { regions_max = 64, path_max = 512 };

/* What the connections to one database share: locks and the index of its log. */
struct shared {
	char *name; /* NULL: free */
	int users;
	int readers; /* file locks: SHARED or above */
	sqlite3_file *reserved, *exclusive;
	void *regions[regions_max];
	int lock_readers[SQLITE_SHM_NLOCK];
	sqlite3_file *lock_writer[SQLITE_SHM_NLOCK];
};

struct fault_vfs {
	sqlite3_vfs head;
	char name[32];
	struct fault_disk disk;
	struct shared shared[fault_files_max];
	int open_files;
};

struct open_file {
	sqlite3_file head;
	struct fault_vfs *vfs;
	char name[path_max];
	unsigned epoch;
	int lock; /* SQLITE_LOCK_… */
	bool remove_on_close;
	struct shared *shared; /* main databases only */
	unsigned shm_shared, shm_exclusive; /* masks of what this connection holds */
};

static struct open_file *ours(sqlite3_file *file)
{
	return (struct open_file *)file;
}

/* The file behind a handle; NULL when the power failed since it was opened. */
static struct fault_file *living(struct open_file *file)
{
	if (file->vfs->disk.off || file->epoch != file->vfs->disk.epoch)
		return NULL;
	return fault_disk_find(&file->vfs->disk, file->name);
}

/* ---- contents ---- */

static int io_read(sqlite3_file *handle, void *bytes, int n, sqlite3_int64 at)
{
	struct fault_file *file = living(ours(handle));
	size_t got = 0;
	if (!file || fault_read_at(&ours(handle)->vfs->disk, file, at, bytes, (size_t)n, &got))
		return SQLITE_IOERR_READ;
	return got == (size_t)n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int io_write(sqlite3_file *handle, const void *bytes, int n, sqlite3_int64 at)
{
	struct fault_file *file = living(ours(handle));
	if (!file)
		return SQLITE_IOERR_WRITE;
	switch (fault_write_at(&ours(handle)->vfs->disk, file, at, bytes, (size_t)n)) {
	case FAULT_OK: return SQLITE_OK;
	case FAULT_FULL: return SQLITE_FULL;
	case FAULT_ERROR: break;
	}
	return SQLITE_IOERR_WRITE;
}

static int io_truncate(sqlite3_file *handle, sqlite3_int64 n)
{
	struct fault_file *file = living(ours(handle));
	if (!file || fault_truncate(&ours(handle)->vfs->disk, file, (size_t)n))
		return SQLITE_IOERR_TRUNCATE;
	return SQLITE_OK;
}

static int io_sync(sqlite3_file *handle, int flags)
{
	(void)flags;
	struct fault_file *file = living(ours(handle));
	if (!file || fault_sync(&ours(handle)->vfs->disk, file))
		return SQLITE_IOERR_FSYNC;
	return SQLITE_OK;
}

static int io_size(sqlite3_file *handle, sqlite3_int64 *n)
{
	struct fault_file *file = living(ours(handle));
	if (!file)
		return SQLITE_IOERR_FSTAT;
	*n = (sqlite3_int64)file->now_n;
	return SQLITE_OK;
}

static int io_control(sqlite3_file *handle, int op, void *arg)
{
	(void)handle;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int io_sector_size(sqlite3_file *handle)
{
	(void)handle;
	return fault_sector;
}

static int io_traits(sqlite3_file *handle)
{
	(void)handle;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- locks of the database file ---- */

static bool may_lock(const struct shared *shared, sqlite3_file *handle, int level)
{
	int others = shared->readers - (ours(handle)->lock >= SQLITE_LOCK_SHARED);
	if (shared->exclusive && shared->exclusive != handle)
		return false;
	if (level >= SQLITE_LOCK_RESERVED && shared->reserved && shared->reserved != handle)
		return false;
	return level < SQLITE_LOCK_EXCLUSIVE || others == 0;
}

static int io_lock(sqlite3_file *handle, int level)
{
	struct open_file *file = ours(handle);
	struct shared *shared = file->shared;
	if (!shared || level <= file->lock) {
		file->lock = level > file->lock ? level : file->lock;
		return SQLITE_OK;
	}
	if (!may_lock(shared, handle, level))
		return SQLITE_BUSY;
	if (file->lock < SQLITE_LOCK_SHARED)
		shared->readers++;
	if (level >= SQLITE_LOCK_RESERVED)
		shared->reserved = handle;
	if (level >= SQLITE_LOCK_EXCLUSIVE)
		shared->exclusive = handle;
	file->lock = level;
	return SQLITE_OK;
}

static int io_unlock(sqlite3_file *handle, int level)
{
	struct open_file *file = ours(handle);
	struct shared *shared = file->shared;
	if (level >= file->lock)
		return SQLITE_OK;
	if (shared) {
		if (shared->reserved == handle)
			shared->reserved = NULL;
		if (shared->exclusive == handle)
			shared->exclusive = NULL;
		if (level == SQLITE_LOCK_NONE)
			shared->readers--;
	}
	file->lock = level;
	return SQLITE_OK;
}

static int io_check_reserved(sqlite3_file *handle, int *reserved)
{
	struct shared *shared = ours(handle)->shared;
	*reserved = shared && shared->reserved != NULL;
	return SQLITE_OK;
}

/* ---- the log's index, shared in memory: gone with the power ---- */

static int shm_map(sqlite3_file *handle, int region, int size, int extend, void volatile **out)
{
	struct shared *shared = ours(handle)->shared;
	*out = NULL;
	if (!living(ours(handle)))
		return SQLITE_IOERR_SHMMAP;
	if (region >= regions_max)
		return SQLITE_NOMEM;
	if (!shared->regions[region] && extend)
		shared->regions[region] = ac_alloc((size_t)size);
	*out = shared->regions[region];
	return SQLITE_OK;
}

static void shm_release(struct open_file *file, unsigned mask)
{
	for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
		if (!(mask & 1u << i))
			continue;
		if (file->shm_exclusive & 1u << i)
			file->shared->lock_writer[i] = NULL;
		if (file->shm_shared & 1u << i)
			file->shared->lock_readers[i]--;
	}
	file->shm_exclusive &= ~mask;
	file->shm_shared &= ~mask;
}

static bool shm_free(const struct open_file *file, int i, bool exclusive)
{
	const struct shared *shared = file->shared;
	bool mine = file->shm_shared & 1u << i;
	if (shared->lock_writer[i] && shared->lock_writer[i] != &file->head)
		return false;
	return !exclusive || shared->lock_readers[i] - mine == 0;
}

static int shm_lock(sqlite3_file *handle, int from, int n, int flags)
{
	struct open_file *file = ours(handle);
	unsigned mask = ((1u << n) - 1) << from;
	bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;
	if (flags & SQLITE_SHM_UNLOCK) {
		shm_release(file, mask);
		return SQLITE_OK;
	}
	for (int i = from; i < from + n; i++)
		if (!shm_free(file, i, exclusive))
			return SQLITE_BUSY;
	for (int i = from; i < from + n; i++) {
		if (exclusive)
			file->shared->lock_writer[i] = handle;
		else if (!(file->shm_shared & 1u << i))
			file->shared->lock_readers[i]++;
	}
	*(exclusive ? &file->shm_exclusive : &file->shm_shared) |= mask;
	return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *handle)
{
	(void)handle;
}

static void drop_regions(struct shared *shared)
{
	for (size_t i = 0; i < regions_max; i++) {
		ac_free(shared->regions[i]);
		shared->regions[i] = NULL;
	}
}

static int shm_unmap(sqlite3_file *handle, int remove)
{
	struct open_file *file = ours(handle);
	shm_release(file, ~0u);
	if (remove)
		drop_regions(file->shared);
	return SQLITE_OK;
}

/* ---- opening and closing ---- */

static int io_close(sqlite3_file *handle)
{
	struct open_file *file = ours(handle);
	io_unlock(handle, SQLITE_LOCK_NONE);
	if (file->shared) {
		shm_release(file, ~0u);
		if (--file->shared->users == 0) {
			drop_regions(file->shared);
			ac_free(file->shared->name);
			*file->shared = (struct shared){ 0 };
		}
	}
	if (file->remove_on_close && living(file))
		fault_disk_remove(&file->vfs->disk, file->name);
	file->vfs->open_files--;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = io_close,
	.xRead = io_read,
	.xWrite = io_write,
	.xTruncate = io_truncate,
	.xSync = io_sync,
	.xFileSize = io_size,
	.xLock = io_lock,
	.xUnlock = io_unlock,
	.xCheckReservedLock = io_check_reserved,
	.xFileControl = io_control,
	.xSectorSize = io_sector_size,
	.xDeviceCharacteristics = io_traits,
	.xShmMap = shm_map,
	.xShmLock = shm_lock,
	.xShmBarrier = shm_barrier,
	.xShmUnmap = shm_unmap,
};

static struct shared *share(struct fault_vfs *vfs, const char *name)
{
	struct shared *unused = NULL;
	for (size_t i = 0; i < fault_files_max; i++) {
		struct shared *at = &vfs->shared[i];
		if (at->name && strcmp(at->name, name) == 0) {
			at->users++;
			return at;
		}
		if (!at->name && !unused)
			unused = at;
	}
	assert(unused);
	unused->name = ac_strndup(name, strlen(name));
	unused->users = 1;
	return unused;
}

static int vfs_open(
	sqlite3_vfs *head, const char *name, sqlite3_file *handle, int flags, int *out_flags)
{
	struct fault_vfs *vfs = (struct fault_vfs *)head;
	struct open_file *file = ours(handle);
	static int temporaries;
	*file = (struct open_file){ .vfs = vfs, .epoch = vfs->disk.epoch };
	if (name)
		snprintf(file->name, sizeof file->name, "%s", name);
	else
		snprintf(file->name, sizeof file->name, "temporary-%d", temporaries++);
	if (vfs->disk.off)
		return SQLITE_CANTOPEN;
	if (!fault_disk_find(&vfs->disk, file->name) &&
		(!(flags & SQLITE_OPEN_CREATE) || !fault_disk_make(&vfs->disk, file->name)))
		return SQLITE_CANTOPEN;
	file->remove_on_close = !name || flags & SQLITE_OPEN_DELETEONCLOSE;
	if (flags & SQLITE_OPEN_MAIN_DB)
		file->shared = share(vfs, file->name);
	file->head.pMethods = &methods;
	vfs->open_files++;
	if (out_flags)
		*out_flags = flags;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *head, const char *name, int sync_dir)
{
	(void)sync_dir;
	struct fault_vfs *vfs = (struct fault_vfs *)head;
	if (vfs->disk.off)
		return SQLITE_IOERR_DELETE;
	if (!fault_disk_find(&vfs->disk, name))
		return SQLITE_IOERR_DELETE_NOENT;
	fault_disk_remove(&vfs->disk, name);
	return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *head, const char *name, int flags, int *there)
{
	struct fault_vfs *vfs = (struct fault_vfs *)head;
	struct fault_file *file = vfs->disk.off ? NULL : fault_disk_find(&vfs->disk, name);
	*there = file && (flags != SQLITE_ACCESS_EXISTS || file->now_n > 0);
	return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *head, const char *name, int n, char *out)
{
	(void)head;
	snprintf(out, (size_t)n, "%s", name);
	return SQLITE_OK;
}

static int vfs_randomness(sqlite3_vfs *head, int n, char *out)
{
	struct fault_vfs *vfs = (struct fault_vfs *)head;
	for (int i = 0; i < n; i++)
		out[i] = (char)ac_random_u64(&vfs->disk.random);
	return n;
}

static int vfs_sleep(sqlite3_vfs *head, int us)
{
	(void)head;
	return us;
}

static int vfs_time(sqlite3_vfs *head, double *days)
{
	(void)head;
	*days = 2459744.5; /* a Monday in June 2022 */
	return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *head, int n, char *out)
{
	(void)head;
	(void)n;
	(void)out;
	return 0;
}

struct fault_vfs *fault_vfs_new(uint64_t seed)
{
	static int made;
	struct fault_vfs *vfs = ac_alloc(sizeof *vfs);
	fault_disk_init(&vfs->disk, seed);
	snprintf(vfs->name, sizeof vfs->name, "fault-%d", made++);
	vfs->head = (sqlite3_vfs){
		.iVersion = 1,
		.szOsFile = sizeof(struct open_file),
		.mxPathname = path_max - 1,
		.zName = vfs->name,
		.xOpen = vfs_open,
		.xDelete = vfs_delete,
		.xAccess = vfs_access,
		.xFullPathname = vfs_full_path,
		.xRandomness = vfs_randomness,
		.xSleep = vfs_sleep,
		.xCurrentTime = vfs_time,
		.xGetLastError = vfs_last_error,
	};
	int rc = sqlite3_vfs_register(&vfs->head, 0);
	assert(rc == SQLITE_OK);
	(void)rc;
	return vfs;
}

void fault_vfs_free(struct fault_vfs *vfs)
{
	if (!vfs)
		return;
	assert(vfs->open_files == 0);
	sqlite3_vfs_unregister(&vfs->head);
	fault_disk_done(&vfs->disk);
	ac_free(vfs);
}

const char *fault_vfs_name(const struct fault_vfs *vfs)
{
	return vfs->name;
}

struct fault_disk *fault_vfs_disk(struct fault_vfs *vfs)
{
	return &vfs->disk;
}

void fault_vfs_restart(struct fault_vfs *vfs)
{
	assert(vfs->open_files == 0);
	fault_disk_on(&vfs->disk);
}
