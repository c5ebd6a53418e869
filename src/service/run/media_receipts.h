/* service/run/media_receipts.h - what carriers say later of messages to the media. The channel thread recognises a
 * receipt by its key and puts it down here; the media thread writes what it says and lets it be acknowledged then,
 * so that the carrier keeps it until it is durable. Keys live in the store: a restart forgets none. */
#pragma once
#include "service/service_p.h"

struct media_receipts;

struct media_receipts *media_receipts_new(void);
/** NULL is fine. */
void media_receipts_free(struct media_receipts *receipts);

/** Read what is awaited; before the links are open. */
AC_MUST_CHECK enum ac_status media_receipts_load(struct ac_service *service, struct ac_error *err);

/** Channel thread: the carrier took a delivery, a receipt of this key will be about it. 0 is none. */
void media_receipts_expect(struct ac_service *service, uint64_t key, int64_t delivery);

/**
 * Channel thread: a receipt came.
 * @return whether it is about a delivery to the media; then it is acknowledged from here
 */
bool media_receipts_take(struct ac_service *service, struct service_link *link, uint64_t token,
	uint64_t key, enum ac_receipt_state state);

/** Media thread: write what came. */
void media_receipts_write(struct ac_service *service);
