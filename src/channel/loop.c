#include "channel/loop.h"

#include "base/mem.h"
#include "base/queue.h"
#include "channel/loop_p.h"

#include <assert.h>
#include <uv.h>

struct ac_channel_loop {
	uv_loop_t uv;
	uv_async_t wake;
	uv_prepare_t prepare;
	uv_timer_t wait; /* bounds run_once() */
	uv_thread_t thread;
	bool threaded;
	struct ac_queue *calls;
	void (*round)(void *ctx);
	void *round_ctx;
	struct ac_channel_flush *flushes;
	struct ac_smpp_account *accounts;
};

struct call {
	void (*call)(void *arg);
	void *arg;
};

static void on_wake(uv_async_t *wake)
{
	enum { a_time = 64 };
	struct ac_channel_loop *loop = wake->data;
	struct call calls[a_time];
	size_t n = ac_queue_take(loop->calls, calls, a_time, 0);
	for (size_t i = 0; i < n; i++)
		calls[i].call(calls[i].arg);
	if (n == a_time)
		uv_async_send(wake);
	else if (loop->threaded && ac_queue_closed(loop->calls) && !ac_queue_length(loop->calls))
		uv_stop(&loop->uv);
}

static bool flush_all(struct ac_channel_loop *loop)
{
	bool told = false;
	for (struct ac_channel_flush *it = loop->flushes, *next; it; it = next) {
		next = it->next; /* a link may leave */
		told |= it->flush(it->ctx);
	}
	return told;
}

/* What the round produced leaves; what its receiver answers leaves too; and if that made news, there is
 * another round at once. */
static void on_prepare(uv_prepare_t *prepare)
{
	struct ac_channel_loop *loop = prepare->data;
	bool told = flush_all(loop);
	if (loop->round) {
		loop->round(loop->round_ctx);
		told = flush_all(loop);
		if (told)
			uv_async_send(&loop->wake);
	}
}

static void wake_up(void *ctx)
{
	struct ac_channel_loop *loop = ctx;
	uv_async_send(&loop->wake);
}

struct ac_channel_loop *ac_channel_loop_new(size_t calls_max)
{
	struct ac_channel_loop *loop = ac_alloc(sizeof *loop);
	int failed = uv_loop_init(&loop->uv) || uv_async_init(&loop->uv, &loop->wake, on_wake) ||
		     uv_prepare_init(&loop->uv, &loop->prepare) ||
		     uv_timer_init(&loop->uv, &loop->wait);
	assert(!failed && "the process has no file descriptors left at its start");
	(void)failed;
	loop->wake.data = loop->prepare.data = loop;
	uv_prepare_start(&loop->prepare, on_prepare);
	loop->calls = ac_queue_new(sizeof(struct call), calls_max);
	ac_queue_on_push(loop->calls, wake_up, loop);
	return loop;
}

static void run(void *arg)
{
	struct ac_channel_loop *loop = arg;
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

enum ac_status ac_channel_loop_start(struct ac_channel_loop *loop, struct ac_error *err)
{
	assert(!loop->threaded);
	loop->threaded = true;
	int failed = uv_thread_create(&loop->thread, run, loop);
	if (!failed)
		return AC_OK;
	loop->threaded = false;
	return ac_fail(err, AC_IO, "cannot start the channel thread: %s", uv_strerror(failed));
}

void ac_channel_loop_free(struct ac_channel_loop *loop)
{
	if (!loop)
		return;
	ac_queue_close(loop->calls);
	if (loop->threaded) {
		uv_async_send(&loop->wake);
		uv_thread_join(&loop->thread);
	}
	assert(!loop->flushes && "close all links first");
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_close((uv_handle_t *)&loop->prepare, NULL);
	uv_close((uv_handle_t *)&loop->wait, NULL);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	int busy = uv_loop_close(&loop->uv);
	assert(!busy);
	(void)busy;
	ac_queue_free(loop->calls);
	ac_free(loop);
}

static void on_wait_over(uv_timer_t *timer)
{
	(void)timer;
}

void ac_channel_loop_run_once(struct ac_channel_loop *loop, int wait_ms)
{
	assert(!loop->threaded);
	uv_update_time(&loop->uv);
	uv_timer_start(&loop->wait, on_wait_over, (uint64_t)wait_ms, 0);
	uv_run(&loop->uv, UV_RUN_ONCE);
	uv_timer_stop(&loop->wait);
}

enum ac_status ac_channel_loop_call(
	struct ac_channel_loop *loop, void (*call)(void *arg), void *arg)
{
	return ac_queue_try_push(loop->calls, &(struct call){ call, arg });
}

void ac_channel_loop_on_round(struct ac_channel_loop *loop, void (*round)(void *ctx), void *ctx)
{
	loop->round = round;
	loop->round_ctx = ctx;
}

struct uv_loop_s *ac_channel_loop_uv(struct ac_channel_loop *loop)
{
	return &loop->uv;
}

struct ac_smpp_account **ac_channel_loop_accounts(struct ac_channel_loop *loop)
{
	return &loop->accounts;
}

void ac_channel_loop_add(struct ac_channel_loop *loop, struct ac_channel_flush *flush)
{
	flush->next = loop->flushes;
	loop->flushes = flush;
}

void ac_channel_loop_remove(struct ac_channel_loop *loop, struct ac_channel_flush *flush)
{
	struct ac_channel_flush **at = &loop->flushes;
	while (*at && *at != flush)
		at = &(*at)->next;
	if (*at)
		*at = flush->next;
}
