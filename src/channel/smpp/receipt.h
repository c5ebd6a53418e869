/* channel/smpp/receipt.h - what a deliver_sm says: a delivery receipt, or somebody's words.
 *
 * A receipt is told by esm_class (message type "delivery receipt" or "intermediate notification") or by
 * the TLV receipted_message_id: never by its text alone, which anybody can write from a phone. The
 * TLVs win over the text "id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…" (SMPP 3.4
 * appendix B; order, case and missing parts differ by carrier).
 */
#pragma once
#include "channel/driver.h"
#include "channel/smpp/ids.h"
#include "channel/smpp/pdu.h"

/* What of a deliver_sm the rest asks for; one walk over its TLVs. */
struct ac_smpp_delivery {
	bool is_receipt;
	struct ac_str text; /* message_payload or short_message, header of parts cut off */
	/* of parts of a long text (UDH or sar_*): */
	uint8_t parts; /* 0 or 1: whole */
	uint8_t part; /* 1…parts */
	uint16_t part_reference;
	/* of a receipt: */
	struct ac_str id; /* empty: it names none */
	enum ac_smpp_id_place id_place;
	enum ac_receipt_state state;
	uint32_t error;
	int32_t reference; /* user_message_reference, -1 without */
};

/**
 * Read a deliver_sm; never fails: what is missing stays empty, an unreadable state is ENROUTE.
 * @param dead_errors  numbers that mean "number gone", separated by blanks (settings)
 */
void ac_smpp_delivery_read(
	const struct ac_smpp_sm *sm, struct ac_str dead_errors, struct ac_smpp_delivery *delivery);

/** What a response's command_status means for the message. */
enum ac_submit_outcome ac_smpp_outcome(uint32_t status);

/** E.164 with '+' as far as it can be told from number and type of number, at most 24 bytes. */
struct ac_str ac_smpp_number(struct ac_str addr, uint8_t ton, char out[24]);
