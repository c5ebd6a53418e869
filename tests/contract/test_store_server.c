/* What a driver promises when its server goes away (store/db.h, rules 8, 9 and 15), and what the writer makes of it.
 * If this breaks: a change that an officer was told had failed is there after all, or one that a carrier
 * was told we have is gone; or two daemons write to one database. */
#include "check.h"

#include "base/log.h"
#include "base/random.h"
#include "peers/postgres/cut.h"
#include "store/migrate.h"
#include "store/store.h"
#include "store/writer.h"
#include "test_engine.h"

static struct cut *cut;
static char direct[160], through[160]; /* the same database, past the wire and over it */

static const struct ac_sql sql_put = { "put", "INSERT INTO party (id, ref_key) VALUES ($1, $2)" };
static const struct ac_sql sql_count = { "count", "SELECT count(*) FROM party" };
static const struct ac_sql sql_find = { "find", "SELECT count(*) FROM party WHERE id = $1" };

static struct ac_db *open_path(const char *path)
{
	struct ac_db_options options = { .path = path, .create = true, .busy_ms = 2000 };
	struct ac_db *db = NULL;
	struct ac_error err;
	if (ac_db_open(ac_db_driver_of(path), &options, &db, &err) != AC_OK)
		fail_msg("%s", err.msg);
	return db;
}

/* A new database with our tables. */
static void new_database(void)
{
	test_new_database(direct);
	if (!cut)
		cut = cut_new((int)strtol(strrchr(test_peer.base, ':') + 1, NULL, 10));
	snprintf(through, sizeof through, "postgresql://allclear@127.0.0.1:%d%s", cut_port(cut),
		strrchr(direct, '/'));
	cut_at(cut, -1, CUT_BEFORE, false);
	cut_let_in(cut, true);
	AC_AUTO(db) struct ac_db *db = open_path(direct);
	assert_int_equal(ac_migrate(db, NULL), AC_OK);
}

static enum ac_status put(struct ac_db *db, int64_t id, struct ac_error *err)
{
	struct ac_str key = { (const char *)&id, sizeof id };
	return ac_db_run(db, &sql_put, AC_VALUES(AC_I64(id), AC_BLOB(key)), err);
}

static int64_t number(struct ac_db *db, const struct ac_sql *sql)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, sql, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

/* Until it answers: the connection is made again at most 2 s after the server is back. */
static void wait_for(struct ac_db *db)
{
	int64_t n = 0;
	for (int i = 0; i < 400; i++) {
		if (ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, NULL) == AC_OK)
			return;
		usleep(20000);
	}
	fail_msg("it does not come back");
}

static void a_transaction_whose_server_is_gone_never_was(void **state)
{
	(void)state;
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(through);
	struct ac_error err;
	int64_t n = 0;
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(put(db, 1, NULL), AC_OK);
	cut_now(cut);
	assert_int_equal(ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, strrchr(direct, '/')));
	assert_false(ac_db_in_transaction(db));
	assert_false(ac_db_in_doubt(db));
	/* nothing slips past the transaction that is gone */
	assert_int_equal(put(db, 2, &err), AC_BUSY);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK, NULL), AC_OK);
	assert_int_equal(number(db, &sql_count), 0); /* by a new connection */
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(put(db, 3, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(number(db, &sql_count), 1);
}

static void nobody_notices_a_restart_between_two_transactions(void **state)
{
	(void)state;
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(direct);
	assert_int_equal(number(db, &sql_count), 0);
	assert_true(pg_peer_order(&test_peer, "restart"));
	assert_int_equal(number(db, &sql_count), 0);
	assert_true(pg_peer_order(&test_peer, "kill"));
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_int_equal(put(db, 1, NULL), AC_OK);
	assert_int_equal(ac_db_control(db, AC_DB_COMMIT, NULL), AC_OK);
	assert_int_equal(number(db, &sql_count), 1);
}

/* Is the commit there, as the driver said? */
static void check_commit(struct ac_db *db, enum ac_status status, int64_t before)
{
	AC_AUTO(db) struct ac_db *beside = open_path(direct);
	for (int i = 0; ac_db_in_doubt(db) && i < 400; i++, usleep(20000))
		status = ac_db_control(db, AC_DB_RESOLVE, NULL);
	assert_false(ac_db_in_doubt(db));
	assert_int_equal(number(beside, &sql_count), before + (status == AC_OK));
	wait_for(db);
	assert_int_equal(ac_db_control(db, AC_DB_ROLLBACK, NULL), AC_OK);
}

static void a_commit_whose_answer_is_lost_is_told_as_it_was(void **state)
{
	(void)state;
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(through);
	int64_t before = 0, committed = 0, undone = 0;
	for (int round = 0; round < 60; round++) {
		enum cut_mode mode = (enum cut_mode)(round % cut_modes);
		assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_OK);
		assert_int_equal(put(db, round, NULL), AC_OK);
		cut_at(cut, 0, mode, round % 4 == 3);
		enum ac_status status = ac_db_control(db, AC_DB_COMMIT, NULL);
		assert_true(status == AC_OK || status == AC_BUSY);
		if (ac_db_in_doubt(db)) { /* nobody was let in: nothing can be said yet */
			assert_true(cut_is_dead(cut));
			assert_int_equal(put(db, 1000, NULL), AC_BUSY);
			assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, NULL), AC_BUSY);
		}
		cut_let_in(cut, true);
		check_commit(db, status, before);
		int64_t now = number(db, &sql_count);
		committed += now - before;
		undone += now == before;
		before = now;
		if (mode == CUT_BEFORE)
			assert_int_equal(status, AC_BUSY);
	}
	assert_true(committed >= 20 && undone >= 20);
}

/* ---- the writer ---- */

enum { jobs_max = 400, seeds = 5 };

struct job {
	int64_t id;
	bool spoils;
	int done;
	enum ac_status status;
};

static struct job jobs[jobs_max];
static int n_jobs;

static enum ac_status job_fn(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct job *job = ctx;
	AC_TRY(put(db, job->id, err));
	if (job->spoils) /* the same again: an error that may come up later */
		AC_TRY(put(db, job->id, err));
	return AC_OK;
}

static void job_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct job *job = ctx;
	(void)err;
	job->done++;
	job->status = status;
}

static void hand_in(struct ac_writer *writer, struct ac_random *random)
{
	int n = (int)ac_random_below(random, 6);
	for (int i = 0; i < n && n_jobs < jobs_max; i++) {
		struct job *job = &jobs[n_jobs++];
		*job = (struct job){ .id = n_jobs };
		bool api = job->id % 2;
		job->spoils = api && ac_random_chance(random, 0.1);
		struct ac_job with = { .priority = api ? AC_PRIORITY_API : AC_PRIORITY_ENGINE,
			.fn = job_fn,
			.done = job_done,
			.ctx = job };
		assert_int_equal(ac_writer_submit(writer, &with), AC_OK);
	}
}

static void make_trouble(struct ac_random *random)
{
	enum cut_mode mode = (enum cut_mode)ac_random_below(random, cut_modes);
	if (ac_random_chance(random, 0.2)) {
		int64_t pieces = (int64_t)ac_random_below(random, 8);
		cut_at(cut, pieces, mode, ac_random_chance(random, 0.3));
	}
	if (cut_is_dead(cut) && ac_random_chance(random, 0.3))
		cut_let_in(cut, true);
}

/* What the writer said of each job is what stands in the database. */
static void check_jobs(struct ac_db *db, int64_t *acknowledged, int64_t *refused)
{
	for (int i = 0; i < n_jobs; i++) {
		int64_t there = 0;
		assert_int_equal(
			ac_db_i64(db, &sql_find, AC_VALUES(AC_I64(jobs[i].id)), &there, NULL),
			AC_OK);
		assert_int_equal(jobs[i].done, 1);
		assert_int_equal(there, jobs[i].status == AC_OK);
		if (jobs[i].id % 2 == 0)
			assert_int_equal(jobs[i].status, AC_OK); /* the engine's never fail */
		if (jobs[i].spoils)
			assert_true(jobs[i].status == AC_EXISTS || jobs[i].status == AC_BUSY);
		*acknowledged += jobs[i].status == AC_OK;
		*refused += jobs[i].status != AC_OK && !jobs[i].spoils;
	}
}

static void what_the_writer_said_is_what_stands_there(void **state)
{
	(void)state;
	int64_t acknowledged = 0, refused = 0;
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct ac_random random;
		struct ac_writer *writer = NULL;
		struct ac_writer_options options = { .threadless = true };
		ac_random_seed(&random, seed);
		new_database();
		struct ac_db *db = open_path(through);
		n_jobs = 0;
		assert_int_equal(ac_writer_new(db, &options, &writer, NULL), AC_OK);
		while (n_jobs < jobs_max) {
			make_trouble(&random);
			hand_in(writer, &random);
			if (ac_writer_step(writer) && ac_writer_stats(writer).stalled)
				usleep(20000); /* as long as the writer's own thread would wait */
		}
		cut_at(cut, -1, CUT_BEFORE, false);
		cut_let_in(cut, true);
		for (int i = 0; ac_writer_step(writer) && i < 500; i++)
			if (ac_writer_stats(writer).stalled)
				usleep(20000);
		ac_writer_free(writer);
		AC_AUTO(db) struct ac_db *beside = open_path(direct);
		check_jobs(beside, &acknowledged, &refused);
		ac_db_close(db);
	}
	print_message("%lld acknowledged, %lld refused, %lld cuts\n", (long long)acknowledged,
		(long long)refused, (long long)cut_count(cut));
	assert_true(acknowledged > 1000 && refused > 50);
}

/* ---- one writer ---- */

static char home[] = "/tmp/ac-server-XXXXXX";

static struct ac_store_options store_options(const char *dir, const char *database)
{
	static char path[2][96], key[96];
	int which = dir[0] == 'b';
	snprintf(path[which], sizeof path[which], "%s/%s", home, dir);
	snprintf(key, sizeof key, "%s/key", home);
	char command[128];
	snprintf(command, sizeof command, "mkdir -p %s", path[which]);
	assert_int_equal(system(command), 0);
	return (struct ac_store_options){
		.dir = path[which], .key_path = key, .database = database
	};
}

static void two_machines_cannot_write_to_one_database(void **state)
{
	(void)state;
	new_database();
	char made[160];
	test_new_database(made);
	struct ac_store_options here = store_options("a", made), there = store_options("b", made);
	struct ac_store *store = NULL, *other = NULL;
	struct ac_error err = { 0 };
	assert_int_equal(ac_vault_create(here.key_path, NULL), AC_OK);
	assert_int_equal(ac_store_create(&here, &err), AC_OK);
	assert_int_equal(ac_store_open(&here, &store, &err), AC_OK);
	assert_int_equal(ac_store_open(&there, &other, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, "in use by another allclear"));
	ac_store_close(store);
	assert_int_equal(ac_store_open(&there, &other, &err), AC_OK);
	ac_store_close(other);
}

static void who_lost_the_database_to_another_writes_no_more(void **state)
{
	(void)state;
	new_database();
	char made[160], over[160];
	test_new_database(made);
	snprintf(over, sizeof over, "postgresql://allclear@127.0.0.1:%d%s", cut_port(cut),
		strrchr(made, '/'));
	struct ac_store_options here = store_options("a", over), there = store_options("b", made);
	struct ac_store *store = NULL, *other = NULL;
	struct ac_error err = { 0 };
	assert_int_equal(ac_store_create(&there, &err), AC_OK);
	assert_int_equal(ac_store_open(&here, &store, &err), AC_OK);
	cut_let_in(cut, false);
	cut_now(cut);
	assert_int_equal(ac_store_open(&there, &other, &err), AC_OK); /* it takes over … */
	cut_let_in(cut, true);
	struct ac_db *db = ac_store_db(store);
	assert_int_equal(ac_db_control(db, AC_DB_BEGIN_WRITE, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, "in use by another allclear"));
	ac_store_close(other); /* … and goes */
	enum ac_status status = AC_BUSY;
	for (int i = 0; status == AC_BUSY && i < 400; i++, usleep(20000))
		status = ac_db_control(db, AC_DB_BEGIN_WRITE, &err);
	assert_int_equal(status, AC_CONFLICT);
	assert_non_null(strstr(err.msg, "restart"));
	ac_store_close(store);
}

/* ---- silence ---- */

static void a_server_that_says_nothing_is_given_up(void **state)
{
	(void)state;
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(direct);
	struct ac_error err;
	int64_t n = 0;
	assert_int_equal(number(db, &sql_count), 0);
	assert_true(pg_peer_order(&test_peer, "stop"));
	assert_int_equal(ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, &err), AC_BUSY);
	assert_true(pg_peer_order(&test_peer, "cont"));
	wait_for(db);
}

static const struct ac_sql sql_slow = { "slow", "SELECT count(*) FROM pg_sleep(5)" };

static void a_statement_that_takes_long_is_waited_for(void **state)
{
	(void)state;
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(direct);
	assert_int_equal(number(db, &sql_slow), 1);
}

static void what_the_server_refuses_is_told_in_our_words(void **state)
{
	(void)state;
	static const struct {
		const char *sqlstate;
		enum ac_status status;
	} cases[] = { { "53100", AC_FULL }, { "53200", AC_BUSY }, { "40001", AC_BUSY },
		{ "40P01", AC_BUSY }, { "55P03", AC_BUSY }, { "57014", AC_BUSY },
		{ "25006", AC_DENIED }, { "42501", AC_DENIED }, { "23503", AC_CONFLICT },
		{ "23505", AC_EXISTS }, { "22003", AC_INVALID }, { "XX001", AC_CORRUPT },
		{ "XX002", AC_CORRUPT }, { "42P01", AC_IO } };
	new_database();
	AC_AUTO(db) struct ac_db *db = open_path(direct);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char script[160];
		struct ac_error err;
		snprintf(script, sizeof script,
			"DO $x$ BEGIN RAISE EXCEPTION 'why' USING ERRCODE = '%s', DETAIL = 'Dana'; "
			"END $x$",
			cases[i].sqlstate);
		assert_int_equal(ac_db_script(db, script, &err), cases[i].status);
		assert_non_null(strstr(err.msg, cases[i].sqlstate));
		assert_null(strstr(err.msg, "Dana"));
	}
}

static void a_password_is_in_no_message(void **state)
{
	(void)state;
	char path[256];
	struct ac_error err;
	struct ac_db *db = NULL;
	new_database();
	static const char *const ends[] = { "127.0.0.1:1/x", "127.0.0.1:1", "h:p:q/", "%zz@/x" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "postgresql://dana:geheim@%s", ends[i]);
		struct ac_db_options options = { .path = path };
		assert_int_not_equal(ac_db_open(ac_db_driver_of(path), &options, &db, &err), AC_OK);
		assert_null(strstr(err.msg, "geheim"));
	}
	/* here it is not asked for, and in the connection all the same */
	snprintf(path, sizeof path, "postgresql://allclear:geheim@%s", strchr(direct, '@') + 1);
	AC_AUTO(db) struct ac_db *good = open_path(path);
	assert_null(strstr(good->name, "geheim"));
	assert_int_equal(ac_db_control(good, AC_DB_BEGIN_WRITE, NULL), AC_OK);
	assert_true(pg_peer_order(&test_peer, "kill"));
	assert_int_equal(ac_db_control(good, AC_DB_COMMIT, &err), AC_BUSY);
	assert_null(strstr(err.msg, "geheim"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_transaction_whose_server_is_gone_never_was),
		CASE(nobody_notices_a_restart_between_two_transactions),
		CASE(a_commit_whose_answer_is_lost_is_told_as_it_was),
		CASE(what_the_writer_said_is_what_stands_there),
		CASE(two_machines_cannot_write_to_one_database),
		CASE(who_lost_the_database_to_another_writes_no_more),
		CASE(a_server_that_says_nothing_is_given_up),
		CASE(a_statement_that_takes_long_is_waited_for),
		CASE(what_the_server_refuses_is_told_in_our_words),
		CASE(a_password_is_in_no_message),
	};
	setenv("AC_TEST_STORE", "postgres", 1);
	if (!mkdtemp(home))
		return 1;
	int failed = RUN(tests);
	cut_free(cut);
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", home);
	return failed + (system(command) != 0);
}
