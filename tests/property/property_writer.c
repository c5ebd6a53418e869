/* The writer on a disk that fails, fills up and loses power, against a list of what was acknowledged. If
 * this breaks: an answer that a carrier was told we have is gone, or a decision stands without its entry
 * in the audit log. */
#include "check.h"

#include "base/mem.h"
#include "sim/fault_vfs.h"
#include "store/audit.h"
#include "store/store.h"
#include "store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { seeds = 150, jobs_max = 600, power_cuts = 3 };

static char root[] = "/tmp/ac-writer-XXXXXX";
static char key_path[64];

static const struct ac_sql sql_put = { "put", "INSERT INTO party (id, ref_key) VALUES ($1, $2)" };
static const struct ac_sql sql_find = { "find", "SELECT count(*) FROM party WHERE id = $1" };
static const struct ac_sql sql_count = { "count", "SELECT count(*) FROM party" };
static const struct ac_sql sql_api = { "api_rows", "SELECT count(*) FROM party WHERE id % 2 = 1" };
static const struct ac_sql sql_audit = { "audit_rows", "SELECT count(*) FROM audit" };

/* One job: the engine's have even ids. */
struct put {
	int64_t id;
	bool spoils; /* fails by itself after writing */
	int done;
	enum ac_status status;
};

struct world {
	struct ac_random random;
	struct fault_vfs *vfs;
	struct ac_store *store;
	struct ac_writer *writer;
	struct put puts[jobs_max];
	int n;
};

/* What all seeds met: a test that meets no fault shows nothing. */
static struct {
	uint64_t acknowledged, refused, unknown_kept, stalls;
} met;

static enum ac_status put_fn(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct put *put = ctx;
	char bytes[700] = { 0 };
	memcpy(bytes, &put->id, sizeof put->id);
	AC_TRY(ac_db_run(db, &sql_put,
		AC_VALUES(AC_I64(put->id), AC_BLOB(((struct ac_str){ bytes, sizeof bytes }))),
		err));
	struct ac_audit_entry entry = {
		.officer = AC_STR("dana"), .action = AC_STR("put"), .object = AC_STR("party")
	};
	if (put->id % 2)
		AC_TRY(ac_audit_append(db, &entry, NULL, err));
	return put->spoils ? ac_fail(err, AC_CONFLICT, "spoilt") : AC_OK;
}

static void put_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct put *put = ctx;
	(void)err;
	put->done++;
	put->status = status;
}

static void on_stall(void *ctx, bool stalled, const struct ac_error *err)
{
	(void)ctx;
	(void)err;
	met.stalls += stalled;
}

static struct ac_store_options store_options(const struct world *world)
{
	return (struct ac_store_options){ .dir = "sim",
		.key_path = key_path,
		.checkpoint_pages = 30,
		.vfs = fault_vfs_name(world->vfs) };
}

static void open_world(struct world *world)
{
	struct ac_store_options options = store_options(world);
	struct ac_writer_options writing = { .threadless = true, .on_stall = on_stall };
	struct ac_error err = { 0 };
	if (ac_store_open(&options, &world->store, &err) != AC_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(
		ac_writer_new(ac_store_db(world->store), &writing, &world->writer, NULL), AC_OK);
}

static void submit_some(struct world *world)
{
	int n = (int)ac_random_below(&world->random, 8);
	for (int i = 0; i < n && world->n < jobs_max; i++) {
		struct put *put = &world->puts[world->n++];
		*put = (struct put){ .id = world->n };
		put->spoils = put->id % 2 && ac_random_chance(&world->random, 0.1);
		struct ac_job job = {
			.priority = put->id % 2 ? AC_PRIORITY_API : AC_PRIORITY_ENGINE,
			.fn = put_fn,
			.done = put_done,
			.ctx = put,
		};
		if (ac_writer_submit(world->writer, &job) != AC_OK)
			put_done(put, AC_FULL, NULL);
	}
}

static void set_weather(struct world *world, struct fault_disk *disk)
{
	bool storm = ac_random_chance(&world->random, 0.3);
	disk->rates.write_error = storm ? 0.02 : 0;
	disk->rates.sync_error = storm ? 0.1 : 0;
	disk->room = ac_random_chance(&world->random, 0.2) ? 0 : SIZE_MAX;
}

static void run_until_power_cut(struct world *world)
{
	struct fault_disk *disk = fault_vfs_disk(world->vfs);
	disk->fuse = (int64_t)ac_random_below(&world->random, 400);
	while (!disk->off && world->n < jobs_max) {
		set_weather(world, disk);
		submit_some(world);
		(void)ac_writer_step(world->writer);
	}
	fault_disk_cut(disk);
	disk->rates = (struct fault_rates){ 0 };
	disk->room = SIZE_MAX;
}

static int64_t number(struct ac_db *db, const struct ac_sql *sql)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, sql, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

static bool is_there(struct ac_db *db, int64_t id)
{
	int64_t n = 0;
	assert_int_equal(ac_db_i64(db, &sql_find, AC_VALUES(AC_I64(id)), &n, NULL), AC_OK);
	return n == 1;
}

static void check_world(struct world *world)
{
	struct ac_db *db = ac_store_db(world->store);
	struct ac_audit_report audit;
	int64_t there = 0;
	assert_int_equal(ac_db_check(db, NULL), AC_OK);
	assert_int_equal(ac_audit_verify(db, &audit, NULL), AC_OK);
	for (int i = 0; i < world->n; i++) {
		struct put *put = &world->puts[i];
		bool found = is_there(db, put->id);
		assert_int_equal(put->done, 1);
		if (put->status == AC_OK)
			assert_true(found); /* acknowledged: it survives */
		if (put->spoils)
			assert_false(found); /* failed by itself: alone, and undone */
		met.acknowledged += put->status == AC_OK;
		met.refused += put->status != AC_OK;
		met.unknown_kept += put->status != AC_OK && found;
		there += found;
	}
	assert_int_equal(number(db, &sql_count), there);
	/* every change of the desk has its entry, and no entry is without its change */
	assert_int_equal(number(db, &sql_api), number(db, &sql_audit));
}

static void run_seed(uint64_t seed)
{
	struct world *world = ac_alloc(sizeof *world);
	ac_random_seed(&world->random, seed);
	world->vfs = fault_vfs_new(seed);
	struct ac_store_options options = store_options(world);
	assert_int_equal(ac_store_create(&options, NULL), AC_OK);
	open_world(world);
	for (int i = 0; i < power_cuts; i++) {
		run_until_power_cut(world);
		ac_writer_free(world->writer);
		ac_store_close(world->store);
		fault_vfs_restart(world->vfs);
		open_world(world);
		check_world(world);
	}
	ac_writer_free(world->writer);
	ac_store_close(world->store);
	fault_vfs_free(world->vfs);
	ac_free(world);
}

static int64_t running = -1; /* seed under way */

static int name_failed_seed(void **state)
{
	(void)state;
	if (running >= 0)
		print_error("failed with AC_SEED=%lld\n", (long long)running);
	return 0;
}

static void what_is_acknowledged_survives_whatever_the_disk_does(void **state)
{
	(void)state;
	const char *only = getenv("AC_SEED");
	int64_t seed = 0;
	if (only && ac_str_to_i64(ac_str(only), 0, INT64_MAX, &seed)) {
		run_seed((uint64_t)seed);
		return;
	}
	for (; seed < seeds; seed++) {
		running = seed;
		run_seed((uint64_t)seed);
	}
	running = -1;
	fprintf(stderr,
		"%d seeds, %d power cuts: %lu acknowledged, %lu refused (%lu of them stayed), "
		"%lu stalls\n",
		seeds, seeds * power_cuts, (unsigned long)met.acknowledged,
		(unsigned long)met.refused, (unsigned long)met.unknown_kept,
		(unsigned long)met.stalls);
	assert_true(met.acknowledged > 1000 && met.refused > 1000 && met.stalls > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			what_is_acknowledged_survives_whatever_the_disk_does, name_failed_seed),
	};
	if (!mkdtemp(root))
		return 1;
	snprintf(key_path, sizeof key_path, "%s/key", root);
	if (ac_vault_create(key_path, NULL) != AC_OK)
		return 1;
	int failed = RUN(tests);
	unlink(key_path);
	rmdir(root);
	return failed;
}
