#include "channel/smpp/receipt.h"

#include "channel/smpp/tlv.h"

enum {
	esm_type_mask = 0x3c,
	esm_receipt = 0x04,
	esm_intermediate = 0x20,
	esm_udhi = 0x40,
	gsm_network = 3, /* network_error_code's first byte */
	gsm_unknown_subscriber = 1, /* 3GPP TS 29.002, 17.6.6 */
};

static enum ac_receipt_state state_of_number(uint32_t state)
{
	switch (state) { /* section 5.2.28 */
	case 2: return AC_RECEIPT_DELIVERED;
	case 3: return AC_RECEIPT_EXPIRED;
	case 4: /* deleted */
	case 5: /* undeliverable */
	case 8: /* rejected */ return AC_RECEIPT_FAILED;
	default: return AC_RECEIPT_ENROUTE;
	}
}

static enum ac_receipt_state state_of_text(struct ac_str stat)
{
	static const struct {
		const char *start; /* five letters are enough and survive cut or misspelt words */
		enum ac_receipt_state state;
	} states[] = {
		{ "DELIV", AC_RECEIPT_DELIVERED },
		{ "EXPIR", AC_RECEIPT_EXPIRED },
		{ "DELET", AC_RECEIPT_FAILED },
		{ "UNDEL", AC_RECEIPT_FAILED },
		{ "REJEC", AC_RECEIPT_FAILED },
	};
	stat.n = stat.n < 5 ? stat.n : 5;
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (ac_str_eq_nocase(stat, ac_str(states[i].start)))
			return states[i].state;
	return AC_RECEIPT_ENROUTE;
}

/* The word behind "name:" (at the start or after a blank); empty when there is none. */
static struct ac_str word_after(struct ac_str text, struct ac_str name)
{
	const char *p = text.p, *end = text.p + text.n;
	while (p && (size_t)(end - p) >= name.n) {
		if (ac_str_eq_nocase((struct ac_str){ p, name.n }, name)) {
			p += name.n;
			while (p < end && *p == ' ')
				p++;
			size_t n = 0;
			while (p + n < end && p[n] != ' ' && p[n] != 0)
				n++;
			return (struct ac_str){ p, n };
		}
		p = memchr(p, ' ', (size_t)(end - p));
		p = p ? p + 1 : NULL;
	}
	return AC_STR("");
}

static bool is_listed(struct ac_str list, uint32_t number)
{
	struct ac_str part;
	int64_t v;
	while (ac_str_cut(&list, ' ', &part))
		if (ac_str_to_i64(part, 0, UINT32_MAX, &v) && v == number)
			return true;
	return false;
}

static void read_receipt_text(struct ac_smpp_delivery *d, bool state_known)
{
	if (d->id.n == 0) {
		d->id = word_after(d->text, AC_STR("id:"));
		d->id_place = AC_SMPP_ID_IN_TEXT;
	}
	if (!state_known)
		d->state = state_of_text(word_after(d->text, AC_STR("stat:")));
	int64_t error;
	if (d->error == 0 &&
		ac_str_to_i64(word_after(d->text, AC_STR("err:")), 0, UINT32_MAX, &error))
		d->error = (uint32_t)error;
}

/* Concatenation elements of the user data header (3GPP TS 23.040, 9.2.3.24); cut it off. */
static void read_header(struct ac_smpp_delivery *d)
{
	const unsigned char *p = (const unsigned char *)d->text.p;
	if (d->text.n == 0 || (size_t)p[0] + 1 > d->text.n)
		return;
	size_t end = (size_t)p[0] + 1;
	for (size_t i = 1; i + 2 <= end && i + 2 + p[i + 1] <= end; i += 2u + p[i + 1]) {
		const unsigned char *v = p + i + 2;
		if (p[i] == 0x00 && p[i + 1] == 3) {
			d->part_reference = v[0];
			d->parts = v[1];
			d->part = v[2];
		} else if (p[i] == 0x08 && p[i + 1] == 4) {
			d->part_reference = (uint16_t)(v[0] << 8 | v[1]);
			d->parts = v[2];
			d->part = v[3];
		}
	}
	d->text.p += end;
	d->text.n -= end;
}

struct tlv_state {
	bool state_known;
	bool unknown_subscriber;
};

static void read_tlv(
	struct ac_smpp_delivery *d, struct tlv_state *s, uint16_t tag, struct ac_str value)
{
	switch (tag) {
	case AC_SMPP_TAG_receipted_message_id:
		while (value.n && value.p[value.n - 1] == 0)
			value.n--;
		d->id = value;
		d->id_place = AC_SMPP_ID_IN_TLV;
		d->is_receipt |= value.n > 0;
		break;
	case AC_SMPP_TAG_message_state:
		d->state = state_of_number(ac_smpp_tlv_number(value));
		s->state_known = true;
		break;
	case AC_SMPP_TAG_network_error_code:
		if (value.n == 3) {
			d->error = ac_smpp_tlv_number(value) & 0xffff;
			s->unknown_subscriber =
				value.p[0] == gsm_network && d->error == gsm_unknown_subscriber;
		}
		break;
	case AC_SMPP_TAG_message_payload:
		if (d->text.n == 0)
			d->text = value;
		break;
	case AC_SMPP_TAG_user_message_reference:
		d->reference = (int32_t)(ac_smpp_tlv_number(value) & 0xffff);
		break;
	case AC_SMPP_TAG_sar_msg_ref_num:
		d->part_reference = (uint16_t)ac_smpp_tlv_number(value);
		break;
	case AC_SMPP_TAG_sar_total_segments: d->parts = (uint8_t)ac_smpp_tlv_number(value); break;
	case AC_SMPP_TAG_sar_segment_seqnum: d->part = (uint8_t)ac_smpp_tlv_number(value); break;
	default: break;
	}
}

void ac_smpp_delivery_read(
	const struct ac_smpp_sm *sm, struct ac_str dead_errors, struct ac_smpp_delivery *d)
{
	uint8_t type = sm->esm_class & esm_type_mask;
	*d = (struct ac_smpp_delivery){
		.is_receipt = type == esm_receipt || type == esm_intermediate,
		.text = sm->short_message,
		.state = AC_RECEIPT_ENROUTE,
		.reference = -1,
	};
	struct tlv_state state = { false, false };
	struct ac_str rest = sm->tlvs, value;
	uint16_t tag;
	while (ac_smpp_tlv_next(&rest, &tag, &value))
		read_tlv(d, &state, tag, value);
	if (sm->esm_class & esm_udhi)
		read_header(d);
	if (d->parts < 2 || d->part < 1 || d->part > d->parts)
		d->parts = d->part = 0;
	if (!d->is_receipt)
		return;
	read_receipt_text(d, state.state_known);
	if (d->state == AC_RECEIPT_FAILED &&
		(state.unknown_subscriber || (d->error && is_listed(dead_errors, d->error))))
		d->state = AC_RECEIPT_DEAD;
}

enum ac_submit_outcome ac_smpp_outcome(uint32_t status)
{
	switch (status) {
	case AC_SMPP_ESME_ROK: return AC_SUBMIT_ACCEPTED;
	case AC_SMPP_ESME_RTHROTTLED:
	case AC_SMPP_ESME_RMSGQFUL: return AC_SUBMIT_THROTTLED;
	case AC_SMPP_ESME_RINVDSTADR: return AC_SUBMIT_DEAD;
	case AC_SMPP_ESME_RINVBNDSTS:
	case AC_SMPP_ESME_RSYSERR:
	case AC_SMPP_ESME_RSUBMITFAIL:
	case AC_SMPP_ESME_RX_T_APPN:
	case AC_SMPP_ESME_RDELIVERYFAILURE:
	case AC_SMPP_ESME_RUNKNOWNERR: return AC_SUBMIT_TEMPORARY;
	/* The standard's other codes say that the message itself is wrong. What a vendor made up
	 * (0x400 and above, by the standard's own range, or anything else) may pass: another try. */
	default: return status < 0x100 ? AC_SUBMIT_REJECTED : AC_SUBMIT_TEMPORARY;
	}
}

static bool all_digits(struct ac_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

struct ac_str ac_smpp_number(struct ac_str addr, uint8_t ton, char out[24])
{
	enum { ton_international = 1, shortest = 8, longest = 15 };
	addr = ac_str_trim(addr);
	if (ac_str_starts(addr, AC_STR("+")))
		addr = (struct ac_str){ addr.p + 1, addr.n - 1 };
	else if (ac_str_starts(addr, AC_STR("00")))
		addr = (struct ac_str){ addr.p + 2, addr.n - 2 };
	else if (ton != ton_international && (addr.n < shortest || addr.p[0] == '0'))
		ton = UINT8_MAX; /* a short code or a national number: left as it is */
	bool international = ton != UINT8_MAX && all_digits(addr) && addr.n <= longest;
	size_t n = 0;
	if (international)
		out[n++] = '+';
	size_t take = addr.n < 24 - n ? addr.n : 24 - n;
	if (take)
		memcpy(out + n, addr.p, take);
	return (struct ac_str){ out, n + take };
}
