/* vault/vault.h - personal data at rest: sealed fields, blind look-ups, and the key behind them.
 *
 * A key file of mode 0600 holds one or more 32-byte keys, each with a number. Three keys are derived
 * from them (BLAKE2b key derivation): fields are sealed with XChaCha20-Poly1305 under the newest key and
 * opened with the one they name; look-ups and the audit chain stay with the oldest, so that a new key
 * can be added without rewriting anything.
 *
 *	sealed field  = key number (4 bytes, little-endian) | nonce (24, random) | text | tag (16)
 *	associated    = "table.column" | row id (8 bytes, little-endian)
 *
 * so that a sealed value cannot be moved to another row or column. A field of 20 bytes is opened in well
 * under a microsecond.
 *
 * A vault is immutable once opened and may be used from any thread. Its memory is locked, left out of core
 * dumps and zeroed when released. Texts handed in are the caller's to wipe: ac_vault_wipe().
 */
#pragma once
#include "base/buf.h"

struct ac_vault;

enum {
	ac_vault_overhead = 44, /* bytes that sealing adds */
	ac_vault_hash_size = 32,
	ac_vault_tag_size = 16,
	ac_vault_sha256_text = 65, /* hexadecimal, with its closing zero */
};

/**
 * Make a key file with one fresh key, mode 0600. @return AC_EXISTS if there is a file already: a key is
 * never overwritten
 */
AC_MUST_CHECK enum ac_status ac_vault_create(const char *path, struct ac_error *err);

/**
 * Read a key file.
 * @param vault  owned by the caller, ac_vault_close()
 * @return AC_NOT_FOUND; AC_DENIED if anybody but its owner may read it; AC_CORRUPT with the line
 */
AC_MUST_CHECK enum ac_status ac_vault_open(
	const char *path, struct ac_vault **vault, struct ac_error *err);
void ac_vault_close(struct ac_vault *vault);
AC_AUTO_DEFINE(vault, struct ac_vault *, ac_vault_close)

/** Where a sealed value stands. @param column  "table.column", static */
struct ac_vault_place {
	const char *column;
	int64_t row;
};

/** Append the sealed text to out (n + ac_vault_overhead bytes); past out's maximum it is `over`. */
void ac_vault_seal(const struct ac_vault *vault, struct ac_vault_place place, struct ac_str text,
	struct ac_buf *out);

/**
 * Append the text of a sealed value to out. An empty value gives the empty text.
 * @return AC_DENIED when it was sealed with a key that is not in the file, AC_CORRUPT when it was changed
 *         or stands in another place, AC_FULL past out's maximum
 */
AC_MUST_CHECK enum ac_status ac_vault_open_field(const struct ac_vault *vault,
	struct ac_vault_place place, struct ac_str sealed, struct ac_buf *out,
	struct ac_error *err);

/** What a keyed hash is for: the same text gives unrelated hashes for different purposes. */
enum ac_vault_index {
	AC_INDEX_PHONE,
	AC_INDEX_EMAIL,
	AC_INDEX_REF,
	AC_INDEX_SESSION,
	ac_index_count
};

/** Keyed hash of 64 bits (SipHash-2-4), never 0: equal texts have equal hashes, nothing else shows. */
uint64_t ac_vault_index(
	const struct ac_vault *vault, enum ac_vault_index purpose, struct ac_str text);

/** Keyed hash of 128 bits (BLAKE2b), for outside ids, where a collision would merge two
 * people, and for the secrets of sessions, of which nothing else is kept. */
void ac_vault_index128(const struct ac_vault *vault, enum ac_vault_index purpose,
	struct ac_str text, unsigned char out[ac_vault_tag_size]);

/** Next link of the audit chain: BLAKE2b under the audit key over the link before and the text. */
void ac_vault_chain(const struct ac_vault *vault, const unsigned char before[ac_vault_hash_size],
	struct ac_str text, unsigned char out[ac_vault_hash_size]);

/** BLAKE2b over n texts, each with its length in front. */
void ac_vault_digest(const struct ac_str texts[], size_t n, unsigned char out[ac_vault_hash_size]);

/** SHA-256 of bytes, without a key: what a file is known by outside. Lower-case hexadecimal, terminated. */
void ac_vault_sha256(struct ac_str bytes, char out[ac_vault_sha256_text]);

/** Same bytes, in time that does not depend on them. */
bool ac_vault_equal(const void *a, const void *b, size_t n);

/** Zero memory that held a personal text or a key; the compiler does not leave it out. */
void ac_vault_wipe(void *p, size_t n);

/** Random bytes fit for keys, tokens and identifiers. */
void ac_vault_random(void *p, size_t n);
