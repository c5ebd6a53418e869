#include "channel/memory/memory.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "channel/base_p.h"

#include <assert.h>
#include <stdio.h>
#include <uv.h>

/* Everything that happens is an item with a time; a heap orders them, one libuv timer looks at it. */

enum { tick_ms = 1, again_ms = 50 };

enum what { ANSWER, EVENT, CONNECT, FALL };

/* What the carrier has for us: a receipt, or somebody's words. */
struct event {
	uint64_t key, attempt, token;
	enum ac_receipt_state state;
	uint32_t error;
	char from[24], to[24];
	char *text; /* owned; NULL for a receipt */
};

struct item {
	int64_t due_us;
	uint64_t order; /* of items due at the same time */
	enum what what;
	uint64_t attempt, key;
	enum ac_submit_outcome outcome;
	uint32_t status;
	char id[24];
	struct event event;
};

struct waiting {
	struct ac_message message;
	char *storage; /* what its views point into */
};

struct memory_link {
	struct ac_channel_base base;
	struct ac_memory_carrier *carrier;
	uv_timer_t timer;
	AC_VEC(struct item) heap;
	AC_VEC(struct waiting) queue; /* not taken by the carrier yet; from queue_head on */
	size_t queue_head;
	AC_VEC(struct event) held; /* told, not acknowledged */
	AC_VEC(struct event) last; /* told when the link closes */
	uint64_t order, next_id, next_token;
	uint32_t flying; /* taken, no answer yet */
	int64_t backoff_ms;
	int64_t drain_until_us;
	bool up, closing, leaving;
};

/* ---- the heap ---- */

static bool before(const struct item *a, const struct item *b)
{
	return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void swap(struct item *a, struct item *b)
{
	struct item c = *a;
	*a = *b;
	*b = c;
}

static void rise(struct memory_link *link, size_t i)
{
	while (i && before(&link->heap.at[i], &link->heap.at[(i - 1) / 2])) {
		swap(&link->heap.at[i], &link->heap.at[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

static void push(struct memory_link *link, struct item item, int64_t in_ms)
{
	item.due_us = ac_mono_now().us + in_ms * AC_MS;
	item.order = link->order++;
	ac_vec_push(&link->heap, item);
	rise(link, link->heap.n - 1);
}

static struct item pop(struct memory_link *link)
{
	struct item first = link->heap.at[0];
	link->heap.at[0] = link->heap.at[--link->heap.n];
	for (size_t i = 0;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < link->heap.n; child++)
			if (before(&link->heap.at[child], &link->heap.at[least]))
				least = child;
		if (least == i)
			return first;
		swap(&link->heap.at[i], &link->heap.at[least]);
		i = least;
	}
}

/* ---- messages ---- */

static void keep_text(char out[24], struct ac_str s)
{
	snprintf(out, 24, "%.*s", AC_STR_ARG(s));
}

static void push_receipts(struct memory_link *link, const struct ac_message *message,
	const struct ac_memory_plan *plan, uint64_t key)
{
	struct item item = { .what = EVENT,
		.event = { .key = key,
			.attempt = message->attempt,
			.state = plan->receipt,
			.error = plan->receipt_error } };
	keep_text(item.event.from, message->to);
	if (plan->receipt_last) {
		ac_vec_push(&link->last, item.event);
		return;
	}
	int64_t in_ms = plan->receipt_first ? 0 : (int64_t)plan->answer_ms + plan->receipt_ms;
	for (int i = 0; i <= plan->receipts_more; i++)
		push(link, item, in_ms);
}

/* The carrier's name for the nth message. @return its key */
static uint64_t name_message(const struct memory_link *link, uint64_t n, char id[24])
{
	struct ac_str account = link->base.settings.account;
	(void)snprintf(id, 24, "m%llu", (unsigned long long)n);
	return ac_hash_bytes(id, strlen(id), ac_hash_bytes(account.p, account.n, 1));
}

static void carrier_takes(struct memory_link *link, const struct ac_message *message)
{
	struct ac_memory_carrier *carrier = link->carrier;
	struct ac_memory_plan plan = { 0 };
	if (carrier->plan)
		plan = carrier->plan(carrier->ctx, message);
	carrier->taken++;
	link->flying++;
	struct item answer = { .what = ANSWER,
		.attempt = message->attempt,
		.outcome = plan.outcome,
		.status = plan.status };
	bool accepted = plan.outcome == AC_SUBMIT_ACCEPTED && !plan.falls;
	if (accepted)
		answer.key = name_message(link, ++link->next_id, answer.id);
	if (accepted && !plan.no_receipt && plan.receipt_first)
		push_receipts(link, message, &plan, answer.key);
	if (plan.falls) {
		push(link, (struct item){ .what = FALL }, plan.answer_ms);
		plan.outcome = answer.outcome = AC_SUBMIT_UNKNOWN;
	}
	push(link, answer,
		plan.outcome == AC_SUBMIT_UNKNOWN ? link->base.settings.response_ms
						  : plan.answer_ms);
	if (accepted && !plan.no_receipt && !plan.receipt_first)
		push_receipts(link, message, &plan, answer.key);
}

static void tell_answer(struct memory_link *link, const struct item *item)
{
	link->flying--;
	link->base.events->submitted(link->base.ctx, link->base.settings.link, item->attempt,
		item->outcome, item->key, ac_str(item->id), item->status,
		(struct ac_segment_keys){ 0 });
}

static bool work_queue(struct memory_link *link)
{
	bool told = false;
	size_t end = link->queue.n; /* an event may submit */
	while (link->queue_head < end) {
		bool sends = link->up && !link->closing;
		if (sends && link->flying >= link->base.settings.window)
			break;
		struct waiting first = link->queue.at[link->queue_head++];
		if (sends) {
			carrier_takes(link, &first.message);
		} else {
			told = true;
			link->base.events->submitted(link->base.ctx, link->base.settings.link,
				first.message.attempt, AC_SUBMIT_UNSENT, 0, AC_STR(""), 0,
				(struct ac_segment_keys){ 0 });
		}
		ac_free(first.storage);
	}
	if (link->queue_head == link->queue.n)
		link->queue_head = link->queue.n = 0;
	return told;
}

/* ---- what the carrier has for us ---- */

static void tell_event(struct memory_link *link, struct event event)
{
	link->last.n -= link->closing && link->last.n > 0;
	if (!link->up || link->held.n >= AC_CHANNEL_UNACKED_MAX) {
		push(link, (struct item){ .what = EVENT, .event = event }, again_ms);
		return;
	}
	event.token = ++link->next_token;
	ac_vec_push(&link->held, event);
	link->carrier->kept = link->held.n;
	if (event.text)
		link->base.events->inbound(link->base.ctx, link->base.settings.link, event.token,
			ac_str(event.from), ac_str(event.to), ac_str(event.text));
	else
		link->base.events->receipt(link->base.ctx, link->base.settings.link, event.token,
			event.key, event.attempt, ac_str(event.from), event.state, event.error);
}

static void memory_ack(struct ac_channel_link *head, uint64_t token, bool durable)
{
	struct memory_link *link = (struct memory_link *)head;
	for (size_t i = 0; i < link->held.n; i++) {
		struct event event = link->held.at[i];
		if (event.token != token)
			continue;
		link->held.at[i] = link->held.at[--link->held.n];
		if (durable)
			ac_free(event.text);
		else
			push(link, (struct item){ .what = EVENT, .event = event }, again_ms);
		break;
	}
	link->carrier->kept = link->held.n;
}

/* ---- up and down ---- */

static void go_down(struct memory_link *link, const char *why)
{
	link->up = false;
	/* No answer comes any more: told at once, in their order. */
	for (size_t i = 0; i < link->heap.n; i++)
		if (link->heap.at[i].what == ANSWER) {
			struct item *item = &link->heap.at[i];
			item->due_us = 0;
			item->outcome = AC_SUBMIT_UNKNOWN;
			item->key = item->status = 0;
			item->id[0] = '\0';
			rise(link, i);
		}
	while (link->heap.n && link->heap.at[0].due_us == 0) {
		struct item item = pop(link);
		tell_answer(link, &item);
	}
	int64_t wait_ms = link->backoff_ms;
	link->backoff_ms = link->backoff_ms * 2 < link->base.settings.backoff_max_ms
				   ? link->backoff_ms * 2
				   : link->base.settings.backoff_max_ms;
	push(link, (struct item){ .what = CONNECT }, wait_ms);
	link->base.events->link_down(link->base.ctx, link->base.settings.link, why, wait_ms);
}

static void go_up(struct memory_link *link)
{
	if (link->carrier->refuses) {
		go_down(link, "the carrier refuses the bind");
		return;
	}
	link->up = true;
	link->backoff_ms = link->base.settings.backoff_min_ms;
	link->base.events->link_up(link->base.ctx, link->base.settings.link);
	/* What was told over the old connection and not answered is delivered again. */
	for (; link->held.n; link->held.n--)
		push(link, (struct item){ .what = EVENT, .event = link->held.at[link->held.n - 1] },
			0);
}

static void happen(struct memory_link *link, const struct item *item)
{
	switch (item->what) {
	case ANSWER: tell_answer(link, item); break;
	case EVENT: tell_event(link, item->event); break;
	case CONNECT: go_up(link); break;
	case FALL:
		if (link->up)
			go_down(link, "the carrier closed the connection");
		break;
	}
}

static void on_timer(uv_timer_t *timer)
{
	struct memory_link *link = timer->data;
	int64_t now_us = ac_mono_now().us;
	while (link->heap.n && link->heap.at[0].due_us <= now_us) {
		struct item item = pop(link);
		happen(link, &item);
	}
}

/* ---- the driver ---- */

static void on_closed(uv_handle_t *handle)
{
	struct memory_link *link = handle->data;
	const struct ac_channel_events *events = link->base.events;
	void *ctx = link->base.ctx;
	uint32_t number = link->base.settings.link;
	link->carrier->link = NULL;
	ac_vec_each(&link->heap, item)
		ac_free(item->event.text);
	ac_vec_each(&link->held, event)
		ac_free(event->text);
	ac_vec_done(&link->heap);
	ac_vec_done(&link->held);
	ac_vec_done(&link->last);
	ac_vec_done(&link->queue);
	ac_channel_base_done(&link->base);
	ac_free(link);
	events->closed(ctx, number);
}

static void leave(struct memory_link *link)
{
	link->leaving = true;
	link->up = false;
	for (size_t i = 0; i < link->heap.n; i++)
		if (link->heap.at[i].what == ANSWER) {
			link->heap.at[i].outcome = AC_SUBMIT_UNKNOWN;
			link->heap.at[i].key = 0;
			link->heap.at[i].id[0] = '\0';
			tell_answer(link, &link->heap.at[i]);
		}
	uv_close((uv_handle_t *)&link->timer, on_closed);
}

static bool flush(void *ctx)
{
	struct memory_link *link = ctx;
	if (link->leaving)
		return false;
	bool told = work_queue(link);
	bool drained = link->flying == 0 || ac_mono_now().us >= link->drain_until_us;
	if (link->closing && link->queue.n == 0 && drained && !link->last.n)
		leave(link);
	return told;
}

static enum ac_status memory_open(struct ac_channel_loop *loop,
	const struct ac_channel_settings *settings, const struct ac_channel_events *events,
	void *ctx, struct ac_channel_link **out, struct ac_error *err)
{
	AC_TRY(ac_channel_settings_check(settings, err));
	struct ac_memory_carrier *carrier = settings->script;
	if (!carrier)
		return ac_fail(err, AC_INVALID, "link %.*s: the memory driver needs a carrier",
			AC_STR_ARG(settings->name));
	struct memory_link *link = ac_alloc(sizeof *link);
	ac_channel_base_init(&link->base, &ac_channel_memory, loop, settings, events, ctx, flush);
	link->carrier = carrier;
	link->backoff_ms = settings->backoff_min_ms;
	carrier->link = link;
	uv_timer_init(ac_channel_loop_uv(loop), &link->timer);
	link->timer.data = link;
	uv_timer_start(&link->timer, on_timer, 0, tick_ms);
	push(link, (struct item){ .what = CONNECT }, 0);
	ac_channel_loop_add(loop, &link->base.flush);
	*out = &link->base.head;
	return AC_OK;
}

static enum ac_status memory_submit(struct ac_channel_link *head, const struct ac_message *message)
{
	struct memory_link *link = (struct memory_link *)head;
	if (link->closing)
		return AC_CLOSED;
	if (link->queue.n - link->queue_head >= ac_channel_queue_max(&link->base.settings))
		return AC_FULL;
	char *storage = ac_alloc(message->to.n + message->body.n + 1);
	struct waiting waiting = { *message, storage };
	memcpy(storage, message->to.p, message->to.n);
	if (message->body.n)
		memcpy(storage + message->to.n, message->body.p, message->body.n);
	waiting.message.to.p = storage;
	waiting.message.body.p = storage + message->to.n;
	ac_vec_push(&link->queue, waiting);
	return AC_OK;
}

static void memory_close(struct ac_channel_link *head)
{
	struct memory_link *link = (struct memory_link *)head;
	link->closing = true;
	link->drain_until_us = ac_mono_now().us + AC_CHANNEL_DRAIN_MS * AC_MS;
	ac_vec_each(&link->last, event)
		push(link, (struct item){ .what = EVENT, .event = *event }, 0);
}

void ac_memory_say(
	struct ac_memory_carrier *carrier, struct ac_str from, struct ac_str to, struct ac_str text)
{
	assert(carrier->link);
	struct item item = { .what = EVENT };
	keep_text(item.event.from, from);
	keep_text(item.event.to, to);
	item.event.text = ac_strndup(text.p, text.n);
	push(carrier->link, item, 0);
}

void ac_memory_receipt(struct ac_memory_carrier *carrier, uint64_t n, enum ac_receipt_state state)
{
	char id[24];
	assert(carrier->link);
	struct item item = { .what = EVENT, .event = { .state = state } };
	item.event.key = name_message(carrier->link, n, id);
	push(carrier->link, item, 0);
}

void ac_memory_fall(struct ac_memory_carrier *carrier)
{
	assert(carrier->link);
	push(carrier->link, (struct item){ .what = FALL }, 0);
}

const struct ac_channel_driver ac_channel_memory = {
	.name = "memory",
	.caps = AC_CHANNEL_RECEIPTS | AC_CHANNEL_INBOUND,
	.open = memory_open,
	.submit = memory_submit,
	.ack = memory_ack,
	.close = memory_close,
};
