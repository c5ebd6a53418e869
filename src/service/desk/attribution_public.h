/* service/desk/attribution_public.h - what the public may read of an attribution: what its second person saw. */
#pragma once
#include "store/attributions.h"
#include "json/json.h"

/**
 * [{"language","text"},…], owned by the caller: the texts of one that stands; of one that was withdrawn, in the same
 * languages, that it was, because an accusation that does not hold harms whoever it names.
 * @param body  the row's own, read
 * @return NULL for a draft
 */
struct ac_json *ac_attribution_public(
	const struct ac_attribution_row *row, const struct ac_json *body);
