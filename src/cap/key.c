#include "cap/key_p.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* ---- names ---- */

static void to_hex(const unsigned char digest[32], char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < 32; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[64] = '\0';
}

void ac_cap_sha256(struct ac_str bytes, char hex[ac_cap_sha256_size])
{
	unsigned char digest[EVP_MAX_MD_SIZE] = { 0 };
	(void)EVP_Digest(bytes.p, bytes.n, digest, NULL, EVP_sha256(), NULL);
	to_hex(digest, hex);
}

void cap_key_name(EVP_PKEY *pkey, char name[ac_cap_key_name_size])
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(pkey, &der);
	ac_cap_sha256((struct ac_str){ (const char *)der, n > 0 ? (size_t)n : 0 }, name);
	OPENSSL_free(der);
}

bool cap_key_on_curve(const EVP_PKEY *pkey, const char *curve)
{
	char group[64] = "";
	return EVP_PKEY_get_base_id(pkey) == EVP_PKEY_EC &&
	       EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL) == 1 &&
	       strcmp(group, curve) == 0;
}

/* ---- making and reading ---- */

static struct ac_cap_key *adopt(EVP_PKEY *pkey)
{
	struct ac_cap_key *key = ac_alloc(sizeof *key);
	key->pkey = pkey;
	cap_key_name(pkey, key->name);
	return key;
}

enum ac_status ac_cap_key_make(struct ac_cap_key **key, struct ac_error *err)
{
	EVP_PKEY *pkey = EVP_EC_gen("P-256");
	if (!pkey)
		return ac_fail(err, AC_IO, "OpenSSL makes no key on P-256");
	*key = adopt(pkey);
	return AC_OK;
}

/* A key with a passphrase would make OpenSSL ask on the terminal: it is told that there is none. */
static int no_passphrase(char *room, int n, int writing, void *ctx)
{
	(void)room, (void)n, (void)writing, (void)ctx;
	return -1;
}

static EVP_PKEY *read_next(BIO *bio, const char *name)
{
	EVP_PKEY *pkey;
	while ((pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL))) {
		char found[ac_cap_key_name_size];
		cap_key_name(pkey, found);
		if (!name || strcmp(found, name) == 0)
			return pkey;
		EVP_PKEY_free(pkey);
	}
	return NULL;
}

enum ac_status ac_cap_key_read(
	struct ac_str pem, const char *name, struct ac_cap_key **key, struct ac_error *err)
{
	if (pem.n > 1 << 20)
		return ac_fail(err, AC_INVALID, "this is too long for a private key");
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	EVP_PKEY *pkey = bio ? read_next(bio, name) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	if (!pkey && name)
		return ac_fail(err, AC_NOT_FOUND, "the private key %.16s… is not there", name);
	if (!pkey)
		return ac_fail(err, AC_INVALID,
			"this is no private key in PEM without a passphrase: make one with "
			"`allclear cap make-key`");
	if (!cap_key_on_curve(pkey, "prime256v1")) {
		EVP_PKEY_free(pkey);
		return ac_fail(err, AC_INVALID,
			"the key is not on the curve P-256: make one with `allclear cap make-key`");
	}
	*key = adopt(pkey);
	return AC_OK;
}

void ac_cap_key_free(struct ac_cap_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	ac_free(key);
}

const char *ac_cap_key_name(const struct ac_cap_key *key)
{
	return key->name;
}

/* ---- writing ---- */

static void add_bio(BIO *bio, struct ac_buf *out)
{
	char *text = NULL;
	long n = BIO_get_mem_data(bio, &text);
	if (n > 0)
		ac_buf_add(out, text, (size_t)n);
	if (n > 0)
		OPENSSL_cleanse(text, (size_t)n);
	BIO_free(bio);
}

void ac_cap_key_add_private(const struct ac_cap_key *key, struct ac_buf *pem)
{
	BIO *bio = BIO_new(BIO_s_mem());
	(void)PEM_write_bio_PrivateKey(bio, key->pkey, NULL, NULL, 0, NULL, NULL);
	add_bio(bio, pem);
}

void ac_cap_key_add_public(const struct ac_cap_key *key, struct ac_buf *pem)
{
	BIO *bio = BIO_new(BIO_s_mem());
	(void)PEM_write_bio_PUBKEY(bio, key->pkey);
	add_bio(bio, pem);
}
