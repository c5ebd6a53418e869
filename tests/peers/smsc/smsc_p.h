/* smsc_p.h - what the parts of the SMSC share: smsc.c has the connections, smsc_submit.c what comes in,
 * smsc_deliver.c what goes out unasked. */
#pragma once
#include "base/buf.h"
#include "base/map.h"
#include "channel/smpp/pdu.h"
#include "later.h"
#include "smsc.h"

#include <uv.h>

enum {
	smsc_log_bytes_max = 64 << 20,
	smsc_esm_receipt = 0x04,
	smsc_esm_udhi = 0x40,
};

struct connection {
	uv_tcp_t tcp;
	uv_write_t write;
	struct smsc *smsc;
	struct connection *next;
	uint64_t number;
	uint64_t account; /* hash of its system_id */
	struct ac_buf out, writing;
	bool blocked, bound, falling, paused;
	char *in;
	size_t in_n;
};

/* A delivery without its answer. */
struct unanswered {
	uint32_t sequence;
	uint64_t connection, account;
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

/* smsc_deliver.c */
/* Everything that is due: delayed responses, receipts, words, falls. */
void smsc_work_later(struct smsc *smsc);
/* The i-th delivery without an answer once more. */
void smsc_redeliver(struct smsc *smsc, size_t i, int64_t in_ms);
void smsc_take_delivered(struct smsc *smsc, const struct ac_smpp_pdu *pdu);
struct ac_str smsc_write_id(uint64_t number, enum smsc_ids ids, char out[24]);
void smsc_send_receipts(struct smsc *smsc, struct connection *connection,
	const struct smsc_submit *submit, const struct smsc_plan *plan);

/* smsc_submit.c */
void smsc_take_pdu(struct connection *connection, const struct ac_smpp_pdu *pdu);
void smsc_write_log(struct smsc *smsc);
