/* cap/model_p.h - from a document's elements to a message as a value. */
#pragma once
#include "cap/alert.h"
#include "cap/tree_p.h"

/**
 * Take over whatever can be read; what cannot is left out (the rules have reported it).
 * Coordinates, radii and heights are rounded to six decimals, as the writer writes them.
 * @return in c's arena; NULL when it is full
 */
const struct ac_cap_alert *cap_model(struct ac_arena *arena, const struct cap_element *root);
