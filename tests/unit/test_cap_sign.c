/* Signatures: whoever is told that a message is verified acts on it. When one of these fails, a forger can
 * put words into an issuer's mouth, or an issuer's own words are refused. Every attack has its name. */
#include "cap/sign.h"
#include "cap/verify.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define CAP "urn:oasis:names:tc:emergency:cap:1.2"

static const char message[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alert xmlns=\"" CAP "\">\n"
	"  <identifier>w1-1</identifier>\n  <sender>alerts.example</sender>\n"
	"  <sent>2022-06-13T09:00:00-00:00</sent>\n  <status>Actual</status>\n"
	"  <msgType>Alert</msgType>\n  <scope>Public</scope>\n"
	"  <info>\n    <category>Security</category>\n    <event>Threat</event>\n"
	"    <urgency>Immediate</urgency>\n    <severity>Extreme</severity>\n"
	"    <certainty>Likely</certainty>\n    <expires>2022-06-30T09:00:00-00:00</expires>\n"
	"    <headline>Leave Istanbul</headline>\n"
	"    <area>\n      <areaDesc>Istanbul \xc4\xb0l</areaDesc>\n    </area>\n  </info>\n"
	"</alert>\n";

static struct ac_cap_key *key, *other_key;
static struct ac_cap_issuers *pinned;
static struct ac_buf signed_text; /* message, signed by key */

static void pin(struct ac_cap_issuers *issuers, const struct ac_cap_key *one, const char *times)
{
	AC_AUTO(buf) struct ac_buf pem;
	struct ac_error err = { 0 };
	ac_buf_init(&pem, 10000);
	ac_buf_add_str(&pem, ac_str(times));
	ac_cap_key_add_public(one, &pem);
	if (ac_cap_issuers_add(issuers, AC_STR("alerts.example"), ac_buf_str(&pem), &err) != AC_OK)
		fail_msg("%s", err.msg);
}

static void sign_with(const struct ac_cap_key *one, const char *text, struct ac_buf *out)
{
	struct ac_error err = { 0 };
	if (ac_cap_sign(ac_str(text), one, out, &err) != AC_OK)
		fail_msg("%s", err.msg);
}

static int set_up(void **state)
{
	(void)state;
	assert_int_equal(ac_cap_key_make(&key, NULL), AC_OK);
	assert_int_equal(ac_cap_key_make(&other_key, NULL), AC_OK);
	pinned = ac_cap_issuers_new();
	pin(pinned, key, "");
	ac_buf_init(&signed_text, 100000);
	sign_with(key, message, &signed_text);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	ac_buf_done(&signed_text);
	ac_cap_issuers_free(pinned);
	ac_cap_key_free(key);
	ac_cap_key_free(other_key);
	return 0;
}

static void expect(struct ac_str text, const struct ac_cap_issuers *issuers,
	enum ac_cap_trust trust, const char *refusal)
{
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_cap_verify(text, issuers, &verdict);
	if (verdict.trust != trust || strcmp(ac_cap_refusal_id(verdict.refusal), refusal) != 0)
		fail_msg("%s %s, not %s %s: %s", ac_cap_trust_word(verdict.trust),
			ac_cap_refusal_id(verdict.refusal), ac_cap_trust_word(trust), refusal,
			verdict.why);
	assert_int_equal(verdict.document != NULL, trust == AC_CAP_VERIFIED);
}

/* ---- what holds ---- */

static void what_an_issuer_signs_is_verified_and_says_the_same(void **state)
{
	(void)state;
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_cap_verify(ac_buf_str(&signed_text), pinned, &verdict);
	assert_int_equal(verdict.trust, AC_CAP_VERIFIED);
	assert_string_equal(verdict.key, ac_cap_key_name(key));
	const struct ac_cap_alert *alert = ac_cap_document_alert(verdict.document);
	assert_true(ac_str_eq(alert->identifier, AC_STR("w1-1")));
	assert_true(ac_str_eq(alert->infos[0].headline, AC_STR("Leave Istanbul")));
	assert_true(ac_str_eq(alert->infos[0].areas[0].desc, AC_STR("Istanbul \xc4\xb0l")));
}

static void every_byte_around_the_signature_stays(void **state)
{
	(void)state;
	const char *begin = strstr(signed_text.p, "  <Signature"),
		   *end = strstr(signed_text.p, "</alert>");
	assert_non_null(begin);
	assert_memory_equal(signed_text.p, message, (size_t)(begin - signed_text.p));
	assert_string_equal(end, "</alert>\n");
	assert_string_equal(strstr(message, "</alert>"), end);
}

static void a_signed_message_is_still_valid(void **state)
{
	(void)state;
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read(ac_buf_str(&signed_text), NULL);
	assert_true(ac_cap_document_valid(document));
}

static void unsigned_and_unknown_are_said_and_not_refused(void **state)
{
	(void)state;
	AC_AUTO(cap_issuers) struct ac_cap_issuers *nobody = ac_cap_issuers_new();
	expect(ac_str(message), pinned, AC_CAP_UNSIGNED, "");
	expect(ac_buf_str(&signed_text), nobody, AC_CAP_UNKNOWN_ISSUER, "");
}

static void put_file(const char *folder, const char *name, const struct ac_buf *text)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(text->p, 1, text->n, file), text->n);
	assert_int_equal(fclose(file), 0);
}

/* The independent judge: Debian's xmlsec1, which `./dev setup` installs. */
static void xmlsec1_accepts_what_we_sign(void **state)
{
	(void)state;
	char folder[] = "/tmp/allclear-sign-XXXXXX", command[400];
	AC_AUTO(buf) struct ac_buf pem;
	assert_non_null(mkdtemp(folder));
	ac_buf_init(&pem, 10000);
	ac_cap_key_add_public(key, &pem);
	put_file(folder, "key.pem", &pem);
	put_file(folder, "message.xml", &signed_text);
	(void)snprintf(command, sizeof command,
		"cd %s && xmlsec1 --verify --pubkey-pem:%s key.pem message.xml; code=$?; rm -r %s; "
		"exit $code",
		folder, ac_cap_key_name(key), folder);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): names of our own */
}

/* ---- attacks ---- */

/* One text replaced by another, at its first place. */
static void replace(const char *text, const char *old, const char *new, struct ac_buf *out)
{
	const char *at = strstr(text, old);
	if (!at)
		fail_msg("no \"%s\" in the message", old);
	ac_buf_reset(out);
	ac_buf_add(out, text, (size_t)(at - text));
	ac_buf_add_str(out, ac_str(new));
	ac_buf_add_str(out, ac_str(at + strlen(old)));
}

#define ENVELOPED "<Transform Algorithm=\"" DS "enveloped-signature\"/>"
#define KEY_INFO "<KeyInfo>"
#define REFERENCE "<Reference URI=\"\">"
#define METHOD "Algorithm=\"" MORE "ecdsa-sha256\""
#define SHA256 "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\""
#define TAG "<Signature xmlns=\"" DS "\">"

/* clang-format off */
static const struct {
	const char *name, *old, *new, *refusal;
} attacks[] = {
	{ "altered: another headline", "Leave Istanbul", "Stay in Istanbul", "VERIFY-DIGEST" },
	{ "altered: a blank more between elements", "\n  <scope>", "\n   <scope>", "VERIFY-DIGEST" },
	{ "altered: an instruction before the root", "<alert", "<?x y?><alert", "VERIFY-DIGEST" },
	{ "altered: an attribute", "<info>", "<info a=\"1\">", "VERIFY-DIGEST" },
	{ "altered: another namespace for an element", "<info>", "<info xmlns=\"urn:x\">", "VERIFY-DIGEST" },
	{ "pretty-printed after signing", "    <area>\n      <areaDesc>", "\t<area>\n\t\t<areaDesc>", "VERIFY-DIGEST" },
	{ "SHA-1 as digest", SHA256, "Algorithm=\"" DS "sha1\"", "VERIFY-ALGORITHM" },
	{ "SHA-1 in the signature", METHOD, "Algorithm=\"" MORE "ecdsa-sha1\"", "VERIFY-ALGORITHM" },
	{ "RSA with SHA-1", METHOD, "Algorithm=\"" DS "rsa-sha1\"", "VERIFY-ALGORITHM" },
	{ "HMAC swapped in", METHOD, "Algorithm=\"" MORE "hmac-sha256\"", "VERIFY-ALGORITHM" },
	{ "HMAC cut short", METHOD "/>", METHOD "><HMACOutputLength>1</HMACOutputLength></SignatureMethod>",
		"VERIFY-ALGORITHM" },
	{ "another method than the key's", METHOD, "Algorithm=\"" MORE "rsa-sha256\"", "VERIFY-VALUE" },
	{ "no algorithm", METHOD, "", "VERIFY-ALGORITHM" },
	{ "XPath transform", ENVELOPED,
		ENVELOPED "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">"
			  "<XPath>false()</XPath></Transform>", "VERIFY-TRANSFORM" },
	{ "XSLT transform", ENVELOPED,
		ENVELOPED "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
		"VERIFY-TRANSFORM" },
	{ "base64 transform", ENVELOPED, ENVELOPED "<Transform Algorithm=\"" DS "base64\"/>", "VERIFY-TRANSFORM" },
	{ "enveloped twice", ENVELOPED, ENVELOPED ENVELOPED, "VERIFY-TRANSFORM" },
	{ "not enveloped", ENVELOPED, "", "VERIFY-TRANSFORM" },
	{ "canonical XML with comments", "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
		"<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\"/>", "VERIFY-TRANSFORM" },
	{ "transform with an XPath inside", ENVELOPED,
		"<Transform Algorithm=\"" DS "enveloped-signature\"><XPath>1</XPath></Transform>", "VERIFY-TRANSFORM" },
	{ "reference to an id", REFERENCE, "<Reference URI=\"#x\">", "VERIFY-REFERENCE" },
	{ "reference to a file", REFERENCE, "<Reference URI=\"file:///etc/passwd\">", "VERIFY-REFERENCE" },
	{ "reference to another host", REFERENCE, "<Reference URI=\"http://127.0.0.1/\">", "VERIFY-REFERENCE" },
	{ "reference without URI", REFERENCE, "<Reference>", "VERIFY-REFERENCE" },
	{ "reference by XPointer", REFERENCE, "<Reference URI=\"#xpointer(/)\">", "VERIFY-REFERENCE" },
	{ "reference of type manifest", REFERENCE, "<Reference URI=\"\" Type=\"" DS "Manifest\">", "VERIFY-FORM" },
	{ "second reference", "</Reference>", "</Reference><Reference URI=\"#x\"/>", "VERIFY-REFERENCE" },
	{ "key behind a link", KEY_INFO, "<KeyInfo><RetrievalMethod URI=\"http://127.0.0.1/\"/>", "VERIFY-KEYINFO" },
	{ "wrapped key", KEY_INFO, "<KeyInfo><EncryptedKey xmlns=\"http://www.w3.org/2001/04/xmlenc#\"/>",
		"VERIFY-KEYINFO" },
	{ "wrapping: message in an object", "</KeyInfo>",
		"</KeyInfo><Object><alert xmlns=\"" CAP "\"><identifier>w1-1</identifier></alert></Object>",
		"VERIFY-WRAPPED" },
	{ "wrapping: an object of anything", "</KeyInfo>", "</KeyInfo><Object>x</Object>", "VERIFY-FORM" },
	{ "wrapping: message in the key", "<KeyName>", "<KeyName><info xmlns=\"" CAP "\"/>", "VERIFY-WRAPPED" },
	{ "signature not last: an info behind it", "</Signature>",
		"</Signature><info><event>x</event></info>", "VERIFY-PLACE" },
	{ "signature not last: text behind it", "</Signature>", "</Signature>x", "VERIFY-PLACE" },
	{ "signature not last: a comment behind it", "</Signature>", "</Signature><!-- x -->", "VERIFY-PLACE" },
	{ "two signatures", "</Signature>", "</Signature><Signature xmlns=\"" DS "\"/>", "VERIFY-COUNT" },
	{ "a signature in the signature", KEY_INFO, "<KeyInfo><Signature/>", "VERIFY-COUNT" },
	{ "part of a signature before it", TAG, "<KeyInfo xmlns=\"" DS "\"/>" TAG, "VERIFY-COUNT" },
	{ "unknown part of a signature", KEY_INFO, "<Other/><KeyInfo>", "VERIFY-FORM" },
	{ "comment in a value", "<DigestValue>", "<DigestValue><!-- -->", "VERIFY-FORM" },
	{ "CDATA in a value", "<DigestValue>", "<DigestValue><![CDATA[]]>", "VERIFY-FORM" },
	{ "stray character in a value", "<SignatureValue>", "<SignatureValue>-", "VERIFY-BASE64" },
	{ "re-padded base64: one more =", "</SignatureValue>", "=</SignatureValue>", "VERIFY-BASE64" },
	{ "re-padded base64: a block of padding", "</DigestValue>", "====</DigestValue>", "VERIFY-BASE64" },
	{ "empty value", "<DigestValue>", "<DigestValue></DigestValue><DigestValue>", "VERIFY-FORM" },
	{ "another signature's value", "<SignatureValue>", "<SignatureValue>AAAA", "VERIFY-VALUE" },
	{ "DOCTYPE", "<alert", "<!DOCTYPE alert><alert", "VERIFY-DOCUMENT" },
	{ "DOCTYPE with an entity", "<alert", "<!DOCTYPE alert [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><alert",
		"VERIFY-DOCUMENT" },
};
/* clang-format on */

static void each_attack_is_refused_under_its_rule(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 100000);
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		replace(signed_text.p, attacks[i].old, attacks[i].new, &text);
		print_message("%s\n", attacks[i].name);
		expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, attacks[i].refusal);
	}
}

/* The last digit before the padding carries bits that decoders drop: another text, the same bytes. */
static void re_padded_base64_with_loose_bits_is_refused(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 100000);
	ac_buf_add_str(&text, ac_buf_str(&signed_text));
	char *digit = strstr(text.p, "=</DigestValue>") - 1;
	assert_int_not_equal(digit[0], '=');
	digit[0] = (char)(digit[0] == 'z' || digit[0] == 'Z' || digit[0] == '9' ? digit[0] - 1
										: digit[0] + 1);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-BASE64");
}

/* Parts of a good signed message put together anew: what is signed is there, and something else is read. */
static void each_wrapping_is_refused(void **state)
{
	(void)state;
	const char *root = strstr(signed_text.p, "<alert"), *end = strstr(message, "</alert>");
	const char *info_end = strstr(message, "  </info>"),
		   *signature = strstr(root, "  <Signature");
	const int head = (int)(end - message), to_info_end = (int)(info_end - message);
	const int of_signature = (int)(strstr(signature, "</alert>") - signature);
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 100000);

	/* the signed message as a child of a forged one */
	ac_buf_printf(&text, "%.*s%s</alert>", head, message, root);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-PLACE");

	/* … of an element that is no message */
	ac_buf_reset(&text);
	ac_buf_printf(&text, "<x>%s</x>", root);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-DOCUMENT");

	/* the signature in a part of the message */
	ac_buf_reset(&text);
	ac_buf_printf(&text, "%.*s%.*s%s", to_info_end, message, of_signature, signature, info_end);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-PLACE");

	/* the signature of one message at the end of another */
	ac_buf_reset(&text);
	ac_buf_printf(&text, "%.*s<info><event>x</event></info>%.*s</alert>", head, message,
		of_signature, signature);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-DIGEST");

	/* an alert that is named like one and is none */
	ac_buf_reset(&text);
	ac_buf_printf(&text, "<alert xmlns=\"urn:x\">%s</alert>", root);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-PLACE");
}

static void two_elements_with_the_same_id_are_refused(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf once, twice;
	ac_buf_init(&once, 100000);
	ac_buf_init(&twice, 100000);
	replace(signed_text.p, TAG, "<Signature Id=\"a\" xmlns=\"" DS "\">", &once);
	expect(ac_buf_str(&once), pinned, AC_CAP_VERIFIED, "");
	replace(once.p, KEY_INFO, "<KeyInfo Id=\"a\">", &twice);
	expect(ac_buf_str(&twice), pinned, AC_CAP_REFUSED, "VERIFY-ID");
}

/* It brings its key along: anybody can. */
static void self_signed_is_refused(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf forged, text, pem, info;
	ac_buf_init(&forged, 100000);
	ac_buf_init(&text, 100000);
	ac_buf_init(&pem, 10000);
	ac_buf_init(&info, 20000);
	sign_with(other_key, message, &forged);
	ac_cap_key_add_public(other_key, &pem);
	const char *begin = strchr(pem.p, '\n') + 1, *end = strstr(pem.p, "-----END");
	ac_buf_printf(&info,
		"<KeyInfo><X509Data><X509Certificate>%.*s</X509Certificate></X509Data>",
		(int)(end - begin), begin);
	replace(forged.p, KEY_INFO, info.p, &text);
	expect(ac_buf_str(&forged), pinned, AC_CAP_REFUSED, "VERIFY-VALUE");
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-VALUE");
}

/* A comment is not covered by a signature; what is read is what was digested, without it. */
static void a_comment_put_in_later_is_not_in_what_is_used(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf text;
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	ac_buf_init(&text, 100000);
	replace(signed_text.p, "Leave Istanbul", "Leave <!-- do not --> Istanbul", &text);
	expect(ac_buf_str(&text), pinned, AC_CAP_REFUSED, "VERIFY-DIGEST"); /* a blank more */
	replace(signed_text.p, "Leave Istanbul", "Leave<!-- nothing --> Istanbul", &text);
	ac_cap_verify(ac_buf_str(&text), pinned, &verdict);
	assert_int_equal(verdict.trust, AC_CAP_VERIFIED);
	assert_true(ac_str_eq(ac_cap_document_alert(verdict.document)->infos[0].headline,
		AC_STR("Leave Istanbul")));
}

/* ---- any byte ---- */

static bool says_the_same(const struct ac_cap_verdict *verdict)
{
	const struct ac_cap_alert *a = ac_cap_document_alert(verdict->document);
	return ac_str_eq(a->identifier, AC_STR("w1-1")) &&
	       ac_str_eq(a->sender, AC_STR("alerts.example")) &&
	       a->sent.us == INT64_C(1655110800000000) && a->info_count == 1 &&
	       ac_str_eq(a->infos[0].headline, AC_STR("Leave Istanbul")) &&
	       ac_str_eq(a->infos[0].event, AC_STR("Threat")) &&
	       a->infos[0].severity == AC_CAP_SEVERITY_EXTREME &&
	       a->infos[0].expires->us == INT64_C(1656579600000000) &&
	       ac_str_eq(a->infos[0].areas[0].desc, AC_STR("Istanbul \xc4\xb0l"));
}

static void no_single_changed_byte_is_verified_with_another_meaning(void **state)
{
	(void)state;
	static const unsigned char flips[] = { 0x01, 0x02, 0x10, 0x20, 0x80 };
	AC_AUTO(buf) struct ac_buf text;
	size_t verified = 0;
	ac_buf_init(&text, 100000);
	ac_buf_add_str(&text, ac_buf_str(&signed_text));
	for (size_t i = 0; i < text.n; i++)
		for (size_t f = 0; f < sizeof flips; f++) {
			AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
			text.p[i] = (char)(signed_text.p[i] ^ flips[f]);
			ac_cap_verify(ac_buf_str(&text), pinned, &verdict);
			text.p[i] = signed_text.p[i];
			if (verdict.trust != AC_CAP_VERIFIED)
				continue;
			verified++;
			if (!says_the_same(&verdict))
				fail_msg("byte %zu flipped by %02x says something else", i,
					flips[f]);
		}
	print_message("%zu flips verified (the key's name, blanks in tags)\n", verified);
	assert_true(verified < text.n);
}

/* ---- keys ---- */

static void a_message_signed_before_a_rotation_verifies_after_it(void **state)
{
	(void)state;
	AC_AUTO(cap_issuers) struct ac_cap_issuers *both = ac_cap_issuers_new();
	AC_AUTO(buf) struct ac_buf late;
	pin(both, key, "not-after: 2022-06-13T09:00:00Z\n");
	pin(both, other_key, "not-before: 2022-06-13T09:00:01Z\n");
	expect(ac_buf_str(&signed_text), both, AC_CAP_VERIFIED, "");
	ac_buf_init(&late, 100000);
	AC_AUTO(buf) struct ac_buf later;
	ac_buf_init(&later, 100000);
	replace(message, "2022-06-13T09:00:00-00:00", "2022-06-13T09:00:01-00:00", &later);
	sign_with(other_key, later.p, &late);
	expect(ac_buf_str(&late), both, AC_CAP_VERIFIED, "");
}

static void a_key_out_of_its_time_verifies_nothing_new(void **state)
{
	(void)state;
	AC_AUTO(cap_issuers) struct ac_cap_issuers *ended = ac_cap_issuers_new();
	AC_AUTO(cap_issuers) struct ac_cap_issuers *early = ac_cap_issuers_new();
	pin(ended, key, "not-after: 2022-06-13T08:59:59Z\n");
	pin(early, key, "not-before: 2022-06-13T09:00:01Z\n");
	expect(ac_buf_str(&signed_text), ended, AC_CAP_REFUSED, "VERIFY-TIME");
	expect(ac_buf_str(&signed_text), early, AC_CAP_REFUSED, "VERIFY-TIME");
}

static void every_change_of_what_is_pinned_shows_and_nothing_else(void **state)
{
	(void)state;
	static const struct ac_str sender = { "alerts.example", 14 };
	AC_AUTO(cap_issuers) struct ac_cap_issuers *same = ac_cap_issuers_new();
	AC_AUTO(cap_issuers) struct ac_cap_issuers *ended = ac_cap_issuers_new();
	char before[ac_cap_pins_size], now[ac_cap_pins_size];
	ac_cap_issuers_pins(same, sender, now);
	assert_string_equal(now, "");
	pin(same, key, "");
	pin(ended, key, "not-after: 2022-06-13T09:00:00Z\n");
	ac_cap_issuers_pins(pinned, sender, before);
	ac_cap_issuers_pins(same, sender, now);
	assert_string_equal(now, before);
	assert_int_equal(strlen(now), ac_cap_pins_size - 1);
	ac_cap_issuers_pins(same, AC_STR("alerts.exampl"), now);
	assert_string_equal(now, "");
	ac_cap_issuers_pins(ended, sender, now);
	assert_string_not_equal(now, before);
	pin(same, other_key, "");
	ac_cap_issuers_pins(same, sender, now);
	assert_string_not_equal(now, before);
}

static void what_is_no_public_key_is_not_pinned(void **state)
{
	(void)state;
	static const char p192[] = "-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----\n";
	AC_AUTO(cap_issuers) struct ac_cap_issuers *none = ac_cap_issuers_new();
	AC_AUTO(buf) struct ac_buf private_pem;
	ac_buf_init(&private_pem, 10000);
	ac_cap_key_add_private(key, &private_pem);
	const char *const bad[] = { "", "hello\n", p192, private_pem.p,
		"-----BEGIN PUBLIC KEY-----\n", "not-after: tomorrow\n" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(
			ac_cap_issuers_add(none, AC_STR("x"), ac_str(bad[i]), NULL), AC_INVALID);
}

static void what_may_not_be_signed_is_said(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf out, text;
	ac_buf_init(&out, 100000);
	ac_buf_init(&text, 100000);
	assert_int_equal(ac_cap_sign(ac_buf_str(&signed_text), key, &out, NULL), AC_EXISTS);
	replace(message, "<status>Actual", "<status>Nonsense", &text);
	assert_int_equal(ac_cap_sign(ac_buf_str(&text), key, &out, NULL), AC_INVALID);
	replace(message, "</alert>\n", "</alert>\n<!-- </alert> -->", &text);
	assert_int_equal(ac_cap_sign(ac_buf_str(&text), key, &out, NULL), AC_INVALID);
	assert_int_equal(out.n, 0);
}

static void a_private_key_is_found_by_its_name(void **state)
{
	(void)state;
	AC_AUTO(buf) struct ac_buf pem;
	AC_AUTO(cap_key) struct ac_cap_key *read = NULL;
	AC_AUTO(cap_key) struct ac_cap_key *absent = NULL;
	ac_buf_init(&pem, 10000);
	ac_cap_key_add_private(key, &pem);
	ac_cap_key_add_private(other_key, &pem);
	assert_int_equal(
		ac_cap_key_read(ac_buf_str(&pem), ac_cap_key_name(other_key), &read, NULL), AC_OK);
	assert_string_equal(ac_cap_key_name(read), ac_cap_key_name(other_key));
	assert_int_equal(ac_cap_key_read(ac_buf_str(&pem), "00", &absent, NULL), AC_NOT_FOUND);
	assert_int_equal(ac_cap_key_read(AC_STR("x"), NULL, &absent, NULL), AC_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_an_issuer_signs_is_verified_and_says_the_same),
		CASE(every_byte_around_the_signature_stays),
		CASE(a_signed_message_is_still_valid),
		CASE(unsigned_and_unknown_are_said_and_not_refused),
		CASE(xmlsec1_accepts_what_we_sign),
		CASE(each_attack_is_refused_under_its_rule),
		CASE(re_padded_base64_with_loose_bits_is_refused),
		CASE(each_wrapping_is_refused),
		CASE(two_elements_with_the_same_id_are_refused),
		CASE(self_signed_is_refused),
		CASE(a_comment_put_in_later_is_not_in_what_is_used),
		CASE(no_single_changed_byte_is_verified_with_another_meaning),
		CASE(a_message_signed_before_a_rotation_verifies_after_it),
		CASE(a_key_out_of_its_time_verifies_nothing_new),
		CASE(every_change_of_what_is_pinned_shows_and_nothing_else),
		CASE(what_is_no_public_key_is_not_pinned),
		CASE(what_may_not_be_signed_is_said),
		CASE(a_private_key_is_found_by_its_name),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
