/* The life of a session: requests and their time-outs, bind, enquire, end. */
#include "channel/smpp/pdu.h"
#include "channel/smpp/session_p.h"

#include <stdarg.h>
#include <stdio.h>

enum {
	out_bytes_max = 32 << 20, /* a peer that lets so much pile up does not read */
	bytes_a_message = 2048, /* room for what waits, on average */
	sweep_few = 4096, /* segments looked at a second */
};

void ac_smpp_session_init(struct ac_smpp_session *session,
	const struct ac_channel_settings *settings, struct ac_smpp_account *account,
	const struct ac_channel_events *events, void *ctx, struct ac_mono now)
{
	uint32_t queue = ac_channel_queue_max(settings), places = 32, queue_places = 32;
	while (places < settings->window * 2 + 16)
		places *= 2;
	while (queue_places < queue)
		queue_places *= 2;
	*session = (struct ac_smpp_session){
		.settings = settings,
		.account = account,
		.events = events,
		.ctx = ctx,
		.sender = ac_smpp_sender(settings),
		.free_message = UINT32_MAX,
		.queue = ac_alloc_array(queue_places, sizeof *session->queue),
		.queue_mask = queue_places - 1,
		.requests = ac_alloc_array(places, sizeof *session->requests),
		.request_mask = places - 1,
		.next_sequence = 1,
		.oldest_sequence = 1,
		.now = now,
		.heard = now,
		.swept = now,
	};
	ac_buf_init(&session->out, out_bytes_max);
	ac_buf_init(&session->waiting, (size_t)queue * bytes_a_message + AC_SMPP_PDU_MAX);
	ac_smpp_inbox_init(&session->inbox);
}

void ac_smpp_session_done(struct ac_smpp_session *session)
{
	ac_buf_done(&session->out);
	ac_buf_done(&session->waiting);
	ac_vec_done(&session->messages);
	ac_free(session->queue);
	ac_free(session->requests);
	ac_smpp_early_done(&session->early);
	ac_smpp_inbox_done(&session->inbox);
	ac_smpp_parts_done(&session->parts);
}

void ac_smpp_session_give_up(struct ac_smpp_session *session, const char *format, ...)
{
	if (session->why[0])
		return;
	va_list args;
	va_start(args, format);
	vsnprintf(session->why, sizeof session->why, format, args);
	va_end(args);
}

bool ac_smpp_session_must_close(const struct ac_smpp_session *session)
{
	return session->why[0];
}

/* ---- requests: numbers, outstanding, time-outs ---- */

static uint32_t after(uint32_t sequence)
{
	return sequence == AC_SMPP_SEQUENCE_MAX ? 1 : sequence + 1;
}

static struct ac_smpp_request *request_at(struct ac_smpp_session *session, uint32_t sequence)
{
	return &session->requests[sequence & session->request_mask];
}

uint32_t ac_smpp_request_new(struct ac_smpp_session *session, enum ac_smpp_request_kind kind,
	uint32_t message, uint8_t segment)
{
	while (request_at(session, session->next_sequence)->sequence)
		session->next_sequence = after(session->next_sequence);
	uint32_t sequence = session->next_sequence;
	int32_t patience_ms = kind == AC_SMPP_REQUEST_BIND ? session->settings->connect_ms
							   : session->settings->response_ms;
	*request_at(session, sequence) = (struct ac_smpp_request){
		.sequence = sequence,
		.message = message,
		.segment = segment,
		.kind = (uint8_t)kind,
		.deadline_us = session->now.us + patience_ms * AC_MS,
	};
	session->next_sequence = after(sequence);
	session->in_flight += kind == AC_SMPP_REQUEST_SUBMIT;
	return sequence;
}

bool ac_smpp_request_take(
	struct ac_smpp_session *session, uint32_t sequence, struct ac_smpp_request *request)
{
	struct ac_smpp_request *place = request_at(session, sequence);
	if (sequence == 0 || place->sequence != sequence)
		return false;
	*request = *place;
	place->sequence = 0;
	session->in_flight -= request->kind == AC_SMPP_REQUEST_SUBMIT;
	return true;
}

static void request_timed_out(
	struct ac_smpp_session *session, const struct ac_smpp_request *request)
{
	switch ((enum ac_smpp_request_kind)request->kind) {
	case AC_SMPP_REQUEST_SUBMIT:
		ac_smpp_segment_settled(session, request, AC_SUBMIT_UNKNOWN, 0, AC_STR(""));
		break;
	case AC_SMPP_REQUEST_BIND:
		ac_smpp_session_give_up(session, "the carrier does not answer the bind");
		break;
	case AC_SMPP_REQUEST_ENQUIRE:
		ac_smpp_session_give_up(session, "the carrier does not answer enquire_link");
		break;
	case AC_SMPP_REQUEST_UNBIND: ac_smpp_session_give_up(session, "closed"); break;
	}
}

/* From the oldest number on, in order; @param all  whatever their deadline (the connection is gone) */
static void expire_requests(struct ac_smpp_session *session, bool all)
{
	while (session->oldest_sequence != session->next_sequence) {
		uint32_t sequence = session->oldest_sequence;
		const struct ac_smpp_request *place = request_at(session, sequence);
		if (place->sequence == sequence && !all && place->deadline_us > session->now.us)
			return;
		session->oldest_sequence = after(sequence);
		struct ac_smpp_request request;
		if (ac_smpp_request_take(session, sequence, &request) &&
			(request.kind == AC_SMPP_REQUEST_SUBMIT || !all))
			request_timed_out(session, &request);
	}
}

/* ---- the life of the connection ---- */

void ac_smpp_session_connected(struct ac_smpp_session *session, struct ac_mono now)
{
	const struct ac_channel_settings *settings = session->settings;
	session->now = session->heard = now;
	session->state = AC_SMPP_BINDING;
	session->enquiring = false;
	session->why[0] = '\0';
	ac_buf_reset(&session->out);
	ac_smpp_inbox_connected(&session->inbox);
	struct ac_smpp_pdu pdu = {
		.command = AC_SMPP_bind_transceiver,
		.sequence = ac_smpp_request_new(session, AC_SMPP_REQUEST_BIND, 0, 0),
		.bind = {
			.system_id = settings->system_id,
			.password = settings->password,
			.system_type = settings->system_type,
			.interface_version = 0x34,
		},
	};
	ac_smpp_pack(&session->out, &pdu);
}

void ac_smpp_session_lost(struct ac_smpp_session *session, struct ac_mono now)
{
	session->now = now;
	session->state = AC_SMPP_DOWN;
	ac_smpp_inbox_lost(&session->inbox, now);
	session->why[0] = '\0';
	expire_requests(session, true);
	ac_smpp_turn_away_begun(session);
	ac_buf_reset(&session->out);
}

void ac_smpp_session_tick(struct ac_smpp_session *session, struct ac_mono now)
{
	session->now = now;
	expire_requests(session, false);
	ac_smpp_early_tell_all(session, false);
	for (struct ac_smpp_text *text; (text = ac_smpp_parts_due(&session->parts, now));)
		ac_smpp_text_tell(session, text);
	bool silent = now.us - session->heard.us >= session->settings->enquire_ms * AC_MS;
	if (session->state == AC_SMPP_UP && silent && !session->enquiring) {
		session->enquiring = true;
		ac_smpp_pack_header(&session->out, AC_SMPP_enquire_link, 0,
			ac_smpp_request_new(session, AC_SMPP_REQUEST_ENQUIRE, 0, 0));
	}
	if (now.us - session->swept.us >= AC_SECOND) {
		session->swept = now;
		ac_smpp_segments_sweep(
			&session->account->segments, (uint32_t)(now.us / AC_SECOND), sweep_few);
	}
}

int64_t ac_smpp_session_tick_ms(const struct ac_smpp_session *session)
{
	const struct ac_channel_settings *settings = session->settings;
	int32_t least = settings->response_ms < settings->enquire_ms ? settings->response_ms
								     : settings->enquire_ms;
	int32_t tick = least / 4;
	return tick < 10 ? 10 : tick > 1000 ? 1000 : tick;
}

void ac_smpp_session_ack(
	struct ac_smpp_session *session, uint64_t token, bool durable, struct ac_mono now)
{
	struct ac_smpp_inbox_slot slot;
	bool answer;
	session->now = now;
	while (ac_smpp_inbox_release(&session->inbox, &token, durable, now, &slot, &answer))
		if (answer && session->state != AC_SMPP_DOWN)
			ac_smpp_pack_sm_resp(&session->out,
				slot.data ? AC_SMPP_data_sm_resp : AC_SMPP_deliver_sm_resp,
				durable ? AC_SMPP_ESME_ROK : AC_SMPP_ESME_RX_T_APPN, slot.sequence,
				AC_STR(""));
}

void ac_smpp_session_close(struct ac_smpp_session *session)
{
	session->closing = true;
}

bool ac_smpp_session_idle(const struct ac_smpp_session *session)
{
	return session->in_flight == 0 && session->queue_n == 0;
}
