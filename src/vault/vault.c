#include "vault/vault_p.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>

_Static_assert(ac_vault_nonce_size == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");
_Static_assert(
	ac_vault_overhead == 4 + ac_vault_nonce_size + crypto_aead_xchacha20poly1305_ietf_ABYTES,
	"overhead");
_Static_assert((int)ac_index_count <= 8, "room for the index keys");

enum { place_max = 96 };

/* "table.column" and the row id, as one run of bytes. @return its length */
static size_t associated(struct ac_vault_place place, unsigned char out[place_max])
{
	size_t n = strlen(place.column);
	assert(n + 8 <= place_max);
	memcpy(out, place.column, n);
	uint64_t row = (uint64_t)place.row;
	for (int i = 0; i < 8; i++)
		out[n++] = (unsigned char)(row >> 8 * i);
	return n;
}

static const struct ac_vault_field_key *key_numbered(const struct ac_vault *vault, uint32_t number)
{
	for (size_t i = vault->n; i-- > 0;)
		if (vault->fields[i].number == number)
			return &vault->fields[i];
	return NULL;
}

void ac_vault_seal(const struct ac_vault *vault, struct ac_vault_place place, struct ac_str text,
	struct ac_buf *out)
{
	unsigned char *p = (unsigned char *)ac_buf_room(out, text.n + ac_vault_overhead);
	if (!p)
		return;
	const struct ac_vault_field_key *key = &vault->fields[vault->n - 1];
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(key->number >> 8 * i);
	unsigned char *nonce = p + 4, place_bytes[place_max];
	ac_vault_nonce(nonce);
	size_t n = associated(place, place_bytes);
	crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + ac_vault_nonce_size, NULL,
		(const unsigned char *)text.p, text.n, place_bytes, n, NULL, nonce, key->key);
}

enum ac_status ac_vault_open_field(const struct ac_vault *vault, struct ac_vault_place place,
	struct ac_str sealed, struct ac_buf *out, struct ac_error *err)
{
	if (sealed.n == 0)
		return AC_OK;
	if (sealed.n < ac_vault_overhead)
		return ac_fail(err, AC_CORRUPT, "%s of row %lld is cut short", place.column,
			(long long)place.row);
	const unsigned char *p = (const unsigned char *)sealed.p;
	uint32_t number =
		(uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
	const struct ac_vault_field_key *key = key_numbered(vault, number);
	if (!key)
		return ac_fail(err, AC_DENIED,
			"%s of row %lld was sealed with key %08x, which is not in the key file",
			place.column, (long long)place.row, number);
	size_t before = out->n, text_n = sealed.n - ac_vault_overhead;
	unsigned char place_bytes[place_max];
	char *text = ac_buf_room(out, text_n);
	if (!text)
		return ac_fail(err, AC_FULL, "%s of row %lld is longer than there is room for",
			place.column, (long long)place.row);
	size_t n = associated(place, place_bytes);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL,
		    p + 4 + ac_vault_nonce_size, sealed.n - 4 - ac_vault_nonce_size, place_bytes, n,
		    p + 4, key->key) == 0)
		return AC_OK;
	out->n = before;
	out->p[before] = 0;
	return ac_fail(err, AC_CORRUPT, "%s of row %lld was changed outside this program",
		place.column, (long long)place.row);
}

uint64_t ac_vault_index(
	const struct ac_vault *vault, enum ac_vault_index purpose, struct ac_str text)
{
	unsigned char hash[crypto_shorthash_BYTES];
	crypto_shorthash(hash, (const unsigned char *)text.p, text.n, vault->index64[purpose]);
	uint64_t value = 0;
	for (int i = 0; i < 8; i++)
		value |= (uint64_t)hash[i] << 8 * i;
	return value ? value : 1;
}

void ac_vault_index128(const struct ac_vault *vault, enum ac_vault_index purpose,
	struct ac_str text, unsigned char out[ac_vault_tag_size])
{
	crypto_generichash(out, ac_vault_tag_size, (const unsigned char *)text.p, text.n,
		vault->index128[purpose], ac_vault_key_size);
}

void ac_vault_chain(const struct ac_vault *vault, const unsigned char before[ac_vault_hash_size],
	struct ac_str text, unsigned char out[ac_vault_hash_size])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, vault->audit, ac_vault_key_size, ac_vault_hash_size);
	crypto_generichash_update(&state, before, ac_vault_hash_size);
	crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&state, out, ac_vault_hash_size);
}

void ac_vault_digest(const struct ac_str texts[], size_t n, unsigned char out[ac_vault_hash_size])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, ac_vault_hash_size);
	for (size_t i = 0; i < n; i++) {
		const uint64_t length = htole64(texts[i].n);
		crypto_generichash_update(&state, (const unsigned char *)&length, sizeof length);
		crypto_generichash_update(&state, (const unsigned char *)texts[i].p, texts[i].n);
	}
	crypto_generichash_final(&state, out, ac_vault_hash_size);
}

void ac_vault_sha256(struct ac_str bytes, char out[ac_vault_sha256_text])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
	sodium_bin2hex(out, ac_vault_sha256_text, hash, sizeof hash);
}

bool ac_vault_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void ac_vault_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void ac_vault_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}
