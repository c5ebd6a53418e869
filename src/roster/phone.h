/* roster/phone.h - what people write as their number, to E.164.
 *
 * libphonenumber decides, behind this one header. *Possible* is about length and country: what is
 * not possible can never be dialled and is refused. *Valid* is about ranges that are handed out, as
 * of the library's metadata: what is possible but not valid is kept and reported, because ranges
 * open faster than metadata follows. Thread-safe.
 */
#pragma once
#include "base/str.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ac_phone_verdict {
	AC_PHONE_VALID,
	AC_PHONE_POSSIBLE, /* dialable by its length, no known range: keep it, and say so */
	AC_PHONE_IMPOSSIBLE, /* no number: nothing is filled in */
};

struct ac_phone {
	enum ac_phone_verdict verdict;
	const char *reason; /* a sentence without personal data, static; NULL when valid */
	char e164[20]; /* "+972500000001", terminated */
};

/**
 * @param text    as written: digits of any script, blanks, brackets, "00…", "tel:…"; at most 64 bytes
 * @param region  ISO 3166 two letters that a number without country code belongs to; empty for none
 */
struct ac_phone ac_phone_parse(struct ac_str text, struct ac_str region);

#ifdef __cplusplus
}
#endif
