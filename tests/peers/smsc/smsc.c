/* The connections and their life. */
#include "base/clock.h"
#include "smsc_p.h"

enum {
	in_bytes = 256 * 1024,
	out_bytes_max = 256 << 20,
	out_high = 8 << 20, /* so much unwritten: stop reading this connection */
	tick_ms = 2,
	backlog = 16,
};

/* ---- the end ---- */

static void on_connection_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;
	connection->smsc->handles--;
	ac_buf_done(&connection->out);
	ac_buf_done(&connection->writing);
	ac_free(connection->in);
	ac_free(connection);
}

static void drop(struct connection *connection)
{
	struct smsc *smsc = connection->smsc;
	struct connection **at = &smsc->connections;
	while (*at && *at != connection)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = connection->next;
	smsc->counts.falls++;
	for (size_t i = smsc->unanswered.n; i; i--)
		if (smsc->unanswered.at[i - 1].connection == connection->number)
			smsc_redeliver(smsc, i - 1, 0);
	uv_close((uv_handle_t *)&connection->tcp, on_connection_closed);
}

/* ---- writing ---- */

static void on_written(uv_write_t *write, int status)
{
	struct connection *connection = write->data;
	connection->blocked = false;
	ac_buf_reset(&connection->writing);
	(void)status; /* a broken connection shows when it is read */
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room);
static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf);

static void write_out(struct connection *connection)
{
	struct ac_buf *out = &connection->out;
	if (connection->blocked || out->n == 0 || connection->smsc->hangs)
		return;
	uv_buf_t bytes = uv_buf_init(out->p, (unsigned)out->n);
	int n = uv_try_write((uv_stream_t *)&connection->tcp, &bytes, 1);
	size_t written = n > 0 ? (size_t)n : 0;
	if (written == out->n) {
		ac_buf_reset(out);
		return;
	}
	struct ac_buf rest = *out;
	*out = connection->writing;
	connection->writing = rest;
	connection->blocked = true;
	bytes = uv_buf_init(rest.p + written, (unsigned)(rest.n - written));
	if (uv_write(&connection->write, (uv_stream_t *)&connection->tcp, &bytes, 1, on_written))
		connection->blocked = false;
}

static void pause_or_resume(struct connection *connection)
{
	bool full =
		connection->out.n > out_high || connection->smsc->hangs || connection->smsc->deaf;
	if (full == connection->paused)
		return;
	connection->paused = full;
	if (full)
		uv_read_stop((uv_stream_t *)&connection->tcp);
	else
		uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_read);
}

static void on_prepare(uv_prepare_t *prepare)
{
	struct smsc *smsc = prepare->data;
	if (smsc->log.n)
		smsc_write_log(smsc);
	for (struct connection *it = smsc->connections, *next; it; it = next) {
		next = it->next;
		write_out(it);
		pause_or_resume(it);
		if (it->falling)
			drop(it);
	}
}

static void on_timer(uv_timer_t *timer)
{
	struct smsc *smsc = timer->data;
	if (smsc->hangs)
		return;
	smsc_work_later(smsc);
	if (!smsc->config.repeats_unanswered)
		return;
	int64_t before_us = ac_mono_now().us - smsc->config.redeliver_ms * AC_MS;
	for (size_t i = smsc->unanswered.n; i; i--)
		if (smsc->unanswered.at[i - 1].sent_us < before_us)
			smsc_redeliver(smsc, i - 1, 0);
}

/* ---- connections ---- */

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	(void)suggested;
	struct connection *connection = handle->data;
	*room = uv_buf_init(
		connection->in + connection->in_n, (unsigned)(in_bytes - connection->in_n));
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	(void)buf;
	struct connection *connection = stream->data;
	if (n < 0) {
		drop(connection);
		return;
	}
	connection->in_n += (size_t)n;
	size_t used = 0;
	for (;;) {
		struct ac_smpp_pdu pdu;
		enum ac_smpp_read read = ac_smpp_unpack(
			(struct ac_str){ connection->in + used, connection->in_n - used }, &pdu);
		if (read == AC_SMPP_READ_MORE)
			break;
		if (read == AC_SMPP_READ_LOST) {
			connection->smsc->counts.broken++;
			connection->falling = true;
			break;
		}
		used += pdu.length;
		if (read == AC_SMPP_READ_PDU)
			smsc_take_pdu(connection, &pdu);
		else
			connection->smsc->counts.broken++;
	}
	connection->in_n -= used;
	if (used && connection->in_n)
		memmove(connection->in, connection->in + used, connection->in_n);
}

static void on_connection(uv_stream_t *server, int status)
{
	struct smsc *smsc = server->data;
	if (status < 0)
		return;
	struct connection *connection = ac_alloc(sizeof *connection);
	connection->smsc = smsc;
	connection->number = ++smsc->connection_number;
	connection->tcp.data = connection->write.data = connection;
	connection->in = ac_alloc(in_bytes);
	ac_buf_init(&connection->out, out_bytes_max);
	ac_buf_init(&connection->writing, out_bytes_max);
	uv_tcp_init(smsc->loop, &connection->tcp);
	smsc->handles++;
	if (uv_accept(server, (uv_stream_t *)&connection->tcp)) {
		uv_close((uv_handle_t *)&connection->tcp, on_connection_closed);
		return;
	}
	connection->next = smsc->connections;
	smsc->connections = connection;
	uv_tcp_nodelay(&connection->tcp, 1);
	uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_read);
}

/* ---- opening, closing ---- */

static void on_handle_closed(uv_handle_t *handle)
{
	struct smsc *smsc = handle->data;
	smsc->handles--;
}

enum ac_status smsc_open(struct uv_loop_s *loop, const struct smsc_config *config,
	struct smsc **out, struct ac_error *err)
{
	struct sockaddr_in address;
	struct smsc *smsc = ac_alloc(sizeof *smsc);
	smsc->config = *config;
	smsc->loop = loop;
	smsc->handles = 3;
	smsc->server.data = smsc->timer.data = smsc->prepare.data = smsc;
	ac_buf_init(&smsc->log, smsc_log_bytes_max);
	ac_buf_init(&smsc->scratch, AC_SMPP_PDU_MAX);
	uv_tcp_init(loop, &smsc->server);
	uv_timer_init(loop, &smsc->timer);
	uv_prepare_init(loop, &smsc->prepare);
	uv_ip4_addr("127.0.0.1", config->port, &address);
	int failed = uv_tcp_bind(&smsc->server, (const struct sockaddr *)&address, 0);
	if (!failed)
		failed = uv_listen((uv_stream_t *)&smsc->server, backlog, on_connection);
	if (failed) {
		smsc_close(smsc);
		while (!smsc_closed(smsc))
			uv_run(loop, UV_RUN_ONCE);
		smsc_free(smsc);
		return ac_fail(err, AC_IO, "port %u: %s", config->port, uv_strerror(failed));
	}
	int n = sizeof address;
	uv_tcp_getsockname(&smsc->server, (struct sockaddr *)&address, &n);
	smsc->port = ntohs(address.sin_port);
	uv_timer_start(&smsc->timer, on_timer, tick_ms, tick_ms);
	uv_prepare_start(&smsc->prepare, on_prepare);
	*out = smsc;
	return AC_OK;
}

void smsc_close(struct smsc *smsc)
{
	if (smsc->closing)
		return;
	smsc->closing = true;
	while (smsc->connections)
		drop(smsc->connections);
	uv_close((uv_handle_t *)&smsc->server, on_handle_closed);
	uv_close((uv_handle_t *)&smsc->timer, on_handle_closed);
	uv_close((uv_handle_t *)&smsc->prepare, on_handle_closed);
}

bool smsc_closed(const struct smsc *smsc)
{
	return smsc->closing && smsc->handles == 0;
}

void smsc_free(struct smsc *smsc)
{
	if (!smsc)
		return;
	if (smsc->log.n)
		smsc_write_log(smsc);
	later_done(&smsc->later);
	ac_vec_each(&smsc->unanswered, it)
		ac_free(it->pdu);
	ac_vec_done(&smsc->unanswered);
	ac_map_done(&smsc->unanswered_by);
	ac_buf_done(&smsc->log);
	ac_buf_done(&smsc->scratch);
	ac_free(smsc);
}

uint16_t smsc_port(const struct smsc *smsc)
{
	return smsc->port;
}
const struct smsc_counts *smsc_counts(const struct smsc *smsc)
{
	return &smsc->counts;
}
struct smsc_config *smsc_config(struct smsc *smsc)
{
	return &smsc->config;
}

void smsc_fall(struct smsc *smsc)
{
	while (smsc->connections)
		drop(smsc->connections);
}

void smsc_deafen(struct smsc *smsc, bool deaf)
{
	smsc->deaf = deaf;
}

void smsc_hang(struct smsc *smsc, bool hang)
{
	smsc->hangs = hang;
}
