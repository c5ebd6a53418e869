/* cap/sign.h - a message with the issuer's signature: last, and never touched again.
 *
 * Enveloped XML signature over the whole message (Reference URI=""), ECDSA on P-256 with SHA-256,
 * exclusive canonical XML, the key's name as a hint. The signature is put before the end tag of <alert> and
 * every byte around it stays as it was; the result is verified before it is given out.
 * Source: CAP 1.2 section 3.3.4.1; W3C XML Signature 1.1; RFC 4050 and RFC 6931 for ECDSA.
 */
#pragma once
#include "base/buf.h"
#include "cap/key.h"

/**
 * Append the signed message.
 * @param bytes  a valid CAP message in UTF-8 without a signature; nothing behind </alert>
 * @return AC_INVALID with the rule that it breaks, AC_EXISTS when it is signed already, AC_CORRUPT when
 *         the result does not verify, AC_FULL past out's maximum; out is as before then
 */
AC_MUST_CHECK enum ac_status ac_cap_sign(struct ac_str bytes, const struct ac_cap_key *key,
	struct ac_buf *out, struct ac_error *err);
