/* Messages on their way out: taken, waiting, sent, settled. */
#include "channel/smpp/pdu.h"
#include "channel/smpp/session_p.h"

enum {
	grace_s = 86400, /* receipts may come so long after the validity */
	none = UINT32_MAX,
};

/* ---- messages ---- */

static uint32_t message_new(struct ac_smpp_session *session)
{
	uint32_t i = session->free_message;
	if (i != none) {
		session->free_message = session->messages.at[i].next_free;
		return i;
	}
	i = (uint32_t)session->messages.n;
	ac_vec_push(&session->messages, (struct ac_smpp_pending){ 0 });
	return i;
}

static bool is_joined(const struct ac_smpp_session *session, const struct ac_smpp_pending *message)
{
	return message->segments > 1 && session->settings->receipts == AC_RECEIPTS_ALL;
}

enum ac_status ac_smpp_session_submit(
	struct ac_smpp_session *session, const struct ac_message *message, struct ac_mono now)
{
	if (session->closing)
		return AC_CLOSED;
	if (session->queue_n >= ac_channel_queue_max(session->settings))
		return AC_FULL;
	size_t before = session->waiting.n;
	size_t segments =
		ac_smpp_split(&session->waiting, session->settings, &session->sender, message);
	if (segments == 0)
		return before + AC_SMPP_PDU_MAX > session->waiting.max ? AC_FULL : AC_INVALID;
	uint32_t i = message_new(session);
	session->messages.at[i] = (struct ac_smpp_pending){
		.attempt = message->attempt,
		.to_hash = ac_smpp_number_hash(message->to),
		.ring = AC_SMPP_SEGMENT_NONE,
		.expires_s = (uint32_t)(now.us / AC_SECOND + message->validity_s + grace_s),
		.segments = (uint8_t)segments,
		.gravest = AC_SUBMIT_ACCEPTED,
	};
	session->account->recent[message->attempt & (AC_SMPP_RECENT_MAX - 1)] =
		(struct ac_smpp_recent){ message->attempt, session->messages.at[i].to_hash };
	session->queue[(session->queue_head + session->queue_n++) & session->queue_mask] = i;
	return AC_OK;
}

static size_t keys_of_ring(
	const struct ac_smpp_session *session, uint32_t ring, uint64_t keys[AC_SMPP_SEGMENTS_MAX])
{
	size_t n = 0;
	uint32_t i = ring;
	if (ring == (uint32_t)AC_SMPP_SEGMENT_NONE)
		return 0;
	do {
		keys[n++] = session->account->segments.at.at[i].key;
		i = ac_smpp_segments_next(&session->account->segments, i);
	} while (i != ring && n < AC_SMPP_SEGMENTS_MAX);
	return n;
}

/* Receipts of a message's segments that waited for its settlement. */
static void tell_early_of(
	struct ac_smpp_session *session, uint64_t to_hash, const uint64_t *keys, size_t n)
{
	struct ac_smpp_early_receipt receipt;
	for (size_t k = 0; k < n; k++)
		if (ac_smpp_early_take(&session->early, keys[k], to_hash, &receipt))
			ac_smpp_early_tell(session, &receipt);
}

void ac_smpp_early_tell_all(struct ac_smpp_session *session, bool all)
{
	struct ac_smpp_early_receipt receipt;
	while (ac_smpp_early_due(&session->early, session->now, all, &receipt))
		ac_smpp_early_tell(session, &receipt);
}

static void message_settled(
	struct ac_smpp_session *session, uint32_t i, enum ac_submit_outcome outcome)
{
	struct ac_smpp_pending message =
		session->messages.at[i]; /* events may submit and move it */
	session->messages.at[i].next_free = session->free_message;
	session->free_message = i;
	bool accepted = outcome == AC_SUBMIT_ACCEPTED;
	if (message.counted)
		ac_smpp_account_joined(session->account, message.to_hash, -1);
	if (message.ring != (uint32_t)AC_SMPP_SEGMENT_NONE)
		ac_smpp_segments_settle(&session->account->segments, message.ring, accepted);
	uint64_t keys[AC_SMPP_SEGMENTS_MAX], others[ac_segment_keys_max];
	size_t n = keys_of_ring(session, message.ring, keys), n_others = 0;
	for (size_t k = 0; accepted && k < n && n_others < ac_segment_keys_max; k++)
		if (keys[k] != message.key)
			others[n_others++] = keys[k];
	session->events->submitted(session->ctx, session->settings->link, message.attempt, outcome,
		accepted ? message.key : 0, (struct ac_str){ message.id, message.id_n },
		message.status, (struct ac_segment_keys){ others, n_others });
	if (session->early.kept == 0)
		return;
	struct ac_smpp_early_receipt receipt;
	if (n)
		tell_early_of(session, message.to_hash, keys, n);
	else if (accepted &&
		 ac_smpp_early_take(&session->early, message.key, message.to_hash, &receipt))
		ac_smpp_receipt_tell(session, &receipt);
	if (session->account->joined.n == 0)
		ac_smpp_early_tell_all(session, true);
}

static int gravity(enum ac_submit_outcome outcome)
{
	static const int order[] = {
		[AC_SUBMIT_ACCEPTED] = 0,
		[AC_SUBMIT_TEMPORARY] = 1,
		[AC_SUBMIT_THROTTLED] = 2,
		[AC_SUBMIT_UNSENT] = 3,
		[AC_SUBMIT_UNKNOWN] = 3,
		[AC_SUBMIT_REJECTED] = 4,
		[AC_SUBMIT_DEAD] = 5,
	};
	return order[outcome];
}

static void segment_accepted(struct ac_smpp_session *session, struct ac_smpp_pending *message,
	uint8_t segment, struct ac_str id)
{
	bool last = segment + 1 == message->segments;
	uint64_t key = ac_smpp_ids_response(&session->account->ids, id, message->to_hash);
	if (is_joined(session, message))
		message->ring = ac_smpp_segments_add(
			&session->account->segments, message->ring, key, last, message->expires_s);
	if (!last)
		return;
	message->key = key;
	message->id_n = (uint8_t)(id.n < ac_smpp_id_max ? id.n : ac_smpp_id_max);
	if (message->id_n)
		memcpy(message->id, id.p, message->id_n);
}

void ac_smpp_segment_settled(struct ac_smpp_session *session, const struct ac_smpp_request *request,
	enum ac_submit_outcome outcome, uint32_t status, struct ac_str id)
{
	struct ac_smpp_pending *message = &session->messages.at[request->message];
	if (outcome == AC_SUBMIT_ACCEPTED)
		segment_accepted(session, message, request->segment, id);
	if (gravity(outcome) > gravity((enum ac_submit_outcome)message->gravest)) {
		message->gravest = (uint8_t)outcome;
		message->status = status;
	}
	if (++message->settled == message->segments)
		message_settled(
			session, request->message, (enum ac_submit_outcome)message->gravest);
}

/* ---- what waits ---- */

static size_t first_waiting(const struct ac_smpp_session *session)
{
	const unsigned char *p = (const unsigned char *)session->waiting.p + session->waiting_head;
	return (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void drop_waiting(struct ac_smpp_session *session, size_t n)
{
	session->waiting_head += n;
	struct ac_buf *waiting = &session->waiting;
	if (session->waiting_head == waiting->n) {
		ac_buf_reset(waiting);
		session->waiting_head = 0;
	} else if (session->waiting_head > waiting->n / 2 && session->waiting_head > 65536) {
		waiting->n -= session->waiting_head;
		memmove(waiting->p, waiting->p + session->waiting_head, waiting->n);
		session->waiting_head = 0;
	}
}

static uint32_t pop_queue(struct ac_smpp_session *session)
{
	uint32_t i = session->queue[session->queue_head & session->queue_mask];
	session->queue_head++;
	session->queue_n--;
	return i;
}

/* Its receipts may come before its response, and then be kept. */
static void count_in(struct ac_smpp_session *session, struct ac_smpp_pending *message)
{
	if (!is_joined(session, message) && !ac_smpp_ids_learning(&session->account->ids))
		return;
	message->counted = true;
	ac_smpp_account_joined(session->account, message->to_hash, 1);
}

static void send_first(struct ac_smpp_session *session)
{
	uint32_t i = session->queue[session->queue_head & session->queue_mask];
	struct ac_smpp_pending *message = &session->messages.at[i];
	size_t n = first_waiting(session);
	char *room = ac_buf_room(&session->out, n);
	if (!room)
		return;
	memcpy(room, session->waiting.p + session->waiting_head, n);
	drop_waiting(session, n);
	if (message->sent == 0)
		count_in(session, message);
	uint8_t segment = message->sent++;
	if (message->sent == message->segments)
		(void)pop_queue(session);
	ac_smpp_patch_sequence(
		room, ac_smpp_request_new(session, AC_SMPP_REQUEST_SUBMIT, i, segment));
}

/* The first waiting message will not go, or not wholly: UNSENT if nothing of it has. */
static void turn_away_first(struct ac_smpp_session *session)
{
	uint32_t i = pop_queue(session);
	struct ac_smpp_pending *message = &session->messages.at[i];
	uint8_t left = message->segments - message->sent;
	for (uint8_t k = 0; k < left; k++)
		drop_waiting(session, first_waiting(session));
	if (message->sent == 0) {
		message_settled(session, i, AC_SUBMIT_UNSENT);
		return;
	}
	struct ac_smpp_request rest = { .message = i };
	for (uint8_t k = 0; k < left; k++)
		ac_smpp_segment_settled(session, &rest, AC_SUBMIT_UNKNOWN, 0, AC_STR(""));
}

static bool first_is_begun(const struct ac_smpp_session *session)
{
	return session->queue_n &&
	       session->messages.at[session->queue[session->queue_head & session->queue_mask]].sent;
}

void ac_smpp_turn_away_begun(struct ac_smpp_session *session)
{
	if (first_is_begun(session))
		turn_away_first(session);
}

static bool can_send(const struct ac_smpp_session *session)
{
	return session->state == AC_SMPP_UP && !session->why[0];
}

bool ac_smpp_session_turns_away(const struct ac_smpp_session *session)
{
	return session->queue_n && (!can_send(session) || session->closing);
}

void ac_smpp_session_round(struct ac_smpp_session *session, size_t out_max, struct ac_mono now)
{
	session->now = now;
	bool up = can_send(session);
	/* An event may submit: only what waits at the start is turned away in this round. */
	for (uint32_t n = session->queue_n; n && (!up || session->closing); n--)
		if (!up || !first_is_begun(session))
			turn_away_first(session);
	while (up && session->queue_n && session->in_flight < session->settings->window &&
		session->out.n < out_max)
		send_first(session);
	if (session->out.over)
		ac_smpp_session_give_up(session, "the carrier does not read what it is sent");
	if (up && session->closing && session->in_flight == 0 && session->queue_n == 0) {
		session->state = AC_SMPP_UNBINDING;
		ac_smpp_pack_header(&session->out, AC_SMPP_unbind, 0,
			ac_smpp_request_new(session, AC_SMPP_REQUEST_UNBIND, 0, 0));
	}
}
