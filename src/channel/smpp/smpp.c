#include "channel/smpp/smpp.h"

#include "base/random.h"
#include "channel/base_p.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/session.h"

#include <assert.h>
#include <stdio.h>
#include <uv.h>

/* The life of a link: resolve, connect, bind; when anything fails, drop the connection, tell, wait, again.
 * A connection is an object of its own, because libuv gives a handle back only some rounds after its
 * closing; `connection == NULL` means that the link is down. */

enum {
	in_bytes = 256 * 1024,
	out_bytes = 1024 * 1024, /* written at a time */
	writes_a_round = 8,
};

struct smpp_link;

struct connection {
	uv_tcp_t tcp;
	uv_connect_t connect;
	uv_write_t write;
	struct smpp_link *link;
	struct ac_buf writing; /* what the kernel did not take at once */
	bool blocked; /* `writing` is on its way */
};

struct smpp_link {
	struct ac_channel_base base;
	struct ac_smpp_session session;
	struct connection *connection;
	uv_getaddrinfo_t resolve;
	uv_timer_t timer; /* the next try while down, else the session's tick */
	struct ac_random random;
	int64_t backoff_ms;
	struct ac_mono started; /* of the present try, for the connect time-out */
	bool resolving, connected;
	bool closing, leaving; /* close() was called; handles are being closed */
	struct ac_mono drain_until;
	uint32_t tries;
	int handles; /* libuv's hold on the link: the timer until the end, connections, a look-up */
	char *in;
	size_t in_n;
};

/* ---- the end ---- */

static void let_go(struct smpp_link *link)
{
	if (--link->handles > 0)
		return;
	const struct ac_channel_events *events = link->base.events;
	void *ctx = link->base.ctx;
	uint32_t number = link->base.settings.link;
	struct ac_smpp_account *account = link->session.account;
	ac_smpp_session_done(&link->session);
	ac_smpp_account_drop(ac_channel_loop_accounts(link->base.loop), account);
	ac_channel_base_done(&link->base);
	ac_free(link->in);
	ac_free(link);
	events->closed(ctx, number);
}

static void on_timer_closed(uv_handle_t *handle)
{
	let_go(handle->data);
}

static void on_connection_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;
	struct smpp_link *link = connection->link;
	ac_buf_done(&connection->writing);
	ac_free(connection);
	let_go(link);
}

static void drop_connection(struct smpp_link *link)
{
	struct connection *connection = link->connection;
	if (!connection)
		return;
	link->connection = NULL;
	link->connected = false;
	link->in_n = 0;
	uv_close((uv_handle_t *)&connection->tcp, on_connection_closed);
}

static void leave(struct smpp_link *link)
{
	if (link->leaving)
		return;
	link->leaving = true;
	ac_smpp_session_lost(&link->session, ac_mono_now());
	ac_smpp_session_round(&link->session, 0, ac_mono_now());
	drop_connection(link);
	if (link->resolving)
		uv_cancel((uv_req_t *)&link->resolve);
	uv_close((uv_handle_t *)&link->timer, on_timer_closed);
}

/* ---- failing and trying again ---- */

static void on_timer(uv_timer_t *timer);

static void fail(struct smpp_link *link, const char *why)
{
	char text[200];
	snprintf(text, sizeof text, "%s", why); /* `why` may live in the session */
	ac_smpp_session_lost(&link->session, ac_mono_now());
	drop_connection(link);
	if (link->closing) {
		leave(link);
		return;
	}
	int64_t wait_ms = link->backoff_ms + (int64_t)ac_random_below(&link->random,
						     (uint64_t)link->backoff_ms / 4 + 1);
	link->backoff_ms *= 2;
	if (link->backoff_ms > link->base.settings.backoff_max_ms)
		link->backoff_ms = link->base.settings.backoff_max_ms;
	uv_timer_start(&link->timer, on_timer, (uint64_t)wait_ms, 0);
	link->base.events->link_down(link->base.ctx, link->base.settings.link, text, wait_ms);
}

static void fail_uv(struct smpp_link *link, const char *what, int code)
{
	char text[200];
	snprintf(text, sizeof text, "%s: %s", what, uv_strerror(code));
	fail(link, text);
}

static bool check(struct smpp_link *link)
{
	if (!link->connection || !ac_smpp_session_must_close(&link->session))
		return true;
	fail(link, link->session.why);
	return false;
}

/* ---- writing ---- */

static void on_written(uv_write_t *write, int status)
{
	struct connection *connection = write->data;
	connection->blocked = false;
	ac_buf_reset(&connection->writing);
	if (status < 0 && connection->link->connection == connection)
		fail_uv(connection->link, "writing to the carrier", status);
}

/* The kernel takes no more for now: hand the rest to libuv and fill another buffer meanwhile. */
static void write_rest(struct smpp_link *link, size_t written)
{
	struct connection *connection = link->connection;
	struct ac_buf rest = link->session.out;
	link->session.out = connection->writing;
	connection->writing = rest;
	link->session.out.max = rest.max;
	connection->blocked = true;
	uv_buf_t bytes = uv_buf_init(rest.p + written, (unsigned)(rest.n - written));
	int failed = uv_write(
		&connection->write, (uv_stream_t *)&connection->tcp, &bytes, 1, on_written);
	if (failed)
		fail_uv(link, "writing to the carrier", failed);
}

/* @return false when there is nothing more to write, or the kernel takes no more */
static bool write_out(struct smpp_link *link)
{
	struct ac_buf *out = &link->session.out;
	if (!link->connected || link->connection->blocked || out->n == 0)
		return false;
	uv_buf_t bytes = uv_buf_init(out->p, (unsigned)out->n);
	int n = uv_try_write((uv_stream_t *)&link->connection->tcp, &bytes, 1);
	if (n < 0 && n != UV_EAGAIN) {
		fail_uv(link, "writing to the carrier", n);
		return false;
	}
	if (n == (int)out->n) {
		ac_buf_reset(out);
		return true;
	}
	write_rest(link, n < 0 ? 0 : (size_t)n);
	return false;
}

static bool flush(void *ctx)
{
	struct smpp_link *link = ctx;
	if (link->leaving)
		return false;
	bool told = ac_smpp_session_turns_away(&link->session);
	struct ac_mono now = ac_mono_now();
	for (int i = 0; i < writes_a_round; i++) {
		ac_smpp_session_round(&link->session, out_bytes, now);
		if (!write_out(link))
			break;
	}
	if (!check(link))
		return true;
	bool drained = !link->connected && ac_smpp_session_idle(&link->session);
	if (link->closing && (drained || now.us >= link->drain_until.us))
		leave(link);
	return told;
}

/* ---- reading ---- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	(void)suggested;
	struct connection *connection = handle->data;
	struct smpp_link *link = connection->link;
	*room = uv_buf_init(link->in + link->in_n, (unsigned)(in_bytes - link->in_n));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	(void)buf;
	struct connection *connection = stream->data;
	struct smpp_link *link = connection->link;
	if (link->connection != connection || n == 0)
		return;
	if (n < 0) {
		if (n == UV_EOF)
			fail(link, "the carrier closed the connection");
		else
			fail_uv(link, "reading from the carrier", (int)n);
		return;
	}
	link->in_n += (size_t)n;
	bool was_up = link->session.state == AC_SMPP_UP;
	size_t used = ac_smpp_session_input(
		&link->session, (struct ac_str){ link->in, link->in_n }, ac_mono_now());
	link->in_n -= used;
	if (used && link->in_n)
		memmove(link->in, link->in + used, link->in_n);
	if (!was_up && link->session.state == AC_SMPP_UP)
		link->backoff_ms = link->base.settings.backoff_min_ms;
	/* What has to be said before the end (unbind_resp) leaves while it can. */
	if (ac_smpp_session_must_close(&link->session))
		(void)write_out(link);
	(void)check(link);
}

/* ---- connecting ---- */

static void on_connected(uv_connect_t *connect, int status)
{
	struct connection *connection = connect->data;
	struct smpp_link *link = connection->link;
	if (link->connection != connection)
		return;
	if (status < 0) {
		fail_uv(link, "connecting to the carrier", status);
		return;
	}
	link->connected = true;
	uv_tcp_nodelay(&connection->tcp, 1);
	uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_read);
	ac_smpp_session_connected(&link->session, ac_mono_now());
	uint64_t tick_ms = (uint64_t)ac_smpp_session_tick_ms(&link->session);
	uv_timer_start(&link->timer, on_timer, tick_ms, tick_ms);
}

static void connect_to(struct smpp_link *link, const struct sockaddr *address)
{
	struct connection *connection = ac_alloc(sizeof *connection);
	connection->link = link;
	connection->tcp.data = connection->connect.data = connection->write.data = connection;
	ac_buf_init(&connection->writing, link->session.out.max);
	int failed = uv_tcp_init(ac_channel_loop_uv(link->base.loop), &connection->tcp);
	assert(!failed);
	link->connection = connection;
	link->handles++;
	uint64_t tick_ms = (uint64_t)ac_smpp_session_tick_ms(&link->session);
	uv_timer_start(&link->timer, on_timer, tick_ms, tick_ms);
	failed = uv_tcp_connect(&connection->connect, &connection->tcp, address, on_connected);
	if (failed)
		fail_uv(link, "connecting to the carrier", failed);
}

/* A host with several addresses: each try takes the next one. */
static const struct sockaddr *address_of_try(const struct addrinfo *found, uint32_t try)
{
	uint32_t n = 1;
	for (const struct addrinfo *it = found->ai_next; it; it = it->ai_next)
		n++;
	const struct addrinfo *it = found;
	for (uint32_t i = try % n; i; i--)
		it = it->ai_next;
	return it->ai_addr;
}

static void on_resolved(uv_getaddrinfo_t *resolve, int status, struct addrinfo *found)
{
	struct smpp_link *link = resolve->data;
	link->resolving = false;
	if (!link->leaving && status < 0)
		fail_uv(link, "looking up the carrier's host", status);
	else if (!link->leaving)
		connect_to(link, address_of_try(found, link->tries++));
	uv_freeaddrinfo(found);
	let_go(link);
}

static void start(struct smpp_link *link)
{
	char port[8];
	link->started = ac_mono_now();
	snprintf(port, sizeof port, "%u", (unsigned)link->base.settings.port);
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	link->resolve.data = link;
	int failed = uv_getaddrinfo(ac_channel_loop_uv(link->base.loop), &link->resolve,
		on_resolved, link->base.settings.host.p, port, &hints);
	if (failed) {
		fail_uv(link, "looking up the carrier's host", failed);
		return;
	}
	link->resolving = true;
	link->handles++;
}

static void on_timer(uv_timer_t *timer)
{
	struct smpp_link *link = timer->data;
	struct ac_mono now = ac_mono_now();
	if (!link->connection) {
		if (!link->resolving)
			start(link);
	} else if (link->connected) {
		ac_smpp_session_tick(&link->session, now);
		(void)check(link);
	} else if (now.us - link->started.us > link->base.settings.connect_ms * AC_MS) {
		fail(link, "connecting to the carrier: no answer in time");
	}
}

/* ---- the driver ---- */

static enum ac_status smpp_open(struct ac_channel_loop *loop,
	const struct ac_channel_settings *settings, const struct ac_channel_events *events,
	void *ctx, struct ac_channel_link **out, struct ac_error *err)
{
	AC_TRY(ac_channel_settings_check(settings, err));
	if (settings->host.n == 0 || settings->port == 0)
		return ac_fail(err, AC_INVALID, "link %.*s: host and port are needed",
			AC_STR_ARG(settings->name));
	struct smpp_link *link = ac_alloc(sizeof *link);
	ac_channel_base_init(&link->base, &ac_channel_smpp, loop, settings, events, ctx, flush);
	link->in = ac_alloc(in_bytes);
	link->backoff_ms = settings->backoff_min_ms;
	ac_random_seed(&link->random, uv_hrtime() ^ settings->link);
	ac_smpp_session_init(&link->session, &link->base.settings,
		ac_smpp_account_take(ac_channel_loop_accounts(loop), &link->base.settings), events,
		ctx, ac_mono_now());
	uv_timer_init(ac_channel_loop_uv(loop), &link->timer);
	link->timer.data = link;
	link->handles = 1;
	uv_timer_start(&link->timer, on_timer, 0, 0);
	ac_channel_loop_add(loop, &link->base.flush);
	*out = &link->base.head;
	return AC_OK;
}

static struct smpp_link *link_of(struct ac_channel_link *head)
{
	assert(head->driver == &ac_channel_smpp);
	return (struct smpp_link *)head;
}

static enum ac_status smpp_submit(struct ac_channel_link *head, const struct ac_message *message)
{
	return ac_smpp_session_submit(&link_of(head)->session, message, ac_mono_now());
}

static void smpp_ack(struct ac_channel_link *head, uint64_t token, bool durable)
{
	ac_smpp_session_ack(&link_of(head)->session, token, durable, ac_mono_now());
}

static void smpp_close(struct ac_channel_link *head)
{
	struct smpp_link *link = link_of(head);
	link->closing = true;
	link->drain_until.us = ac_mono_now().us + AC_CHANNEL_DRAIN_MS * AC_MS;
	ac_smpp_session_close(&link->session);
	uint64_t soon_ms = 10;
	if (link->connected)
		uv_timer_start(&link->timer, on_timer, soon_ms, soon_ms);
}

const struct ac_channel_driver ac_channel_smpp = {
	.name = "smpp",
	.caps = AC_CHANNEL_RECEIPTS | AC_CHANNEL_INBOUND | AC_CHANNEL_NETWORK,
	.open = smpp_open,
	.submit = smpp_submit,
	.ack = smpp_ack,
	.close = smpp_close,
};
