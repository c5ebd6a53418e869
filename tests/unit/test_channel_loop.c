/* What a user loses if this breaks: a chunk of messages that was handed to the channel thread and never
 * left, or an answer that never reached the engine. Run it under TSan. */
#include "base/clock.h"
#include "base/queue.h"
#include "channel/driver.h"
#include "channel/loop.h"
#include "channel/memory/memory.h"
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static void nap(void)
{
	nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

/* ---- calls ---- */

enum { producers = 3, calls_each = 2000 };

struct producer {
	struct ac_channel_loop *loop;
	int next, out_of_order; /* touched on the channel thread only */
	struct numbered {
		struct producer *producer;
		int number;
	} calls[calls_each];
};

static atomic_int calls_run;

static void on_call(void *arg)
{
	struct numbered *call = arg;
	call->producer->out_of_order += call->number != call->producer->next++;
	atomic_fetch_add(&calls_run, 1);
}

static void *produce(void *arg)
{
	struct producer *producer = arg;
	for (int i = 0; i < calls_each; i++) {
		producer->calls[i] = (struct numbered){ producer, i };
		while (ac_channel_loop_call(producer->loop, on_call, &producer->calls[i]) != AC_OK)
			nap();
	}
	return NULL;
}

static void calls_of_each_thread_run_all_and_in_order(void **state)
{
	(void)state;
	static struct producer all[producers];
	pthread_t threads[producers];
	struct ac_channel_loop *loop = ac_channel_loop_new(100);
	atomic_store(&calls_run, 0);
	assert_int_equal(ac_channel_loop_start(loop, NULL), AC_OK);
	for (int i = 0; i < producers; i++) {
		all[i].loop = loop;
		assert_int_equal(pthread_create(&threads[i], NULL, produce, &all[i]), 0);
	}
	for (int i = 0; i < producers; i++)
		pthread_join(threads[i], NULL);
	ac_channel_loop_free(loop); /* what was handed over still runs */
	assert_int_equal(atomic_load(&calls_run), producers * calls_each);
	for (int i = 0; i < producers; i++)
		assert_int_equal(all[i].out_of_order, 0);
}

static void a_full_queue_of_calls_says_so(void **state)
{
	(void)state;
	static struct producer one;
	struct ac_channel_loop *loop = ac_channel_loop_new(2);
	one = (struct producer){ .loop = loop };
	for (int i = 0; i < 3; i++) {
		one.calls[i] = (struct numbered){ &one, i };
		assert_int_equal(ac_channel_loop_call(loop, on_call, &one.calls[i]),
			i < 2 ? AC_OK : AC_FULL);
	}
	ac_channel_loop_run_once(loop, 10);
	assert_int_equal(one.next, 2);
	ac_channel_loop_free(loop);
}

/* ---- a service's way of using it ---- */

enum { messages = 5000 };

struct office {
	struct ac_channel_loop *loop;
	const struct ac_channel_driver *driver;
	struct ac_channel_link *link;
	struct ac_queue *news; /* from the channel thread to the test's */
	struct ac_memory_carrier carrier;
	uint64_t handed;
	int gathered; /* events of this round */
	atomic_bool closed;
};

static void on_up(void *ctx, uint32_t link)
{
	(void)ctx;
	(void)link;
}

static void on_down(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms)
{
	(void)ctx;
	(void)link;
	(void)why;
	(void)retry_in_ms;
}

static void on_submitted(void *ctx, uint32_t link, uint64_t attempt, enum ac_submit_outcome outcome,
	uint64_t key, struct ac_str id, uint32_t status, struct ac_segment_keys others)
{
	(void)others;
	(void)link;
	(void)attempt;
	(void)outcome;
	(void)key;
	(void)id;
	(void)status;
	((struct office *)ctx)->gathered++;
}

static void on_receipt(void *ctx, uint32_t link, uint64_t token, uint64_t key, uint64_t ref,
	struct ac_str from, enum ac_receipt_state state, uint32_t error)
{
	struct office *office = ctx;
	(void)link;
	(void)key;
	(void)ref;
	(void)from;
	(void)state;
	(void)error;
	office->driver->ack(office->link, token, true);
}

static void on_inbound(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
	struct ac_str to, struct ac_str text)
{
	(void)ctx;
	(void)link;
	(void)token;
	(void)from;
	(void)to;
	(void)text;
}

static void on_closed(void *ctx, uint32_t link)
{
	(void)link;
	atomic_store(&((struct office *)ctx)->closed, true);
}

static const struct ac_channel_events events = { on_up, on_down, on_submitted, on_receipt,
	on_inbound, on_closed };

static void on_round(void *ctx)
{
	struct office *office = ctx;
	if (office->gathered && ac_queue_try_push(office->news, &office->gathered) == AC_OK)
		office->gathered = 0;
}

static void open_link(void *arg)
{
	struct office *office = arg;
	struct ac_channel_settings settings = ac_channel_settings_default();
	settings.name = settings.account = AC_STR("memory");
	settings.script = &office->carrier;
	settings.window = 100;
	ac_channel_loop_on_round(office->loop, on_round, office);
	if (office->driver->open(office->loop, &settings, &events, office, &office->link, NULL) !=
		AC_OK)
		abort();
}

static void hand_over(void *arg)
{
	struct office *office = arg;
	for (int i = 0; i < 500 && office->handed < messages; i++) {
		struct ac_message message = { .attempt = office->handed + 1,
			.to = AC_STR("+905321234567"),
			.segments = 1,
			.body = AC_STR("Leave"),
			.validity_s = 60 };
		if (office->driver->submit(office->link, &message) != AC_OK)
			return;
		office->handed++;
	}
}

static void close_link(void *arg)
{
	struct office *office = arg;
	office->driver->close(office->link);
}

static void everything_handed_over_is_heard_of_in_batches(void **state)
{
	(void)state;
	struct office office = { .loop = ac_channel_loop_new(64),
		.driver = &ac_channel_memory,
		.news = ac_queue_new(sizeof(int), 64) };
	assert_int_equal(ac_channel_loop_start(office.loop, NULL), AC_OK);
	assert_int_equal(ac_channel_loop_call(office.loop, open_link, &office), AC_OK);
	int heard = 0;
	for (int tries = 0; heard < messages && tries < 10000; tries++) {
		int n = 0;
		if (ac_channel_loop_call(office.loop, hand_over, &office) != AC_OK)
			nap();
		(void)ac_queue_take(office.news, &n, 1, 20 * AC_MS);
		heard += n;
	}
	assert_int_equal(heard, messages);
	assert_int_equal(ac_channel_loop_call(office.loop, close_link, &office), AC_OK);
	for (int i = 0; i < 5000 && !atomic_load(&office.closed); i++)
		nap();
	assert_true(atomic_load(&office.closed));
	ac_channel_loop_free(office.loop);
	ac_queue_free(office.news);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(calls_of_each_thread_run_all_and_in_order),
		CASE(a_full_queue_of_calls_says_so),
		CASE(everything_handed_over_is_heard_of_in_batches),
	};
	return RUN(tests);
}
