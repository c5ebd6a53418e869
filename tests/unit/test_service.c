/* What a user loses if this breaks: the daemon as such. People who are in a campaign and are never
 * written to, are forgotten by a crash, or are told by an exercise that was none. */
#include "service/service.h"

#include "channel/memory/memory.h"
#include "check.h"
#include "service_world.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static bool some_told(const struct ac_counts *counts)
{
	return counts->all.told >= 10;
}
static bool all_asked(const struct ac_counts *counts)
{
	return counts->in_flight >= 50;
}
static bool all_cleared(const struct ac_counts *counts)
{
	return counts->state == AC_CAMPAIGN_closing && counts->closing_told == 50;
}

static void assert_sum(const struct ac_counts *counts, int64_t people)
{
	assert_int_equal(counts->all.recipients, people);
	assert_int_equal(counts->all.told + counts->all.pending + counts->all.explained, people);
}

/* ---- from start to receipt ---- */

static void everyone_in_a_campaign_is_told(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	struct ac_counts counts = world_counts(&world, service);
	assert_sum(&counts, 50);
	ac_service_close(service);
	assert_int_equal(carrier.taken, 50);
	world_remove(&world);
}

/* The carrier's memory of what it was given. */
struct mailbag {
	pthread_mutex_t lock;
	char to[64][24], text[64][200];
	int n;
};

static struct ac_memory_plan keep(void *ctx, const struct ac_message *message)
{
	struct mailbag *bag = ctx;
	pthread_mutex_lock(&bag->lock);
	if (bag->n < 64) {
		(void)snprintf(bag->to[bag->n], 24, "%.*s", AC_STR_ARG(message->to));
		(void)snprintf(bag->text[bag->n++], 200, "%.*s", AC_STR_ARG(message->body));
	}
	pthread_mutex_unlock(&bag->lock);
	return (struct ac_memory_plan){ 0 };
}

static void each_gets_a_text_of_their_own_at_their_own_number(void **state)
{
	(void)state;
	struct world world = world_new();
	world.named = true;
	struct mailbag bag = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &bag };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	ac_service_close(service);
	assert_int_equal(bag.n, 50);
	for (int i = 0; i < bag.n; i++) {
		char expected[200];
		(void)snprintf(expected, sizeof expected,
			"Person %lld, leave now. Answer 1 leaving.",
			strtoll(bag.to[i] + 6, NULL, 10));
		assert_string_equal(bag.text[i], expected);
	}
	world_remove(&world);
}

static const struct ac_sql sql_lodging = { "test_lodging",
	"INSERT INTO lodging (id, ref, name, lat_e7, lon_e7, cell) VALUES ($1, $2, $2, 0, 0, 0)" };
static const struct ac_sql sql_stay = { "test_stay",
	"INSERT INTO stay (id, traveller, lodging, cell, t_from, t_to, confidence, span) "
	"VALUES ($1, $2, $3, 0, $4, $5, 3, 0)" };

struct staying {
	int64_t id, traveller, lodging;
	int from, to; /* days from now */
};

static enum ac_status put_stays(struct ac_db *db, void *ctx, struct ac_error *err)
{
	static const char *const names[] = { "Pera", "Moda", "Hilton" };
	static const struct staying stays[] = {
		{ 1, 1, 1, -9, -5 }, /* 1 is in Moda */
		{ 2, 1, 2, -1, 2 },
		{ 3, 1, 3, 4, 6 },
		{ 4, 2, 3, 8, 9 }, /* 2 comes to Pera */
		{ 5, 2, 1, 1, 3 },
		{ 6, 3, 1, -9, -5 }, /* 3 was in Hilton last */
		{ 7, 3, 3, -5, -2 },
	};
	const struct ac_wall *now = ctx;
	for (int i = 0; i < 3; i++)
		AC_TRY(ac_db_run(db, &sql_lodging,
			AC_VALUES(AC_I64(i + 1), AC_TEXT(ac_str(names[i]))), err));
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
		AC_TRY(ac_db_run(db, &sql_stay,
			AC_VALUES(AC_I64(stays[i].id), AC_I64(stays[i].traveller),
				AC_I64(stays[i].lodging), AC_I64(now->us + stays[i].from * AC_DAY),
				AC_I64(now->us + stays[i].to * AC_DAY)),
			err));
	return AC_OK;
}

static void a_text_names_the_hotel_that_a_person_is_in_or_comes_to(void **state)
{
	(void)state;
	static const char *const hotel[] = { "", "Moda", "Pera", "Hilton" };
	struct world world = world_new();
	world.people = 3;
	world.text = "Leave {hotel} now. Answer 1 leaving.";
	struct mailbag bag = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct ac_memory_carrier carrier = { .plan = keep, .ctx = &bag };
	struct ac_service *service = world_open(&world, &carrier);
	struct ac_wall now = ac_service_now(service);
	world_prepare(&world, service);
	WORLD_OK(ac_service_write(service, put_stays, &now, err));
	WORLD_OK(ac_service_start_campaign(service, world.campaign, NULL, NULL, err));
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	ac_service_close(service);
	assert_int_equal(bag.n, 3);
	for (int i = 0; i < bag.n; i++) {
		char expected[200];
		(void)snprintf(expected, sizeof expected, "Leave %s now. Answer 1 leaving.",
			hotel[strtoll(bag.to[i] + 6, NULL, 10)]);
		assert_string_equal(bag.text[i], expected);
	}
	world_remove(&world);
}

/* ---- crashes ---- */

static void a_crash_forgets_nobody(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, some_told, 10));
	ac_service_abandon(service);

	struct ac_memory_carrier second = { 0 };
	service = world_open(&world, &second);
	struct ac_counts counts = world_counts(&world, service);
	assert_sum(&counts, 50);
	ac_service_abandon(service);
	world_remove(&world);
}

static void what_was_told_before_a_crash_is_told_after_it(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	struct ac_memory_carrier next[3] = { 0 };
	for (int turn = 0; turn < 3; turn++) {
		(void)usleep(100000); /* the last outcomes become durable */
		ac_service_abandon(service);
		service = world_open(&world, &next[turn]);
		struct ac_counts counts = world_counts(&world, service);
		assert_sum(&counts, 50);
		assert_int_equal(counts.all.told_by[AC_TOLD_delivered], 50);
		assert_int_equal(next[turn].taken, 0);
		if (turn == 0)
			WORLD_OK(ac_service_checkpoint(service, err));
	}
	ac_service_close(service);
	world_remove(&world);
}

static void an_open_receipt_is_still_awaited_after_checkpoint_and_crash(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { .plan = world_no_receipts };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, all_asked, 10));
	(void)usleep(100000);
	WORLD_OK(ac_service_checkpoint(service, err));
	ac_service_abandon(service);
	struct ac_memory_carrier next = { .plan = world_no_receipts };
	service = world_open(&world, &next);
	struct ac_counts counts = world_counts(&world, service);
	assert_sum(&counts, 50);
	assert_int_equal(counts.in_flight, 50);
	(void)usleep(100000);
	assert_int_equal(next.taken, 0);
	ac_service_close(service);
	world_remove(&world);
}

static void visit_attempt(void *ctx, const struct ac_attempt_row *row)
{
	int *found = ctx;
	assert_int_equal(row->state, AC_ATTEMPT_delivered);
	assert_true(row->recorded_at.us && row->submitted_at.us && row->ended_at.us);
	assert_true(row->carrier_id.n > 0);
	++*found;
}

static enum ac_status look_at_history(struct ac_db *db, void *ctx, struct ac_error *err)
{
	int64_t first, last;
	for (int64_t person = 1; person <= 50; person++)
		AC_TRY(ac_attempts_of(db, person, visit_attempt, ctx, err));
	AC_TRY(ac_journal_range(db, &first, &last, err));
	assert_int_equal(last, 0);
	return AC_OK;
}

static void a_closed_daemon_leaves_history_and_no_journal(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	ac_service_close(service);
	struct ac_service_options looking = { .mode = AC_SERVICE_LOOK };
	WORLD_OK(ac_service_open(world.dir, &looking, &service, err));
	int found = 0;
	WORLD_OK(ac_service_read(service, look_at_history, &found, err));
	assert_int_equal(found, 50);
	struct ac_counts counts = world_counts(&world, service);
	assert_sum(&counts, 50);
	assert_int_equal(counts.all.told_by[AC_TOLD_delivered], 50);
	ac_service_close(service);
	world_remove(&world);
}

/* ---- the end ---- */

static void the_all_clear_reaches_everyone_who_was_told(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	struct ac_order_input clear = { .order = AC_ORDER_CLOSE,
		.campaign = world.campaign,
		.kind = AC_KIND_all_clear,
		.version = 1 };
	WORLD_OK(ac_service_order(service, clear, err));
	assert_true(world_wait(&world, service, all_cleared, 10));
	(void)usleep(100000);
	ac_service_abandon(service);
	struct ac_memory_carrier next = { 0 };
	service = world_open(&world, &next);
	assert_int_equal(world_counts(&world, service).state, AC_CAMPAIGN_closing);
	struct ac_order_input finish = { .order = AC_ORDER_FINISH, .campaign = world.campaign };
	assert_true(world_wait(&world, service, all_cleared, 10));
	WORLD_OK(ac_service_order(service, finish, err));
	ac_service_close(service);
	world_remove(&world);
}

/* ---- refusals ---- */

static void two_daemons_on_one_directory_are_refused(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_open(&world, &carrier), *second = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE };
	struct ac_error err;
	assert_int_equal(ac_service_open(world.dir, &options, &second, &err), AC_BUSY);
	ac_service_close(service);
	world_remove(&world);
}

static const char real_link[] = "links:\n"
				"  - name: here\n"
				"    driver: memory\n";

static void an_exercise_clock_needs_exercise_links(void **state)
{
	(void)state;
	struct world world = world_new();
	world_config(&world, real_link);
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.exercise = true,
		.clock_start = { INT64_C(1655078400) * AC_SECOND },
		.clock_rate = 60,
		.memory_carrier = &carrier };
	struct ac_error err;
	assert_int_equal(ac_service_open(world.dir, &options, &service, &err), AC_INVALID);
	assert_non_null(strstr(err.msg, "here"));
	world_remove(&world);
}

static void an_exercise_never_starts_over_a_real_link(void **state)
{
	(void)state;
	struct world world = world_new();
	world.exercise_case = true;
	world_config(&world, real_link);
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_open(&world, &carrier);
	world_prepare(&world, service);
	struct ac_error err;
	assert_int_equal(
		ac_service_start_campaign(service, world.campaign, NULL, NULL, &err), AC_CONFLICT);
	ac_service_close(service);
	assert_int_equal(carrier.taken, 0);

	/* it runs where it may; then the links change: the daemon does not start with it */
	world_config(&world, world_memory_link);
	service = world_open(&world, &carrier);
	ac_service_close(service);
	world_config(&world, real_link);
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.memory_carrier = &carrier };
	assert_int_equal(ac_service_open(world.dir, &options, &service, &err), AC_CONFLICT);
	world_remove(&world);
}

static void a_link_can_be_tested_outside_any_campaign(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_open(&world, &carrier);
	uint16_t link;
	WORLD_OK(ac_service_link_number(service, AC_STR("here"), &link, err));
	struct ac_link_test result;
	WORLD_OK(ac_service_link_test(service, link, AC_STR("+972500000001"), AC_STR("Test."),
		2 * AC_SECOND, &result, err));
	assert_int_equal(result.result, AC_RESULT_ACCEPTED);
	struct ac_link_health health[4];
	assert_int_equal(ac_service_links(service, health, 4), 1);
	assert_true(health[0].up);
	ac_service_close(service);
	world_remove(&world);
}

/* ---- a disk without room, a server that is gone ---- */

static const struct ac_sql sql_ballast = { "test_ballast",
	"INSERT INTO meta (key, value) VALUES ('ballast', $1) "
	"ON CONFLICT (key) DO UPDATE SET value = excluded.value" };

static enum ac_status put_ballast(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_str bytes = { ctx, 8 << 20 };
	return ac_db_run(db, &sql_ballast, AC_VALUES(AC_BLOB(bytes)), err);
}

/* No file may grow: as good as a full disk. */
static void let_files_grow(bool grow)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = grow ? limit.rlim_max : 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The store stands still, or goes on. */
static void let_store_work(bool work)
{
	if (test_on_server())
		assert_true(pg_peer_order(&test_peer, work ? "up" : "down"));
	else
		let_files_grow(work);
}

/* The connection is made again within the longest pause between two attempts. */
static void world_start_when_it_answers(const struct world *world, struct ac_service *service)
{
	struct ac_error why;
	enum ac_status status = AC_BUSY;
	for (int i = 0; i < 200 && (status == AC_BUSY || status == AC_FULL); i++) {
		(void)usleep(50000);
		status = ac_service_start_campaign(service, world->campaign, NULL, NULL, &why);
	}
	assert_int_equal(status, AC_OK);
}

static void a_store_that_stands_still_refuses_new_work_and_loses_nobody(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_open(&world, &carrier);
	world_prepare(&world, service);
	(void)signal(SIGXFSZ, SIG_IGN);
	let_store_work(false);
	AC_AUTO(free) char *ballast = ac_alloc(8 << 20);
	struct ac_error why;
	enum ac_status status = ac_service_write(service, put_ballast, ballast, &why);
	assert_true(test_on_server() ? status == AC_BUSY : status == AC_FULL || status == AC_IO);
	assert_int_equal(
		ac_service_start_campaign(service, world.campaign, NULL, NULL, &why), AC_FULL);
	struct ac_health health;
	ac_service_health(service, &health);
	assert_true(health.store_stalled);
	assert_int_equal(carrier.taken, 0); /* nothing leaves without its record */
	struct ac_order_input pause = { .order = AC_ORDER_PAUSE, .campaign = world.campaign };
	assert_int_equal(ac_service_order(service, pause, &why), AC_FULL);
	let_store_work(true);
	world_start_when_it_answers(&world, service);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	ac_service_health(service, &health);
	assert_false(health.store_stalled);
	ac_service_close(service);
	assert_int_equal(carrier.taken, 50);
	world_remove(&world);
}

/* ---- people who come later ---- */

static enum ac_status add_later_person(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct world *world = ctx;
	struct ac_task_spec spec = world_spec(db->vault, world->campaign, 51);
	struct ac_task_image image = ac_task_image_new(&spec, (struct ac_wall){ 0 });
	AC_TRY(world_put_person(db, 51, err));
	return ac_tasks_put(db, &spec, &image, 1, 0, err);
}

static bool fifty_one(const struct ac_counts *counts)
{
	return counts->all.told_by[AC_TOLD_delivered] == 51;
}

static void who_joins_a_campaign_is_told_too(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	WORLD_OK(ac_service_write(service, add_later_person, &world, err));
	int64_t later = 51;
	WORLD_OK(ac_service_tasks_changed(service, world.campaign, &later, 1, err));
	assert_true(world_wait(&world, service, fifty_one, 10));
	ac_service_close(service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(everyone_in_a_campaign_is_told),
		CASE(each_gets_a_text_of_their_own_at_their_own_number),
		CASE(a_text_names_the_hotel_that_a_person_is_in_or_comes_to),
		CASE(a_crash_forgets_nobody),
		CASE(what_was_told_before_a_crash_is_told_after_it),
		CASE(an_open_receipt_is_still_awaited_after_checkpoint_and_crash),
		CASE(a_closed_daemon_leaves_history_and_no_journal),
		CASE(the_all_clear_reaches_everyone_who_was_told),
		CASE(two_daemons_on_one_directory_are_refused),
		CASE(an_exercise_clock_needs_exercise_links),
		CASE(an_exercise_never_starts_over_a_real_link),
		CASE(a_link_can_be_tested_outside_any_campaign),
		CASE(a_store_that_stands_still_refuses_new_work_and_loses_nobody),
		CASE(who_joins_a_campaign_is_told_too),
	};
	return RUN(tests);
}
