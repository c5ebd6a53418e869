/* cap/prose_p.h - the rules beyond the schema, on the document as it stands.
 *
 * Each looks at elements where the schema has them and is silent about what the schema reports: an
 * element that is missing, repeated or broken is judged once. */
#pragma once
#include "cap/country_p.h"
#include "cap/tree_p.h"

/** The head: identifier, sender, scope, references, lists, note. */
void cap_check_head(struct cap_check *c, const struct cap_element *alert);

/** Each <info>, its resources, and whether the languages agree. */
void cap_check_infos(struct cap_check *c, const struct cap_element *alert);

/** One <area>. @param countries  that the message is about, as far as it tells */
void cap_check_area(
	struct cap_check *c, const struct cap_element *area, const struct cap_countries *countries);

/** The signatures' structure; nothing is verified. */
void cap_check_signatures(struct cap_check *c, const struct cap_element *alert);
