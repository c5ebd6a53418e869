/* channel/smpp/inbox.h - what a carrier hands in, until somebody has made it durable.
 *
 * A deliver_sm is answered only when the service says that it is on disk. If that answer is lost with the
 * connection, the carrier delivers again: by contract it must not become a second event. Nothing in a
 * deliver_sm names it, so it is known by a hash of its content, and the same words from the same phone may
 * well be an answer to another question. The same content again within ten minutes is
 *
 *   - refused with a temporary error while the first is not durable yet; when the carrier then brings it
 *     once more, it is answered and not repeated,
 *   - answered and not repeated if it is a receipt: its content is unique,
 *   - answered and not repeated, once, if the answer to the first may have been lost: it left within the
 *     minute before its connection fell, and this comes over a later one,
 *   - taken as new in every other case: refused before, on the same connection, or later.
 *
 * The table holds the last 32,768 or so, in sets of four, and forgets the oldest of a set.
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
	int64_t at_us; /* of its arrival, then of its answer; 0: nothing */
	uint32_t connection;
	uint16_t refused; /* repetitions that will come once more */
	bool durable;
};

struct ac_smpp_inbox {
	AC_VEC(struct ac_smpp_inbox_slot) slots;
	uint32_t free;
	uint32_t used;
	uint32_t connection; /* the present one, counted from 1 */
	int64_t lost_us; /* when the last one fell */
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

/** The connection fell. */
void ac_smpp_inbox_lost(struct ac_smpp_inbox *inbox, struct ac_mono now);

/* One deliver_sm or data_sm. */
struct ac_smpp_inbox_item {
	uint64_t hash; /* of its content */
	uint32_t sequence; /* for its answer */
	bool unique; /* the same content means the same event: a receipt */
	bool data; /* data_sm */
};

/** Judge a delivery and take a slot for it. @param slot  written for NEW */
enum ac_smpp_inbox_verdict ac_smpp_inbox_take(struct ac_smpp_inbox *inbox,
	const struct ac_smpp_inbox_item *item, struct ac_mono now, uint32_t *slot);

/** Put a further part behind the one that will carry the token. */
void ac_smpp_inbox_join(struct ac_smpp_inbox *inbox, uint32_t head, uint32_t part);

/** The token of a slot. */
uint64_t ac_smpp_inbox_token(const struct ac_smpp_inbox *inbox, uint32_t slot);

/**
 * Release what a token stands for: call repeatedly until it returns false.
 * @param answer  set to whether this one came over the present connection and wants its response
 */
bool ac_smpp_inbox_release(struct ac_smpp_inbox *inbox, uint64_t *token, bool durable,
	struct ac_mono now, struct ac_smpp_inbox_slot *released, bool *answer);
