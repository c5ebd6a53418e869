/* cap/write.h - a message as an XML document.
 *
 * Strict: what breaks a rule is not written. The bytes depend on nothing but the message (no clock, no
 * locale, no library version), because a published message never changes and is signed over its bytes.
 * UTF-8, lines end in LF, two blanks a level; UTC is written -00:00 (CAP 1.2 section 3.3.2);
 * coordinates have up to six decimals (0.1 m).
 */
#pragma once
#include "base/buf.h"
#include "cap/check.h"

/**
 * Append the document.
 * @param findings  may be NULL; all that was found, warnings too
 * @return AC_INVALID with the first error's rule and field, AC_FULL when out reached its maximum; out
 *         is as before then
 */
AC_MUST_CHECK enum ac_status ac_cap_write(const struct ac_cap_alert *alert, struct ac_buf *out,
	struct ac_cap_findings *findings, struct ac_error *err);

/** "2022-06-13T09:00:00-00:00" */
void ac_cap_format_time(struct ac_wall wall, char out[32]);
