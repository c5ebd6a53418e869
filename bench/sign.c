/* bench/sign - signing and verifying messages in one process: ours, and xmlsec's plain API, in turn.
 *
 *	sign ROUNDS FILE…
 *
 * xmlsec1 signs one file a process, so the reference is what it does inside, in a loop: parse, build the
 * template (xmlSecTmplSignatureCreate, as the library's examples do), sign, write the tree out; parse that,
 * find the signature, verify. The key is loaded once on both sides. Ours reads the message against every
 * rule, signs, verifies the result, and then verifies once more as a receiver does, reading again what was
 * digested: three looks at the message where the reference has one. Each side gets the other's result to
 * verify as well, once, so that neither measures something else. Prints µs a message, medians of rounds. */
#include "cap/sign.h"
#include "base/clock.h"
#include "cap/verify.h"

#include <libxml/parser.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/openssl/symbols.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

enum { document_max = 2 << 20, rounds_max = 1000 };

static void fail_if(bool failed, const char *what)
{
	if (!failed)
		return;
	fprintf(stderr, "sign: %s\n", what);
	exit(1);
}

/* ---- ours ---- */

static struct ac_cap_key *key;
static struct ac_cap_issuers *pinned;

static void ours(struct ac_str bytes, struct ac_buf *made)
{
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	struct ac_error err = { 0 };
	fail_if(ac_cap_sign(bytes, key, made, &err) != AC_OK, err.msg);
	ac_cap_verify(ac_buf_str(made), pinned, &verdict);
	fail_if(verdict.trust != AC_CAP_VERIFIED, verdict.why);
}

/* ---- xmlsec ---- */

static xmlSecKeyPtr reference_key;

static void reference_run(xmlNodePtr signature, bool sign)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	ctx->signKey = xmlSecKeyDuplicate(reference_key);
	int failed = sign ? xmlSecDSigCtxSign(ctx, signature) : xmlSecDSigCtxVerify(ctx, signature);
	fail_if(failed < 0 || ctx->status != xmlSecDSigStatusSucceeded, "xmlsec fails");
	xmlSecDSigCtxDestroy(ctx);
}

static void reference_verify(struct ac_str bytes)
{
	xmlDocPtr doc = xmlReadMemory(bytes.p, (int)bytes.n, NULL, NULL, XML_PARSE_NONET);
	fail_if(!doc, "libxml2 fails");
	reference_run(xmlSecFindNode(xmlDocGetRootElement(doc), xmlSecNodeSignature, xmlSecDSigNs),
		false);
	xmlFreeDoc(doc);
}

static void reference(struct ac_str bytes, struct ac_buf *made)
{
	xmlDocPtr doc = xmlReadMemory(bytes.p, (int)bytes.n, NULL, NULL, XML_PARSE_NONET);
	fail_if(!doc, "libxml2 fails");
	xmlNodePtr signature = xmlSecTmplSignatureCreate(
		doc, xmlSecTransformExclC14NId, xmlSecTransformEcdsaSha256Id, NULL);
	xmlAddChild(xmlDocGetRootElement(doc), signature);
	xmlNodePtr over = xmlSecTmplSignatureAddReference(
		signature, xmlSecTransformSha256Id, NULL, BAD_CAST "", NULL);
	(void)xmlSecTmplReferenceAddTransform(over, xmlSecTransformEnvelopedId);
	(void)xmlSecTmplReferenceAddTransform(over, xmlSecTransformExclC14NId);
	reference_run(signature, true);
	xmlChar *text;
	int n;
	xmlDocDumpMemory(doc, &text, &n);
	ac_buf_add(made, text, (size_t)n);
	xmlFree(text);
	xmlFreeDoc(doc);
	reference_verify(ac_buf_str(made));
}

/* ---- both ---- */

static void take_keys(void)
{
	AC_AUTO(buf) struct ac_buf private_pem, public_pem;
	struct ac_error err = { 0 };
	ac_buf_init(&private_pem, 10000);
	ac_buf_init(&public_pem, 10000);
	fail_if(ac_cap_key_make(&key, &err) != AC_OK, err.msg);
	ac_cap_key_add_private(key, &private_pem);
	ac_cap_key_add_public(key, &public_pem);
	pinned = ac_cap_issuers_new();
	fail_if(ac_cap_issuers_add(
			pinned, AC_STR("desk@example.org"), ac_buf_str(&public_pem), &err) != AC_OK,
		err.msg);
	BIO *bio = BIO_new_mem_buf(private_pem.p, (int)private_pem.n);
	EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	reference_key = xmlSecKeyCreate();
	fail_if(xmlSecKeySetValue(reference_key, xmlSecOpenSSLEvpKeyAdopt(pkey)) < 0, "no key");
}

/* Each judges what the other has made; this sets xmlsec up as well. */
static void agree(struct ac_str bytes)
{
	AC_AUTO(buf) struct ac_buf made;
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_buf_init(&made, document_max);
	ours(bytes, &made);
	reference_verify(ac_buf_str(&made));
	ac_buf_reset(&made);
	reference(bytes, &made);
	ac_cap_verify(ac_buf_str(&made), pinned, &verdict);
	fail_if(verdict.trust != AC_CAP_VERIFIED, verdict.why);
}

static double measure(void (*side)(struct ac_str, struct ac_buf *), struct ac_buf *files, int n)
{
	AC_AUTO(buf) struct ac_buf made;
	ac_buf_init(&made, document_max);
	struct ac_mono begun = ac_mono_now();
	for (int i = 0; i < n; i++) {
		ac_buf_reset(&made);
		side(ac_buf_str(&files[i]), &made);
	}
	return (double)(ac_mono_now().us - begun.us) / n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void read_file(const char *path, struct ac_buf *bytes)
{
	char piece[65536];
	FILE *file = fopen(path, "re");
	fail_if(!file, path);
	ac_buf_init(bytes, document_max);
	for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
		ac_buf_add(bytes, piece, n);
	(void)fclose(file);
}

int main(int argc, char **argv)
{
	double us[2][rounds_max];
	int64_t rounds = 0;
	int n = argc - 2;
	fail_if(n < 1 || !ac_str_to_i64(ac_str(argv[1]), 1, rounds_max, &rounds), "ROUNDS FILE…");
	struct ac_buf *files = ac_alloc_array((size_t)n, sizeof *files);
	fail_if(xmlSecInit() < 0 || xmlSecOpenSSLInit() < 0, "xmlsec cannot be set up");
	take_keys();
	for (int i = 0; i < n; i++) {
		read_file(argv[i + 2], &files[i]);
		agree(ac_buf_str(&files[i]));
	}
	for (int64_t r = 0; r < rounds; r++) {
		us[0][r] = measure(ours, files, n);
		us[1][r] = measure(reference, files, n);
	}
	qsort(us[0], (size_t)rounds, sizeof us[0][0], by_value);
	qsort(us[1], (size_t)rounds, sizeof us[1][0], by_value);
	printf("ours %.1f us  xmlsec %.1f us  %d messages\n", us[0][rounds / 2], us[1][rounds / 2],
		n);
	for (int i = 0; i < n; i++)
		ac_buf_done(&files[i]);
	ac_free(files);
	xmlSecKeyDestroy(reference_key);
	ac_cap_issuers_free(pinned);
	ac_cap_key_free(key);
	return 0;
}
