/* What leaves unasked: receipts and words, now or later, until they are answered. */
#include "base/clock.h"
#include "channel/smpp/tlv.h"
#include "smsc_p.h"
#include "text/alphabet.h"

#include <inttypes.h>
#include <stdio.h>

enum { no_connection_ms = 20 /* look again whether somebody is bound */ };

void smsc_redeliver(struct smsc *smsc, size_t i, int64_t in_ms)
{
	struct unanswered it = smsc->unanswered.at[i];
	ac_map_remove(&smsc->unanswered_by, it.sequence);
	smsc->unanswered.at[i] = smsc->unanswered.at[--smsc->unanswered.n];
	if (i < smsc->unanswered.n)
		ac_map_put(&smsc->unanswered_by, smsc->unanswered.at[i].sequence, (uint32_t)i);
	later_push(&smsc->later, (struct later){ .due_us = ac_mono_now().us + in_ms * AC_MS,
					 .account = it.account,
					 .pdu = it.pdu,
					 .n = it.n });
}

/* One that is bound, for this account if it is not 0. */
static struct connection *find_bound(struct smsc *smsc, uint64_t account)
{
	for (struct connection *it = smsc->connections; it; it = it->next)
		if (it->bound && !it->falling && (!account || it->account == account))
			return it;
	return NULL;
}

static uint32_t next_sequence(struct smsc *smsc)
{
	smsc->sequence = smsc->sequence == AC_SMPP_SEQUENCE_MAX ? 1 : smsc->sequence + 1;
	return smsc->sequence;
}

/* Takes pdu. */
static void deliver_now(
	struct smsc *smsc, struct connection *connection, uint64_t account, char *pdu, uint32_t n)
{
	uint32_t sequence = next_sequence(smsc);
	ac_smpp_patch_sequence(pdu, sequence);
	ac_buf_add(&connection->out, pdu, n);
	if (smsc->config.sink) {
		ac_free(pdu);
		return;
	}
	ac_map_put(&smsc->unanswered_by, sequence, (uint32_t)smsc->unanswered.n);
	struct unanswered it = { sequence, connection->number, account, ac_mono_now().us, pdu, n };
	ac_vec_push(&smsc->unanswered, it);
}

void smsc_work_later(struct smsc *smsc)
{
	struct later item;
	int64_t now_us = ac_mono_now().us;
	while (later_pop(&smsc->later, now_us, &item)) {
		struct connection *connection = find_bound(smsc, item.account);
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
			deliver_now(smsc, connection, item.account, item.pdu, item.n);
		} else {
			item.due_us = now_us + no_connection_ms * AC_MS;
			later_push(&smsc->later, item);
		}
	}
}

static void deliver_later(struct smsc *smsc, uint64_t account, struct ac_str pdu, int64_t in_ms)
{
	later_push(&smsc->later, (struct later){ .due_us = ac_mono_now().us + in_ms * AC_MS,
					 .account = account,
					 .pdu = ac_strndup(pdu.p, pdu.n),
					 .n = (uint32_t)pdu.n });
}

void smsc_deliver(struct smsc *smsc, struct ac_str pdu, int64_t in_ms)
{
	deliver_later(smsc, 0, pdu, in_ms);
}

void smsc_take_delivered(struct smsc *smsc, const struct ac_smpp_pdu *pdu)
{
	smsc->counts.acknowledged += pdu->status == 0;
	smsc->counts.not_acknowledged += pdu->status != 0;
	uint32_t i = ac_map_get(&smsc->unanswered_by, pdu->sequence);
	if (i == (uint32_t)ac_map_none)
		return;
	if (pdu->status) {
		int32_t in_ms = smsc->config.redeliver_ms ? smsc->config.redeliver_ms : 200;
		smsc_redeliver(smsc, i, in_ms);
		return;
	}
	ac_free(smsc->unanswered.at[i].pdu);
	ac_map_remove(&smsc->unanswered_by, pdu->sequence);
	smsc->unanswered.at[i] = smsc->unanswered.at[--smsc->unanswered.n];
	if (i < smsc->unanswered.n)
		ac_map_put(&smsc->unanswered_by, smsc->unanswered.at[i].sequence, i);
}

/* ---- ids and receipts ---- */

struct ac_str smsc_write_id(uint64_t number, enum smsc_ids ids, char out[24])
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
	struct ac_str id = smsc_write_id(submit->number, smsc->config.ids_receipt, id_storage);
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
			.esm_class = smsc_esm_receipt,
			.short_message = { text, (size_t)n },
			.tlvs = ac_buf_str(&tlvs) },
	};
	ac_smpp_pack(out, &pdu);
}

void smsc_send_receipts(struct smsc *smsc, struct connection *connection,
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
			deliver_now(smsc, connection, connection->account,
				ac_strndup(smsc->scratch.p, smsc->scratch.n),
				(uint32_t)smsc->scratch.n);
		else
			deliver_later(smsc, connection->account, ac_buf_str(&smsc->scratch), in_ms);
	}
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
		pdu->sm.esm_class = smsc_esm_udhi;
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
