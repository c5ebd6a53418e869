/* cap/types.h - the words of CAP 1.2, each list once: enum, the spelling of the schema, and back.
 * Source: OASIS Common Alerting Protocol 1.2, section 3.2; CAP-v1.2.xsd. */
#pragma once
#include "base/str.h"

/* clang-format off */
#define AC_CAP_STATUSES(X) \
	X(ACTUAL, "Actual") X(EXERCISE, "Exercise") X(SYSTEM, "System") X(TEST, "Test") \
	X(DRAFT, "Draft")
/* clang-format on */

/* clang-format off */
#define AC_CAP_MSG_TYPES(X) \
	X(ALERT, "Alert") X(UPDATE, "Update") X(CANCEL, "Cancel") X(ACK, "Ack") \
	X(ERROR, "Error")
/* clang-format on */

#define AC_CAP_SCOPES(X) X(PUBLIC, "Public") X(RESTRICTED, "Restricted") X(PRIVATE, "Private")

/* clang-format off */
#define AC_CAP_CATEGORIES(X) \
	X(GEO, "Geo") X(MET, "Met") X(SAFETY, "Safety") X(SECURITY, "Security") \
	X(RESCUE, "Rescue") X(FIRE, "Fire") X(HEALTH, "Health") X(ENV, "Env") \
	X(TRANSPORT, "Transport") X(INFRA, "Infra") X(CBRNE, "CBRNE") X(OTHER, "Other")
/* clang-format on */

/* clang-format off */
#define AC_CAP_RESPONSES(X) \
	X(SHELTER, "Shelter") X(EVACUATE, "Evacuate") X(PREPARE, "Prepare") \
	X(EXECUTE, "Execute") X(AVOID, "Avoid") X(MONITOR, "Monitor") X(ASSESS, "Assess") \
	X(ALL_CLEAR, "AllClear") X(NONE, "None")
/* clang-format on */

/* clang-format off */
#define AC_CAP_URGENCIES(X) \
	X(IMMEDIATE, "Immediate") X(EXPECTED, "Expected") X(FUTURE, "Future") \
	X(PAST, "Past") X(UNKNOWN, "Unknown")
/* clang-format on */

/* clang-format off */
#define AC_CAP_SEVERITIES(X) \
	X(EXTREME, "Extreme") X(SEVERE, "Severe") X(MODERATE, "Moderate") X(MINOR, "Minor") \
	X(UNKNOWN, "Unknown")
/* clang-format on */

/* clang-format off */
#define AC_CAP_CERTAINTIES(X) \
	X(OBSERVED, "Observed") X(LIKELY, "Likely") X(POSSIBLE, "Possible") \
	X(UNLIKELY, "Unlikely") X(UNKNOWN, "Unknown")
/* clang-format on */

/* list, prefix of the constants, type, stem of the functions */
#define AC_CAP_LISTS(L)                          \
	L(AC_CAP_STATUSES, STATUS, status)       \
	L(AC_CAP_MSG_TYPES, MSG_TYPE, msg_type)  \
	L(AC_CAP_SCOPES, SCOPE, scope)           \
	L(AC_CAP_CATEGORIES, CATEGORY, category) \
	L(AC_CAP_RESPONSES, RESPONSE, response)  \
	L(AC_CAP_URGENCIES, URGENCY, urgency)    \
	L(AC_CAP_SEVERITIES, SEVERITY, severity) \
	L(AC_CAP_CERTAINTIES, CERTAINTY, certainty)

#define AC_X(constant, name) AC_CAP_STATUS_##constant,
enum ac_cap_status { AC_CAP_STATUSES(AC_X) ac_cap_status_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_MSG_TYPE_##constant,
enum ac_cap_msg_type { AC_CAP_MSG_TYPES(AC_X) ac_cap_msg_type_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_SCOPE_##constant,
enum ac_cap_scope { AC_CAP_SCOPES(AC_X) ac_cap_scope_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_CATEGORY_##constant,
enum ac_cap_category { AC_CAP_CATEGORIES(AC_X) ac_cap_category_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_RESPONSE_##constant,
enum ac_cap_response { AC_CAP_RESPONSES(AC_X) ac_cap_response_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_URGENCY_##constant,
enum ac_cap_urgency { AC_CAP_URGENCIES(AC_X) ac_cap_urgency_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_SEVERITY_##constant,
enum ac_cap_severity { AC_CAP_SEVERITIES(AC_X) ac_cap_severity_count };
#undef AC_X
#define AC_X(constant, name) AC_CAP_CERTAINTY_##constant,
enum ac_cap_certainty { AC_CAP_CERTAINTIES(AC_X) ac_cap_certainty_count };
#undef AC_X

/* For each list: const char *ac_cap_status_name(value), the schema's spelling, static, "?" when out of
 * range; bool ac_cap_status_from(name, &value), exact spelling. */
#define AC_X(list, prefix, stem)                                    \
	const char *ac_cap_##stem##_name(enum ac_cap_##stem value); \
	AC_MUST_CHECK bool ac_cap_##stem##_from(struct ac_str name, enum ac_cap_##stem *value);
AC_CAP_LISTS(AC_X)
#undef AC_X
