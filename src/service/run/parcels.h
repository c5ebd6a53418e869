/* service/run/parcels.h - rendered messages between the render thread and the links.
 *
 * A parcel holds the texts of one chunk: one block of memory for all of its messages, so that nothing
 * is allocated per message. The render thread fills it, the engine thread keeps it by chunk and lends
 * views of it to the channel thread with a submission; it is wiped and released when every one of its
 * messages is settled (answered by the carrier, or withdrawn). A message that has to go again is
 * submitted from the same parcel. Messages may be withdrawn while the render thread still has it.
 */
#pragma once
#include "base/map.h"
#include "base/vec.h"
#include "outreach/record.h"

struct ac_parcel_item {
	uint32_t to, body; /* where they start in bytes */
	uint16_t body_n;
	uint8_t to_n;
	uint8_t coding; /* enum ac_coding */
	uint8_t refusals; /* how often the carrier refused it for now; engine thread */
	bool exercise; /* of an exercise: only over a link that is marked for it */
	bool settled; /* engine thread */
	int32_t validity_s;
};

struct ac_parcel {
	int64_t chunk;
	uint16_t link;
	uint16_t n;
	uint16_t left; /* not settled; engine thread */
	bool rendering; /* the render thread has it; engine thread */
	struct ac_attempt_entry *entries;
	struct ac_parcel_item *items;
	uint8_t *segments; /* 0: no text could be made */
	struct ac_buf bytes;
};

/** @param entries  n, copied */
struct ac_parcel *ac_parcel_new(
	int64_t chunk, uint16_t link, const struct ac_attempt_entry *entries, uint16_t n);
/** Wipe and release; NULL is fine. */
void ac_parcel_free(struct ac_parcel *parcel);
AC_AUTO_DEFINE(parcel, struct ac_parcel *, ac_parcel_free)

/* The parcels that are underway, by chunk. Engine thread only. */
struct ac_parcels {
	struct ac_map index; /* chunk → slot */
	AC_VEC(struct ac_parcel *) slots;
	AC_VEC(uint32_t) vacant;
};

void ac_parcels_done(struct ac_parcels *parcels);
/** @param parcel  taken, and lent to the render thread until ac_parcels_rendered() */
void ac_parcels_put(struct ac_parcels *parcels, struct ac_parcel *parcel);
/** Borrowed until its last message is settled; NULL when there is none. */
struct ac_parcel *ac_parcels_get(const struct ac_parcels *parcels, uint64_t attempt);
/** The render thread has given it back; it goes now if nothing of it is wanted any more. */
void ac_parcels_rendered(struct ac_parcels *parcels, struct ac_parcel *parcel);
/** The message will not be submitted (again). Twice is harmless. */
void ac_parcels_settle(struct ac_parcels *parcels, uint64_t attempt);
