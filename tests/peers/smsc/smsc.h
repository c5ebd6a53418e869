/* smsc.h - an SMSC for tests, demo and bench: SMPP 3.4 on 127.0.0.1, on a libuv loop of the caller.
 *
 * It reuses the codec of src/channel/smpp and nothing else of it. Every submit_sm goes to `plan`, which
 * says what becomes of it; without one it is accepted and its receipt (if asked for) follows at once.
 * Deliveries are kept until they are answered with "ok": refused ones come again after redeliver_ms, those
 * of a fallen connection over the next one. A receipt goes to a bind of the system_id that submitted.
 */
#pragma once
#include "base/str.h"

struct uv_loop_s;
struct smsc;

/* A submit_sm as the plan and the log see it; views are good during the call. */
struct smsc_submit {
	uint64_t number; /* of this message, counted from 1; its id is made of it */
	struct ac_str from, to;
	struct ac_str text; /* as on the wire, header of parts cut off */
	uint8_t data_coding, esm_class, registered_delivery;
	uint8_t part, parts; /* 1/1: whole */
	uint16_t part_reference;
	int32_t reference; /* user_message_reference, -1 without */
	struct ac_str validity_period;
};

/* What becomes of it. Zero: accepted at once, delivered at once. */
struct smsc_plan {
	uint32_t status; /* command_status of the response */
	int32_t answer_ms; /* < 0: never answered */
	bool falls; /* the connection falls instead of an answer */
	bool no_receipt;
	uint8_t receipts_more; /* the same receipt so many times again */
	bool receipt_first; /* before the answer */
	int32_t receipt_ms; /* after the answer */
	uint8_t state; /* message_state; 0 counts as 2, delivered */
	uint32_t error; /* err: of the receipt */
	bool gone; /* network_error_code "unknown subscriber" */
};

enum smsc_ids { SMSC_IDS_DECIMAL, SMSC_IDS_HEX, SMSC_IDS_PADDED /* decimal, ten digits */ };

struct smsc_config {
	uint16_t port; /* 0: any; smsc_port() tells */
	struct ac_str password; /* empty: any */
	uint32_t bind_status; /* not 0: every bind is refused with it */
	enum smsc_ids ids_response, ids_receipt;
	bool receipt_tlvs; /* receipted_message_id and message_state besides the text */
	bool echo_reference; /* user_message_reference in receipts */
	bool sink; /* do not keep deliveries for another try: for the bench */
	bool repeats_unanswered; /* redeliver what has no answer after redeliver_ms */
	int32_t redeliver_ms; /* 0 counts as 200 */
	struct smsc_plan (*plan)(void *ctx, const struct smsc_submit *submit);
	/* Called with every accepted submit after its plan; NULL: none. */
	void (*accepted)(void *ctx, const struct smsc_submit *submit);
	void *ctx;
	int log_fd; /* > 0: a line for each accepted submit, written before its response */
	bool log_text; /* the text itself instead of its hash */
};

struct smsc_counts {
	uint64_t binds, binds_refused, falls;
	uint64_t submits, accepted, throttled, refused;
	uint64_t receipts, words; /* sent, repetitions included */
	uint64_t acknowledged, not_acknowledged;
	uint64_t enquiries, broken;
};

/** @return AC_IO when the port is taken */
AC_MUST_CHECK enum ac_status smsc_open(struct uv_loop_s *loop, const struct smsc_config *config,
	struct smsc **smsc, struct ac_error *err);
/** Let go of everything; run the loop until smsc_closed(). */
void smsc_close(struct smsc *smsc);
bool smsc_closed(const struct smsc *smsc);
void smsc_free(struct smsc *smsc);

uint16_t smsc_port(const struct smsc *smsc);
const struct smsc_counts *smsc_counts(const struct smsc *smsc);
/** May be changed while it runs. */
struct smsc_config *smsc_config(struct smsc *smsc);

/** Somebody writes: in GSM 7-bit or UCS-2 as the text needs, in parts when it is long. */
void smsc_say(
	struct smsc *smsc, struct ac_str from, struct ac_str to, struct ac_str text, int64_t in_ms);
/** Deliver a packed deliver_sm, whatever it says. Copied. */
void smsc_deliver(struct smsc *smsc, struct ac_str pdu, int64_t in_ms);
/** All connections fall. */
void smsc_fall(struct smsc *smsc);
/** Do not read for a while, but go on delivering. */
void smsc_deafen(struct smsc *smsc, bool deaf);
/** Do not answer or read anything for a while: a peer that hangs. */
void smsc_hang(struct smsc *smsc, bool hang);
