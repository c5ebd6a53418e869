/* service/run/inbound.h - what people write, never lost and never taken twice.
 *
 * The carrier is told "taken" only when two things are durable: the text (a row of the inbound table)
 * and what the engine made of it (its journal row). They become so one after the other:
 *
 *	channel thread  understands the text, gathers a round's messages into one job
 *	writer          inserts the rows
 *	engine          takes the responses in; its acknowledgement comes after its journal row
 *	channel thread  answers the carrier
 *
 * The journal row's commit also marks the message as taken in (journal.c); one from a number that nobody
 * has, which leaves no event, is marked after its acknowledgement. A crash in between: recovery gives the
 * engine whatever is stored, not marked and not settled, in whatever order it came, until it takes it;
 * what the carrier then delivers again is recognised (same number, same text) and only answered.
 */
#pragma once
#include "service/service_p.h"

/* Responses carry this as their link, and their slot here as their token. */
enum { inbound_link = UINT16_MAX - 1 };

/** Make the box; recovery fills it before the threads start. */
void inbound_init(struct ac_service *service);
void inbound_done(struct ac_service *service);

/** Recovery: give the engine what it has not taken in, and remember what carriers may repeat. */
AC_MUST_CHECK enum ac_status inbound_recover(
	struct ac_service *service, struct ac_db *db, struct ac_error *err);

/** Checkpointer, once a second: what was too much at once, or was refused, goes to the engine again. */
void inbound_feed(struct ac_service *service);

/** Channel thread: a message came in. */
void inbound_take(
	struct service_link *link, uint64_t token, struct ac_str from, struct ac_str text);
/** Channel thread, once a round: hand what was gathered to the writer. */
void inbound_flush(struct ac_service *service);

/** Engine thread: officers must read this one, it stays open. */
void inbound_raised(struct ac_service *service, int64_t inbound);

/**
 * Engine thread: the response of a slot is durable, or was turned away.
 * @return whether a carrier waits: then *ack is what to tell it
 */
bool inbound_acknowledged(
	struct ac_service *service, uint64_t slot, bool durable, struct ac_ack_output *ack);
