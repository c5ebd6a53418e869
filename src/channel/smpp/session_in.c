#include "base/log.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/receipt.h"
#include "channel/smpp/session_p.h"
#include "text/alphabet.h"

#include <string.h>

enum { utf8_max = 4 * AC_SMPP_PDU_MAX };

static void respond(struct ac_smpp_session *session, const struct ac_smpp_pdu *pdu, uint32_t status)
{
	uint32_t command = pdu->command | AC_SMPP_RESPONSE;
	if (command == AC_SMPP_deliver_sm_resp || command == AC_SMPP_data_sm_resp)
		ac_smpp_pack_sm_resp(&session->out, command, status, pdu->sequence, AC_STR(""));
	else
		ac_smpp_pack_header(&session->out, command, status, pdu->sequence);
}

/* ---- responses ---- */

static void bound(struct ac_smpp_session *session, uint32_t status)
{
	if (status == AC_SMPP_ESME_ROK) {
		session->state = AC_SMPP_UP;
		session->events->link_up(session->ctx, session->settings->link);
	} else {
		ac_smpp_session_give_up(session, "the carrier refuses the bind: %s (0x%x)",
			ac_smpp_status_name(status), status);
	}
}

static void take_response(struct ac_smpp_session *session, const struct ac_smpp_pdu *pdu)
{
	struct ac_smpp_request request;
	if (!ac_smpp_request_take(session, pdu->sequence, &request))
		return; /* late, or for nobody */
	struct ac_str id = AC_STR("");
	uint32_t status = pdu->status;
	if (pdu->command == AC_SMPP_submit_sm_resp || pdu->command == AC_SMPP_data_sm_resp)
		id = pdu->sm_resp.message_id;
	else if (pdu->command == AC_SMPP_generic_nack && status == AC_SMPP_ESME_ROK)
		status = AC_SMPP_ESME_RSYSERR; /* "not acknowledged: no error" */
	switch ((enum ac_smpp_request_kind)request.kind) {
	case AC_SMPP_REQUEST_SUBMIT:
		ac_smpp_segment_settled(session, &request, ac_smpp_outcome(status), status, id);
		break;
	case AC_SMPP_REQUEST_BIND: bound(session, status); break;
	case AC_SMPP_REQUEST_ENQUIRE: session->enquiring = false; break;
	case AC_SMPP_REQUEST_UNBIND: ac_smpp_session_give_up(session, "closed"); break;
	}
}

/* ---- receipts ---- */

static void log_form(const struct ac_smpp_session *session, enum ac_smpp_id_place place)
{
	static const char *const receipt_is[] = { "as in the response", "decimal, response hex",
		"hex, response decimal" };
	ac_log(AC_LOG_INFO, "smpp.id_format", "link=%.*s place=%s receipt=\"%s\"",
		AC_STR_ARG(session->settings->name), place == AC_SMPP_ID_IN_TLV ? "tlv" : "text",
		receipt_is[session->account->ids.learning[place].form]);
}

static uint64_t attempt_of(
	const struct ac_smpp_session *session, int32_t reference, uint64_t from_hash)
{
	if (reference < 0)
		return 0;
	const struct ac_smpp_recent *recent = &session->account->recent[(uint16_t)reference];
	if (recent->attempt && recent->to_hash == from_hash)
		return recent->attempt;
	return AC_ATTEMPT_LOW16 | (uint64_t)reference;
}

void ac_smpp_receipt_tell(
	struct ac_smpp_session *session, const struct ac_smpp_early_receipt *receipt)
{
	session->events->receipt(session->ctx, session->settings->link, receipt->token,
		receipt->key, receipt->attempt_ref,
		(struct ac_str){ receipt->from, receipt->from_n },
		(enum ac_receipt_state)receipt->state, receipt->error);
}

/* Nothing that could be made durable, or nothing new: answered without an event. */
static bool settle_silently(struct ac_smpp_session *session, uint64_t token)
{
	ac_smpp_session_ack(session, token, true, session->now);
	return true;
}

/* To be looked at again in a while. @return false when its time is up, or there is no room */
static bool keep_early(struct ac_smpp_session *session, struct ac_smpp_early_receipt *receipt)
{
	static const int64_t next_look_us = AC_SECOND / 2;
	if (ac_smpp_early_has(&session->early, receipt->key, receipt->from_hash))
		return settle_silently(session, receipt->token);
	if (session->now.us >= receipt->give_up_us)
		return false;
	int64_t next_us = session->now.us + next_look_us;
	receipt->until_us = next_us < receipt->give_up_us ? next_us : receipt->give_up_us;
	return ac_smpp_early_keep(&session->early, receipt);
}

/* Its response may be on the way, and until that is there its id may read as another message's. */
static bool may_be_early(
	const struct ac_smpp_session *session, const struct ac_smpp_early_receipt *receipt)
{
	return receipt->state != AC_RECEIPT_ENROUTE && !receipt->named &&
	       ac_smpp_account_has_joined(session->account, receipt->from_hash);
}

/* To its message, if that has several segments. @return whether nothing remains to be done */
static bool to_segments(struct ac_smpp_session *session, struct ac_smpp_early_receipt *receipt)
{
	enum ac_receipt_state state = (enum ac_receipt_state)receipt->state;
	bool news = state != AC_RECEIPT_ENROUTE;
	bool form_is_known = session->account->ids.learning[receipt->place].settled;
	if (!form_is_known && may_be_early(session, receipt) && keep_early(session, receipt))
		return true;
	switch (ac_smpp_segments_receipt(&session->account->segments, &receipt->key, &state)) {
	case AC_SMPP_SEGMENTS_NOT_MINE:
		return may_be_early(session, receipt) && keep_early(session, receipt);
	case AC_SMPP_SEGMENTS_ASKED:
		return news ? keep_early(session, receipt)
			    : settle_silently(session, receipt->token);
	case AC_SMPP_SEGMENTS_FINAL:
		receipt->state = (uint8_t)state;
		ac_smpp_receipt_tell(session, receipt);
		return true;
	case AC_SMPP_SEGMENTS_NOTED:
	default: return settle_silently(session, receipt->token);
	}
}

/* Its key, by what is known of the carrier's ids now. */
static void read_id(struct ac_smpp_session *session, struct ac_smpp_early_receipt *receipt)
{
	enum ac_smpp_id_reading reading;
	enum ac_smpp_id_place place = (enum ac_smpp_id_place)receipt->place;
	receipt->key = ac_smpp_ids_receipt(&session->account->ids, place,
		(struct ac_str){ receipt->id, receipt->id_n }, receipt->from_hash, &reading);
	receipt->named = reading != AC_SMPP_ID_UNNAMED;
	if (reading == AC_SMPP_ID_SETTLED)
		log_form(session, place);
}

void ac_smpp_early_tell(
	struct ac_smpp_session *session, const struct ac_smpp_early_receipt *receipt)
{
	struct ac_smpp_early_receipt copy = *receipt;
	if (!copy.named)
		read_id(session, &copy);
	if (!to_segments(session, &copy))
		ac_smpp_receipt_tell(session, &copy);
}

static void take_receipt(struct ac_smpp_session *session, const struct ac_smpp_delivery *delivery,
	struct ac_str from, uint64_t token)
{
	struct ac_smpp_early_receipt receipt = {
		.token = token,
		.give_up_us = session->now.us + session->settings->response_ms * AC_MS,
		.error = delivery->error,
		.state = (uint8_t)delivery->state,
		.from_n = (uint8_t)from.n,
		.place = (uint8_t)delivery->id_place,
		.id_n = (uint8_t)(delivery->id.n < ac_smpp_id_max ? delivery->id.n
								  : ac_smpp_id_max),
	};
	if (from.n)
		memcpy(receipt.from, from.p, from.n);
	if (receipt.id_n)
		memcpy(receipt.id, delivery->id.p, receipt.id_n);
	receipt.from_hash = ac_smpp_number_hash(from);
	if (receipt.id_n)
		read_id(session, &receipt);
	receipt.attempt_ref = attempt_of(session, delivery->reference, receipt.from_hash);
	if (!receipt.key || !to_segments(session, &receipt))
		ac_smpp_receipt_tell(session, &receipt);
}

/* ---- words ---- */

static void decode(const struct ac_smpp_session *session, uint8_t coding, struct ac_str body,
	struct ac_buf *out)
{
	if (coding == session->settings->data_coding)
		coding = 0;
	enum ac_coding standard =
		session->settings->latin1_inbound ? AC_CODING_LATIN1 : AC_CODING_GSM7;
	if (ac_text_decode(coding, standard, body, out, NULL) != AC_OK)
		out->over = false; /* longer than any text: what there is, is there */
}

void ac_smpp_text_tell(struct ac_smpp_session *session, struct ac_smpp_text *text)
{
	AC_AUTO(buf) struct ac_buf whole;
	ac_buf_init(&whole, utf8_max);
	ac_smpp_text_join(text, &whole);
	session->events->inbound(session->ctx, session->settings->link,
		ac_smpp_inbox_token(&session->inbox, text->slot),
		(struct ac_str){ text->from, text->from_n },
		(struct ac_str){ text->to, text->to_n }, ac_buf_str(&whole));
	ac_smpp_parts_drop(&session->parts, text);
}

/* @return false when it has to be taken by itself */
static bool take_part(struct ac_smpp_session *session, const struct ac_smpp_delivery *delivery,
	struct ac_str from, struct ac_str to, uint8_t coding, uint32_t slot)
{
	if (delivery->parts < 2 || delivery->parts > AC_SMPP_PARTS_MAX)
		return false;
	uint64_t who = ac_hash_bytes(from.p, from.n,
		ac_hash_bytes(
			to.p, to.n, (uint64_t)delivery->part_reference << 8 | delivery->parts));
	struct ac_smpp_text *text =
		ac_smpp_parts_of(&session->parts, who, delivery->parts, session->now);
	if (!text || (text->have >> (delivery->part - 1) & 1))
		return false;
	if (text->slot == UINT32_MAX) {
		text->slot = slot;
		text->from_n = (uint8_t)from.n;
		text->to_n = (uint8_t)to.n;
		memcpy(text->from, from.p, from.n);
		memcpy(text->to, to.p, to.n);
	} else {
		ac_smpp_inbox_join(&session->inbox, text->slot, slot);
	}
	text->have |= UINT32_C(1) << (delivery->part - 1);
	decode(session, coding, delivery->text, &text->part[delivery->part - 1]);
	if (ac_smpp_text_whole(text))
		ac_smpp_text_tell(session, text);
	return true;
}

static void take_words(struct ac_smpp_session *session, const struct ac_smpp_sm *sm,
	const struct ac_smpp_delivery *delivery, struct ac_str from, uint32_t slot)
{
	char to_storage[24];
	struct ac_str to = ac_smpp_number(sm->destination_addr, sm->dest_addr_ton, to_storage);
	if (take_part(session, delivery, from, to, sm->data_coding, slot))
		return;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, utf8_max);
	decode(session, sm->data_coding, delivery->text, &text);
	session->events->inbound(session->ctx, session->settings->link,
		ac_smpp_inbox_token(&session->inbox, slot), from, to, ac_buf_str(&text));
}

/* ---- deliver_sm and data_sm ---- */

static uint64_t content_hash(const struct ac_smpp_sm *sm)
{
	uint64_t hash = (uint64_t)sm->esm_class << 8 | sm->data_coding;
	hash = ac_hash_bytes(sm->source_addr.p, sm->source_addr.n, hash);
	hash = ac_hash_bytes(sm->destination_addr.p, sm->destination_addr.n, hash);
	hash = ac_hash_bytes(sm->short_message.p, sm->short_message.n, hash);
	return ac_hash_bytes(sm->tlvs.p, sm->tlvs.n, hash);
}

static void take_delivery(
	struct ac_smpp_session *session, const struct ac_smpp_pdu *pdu, const struct ac_smpp_sm *sm)
{
	uint32_t slot = 0;
	struct ac_smpp_delivery delivery;
	ac_smpp_delivery_read(sm, session->settings->dead_errors, &delivery);
	struct ac_smpp_inbox_item item = { .hash = content_hash(sm),
		.sequence = pdu->sequence,
		.unique = delivery.is_receipt && delivery.id.n,
		.data = pdu->command == AC_SMPP_data_sm };
	switch (ac_smpp_inbox_take(&session->inbox, &item, session->now, &slot)) {
	case AC_SMPP_INBOX_REPEATED: respond(session, pdu, AC_SMPP_ESME_ROK); return;
	case AC_SMPP_INBOX_BUSY: respond(session, pdu, AC_SMPP_ESME_RX_T_APPN); return;
	case AC_SMPP_INBOX_NEW: break;
	}
	char storage[24];
	struct ac_str from = ac_smpp_number(sm->source_addr, sm->source_addr_ton, storage);
	if (delivery.is_receipt)
		take_receipt(session, &delivery, from, ac_smpp_inbox_token(&session->inbox, slot));
	else
		take_words(session, sm, &delivery, from, slot);
}

static void take_data(struct ac_smpp_session *session, const struct ac_smpp_pdu *pdu)
{
	struct ac_smpp_sm sm = {
		.source_addr_ton = pdu->data.source_addr_ton,
		.source_addr = pdu->data.source_addr,
		.dest_addr_ton = pdu->data.dest_addr_ton,
		.destination_addr = pdu->data.destination_addr,
		.esm_class = pdu->data.esm_class,
		.data_coding = pdu->data.data_coding,
		.short_message = AC_STR(""),
		.tlvs = pdu->data.tlvs,
	};
	take_delivery(session, pdu, &sm);
}

/* ---- all PDUs ---- */

static void take_request(struct ac_smpp_session *session, const struct ac_smpp_pdu *pdu)
{
	bool up = session->state == AC_SMPP_UP;
	switch (pdu->command) {
	case AC_SMPP_deliver_sm:
	case AC_SMPP_data_sm:
		if (!up)
			respond(session, pdu, AC_SMPP_ESME_RINVBNDSTS);
		else if (pdu->command == AC_SMPP_data_sm)
			take_data(session, pdu);
		else
			take_delivery(session, pdu, &pdu->sm);
		break;
	case AC_SMPP_enquire_link: respond(session, pdu, AC_SMPP_ESME_ROK); break;
	case AC_SMPP_unbind:
		respond(session, pdu, AC_SMPP_ESME_ROK);
		ac_smpp_session_give_up(session, "the carrier unbound the link");
		break;
	case AC_SMPP_alert_notification:
	case AC_SMPP_outbind: break; /* neither asks for an answer */
	default:
		ac_smpp_pack_header(
			&session->out, AC_SMPP_generic_nack, AC_SMPP_ESME_RINVCMDID, pdu->sequence);
	}
}

static void take_pdu(
	struct ac_smpp_session *session, enum ac_smpp_read read, const struct ac_smpp_pdu *pdu)
{
	bool response = pdu->command & AC_SMPP_RESPONSE;
	if (read == AC_SMPP_READ_BROKEN)
		respond(session, pdu, AC_SMPP_ESME_RINVMSGLEN);
	else if (response)
		take_response(session, pdu);
	else
		take_request(session, pdu);
}

size_t ac_smpp_session_input(
	struct ac_smpp_session *session, struct ac_str bytes, struct ac_mono now)
{
	size_t used = 0;
	session->now = now;
	if (bytes.n)
		session->heard = now;
	while (!session->why[0]) {
		struct ac_smpp_pdu pdu;
		enum ac_smpp_read read =
			ac_smpp_unpack((struct ac_str){ bytes.p + used, bytes.n - used }, &pdu);
		if (read == AC_SMPP_READ_MORE)
			break;
		if (read == AC_SMPP_READ_LOST) {
			ac_smpp_session_give_up(session,
				"the carrier sent %u as the length of a PDU: not SMPP, or out of "
				"step",
				pdu.length);
			break;
		}
		used += pdu.length;
		take_pdu(session, read, &pdu);
	}
	return used;
}
