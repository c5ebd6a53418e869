/* What a user loses if this breaks: a warning that no receiver accepts, that covers the wrong place,
 * or whose chain cannot be followed to the all-clear. */
#include "cap/write.h"
#include "check.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct ac_cap_point ring[] = { { 41.0, 28.9 }, { 41.1, 28.9 }, { 41.1, 29.0000004 },
	{ -0.0000001, 29 }, { 41.0, 28.9 } };
static const struct ac_cap_polygon polygons[] = { { ring, 5 } };
static const struct ac_cap_circle circles[] = { { { 41.0082, 28.9784 }, 2.5 } };
static const struct ac_cap_pair geocodes[] = { { { "ISO 3166-2", 10 }, { "TR-34", 5 } } };
static const double altitude_ft = 0, ceiling_ft = 1500.5;
static const struct ac_cap_area areas[] = { { .desc = { "Beyoğlu & Fatih", 16 },
	.polygons = polygons,
	.polygon_count = 1,
	.circles = circles,
	.circle_count = 1,
	.geocodes = geocodes,
	.geocode_count = 1,
	.altitude_ft = &altitude_ft,
	.ceiling_ft = &ceiling_ft } };
/* 2022-06-13T09:00:00Z */
static const struct ac_wall sent = { INT64_C(1655110800) * AC_SECOND };
static const struct ac_wall expires = { INT64_C(1655715600) * AC_SECOND };
static const struct ac_cap_resource resources[] = { { .desc = { "Map", 3 },
	.mime_type = { "image/png", 9 },
	.size = 1234,
	.uri = { "https://example.org/map.png", 27 } } };
static const struct ac_cap_pair parameters[] = { { { "level", 5 }, { "IL-NSC-2022:4", 13 } } };

static struct ac_cap_info info(void)
{
	return (struct ac_cap_info){ .language = AC_STR("en"),
		.categories = 1u << AC_CAP_CATEGORY_SECURITY | 1u << AC_CAP_CATEGORY_SAFETY,
		.event = AC_STR("Threat to travellers"),
		.responses = 1u << AC_CAP_RESPONSE_EVACUATE | 1u << AC_CAP_RESPONSE_AVOID,
		.urgency = AC_CAP_URGENCY_IMMEDIATE,
		.severity = AC_CAP_SEVERITY_EXTREME,
		.certainty = AC_CAP_CERTAINTY_LIKELY,
		.audience = AC_STR("Travellers"),
		.effective = &sent,
		.onset = &sent,
		.expires = &expires,
		.sender_name = AC_STR("Foreign Ministry"),
		.headline = AC_STR("Leave <Istanbul> & do not travel"),
		.description = AC_STR("Line one\nline \"two\" 😀 ]]>\rend"),
		.instruction = AC_STR("Leave now."),
		.web = AC_STR("https://example.org/w?a=1&b=2"),
		.contact = AC_STR("+972 2 530 3155"),
		.event_codes = parameters,
		.event_code_count = 1,
		.parameters = parameters,
		.parameter_count = 1,
		.resources = resources,
		.resource_count = 1,
		.areas = areas,
		.area_count = 1 };
}

static const struct ac_str addresses[] = { { "a@example.org", 13 }, { "the desk", 8 } };
static const struct ac_str incidents[] = { { "case-7", 6 } };
static const struct ac_cap_reference chain[] = {
	{ { "desk@example.org", 16 }, { "m1", 2 }, { INT64_C(1655024400) * AC_SECOND } },
	{ { "desk@example.org", 16 }, { "m2", 2 }, { INT64_C(1655028000) * AC_SECOND + 5 } },
};

static struct ac_cap_alert alert(const struct ac_cap_info *infos, size_t count)
{
	return (struct ac_cap_alert){ .identifier = AC_STR("2.49.0.1.376.0.2022.06.13.1"),
		.sender = AC_STR("desk@example.org"),
		.sent = sent,
		.status = AC_CAP_STATUS_ACTUAL,
		.msg_type = AC_CAP_MSG_TYPE_UPDATE,
		.source = AC_STR("desk"),
		.scope = AC_CAP_SCOPE_PUBLIC,
		.addresses = addresses,
		.address_count = 2,
		.codes = incidents,
		.code_count = 1,
		.note = AC_STR("second"),
		.references = chain,
		.reference_count = 2,
		.incidents = incidents,
		.incident_count = 1,
		.infos = infos,
		.info_count = count };
}

static void writes(const struct ac_cap_alert *a, struct ac_buf *out)
{
	struct ac_error err = { 0 };
	ac_buf_reset(out);
	if (ac_cap_write(a, AC_CAP_OWN, out, NULL, &err) != AC_OK)
		fail_msg("%s", err.msg);
}

static void a_full_message_has_exactly_these_bytes(void **state)
{
	(void)state;
	struct ac_cap_info infos[] = { info() };
	struct ac_cap_alert a = alert(infos, 1);
	struct ac_buf out;
	ac_buf_init(&out, 100000);
	writes(&a, &out);
	assert_string_equal(out.p,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"
		"  <identifier>2.49.0.1.376.0.2022.06.13.1</identifier>\n"
		"  <sender>desk@example.org</sender>\n"
		"  <sent>2022-06-13T09:00:00-00:00</sent>\n"
		"  <status>Actual</status>\n"
		"  <msgType>Update</msgType>\n"
		"  <source>desk</source>\n"
		"  <scope>Public</scope>\n"
		"  <addresses>a@example.org \"the desk\"</addresses>\n"
		"  <code>case-7</code>\n"
		"  <note>second</note>\n"
		"  <references>desk@example.org,m1,2022-06-12T09:00:00-00:00 "
		"desk@example.org,m2,2022-06-12T10:00:00-00:00</references>\n"
		"  <incidents>case-7</incidents>\n"
		"  <info>\n"
		"    <language>en</language>\n"
		"    <category>Safety</category>\n"
		"    <category>Security</category>\n"
		"    <event>Threat to travellers</event>\n"
		"    <responseType>Evacuate</responseType>\n"
		"    <responseType>Avoid</responseType>\n"
		"    <urgency>Immediate</urgency>\n"
		"    <severity>Extreme</severity>\n"
		"    <certainty>Likely</certainty>\n"
		"    <audience>Travellers</audience>\n"
		"    <eventCode>\n"
		"      <valueName>level</valueName>\n"
		"      <value>IL-NSC-2022:4</value>\n"
		"    </eventCode>\n"
		"    <effective>2022-06-13T09:00:00-00:00</effective>\n"
		"    <onset>2022-06-13T09:00:00-00:00</onset>\n"
		"    <expires>2022-06-20T09:00:00-00:00</expires>\n"
		"    <senderName>Foreign Ministry</senderName>\n"
		"    <headline>Leave &lt;Istanbul&gt; &amp; do not travel</headline>\n"
		"    <description>Line one\nline \"two\" 😀 ]]&gt;&#13;end</description>\n"
		"    <instruction>Leave now.</instruction>\n"
		"    <web>https://example.org/w?a=1&amp;b=2</web>\n"
		"    <contact>+972 2 530 3155</contact>\n"
		"    <parameter>\n"
		"      <valueName>level</valueName>\n"
		"      <value>IL-NSC-2022:4</value>\n"
		"    </parameter>\n"
		"    <resource>\n"
		"      <resourceDesc>Map</resourceDesc>\n"
		"      <mimeType>image/png</mimeType>\n"
		"      <size>1234</size>\n"
		"      <uri>https://example.org/map.png</uri>\n"
		"    </resource>\n"
		"    <area>\n"
		"      <areaDesc>Beyoğlu &amp; Fatih</areaDesc>\n"
		"      <polygon>41.0,28.9 41.1,28.9 41.1,29.0 0.0,29.0 41.0,28.9</polygon>\n"
		"      <circle>41.0082,28.9784 2.5</circle>\n"
		"      <geocode>\n"
		"        <valueName>ISO 3166-2</valueName>\n"
		"        <value>TR-34</value>\n"
		"      </geocode>\n"
		"      <altitude>0.0</altitude>\n"
		"      <ceiling>1500.5</ceiling>\n"
		"    </area>\n"
		"  </info>\n"
		"</alert>\n");
	ac_buf_done(&out);
}

/* ---- rules, one broken at a time ---- */

/* The rule must be found at that place in what would have been written, and nothing is. */
static void breaks(const struct ac_cap_alert *a, const char *rule, const char *path)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = NULL;
	struct ac_error err = { 0 };
	struct ac_buf out;
	ac_buf_init(&out, 100000);
	ac_buf_add_str(&out, AC_STR("before"));
	assert_int_equal(ac_cap_write(a, AC_CAP_OWN, &out, &document, &err), AC_INVALID);
	assert_string_equal(out.p, "before");
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	bool found = false;
	for (size_t i = 0; i < findings->count; i++)
		found |= ac_cap_rule(findings->at[i].rule)->severity != AC_CAP_WARNING &&
			 strcmp(ac_cap_rule(findings->at[i].rule)->id, rule) == 0 &&
			 strcmp(findings->at[i].path, path) == 0;
	if (!found)
		fail_msg("no %s at %s, but %s at %s", rule, path,
			ac_cap_rule(findings->at[0].rule)->id, findings->at[0].path);
	assert_non_null(strstr(err.msg, ac_cap_rule(findings->at[0].rule)->id));
	ac_buf_done(&out);
}

#define BREAKS(change, rule, field)                       \
	do {                                              \
		struct ac_cap_area one_area = areas[0];   \
		struct ac_cap_info infos[1] = { info() }; \
		struct ac_cap_alert a = alert(infos, 1);  \
		infos[0].areas = &one_area;               \
		change;                                   \
		breaks(&a, rule, field);                  \
	} while (0)

static void each_rule_of_the_head_is_kept(void **state)
{
	(void)state;
	BREAKS(a.identifier = AC_STR(""), "ID-EMPTY", "/alert/identifier");
	BREAKS(a.identifier = AC_STR("a b"), "ID-CHARS", "/alert/identifier");
	BREAKS(a.identifier = AC_STR("a,b"), "ID-CHARS", "/alert/identifier");
	BREAKS(a.sender = AC_STR(""), "SENDER-EMPTY", "/alert/sender");
	BREAKS(a.sender = AC_STR("a&b"), "SENDER-CHARS", "/alert/sender");
	BREAKS(a.sender = AC_STR("a<b"), "SENDER-CHARS", "/alert/sender");
	BREAKS(a.sent.us = INT64_MAX, "TIME-FORMAT", "/alert/sent");
	BREAKS(a.status = (enum ac_cap_status)9, "SCHEMA-ENUM", "/alert/status");
	BREAKS(a.reference_count = 0, "REF-MISSING", "/alert/msgType");
	BREAKS((a.reference_count = 0, a.msg_type = AC_CAP_MSG_TYPE_CANCEL), "REF-MISSING",
		"/alert/msgType");
	struct ac_cap_reference bad[] = { chain[0], chain[1] };
	bad[1].identifier = AC_STR("m 2");
	BREAKS(a.references = bad, "REF-FORMAT", "/alert/references");
	BREAKS((a.scope = AC_CAP_SCOPE_PRIVATE, a.address_count = 0), "ADDRESSES-MISSING",
		"/alert/scope");
	BREAKS(a.scope = AC_CAP_SCOPE_RESTRICTED, "RESTRICTION-MISSING", "/alert/scope");
	BREAKS(a.note = AC_STR("\x01"), "TEXT-CHARS", "/alert/note");
	BREAKS(a.note = AC_STR("\xff"), "TEXT-CHARS", "/alert/note");
	struct ac_str quoted[] = { AC_STR("a \"b\"") };
	BREAKS((a.incidents = quoted, a.incident_count = 1), "LIST-QUOTE", "/alert/incidents");
}

static void each_rule_of_an_info_is_kept(void **state)
{
	(void)state;
	BREAKS(infos[0].event = AC_STR(" "), "EVENT-EMPTY", "/alert/info[1]/event");
	BREAKS(infos[0].categories = 0, "SCHEMA-MISSING", "/alert/info[1]/event");
	BREAKS(infos[0].responses = 1u << 20, "SCHEMA-ENUM", "/alert/info[1]/responseType[1]");
	BREAKS(infos[0].language = AC_STR("english language"), "LANGUAGE-FORMAT",
		"/alert/info[1]/language");
	BREAKS(infos[0].language = AC_STR("en-"), "LANGUAGE-FORMAT", "/alert/info[1]/language");
	BREAKS(infos[0].web = AC_STR("/page"), "WEB-RELATIVE", "/alert/info[1]/web");
	BREAKS(infos[0].web = AC_STR("https://"), "WEB-RELATIVE", "/alert/info[1]/web");
	BREAKS(infos[0].web = AC_STR("https://a b"), "WEB-RELATIVE", "/alert/info[1]/web");
	BREAKS(infos[0].headline = AC_STR("a\xc3"), "TEXT-CHARS", "/alert/info[1]/headline");
	struct ac_cap_resource r = resources[0];
	r.mime_type = AC_STR("");
	BREAKS(infos[0].resources = &r, "TEXT-EMPTY", "/alert/info[1]/resource[1]/mimeType");
}

static void each_rule_of_an_area_is_kept(void **state)
{
	(void)state;
	struct ac_cap_polygon polygon = { ring, 0 };
	BREAKS(one_area.desc = AC_STR(""), "TEXT-EMPTY", "/alert/info[1]/area[1]/areaDesc");
	BREAKS(one_area.polygons = &polygon, "POLY-EMPTY", "/alert/info[1]/area[1]/polygon[1]");
	polygon.count = 3;
	BREAKS(one_area.polygons = &polygon, "POLY-FEW", "/alert/info[1]/area[1]/polygon[1]");
	polygon.count = 4;
	BREAKS(one_area.polygons = &polygon, "POLY-OPEN", "/alert/info[1]/area[1]/polygon[1]");
	struct ac_cap_point wild[] = { ring[0], { 91, 0 }, ring[2], ring[0] };
	polygon.points = wild;
	BREAKS(one_area.polygons = &polygon, "POLY-COORD", "/alert/info[1]/area[1]/polygon[1]");
	wild[1] = (struct ac_cap_point){ 0, NAN };
	BREAKS(one_area.polygons = &polygon, "POLY-COORD", "/alert/info[1]/area[1]/polygon[1]");
	struct ac_cap_circle circle = { { 0, 0 }, -1 };
	BREAKS(one_area.circles = &circle, "CIRCLE-FORMAT", "/alert/info[1]/area[1]/circle[1]");
	circle = (struct ac_cap_circle){ { 0, 181 }, 1 };
	BREAKS(one_area.circles = &circle, "CIRCLE-FORMAT", "/alert/info[1]/area[1]/circle[1]");
	BREAKS(one_area.altitude_ft = NULL, "CEILING-ALONE", "/alert/info[1]/area[1]/ceiling");
}

/* What a reader says of what the writer wrote. */
static struct ac_cap_document *read_back(const struct ac_cap_alert *a)
{
	struct ac_cap_document *document;
	struct ac_buf out;
	struct ac_error err = { 0 };
	ac_buf_init(&out, 1 << 20);
	if (ac_cap_write(a, AC_CAP_OWN, &out, &document, &err) != AC_OK)
		fail_msg("%s", err.msg);
	ac_buf_done(&out);
	return document;
}

static void good_practice_is_only_warned_of(void **state)
{
	(void)state;
	struct ac_cap_info infos[] = { info() };
	struct ac_cap_alert a = alert(infos, 1);
	struct ac_cap_point square[] = { { 41, 28.9 }, { 41.1, 28.9 }, { 41.1, 29 }, { 41, 28.9 } };
	struct ac_cap_polygon polygon = { square, 4 };
	struct ac_cap_area area = areas[0];
	area.polygons = &polygon;
	infos[0].areas = &area;
	struct ac_cap_document *document = read_back(&a);
	assert_int_equal(ac_cap_document_findings(document)->count, 0);
	ac_cap_document_free(document);
	infos[0].expires = NULL;
	infos[0].area_count = 0;
	a.status = AC_CAP_STATUS_EXERCISE;
	a.note = AC_STR("");
	struct ac_cap_reference self = { a.sender, a.identifier, a.sent };
	a.references = &self;
	a.reference_count = 1;
	document = read_back(&a);
	static const char *const rules[] = { "NOTE-MISSING", "REF-SELF", "AREA-MISSING",
		"EXPIRES-MISSING" };
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	assert_int_equal(findings->count, 4);
	assert_int_equal(findings->errors, 0);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(ac_cap_rule(findings->at[i].rule)->id, rules[i]);
	ac_cap_document_free(document);
}

static void a_flood_of_findings_is_counted_and_refused(void **state)
{
	(void)state;
	enum { many = 600 };
	static struct ac_cap_info infos[many];
	for (size_t i = 0; i < many; i++)
		infos[i] = (struct ac_cap_info){ .categories = 1, .event = AC_STR("x") };
	infos[many - 1].event = AC_STR("");
	struct ac_cap_alert a = alert(infos, many);
	struct ac_cap_document *document;
	struct ac_error err = { 0 };
	struct ac_buf out;
	ac_buf_init(&out, 1 << 20);
	assert_int_equal(ac_cap_write(&a, AC_CAP_OWN, &out, &document, &err), AC_INVALID);
	assert_in_range(ac_cap_document_findings(document)->count, 2, ac_cap_findings_max);
	assert_non_null(strstr(err.msg, "EVENT-EMPTY"));
	assert_int_equal(ac_cap_document_findings(document)->errors, 1);
	assert_int_equal(ac_cap_document_findings(document)->warnings, 2 * many);
	ac_cap_document_free(document);
	infos[many - 1].event = AC_STR("x");
	ac_buf_done(&out);
	ac_buf_init(&out, 10);
	assert_int_equal(ac_cap_write(&a, AC_CAP_OWN, &out, &document, NULL), AC_FULL);
	assert_null(document);
	assert_int_equal(out.n, 0);
	ac_buf_done(&out);
}

static void names_lead_there_and_back(void **state)
{
	(void)state;
	enum ac_cap_response response;
	assert_true(ac_cap_response_from(AC_STR("AllClear"), &response));
	assert_int_equal(response, AC_CAP_RESPONSE_ALL_CLEAR);
	assert_false(ac_cap_response_from(AC_STR("allclear"), &response));
	assert_string_equal(ac_cap_status_name((enum ac_cap_status)77), "?");
}

/* ---- against the schema ---- */

static xmlSchemaPtr load_schema(xmlSchemaParserCtxtPtr *parser)
{
	const char *shared = getenv("AC_SHARED");
	char path[4096];
	snprintf(path, sizeof path, "%s/data/cap/schema/CAP-v1.2.xsd",
		shared ? shared : AC_TEST_SHARED);
	FILE *file = fopen(path, "rb");
	if (!file) {
		print_message("not found: ../shared/data/cap/schema, left out\n");
		return NULL;
	}
	fclose(file);
	*parser = xmlSchemaNewParserCtxt(path);
	return xmlSchemaParse(*parser);
}

static void validate(xmlSchemaPtr schema, const struct ac_cap_alert *a)
{
	struct ac_buf out;
	ac_buf_init(&out, 100000);
	writes(a, &out);
	xmlDocPtr document = xmlReadMemory(out.p, (int)out.n, "alert", NULL, XML_PARSE_NONET);
	assert_non_null(document);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	assert_int_equal(xmlSchemaValidateDoc(valid, document), 0);
	xmlSchemaFreeValidCtxt(valid);
	xmlFreeDoc(document);
	ac_buf_done(&out);
}

static void every_kind_of_message_is_valid_by_the_schema(void **state)
{
	(void)state;
	xmlSchemaParserCtxtPtr parser = NULL;
	xmlSchemaPtr schema = load_schema(&parser);
	if (!schema)
		skip();
	struct ac_cap_info infos[] = { info(), info() };
	infos[1].language = AC_STR("he");
	infos[1].headline = AC_STR("צאו מאיסטנבול");
	struct ac_cap_alert a = alert(infos, 2);
	for (int status = 0; status < ac_cap_status_count; status++)
		for (int type = 0; type < ac_cap_msg_type_count; type++)
			for (int scope = 0; scope < ac_cap_scope_count; scope++) {
				a.status = (enum ac_cap_status)status;
				a.msg_type = (enum ac_cap_msg_type)type;
				a.scope = (enum ac_cap_scope)scope;
				a.restriction = AC_STR("officials");
				validate(schema, &a);
			}
	infos[0].categories = (1u << ac_cap_category_count) - 1;
	infos[0].responses = (1u << ac_cap_response_count) - 1;
	validate(schema, &a);
	struct ac_cap_info least = { .categories = 1, .event = AC_STR("x") };
	struct ac_cap_alert bare = { .identifier = AC_STR("x"),
		.sender = AC_STR("y"),
		.sent = sent,
		.infos = &least,
		.info_count = 1 };
	validate(schema, &bare);
	bare.info_count = 0;
	validate(schema, &bare);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	xmlCleanupParser();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_full_message_has_exactly_these_bytes),
		CASE(each_rule_of_the_head_is_kept),
		CASE(each_rule_of_an_info_is_kept),
		CASE(each_rule_of_an_area_is_kept),
		CASE(good_practice_is_only_warned_of),
		CASE(a_flood_of_findings_is_counted_and_refused),
		CASE(names_lead_there_and_back),
		CASE(every_kind_of_message_is_valid_by_the_schema),
	};
	return RUN(tests);
}
