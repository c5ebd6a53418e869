/* channel/driver.h - what every way of reaching a person offers, and what it promises.
 *
 * A driver carries rendered messages over links, says what became of each, and hands in what people
 * and carriers send. It keeps nothing across a restart: the service's log is the memory, attempt ids
 * and receipt keys tie the two together.
 *
 * The contract. tests/contract/ holds every driver to it.
 *
 *  1. Thread. Everything happens on the channel thread (channel/loop.h): the service calls open,
 *     submit, ack and close there, the driver calls the events there. No call blocks.
 *  2. No event is called from inside open, submit, ack or close: the caller's state is settled when
 *     it is told.
 *  3. Ownership. Views in arguments are borrowed until the call returns, both ways.
 *  4. Every message that submit() took gets exactly one submitted event, also when the link falls or
 *     is closed; one that submit() refused (AC_FULL, AC_CLOSED) gets none.
 *  5. UNSENT only when not one byte of it can have left. Whatever may have reached the carrier and has
 *     no answer is UNKNOWN: never retried by the driver, never guessed.
 *  6. A driver never submits a message twice, never reorders the messages of a link, and paces
 *     nothing: the engine does. Beyond the window it holds messages in order, up to queue_max
 *     (ac_channel_queue_max()); then submit() says AC_FULL.
 *  7. A message of several segments is accepted when all are and delivered when all are: one
 *     submitted and one final receipt event an attempt; only after a restart each segment's receipt
 *     comes by itself, under a key that the submitted event named. Of mixed answers the gravest counts:
 *     rejected or dead, unknown, throttled, temporary, accepted. Segments of one attempt carry a
 *     reference made of the attempt id, so that a phone joins a repeated one only once.
 *  8. Receipts come when the carrier sends them: before the submitted event, twice, or never. Their
 *     key equals the one of the submitted event. A receipt that names no id has key 0.
 *  9. Each receipt and inbound event carries a token that the service answers once with ack():
 *     durable = true tells the carrier that it is taken, false that it has to keep it (temporary
 *     error). Tokens of a connection that fell since are void: ack() ignores them, the carrier
 *     delivers again. What is delivered again though it was durable is answered and not repeated.
 * 10. More than AC_CHANNEL_UNACKED_MAX events without ack: the driver refuses further ones by itself
 *     with a temporary error.
 * 11. A link starts down. link_up follows each bind that the carrier took, link_down each loss and each
 *     failed try (so it may repeat), with a reason for a person and the time of the next try, which
 *     is never sooner than the settings' back-off. On a link that is down submit() takes messages and
 *     answers UNSENT.
 * 12. close() lets go in order: nothing is taken any more, what waits becomes UNSENT, answers
 *     outstanding are awaited for AC_CHANNEL_DRAIN_MS, then `closed` is the link's last event and
 *     the link is gone.
 */
#pragma once
#include "channel/settings.h"

struct ac_channel_loop;

/* The head of every driver's link. */
struct ac_channel_link {
	const struct ac_channel_driver *driver;
};

enum {
	AC_CHANNEL_UNACKED_MAX = 65536, /* events without ack, per link */
	AC_CHANNEL_DRAIN_MS = 2000, /* how long close() waits for answers */
};

/* One attempt, rendered; the driver copies what it needs before submit returns. */
struct ac_message {
	uint64_t attempt; /* chunk << 10 | index; comes back in every event about it */
	struct ac_str to; /* E.164 with '+' */
	uint8_t coding; /* enum ac_coding of text/: GSM7 (one septet a byte) or UCS2 (big-endian) */
	uint8_t segments; /* as measured by text/ */
	struct ac_str body; /* encoded, whole; the driver splits */
	int32_t validity_s; /* > 0 */
};

enum ac_submit_outcome {
	AC_SUBMIT_ACCEPTED,
	AC_SUBMIT_THROTTLED, /* this message again soon, slower */
	AC_SUBMIT_TEMPORARY,
	AC_SUBMIT_REJECTED, /* permanent, this message */
	AC_SUBMIT_DEAD, /* permanent: this number */
	AC_SUBMIT_UNKNOWN, /* no response in time, or the connection fell */
	AC_SUBMIT_UNSENT, /* never left: link down before it was written */
};

enum ac_receipt_state {
	AC_RECEIPT_DELIVERED,
	AC_RECEIPT_FAILED,
	AC_RECEIPT_EXPIRED,
	AC_RECEIPT_DEAD, /* number gone */
	AC_RECEIPT_ENROUTE, /* not final */
};

/* In attempt_ref: the low 16 bits are all that the carrier gave back (a receipt for a message of an
 * earlier run); the attempt is one whose own low 16 bits are these. */
#define AC_ATTEMPT_LOW16 (UINT64_C(1) << 63)

enum { ac_segment_keys_max = 8 };

/* Receipt keys of segments; of a message with more than 9 segments the first 8. */
struct ac_segment_keys {
	const uint64_t *at;
	size_t n;
};

/* Called on the channel thread, in order per link. ctx is what open() was given. */
struct ac_channel_events {
	void (*link_up)(void *ctx, uint32_t link);

	/** @param why  a sentence for a person; never holds a password or a number */
	void (*link_down)(void *ctx, uint32_t link, const char *why, int64_t retry_in_ms);

	/**
	 * What became of a message.
	 * @param receipt_key     64-bit hash of (account, normalised carrier id); 0 unless accepted
	 * @param carrier_id      as the carrier wrote it; of several segments the last one's
	 * @param carrier_status  the carrier's own code (SMPP command_status), 0 without an answer
	 * @param others          keys of the other segments' receipts, none of a message of one. The
	 *                        driver joins their receipts to one; after a restart it no longer can,
	 *                        and they come under these keys
	 */
	void (*submitted)(void *ctx, uint32_t link, uint64_t attempt,
		enum ac_submit_outcome outcome, uint64_t receipt_key, struct ac_str carrier_id,
		uint32_t carrier_status, struct ac_segment_keys others);

	/**
	 * A delivery report.
	 * @param attempt_ref    by the carrier's user_message_reference: the attempt, or
	 *                       AC_ATTEMPT_LOW16 | its low 16 bits, or 0
	 * @param from_number    the handset, E.164 with '+' as far as the carrier allows
	 * @param carrier_error  the carrier's own code, 0 if it gave none
	 */
	void (*receipt)(void *ctx, uint32_t link, uint64_t token, uint64_t receipt_key,
		uint64_t attempt_ref, struct ac_str from_number, enum ac_receipt_state state,
		uint32_t carrier_error);

	/** What a person wrote. Long texts come whole. */
	void (*inbound)(void *ctx, uint32_t link, uint64_t token, struct ac_str from,
		struct ac_str to, struct ac_str text_utf8);

	/** The link's last event. */
	void (*closed)(void *ctx, uint32_t link);
};

enum ac_channel_caps {
	AC_CHANNEL_RECEIPTS = 1, /* receipts may come */
	AC_CHANNEL_INBOUND = 2, /* people can answer */
	AC_CHANNEL_NETWORK = 4, /* leaves the process */
};

struct ac_channel_driver {
	const char *name; /* as written in the configuration: "smpp", "memory" */
	uint32_t caps; /* enum ac_channel_caps */

	/** Start a link; it connects by itself, again and again. @param events  outlives the link */
	AC_MUST_CHECK enum ac_status (*open)(struct ac_channel_loop *loop,
		const struct ac_channel_settings *settings, const struct ac_channel_events *events,
		void *ctx, struct ac_channel_link **link, struct ac_error *err);

	/**
	 * Take a message for sending.
	 * @return AC_FULL when queue_max messages wait, AC_CLOSED after close(), AC_INVALID for a
	 *         message that cannot be put on the wire (too many segments); nothing was taken then
	 */
	AC_MUST_CHECK enum ac_status (*submit)(
		struct ac_channel_link *link, const struct ac_message *message);

	/** Answer an event. */
	void (*ack)(struct ac_channel_link *link, uint64_t token, bool durable);

	/** Let go; `closed` follows. */
	void (*close)(struct ac_channel_link *link);
};

/** The driver of that name, or NULL. The table is static. */
const struct ac_channel_driver *ac_channel_driver_find(struct ac_str name);

/** Messages that a link holds beyond its window: twice the window, at least 1,024. */
uint32_t ac_channel_queue_max(const struct ac_channel_settings *settings);
