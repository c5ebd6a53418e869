/* cap/check_p.h - a check under way: the document's memory and what was found. */
#pragma once
#include "base/arena.h"
#include "cap/crossing_p.h"
#include "cap/finding.h"

struct cap_element;
struct ac_cap_profile;

struct cap_check {
	struct ac_arena *arena; /* of the document: elements, texts, messages */
	struct ac_cap_findings *findings;
	const struct ac_cap_profile *profile; /* NULL: none chosen */
	struct cap_sweep sweep;
	AC_VEC(struct ac_cap_point) points; /* of the polygon that is being looked at */
};

/**
 * Note that a rule is broken.
 * @param element  where; NULL: nowhere in particular
 * @param line     0: that of the element
 * @param detail   printf, appended to the rule's message after ": "; NULL: nothing to add
 */
void cap_find(struct cap_check *c, enum ac_cap_rule_id rule, const struct cap_element *element,
	uint32_t line, const char *detail, ...) AC_PRINTF(5, 6);

/** Put what was found in the order of lines. */
void cap_findings_sort(struct ac_cap_findings *findings);
