/* cap/issuers.h - the issuers whose public keys are pinned: nobody else's signature is trusted.
 *
 * One PEM text an issuer, as `allclear issuer export` prints it: public keys or certificates, each after
 * lines that say when it signs (RFC 7468 lets text stand between the blocks):
 *
 *	not-before: 2026-01-01T00:00:00Z
 *	not-after: 2026-06-30T12:00:00Z
 *	-----BEGIN PUBLIC KEY-----
 *
 * A line that is missing leaves that side open; a certificate has both in itself. A key is trusted for
 * messages whose <sent> lies within (both ends included). Keys: ECDSA on P-256, P-384 or P-521, RSA of at
 * least 2,048 bits. Chains of certificates are not followed: what is pinned is the key itself.
 */
#pragma once
#include "base/clock.h"
#include "base/mem.h"

struct ac_cap_issuers;

struct ac_cap_issuers *ac_cap_issuers_new(void);
void ac_cap_issuers_free(struct ac_cap_issuers *issuers);
AC_AUTO_DEFINE(cap_issuers, struct ac_cap_issuers *, ac_cap_issuers_free)

/**
 * Pin an issuer's keys.
 * @param sender  as in <sender>; copied
 * @param pem     borrowed during the call
 * @return AC_INVALID with the line, when a key cannot be read, is too weak, or none is there
 */
AC_MUST_CHECK enum ac_status ac_cap_issuers_add(struct ac_cap_issuers *issuers,
	struct ac_str sender, struct ac_str pem, struct ac_error *err);

/** Is any key pinned for that sender? */
bool ac_cap_issuers_know(const struct ac_cap_issuers *issuers, struct ac_str sender);

enum { ac_cap_pins_size = 65 };

/**
 * What is pinned for a sender, to tell whether a judgement was made by the same keys.
 * @param pins  SHA-256 in hexadecimal over its keys and when they sign; empty: none is pinned
 */
void ac_cap_issuers_pins(
	const struct ac_cap_issuers *issuers, struct ac_str sender, char pins[ac_cap_pins_size]);

/**
 * Pin what a folder holds: SENDER.pem each; / and % in a sender are written %2F and %25.
 * @param issuers  owned by the caller
 * @return AC_NOT_FOUND, AC_INVALID naming file and line
 */
AC_MUST_CHECK enum ac_status ac_cap_issuers_read(
	const char *dir, struct ac_cap_issuers **issuers, struct ac_error *err);
