/* cap/finding.h - what is wrong with a document: which rule, on which line, in which element. */
#pragma once
#include "cap/rule.h"

struct ac_cap_finding {
	enum ac_cap_rule_id rule;
	uint32_t line; /* from 1 */
	const char *path; /* "/alert/info[2]/area[1]/polygon[3]"; "" before the root */
	const char *message; /* what is wrong here, one line of printable UTF-8 */
};

enum { ac_cap_findings_max = 500 };

struct ac_cap_findings {
	struct ac_cap_finding *at; /* in the order of lines */
	size_t count; /* what was found beyond the maximum is only counted */
	size_t errors, warnings;
	size_t strict; /* of the warnings, those that a writer must not cause */
};

/** "error" or "warning" */
const char *ac_cap_severity_word(enum ac_cap_rule_id rule);
