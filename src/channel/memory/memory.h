/* channel/memory/memory.h - a carrier inside the process, which does what a test tells it.
 *
 * The link is up at once (or never, when the carrier refuses), each message goes to `plan`, and what that
 * returns happens after the given times on the loop. It keeps the driver contract to the letter, so that
 * what is tested on it holds for real links.
 */
#pragma once
#include "channel/driver.h"

/* What the carrier does with one message. Zero: accept at once, one receipt "delivered" at once. */
struct ac_memory_plan {
	enum ac_submit_outcome outcome; /* UNKNOWN: no answer, told after response_ms */
	uint32_t status; /* of a refusal */
	int32_t answer_ms;
	bool no_receipt;
	uint8_t receipts_more; /* the same receipt so many times again */
	bool receipt_first; /* it comes before the answer */
	int32_t receipt_ms; /* after the answer */
	bool receipt_last; /* it comes when the link closes, between close() and `closed` */
	enum ac_receipt_state receipt;
	uint32_t receipt_error;
	bool falls; /* the connection falls instead of an answer */
};

/* Owned by the test, outlives the link; set the first group before open(). */
struct ac_memory_carrier {
	struct ac_memory_plan (*plan)(void *ctx, const struct ac_message *message);
	void *ctx;
	bool refuses; /* every try to connect fails */

	struct memory_link *link; /* while open */
	uint64_t taken; /* messages that reached the carrier */
	uint64_t kept; /* events it holds that were not acknowledged as durable */
};

extern const struct ac_channel_driver ac_channel_memory;

/** Somebody writes. @param from, to  E.164 @param text  UTF-8; all are copied */
void ac_memory_say(struct ac_memory_carrier *carrier, struct ac_str from, struct ac_str to,
	struct ac_str text);

/**
 * A receipt comes for a message that the carrier accepted, on this connection or, as carriers number on, on one
 * before. @param n  it was the nth, from 1
 */
void ac_memory_receipt(struct ac_memory_carrier *carrier, uint64_t n, enum ac_receipt_state state);

/** The connection falls now; it comes back after the back-off unless the carrier refuses. */
void ac_memory_fall(struct ac_memory_carrier *carrier);
