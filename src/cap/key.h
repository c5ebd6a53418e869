/* cap/key.h - keys that sign messages: an ECDSA key on P-256, its public half, its name.
 *
 * A key's name is the SHA-256 of its public half (SubjectPublicKeyInfo, RFC 5280) in lower-case
 * hexadecimal digits. Private keys are PEM (PKCS #8); a file may hold several, one behind the other. What
 * holds a private key is the caller's to keep from others (mode 0600) and to wipe.
 */
#pragma once
#include "base/buf.h"

enum { ac_cap_key_name_size = 65, ac_cap_sha256_size = 65 };

struct ac_cap_key;

/** A fresh key. Owned by the caller; AC_IO when the library cannot make one. */
AC_MUST_CHECK enum ac_status ac_cap_key_make(struct ac_cap_key **key, struct ac_error *err);

/**
 * Read a private key.
 * @param pem   borrowed during the call
 * @param name  of the key that is wanted; NULL: the first
 * @param key   owned by the caller
 * @return AC_INVALID when it is no key on P-256, AC_NOT_FOUND when none of that name is there
 */
AC_MUST_CHECK enum ac_status ac_cap_key_read(
	struct ac_str pem, const char *name, struct ac_cap_key **key, struct ac_error *err);

void ac_cap_key_free(struct ac_cap_key *key);
AC_AUTO_DEFINE(cap_key, struct ac_cap_key *, ac_cap_key_free)

/** Borrowed from the key. */
const char *ac_cap_key_name(const struct ac_cap_key *key);

/** Append as PEM. */
void ac_cap_key_add_private(const struct ac_cap_key *key, struct ac_buf *pem);
void ac_cap_key_add_public(const struct ac_cap_key *key, struct ac_buf *pem);

/** SHA-256 of bytes in lower-case hexadecimal digits (FIPS 180-4). */
void ac_cap_sha256(struct ac_str bytes, char hex[ac_cap_sha256_size]);
