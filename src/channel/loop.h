/* channel/loop.h - the channel thread: one libuv loop that owns all sockets of all links.
 *
 * Other threads hand work over as a call: a function and its argument, run on the channel thread in
 * the order of the hand-over. The service makes one call a chunk, not one a message. Links write once
 * a round: what a round's calls and reads have produced leaves together before the loop waits.
 */
#pragma once
#include "base/status.h"

struct ac_channel_loop;
struct uv_loop_s;

/**
 * A loop without a thread, for tests: drive it with ac_channel_loop_run_once().
 * @param calls_max  calls that may wait, > 0
 */
struct ac_channel_loop *ac_channel_loop_new(size_t calls_max);

/** Stop the thread if there is one and release; all links must be closed before (asserted). */
void ac_channel_loop_free(struct ac_channel_loop *loop);

/** Start the thread. */
AC_MUST_CHECK enum ac_status ac_channel_loop_start(
	struct ac_channel_loop *loop, struct ac_error *err);

/** Run until something happened or `wait_ms` has passed (loop without a thread). */
void ac_channel_loop_run_once(struct ac_channel_loop *loop, int wait_ms);

/**
 * Run call(arg) on the channel thread soon; any thread.
 * @return AC_FULL when calls_max wait: nothing was taken; AC_CLOSED when the loop is being freed
 */
AC_MUST_CHECK enum ac_status ac_channel_loop_call(
	struct ac_channel_loop *loop, void (*call)(void *arg), void *arg);

/**
 * Called on the channel thread once a round, after its events and before the loop waits: the place to
 * hand gathered events on in one batch. NULL: none.
 */
void ac_channel_loop_on_round(struct ac_channel_loop *loop, void (*round)(void *ctx), void *ctx);

/** The libuv loop, for drivers and for peers in tests. */
struct uv_loop_s *ac_channel_loop_uv(struct ac_channel_loop *loop);
