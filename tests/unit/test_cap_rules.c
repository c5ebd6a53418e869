/* What a user loses if this breaks: a wrong message passes for a right one, or the finding does not say
 * what is wrong, where, and what to do. One case or more for every rule there is. */
#include "base/buf.h"
#include "cap/read.h"
#include "check.h"

#include <stdio.h>
#include <string.h>

/* A message without a finding; each case changes one place of it. */
#define NS "urn:oasis:names:tc:emergency:cap:1.2"
#define DS "http://www.w3.org/2000/09/xmldsig#"
static const char good[] =
	"<alert xmlns=\"" NS "\">\n" /* line 1 */
	"<identifier>a-2</identifier>\n"
	"<sender>desk@example.org</sender>\n"
	"<sent>2031-03-14T09:00:00-00:00</sent>\n"
	"<status>Actual</status>\n" /* 5 */
	"<msgType>Update</msgType>\n"
	"<scope>Public</scope>\n"
	"<references>desk@example.org,a-1,2031-03-13T09:00:00-00:00</references>\n"
	"<info>\n"
	"<language>fr-CA</language>\n" /* 10 */
	"<category>Met</category>\n"
	"<event>Flood</event>\n"
	"<urgency>Immediate</urgency>\n"
	"<severity>Severe</severity>\n"
	"<certainty>Likely</certainty>\n" /* 15 */
	"<effective>2031-03-14T10:00:00-00:00</effective>\n"
	"<expires>2031-03-15T09:00:00-00:00</expires>\n"
	"<headline>Flood</headline>\n"
	"<web>https://example.org/</web>\n"
	"<parameter><valueName>n</valueName><value>v</value></parameter>\n" /* 20 */
	"<resource><resourceDesc>map</resourceDesc><mimeType>image/png</mimeType>"
	"<size>5</size><uri>https://example.org/m.png</uri></resource>\n"
	"<area>\n"
	"<areaDesc>Riverside</areaDesc>\n"
	"<polygon>45,-75 45,-74 46,-74 45,-75</polygon>\n"
	"<circle>45.5,-74.5 3</circle>\n" /* 25 */
	"<altitude>0</altitude><ceiling>500</ceiling>\n"
	"</area>\n"
	"</info>\n"
	"</alert>\n";

#define SIGNED(more)                                                                              \
	"<S:Signature xmlns:S=\"" DS "\"><S:SignedInfo><S:CanonicalizationMethod "                \
	"Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><S:SignatureMethod "              \
	"Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><S:Reference URI=\"\">" \
	"<S:Transforms><S:Transform "                                                             \
	"Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/></S:Transforms>"    \
	"<S:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"                 \
	"<S:DigestValue>AA==</S:DigestValue></S:Reference></S:SignedInfo>" more "</S:Signature>"

struct one {
	const char *rule;
	uint32_t line;
	const char *old, *new; /* the first occurrence is replaced */
	const char *says; /* in the message; NULL: anything */
};

static const struct one cases[] = {
	{ "XML-MALFORMED", 12, "</event>", "</evnt>", "event" },
	{ "XML-ENCODING", 1, "<alert", "<?xml version='1.0' encoding='UTF-7'?><alert", "UTF-7" },
	{ "XML-NAMESPACE", 2, "<identifier>", "<identifier q:a='b'>", "q" },
	{ "TEXT-CHARS", 12, "Flood<", "Fl\x01ood<", NULL },
	{ "TEXT-CHARS", 12, "Flood<", "Fl\xffood<", NULL },
	{ "TEXT-CHARS", 12, "Flood<", "Fl&#0;ood<", NULL },
	{ "DOC-DOCTYPE", 1, "<alert", "<!DOCTYPE alert><alert", NULL },
	{ "DOC-DOCTYPE", 1, "<alert",
		"<!DOCTYPE alert [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><alert", NULL },
	{ "DOC-VERSION", 1, "cap:1.2", "cap:1.1", "CAP 1.1" },
	{ "DOC-VERSION", 1, NS, "http://www.incident.com/cap/1.0", "CAP 1.0" },
	{ "DOC-NAMESPACE", 1, " xmlns=\"" NS "\"", "", NULL },
	{ "SIG-WRAPPED", 29, "</alert>",
		SIGNED("<S:Object><event xmlns=\"" NS "\"/></S:Object>") "</alert>", "<event>" },
	{ "SCHEMA-MISSING", 4, "<sender>desk@example.org</sender>", "", "<sender>" },
	{ "SCHEMA-MISSING", 13, "<event>Flood</event>", "", "<event>" },
	{ "SCHEMA-MISSING", 20, "<value>v</value>", "", "<value>" },
	{ "SCHEMA-ORDER", 5, "<status>Actual</status>\n<msgType>Update</msgType>",
		"<msgType>Update</msgType>\n<status>Actual</status>", "<status>" },
	{ "SCHEMA-ORDER", 11, "<category>Met</category>\n<event>Flood</event>\n",
		"<event>Flood</event>\n<category>Met</category>\n", "<category>" },
	{ "SCHEMA-DUPLICATE", 12, "</event>", "</event><event>Fire</event>", "<event>" },
	{ "SCHEMA-UNKNOWN", 7, "</scope>", "</scope><codes>x</codes>", "<codes>" },
	{ "SCHEMA-UNKNOWN", 23, "</areaDesc>", "</areaDesc><event>x</event>", "<event>" },
	{ "SCHEMA-NAMESPACE", 7, "</scope>", "</scope><code xmlns='urn:x'>x</code>", "<code>" },
	{ "SCHEMA-TEXT", 7, "</scope>", "</scope>x", "<alert>" },
	{ "SCHEMA-CHILD", 12, "Flood<", "<b>Flood</b><", "<b>" },
	{ "SCHEMA-ATTRIBUTE", 12, "<event>", "<event xml:lang='en'>", "lang" },
	{ "SCHEMA-ENUM", 15, "Likely", "Very Likely", "write Likely" },
	{ "SCHEMA-ENUM", 5, "Actual", " Actual", "write Actual" },
	{ "SCHEMA-ENUM", 11, "Met", "Weather", "Weather" },
	{ "TIME-FORMAT", 4, "09:00:00-00:00", "09:00:00Z", "<sent>" },
	{ "TIME-FORMAT", 4, "09:00:00-00:00", "09:00:00.5-00:00", NULL },
	{ "TIME-FORMAT", 4, "09:00:00-00:00", "09:00:00,00:00", NULL },
	{ "TIME-FORMAT", 17, "2031-03-15", "2031-02-29", "<expires>" },
	{ "LANGUAGE-FORMAT", 10, "fr-CA", "french language", NULL },
	{ "URI-FORMAT", 19, "https://example.org/<", "https://[<", "<web>" },
	{ "NUMBER-FORMAT", 21, "<size>5", "<size>5 kB", "<size>" },
	{ "NUMBER-FORMAT", 26, "<altitude>0", "<altitude>1e3", "<altitude>" },
	{ "ID-EMPTY", 2, ">a-2<", "><", NULL },
	{ "ID-CHARS", 2, ">a-2<", ">a 2<", "a 2" },
	{ "ID-CHARS", 2, ">a-2<", ">a&amp;2<", NULL },
	{ "SENDER-EMPTY", 3, ">desk@example.org<", "> <", NULL },
	{ "SENDER-CHARS", 3, ">desk@example.org<", ">the,desk<", NULL },
	{ "EVENT-EMPTY", 12, "<event>Flood<", "<event>  <", NULL },
	{ "REF-MISSING", 6,
		"<references>desk@example.org,a-1,2031-03-13T09:00:00-00:00</references>", "",
		NULL },
	{ "REF-MISSING", 8, ">desk@example.org,a-1,2031-03-13T09:00:00-00:00<", "><", NULL },
	{ "REF-FORMAT", 8, "a-1,2031", "a-1 2031", "desk@example.org,a-1" },
	{ "REF-FORMAT", 8, ",a-1,", ",,", NULL },
	{ "ADDRESSES-MISSING", 7, "Public", "Private", NULL },
	{ "RESTRICTION-MISSING", 7, "Public", "Restricted", NULL },
	{ "WEB-RELATIVE", 19, "https://example.org/<", "example.org<", "example.org" },
	{ "WEB-RELATIVE", 19, "https://example.org/<", "https://<", NULL },
	{ "POLY-EMPTY", 24, "45,-75 45,-74 46,-74 45,-75", " ", NULL },
	{ "POLY-FEW", 24, "45,-74 46,-74 45,-75", "45,-75", "2" },
	{ "POLY-OPEN", 24, "46,-74 45,-75", "46,-74 46,-75", NULL },
	{ "POLY-COORD", 24, "45,-74 46", "45,-74.5.5 46", "-74.5.5" },
	{ "POLY-COORD", 24, "45,-75 45", "-120,45 45", "swapped" },
	{ "POLY-COORD", 24, "45,-74 46", "45, -74 46", NULL },
	{ "CIRCLE-FORMAT", 25, "45.5,-74.5 3", "45.5,-74.5", NULL },
	{ "CIRCLE-FORMAT", 25, "45.5,-74.5 3", "45.5,-74.5  3", NULL },
	{ "CIRCLE-FORMAT", 25, "45.5,-74.5 3", "45.5,-74.5 -3", NULL },
	{ "CEILING-ALONE", 26, "<altitude>0</altitude>", "", NULL },
	{ "TEXT-EMPTY", 23, "Riverside", "", "<areaDesc>" },
	{ "TEXT-EMPTY", 20, "<valueName>n", "<valueName>", "<valueName>" },
	{ "LIST-QUOTE", 7, "</scope>", "</scope><addresses>a\"b</addresses>", "<addresses>" },
	{ "URI-RELATIVE", 21, "https://example.org/m.png", "m.png", NULL },
	{ "TIME-UTC-PLUS", 16, "10:00:00-00:00", "10:00:00+00:00", "<effective>" },
	{ "REF-EMPTY-ELEMENT", 8,
		"Update</msgType>\n<scope>Public</scope>\n"
		"<references>desk@example.org,a-1,2031-03-13T09:00:00-00:00<",
		"Alert</msgType>\n<scope>Public</scope>\n<references><", NULL },
	{ "WEB-EMPTY", 19, "https://example.org/<", "<", NULL },
	{ "REF-SELF", 8, ",a-1,", ",a-2,", NULL },
	{ "REF-LATER", 8, "2031-03-13", "2031-03-15", "a-1" },
	{ "REF-SENDER", 8, "<references>desk@", "<references>other@", "other@example.org" },
	{ "RESTRICTION-UNUSED", 7, "</scope>", "</scope><restriction>x</restriction>", NULL },
	{ "NOTE-MISSING", 1, "Actual", "Exercise", NULL },
	{ "NOTE-MISSING", 1, "Update", "Error", NULL },
	{ "AREA-MISSING", 9,
		"<area>\n<areaDesc>Riverside</areaDesc>\n"
		"<polygon>45,-75 45,-74 46,-74 45,-75</polygon>\n<circle>45.5,-74.5 3</circle>\n"
		"<altitude>0</altitude><ceiling>500</ceiling>\n</area>",
		"", NULL },
	{ "EXPIRES-MISSING", 9, "<expires>2031-03-15T09:00:00-00:00</expires>", "", NULL },
	{ "EXPIRES-EARLY", 17, "<expires>2031-03-15", "<expires>2031-03-13", NULL },
	{ "BEGINS-EARLY", 16, "<effective>2031-03-14", "<effective>2031-03-12", NULL },
	{ "HEADLINE-LONG", 18, "<headline>Flood",
		"<headline>"
		"0123456789012345678901234567890123456789012345678901234567890123456789012345678901"
		"2345x67890123456789012345678901234567890123456789012345678901234567890123456789",
		NULL },
	{ "GEOCODE-ALONE", 22,
		"<polygon>45,-75 45,-74 46,-74 45,-75</polygon>\n<circle>45.5,-74.5 3</circle>",
		"<geocode><valueName>n</valueName><value>v</value></geocode>", NULL },
	{ "CEILING-LOW", 26, "<ceiling>500", "<ceiling>-500", NULL },
	{ "POLY-CROSSED", 24, "45,-75 45,-74 46,-74 45,-75", "45,-75 46,-74 45,-74 46,-75 45,-75",
		"near 45.5" },
	{ "POLY-ANTIMERIDIAN", 24, "45,-74 46,-74", "45,174 46,174", NULL },
	{ "POLY-SWAPPED", 24, "45,-75 45,-74 46,-74 45,-75", "-75,45 -74,45 -74,46 -75,45", "CA" },
	{ "POLY-SWAPPED", 25, "45.5,-74.5 3", "-74.5,45.5 3", "CA" },
	{ "DEREF-BASE64", 21, "</uri>", "</uri><derefUri>AB==</derefUri>", NULL },
	{ "DEREF-NET", 21, "</uri>", "</uri><derefUri>AA==</derefUri>", NULL },
	{ "DIGEST-FORMAT", 21, "</uri>", "</uri><digest>abc</digest>", NULL },
	{ "SIZE-RANGE", 21, "<size>5", "<size>-5", NULL },
	{ "SIG-UNVERIFIED", 29, "</alert>", SIGNED("") "</alert>", NULL },
	{ "SIG-SEVERAL", 29, "</alert>", SIGNED("") SIGNED("") "</alert>", NULL },
	{ "SIG-PLACE", 9, "<info>", SIGNED("") "<info>", NULL },
	{ "SIG-ENVELOPED", 29, "</alert>", "<S:Signature xmlns:S=\"" DS "\"/></alert>", NULL },
	{ "SIG-ALGORITHM", 29, "</alert>",
		SIGNED("<S:SignatureMethod Algorithm=\"" DS "hmac-sha1\"/>") "</alert>", "hmac" },
	{ "SIG-OBJECT", 29, "</alert>", SIGNED("<S:Object/>") "</alert>", NULL },
};

enum { case_count = sizeof cases / sizeof *cases };

static void replace(struct ac_buf *out, const char *old, const char *new)
{
	const char *at = strstr(good, old);
	if (!at)
		fail_msg("the good message has no \"%s\"", old);
	ac_buf_reset(out);
	ac_buf_add(out, good, (size_t)(at - good));
	ac_buf_add_str(out, ac_str(new));
	ac_buf_add_str(out, ac_str(at + strlen(old)));
}

static bool finds(const struct ac_cap_document *document, const struct one *wanted)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		if (strcmp(ac_cap_rule(f->rule)->id, wanted->rule) == 0 && f->line == wanted->line)
			return !wanted->says || strstr(f->message, wanted->says);
	}
	return false;
}

static void say_what_was_found(const struct ac_cap_document *document)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++)
		print_message("  %u: %s %s\n", findings->at[i].line,
			ac_cap_rule(findings->at[i].rule)->id, findings->at[i].message);
}

static void the_good_message_has_no_finding(void **state)
{
	(void)state;
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(ac_str(good), NULL);
	say_what_was_found(document);
	assert_int_equal(ac_cap_document_findings(document)->count, 0);
	assert_int_equal(ac_cap_document_kind(document), AC_CAP_KIND_1_2);
}

static void each_rule_is_found_on_its_line(void **state)
{
	(void)state;
	struct ac_buf text;
	ac_buf_init(&text, 100000);
	for (size_t i = 0; i < case_count; i++) {
		replace(&text, cases[i].old, cases[i].new);
		AC_AUTO(cap_document)
		struct ac_cap_document *document = ac_cap_read(ac_buf_str(&text), NULL);
		if (!finds(document, &cases[i])) {
			say_what_was_found(document);
			fail_msg("no %s on line %u for \"%s\"", cases[i].rule, cases[i].line,
				cases[i].new);
		}
	}
	ac_buf_done(&text);
}

/* An error makes it invalid; a warning alone does not. */
static void severity_decides_over_validity(void **state)
{
	(void)state;
	struct ac_buf text;
	ac_buf_init(&text, 100000);
	for (size_t i = 0; i < case_count; i++) {
		replace(&text, cases[i].old, cases[i].new);
		AC_AUTO(cap_document)
		struct ac_cap_document *document = ac_cap_read(ac_buf_str(&text), NULL);
		const struct ac_cap_findings *findings = ac_cap_document_findings(document);
		size_t errors = 0;
		for (size_t k = 0; k < findings->count; k++)
			errors += ac_cap_rule(findings->at[k].rule)->severity == AC_CAP_ERROR;
		assert_int_equal(errors, findings->errors);
		assert_int_equal(ac_cap_document_valid(document), errors == 0);
	}
	ac_buf_done(&text);
}

/* ---- what no change of the good message shows ---- */

static const char *first_rule(const char *text, size_t n)
{
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read((struct ac_str){ text, n }, NULL);
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	return findings->count ? ac_cap_rule(findings->at[0].rule)->id : "none";
}

static void what_is_no_message_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} others[] = { { "", "empty" }, { " \n", "empty" }, { "{\"a\":1}", "JSON" },
		{ "hello", "no XML" }, { "<feed xmlns='http://www.w3.org/2005/Atom'/>", "Atom" },
		{ "<rss version='2.0'/>", "RSS" }, { "<html/>", "web page" },
		{ "<EDXLDistribution/>", "EDXL" }, { "<x/>", "<x>" } };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		AC_AUTO(cap_document)
		struct ac_cap_document *document = ac_cap_read(ac_str(others[i].text), NULL);
		assert_int_equal(ac_cap_document_findings(document)->count, 1);
		const struct ac_cap_finding *f = ac_cap_document_findings(document)->at;
		assert_string_equal(ac_cap_rule(f->rule)->id, "DOC-KIND");
		assert_non_null(strstr(f->message, others[i].says));
		assert_null(ac_cap_document_alert(document));
		assert_int_equal(ac_cap_document_kind(document), AC_CAP_KIND_OTHER);
	}
	assert_string_equal(first_rule("<a>\0</a>", 8), "TEXT-CHARS");
}

static void older_versions_are_read_as_far_as_they_go(void **state)
{
	(void)state;
	struct ac_buf text;
	ac_buf_init(&text, 100000);
	replace(&text, "<certainty>Likely", "<certainty>Very Likely");
	char *at = strstr(text.p, "cap:1.2");
	at[6] = '1';
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read(ac_buf_str(&text), NULL);
	assert_int_equal(ac_cap_document_kind(document), AC_CAP_KIND_1_1);
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	assert_int_equal(alert->infos[0].certainty, AC_CAP_CERTAINTY_LIKELY);
	assert_true(ac_str_eq(alert->infos[0].event, AC_STR("Flood")));
	ac_buf_done(&text);
}

static void repeat(struct ac_buf *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ac_buf_add_str(out, ac_str(text));
}

static void what_is_too_large_is_refused_before_it_hurts(void **state)
{
	(void)state;
	struct ac_buf text;
	ac_buf_init(&text, 8 << 20);
	repeat(&text, "<a>", 33);
	repeat(&text, "</a>", 33);
	assert_string_equal(first_rule(text.p, text.n), "DOC-SIZE");
	ac_buf_reset(&text);
	ac_buf_add_str(&text, AC_STR("<a>"));
	repeat(&text, "<b/>", 100001);
	ac_buf_add_str(&text, AC_STR("</a>"));
	assert_string_equal(first_rule(text.p, text.n), "DOC-SIZE");
	ac_buf_reset(&text);
	ac_buf_add_str(&text, AC_STR("<a>"));
	repeat(&text, "<b c='d'/>", 10001);
	ac_buf_add_str(&text, AC_STR("</a>"));
	assert_string_equal(first_rule(text.p, text.n), "DOC-SIZE");
	ac_buf_reset(&text);
	ac_buf_add_str(&text, AC_STR("<a>"));
	repeat(&text, "12345678", 256 << 10);
	ac_buf_add_str(&text, AC_STR("</a>"));
	assert_string_equal(first_rule(text.p, text.n), "DOC-SIZE");
	ac_buf_done(&text);
}

/* Two megabytes that keep every edge of a ring alive, and as many references as fit. */
static void hostile_messages_take_bounded_time(void **state)
{
	(void)state;
	struct ac_buf body, text;
	ac_buf_init(&body, 4 << 20);
	ac_buf_init(&text, 4 << 20);
	for (int i = 0; i < 60000; i++)
		ac_buf_printf(&body, "%d.%05d,-179 %d.%05d,179 ", i / 100000, i % 100000,
			i / 100000, i % 100000);
	ac_buf_add_str(&body, AC_STR("0.00000,-179"));
	replace(&text, "45,-75 45,-74 46,-74 45,-75", body.p);
	assert_int_not_equal(strcmp(first_rule(text.p, text.n), "DOC-SIZE"), 0);
	ac_buf_reset(&body);
	repeat(&body, " x", 900000);
	replace(&text, ",a-1,2031-03-13T09:00:00-00:00", body.p);
	assert_string_equal(first_rule(text.p, text.n), "REF-FORMAT");
	ac_buf_reset(&body);
	repeat(&body, "<info/>", 99000);
	replace(&text, "<info>", body.p);
	assert_string_equal(first_rule(text.p, text.n), "XML-MALFORMED");
	ac_buf_done(&body);
	ac_buf_done(&text);
}

static void a_polygon_of_many_points_is_warned_of(void **state)
{
	(void)state;
	struct ac_buf points, text;
	ac_buf_init(&points, 1 << 20);
	ac_buf_init(&text, 1 << 20);
	for (int i = 0; i < 1000; i++)
		ac_buf_printf(&points, "45.%03d,-75 ", i);
	ac_buf_add_str(&points, AC_STR("46,-74 45,-75"));
	replace(&text, "45,-75 45,-74 46,-74 45,-75", points.p);
	assert_string_equal(first_rule(text.p, text.n), "POLY-NODES");
	ac_buf_done(&points);
	ac_buf_done(&text);
}

static void languages_must_agree(void **state)
{
	(void)state;
	static const char other[] = "</info><info><language>en</language><category>Met</category>"
				    "<event>Flood</event><urgency>Past</urgency><severity>Minor"
				    "</severity><certainty>Likely</certainty></info>\n</alert>";
	struct ac_buf text;
	ac_buf_init(&text, 100000);
	replace(&text, "</info>\n</alert>", other);
	AC_AUTO(cap_document)
	struct ac_cap_document *document = ac_cap_read(ac_buf_str(&text), NULL);
	assert_true(finds(document, &(struct one){ "LANGUAGE-AREAS", 28, NULL, NULL, NULL }));
	assert_true(finds(document, &(struct one){ "LANGUAGE-TIMES", 28, NULL, NULL, NULL }));
	ac_buf_done(&text);
}

/* ---- encodings ---- */

static void other_encodings_say_the_same(void **state)
{
	(void)state;
	struct ac_buf latin, wide;
	ac_buf_init(&latin, 100000);
	ac_buf_init(&wide, 100000);
	ac_buf_add_str(&latin, AC_STR("<?xml version='1.0' encoding='ISO-8859-1'?>"));
	ac_buf_add_str(&latin, ac_str(good));
	memcpy(strstr(latin.p, "Riverside"), "Rivi\xe8re.", 8);
	ac_buf_add_str(&wide, (struct ac_str){ "\xff\xfe", 2 });
	for (const char *c = good; *c; c++)
		ac_buf_add(&wide, (const char[]){ *c, 0 }, 2);
	AC_AUTO(cap_document) struct ac_cap_document *a = ac_cap_read(ac_buf_str(&latin), NULL);
	AC_AUTO(cap_document) struct ac_cap_document *b = ac_cap_read(ac_buf_str(&wide), NULL);
	assert_true(ac_cap_document_valid(a));
	assert_true(ac_cap_document_valid(b));
	assert_true(ac_str_starts(
		ac_cap_document_alert(a)->infos[0].areas[0].desc, AC_STR("Rivi\xc3\xa8re")));
	assert_true(
		ac_str_eq(ac_cap_document_alert(b)->infos[0].areas[0].desc, AC_STR("Riverside")));
	ac_buf_done(&latin);
	ac_buf_done(&wide);
}

/* ---- profiles ---- */

#define PAIR(element, name, value) \
	"<" element "><valueName>" name "</valueName><value>" value "</value></" element ">"
#define INFO(language, more, area)                                                          \
	"<info>" language "<category>Met</category><event>e</event><urgency>Past</urgency>" \
	"<severity>Minor</severity><certainty>Likely</certainty>" more                      \
	"<area><areaDesc>a</areaDesc>" area "</area></info>"
#define EXPIRES "<expires>2031-03-15T09:00:00-00:00</expires>"

static const struct profile_case {
	const char *profile, *body, *broken_by, *replaced_by, *rule;
} profile_cases[] = {
	{ "ipaws",
		"<code>IPAWSv1.0</code>" INFO("", PAIR("eventCode", "SAME", "CEM") EXPIRES,
			PAIR("geocode", "SAME", "012345")),
		"IPAWSv1.0", "x", "PROFILE-CODE" },
	{ "ipaws", NULL, "CEM", "Civil", "PROFILE-VALUE" },
	{ "ipaws", NULL, "012345", "12345", "PROFILE-VALUE" },
	{ "ipaws", NULL, EXPIRES, "", "PROFILE-ELEMENT" },
	{ "ipaws", NULL, "<valueName>SAME</valueName><value>CEM",
		"<valueName>x</valueName><value>CEM", "PROFILE-EVENT-CODE" },
	{ "cap-cp",
		"<code>profile:CAP-CP:0.4</code>" INFO("<language>en-CA</language>",
			PAIR("eventCode", "profile:CAP-CP:Event:0.4", "flood") EXPIRES,
			PAIR("geocode", "profile:CAP-CP:Location:0.3", "35"))
			INFO("<language>fr-CA</language>",
				PAIR("eventCode", "profile:CAP-CP:Event:0.4", "flood") EXPIRES,
				PAIR("geocode", "profile:CAP-CP:Location:0.3", "35")),
		"<language>en-CA</language>", "", "PROFILE-ELEMENT" },
	{ "cap-cp", NULL, "profile:CAP-CP:Location:0.3", "x", "PROFILE-GEOCODE" },
	{ "cap-cp", NULL, "<value>flood", "<value>storm", "PROFILE-AGREE" },
	{ "meteoalarm",
		INFO("<language>en-GB</language>",
			"<onset>2031-03-14T09:00:00-00:00</onset>" EXPIRES
			"<senderName>s</senderName>" PAIR(
				"parameter", "awareness_level", "2; yellow; Moderate")
				PAIR("parameter", "awareness_type", "10; forest-fire"),
			PAIR("geocode", "EMMA_ID", "XX001")),
		"2; yellow; Moderate", "yellow", "PROFILE-VALUE" },
	{ "meteoalarm", NULL, "awareness_type", "x", "PROFILE-PARAMETER" },
	{ "meteoalarm", NULL, "en-GB", "de-AT", "PROFILE-ELEMENT" },
	{ "australia",
		"<code>urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0</code>" INFO("",
			PAIR("eventCode",
				"urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0:"
				"AUeventLIST:1.0",
				"bushFire") EXPIRES,
			""),
		"AUeventLIST", "x", "PROFILE-EVENT-CODE" },
};

static void put_body(struct ac_buf *out, const char *body)
{
	ac_buf_reset(out);
	ac_buf_printf(out,
		"<alert xmlns=\"" NS "\"><identifier>a</identifier><sender>b</sender><sent>"
		"2031-03-14T09:00:00-00:00</sent><status>Actual</status><msgType>Alert</msgType>"
		"<scope>Public</scope>%s</alert>",
		body);
}

static bool has_rule(const struct ac_cap_document *document, const char *id)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(ac_cap_rule(findings->at[i].rule)->id, id) == 0)
			return true;
	return false;
}

static void a_profile_demands_more_when_it_is_chosen(void **state)
{
	(void)state;
	struct ac_buf text;
	const char *body = NULL;
	ac_buf_init(&text, 100000);
	for (size_t i = 0; i < sizeof profile_cases / sizeof *profile_cases; i++) {
		const struct profile_case *one = &profile_cases[i];
		const struct ac_cap_profile *profile = ac_cap_profile_named(ac_str(one->profile));
		body = one->body ? one->body : body;
		put_body(&text, body);
		AC_AUTO(cap_document)
		struct ac_cap_document *kept = ac_cap_read(ac_buf_str(&text), profile);
		say_what_was_found(kept);
		assert_true(ac_cap_document_valid(kept));
		assert_true(ac_cap_document_claims(kept, profile));
		char *at = strstr(text.p, one->broken_by);
		struct ac_buf broken;
		ac_buf_init(&broken, 100000);
		ac_buf_add(&broken, text.p, (size_t)(at - text.p));
		ac_buf_add_str(&broken, ac_str(one->replaced_by));
		ac_buf_add_str(&broken, ac_str(at + strlen(one->broken_by)));
		AC_AUTO(cap_document)
		struct ac_cap_document *wrong = ac_cap_read(ac_buf_str(&broken), profile);
		AC_AUTO(cap_document)
		struct ac_cap_document *plain = ac_cap_read(ac_buf_str(&broken), NULL);
		if (!has_rule(wrong, one->rule) || !ac_cap_document_valid(plain)) {
			say_what_was_found(wrong);
			fail_msg(
				"no %s for %s without %s", one->rule, one->profile, one->broken_by);
		}
		ac_buf_done(&broken);
	}
	put_body(&text, "");
	AC_AUTO(cap_document)
	struct ac_cap_document *bare =
		ac_cap_read(ac_buf_str(&text), ac_cap_profile_named(AC_STR("IPAWS")));
	assert_true(has_rule(bare, "PROFILE-INFO"));
	assert_true(has_rule(bare, "INFO-MISSING"));
	assert_null(ac_cap_profile_named(AC_STR("mars")));
	ac_buf_done(&text);
}

/* ---- completeness ---- */

static bool is_tried(const char *id)
{
	static const char *const elsewhere[] = { "DOC-KIND", "DOC-SIZE", "POLY-NODES",
		"LANGUAGE-AREAS", "LANGUAGE-TIMES", "INFO-MISSING", "PROFILE-INFO" };
	for (size_t i = 0; i < case_count; i++)
		if (strcmp(cases[i].rule, id) == 0)
			return true;
	for (size_t i = 0; i < sizeof profile_cases / sizeof *profile_cases; i++)
		if (strcmp(profile_cases[i].rule, id) == 0)
			return true;
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		if (strcmp(elsewhere[i], id) == 0)
			return true;
	return false;
}

static void every_rule_is_tried_here_and_explained_in_the_documents(void **state)
{
	(void)state;
	struct ac_buf page;
	ac_buf_init(&page, 1 << 20);
	FILE *file = fopen(AC_SOURCE_ROOT "/docs/cap-conformance.md", "rb");
	assert_non_null(file);
	char piece[4096];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		ac_buf_add(&page, piece, n);
	fclose(file);
	for (int i = 0; i < ac_cap_rule_count; i++) {
		char word[64];
		const struct ac_cap_rule *rule = ac_cap_rule((enum ac_cap_rule_id)i);
		snprintf(word, sizeof word, "`%s`", rule->id);
		if (!is_tried(rule->id))
			fail_msg("%s is not tried", rule->id);
		if (!strstr(page.p, word))
			fail_msg("%s is not in docs/cap-conformance.md", rule->id);
		assert_true(rule->message[0] && rule->fix[0]);
	}
	ac_buf_done(&page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_good_message_has_no_finding),
		CASE(each_rule_is_found_on_its_line),
		CASE(severity_decides_over_validity),
		CASE(what_is_no_message_is_named),
		CASE(older_versions_are_read_as_far_as_they_go),
		CASE(what_is_too_large_is_refused_before_it_hurts),
		CASE(hostile_messages_take_bounded_time),
		CASE(a_polygon_of_many_points_is_warned_of),
		CASE(languages_must_agree),
		CASE(other_encodings_say_the_same),
		CASE(a_profile_demands_more_when_it_is_chosen),
		CASE(every_rule_is_tried_here_and_explained_in_the_documents),
	};
	return RUN(tests);
}
