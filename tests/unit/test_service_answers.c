/* What a user loses if this breaks: the answers. Somebody who wrote "I need help", and nobody reads it; who
 * said that they are safe, and is looked for; why they stay, which nobody learns. */
#include "service/service.h"

#include "base/log.h"
#include "channel/memory/memory.h"
#include "check.h"
#include "service/desk/campaigns.h"
#include "service/desk/persons.h"
#include "service_world.h"

#include <stdatomic.h>

static bool one_helpless(const struct ac_counts *counts)
{
	return counts->help_open == 1;
}
/* ---- what people write ---- */

struct saying {
	struct ac_memory_carrier *carrier;
	const char *from, *text;
};

static struct ac_memory_plan say_help(void *ctx, const struct ac_message *message)
{
	const struct saying *saying = ctx;
	if (ac_str_eq(message->to, ac_str(saying->from)))
		ac_memory_say(saying->carrier, message->to, AC_STR("4567"), ac_str(saying->text));
	return (struct ac_memory_plan){ 0 };
}

struct raised {
	atomic_int help, inbox;
};

static void on_raised(void *ctx, const struct ac_raised *raised)
{
	struct raised *count = ctx;
	if (raised->raise == AC_RAISE_HELP && raised->traveller == 7 && raised->id > 0)
		atomic_fetch_add(&count->help, 1);
	if (raised->raise == AC_RAISE_INBOX && raised->inbound > 0)
		atomic_fetch_add(&count->inbox, 1);
}

/* The campaign runs, and what is raised is counted. */
static struct ac_service *serve_raising(
	struct world *world, struct ac_memory_carrier *carrier, struct raised *raised)
{
	struct ac_service *service = NULL;
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.memory_carrier = carrier,
		.raised = on_raised,
		.raised_ctx = raised };
	WORLD_OK(ac_service_open(world->dir, &options, &service, err));
	world_start(world, service);
	return service;
}

static void count_help(void *ctx, const struct ac_help_row *row)
{
	assert_int_equal(row->traveller, 7);
	++*(int *)ctx;
}

static enum ac_status look_for_help(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_help_open(db, 0, count_help, ctx, err);
}

static void a_cry_for_help_is_durable_and_raised(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	world_number(7, number);
	struct ac_memory_carrier carrier = { .plan = say_help };
	struct saying saying = { &carrier, number, "5 need help" };
	carrier.ctx = &saying;
	struct raised raised = { 0 };
	struct ac_service *service = serve_raising(&world, &carrier, &raised);
	assert_true(world_wait(&world, service, one_helpless, 10));
	for (int i = 0; i < 1000 && (!atomic_load(&raised.help) || carrier.kept); i++)
		(void)usleep(5000);
	assert_int_equal(atomic_load(&raised.help), 1);
	assert_int_equal(carrier.kept, 0);
	int calls = 0;
	WORLD_OK(ac_service_read(service, look_for_help, &calls, err));
	assert_int_equal(calls, 1);
	ac_service_abandon(service);
	struct ac_memory_carrier next = { 0 };
	service = world_open(&world, &next);
	assert_int_equal(world_counts(&world, service).help_open, 1);
	struct ac_order_input own = {
		.order = AC_ORDER_OWN_HELP, .campaign = world.campaign, .traveller = 7, .officer = 1
	};
	WORLD_OK(ac_service_order(service, own, err));
	assert_int_equal(world_counts(&world, service).help_open, 0);
	ac_service_close(service);
	world_remove(&world);
}

static void count_inbound(void *ctx, const struct ac_inbound_row *row)
{
	assert_true(ac_str_eq(row->text, AC_STR("what is going on here?")));
	++*(int *)ctx;
}

static enum ac_status look_for_inbound(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_inbound_list(db, AC_INBOUND_OPEN, 0, 100, count_inbound, ctx, err);
}

static void free_text_waits_in_the_inbox(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	world_number(9, number);
	struct ac_memory_carrier carrier = { .plan = say_help };
	struct saying saying = { &carrier, number, "what is going on here?" };
	carrier.ctx = &saying;
	struct raised raised = { 0 };
	struct ac_service *service = serve_raising(&world, &carrier, &raised);
	for (int i = 0; i < 1000 && !atomic_load(&raised.inbox); i++)
		(void)usleep(5000);
	int open = 0;
	WORLD_OK(ac_service_read(service, look_for_inbound, &open, err));
	assert_int_equal(open, 1);
	ac_service_close(service);
	world_remove(&world);
}

/* A message that was stored, and not taken in when the daemon was killed. */
static enum ac_status put_inbound(struct ac_db *db, void *ctx, struct ac_error *err)
{
	(void)ctx;
	struct ac_inbound_row row = { .link = 1,
		.number_key = world_number_key(db->vault, 5),
		.text = AC_STR("4 safe"),
		.word = AC_WORD_safe };
	return ac_inbound_insert(db, &row, NULL, err);
}

static void count_any(void *ctx, const struct ac_inbound_row *row)
{
	(void)row;
	++*(int *)ctx;
}

static enum ac_status count_messages(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_inbound_of_number(db, world_number_key(db->vault, 5), count_any, ctx, err);
}

static bool one_safe(const struct ac_counts *counts)
{
	return counts->all.standings[AC_STANDING_safe] == 1;
}

static void an_answer_stored_before_a_crash_counts_after_it_once(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	world_number(5, number);
	struct ac_memory_carrier carrier = { 0 };
	struct ac_service *service = world_serve(&world, &carrier);
	assert_true(world_wait(&world, service, world_all_delivered, 10));
	WORLD_OK(ac_service_write(service, put_inbound, NULL, err));
	(void)usleep(100000);
	ac_service_abandon(service);

	/* the carrier delivers it again, as it was never acknowledged */
	struct ac_memory_carrier next = { .plan = say_help };
	struct saying saying = { &next, number, "4 safe" };
	next.ctx = &saying;
	service = world_open(&world, &next);
	assert_true(world_wait(&world, service, one_safe, 10));
	struct ac_link_test result;
	WORLD_OK(ac_service_link_test(
		service, 1, ac_str(number), AC_STR("Test."), 2 * AC_SECOND, &result, err));
	for (int i = 0; i < 200 && next.kept; i++)
		(void)usleep(5000);
	assert_int_equal(next.kept, 0);
	int messages = 0;
	WORLD_OK(ac_service_read(service, count_messages, &messages, err));
	assert_int_equal(messages, 1);
	assert_string_equal(ac_service_link_name(service, 1), "here");
	ac_service_close(service);
	world_remove(&world);
}

/* Answers that a journal row names, of these people. */
struct answers {
	int64_t of;
	int n;
};

static void count_answer(void *ctx, const struct ac_event_row *row)
{
	((struct answers *)ctx)->n += row->record.event == AC_EVENT_responded;
}

static enum ac_status look_at_answers(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct answers *answers = ctx;
	return ac_events_of(db, answers->of, count_answer, ctx, err);
}

static bool two_safe(const struct ac_counts *counts)
{
	return counts->all.standings[AC_STANDING_safe] == 2;
}

/* "4 safe" of nobody we know: stored, never of interest to the engine. */
static enum ac_status put_stranger(struct ac_db *db, void *ctx, struct ac_error *err)
{
	struct ac_inbound_row row = { .link = 1,
		.number_key = world_number_key(db->vault, 7777),
		.text = AC_STR("4 safe"),
		.word = AC_WORD_safe };
	return ac_inbound_insert(db, &row, ctx, err);
}

static void count_new(void *ctx, const struct ac_inbound_row *row)
{
	(void)row;
	++*(int *)ctx;
}

static enum ac_status count_untaken(struct ac_db *db, void *ctx, struct ac_error *err)
{
	return ac_inbound_new(db, 0, INT64_MAX, 100, count_new, ctx, err);
}

static int untaken(struct ac_service *service)
{
	int n = 0;
	WORLD_OK(ac_service_read(service, count_untaken, &n, err));
	return n;
}

enum { many = 17000 };

static enum ac_status put_many(struct ac_db *db, void *ctx, struct ac_error *err)
{
	int64_t id;
	(void)ctx;
	for (int i = 0; i < many; i++)
		AC_TRY(put_stranger(db, &id, err));
	return AC_OK;
}

static void more_than_goes_in_at_once_is_given_to_the_engine_after_a_crash_once(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { 0 }, next = { 0 };
	struct raised raised = { 0 };
	struct ac_service *service = world_open(&world, &carrier);
	WORLD_OK(ac_service_write(service, put_many, NULL, err));
	ac_service_abandon(service);
	struct ac_service_options options = { .mode = AC_SERVICE_SERVE,
		.memory_carrier = &next,
		.raised = on_raised,
		.raised_ctx = &raised };
	ac_log_set_level(AC_LOG_WARN);
	WORLD_OK(ac_service_open(world.dir, &options, &service, err));
	for (int i = 0; i < 6000 && untaken(service); i++)
		(void)usleep(5000);
	assert_int_equal(untaken(service), 0);
	assert_int_equal(atomic_load(&raised.inbox), many);
	ac_service_close(service);
	ac_log_set_level(AC_LOG_INFO);
	world_remove(&world);
}

static void an_answer_that_others_overtook_survives_a_crash(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	int64_t stranger = 0;
	world_number(6, number);
	struct ac_memory_carrier carrier = { .plan = say_help };
	struct saying saying = { &carrier, number, "4 safe" };
	carrier.ctx = &saying;
	struct ac_service *service = world_open(&world, &carrier);
	world_prepare(&world, service);
	/* the first is stored and was turned away by the engine; the second is taken in after it */
	WORLD_OK(ac_service_write(service, put_inbound, NULL, err));
	WORLD_OK(ac_service_write(service, put_stranger, &stranger, err));
	WORLD_OK(ac_service_start_campaign(service, world.campaign, NULL, NULL, err));
	assert_true(world_wait(&world, service, one_safe, 10));
	for (int i = 0; i < 1000 && (untaken(service) > 2 || carrier.kept); i++)
		(void)usleep(5000);
	assert_int_equal(untaken(service), 2);
	struct ac_memory_carrier next[2] = { 0 };
	for (int turn = 0; turn < 2; turn++) {
		ac_service_abandon(service);
		service = world_open(&world, &next[turn]);
		assert_true(world_wait(&world, service, two_safe, 10));
		for (int i = 0; i < 1000 && untaken(service); i++)
			(void)usleep(5000);
		assert_int_equal(untaken(service), 0);
	}
	WORLD_OK(ac_service_checkpoint(service, err));
	for (int64_t person = 5; person <= 6; person++) {
		struct answers answers = { person, 0 };
		WORLD_OK(ac_service_read(service, look_at_answers, &answers, err));
		assert_int_equal(answers.n, 1);
	}
	ac_service_close(service);
	world_remove(&world);
}

/* ---- officers ---- */

static void what_an_officer_heard_counts(void **state)
{
	(void)state;
	struct world world = world_new();
	struct ac_memory_carrier carrier = { .plan = world_no_receipts };
	struct ac_service *service = world_serve(&world, &carrier);
	struct ac_heard heard = {
		.traveller = 3, .word = AC_WORD_safe, .officer = 1, .when = { INT64_MAX }
	};
	WORLD_OK(ac_service_respond(service, &heard, err));
	ac_service_abandon(service);
	struct ac_memory_carrier next = { .plan = world_no_receipts };
	service = world_open(&world, &next);
	assert_int_equal(world_counts(&world, service).all.standings[AC_STANDING_safe], 1);
	heard.traveller = 12345;
	struct ac_error err;
	assert_int_equal(ac_service_respond(service, &heard, &err), AC_NOT_FOUND);
	ac_service_close(service);
	world_remove(&world);
}

/* What `campaign show` counts under a reason. */
static int64_t reasons(struct world *world, struct ac_service *service, const char *name)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	int64_t n = -1;
	WORLD_OK(ac_campaigns_view(service, world->campaign, answer, err));
	WORLD_OK(ac_json_get_i64(ac_json_find(answer, "refusal_reasons"), name, &n, err));
	return n;
}

static enum ac_status says(struct ac_service *service, int64_t id, enum ac_word word,
	const char *reason, struct ac_error *err)
{
	AC_AUTO(json) struct ac_json *answer = ac_json_new_object();
	struct ac_person_said said = {
		.word = word, .when = { INT64_MAX }, .reason = ac_str(reason)
	};
	return ac_persons_said(
		service, (struct ac_officer){ .name = AC_STR("dana") }, id, &said, answer, err);
}

static void why_people_stay_is_counted_and_shown(void **state)
{
	(void)state;
	struct world world = world_new();
	char number[24];
	world_number(8, number);
	struct ac_memory_carrier carrier = { .plan = say_help };
	struct saying saying = { &carrier, number, "3 no money" };
	carrier.ctx = &saying;
	struct ac_service *service = world_serve(&world, &carrier);
	WORLD_OK(says(service, 3, AC_WORD_staying, "family", err));
	WORLD_OK(says(service, 4, AC_WORD_staying, "", err));
	for (int i = 0; i < 1000 && reasons(&world, service, "money") == 0; i++)
		(void)usleep(5000);
	assert_int_equal(reasons(&world, service, "money"), 1);
	assert_int_equal(reasons(&world, service, "family"), 1);
	assert_int_equal(reasons(&world, service, "work"), 0);
	AC_AUTO(json) struct ac_json *person = ac_json_new_object();
	WORLD_OK(ac_persons_view(
		service, (struct ac_officer){ .name = AC_STR("dana") }, 3, person, err));
	const struct ac_json *task = ac_json_at(ac_json_find(person, "tasks"), 0);
	struct ac_str why;
	WORLD_OK(ac_json_get_str(task, "reason", &why, err));
	assert_true(ac_str_eq(why, AC_STR("family")));
	struct ac_error refused;
	assert_int_equal(says(service, 5, AC_WORD_staying, "spite", &refused), AC_INVALID);
	assert_int_equal(says(service, 5, AC_WORD_leaving, "money", &refused), AC_INVALID);
	WORLD_OK(says(service, 3, AC_WORD_leaving, "", err));
	assert_int_equal(reasons(&world, service, "family"), 0);
	ac_service_close(service);
	world_remove(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_cry_for_help_is_durable_and_raised),
		CASE(free_text_waits_in_the_inbox),
		CASE(an_answer_stored_before_a_crash_counts_after_it_once),
		CASE(more_than_goes_in_at_once_is_given_to_the_engine_after_a_crash_once),
		CASE(an_answer_that_others_overtook_survives_a_crash),
		CASE(what_an_officer_heard_counts),
		CASE(why_people_stay_is_counted_and_shown),
	};
	return RUN(tests);
}
