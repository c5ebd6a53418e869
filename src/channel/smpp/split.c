#include "channel/smpp/split.h"

#include "base/map.h"
#include "channel/smpp/pdu.h"
#include "channel/smpp/tlv.h"
#include "text/alphabet.h"

enum {
	ton_international = 1,
	ton_short_code = 3,
	ton_alphanumeric = 5,
	npi_isdn = 1,
	coding_latin1 = 3,
	coding_ucs2 = 8,
	esm_udhi = 0x40,
	validity_max_s = 30 * 86400,
	tlv_bytes_max = 64,
};

static bool is_digits(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

struct ac_smpp_sender ac_smpp_sender(const struct ac_channel_settings *settings)
{
	struct ac_smpp_sender sender = { ton_alphanumeric, 0, settings->source };
	if (ac_str_starts(sender.source, AC_STR("+"))) {
		sender = (struct ac_smpp_sender){ ton_international, npi_isdn,
			{ settings->source.p + 1, settings->source.n - 1 } };
	} else if (is_digits(sender.source)) {
		sender.ton = ton_short_code;
	}
	if (settings->source_ton >= 0)
		sender.ton = (uint8_t)settings->source_ton;
	if (settings->source_npi >= 0)
		sender.npi = (uint8_t)settings->source_npi;
	return sender;
}

static void two_digits(char *out, int32_t v)
{
	out[0] = (char)('0' + v / 10 % 10);
	out[1] = (char)('0' + v % 10);
}

/* YYMMDDhhmmss000R, relative (section 7.1.1.2). */
static struct ac_str relative_time(int32_t s, char out[17])
{
	s = s < 1 ? 1 : s > validity_max_s ? validity_max_s : s;
	memset(out, '0', 4);
	two_digits(out + 4, s / 86400);
	two_digits(out + 6, s / 3600 % 24);
	two_digits(out + 8, s / 60 % 60);
	two_digits(out + 10, s % 60);
	memcpy(out + 12, "000R", 5);
	return (struct ac_str){ out, 16 };
}

static uint8_t data_coding(const struct ac_channel_settings *settings, uint8_t coding)
{
	switch (coding) {
	case AC_CODING_UCS2: return coding_ucs2;
	case AC_CODING_LATIN1: return coding_latin1;
	default: return settings->data_coding;
	}
}

static uint8_t registered_delivery(
	const struct ac_channel_settings *settings, size_t part, size_t parts)
{
	switch (settings->receipts) {
	case AC_RECEIPTS_ALL: return 1;
	case AC_RECEIPTS_LAST: return part + 1 == parts;
	default: return 0;
	}
}

struct parts {
	size_t n;
	uint32_t ends[AC_SMPP_SEGMENTS_MAX];
	enum ac_segmentation how;
	uint16_t reference;
	bool payload; /* too long for short_message: whole in message_payload */
};

static void pack_part(struct ac_buf *out, struct ac_smpp_pdu *pdu, const struct parts *parts,
	size_t part, struct ac_str text)
{
	char storage[tlv_bytes_max], joined[AC_SMPP_TEXT_MAX];
	struct ac_buf tlvs = { .p = storage, .cap = sizeof storage, .max = sizeof storage - 1 };
	struct ac_buf payload;
	ac_buf_init(&payload, AC_SMPP_PDU_MAX / 2);
	ac_buf_add_str(&tlvs, pdu->sm.tlvs);
	struct ac_smpp_pdu one = *pdu;
	one.sm.short_message = text;
	one.sm.tlvs = ac_buf_str(&tlvs);
	if (parts->n > 1 && parts->how == AC_SEGMENT_UDH) {
		const char header[6] = { 5, 0, 3, (char)parts->reference, (char)parts->n,
			(char)(part + 1) };
		memcpy(joined, header, sizeof header);
		memcpy(joined + sizeof header, text.p, text.n);
		one.sm.esm_class = esm_udhi;
		one.sm.short_message = (struct ac_str){ joined, sizeof header + text.n };
	} else if (parts->n > 1) {
		ac_smpp_tlv_add_u16(&tlvs, AC_SMPP_TAG_sar_msg_ref_num, parts->reference);
		ac_smpp_tlv_add_u8(&tlvs, AC_SMPP_TAG_sar_total_segments, (uint8_t)parts->n);
		ac_smpp_tlv_add_u8(&tlvs, AC_SMPP_TAG_sar_segment_seqnum, (uint8_t)(part + 1));
		one.sm.tlvs = ac_buf_str(&tlvs);
	} else if (parts->payload) {
		ac_buf_add_str(&payload, pdu->sm.tlvs);
		ac_smpp_tlv_add(&payload, AC_SMPP_TAG_message_payload, text);
		one.sm.short_message = AC_STR("");
		one.sm.tlvs = ac_buf_str(&payload);
	}
	ac_smpp_pack(out, &one);
	ac_buf_done(&payload);
}

static bool find_parts(const struct ac_channel_settings *settings, const struct ac_message *message,
	struct parts *parts)
{
	parts->how = settings->segmentation;
	parts->reference = (uint16_t)ac_mix64(message->attempt);
	parts->n = ac_text_split(
		message->body, (enum ac_coding)message->coding, parts->ends, AC_SMPP_SEGMENTS_MAX);
	if (parts->n == 0 || parts->n > AC_SMPP_SEGMENTS_MAX)
		return false;
	parts->payload = parts->how == AC_SEGMENT_PAYLOAD && parts->n > 1;
	if (parts->payload) {
		parts->n = 1;
		parts->ends[0] = (uint32_t)message->body.n;
	}
	return true;
}

size_t ac_smpp_split(struct ac_buf *out, const struct ac_channel_settings *settings,
	const struct ac_smpp_sender *sender, const struct ac_message *message)
{
	struct parts parts;
	if (!find_parts(settings, message, &parts))
		return 0;
	char validity[17], storage[8];
	struct ac_buf tlvs = { .p = storage, .cap = sizeof storage, .max = sizeof storage - 1 };
	ac_smpp_tlv_add_u16(&tlvs, AC_SMPP_TAG_user_message_reference, (uint16_t)message->attempt);
	struct ac_str to = message->to;
	if (ac_str_starts(to, AC_STR("+")))
		to = (struct ac_str){ to.p + 1, to.n - 1 };
	struct ac_smpp_pdu pdu = {
		.command = AC_SMPP_submit_sm,
		.sm = {
			.source_addr_ton = sender->ton,
			.source_addr_npi = sender->npi,
			.source_addr = sender->source,
			.dest_addr_ton = ton_international,
			.dest_addr_npi = npi_isdn,
			.destination_addr = to,
			.validity_period = relative_time(message->validity_s, validity),
			.data_coding = data_coding(settings, message->coding),
			.tlvs = ac_buf_str(&tlvs),
		},
	};
	size_t before = out->n, start = 0;
	for (size_t i = 0; i < parts.n; i++) {
		pdu.sm.registered_delivery = registered_delivery(settings, i, parts.n);
		pack_part(out, &pdu, &parts, i,
			(struct ac_str){ message->body.p + start, parts.ends[i] - start });
		start = parts.ends[i];
	}
	if (!out->over)
		return parts.n;
	out->n = before;
	out->over = false;
	return 0;
}
