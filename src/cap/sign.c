#include "cap/sign.h"

#include "cap/dsig_p.h"
#include "cap/issuers_p.h"
#include "cap/value_p.h"

#include <openssl/err.h>
#include <xmlsec/openssl/symbols.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

enum { signed_max = 2 << 20 }; /* what a reader takes (cap/read.h) */

/* Canonical XML sees these blanks too: between here and the end nobody may tidy up. */
static const char before_digest[] =
	"  <Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\n"
	"    <SignedInfo>\n"
	"      <CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\n"
	"      <SignatureMethod "
	"Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\n"
	"      <Reference URI=\"\">\n"
	"        <Transforms>\n"
	"          <Transform Algorithm=\"http://www.w3.org/2000/09/"
	"xmldsig#enveloped-signature\"/>\n"
	"          <Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\n"
	"        </Transforms>\n"
	"        <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n"
	"        <DigestValue>";
static const char before_value[] = "</DigestValue>\n"
				   "      </Reference>\n"
				   "    </SignedInfo>\n"
				   "    <SignatureValue>";
static const char before_name[] = "</SignatureValue>\n"
				  "    <KeyInfo>\n"
				  "      <KeyName>";
static const char after_name[] = "</KeyName>\n"
				 "    </KeyInfo>\n"
				 "  </Signature>\n";

/* ---- splicing ---- */

/* Where the end tag of the root begins: the last thing but white space. */
static bool find_end_tag(struct ac_str bytes, size_t *at)
{
	struct ac_str rest = ac_str_trim(bytes);
	size_t n = rest.n;
	while (n >= 2 && !(rest.p[n - 2] == '<' && rest.p[n - 1] == '/'))
		n--;
	if (n < 2 || rest.p[rest.n - 1] != '>')
		return false;
	*at = (size_t)(rest.p - bytes.p) + n - 2;
	return memchr(rest.p + n, '>', rest.n - n) == rest.p + rest.n - 1;
}

static void splice(struct ac_str bytes, size_t at, const struct ac_cap_key *key,
	const struct ac_str values[2], struct ac_buf *out)
{
	ac_buf_add(out, bytes.p, at);
	ac_buf_add_str(out, ac_str(before_digest));
	ac_buf_add_str(out, values[0]);
	ac_buf_add_str(out, ac_str(before_value));
	ac_buf_add_str(out, values[1]);
	ac_buf_add_str(out, ac_str(before_name));
	ac_buf_add_str(out, ac_str(key->name));
	ac_buf_add_str(out, ac_str(after_name));
	ac_buf_add(out, bytes.p + at, bytes.n - at);
}

/* The digits of a value without xmlsec's line breaks. */
static void add_value(const xmlNode *node, struct ac_buf *out)
{
	const char *text = cap_dsig_text(node);
	for (; text && *text; text++)
		if (!cap_is_blank((struct ac_str){ text, 1 }))
			ac_buf_add_char(out, *text);
}

/* ---- signing ---- */

/* The last element of the root: what splice() has put there. */
static xmlNodePtr own_signature(xmlDocPtr tree)
{
	xmlNodePtr node = xmlDocGetRootElement(tree)->last;
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->prev;
	return node;
}

static bool fill_in(xmlNodePtr signature, const struct ac_cap_key *key)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	bool good = ctx && (ctx->signKey = cap_dsig_key(key->pkey)) &&
		    xmlSecDSigCtxSign(ctx, signature) >= 0 &&
		    ctx->status == xmlSecDSigStatusSucceeded;
	if (ctx)
		xmlSecDSigCtxDestroy(ctx);
	return good;
}

static bool make_values(
	xmlDocPtr tree, const struct ac_cap_key *key, struct ac_buf *digest, struct ac_buf *value)
{
	xmlNodePtr signature = own_signature(tree);
	if (!cap_dsig_is(signature, "Signature") || !fill_in(signature, key))
		return false;
	add_value(xmlSecFindNode(signature, BAD_CAST "DigestValue", xmlSecDSigNs), digest);
	add_value(xmlSecFindNode(signature, BAD_CAST "SignatureValue", xmlSecDSigNs), value);
	return digest->n && value->n && !digest->over && !value->over;
}

static enum ac_status sign_at(struct ac_str bytes, size_t at, const struct ac_cap_key *key,
	struct ac_buf *made, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf template, digest, value;
	ac_buf_init(&template, signed_max);
	ac_buf_init(&digest, 1024);
	ac_buf_init(&value, 1024);
	splice(bytes, at, key, (struct ac_str[2]){ AC_STR(""), AC_STR("") }, &template);
	AC_TRY(ac_buf_check(&template, "the signed message", err));
	xmlDocPtr tree = cap_dsig_parse(ac_buf_str(&template));
	bool good = tree && make_values(tree, key, &digest, &value);
	xmlFreeDoc(tree);
	ERR_clear_error();
	if (!good)
		return ac_fail(err, AC_IO, "xmlsec does not sign the message");
	splice(bytes, at, key, (struct ac_str[2]){ ac_buf_str(&digest), ac_buf_str(&value) }, made);
	return ac_buf_check(made, "the signed message", err);
}

/* ---- before and after ---- */

static enum ac_status may_be_signed(struct ac_cap_document *document, struct ac_error *err)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	if (!ac_cap_document_valid(document))
		return ac_cap_document_fail(document, err);
	for (size_t i = 0; i < findings->count; i++)
		if (ac_cap_rule(findings->at[i].rule)->class == AC_CAP_CLASS_SIGNATURE)
			return ac_fail(err, AC_EXISTS, "it is signed already");
	return AC_OK;
}

static enum ac_status must_verify(struct ac_str made, struct ac_str sender,
	const struct ac_cap_key *key, struct ac_error *err)
{
	AC_AUTO(cap_issuers) struct ac_cap_issuers *self = ac_cap_issuers_new();
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	cap_issuers_pin(self, sender, key);
	ac_cap_verify(made, self, &verdict);
	return verdict.trust == AC_CAP_VERIFIED
		       ? AC_OK
		       : ac_fail(err, AC_CORRUPT, "the signed message does not verify: %s %s",
				 ac_cap_refusal_id(verdict.refusal), verdict.why);
}

enum ac_status ac_cap_sign(
	struct ac_str bytes, const struct ac_cap_key *key, struct ac_buf *out, struct ac_error *err)
{
	size_t at;
	AC_AUTO(buf) struct ac_buf made;
	ac_buf_init(&made, signed_max);
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	AC_TRY(may_be_signed(document, err));
	if (!ac_str_is_utf8(bytes) || !find_end_tag(bytes, &at))
		return ac_fail(err, AC_INVALID,
			"only UTF-8 with nothing behind </alert> is signed: write it so");
	if (!cap_dsig_init())
		return ac_fail(err, AC_IO, "xmlsec cannot be set up");
	AC_TRY(sign_at(bytes, at, key, &made, err));
	AC_TRY(must_verify(ac_buf_str(&made), ac_cap_document_alert(document)->sender, key, err));
	size_t before = out->n;
	ac_buf_add_str(out, ac_buf_str(&made));
	return out->n == before + made.n ? AC_OK : ac_buf_check(out, "the signed message", err);
}
