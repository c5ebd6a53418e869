/* channel/smpp/inbox.h - what a carrier hands in, until somebody has made it durable.
 *
 * A deliver_sm is answered only when the service says that it is on disk. If that answer is lost with the
 * connection, the carrier delivers again: by contract it must not become a second event. Nothing in a
 * deliver_sm names it, so it is known by a hash of its content. The same content again is
 *
 *   - refused with a temporary error while the first is not durable yet,
 *   - answered and not repeated for ten minutes once it is,
 *   - taken as new when the first was refused, or later.
 *
 * That also swallows the same words from the same phone twice within ten minutes, on purpose: said twice
 * they mean what they meant the first time. The table is direct-mapped and forgets by overwriting.
 */
#pragma once
#include "base/clock.h"
#include "base/vec.h"

struct ac_smpp_inbox_slot {
	uint64_t hash;
	uint32_t sequence; /* of the deliver_sm, for its answer */
	uint32_t connection; /* it came over */
	uint32_t round; /* of this slot: makes an old token void */
	uint32_t next; /* further parts of the same text, or the next free slot */
	bool used;
	bool head; /* a token names it */
	bool data; /* came as data_sm */
};

struct ac_smpp_seen {
	uint64_t hash;
	int64_t at_us; /* 0: nothing */
	bool durable;
};

struct ac_smpp_inbox {
	AC_VEC(struct ac_smpp_inbox_slot) slots;
	uint32_t free;
	uint32_t used;
	uint32_t connection; /* the present one, counted from 1 */
	struct ac_smpp_seen *seen;
};

enum ac_smpp_inbox_verdict {
	AC_SMPP_INBOX_NEW, /* a slot was taken */
	AC_SMPP_INBOX_REPEATED, /* answer "ok", no event */
	AC_SMPP_INBOX_BUSY, /* answer "temporary error" */
};

enum { AC_SMPP_INBOX_NONE = UINT32_MAX };

void ac_smpp_inbox_init(struct ac_smpp_inbox *inbox);
void ac_smpp_inbox_done(struct ac_smpp_inbox *inbox);

/** A new connection: what was handed in before can no longer be answered. */
void ac_smpp_inbox_connected(struct ac_smpp_inbox *inbox);

/** Judge a delivery and take a slot for it. @param slot  written for NEW */
enum ac_smpp_inbox_verdict ac_smpp_inbox_take(struct ac_smpp_inbox *inbox, uint64_t hash,
	uint32_t sequence, bool data, struct ac_mono now, uint32_t *slot);

/** Put a further part behind the one that will carry the token. */
void ac_smpp_inbox_join(struct ac_smpp_inbox *inbox, uint32_t head, uint32_t part);

/** The token of a slot. */
uint64_t ac_smpp_inbox_token(const struct ac_smpp_inbox *inbox, uint32_t slot);

/**
 * Release what a token stands for: call repeatedly until it returns false.
 * @param answer  set to whether this one came over the present connection and wants its response
 */
bool ac_smpp_inbox_release(struct ac_smpp_inbox *inbox, uint64_t *token, bool durable,
	struct ac_smpp_inbox_slot *released, bool *answer);
