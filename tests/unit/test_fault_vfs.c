/* The disk that fails, itself under test: if it were kinder than real disks, every crash test built on it
 * would promise users what a power cut then breaks. */
#include "check.h"

#include "sim/fault_vfs.h"
#include "store/db.h"

static const struct ac_sql sql_insert = { "insert", "INSERT INTO t (id, b) VALUES ($1, $2)" };
static const struct ac_sql sql_count = { "count", "SELECT count(*) FROM t" };

static struct ac_db *open_db(struct fault_vfs *vfs)
{
	struct ac_db_options options = {
		.path = "db", .create = true, .vfs = fault_vfs_name(vfs), .checkpoint_pages = 20
	};
	struct ac_db *db = NULL;
	struct ac_error err = { 0 };
	if (ac_db_open(ac_db_drivers[0], &options, &db, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return db;
}

static struct ac_db *open_with_table(struct fault_vfs *vfs)
{
	struct ac_db *db = open_db(vfs);
	assert_int_equal(
		ac_db_script(db, "CREATE TABLE t (id BIGINT PRIMARY KEY, b BLOB)", NULL), AC_OK);
	return db;
}

static enum ac_status insert(struct ac_db *db, int64_t id)
{
	static const char bytes[3000];
	struct ac_str blob = { bytes, sizeof bytes };
	return ac_db_run(db, &sql_insert, AC_VALUES(AC_I64(id), AC_BLOB(blob)), NULL);
}

static int64_t count(struct ac_db *db)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

static void unsynced_writes_are_seen_and_can_be_lost(void **state)
{
	(void)state;
	int lost = 0, kept = 0, torn = 0;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct fault_disk disk;
		fault_disk_init(&disk, seed);
		struct fault_file *file = fault_disk_make(&disk, "a");
		unsigned char old[2048], new[2048], got[2048];
		size_t n = 0;
		memset(old, 1, sizeof old);
		memset(new, 2, sizeof new);
		assert_int_equal(fault_write_at(&disk, file, 0, old, sizeof old), FAULT_OK);
		assert_int_equal(fault_sync(&disk, file), FAULT_OK);
		assert_int_equal(fault_write_at(&disk, file, 512, new, 1024), FAULT_OK);
		assert_int_equal(fault_read_at(&disk, file, 512, got, 1024, &n), FAULT_OK);
		assert_memory_equal(got, new, 1024);
		fault_disk_cut(&disk);
		assert_int_equal(fault_read_at(&disk, file, 0, got, 2048, &n), FAULT_ERROR);
		assert_int_equal(fault_write_at(&disk, file, 0, got, 2048), FAULT_ERROR);
		fault_disk_on(&disk);
		assert_int_equal(fault_read_at(&disk, file, 0, got, 2048, &n), FAULT_OK);
		assert_int_equal(n, 2048);
		assert_memory_equal(got, old, 512);
		assert_memory_equal(got + 1536, old, 512);
		int sectors = (got[512] == 2) + (got[1024] == 2);
		*(sectors == 0 ? &lost : sectors == 2 ? &kept : &torn) += 1;
		fault_disk_done(&disk);
	}
	assert_true(lost > 20 && kept > 20 && torn > 5);
}

static void what_was_synced_survives_every_power_cut(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct fault_vfs *vfs = fault_vfs_new(seed);
		struct ac_db *db = open_with_table(vfs);
		int64_t acknowledged = 0;
		fault_vfs_disk(vfs)->fuse = (int64_t)(seed * 3);
		while (insert(db, acknowledged + 1) == AC_OK)
			acknowledged++;
		assert_true(fault_vfs_disk(vfs)->off);
		ac_db_close(db);
		fault_vfs_restart(vfs);
		db = open_db(vfs);
		assert_int_equal(ac_db_check(db, NULL), AC_OK);
		assert_in_range(count(db), acknowledged, acknowledged + 1);
		ac_db_close(db);
		fault_vfs_free(vfs);
	}
}

static void without_syncs_power_cuts_do_lose(void **state)
{
	(void)state;
	int lost = 0;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct fault_vfs *vfs = fault_vfs_new(seed);
		ac_db_close(open_with_table(vfs));
		struct ac_db_options options = {
			.path = "db", .vfs = fault_vfs_name(vfs), .sync = AC_DB_SYNC_OFF
		};
		struct ac_db *db = NULL;
		assert_int_equal(ac_db_open(ac_db_drivers[0], &options, &db, NULL), AC_OK);
		for (int i = 1; i <= 5; i++)
			assert_int_equal(insert(db, i), AC_OK);
		fault_disk_cut(fault_vfs_disk(vfs));
		ac_db_close(db);
		fault_vfs_restart(vfs);
		db = open_db(vfs);
		lost += count(db) < 5;
		ac_db_close(db);
		fault_vfs_free(vfs);
	}
	assert_true(lost > 5);
}

static void a_full_disk_and_failing_writes_are_told_apart(void **state)
{
	(void)state;
	struct fault_vfs *vfs = fault_vfs_new(1);
	struct ac_db *db = open_with_table(vfs);
	struct fault_disk *disk = fault_vfs_disk(vfs);
	disk->room = 0;
	assert_int_equal(insert(db, 1), AC_FULL);
	assert_true(disk->counts.refused_full > 0);
	disk->room = SIZE_MAX;
	assert_int_equal(insert(db, 1), AC_OK);
	disk->rates.write_error = 1;
	assert_int_equal(insert(db, 2), AC_IO);
	disk->rates.write_error = 0;
	disk->rates.sync_error = 1;
	assert_int_equal(insert(db, 2), AC_IO);
	disk->rates.sync_error = 0;
	assert_int_equal(insert(db, 2), AC_OK);
	assert_int_equal(count(db), 2);
	ac_db_close(db);
	fault_vfs_free(vfs);
}

static void readers_keep_their_snapshot_beside_the_writer(void **state)
{
	(void)state;
	struct fault_vfs *vfs = fault_vfs_new(1);
	struct ac_db *db = open_with_table(vfs), *reader = open_db(vfs);
	assert_int_equal(ac_db_control(reader, AC_DB_BEGIN_READ, NULL), AC_OK);
	assert_int_equal(count(reader), 0);
	for (int i = 1; i <= 50; i++)
		assert_int_equal(insert(db, i), AC_OK);
	assert_int_equal(count(reader), 0);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(ac_db_control(reader, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(ac_db_control(reader, AC_DB_BEGIN_WRITE, NULL), AC_BUSY);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(count(reader), 50);
	ac_db_close(db);
	ac_db_close(reader);
	fault_vfs_free(vfs);
}

static uint64_t run_once(uint64_t seed)
{
	struct fault_vfs *vfs = fault_vfs_new(seed);
	struct ac_db *db = open_with_table(vfs);
	struct fault_disk *disk = fault_vfs_disk(vfs);
	disk->rates = (struct fault_rates){ .write_error = 0.05, .sync_error = 0.05 };
	disk->fuse = 60;
	for (int64_t id = 1; !disk->off; id++)
		(void)!insert(db, id);
	ac_db_close(db);
	fault_vfs_restart(vfs);
	disk->rates = (struct fault_rates){ 0 };
	db = open_db(vfs);
	uint64_t n = (uint64_t)count(db);
	ac_db_close(db);
	uint64_t hash = n ^ disk->counts.write_errors << 8 ^ disk->counts.lost << 20 ^
			disk->counts.torn << 30 ^ ac_random_u64(&disk->random);
	fault_vfs_free(vfs);
	return hash;
}

static void a_seed_replays_exactly(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 10; seed++)
		assert_true(run_once(seed) == run_once(seed));
	assert_true(run_once(1) != run_once(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(unsynced_writes_are_seen_and_can_be_lost),
		CASE(what_was_synced_survives_every_power_cut),
		CASE(without_syncs_power_cuts_do_lose),
		CASE(a_full_disk_and_failing_writes_are_told_apart),
		CASE(readers_keep_their_snapshot_beside_the_writer),
		CASE(a_seed_replays_exactly),
	};
	return RUN(tests);
}
