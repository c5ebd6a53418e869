#include "cap/verify.h"

#include "cap/dsig_p.h"
#include "cap/issuers_p.h"

#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <xmlsec/buffer.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/symbols.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

/* ---- saying so ---- */

#define AC_X(constant, id, wrong) { id, wrong },
static const struct {
	const char *id, *wrong;
} refusals[] = { AC_CAP_REFUSALS(AC_X) };
#undef AC_X

const char *ac_cap_trust_word(enum ac_cap_trust trust)
{
	static const char *const words[] = { [AC_CAP_VERIFIED] = "verified",
		[AC_CAP_UNSIGNED] = "unsigned",
		[AC_CAP_UNKNOWN_ISSUER] = "unknown issuer",
		[AC_CAP_REFUSED] = "refused" };
	return words[trust];
}

const char *ac_cap_refusal_id(enum ac_cap_refusal refusal)
{
	return refusals[refusal].id;
}

/* Documents are strangers' and messages go to a terminal. */
static void keep_printable(char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

static void refuse(struct ac_cap_verdict *verdict, enum ac_cap_refusal refusal, const char *detail)
{
	verdict->trust = AC_CAP_REFUSED;
	verdict->refusal = refusal;
	(void)snprintf(verdict->why, sizeof verdict->why, "%s%s%.160s", refusals[refusal].wrong,
		detail && *detail ? ": " : "", detail ? detail : "");
	keep_printable(verdict->why);
}

/* ---- one key ---- */

/* Everything that may take part; xmlsec refuses the rest a second time. */
static bool allow(xmlSecDSigCtxPtr ctx)
{
	static xmlSecTransformId (*const canonical[])(void) = { xmlSecTransformExclC14NGetKlass,
		xmlSecTransformInclC14NGetKlass, xmlSecTransformInclC14N11GetKlass };
	static xmlSecTransformId (*const digests[])(void) = { xmlSecOpenSSLTransformSha256GetKlass,
		xmlSecOpenSSLTransformSha384GetKlass, xmlSecOpenSSLTransformSha512GetKlass };
	static xmlSecTransformId (*const methods[])(
		void) = { xmlSecOpenSSLTransformEcdsaSha256GetKlass,
		xmlSecOpenSSLTransformEcdsaSha384GetKlass,
		xmlSecOpenSSLTransformEcdsaSha512GetKlass, xmlSecOpenSSLTransformRsaSha256GetKlass,
		xmlSecOpenSSLTransformRsaSha384GetKlass, xmlSecOpenSSLTransformRsaSha512GetKlass };
	bool good = xmlSecDSigCtxEnableReferenceTransform(ctx, xmlSecTransformEnvelopedId) >= 0;
	for (size_t i = 0; i < 3; i++)
		good &= xmlSecDSigCtxEnableReferenceTransform(ctx, canonical[i]()) >= 0 &&
			xmlSecDSigCtxEnableSignatureTransform(ctx, canonical[i]()) >= 0 &&
			xmlSecDSigCtxEnableReferenceTransform(ctx, digests[i]()) >= 0;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		good &= xmlSecDSigCtxEnableSignatureTransform(ctx, methods[i]()) >= 0;
	ctx->enabledReferenceUris = xmlSecTransformUriTypeEmpty;
	ctx->flags =
		XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS | XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
	return good;
}

/* With signKey set, xmlsec does not look at KeyInfo. @return the context when the signature holds, else
 * NULL with the reason */
static xmlSecDSigCtxPtr try_key(xmlNodePtr signature, EVP_PKEY *pkey, enum ac_cap_refusal *refusal)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	*refusal = AC_CAP_REFUSED_VALUE;
	if (ctx && allow(ctx) && (ctx->signKey = cap_dsig_key(pkey)) &&
		xmlSecDSigCtxVerify(ctx, signature) >= 0 &&
		ctx->status == xmlSecDSigStatusSucceeded)
		return ctx;
	xmlSecDSigReferenceCtxPtr reference =
		ctx ? xmlSecPtrListGetItem(&ctx->signedInfoReferences, 0) : NULL;
	if (reference && reference->status == xmlSecDSigStatusInvalid)
		*refusal = AC_CAP_REFUSED_DIGEST;
	if (ctx)
		xmlSecDSigCtxDestroy(ctx);
	return NULL;
}

/* ---- what was digested ---- */

static struct ac_cap_document *read_digested(xmlSecDSigCtxPtr ctx)
{
	if (xmlSecPtrListGetSize(&ctx->signedInfoReferences) != 1)
		return NULL;
	xmlSecBufferPtr bytes = xmlSecDSigReferenceCtxGetPreDigestBuffer(
		xmlSecPtrListGetItem(&ctx->signedInfoReferences, 0));
	if (!bytes || !xmlSecBufferGetData(bytes))
		return NULL;
	return ac_cap_read((struct ac_str){ (const char *)xmlSecBufferGetData(bytes),
				   xmlSecBufferGetSize(bytes) },
		NULL);
}

static void judge(
	xmlSecDSigCtxPtr ctx, const struct cap_pinned *key, struct ac_cap_verdict *verdict)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = read_digested(ctx);
	const struct ac_cap_alert *alert = document ? ac_cap_document_alert(document) : NULL;
	if (!alert || !ac_str_eq(alert->sender, ac_str(key->sender))) {
		refuse(verdict, AC_CAP_REFUSED_DOCUMENT,
			"what was signed is no message of the sender");
		return;
	}
	if (alert->sent.us < key->not_before.us || alert->sent.us > key->not_after.us) {
		refuse(verdict, AC_CAP_REFUSED_TIME, key->name);
		return;
	}
	verdict->trust = AC_CAP_VERIFIED;
	(void)snprintf(verdict->key, sizeof verdict->key, "%s", key->name);
	verdict->document = AC_TAKE(document);
}

static void try_keys(const struct cap_dsig *form, const struct ac_cap_issuers *issuers,
	struct ac_str sender, struct ac_cap_verdict *verdict)
{
	size_t tried = 0;
	enum ac_cap_refusal refusal = AC_CAP_REFUSED_VALUE;
	ac_vec_each(&issuers->keys, key) {
		if (!ac_str_eq(ac_str(key->sender), sender))
			continue;
		tried++;
		xmlSecDSigCtxPtr ctx = try_key(form->signature, key->pkey, &refusal);
		if (!ctx)
			continue;
		judge(ctx, key, verdict);
		xmlSecDSigCtxDestroy(ctx);
		return;
	}
	if (tried)
		refuse(verdict, refusal, NULL);
	else
		verdict->trust = AC_CAP_UNKNOWN_ISSUER;
}

/* ---- the whole ---- */

/* Whose keys? That the message says so counts for nothing yet; judge() asks again. */
static void verify_parsed(xmlDocPtr tree, const struct ac_cap_issuers *issuers,
	struct ac_str sender, struct ac_cap_verdict *verdict)
{
	struct cap_dsig form;
	cap_dsig_look(tree, &form);
	if (form.refusal != AC_CAP_REFUSED_NOT)
		refuse(verdict, form.refusal, form.why);
	else if (!form.signature)
		verdict->trust = AC_CAP_UNSIGNED;
	else
		try_keys(&form, issuers, sender, verdict);
}

static void say_why(struct ac_cap_verdict *verdict, struct ac_str sender)
{
	if (verdict->trust == AC_CAP_UNSIGNED)
		(void)snprintf(verdict->why, sizeof verdict->why, "it bears no signature");
	if (verdict->trust == AC_CAP_UNKNOWN_ISSUER)
		(void)snprintf(verdict->why, sizeof verdict->why,
			"no key is pinned for the sender %.*s",
			(int)(sender.n < 100 ? sender.n : 100), sender.p);
	keep_printable(verdict->why);
}

void ac_cap_verify(
	struct ac_str bytes, const struct ac_cap_issuers *issuers, struct ac_cap_verdict *verdict)
{
	struct ac_error err = { 0 };
	*verdict = (struct ac_cap_verdict){ .trust = AC_CAP_REFUSED };
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	if (!alert || !cap_dsig_init()) {
		(void)!ac_cap_document_fail(document, &err);
		refuse(verdict, AC_CAP_REFUSED_DOCUMENT, alert ? "xmlsec is not usable" : err.msg);
		return;
	}
	xmlDocPtr tree = cap_dsig_parse(bytes);
	if (tree) {
		verify_parsed(tree, issuers, alert->sender, verdict);
		say_why(verdict, alert->sender);
	} else {
		refuse(verdict, AC_CAP_REFUSED_DOCUMENT, "it is not well-formed");
	}
	xmlFreeDoc(tree);
	ERR_clear_error();
}

void ac_cap_verdict_done(struct ac_cap_verdict *verdict)
{
	ac_cap_document_free(verdict->document);
	verdict->document = NULL;
}
