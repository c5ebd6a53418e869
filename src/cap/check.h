/* cap/check.h - does a message keep the rules, before it is written?
 *
 * Errors are what makes a document invalid: what the schema refuses and the hard rules of the
 * standard's prose. Warnings are good practice. Each finding names its rule, its field, and what to
 * do. Source: OASIS CAP 1.2, section 3.2, and CAP-v1.2.xsd.
 */
#pragma once
#include "cap/alert.h"

enum ac_cap_severity_of_finding { AC_CAP_FINDING_ERROR, AC_CAP_FINDING_WARNING };

struct ac_cap_finding {
	enum ac_cap_severity_of_finding severity;
	const char *rule; /* "POLY-OPEN", static */
	char field[112]; /* "info[0].area[2].polygon[0]" */
	const char *fix; /* what to do, static */
};

enum { ac_cap_findings_max = 32 };

struct ac_cap_findings {
	size_t count; /* of those below; what was found beyond the maximum is only counted */
	size_t errors, warnings;
	struct ac_cap_finding at[ac_cap_findings_max];
};

/** Check all rules. @return whether there is no error */
bool ac_cap_check(const struct ac_cap_alert *alert, struct ac_cap_findings *findings);
