/* channel/smpp/tlv.h - optional parameters (SMPP 3.4 section 5.3): tag, length, value. */
#pragma once
#include "base/buf.h"

enum ac_smpp_tag {
	AC_SMPP_TAG_user_message_reference = 0x0204,
	AC_SMPP_TAG_sar_msg_ref_num = 0x020c,
	AC_SMPP_TAG_sar_total_segments = 0x020e,
	AC_SMPP_TAG_sar_segment_seqnum = 0x020f,
	AC_SMPP_TAG_sc_interface_version = 0x0210,
	AC_SMPP_TAG_receipted_message_id = 0x001e,
	AC_SMPP_TAG_network_error_code = 0x0423,
	AC_SMPP_TAG_message_payload = 0x0424,
	AC_SMPP_TAG_message_state = 0x0427,
};

/**
 * Take the next one off *rest.
 * @return false at the end; an announced length beyond the end counts as the end (peers pad)
 */
static inline bool ac_smpp_tlv_next(struct ac_str *rest, uint16_t *tag, struct ac_str *value)
{
	if (rest->n < 4)
		return false;
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t n = (size_t)p[2] << 8 | p[3];
	if (n > rest->n - 4)
		return false;
	*tag = (uint16_t)(p[0] << 8 | p[1]);
	*value = (struct ac_str){ rest->p + 4, n };
	rest->p += 4 + n;
	rest->n -= 4 + n;
	return true;
}

/** Big-endian number of 1 to 4 bytes; 0 for any other length. */
static inline uint32_t ac_smpp_tlv_number(struct ac_str value)
{
	uint32_t number = 0;
	for (size_t i = 0; i < value.n && value.n <= 4; i++)
		number = number << 8 | (unsigned char)value.p[i];
	return number;
}

/** Append one. @param value  at most 65,535 bytes (asserted by the PDU's bound) */
static inline void ac_smpp_tlv_add(struct ac_buf *out, uint16_t tag, struct ac_str value)
{
	char head[4] = { (char)(tag >> 8), (char)tag, (char)(value.n >> 8), (char)value.n };
	ac_buf_add(out, head, sizeof head);
	ac_buf_add(out, value.p, value.n);
}

static inline void ac_smpp_tlv_add_u8(struct ac_buf *out, uint16_t tag, uint8_t v)
{
	ac_smpp_tlv_add(out, tag, (struct ac_str){ (const char *)&v, 1 });
}

static inline void ac_smpp_tlv_add_u16(struct ac_buf *out, uint16_t tag, uint16_t v)
{
	char bytes[2] = { (char)(v >> 8), (char)v };
	ac_smpp_tlv_add(out, tag, (struct ac_str){ bytes, 2 });
}
