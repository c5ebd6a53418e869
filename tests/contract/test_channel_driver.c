/* What a user loses if this breaks: a person who is counted as told and was not, or told twice, because one
 * way of reaching people keeps other promises than the next. The numbered rules are those of
 * channel/driver.h; every driver has to pass all of them. */
#include "channel/driver.h"

#include "base/clock.h"
#include "base/vec.h"
#include "channel/loop.h"
#include "channel/memory/memory.h"
#include "channel/smpp/pdu.h"
#include "check.h"
#include "smsc.h"
#include "text/alphabet.h"

#include <stdio.h>
#include <string.h>

/* ---- one carrier for both drivers ---- */

struct plan {
	enum ac_submit_outcome outcome;
	int answer_ms;
	bool no_receipt, receipt_first, falls;
	int receipts_more, receipt_ms;
	enum ac_receipt_state state;
};

struct submitted {
	uint64_t attempt, key;
	enum ac_submit_outcome outcome;
	int at; /* place among all events */
};

struct receipt {
	uint64_t token, key, attempt_ref;
	enum ac_receipt_state state;
	char from[32];
	int at;
};

struct inbound {
	uint64_t token;
	char from[32], text[1024];
};

enum acks { ACK_DURABLE, ACK_NEVER, ACK_REFUSE_FIRST };

struct world {
	const struct ac_channel_driver *driver;
	struct ac_channel_loop *loop;
	struct ac_channel_settings settings;
	struct ac_channel_link *link;
	struct plan (*plan)(struct world *world, struct ac_str to);
	struct ac_memory_carrier memory;
	struct smsc *smsc;
	bool inside; /* a call of the driver */
	enum acks acks;
	int events, ups, downs, closed, refused;
	char why[256];
	int64_t retry_in_ms;
	int in_flight, most_in_flight, seen;
	AC_VEC(struct submitted) submitted;
	AC_VEC(struct receipt) receipts;
	AC_VEC(struct inbound) inbound;
};

static struct plan ask(struct world *world, struct ac_str to)
{
	world->seen++;
	world->in_flight++;
	if (world->in_flight > world->most_in_flight)
		world->most_in_flight = world->in_flight;
	return world->plan ? world->plan(world, to) : (struct plan){ 0 };
}

static struct ac_memory_plan memory_plan(void *ctx, const struct ac_message *message)
{
	struct plan plan = ask(ctx, message->to);
	return (struct ac_memory_plan){
		.outcome = plan.outcome,
		.answer_ms = plan.answer_ms,
		.no_receipt = plan.no_receipt,
		.receipt_first = plan.receipt_first,
		.receipts_more = (uint8_t)plan.receipts_more,
		.receipt_ms = plan.receipt_ms,
		.receipt = plan.state,
		.falls = plan.falls,
	};
}

static struct smsc_plan smsc_plan(void *ctx, const struct smsc_submit *submit)
{
	static const uint32_t status[] = { [AC_SUBMIT_THROTTLED] = AC_SMPP_ESME_RTHROTTLED,
		[AC_SUBMIT_TEMPORARY] = AC_SMPP_ESME_RSYSERR,
		[AC_SUBMIT_REJECTED] = AC_SMPP_ESME_RINVMSGLEN,
		[AC_SUBMIT_DEAD] = AC_SMPP_ESME_RINVDSTADR,
		[AC_SUBMIT_UNSENT] = 0 };
	static const uint8_t states[] = { [AC_RECEIPT_DELIVERED] = 2,
		[AC_RECEIPT_FAILED] = 5,
		[AC_RECEIPT_EXPIRED] = 3,
		[AC_RECEIPT_DEAD] = 5,
		[AC_RECEIPT_ENROUTE] = 1 };
	char to[32];
	snprintf(to, sizeof to, "+%.*s", AC_STR_ARG(submit->to));
	struct plan plan = ask(ctx, ac_str(to));
	return (struct smsc_plan){
		.status = status[plan.outcome],
		.answer_ms = plan.outcome == AC_SUBMIT_UNKNOWN ? -1 : plan.answer_ms,
		.no_receipt = plan.no_receipt || plan.outcome == AC_SUBMIT_UNKNOWN || plan.falls,
		.receipt_first = plan.receipt_first,
		.receipts_more = (uint8_t)plan.receipts_more,
		.receipt_ms = plan.receipt_ms,
		.state = states[plan.state],
		.gone = plan.state == AC_RECEIPT_DEAD,
		.falls = plan.falls,
	};
}

static void say(struct world *world, const char *from, const char *text)
{
	if (world->smsc)
		smsc_say(world->smsc, ac_str(from + 1), AC_STR("4567"), ac_str(text), 0);
	else
		ac_memory_say(&world->memory, ac_str(from), AC_STR("4567"), ac_str(text));
}

static void fall(struct world *world)
{
	if (world->smsc)
		smsc_fall(world->smsc);
	else
		ac_memory_fall(&world->memory);
}

static void refuse_binds(struct world *world, bool refuse)
{
	if (world->smsc)
		smsc_config(world->smsc)->bind_status = refuse ? AC_SMPP_ESME_RINVPASWD : 0;
	world->memory.refuses = refuse;
}

/* ---- events ---- */

static void event(struct world *world)
{
	assert_false(world->inside); /* rule 2 */
	assert_int_equal(world->closed, 0); /* rule 12 */
	world->events++;
}

static void on_up(void *ctx, uint32_t link)
{
	struct world *world = ctx;
	event(world);
	assert_int_equal(link, 7);
	world->ups++;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	struct world *world = ctx;
	event(world);
	assert_int_equal(link, 7);
	world->downs++;
	snprintf(world->why, sizeof world->why, "%s", why);
	world->retry_in_ms = retry_in_ms;
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str carrier_id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	struct world *world = ctx;
	event(world);
	(void)link;
	(void)status;
	assert_int_equal(outcome == AC_SUBMIT_ACCEPTED, key != 0);
	assert_int_equal(outcome == AC_SUBMIT_ACCEPTED, carrier_id.n != 0);
	world->in_flight -= outcome != AC_SUBMIT_UNSENT;
	struct submitted it = { attempt, key, outcome, world->events };
	ac_vec_push(&world->submitted, it);
}

static void answer(struct world *world, uint64_t token)
{
	if (world->acks == ACK_NEVER)
		return;
	bool durable = world->acks == ACK_DURABLE || world->refused++ > 0;
	world->inside = true;
	world->driver->ack(world->link, token, durable);
	world->inside = false;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t attempt_ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct world *world = ctx;
	event(world);
	(void)link;
	(void)error;
	struct receipt it = { token, key, attempt_ref, state, "", world->events };
	snprintf(it.from, sizeof it.from, "%.*s", AC_STR_ARG(from));
	ac_vec_push(&world->receipts, it);
	answer(world, token);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	struct world *world = ctx;
	event(world);
	(void)link;
	assert_true(ac_str_eq(to, AC_STR("4567")));
	struct inbound it = { token, "", "" };
	snprintf(it.from, sizeof it.from, "%.*s", AC_STR_ARG(from));
	snprintf(it.text, sizeof it.text, "%.*s", AC_STR_ARG(text));
	ac_vec_push(&world->inbound, it);
	answer(world, token);
}

static void on_closed(void *ctx, uint32_t link)
{
	struct world *world = ctx;
	event(world);
	(void)link;
	world->closed++;
	world->link = NULL;
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

/* ---- driving ---- */

/* Run the loop until the condition holds; five seconds at most. */
#define UNTIL(world, condition)                                        \
	do {                                                           \
		int64_t give_up_us = ac_mono_now().us + 5 * AC_SECOND; \
		while (!(condition) && ac_mono_now().us < give_up_us)  \
			ac_channel_loop_run_once((world)->loop, 5);    \
		assert_true(condition);                                \
	} while (0)

static void run_ms(struct world *world, int64_t ms)
{
	int64_t until_us = ac_mono_now().us + ms * AC_MS;
	while (ac_mono_now().us < until_us)
		ac_channel_loop_run_once(world->loop, 5);
}

static enum ac_status submit_body(
	struct world *world, uint64_t attempt, const char *to, uint8_t coding, struct ac_str body)
{
	struct ac_message message = { attempt, ac_str(to), coding, 1, body, 3600 };
	world->inside = true;
	enum ac_status status = world->driver->submit(world->link, &message);
	world->inside = false;
	return status;
}

static void submit(struct world *world, uint64_t attempt, const char *to)
{
	assert_int_equal(
		submit_body(world, attempt, to, AC_CODING_GSM7, AC_STR("Leave the district now")),
		AC_OK);
}

static void submit_many(struct world *world, int n)
{
	for (int i = 1; i <= n; i++) {
		char to[24];
		snprintf(to, sizeof to, "+90532%07d", i);
		submit(world, (uint64_t)i, to);
	}
}

static void open_link(struct world *world)
{
	struct ac_error err;
	world->inside = true;
	enum ac_status status = world->driver->open(
		world->loop, &world->settings, &events, world, &world->link, &err);
	world->inside = false;
	assert_int_equal(status, AC_OK);
}

static void open_and_wait(struct world *world)
{
	open_link(world);
	UNTIL(world, world->ups == 1);
}

static struct submitted of(struct world *world, uint64_t attempt)
{
	struct submitted found = { 0 };
	int n = 0;
	ac_vec_each(&world->submitted, it) {
		if (it->attempt != attempt)
			continue;
		found = *it;
		n++;
	}
	assert_int_equal(n, 1); /* rule 4 */
	return found;
}

static void close_link(struct world *world)
{
	world->inside = true;
	world->driver->close(world->link);
	world->inside = false;
}

static struct world *new_world(const char *driver)
{
	struct world *world = ac_alloc(sizeof *world);
	world->loop = ac_channel_loop_new(64);
	world->driver = ac_channel_driver_find(ac_str(driver));
	world->memory = (struct ac_memory_carrier){ .plan = memory_plan, .ctx = world };
	world->settings = ac_channel_settings_default();
	world->settings.link = 7;
	world->settings.name = AC_STR("tr1");
	world->settings.account = AC_STR("carrier");
	world->settings.source = AC_STR("4567");
	world->settings.response_ms = 300;
	world->settings.enquire_ms = 200;
	world->settings.backoff_min_ms = 50;
	world->settings.backoff_max_ms = 200;
	world->settings.script = &world->memory;
	world->settings.host = AC_STR("127.0.0.1");
	if (strcmp(driver, "smpp") == 0) {
		struct smsc_config config = { .plan = smsc_plan, .ctx = world, .redeliver_ms = 50 };
		assert_int_equal(
			smsc_open(ac_channel_loop_uv(world->loop), &config, &world->smsc, NULL),
			AC_OK);
		world->settings.port = smsc_port(world->smsc);
	}
	return world;
}

static int set_up_memory(void **state)
{
	*state = new_world("memory");
	return 0;
}

static int set_up_smpp(void **state)
{
	*state = new_world("smpp");
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;
	if (world->link) {
		close_link(world);
		UNTIL(world, world->closed);
	}
	if (world->smsc) {
		smsc_close(world->smsc);
		UNTIL(world, smsc_closed(world->smsc));
		smsc_free(world->smsc);
	}
	ac_channel_loop_free(world->loop);
	ac_vec_done(&world->submitted);
	ac_vec_done(&world->receipts);
	ac_vec_done(&world->inbound);
	ac_free(world);
	return 0;
}

/* ---- the rules ---- */

/* Rules 4 and 8. */
static void each_message_has_one_outcome_and_its_receipt_has_its_key(void **state)
{
	struct world *world = *state;
	open_and_wait(world);
	submit_many(world, 300);
	UNTIL(world, world->submitted.n == 300 && world->receipts.n == 300);
	run_ms(world, 50);
	for (uint64_t attempt = 1; attempt <= 300; attempt++) {
		struct submitted it = of(world, attempt);
		assert_int_equal(it.outcome, AC_SUBMIT_ACCEPTED);
		int found = 0;
		char to[24];
		snprintf(to, sizeof to, "+90532%07d", (int)attempt);
		ac_vec_each(&world->receipts, receipt) {
			if (receipt->key != it.key)
				continue;
			found++;
			assert_string_equal(receipt->from, to);
			assert_int_equal(receipt->state, AC_RECEIPT_DELIVERED);
		}
		assert_int_equal(found, 1);
	}
}

static struct plan receipt_first(struct world *world, struct ac_str to)
{
	(void)world;
	(void)to;
	return (struct plan){ .receipt_first = true, .answer_ms = 60 };
}

/* Rule 8. Receipts that come early or are taken for another message's: Jasmin #375, #423. */
static void a_receipt_before_the_response_is_kept(void **state)
{
	struct world *world = *state;
	world->plan = receipt_first;
	open_and_wait(world);
	submit_many(world, 5);
	UNTIL(world, world->submitted.n == 5 && world->receipts.n == 5);
	for (uint64_t attempt = 1; attempt <= 5; attempt++) {
		int found = 0;
		ac_vec_each(&world->receipts, receipt)
			found += receipt->key == of(world, attempt).key;
		assert_int_equal(found, 1);
	}
}

static struct plan slower_the_earlier(struct world *world, struct ac_str to)
{
	(void)to;
	return (struct plan){ .answer_ms = 100 - world->seen * 20 };
}

/* "Match responses by sequence_number, in any order." */
static void responses_come_in_any_order(void **state)
{
	struct world *world = *state;
	world->plan = slower_the_earlier;
	open_and_wait(world);
	submit_many(world, 4);
	UNTIL(world, world->submitted.n == 4 && world->receipts.n == 4);
	assert_int_equal(world->submitted.at[0].attempt, 4);
	assert_int_equal(world->submitted.at[3].attempt, 1);
	assert_true(of(world, 1).key != of(world, 4).key);
}

static struct plan throttle_every_second(struct world *world, struct ac_str to)
{
	(void)to;
	return (struct plan){ .outcome =
				      world->seen % 2 ? AC_SUBMIT_THROTTLED : AC_SUBMIT_ACCEPTED };
}

/* Throttling taken for failure, or for the end: Jasmin #425, #925; listmonk #1802 ("finished" at 578 of
 * 1,450). The driver says it per message and drops nothing. */
static void throttling_is_told_message_by_message_and_loses_none(void **state)
{
	struct world *world = *state;
	world->plan = throttle_every_second;
	open_and_wait(world);
	submit_many(world, 1000);
	UNTIL(world, world->submitted.n == 1000);
	size_t throttled = 0;
	ac_vec_each(&world->submitted, it) {
		throttled += it->outcome == AC_SUBMIT_THROTTLED;
		assert_true(
			it->outcome == AC_SUBMIT_THROTTLED || it->outcome == AC_SUBMIT_ACCEPTED);
	}
	assert_int_equal(throttled, 500);
	assert_int_equal(world->downs, 0);
}

static struct plan first_is_dead(struct world *world, struct ac_str to)
{
	static const enum ac_submit_outcome outcomes[] = { AC_SUBMIT_DEAD, AC_SUBMIT_REJECTED,
		AC_SUBMIT_TEMPORARY };
	(void)to;
	return (struct plan){ .outcome = world->seen <= 3 ? outcomes[world->seen - 1]
							  : AC_SUBMIT_ACCEPTED };
}

/* One dead number blocks the queue: Gammu #381. */
static void a_dead_number_does_not_hold_up_the_others(void **state)
{
	struct world *world = *state;
	world->plan = first_is_dead;
	world->settings.window = 1;
	open_and_wait(world);
	submit_many(world, 20);
	UNTIL(world, world->submitted.n == 20);
	assert_int_equal(of(world, 1).outcome, AC_SUBMIT_DEAD);
	assert_int_equal(of(world, 2).outcome, AC_SUBMIT_REJECTED);
	assert_int_equal(of(world, 3).outcome, AC_SUBMIT_TEMPORARY);
	for (uint64_t attempt = 4; attempt <= 20; attempt++)
		assert_int_equal(of(world, attempt).outcome, AC_SUBMIT_ACCEPTED);
}

static struct plan answer_later(struct world *world, struct ac_str to)
{
	(void)world;
	(void)to;
	return (struct plan){ .answer_ms = 20 };
}

/* Overfilling the downstream: Surveda #2084 (100,000 pushed, 90,000 expired). Rule 6. */
static void never_more_is_outstanding_than_the_window(void **state)
{
	struct world *world = *state;
	world->plan = answer_later;
	world->settings.window = 8;
	open_and_wait(world);
	submit_many(world, 100);
	UNTIL(world, world->submitted.n == 100);
	assert_int_equal(world->most_in_flight, 8);
	for (uint64_t attempt = 2; attempt <= 100; attempt++) /* in order */
		assert_true(of(world, attempt - 1).at < of(world, attempt).at);
}

/* Rule 6: the queue is bounded, and says so. */
static void a_full_queue_takes_nothing_and_says_so(void **state)
{
	struct world *world = *state;
	open_link(world);
	uint32_t max = ac_channel_queue_max(&world->settings);
	submit_many(world, (int)max);
	assert_int_equal(
		submit_body(world, max + 1, "+905320000000", AC_CODING_GSM7, AC_STR("x")), AC_FULL);
	UNTIL(world, world->submitted.n == max);
	run_ms(world, 30);
	assert_int_equal(world->submitted.n, max);
}

static struct plan falls_at_five(struct world *world, struct ac_str to)
{
	(void)to;
	return (struct plan){ .outcome = AC_SUBMIT_UNKNOWN, .falls = world->seen == 5 };
}

/* Messages doubled after a crash or reconnect: Jasmin #657, #1011; listmonk #3022, #2278. Rules 5, 6. */
static void what_had_no_answer_when_the_link_fell_is_unknown_and_not_repeated(void **state)
{
	struct world *world = *state;
	world->plan = falls_at_five;
	world->settings.window = 5;
	world->settings.response_ms = 3000;
	open_and_wait(world);
	submit_many(world, 8);
	UNTIL(world, world->submitted.n == 8 && world->ups == 2);
	for (uint64_t attempt = 1; attempt <= 5; attempt++)
		assert_int_equal(of(world, attempt).outcome, AC_SUBMIT_UNKNOWN);
	for (uint64_t attempt = 6; attempt <= 8; attempt++)
		assert_int_equal(of(world, attempt).outcome, AC_SUBMIT_UNSENT);
	run_ms(world, 50);
	assert_int_equal(world->seen, 5);
	assert_int_equal(world->downs, 1);
}

static struct plan no_answer(struct world *world, struct ac_str to)
{
	(void)world;
	(void)to;
	return (struct plan){ .outcome = AC_SUBMIT_UNKNOWN };
}

/* "A submit without a response in time is unknown, not failed." */
static void no_response_in_time_is_unknown(void **state)
{
	struct world *world = *state;
	world->plan = no_answer;
	open_and_wait(world);
	submit(world, 1, "+905321234567");
	UNTIL(world, world->submitted.n == 1);
	assert_int_equal(of(world, 1).outcome, AC_SUBMIT_UNKNOWN);
	assert_int_equal(world->downs, 0);
}

/* Rules 5 and 11. */
static void on_a_link_that_is_down_nothing_leaves(void **state)
{
	struct world *world = *state;
	refuse_binds(world, true);
	open_link(world);
	submit_many(world, 3);
	UNTIL(world, world->submitted.n == 3);
	for (uint64_t attempt = 1; attempt <= 3; attempt++)
		assert_int_equal(of(world, attempt).outcome, AC_SUBMIT_UNSENT);
	assert_int_equal(world->seen, 0);
}

/* Rule 11: a refused bind has a reason and a pause. */
static void a_refused_bind_says_why_and_is_not_tried_in_a_hot_loop(void **state)
{
	struct world *world = *state;
	refuse_binds(world, true);
	open_link(world);
	run_ms(world, 600);
	/* at 0, 50+, 150+, 350+, 550+ ms: at most five */
	assert_in_range(world->downs, 2, 5);
	assert_non_null(strstr(world->why, "refuses the bind"));
	assert_in_range(world->retry_in_ms, 50, 250);
	refuse_binds(world, false);
	UNTIL(world, world->ups == 1);
}

/* Rule 9. */
static void what_was_not_made_durable_comes_again(void **state)
{
	struct world *world = *state;
	world->acks = ACK_REFUSE_FIRST;
	open_and_wait(world);
	say(world, "+905321234567", "5");
	UNTIL(world, world->inbound.n == 2);
	run_ms(world, 150);
	assert_int_equal(world->inbound.n, 2);
	assert_string_equal(world->inbound.at[0].text, world->inbound.at[1].text);
}

/* Rule 9: not acknowledged, the connection falls: the carrier still has it. */
static void what_was_not_acknowledged_comes_again_over_the_next_connection(void **state)
{
	struct world *world = *state;
	world->acks = ACK_NEVER;
	open_and_wait(world);
	say(world, "+905321234567", "help");
	UNTIL(world, world->inbound.n == 1);
	fall(world);
	UNTIL(world, world->ups == 2);
	world->acks = ACK_DURABLE;
	world->driver->ack(world->link, world->inbound.at[0].token, false); /* void */
	UNTIL(world, world->inbound.n == 2);
	assert_string_equal(world->inbound.at[1].text, "help");
}

static void long_texts_in_any_alphabet_come_in_whole(void **state)
{
	struct world *world = *state;
	static const char *const texts[] = {
		"2",
		("אנחנו במלון, שני ילדים ואמא שלי. היא לא יכולה ללכת ואין לנו מונית. "
		 "אין לנו גם כסף, והטלפון כמעט ריק. מה לעשות? אנחנו בחדר 12 בקומה שנייה"),
		"{otel} [3] ~ €",
		"Güvendeyim, şehirden ayrıldım",
	};
	open_and_wait(world);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		say(world, "+905321234567", texts[i]);
		UNTIL(world, world->inbound.n == i + 1);
		assert_string_equal(world->inbound.at[i].text, texts[i]);
		assert_string_equal(world->inbound.at[i].from, "+905321234567");
	}
}

static struct plan half_is_answered(struct world *world, struct ac_str to)
{
	(void)to;
	return (struct plan){ .outcome = world->seen % 2 ? AC_SUBMIT_ACCEPTED : AC_SUBMIT_UNKNOWN,
		.answer_ms = 30 };
}

/* Rule 12. */
static void closing_settles_everything_and_is_the_last_word(void **state)
{
	struct world *world = *state;
	world->plan = half_is_answered;
	world->settings.window = 4;
	open_and_wait(world);
	submit_many(world, 10);
	run_ms(world, 15);
	close_link(world);
	assert_int_equal(
		submit_body(world, 11, "+905320000000", AC_CODING_GSM7, AC_STR("x")), AC_CLOSED);
	UNTIL(world, world->closed == 1);
	assert_int_equal(world->submitted.n, 10);
	assert_int_equal(of(world, 1).outcome, AC_SUBMIT_ACCEPTED);
	assert_int_equal(of(world, 2).outcome, AC_SUBMIT_UNKNOWN);
	assert_int_equal(of(world, 10).outcome, AC_SUBMIT_UNSENT);
}

static struct plan sundry_receipts(struct world *world, struct ac_str to)
{
	(void)to;
	return (struct plan){ .state = (enum ac_receipt_state)(world->seen - 1) };
}

static void each_state_of_a_receipt_is_told(void **state)
{
	struct world *world = *state;
	world->plan = sundry_receipts;
	open_and_wait(world);
	submit_many(world, 5);
	UNTIL(world, world->receipts.n == 5 && world->submitted.n == 5);
	for (uint64_t attempt = 1; attempt <= 5; attempt++)
		ac_vec_each(&world->receipts, it)
			if (it->key == of(world, attempt).key)
				assert_int_equal(it->state, attempt - 1);
}

static void settings_that_cannot_be_are_refused_with_their_name(void **state)
{
	struct world *world = *state;
	struct ac_error err;
	world->settings.window = 0;
	assert_int_equal(world->driver->open(
				 world->loop, &world->settings, &events, world, &world->link, &err),
		AC_INVALID);
	assert_non_null(strstr(err.msg, "window"));
	assert_non_null(strstr(err.msg, "tr1"));
}

#define ON(driver, rule)                                                   \
	{                                                                  \
#driver ": " #rule, rule, set_up_##driver, tear_down, NULL \
	}
#define ON_ALL(rule) ON(memory, rule), ON(smpp, rule)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_ALL(each_message_has_one_outcome_and_its_receipt_has_its_key),
		ON_ALL(a_receipt_before_the_response_is_kept),
		ON_ALL(responses_come_in_any_order),
		ON_ALL(throttling_is_told_message_by_message_and_loses_none),
		ON_ALL(a_dead_number_does_not_hold_up_the_others),
		ON_ALL(never_more_is_outstanding_than_the_window),
		ON_ALL(a_full_queue_takes_nothing_and_says_so),
		ON_ALL(what_had_no_answer_when_the_link_fell_is_unknown_and_not_repeated),
		ON_ALL(no_response_in_time_is_unknown),
		ON_ALL(on_a_link_that_is_down_nothing_leaves),
		ON_ALL(a_refused_bind_says_why_and_is_not_tried_in_a_hot_loop),
		ON_ALL(what_was_not_made_durable_comes_again),
		ON_ALL(what_was_not_acknowledged_comes_again_over_the_next_connection),
		ON_ALL(long_texts_in_any_alphabet_come_in_whole),
		ON_ALL(closing_settles_everything_and_is_the_last_word),
		ON_ALL(each_state_of_a_receipt_is_told),
		ON_ALL(settings_that_cannot_be_are_refused_with_their_name),
	};
	return RUN(tests);
}
