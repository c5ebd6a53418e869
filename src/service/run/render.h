/* service/run/render.h - the texts of a chunk, made ahead of their submission. */
#pragma once
#include "service/run/parcels.h"
#include "service/run/phrases.h"

/* What rendering needs; one per thread. */
struct renderer;

/**
 * @param db     a reading connection with its vault, used by this thread only; owned by the caller
 * @param books  borrowed
 * @param clock  borrowed; waits of the plan are wall time, validity on the air is real
 */
struct renderer *renderer_new(
	struct ac_db *db, struct phrasebooks *books, const struct ac_clock *clock);
void renderer_free(struct renderer *renderer);

/**
 * Fill a parcel: numbers, bodies, segments. A message whose contact point is gone, or that has no
 * text, gets 0 segments.
 * @return AC_IO and the like when the store cannot be read at present: try again
 */
AC_MUST_CHECK enum ac_status renderer_fill(
	struct renderer *renderer, struct ac_parcel *parcel, struct ac_error *err);
