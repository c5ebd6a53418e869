/* cap/write.h - a message as an XML document.
 *
 * Strict: what breaks a rule is not written. The document is read back and held against the same rules
 * as anybody's (cap/read.h). The bytes depend on nothing but the message (no clock, no locale, no
 * library version), because a published message never changes and is signed over its bytes. UTF-8,
 * lines end in LF, two blanks a level; UTC is written -00:00 (CAP 1.2 section 3.3.2); coordinates have
 * up to six decimals (0.1 m).
 */
#pragma once
#include "base/buf.h"
#include "cap/read.h"

enum ac_cap_writing {
	AC_CAP_OWN, /* our own message: strict warnings are refused as well */
	AC_CAP_FORWARD, /* somebody else's, as valid as it came */
};

/**
 * Append the document.
 * @param read_back  what it reads as, with everything found; owned by the caller. May be NULL;
 *                   NULL comes out when nothing was read
 * @return AC_INVALID with the first error's rule and place, AC_FULL when out reached its maximum; out
 *         is as before then
 */
AC_MUST_CHECK enum ac_status ac_cap_write(const struct ac_cap_alert *alert,
	enum ac_cap_writing writing, struct ac_buf *out, struct ac_cap_document **read_back,
	struct ac_error *err);

/** "2022-06-13T09:00:00-00:00" */
void ac_cap_format_time(struct ac_wall wall, char out[32]);
