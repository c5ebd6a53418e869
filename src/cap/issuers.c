#include "cap/issuers_p.h"

#include "base/buf.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <time.h>

enum { pem_max = 1 << 20, file_name_max = 256, rsa_bits_least = 2048 };

struct ac_cap_issuers *ac_cap_issuers_new(void)
{
	return ac_alloc(sizeof(struct ac_cap_issuers));
}

void ac_cap_issuers_free(struct ac_cap_issuers *issuers)
{
	if (!issuers)
		return;
	ac_vec_each(&issuers->keys, key) {
		EVP_PKEY_free(key->pkey);
		ac_free(key->sender);
	}
	ac_vec_done(&issuers->keys);
	ac_free(issuers);
}

void cap_issuers_pin(
	struct ac_cap_issuers *issuers, struct ac_str sender, const struct ac_cap_key *key)
{
	struct cap_pinned pinned = { .sender = ac_strndup(sender.p, sender.n),
		.pkey = key->pkey,
		.not_before = { INT64_MIN },
		.not_after = { INT64_MAX } };
	(void)EVP_PKEY_up_ref(key->pkey);
	memcpy(pinned.name, key->name, sizeof pinned.name);
	ac_vec_push(&issuers->keys, pinned);
}

/* ---- one block ---- */

static struct ac_wall wall_of(const ASN1_TIME *time, int64_t otherwise)
{
	struct tm tm = { 0 };
	if (!time || ASN1_TIME_to_tm(time, &tm) != 1)
		return (struct ac_wall){ otherwise };
	int64_t days = ac_days_from_civil(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	return (struct ac_wall){ days * AC_DAY + tm.tm_hour * AC_HOUR + tm.tm_min * AC_MINUTE +
				 tm.tm_sec * AC_SECOND };
}

static void take_certificate(X509 *certificate, struct cap_pinned *key)
{
	struct ac_wall from = wall_of(X509_get0_notBefore(certificate), INT64_MAX);
	struct ac_wall until = wall_of(X509_get0_notAfter(certificate), INT64_MIN);
	if (from.us > key->not_before.us)
		key->not_before = from;
	if (until.us < key->not_after.us)
		key->not_after = until;
	key->pkey = X509_get_pubkey(certificate);
}

static bool strong(const EVP_PKEY *pkey)
{
	return cap_key_on_curve(pkey, "prime256v1") || cap_key_on_curve(pkey, "secp384r1") ||
	       cap_key_on_curve(pkey, "secp521r1") ||
	       (EVP_PKEY_get_base_id(pkey) == EVP_PKEY_RSA &&
		       EVP_PKEY_get_bits(pkey) >= rsa_bits_least);
}

static void read_block(struct ac_str block, struct cap_pinned *key)
{
	BIO *bio = BIO_new_mem_buf(block.p, (int)block.n);
	if (ac_str_starts(block, AC_STR("-----BEGIN CERTIFICATE-----"))) {
		X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
		if (certificate)
			take_certificate(certificate, key);
		X509_free(certificate);
	} else if (ac_str_starts(block, AC_STR("-----BEGIN PUBLIC KEY-----"))) {
		key->pkey = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	}
	BIO_free(bio);
	ERR_clear_error();
}

/* ---- the text between the blocks ---- */

struct reading {
	struct ac_cap_issuers *issuers;
	struct ac_str sender;
	const char *block; /* where the block begins that is being read; NULL: none */
	struct cap_pinned next; /* what the lines so far say */
	size_t line, block_line, found;
};

static void begin(struct reading *r)
{
	r->next = (struct cap_pinned){ .not_before = { INT64_MIN }, .not_after = { INT64_MAX } };
	r->block = NULL;
}

static enum ac_status end_block(struct reading *r, const char *end, struct ac_error *err)
{
	struct cap_pinned key = r->next;
	read_block((struct ac_str){ r->block, (size_t)(end - r->block) }, &key);
	if (!key.pkey)
		return ac_fail(err, AC_INVALID,
			"line %zu: this is no public key and no certificate; a private key has no "
			"place here",
			r->block_line);
	if (!strong(key.pkey)) {
		EVP_PKEY_free(key.pkey);
		return ac_fail(err, AC_INVALID,
			"line %zu: a key must be ECDSA on P-256, P-384, P-521 or RSA of at least "
			"%d bits",
			r->block_line, rsa_bits_least);
	}
	cap_key_name(key.pkey, key.name);
	key.sender = ac_strndup(r->sender.p, r->sender.n);
	ac_vec_push(&r->issuers->keys, key);
	r->found++;
	begin(r);
	return AC_OK;
}

static enum ac_status take_time(struct reading *r, struct ac_str line, const char *label,
	struct ac_wall *wall, struct ac_error *err)
{
	size_t n = strlen(label);
	if (!ac_str_starts(line, ac_str(label)))
		return AC_OK;
	struct ac_str value = ac_str_trim((struct ac_str){ line.p + n, line.n - n });
	enum ac_status status = ac_wall_parse(value, wall, err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "line %zu", r->line);
}

static enum ac_status take_line(struct reading *r, struct ac_str line, struct ac_error *err)
{
	if (!r->block && ac_str_starts(line, AC_STR("-----BEGIN "))) {
		r->block = line.p;
		r->block_line = r->line;
	}
	if (r->block)
		return ac_str_starts(line, AC_STR("-----END ")) ? end_block(r, line.p + line.n, err)
								: AC_OK;
	AC_TRY(take_time(r, line, "not-before:", &r->next.not_before, err));
	return take_time(r, line, "not-after:", &r->next.not_after, err);
}

enum ac_status ac_cap_issuers_add(struct ac_cap_issuers *issuers, struct ac_str sender,
	struct ac_str pem, struct ac_error *err)
{
	struct reading r = { .issuers = issuers, .sender = sender };
	struct ac_str line;
	if (pem.n > pem_max)
		return ac_fail(err, AC_INVALID, "more than %d bytes of keys", pem_max);
	begin(&r);
	while (ac_str_cut(&pem, '\n', &line)) {
		r.line++;
		AC_TRY(take_line(&r, line, err));
	}
	if (r.block)
		return ac_fail(err, AC_INVALID, "line %zu: the block has no end", r.block_line);
	return r.found ? AC_OK : ac_fail(err, AC_INVALID, "there is no key in it");
}

bool ac_cap_issuers_know(const struct ac_cap_issuers *issuers, struct ac_str sender)
{
	ac_vec_each(&issuers->keys, key)
		if (ac_str_eq(ac_str(key->sender), sender))
			return true;
	return false;
}

void ac_cap_issuers_pins(
	const struct ac_cap_issuers *issuers, struct ac_str sender, char pins[ac_cap_pins_size])
{
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, pem_max); /* a line a key is shorter than the key was */
	ac_vec_each(&issuers->keys, key)
		if (ac_str_eq(ac_str(key->sender), sender))
			ac_buf_printf(&text, "%s %lld %lld\n", key->name,
				(long long)key->not_before.us, (long long)key->not_after.us);
	pins[0] = '\0';
	if (text.n)
		ac_cap_sha256(ac_buf_str(&text), pins);
}

/* ---- a folder ---- */

/* %2F and %25, nothing else. */
static bool sender_of(struct ac_str file, struct ac_buf *sender)
{
	static const struct ac_str ending = { ".pem", 4 };
	if (!ac_str_ends(file, ending) || file.n == ending.n)
		return false;
	file.n -= ending.n;
	for (size_t i = 0; i < file.n; i++) {
		struct ac_str rest = { file.p + i, file.n - i };
		bool slash = ac_str_starts(rest, AC_STR("%2F"));
		bool percent = ac_str_starts(rest, AC_STR("%25"));
		ac_buf_add_char(sender, slash ? '/' : file.p[i]);
		i += slash || percent ? 2 : 0;
	}
	return true;
}

static enum ac_status read_text(const char *path, struct ac_buf *text, struct ac_error *err)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return ac_fail_os(err, errno, "%s", path);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		ac_buf_add(text, piece, n);
	bool failed = ferror(file);
	(void)fclose(file);
	return failed ? ac_fail(err, AC_IO, "%s cannot be read", path)
		      : ac_buf_check(text, path, err);
}

static enum ac_status add_file(
	struct ac_cap_issuers *issuers, const char *dir, const char *name, struct ac_error *err)
{
	char path[4096];
	AC_AUTO(buf) struct ac_buf sender, pem;
	ac_buf_init(&sender, file_name_max);
	ac_buf_init(&pem, pem_max);
	if (!sender_of(ac_str(name), &sender))
		return AC_OK;
	(void)snprintf(path, sizeof path, "%s/%s", dir, name);
	AC_TRY(read_text(path, &pem, err));
	enum ac_status status =
		ac_cap_issuers_add(issuers, ac_buf_str(&sender), ac_buf_str(&pem), err);
	return status == AC_OK ? AC_OK : ac_fail_in(err, status, "%s", path);
}

enum ac_status ac_cap_issuers_read(
	const char *dir, struct ac_cap_issuers **issuers, struct ac_error *err)
{
	AC_AUTO(cap_issuers) struct ac_cap_issuers *read = ac_cap_issuers_new();
	enum ac_status status = AC_OK;
	DIR *folder = opendir(dir);
	if (!folder)
		return ac_fail(err, AC_NOT_FOUND, "%s: there is no such folder", dir);
	for (const struct dirent *entry; status == AC_OK && (entry = readdir(folder));)
		status = add_file(read, dir, entry->d_name, err);
	(void)closedir(folder);
	if (status == AC_OK)
		*issuers = AC_TAKE(read);
	return status;
}
