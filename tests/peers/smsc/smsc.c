#include "smsc.h"

#include "base/clock.h"
#include "base/map.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/receipt.h"
#include "channel/smpp/tlv.h"
#include "later.h"
#include "text/alphabet.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include <uv.h>

enum {
	in_bytes = 256 * 1024,
	out_bytes_max = 256 << 20,
	out_high = 8 << 20, /* so much unwritten: stop reading this connection */
	log_bytes_max = 64 << 20,
	tick_ms = 2,
	backlog = 16,
	esm_receipt = 0x04,
	esm_udhi = 0x40,
	no_connection_ms = 20, /* look again whether somebody is bound */
};

struct connection {
	uv_tcp_t tcp;
	uv_write_t write;
	struct smsc *smsc;
	struct connection *next;
	uint64_t number;
	struct ac_buf out, writing;
	bool blocked, bound, falling, paused;
	char *in;
	size_t in_n;
};

/* A delivery without its answer. */
struct unanswered {
	uint32_t sequence;
	uint64_t connection;
	int64_t sent_us;
	char *pdu; /* owned */
	uint32_t n;
};

struct smsc {
	struct smsc_config config;
	struct smsc_counts counts;
	uv_loop_t *loop;
	uv_tcp_t server;
	uv_timer_t timer;
	uv_prepare_t prepare;
	uint16_t port;
	struct connection *connections;
	uint64_t connection_number, message_number, words_number;
	uint32_t sequence;
	struct later_heap later;
	struct ac_map unanswered_by;
	AC_VEC(struct unanswered) unanswered;
	struct ac_buf log, scratch;
	bool hangs, deaf, closing;
	int handles;
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

static void redeliver(struct smsc *smsc, size_t i, int64_t in_ms)
{
	struct unanswered it = smsc->unanswered.at[i];
	ac_map_remove(&smsc->unanswered_by, it.sequence);
	smsc->unanswered.at[i] = smsc->unanswered.at[--smsc->unanswered.n];
	if (i < smsc->unanswered.n)
		ac_map_put(&smsc->unanswered_by, smsc->unanswered.at[i].sequence, (uint32_t)i);
	later_push(&smsc->later,
		(struct later){
			.due_us = ac_mono_now().us + in_ms * AC_MS, .pdu = it.pdu, .n = it.n });
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
			redeliver(smsc, i - 1, 0);
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

static void write_log(struct smsc *smsc)
{
	const char *p = smsc->log.p;
	for (size_t left = smsc->log.n; left;) {
		ssize_t n = write(smsc->config.log_fd, p, left);
		if (n <= 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	ac_buf_reset(&smsc->log);
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
		write_log(smsc);
	for (struct connection *it = smsc->connections, *next; it; it = next) {
		next = it->next;
		write_out(it);
		pause_or_resume(it);
		if (it->falling)
			drop(it);
	}
}

/* ---- deliveries ---- */

static struct connection *any_bound(struct smsc *smsc)
{
	for (struct connection *it = smsc->connections; it; it = it->next)
		if (it->bound && !it->falling)
			return it;
	return NULL;
}

static uint32_t next_sequence(struct smsc *smsc)
{
	smsc->sequence = smsc->sequence == AC_SMPP_SEQUENCE_MAX ? 1 : smsc->sequence + 1;
	return smsc->sequence;
}

/* Takes pdu. */
static void deliver_now(struct smsc *smsc, struct connection *connection, char *pdu, uint32_t n)
{
	uint32_t sequence = next_sequence(smsc);
	ac_smpp_patch_sequence(pdu, sequence);
	ac_buf_add(&connection->out, pdu, n);
	if (smsc->config.sink) {
		ac_free(pdu);
		return;
	}
	ac_map_put(&smsc->unanswered_by, sequence, (uint32_t)smsc->unanswered.n);
	struct unanswered it = { sequence, connection->number, ac_mono_now().us, pdu, n };
	ac_vec_push(&smsc->unanswered, it);
}

static void work_later(struct smsc *smsc)
{
	struct later item;
	int64_t now_us = ac_mono_now().us;
	while (later_pop(&smsc->later, now_us, &item)) {
		struct connection *connection = any_bound(smsc);
		if (item.connection)
			for (connection = smsc->connections;
				connection && connection->number != item.connection;)
				connection = connection->next;
		if (item.falls) {
			if (connection)
				connection->falling = true;
		} else if (item.connection) {
			if (connection)
				ac_buf_add(&connection->out, item.pdu, item.n);
			ac_free(item.pdu);
		} else if (connection) {
			deliver_now(smsc, connection, item.pdu, item.n);
		} else {
			item.due_us = now_us + no_connection_ms * AC_MS;
			later_push(&smsc->later, item);
		}
	}
}

static void on_timer(uv_timer_t *timer)
{
	struct smsc *smsc = timer->data;
	if (smsc->hangs)
		return;
	work_later(smsc);
	if (!smsc->config.repeats_unanswered)
		return;
	int64_t before_us = ac_mono_now().us - smsc->config.redeliver_ms * AC_MS;
	for (size_t i = smsc->unanswered.n; i; i--)
		if (smsc->unanswered.at[i - 1].sent_us < before_us)
			redeliver(smsc, i - 1, 0);
}

void smsc_deliver(struct smsc *smsc, struct ac_str pdu, int64_t in_ms)
{
	later_push(&smsc->later, (struct later){ .due_us = ac_mono_now().us + in_ms * AC_MS,
					 .pdu = ac_strndup(pdu.p, pdu.n),
					 .n = (uint32_t)pdu.n });
}

/* ---- ids and receipts ---- */

static struct ac_str write_id(uint64_t number, enum smsc_ids ids, char out[24])
{
	int n = 0;
	switch (ids) {
	case SMSC_IDS_DECIMAL: n = snprintf(out, 24, "%" PRIu64, number); break;
	case SMSC_IDS_HEX: n = snprintf(out, 24, "%" PRIX64, number); break;
	case SMSC_IDS_PADDED: n = snprintf(out, 24, "%010" PRIu64, number); break;
	}
	return (struct ac_str){ out, (size_t)n };
}

static const char *state_word(uint8_t state)
{
	static const char *const words[] = { "?", "ENROUTE", "DELIVRD", "EXPIRED", "DELETED",
		"UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD" };
	return words[state < sizeof words / sizeof *words ? state : 0];
}

static void pack_receipt(struct smsc *smsc, struct ac_buf *out, const struct smsc_submit *submit,
	const struct smsc_plan *plan)
{
	char id_storage[24], text[128], tlv_storage[96];
	uint8_t state = plan->state ? plan->state : 2;
	struct ac_str id = write_id(submit->number, smsc->config.ids_receipt, id_storage);
	int n = snprintf(text, sizeof text,
		"id:%.*s sub:001 dlvrd:%03d submit date:2206131200 done date:2206131200 stat:%s "
		"err:%03u text:",
		AC_STR_ARG(id), state == 2, state_word(state), plan->error);
	struct ac_buf tlvs = {
		.p = tlv_storage, .cap = sizeof tlv_storage, .max = sizeof tlv_storage - 1
	};
	if (smsc->config.receipt_tlvs) {
		char zero_ended[25];
		memcpy(zero_ended, id.p, id.n);
		zero_ended[id.n] = '\0';
		ac_smpp_tlv_add(&tlvs, AC_SMPP_TAG_receipted_message_id,
			(struct ac_str){ zero_ended, id.n + 1 });
		ac_smpp_tlv_add_u8(&tlvs, AC_SMPP_TAG_message_state, state);
	}
	if (plan->gone)
		ac_smpp_tlv_add(
			&tlvs, AC_SMPP_TAG_network_error_code, (struct ac_str){ "\3\0\1", 3 });
	if (smsc->config.echo_reference && submit->reference >= 0)
		ac_smpp_tlv_add_u16(
			&tlvs, AC_SMPP_TAG_user_message_reference, (uint16_t)submit->reference);
	struct ac_smpp_pdu pdu = {
		.command = AC_SMPP_deliver_sm,
		.sm = { .source_addr_ton = 1,
			.source_addr_npi = 1,
			.source_addr = submit->to,
			.destination_addr = submit->from,
			.esm_class = esm_receipt,
			.short_message = { text, (size_t)n },
			.tlvs = ac_buf_str(&tlvs) },
	};
	ac_smpp_pack(out, &pdu);
}

static void send_receipts(struct smsc *smsc, struct connection *connection,
	const struct smsc_submit *submit, const struct smsc_plan *plan)
{
	if (plan->no_receipt || !(submit->registered_delivery & 1))
		return;
	int64_t in_ms = plan->receipt_first ? 0 : (int64_t)plan->answer_ms + plan->receipt_ms;
	for (int i = 0; i <= plan->receipts_more; i++) {
		smsc->counts.receipts++;
		if (smsc->config.sink && in_ms == 0) {
			size_t at = connection->out.n;
			pack_receipt(smsc, &connection->out, submit, plan);
			if (!connection->out.over)
				ac_smpp_patch_sequence(connection->out.p + at, next_sequence(smsc));
			continue;
		}
		ac_buf_reset(&smsc->scratch);
		pack_receipt(smsc, &smsc->scratch, submit, plan);
		if (in_ms == 0)
			deliver_now(smsc, connection, ac_strndup(smsc->scratch.p, smsc->scratch.n),
				(uint32_t)smsc->scratch.n);
		else
			smsc_deliver(smsc, ac_buf_str(&smsc->scratch), in_ms);
	}
}

/* ---- submits ---- */

static void log_submit(struct smsc *smsc, const struct smsc_submit *submit)
{
	char now[32];
	struct ac_clock clock;
	ac_clock_init(&clock);
	ac_wall_format(ac_clock_wall(&clock), now);
	ac_buf_printf(&smsc->log, "%s\t%" PRIu64 "\t%.*s\t%u\t%u/%u\t%d\t", now, submit->number,
		AC_STR_ARG(submit->to), submit->data_coding, submit->part, submit->parts,
		submit->reference);
	if (smsc->config.log_text) {
		size_t at = smsc->log.n;
		if (ac_text_decode(submit->data_coding, AC_CODING_GSM7, submit->text, &smsc->log,
			    NULL) != AC_OK)
			smsc->log.over = false;
		for (; at < smsc->log.n; at++)
			if ((unsigned char)smsc->log.p[at] < ' ')
				smsc->log.p[at] = ' ';
	} else {
		ac_buf_printf(&smsc->log, "%016" PRIx64,
			ac_hash_bytes(submit->text.p, submit->text.n, 0));
	}
	ac_buf_add_char(&smsc->log, '\n');
	if (smsc->log.n > log_bytes_max / 2)
		write_log(smsc);
}

static void answer(struct smsc *smsc, struct connection *connection, uint32_t sequence,
	const struct smsc_submit *submit, const struct smsc_plan *plan)
{
	char storage[24];
	struct ac_str id = AC_STR("");
	if (plan->answer_ms < 0)
		return;
	if (plan->status == 0)
		id = write_id(submit->number, smsc->config.ids_response, storage);
	struct ac_buf *out = &connection->out;
	if (plan->answer_ms) {
		out = &smsc->scratch;
		ac_buf_reset(out);
	}
	if (plan->status)
		ac_smpp_pack_header(out, AC_SMPP_submit_sm_resp, plan->status, sequence);
	else
		ac_smpp_pack_sm_resp(out, AC_SMPP_submit_sm_resp, 0, sequence, id);
	if (plan->answer_ms)
		later_push(&smsc->later,
			(struct later){ .due_us = ac_mono_now().us + plan->answer_ms * AC_MS,
				.connection = connection->number,
				.pdu = ac_strndup(out->p, out->n),
				.n = (uint32_t)out->n });
}

static struct smsc_submit read_submit(struct smsc *smsc, const struct ac_smpp_sm *sm)
{
	struct ac_smpp_delivery parts;
	ac_smpp_delivery_read(sm, AC_STR(""), &parts);
	return (struct smsc_submit){
		.number = ++smsc->message_number,
		.from = sm->source_addr,
		.to = sm->destination_addr,
		.text = parts.text,
		.data_coding = sm->data_coding,
		.esm_class = sm->esm_class,
		.registered_delivery = sm->registered_delivery,
		.part = parts.parts ? parts.part : 1,
		.parts = parts.parts ? parts.parts : 1,
		.part_reference = parts.part_reference,
		.reference = parts.reference,
		.validity_period = sm->validity_period,
	};
}

static void take_submit(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	smsc->counts.submits++;
	if (!connection->bound) {
		ac_smpp_pack_header(&connection->out, AC_SMPP_submit_sm_resp,
			AC_SMPP_ESME_RINVBNDSTS, pdu->sequence);
		return;
	}
	struct smsc_submit submit = read_submit(smsc, &pdu->sm);
	struct smsc_plan plan = { 0 };
	if (smsc->config.plan)
		plan = smsc->config.plan(smsc->config.ctx, &submit);
	bool accepted = plan.status == 0;
	smsc->counts.accepted += accepted;
	smsc->counts.throttled += plan.status == AC_SMPP_ESME_RTHROTTLED;
	smsc->counts.refused += !accepted && plan.status != AC_SMPP_ESME_RTHROTTLED;
	if (accepted && smsc->config.log_fd > 0)
		log_submit(smsc, &submit);
	if (accepted && plan.receipt_first)
		send_receipts(smsc, connection, &submit, &plan);
	if (plan.falls)
		later_push(&smsc->later,
			(struct later){ .due_us = ac_mono_now().us + plan.answer_ms * AC_MS,
				.connection = connection->number,
				.falls = true });
	else
		answer(smsc, connection, pdu->sequence, &submit, &plan);
	if (accepted && !plan.receipt_first)
		send_receipts(smsc, connection, &submit, &plan);
	if (accepted && smsc->config.accepted)
		smsc->config.accepted(smsc->config.ctx, &submit);
}

/* ---- the other PDUs ---- */

static void take_bind(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	uint32_t status = smsc->config.bind_status;
	struct ac_str password = smsc->config.password;
	if (!status && password.n && !ac_str_eq(password, pdu->bind.password))
		status = AC_SMPP_ESME_RINVPASWD;
	smsc->counts.binds += !status;
	smsc->counts.binds_refused += status != 0;
	connection->bound = !status;
	struct ac_smpp_pdu resp = { .command = pdu->command | AC_SMPP_RESPONSE,
		.status = status,
		.sequence = pdu->sequence,
		.bind_resp = { .system_id = AC_STR("smsc") } };
	if (status)
		ac_smpp_pack_header(&connection->out, resp.command, status, resp.sequence);
	else
		ac_smpp_pack(&connection->out, &resp);
}

static void take_delivered(struct smsc *smsc, const struct ac_smpp_pdu *pdu)
{
	smsc->counts.acknowledged += pdu->status == 0;
	smsc->counts.not_acknowledged += pdu->status != 0;
	uint32_t i = ac_map_get(&smsc->unanswered_by, pdu->sequence);
	if (i == (uint32_t)ac_map_none)
		return;
	if (pdu->status) {
		int32_t in_ms = smsc->config.redeliver_ms ? smsc->config.redeliver_ms : 200;
		redeliver(smsc, i, in_ms);
		return;
	}
	ac_free(smsc->unanswered.at[i].pdu);
	ac_map_remove(&smsc->unanswered_by, pdu->sequence);
	smsc->unanswered.at[i] = smsc->unanswered.at[--smsc->unanswered.n];
	if (i < smsc->unanswered.n)
		ac_map_put(&smsc->unanswered_by, smsc->unanswered.at[i].sequence, i);
}

static void take_pdu(struct connection *connection, const struct ac_smpp_pdu *pdu)
{
	struct smsc *smsc = connection->smsc;
	switch (pdu->command) {
	case AC_SMPP_submit_sm: take_submit(connection, pdu); break;
	case AC_SMPP_deliver_sm_resp: take_delivered(smsc, pdu); break;
	case AC_SMPP_bind_transceiver:
	case AC_SMPP_bind_receiver:
	case AC_SMPP_bind_transmitter: take_bind(connection, pdu); break;
	case AC_SMPP_enquire_link:
		smsc->counts.enquiries++;
		ac_smpp_pack_header(&connection->out, AC_SMPP_enquire_link_resp, 0, pdu->sequence);
		break;
	case AC_SMPP_unbind:
		ac_smpp_pack_header(&connection->out, AC_SMPP_unbind_resp, 0, pdu->sequence);
		connection->bound = false;
		break;
	case AC_SMPP_generic_nack: smsc->counts.broken++; break;
	default:
		if (!(pdu->command & AC_SMPP_RESPONSE))
			ac_smpp_pack_header(&connection->out, AC_SMPP_generic_nack,
				AC_SMPP_ESME_RINVCMDID, pdu->sequence);
	}
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
			take_pdu(connection, &pdu);
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
	ac_buf_init(&smsc->log, log_bytes_max);
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
		write_log(smsc);
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

/* ---- words ---- */

static void say_part(struct smsc *smsc, struct ac_smpp_pdu *pdu, struct ac_str body, size_t part,
	size_t parts, int64_t in_ms)
{
	char text[AC_SMPP_TEXT_MAX];
	if (parts > 1) {
		const char header[6] = { 5, 0, 3, (char)smsc->words_number, (char)parts,
			(char)(part + 1) };
		memcpy(text, header, sizeof header);
		memcpy(text + sizeof header, body.p, body.n);
		body = (struct ac_str){ text, body.n + sizeof header };
		pdu->sm.esm_class = esm_udhi;
	}
	pdu->sm.short_message = body;
	ac_buf_reset(&smsc->scratch);
	ac_smpp_pack(&smsc->scratch, pdu);
	smsc->counts.words++;
	smsc_deliver(smsc, ac_buf_str(&smsc->scratch), in_ms);
}

void smsc_say(
	struct smsc *smsc, struct ac_str from, struct ac_str to, struct ac_str text, int64_t in_ms)
{
	enum { parts_max = 16 };
	struct ac_text_size size;
	uint32_t ends[parts_max], start = 0;
	AC_AUTO(buf) struct ac_buf body;
	ac_buf_init(&body, AC_SMPP_PDU_MAX / 2);
	if (ac_text_measure(text, &size, NULL) != AC_OK ||
		ac_text_encode(text, size.coding, &body, NULL) != AC_OK)
		return;
	size_t parts = ac_text_split(ac_buf_str(&body), size.coding, ends, parts_max);
	smsc->words_number++;
	struct ac_smpp_pdu pdu = {
		.command = AC_SMPP_deliver_sm,
		.sm = { .source_addr_ton = 1,
			.source_addr_npi = 1,
			.source_addr = from,
			.destination_addr = to,
			.data_coding = size.coding == AC_CODING_UCS2 ? 8 : 0 },
	};
	for (size_t i = 0; i < parts && i < parts_max; i++) {
		say_part(smsc, &pdu, (struct ac_str){ body.p + start, ends[i] - start }, i, parts,
			in_ms);
		start = ends[i];
	}
}
