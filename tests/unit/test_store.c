/* What a user loses if this breaks: decisions that nobody can be held to, a data directory that two
 * programs write into, or changes that were acknowledged and are gone. */
#include "store_place.h"

#include "store/audit.h"
#include "store/cases.h"
#include "store/ids.h"
#include "store/writer.h"

#include <pthread.h>

static void two_programs_cannot_open_one_directory(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_store *second = NULL;
	struct ac_store_options options = place_options(&place);
	struct ac_error err;
	assert_int_equal(ac_store_open(&options, &second, &err), AC_BUSY);
	assert_non_null(strstr(err.msg, "in use by another allclear"));
	ac_store_close(store);
	store = place_open(&place);
	ac_store_close(store);
}

static void a_directory_is_made_once(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store_options options = place_options(&place);
	struct ac_error err;
	assert_int_equal(ac_store_create(&options, &err), AC_EXISTS);
	options.dir = places_root;
	if (test_on_server()) {
		test_new_database(place.database); /* not made */
		options.database = place.database;
	}
	struct ac_store *store = NULL;
	assert_int_equal(ac_store_open(&options, &store, &err), AC_NOT_FOUND);
	assert_non_null(strstr(err.msg, "allclear init"));
	options.dir = "/nonexistent";
	assert_int_equal(ac_store_open(&options, &store, &err), AC_NOT_FOUND);
}

static void the_wrong_key_is_refused_before_anything_is_read(void **state)
{
	(void)state;
	struct place place = place_new(), other = place_new();
	struct ac_store_options options = place_options(&place);
	options.key_path = other.key;
	struct ac_store *store = NULL;
	struct ac_error err;
	assert_int_equal(ac_store_open(&options, &store, &err), AC_DENIED);
	assert_non_null(strstr(err.msg, "the key file does not fit this data directory"));
}

static void a_database_of_a_newer_program_is_refused(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	assert_int_equal(
		ac_db_script(ac_store_db(store),
			"INSERT INTO migration (number, name, at) VALUES (77, 'later', 0)", NULL),
		AC_OK);
	ac_store_close(store);
	struct ac_store_options options = place_options(&place);
	struct ac_error err;
	store = NULL;
	assert_int_equal(ac_store_open(&options, &store, &err), AC_VERSION);
	assert_non_null(strstr(err.msg, "77"));
}

static void numbers_go_on_where_they_were(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	assert_int_equal(ac_store_next_id(db, AC_ID_party), 1);
	assert_int_equal(ac_store_next_ids(db, AC_ID_party, 5), 2);
	assert_int_equal(ac_store_next_id(db, AC_ID_party), 7);
	assert_int_equal(ac_store_next_id(db, AC_ID_stay), 1);
	assert_int_equal(
		ac_db_script(
			db, "INSERT INTO party (id, ref_key) VALUES (41, CAST('0' AS BLOB))", NULL),
		AC_OK);
	ac_store_close(store);
	store = place_open(&place);
	assert_int_equal(ac_store_next_id(ac_store_db(store), AC_ID_party), 42);
	ac_store_close(store);
}

/* ---- audit ---- */

static void write_chain(struct ac_db *db, int n)
{
	for (int i = 1; i <= n; i++) {
		int64_t seq = 0;
		struct ac_audit_entry entry = {
			.at = { i },
			.officer = AC_STR("dana"),
			.action = AC_STR("campaign.start"),
			.object = i % 2 ? AC_STR("campaign/1") : AC_STR("campaign/2"),
			.case_id = i % 5 == 3 ? 7 : 0,
		};
		assert_int_equal(ac_audit_append(db, &entry, &seq, NULL), AC_OK);
		assert_int_equal(seq, i);
	}
}

static bool count_visit(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	(void)seq;
	assert_true(ac_str_eq(entry->detail_json, AC_STR("{}")));
	return ++*(int *)ctx < 3;
}

static void the_audit_log_verifies_and_can_be_read(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	struct ac_audit_report report;
	assert_int_equal(ac_audit_verify(db, &report, NULL), AC_OK);
	assert_int_equal(report.rows, 0);
	write_chain(db, 20);
	assert_int_equal(ac_audit_verify(db, &report, NULL), AC_OK);
	assert_int_equal(report.rows, 20);
	int seen = 0;
	assert_int_equal(
		ac_audit_each(db, 11, AC_STR("campaign/2"), count_visit, &seen, NULL), AC_OK);
	assert_int_equal(seen, 3);
	ac_store_close(store);
}

static bool list_visit(void *ctx, int64_t seq, const struct ac_audit_entry *entry)
{
	struct ac_buf *seen = ctx;
	ac_buf_printf(seen, "%lld %.*s;", (long long)seq, AC_STR_ARG(entry->object));
	return true;
}

/* Also what a version before wrote, which noted no case. */
static void the_acts_in_a_case_are_found(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	AC_AUTO(buf) struct ac_buf seen;
	ac_buf_init(&seen, 4096);
	assert_int_equal(
		ac_db_script(db,
			"INSERT INTO warning (id, case_id, state, areas_json, valid_from, "
			"valid_to, "
			"created_at) VALUES (4, 7, 'draft', '{}', 0, 0, 0), (5, 8, 'draft', '{}', "
			"0, "
			"0, 0); INSERT INTO campaign (id, warning, state, plan_json, created_at) "
			"VALUES (2, 4, 'closed', '{}', 0), (1, 5, 'closed', '{}', 0)",
			NULL),
		AC_OK);
	write_chain(db, 6);
	assert_int_equal(ac_audit_of_case(db, 7, list_visit, &seen, NULL), AC_OK);
	assert_string_equal(seen.p, "2 campaign/2;3 campaign/1;4 campaign/2;6 campaign/2;");
	ac_buf_reset(&seen);
	assert_int_equal(ac_audit_of_case(db, 8, list_visit, &seen, NULL), AC_OK);
	assert_string_equal(seen.p, "1 campaign/1;5 campaign/1;");
	ac_store_close(store);
}

static void everything_that_belongs_to_a_case_is_known_to(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		int64_t id, case_id;
	} things[] = { { "case", 7, 7 }, { "case", 9, 0 }, { "warning", 4, 7 }, { "warning", 5, 0 },
		{ "campaign", 2, 7 }, { "statement", 3, 7 }, { "attribution", 6, 7 },
		{ "level", 8, 7 }, { "decision", 10, 7 }, { "decision", 11, 0 },
		{ "notice", 12, 7 }, { "notice", 13, 0 }, { "headcount", 14, 7 }, { "page", 15, 7 },
		{ "page", 16, 7 }, { "page", 17, 0 }, { "lodging", 1, 0 }, { "officer", 7, 0 } };
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_db *db = ac_store_db(store);
	struct ac_error err = { .msg = "" };
	if (ac_db_script(db,
		    "INSERT INTO case_file (id, title, state, posture, opened_at) VALUES (7, 't', "
		    "'open', "
		    "'watch', 0);"
		    "INSERT INTO warning (id, case_id, state, areas_json, valid_from, valid_to, "
		    "created_at) VALUES (4, 7, 'draft', '{}', 0, 0, 0);"
		    "INSERT INTO campaign (id, warning, state, plan_json, created_at) VALUES (2, "
		    "4, "
		    "'closed', '{}', 0);"
		    "INSERT INTO statement (id, warning, office, language, text, drafted_by, "
		    "drafted_at) VALUES (3, 4, 'o', 'en', 't', 'd', 0);"
		    "INSERT INTO attribution (id, case_id, state, body_enc, drafted_by, "
		    "drafted_at) "
		    "VALUES (6, 7, 'draft', CAST('0' AS BLOB), 'd', 0);"
		    "INSERT INTO place_level (id, place, scheme, at, officer, case_id, lowered) "
		    "VALUES "
		    "(8, 'p', 's', 0, 'd', 7, 0);"
		    "INSERT INTO decision (id, state, method, target, digest, drafted_by, "
		    "drafted_at, "
		    "case_id) VALUES (10, 'open', 'POST', '/', CAST('0' AS BLOB), 'd', 0, 7), (11, "
		    "'open', 'POST', '/', CAST('0' AS BLOB), 'd', 0, NULL);"
		    "INSERT INTO host_notice (id, lodging, at, officer, until, case_id) VALUES "
		    "(12, 1, "
		    "0, 'd', 0, 7), (13, 1, 0, 'd', 0, NULL);"
		    "INSERT INTO headcount (id, campaign, recipient, by_what, given_at, "
		    "figures_enc) "
		    "VALUES (14, 2, 'r', 'hotel', 0, CAST('0' AS BLOB));"
		    "INSERT INTO page (id, kind, subject, created_at, state) VALUES (15, "
		    "'officials', "
		    "7, 0, 'open'), (16, 'decision', 10, 0, 'open'), (17, 'help_call', 7, 0, "
		    "'open')",
		    &err) != AC_OK)
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		int64_t case_id = -1;
		assert_int_equal(
			ac_case_of(db, ac_str(things[i].what), things[i].id, &case_id, NULL),
			AC_OK);
		if (case_id != things[i].case_id)
			fail_msg("%s %lld is of case %lld, not %lld", things[i].what,
				(long long)things[i].id, (long long)things[i].case_id,
				(long long)case_id);
	}
	ac_store_close(store);
}

static void every_kind_of_tampering_with_the_audit_log_is_found(void **state)
{
	(void)state;
	static const struct {
		const char *sql;
		int first_broken;
	} cases[] = {
		{ "UPDATE audit SET officer = 'eve' WHERE seq = 5", 5 },
		{ "UPDATE audit SET action = 'campaign.pause' WHERE seq = 1", 1 },
		{ "UPDATE audit SET object = 'campaign/3' WHERE seq = 7", 7 },
		{ "UPDATE audit SET detail_json = '{\"n\":1}' WHERE seq = 9", 9 },
		{ "UPDATE audit SET at = at + 1 WHERE seq = 10", 10 },
		{ "UPDATE audit SET hash = CAST('0' AS BLOB) WHERE seq = 3", 3 },
		{ "UPDATE audit SET prev_hash = hash WHERE seq = 4", 4 },
		{ "UPDATE audit SET case_id = NULL WHERE seq = 3", 3 },
		{ "UPDATE audit SET case_id = 9 WHERE seq = 8", 8 },
		{ "UPDATE audit SET case_id = 7 WHERE seq = 2", 2 },
		{ "DELETE FROM audit WHERE seq = 6", 7 },
		{ "DELETE FROM audit WHERE seq = 1", 2 },
		{ "UPDATE audit SET officer = 'danacampaign', action = '.start' WHERE seq = 2", 2 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct place place = place_new();
		struct ac_store *store = place_open(&place);
		struct ac_db *db = ac_store_db(store);
		write_chain(db, 10);
		assert_int_equal(ac_db_script(db, cases[i].sql, NULL), AC_OK);
		struct ac_audit_report report;
		struct ac_error err;
		assert_int_equal(ac_audit_verify(db, &report, &err), AC_CORRUPT);
		assert_int_equal(report.first_broken, cases[i].first_broken);
		ac_store_close(store);
	}
}

/* ---- writer ---- */

static const struct ac_sql sql_put = { "put", "INSERT INTO party (id, ref_key) VALUES ($1, $2)" };
static const struct ac_sql sql_count = { "count", "SELECT count(*) FROM party" };

struct put {
	int64_t id;
	enum ac_status answer; /* what the job itself returns after writing */
	int calls, done;
	enum ac_status status;
	struct ac_error err;
};

static enum ac_status put_fn(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct put *put = ctx;
	struct ac_str key = { (const char *)&put->id, sizeof put->id };
	put->calls++;
	AC_TRY(ac_db_run(db, &sql_put, AC_VALUES(AC_I64(put->id), AC_BLOB(key)), err));
	return put->answer == AC_OK ? AC_OK : ac_fail(err, put->answer, "as asked");
}

static void put_done(void *ctx, enum ac_status status, const struct ac_error *err)
{
	struct put *put = ctx;
	put->done++;
	put->status = status;
	put->err = *err;
}

static struct ac_job job_of(struct put *put, enum ac_priority priority)
{
	return (struct ac_job){ .priority = priority, .fn = put_fn, .done = put_done, .ctx = put };
}

static int64_t parties(struct ac_db *db)
{
	int64_t n = -1;
	assert_int_equal(ac_db_i64(db, &sql_count, AC_NO_VALUES, &n, NULL), AC_OK);
	return n;
}

static struct ac_writer *new_writer(struct ac_store *store, struct ac_writer_options options)
{
	struct ac_writer *writer = NULL;
	assert_int_equal(ac_writer_new(ac_store_db(store), &options, &writer, NULL), AC_OK);
	return writer;
}

static void a_failing_job_is_undone_alone_in_its_group(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer =
		new_writer(store, (struct ac_writer_options){ .threadless = true });
	struct put puts[] = { { .id = 1 }, { .id = 2, .answer = AC_CONFLICT }, { .id = 3 },
		{ .id = 1 /* again */ }, { .id = 4 } };
	static const enum ac_status expected[] = { AC_OK, AC_CONFLICT, AC_OK, AC_EXISTS, AC_OK };
	for (size_t i = 0; i < 5; i++) {
		struct ac_job job = job_of(&puts[i], AC_PRIORITY_API);
		assert_int_equal(ac_writer_submit(writer, &job), AC_OK);
	}
	assert_true(ac_writer_step(writer));
	assert_false(ac_writer_step(writer));
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(puts[i].done, 1);
		assert_int_equal(puts[i].status, expected[i]);
	}
	assert_string_equal(puts[1].err.msg, "as asked");
	assert_int_equal(parties(ac_store_db(store)), 3);
	assert_int_equal(ac_writer_stats(writer).commits, 1);
	ac_writer_free(writer);
	ac_store_close(store);
}

static int order_seen[8], orders;

static enum ac_status order_fn(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)db;
	(void)err;
	order_seen[orders++] = *(int *)ctx;
	return AC_OK;
}

static void the_engine_goes_first_whoever_came_first(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer =
		new_writer(store, (struct ac_writer_options){ .threadless = true });
	static int names[] = { 1, 2, 3, 4 };
	static const enum ac_priority priorities[] = { AC_PRIORITY_API, AC_PRIORITY_API,
		AC_PRIORITY_ENGINE, AC_PRIORITY_ENGINE };
	orders = 0;
	for (size_t i = 0; i < 4; i++) {
		struct ac_job job = { .priority = priorities[i], .fn = order_fn, .ctx = &names[i] };
		assert_int_equal(ac_writer_submit(writer, &job), AC_OK);
	}
	assert_true(ac_writer_step(writer));
	static const int expected[] = { 3, 4, 1, 2 };
	assert_memory_equal(order_seen, expected, sizeof expected);
	ac_writer_free(writer);
	ac_store_close(store);
}

struct stalls {
	int began, ended;
};

static void on_stall(void *ctx, bool stalled, const struct ac_error *err)
{
	struct stalls *stalls = ctx;
	*(stalled ? &stalls->began : &stalls->ended) += 1;
	if (stalled)
		assert_int_equal(err->code, AC_FULL);
}

static void a_full_disk_turns_the_desk_away_and_keeps_the_engines_work(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct stalls stalls = { 0 };
	struct ac_writer *writer = new_writer(
		store, (struct ac_writer_options){
			       .threadless = true, .on_stall = on_stall, .stall_ctx = &stalls });
	struct put engine = { .id = 1, .answer = AC_FULL }, api = { .id = 2 };
	struct ac_job jobs[] = { job_of(&engine, AC_PRIORITY_ENGINE),
		job_of(&api, AC_PRIORITY_API) };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(ac_writer_submit(writer, &jobs[i]), AC_OK);
	assert_true(ac_writer_step(writer));
	assert_int_equal(api.status, AC_FULL);
	assert_int_equal(engine.done, 0);
	assert_true(ac_writer_stats(writer).stalled);
	assert_true(ac_writer_step(writer));
	assert_int_equal(stalls.began, 1);
	assert_int_equal(parties(ac_store_db(store)), 0);
	engine.answer = AC_OK; /* there is room again */
	assert_true(ac_writer_step(writer));
	assert_int_equal(engine.done, 1);
	assert_int_equal(engine.status, AC_OK);
	assert_int_equal(engine.calls, 3);
	assert_int_equal(stalls.ended, 1);
	assert_false(ac_writer_stats(writer).stalled);
	assert_int_equal(parties(ac_store_db(store)), 1);
	ac_writer_free(writer);
	ac_store_close(store);
}

struct slices {
	int64_t next, last;
	int calls;
	struct ac_writer *writer; /* each slice brings somebody who waits, where not NULL */
	struct put puts[8];
};

static enum ac_status slice_fn(
	struct ac_db *db, void *ctx, struct ac_mono until, bool *more, struct ac_error *err)
{
	struct slices *slices = ctx;
	struct put *waiting = &slices->puts[slices->calls++ % 8];
	(void)until;
	if (slices->writer) {
		*waiting = (struct put){ .id = slices->calls };
		struct ac_job job = job_of(waiting, AC_PRIORITY_API);
		assert_int_equal(ac_writer_submit(slices->writer, &job), AC_OK);
	}
	for (int i = 0; i < 10 && slices->next <= slices->last; i++) {
		struct put put = { .id = slices->next++ };
		AC_TRY(put_fn(db, &put, err));
	}
	*more = slices->next <= slices->last;
	return AC_OK;
}

static void bulk_work_takes_turns_with_everybody_else(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer =
		new_writer(store, (struct ac_writer_options){ .threadless = true });
	struct slices slices = { .next = 100, .last = 149, .writer = writer };
	struct ac_job bulk = { .priority = AC_PRIORITY_BULK, .slice = slice_fn, .ctx = &slices };
	assert_int_equal(ac_writer_submit(writer, &bulk), AC_OK);
	for (int i = 0; i < 5; i++) {
		assert_true(ac_writer_step(writer));
		assert_int_equal(slices.calls, i + 1);
		assert_int_equal(slices.puts[i].done, 0);
		if (i > 0)
			assert_int_equal(slices.puts[i - 1].done, 1);
	}
	assert_true(ac_writer_step(writer));
	assert_false(ac_writer_step(writer));
	assert_int_equal(parties(ac_store_db(store)), 55);
	ac_writer_free(writer);
	ac_store_close(store);
}

enum { threads = 4, puts_each = 50 };

struct thread_work {
	struct ac_writer *writer;
	int first;
};

static void *put_many(void *ctx)
{
	struct thread_work *work = ctx;
	for (int i = 0; i < puts_each; i++) {
		struct put put = { .id = work->first + i };
		if (ac_writer_run(work->writer, put_fn, &put, NULL) != AC_OK)
			return ctx;
	}
	return NULL;
}

static void many_threads_write_at_once_and_none_is_lost(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer = new_writer(store, (struct ac_writer_options){ 0 });
	pthread_t ids[threads];
	struct thread_work work[threads];
	for (int i = 0; i < threads; i++) {
		work[i] = (struct thread_work){ writer, 1 + i * puts_each };
		assert_int_equal(pthread_create(&ids[i], NULL, put_many, &work[i]), 0);
	}
	struct slices slices = { .next = 10000, .last = 10099 };
	assert_int_equal(ac_writer_run_bulk(writer, slice_fn, &slices, NULL), AC_OK);
	for (int i = 0; i < threads; i++) {
		void *failed = NULL;
		pthread_join(ids[i], &failed);
		assert_null(failed);
	}
	struct ac_db *reader = NULL;
	assert_int_equal(ac_store_reader(store, &reader, NULL), AC_OK);
	assert_int_equal(parties(reader), threads * puts_each + 100);
	ac_db_close(reader);
	ac_writer_free(writer);
	ac_store_close(store);
}

static void stopping_finishes_what_was_handed_in(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer = new_writer(store, (struct ac_writer_options){ .queue = 64 });
	static struct put puts[60];
	for (int i = 0; i < 60; i++) {
		puts[i] = (struct put){ .id = i + 1 };
		struct ac_job job = job_of(&puts[i], i % 2 ? AC_PRIORITY_API : AC_PRIORITY_ENGINE);
		assert_int_equal(ac_writer_submit(writer, &job), AC_OK);
	}
	ac_writer_free(writer);
	for (int i = 0; i < 60; i++) {
		assert_int_equal(puts[i].done, 1);
		assert_int_equal(puts[i].status, AC_OK);
	}
	assert_int_equal(parties(ac_store_db(store)), 60);
	ac_store_close(store);
}

static void a_full_queue_turns_work_away_and_a_stalled_stop_says_so(void **state)
{
	(void)state;
	struct place place = place_new();
	struct ac_store *store = place_open(&place);
	struct ac_writer *writer = new_writer(
		store, (struct ac_writer_options){ .threadless = true, .queue = 2, .group = 1 });
	struct put puts[3] = { { .id = 1, .answer = AC_IO }, { .id = 2 }, { .id = 3 } };
	struct ac_job jobs[3];
	for (int i = 0; i < 3; i++)
		jobs[i] = job_of(&puts[i], AC_PRIORITY_ENGINE);
	assert_int_equal(ac_writer_submit(writer, &jobs[0]), AC_OK);
	assert_int_equal(ac_writer_submit(writer, &jobs[1]), AC_OK);
	assert_int_equal(ac_writer_submit(writer, &jobs[2]), AC_FULL);
	ac_writer_free(writer);
	assert_int_equal(puts[0].done + puts[1].done, 2);
	assert_int_equal(puts[0].status, AC_CLOSED);
	assert_int_equal(puts[1].status, AC_CLOSED);
	assert_int_equal(puts[2].done, 0);
	ac_store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(two_programs_cannot_open_one_directory),
		CASE(a_directory_is_made_once),
		CASE(the_wrong_key_is_refused_before_anything_is_read),
		CASE(a_database_of_a_newer_program_is_refused),
		CASE(numbers_go_on_where_they_were),
		CASE(the_audit_log_verifies_and_can_be_read),
		CASE(the_acts_in_a_case_are_found),
		CASE(everything_that_belongs_to_a_case_is_known_to),
		CASE(every_kind_of_tampering_with_the_audit_log_is_found),
		CASE(a_failing_job_is_undone_alone_in_its_group),
		CASE(the_engine_goes_first_whoever_came_first),
		CASE(a_full_disk_turns_the_desk_away_and_keeps_the_engines_work),
		CASE(bulk_work_takes_turns_with_everybody_else),
		CASE(many_threads_write_at_once_and_none_is_lost),
		CASE(stopping_finishes_what_was_handed_in),
		CASE(a_full_queue_turns_work_away_and_a_stalled_stop_says_so),
	};
	return RUN_IN_PLACES(tests);
}
