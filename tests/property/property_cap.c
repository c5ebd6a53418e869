/* Against libxml2's own validator and the real messages of many issuers: if this breaks, a warning
 * that every receiver accepts is refused, or one that none accepts is published.
 *
 * The schema and the messages lie outside the project (AC_SHARED); without them the project's own
 * samples are still mutated, against what the schema's absence leaves. */
#include "base/buf.h"
#include "base/random.h"
#include "base/vec.h"
#include "cap/crossing_p.h"
#include "cap/json.h"
#include "cap/write.h"
#include "check.h"

#include <dirent.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- files ---- */

static const char *data_path(const char *name)
{
	static char path[4096];
	const char *shared = getenv("AC_SHARED");
	snprintf(path, sizeof path, "%s/data/cap/%s", shared ? shared : AC_TEST_SHARED, name);
	return path;
}

static bool read_whole(const char *path, struct ac_buf *out)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	char piece[65536];
	size_t n;
	ac_buf_reset(out);
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		ac_buf_add(out, piece, n);
	fclose(file);
	return true;
}

/* ---- the oracle ---- */

struct oracle {
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema;
};

static void quiet(void *ctx, const char *format, ...)
{
	(void)ctx, (void)format;
}

static void quiet_error(void *ctx, xmlErrorPtr error)
{
	(void)ctx, (void)error;
}

static bool oracle_init(struct oracle *o)
{
	struct ac_buf text;
	ac_buf_init(&text, 1 << 20);
	bool there = read_whole(data_path("schema/CAP-v1.2.xsd"), &text);
	ac_buf_done(&text);
	if (!there) {
		print_message("not found: ../shared/data/cap, left out\n");
		return false;
	}
	o->parser = xmlSchemaNewParserCtxt(data_path("schema/CAP-v1.2.xsd"));
	o->schema = xmlSchemaParse(o->parser);
	assert_non_null(o->schema);
	xmlSetGenericErrorFunc(NULL, quiet);
	xmlSetStructuredErrorFunc(NULL, quiet_error);
	return true;
}

static void oracle_done(struct oracle *o)
{
	xmlSchemaFree(o->schema);
	xmlSchemaFreeParserCtxt(o->parser);
}

static bool oracle_valid(const struct oracle *o, struct ac_str bytes)
{
	xmlDocPtr document = xmlReadMemory(bytes.p, (int)bytes.n, "d", NULL, XML_PARSE_NONET);
	if (!document)
		return false;
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(o->schema);
	int result = xmlSchemaValidateDoc(valid, document);
	xmlSchemaFreeValidCtxt(valid);
	xmlFreeDoc(document);
	return result == 0;
}

/* ---- our verdict ---- */

/* The first error of the schema; NULL. What we refuse beyond it (a DOCTYPE, sizes, wrapped
 * messages, undeclared prefixes) is no matter of the schema. */
static const struct ac_cap_finding *schema_error(
	const struct ac_cap_document *document, bool *beyond)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	*beyond = false;
	for (size_t i = 0; i < findings->count; i++) {
		const struct ac_cap_finding *f = &findings->at[i];
		const struct ac_cap_rule *rule = ac_cap_rule(f->rule);
		bool document_rule = rule->class == AC_CAP_CLASS_DOCUMENT;
		bool ours = f->rule == AC_CAP_DOC_DOCTYPE || f->rule == AC_CAP_DOC_SIZE ||
			    f->rule == AC_CAP_SIG_WRAPPED || f->rule == AC_CAP_XML_NAMESPACE ||
			    f->rule == AC_CAP_XML_ENCODING || f->rule == AC_CAP_TEXT_CHARS;
		if (ours)
			*beyond = true;
		else if (document_rule || rule->class == AC_CAP_CLASS_SCHEMA)
			return f;
	}
	return NULL;
}

static bool has_rule(const struct ac_cap_document *document, const char *id)
{
	const struct ac_cap_findings *findings = ac_cap_document_findings(document);
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(ac_cap_rule(findings->at[i].rule)->id, id) == 0)
			return true;
	return false;
}

/* ---- the manifest ---- */

enum {
	column_file,
	column_version = 5,
	column_schema = 6,
	column_hard = 8,
	column_soft = 9,
	columns = 13
};

struct row {
	struct ac_str at[columns];
};

static bool next_row(struct ac_str *rest, struct row *row)
{
	struct ac_str line;
	if (!ac_str_cut(rest, '\n', &line) || !line.n)
		return false;
	*row = (struct row){ 0 };
	for (size_t i = 0; i < columns && ac_str_cut(&line, '\t', &row->at[i]); i++)
		;
	return true;
}

static const char *const prose_rules[] = { "ID-EMPTY", "ID-CHARS", "SENDER-EMPTY", "SENDER-CHARS",
	"EVENT-EMPTY", "REF-MISSING", "REF-FORMAT", "ADDRESSES-MISSING", "RESTRICTION-MISSING",
	"WEB-RELATIVE", "POLY-EMPTY", "POLY-FEW", "POLY-OPEN", "POLY-COORD", "CIRCLE-FORMAT",
	"CEILING-ALONE" };
static const char *const practice_rules[] = { "TIME-UTC-PLUS", "EXPIRES-MISSING", "AREA-MISSING",
	"REF-SELF", "REF-EMPTY-ELEMENT", "WEB-EMPTY" };

static bool lists(struct ac_str list, const char *id)
{
	struct ac_str item;
	while (ac_str_cut(&list, ';', &item))
		if (ac_str_eq(item, ac_str(id)))
			return true;
	return false;
}

static size_t disagree(const struct row *row, const struct ac_cap_document *document,
	const char *const rules[], size_t n, struct ac_str list)
{
	size_t bad = 0;
	for (size_t i = 0; i < n; i++)
		if (has_rule(document, rules[i]) != lists(list, rules[i])) {
			print_message("%.*s: %s\n", AC_STR_ARG(row->at[column_file]), rules[i]);
			bad++;
		}
	return bad;
}

static size_t disagree_about(const struct row *row, struct ac_str bytes)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	bool beyond, fits = ac_str_eq(row->at[column_schema], AC_STR("valid"));
	bool ours = !schema_error(document, &beyond) && !beyond;
	size_t bad = 0;
	if (ours != fits || ac_cap_document_valid(document) != (fits && !row->at[column_hard].n)) {
		print_message("%.*s: %s for the schema, %s for us\n",
			AC_STR_ARG(row->at[column_file]), fits ? "valid" : "invalid",
			ac_cap_document_valid(document) ? "valid" : "invalid");
		bad++;
	}
	if (!ac_str_eq(row->at[column_version], AC_STR("1.2")))
		return bad;
	return bad +
	       disagree(row, document, prose_rules, sizeof prose_rules / sizeof *prose_rules,
		       row->at[column_hard]) +
	       disagree(row, document, practice_rules,
		       sizeof practice_rules / sizeof *practice_rules, row->at[column_soft]);
}

/* For each document of the manifest. @return how many */
static size_t each_real(size_t (*judge)(const struct row *, struct ac_str), size_t *bad)
{
	AC_AUTO(buf) struct ac_buf manifest, bytes;
	ac_buf_init(&manifest, 1 << 20);
	ac_buf_init(&bytes, 8 << 20);
	*bad = 0;
	if (!read_whole(data_path("MANIFEST.tsv"), &manifest)) {
		print_message("not found: ../shared/data/cap, left out\n");
		return 0;
	}
	struct ac_str rest = ac_buf_str(&manifest);
	struct row row;
	size_t n = 0;
	for (bool good = next_row(&rest, &row); good && next_row(&rest, &row); n++) {
		char name[512];
		snprintf(name, sizeof name, "%.*s", AC_STR_ARG(row.at[column_file]));
		assert_true(read_whole(data_path(name), &bytes));
		*bad += judge(&row, ac_buf_str(&bytes));
	}
	return n;
}

static void every_real_message_is_judged_as_the_schema_and_the_standard_do(void **state)
{
	(void)state;
	size_t bad, n = each_real(disagree_about, &bad);
	if (n == 0)
		skip();
	print_message("%zu real documents, %zu disagreements\n", n, bad);
	assert_int_equal(bad, 0);
}

/* ---- there and back ---- */

static void model_text(struct ac_cap_document *document, struct ac_buf *out)
{
	const struct ac_cap_alert *alert = ac_cap_document_alert(document);
	assert_non_null(alert);
	AC_AUTO(json) struct ac_json *json = ac_cap_to_json(alert);
	ac_json_write(json, out);
	assert_false(out->over);
}

static size_t changes(struct ac_str bytes, const char *name)
{
	AC_AUTO(cap_document)
	struct ac_cap_document *first = ac_cap_read(bytes, NULL), *second = NULL, *third = NULL;
	AC_AUTO(buf) struct ac_buf xml, again, before, after;
	struct ac_error err = { 0 };
	ac_buf_init(&xml, 4 << 20);
	ac_buf_init(&again, 4 << 20);
	ac_buf_init(&before, 32 << 20);
	ac_buf_init(&after, 32 << 20);
	if (!ac_cap_document_valid(first))
		return 0;
	if (ac_cap_write(ac_cap_document_alert(first), AC_CAP_FORWARD, &xml, &second, &err) !=
			AC_OK ||
		ac_cap_write(ac_cap_document_alert(second), AC_CAP_FORWARD, &again, &third, &err) !=
			AC_OK) {
		print_message("%s: %s\n", name, err.msg);
		return 1;
	}
	model_text(first, &before);
	model_text(second, &after);
	if (ac_str_eq(ac_buf_str(&before), ac_buf_str(&after)) &&
		ac_str_eq(ac_buf_str(&xml), ac_buf_str(&again)))
		return 0;
	print_message("%s: reads back as another message\n", name);
	return 1;
}

static size_t changes_real(const struct row *row, struct ac_str bytes)
{
	char name[512];
	snprintf(name, sizeof name, "%.*s", AC_STR_ARG(row->at[column_file]));
	return changes(bytes, name);
}

static void every_valid_message_is_the_same_after_writing_and_reading(void **state)
{
	(void)state;
	size_t bad;
	if (each_real(changes_real, &bad) == 0)
		skip();
	assert_int_equal(bad, 0);
}

static const struct oracle *writers_oracle;

static size_t writes_invalid(const struct row *row, struct ac_str bytes)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	AC_AUTO(buf) struct ac_buf xml;
	ac_buf_init(&xml, 4 << 20);
	if (!ac_cap_document_valid(document))
		return 0;
	assert_int_equal(
		ac_cap_write(ac_cap_document_alert(document), AC_CAP_FORWARD, &xml, NULL, NULL),
		AC_OK);
	bool utc = !strstr(xml.p, "+00:00<") && strstr(xml.p, "-00:00</sent>");
	if (oracle_valid(writers_oracle, ac_buf_str(&xml)) && utc)
		return 0;
	print_message("%.*s\n", AC_STR_ARG(row->at[column_file]));
	return 1;
}

static void what_we_write_is_valid_by_the_schema_and_in_utc(void **state)
{
	(void)state;
	struct oracle oracle;
	size_t bad;
	if (!oracle_init(&oracle))
		skip();
	writers_oracle = &oracle;
	(void)each_real(writes_invalid, &bad);
	assert_int_equal(bad, 0);
	oracle_done(&oracle);
}

/* ---- samples, real and our own ---- */

struct samples {
	AC_VEC(struct ac_buf) at;
};

enum { sample_max = 60000 }; /* longer ones say nothing more about the schema */

static void add_sample(struct samples *samples, const char *path)
{
	struct ac_buf text;
	ac_buf_init(&text, 8 << 20);
	if (read_whole(path, &text) && text.n && text.n < sample_max)
		ac_vec_push(&samples->at, text);
	else
		ac_buf_done(&text);
}

static void add_folder(struct samples *samples, const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char path[4096];
		if (strstr(entries[i]->d_name, ".xml")) {
			snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
			add_sample(samples, path);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static void samples_init(struct samples *samples)
{
	*samples = (struct samples){ 0 };
	add_folder(samples, AC_SOURCE_ROOT "/examples/cap");
	assert_true(samples->at.n >= 10);
	add_folder(samples, data_path("valid"));
}

static void samples_done(struct samples *samples)
{
	ac_vec_each(&samples->at, text)
		ac_buf_done(text);
	ac_vec_done(&samples->at);
}

/* ---- mutants ---- */

/* Places of '<' in the text, one of them at random. */
static size_t some_tag(struct ac_random *random, struct ac_str s)
{
	size_t from = s.n ? ac_random_below(random, s.n) : 0;
	const char *at = memchr(s.p + from, '<', s.n - from);
	return at ? (size_t)(at - s.p) : from;
}

/* From a start tag to behind its end tag, as far as this simple look finds them. */
static struct ac_str some_element(struct ac_random *random, struct ac_str s)
{
	size_t from = some_tag(random, s), n = 1;
	while (from + n < s.n && !strchr(" />\t\n", s.p[from + n]))
		n++;
	char end[128];
	int m = snprintf(end, sizeof end, "</%.*s>", (int)(n < 100 ? n - 1 : 99), s.p + from + 1);
	const char *at = memmem(s.p + from, s.n - from, end, (size_t)m);
	size_t length = at ? (size_t)(at - s.p) + (size_t)m - from : n;
	return (struct ac_str){ s.p + from, length };
}

static const char *const values[] = { "", " ", "\n", "Actual", "actual", " Actual", "Actual\n",
	"Update", "Public", "Private", "Met", "Immediate", "Very Likely", "AllClear", "-", "+", "0",
	"+5", "-0.5", ".5", "5.", ".", "1e5", "99999999999999999999999999",
	"0000000000000000000001", "en", "EN-us", "x", "e1", "en-", "-en", "en-abcdefghi", "en_US",
	"fr-CA-x-1", "http://a", "http://a b", "http://[", "%zz", "%41", ":", "a:b", "//x",
	"http://a:99999999999/", "#f", "a#b#c", "http://\xc3\xa9/", "http://a/[x]", "http://a\\b",
	"2022-06-13T09:00:00-00:00", "2022-06-13T09:00:00+00:00", "2022-06-13T09:00:00Z",
	"2022-06-13T09:00:00", "2022-06-13T09:00:00.5-00:00", "2022-02-30T09:00:00-00:00",
	"2024-02-29T24:00:00-00:00", "2022-06-13T24:00:01-00:00", "2022-06-13T09:60:00-00:00",
	"2022-06-13T09:00:60-00:00", "2022-06-13T09:00:00,00:00", "2022-06-13T09:00:00+14:00",
	"2022-06-13T09:00:00+14:01", "2022-06-13T09:00:00-15:00", "2022-06-13T09:00:00+12:60",
	"0000-06-13T09:00:00-00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
	" 2022-06-13T09:00:00-00:00 ", "2022-06-13 09:00:00-00:00", "12022-06-13T09:00:00-00:00",
	"-022-06-13T09:00:00-00:00", "41,29 41,30 42,30 41,29", "<b/>", "<![CDATA[ ]]>",
	"<![CDATA[x]]>", "<!-- c -->", "<?p x?>", "&amp;", "&#65;", "&#x20;", "&nope;", "&#0;",
	"\x01", "\xff", "]]>" };

static const char *const tags[] = { "<note>n</note>", "<info/>", "<x/>", "<cap:x/>",
	"<value>v</value>", "<area><areaDesc>a</areaDesc></area>", "<code>c</code>",
	"<s:S xmlns:s=\"http://www.w3.org/2000/09/xmldsig#\"><x xmlns=\"\"/></s:S>",
	"<code xmlns=\"\">c</code>", "<code xmlns=\"urn:x\">c</code>", "text", " ", "<![CDATA[ ]]>",
	"<!-- c -->", "<?p x?>", "<parameter><valueName>a</valueName><value/></parameter>",
	"<sent>2022-06-13T09:00:00-00:00</sent>", "<category>Met</category>",
	"<geocode><value>b</value><valueName>a</valueName></geocode>",
	"<resource><resourceDesc/><mimeType/><size>1</size></resource>", "<language/>",
	"<expires>2022-06-13T09:00:00-00:00</expires>", "<ceiling>1</ceiling>", "<alert/>" };

static const char *const attributes[] = { " a=\"b\"", " xml:lang=\"en\"", " xml:space=\"preserve\"",
	" xmlns:q=\"urn:q\"", " xmlns=\"\"", " xmlns=\"urn:x\"",
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"",
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"false\"",
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:foo=\"x\"",
	" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"",
	" id=\"x\"", " q:a=\"b\"" };

static const char *const names[] = { "identifier", "sent", "info", "area", "event", "code", "scope",
	"references", "polygon", "urgency", "web", "uri", "Alert", "cap:event", "x" };

#define PICK(random, list) list[ac_random_below(random, sizeof list / sizeof *list)]

static void splice(struct ac_buf *out, struct ac_str s, struct ac_str old, struct ac_str first,
	struct ac_str more)
{
	ac_buf_reset(out);
	ac_buf_add(out, s.p, (size_t)(old.p - s.p));
	ac_buf_add_str(out, first);
	ac_buf_add_str(out, more);
	ac_buf_add(out, old.p + old.n, (size_t)(s.p + s.n - old.p - old.n));
}

/* What lies between the tags of an element. */
static struct ac_str inside(struct ac_str element)
{
	const char *from = memchr(element.p, '>', element.n);
	const char *to = memrchr(element.p, '<', element.n);
	if (!from || !to || to <= from)
		return (struct ac_str){ element.p + element.n, 0 };
	return (struct ac_str){ from + 1, (size_t)(to - from - 1) };
}

static void rename_element(
	struct ac_random *random, struct ac_buf *out, struct ac_str s, struct ac_str element)
{
	AC_AUTO(buf) struct ac_buf text;
	const char *name = PICK(random, names);
	struct ac_str body = inside(element);
	ac_buf_init(&text, 1 << 20);
	ac_buf_printf(&text, "<%s>%.*s</%s>", name, AC_STR_ARG(body), name);
	splice(out, s, element, ac_buf_str(&text), AC_STR(""));
}

static void mutate(struct ac_random *random, struct ac_str s, struct ac_buf *out)
{
	struct ac_str element = some_element(random, s), none = { element.p, 0 };
	struct ac_str body = inside(element);
	size_t name_end = 1;
	while (name_end < element.n && !strchr(" />\n", element.p[name_end]))
		name_end++;
	struct ac_str behind_name = { element.p + name_end, 0 };
	struct ac_str byte = { s.p + ac_random_below(random, s.n), 1 };
	char other = (char)ac_random_below(random, 256);
	switch (ac_random_below(random, 11)) {
	case 0: splice(out, s, element, AC_STR(""), AC_STR("")); break;
	case 1: splice(out, s, element, element, element); break;
	case 2: splice(out, s, body, ac_str(PICK(random, values)), AC_STR("")); break;
	case 3: splice(out, s, body, ac_str(PICK(random, values)), AC_STR("")); break;
	case 4: splice(out, s, body, ac_str(PICK(random, values)), body); break;
	case 5: splice(out, s, none, ac_str(PICK(random, tags)), AC_STR("")); break;
	case 6: splice(out, s, behind_name, ac_str(PICK(random, attributes)), AC_STR("")); break;
	case 7: rename_element(random, out, s, element); break;
	case 8: splice(out, s, byte, (struct ac_str){ &other, 1 }, AC_STR("")); break;
	case 9: splice(out, s, (struct ac_str){ s.p + s.n, 0 }, AC_STR(""), AC_STR("")); break;
	default: { /* an element moves elsewhere */
		AC_AUTO(buf) struct ac_buf without;
		ac_buf_init(&without, 1 << 20);
		splice(&without, s, element, AC_STR(""), AC_STR(""));
		struct ac_str rest = ac_buf_str(&without);
		struct ac_str place = { rest.p + some_tag(random, rest), 0 };
		splice(out, rest, place, element, AC_STR(""));
	}
	}
}

static void check_mutant(const struct oracle *oracle, struct ac_str bytes, uint64_t seed)
{
	AC_AUTO(cap_document) struct ac_cap_document *document = ac_cap_read(bytes, NULL);
	bool beyond, fits = oracle_valid(oracle, bytes);
	const struct ac_cap_finding *error = schema_error(document, &beyond);
	(void)ac_cap_document_alert(document);
	if (fits ? !error : !ac_cap_document_valid(document))
		return;
	if (getenv("AC_CAP_KEEP"))
		fwrite(bytes.p, 1, bytes.n, stderr);
	fail_msg("mutant %llu: %s for the schema, but %s: %s", (unsigned long long)seed,
		fits ? "valid" : "invalid", error ? ac_cap_rule(error->rule)->id : "valid for us",
		error ? error->message : "");
}

static void mutants_are_invalid_exactly_when_the_schema_says_so(void **state)
{
	(void)state;
	struct oracle oracle;
	if (!oracle_init(&oracle))
		skip();
	const char *wanted = getenv("AC_CAP_MUTANTS"), *only = getenv("AC_SEED");
	unsigned long long first = only ? strtoull(only, NULL, 10) : 1;
	unsigned long long last = only ? first : wanted ? strtoull(wanted, NULL, 10) : 4000;
	struct samples samples;
	AC_AUTO(buf) struct ac_buf one, two;
	ac_buf_init(&one, 1 << 20);
	ac_buf_init(&two, 1 << 20);
	samples_init(&samples);
	for (unsigned long long seed = first; seed <= last; seed++) {
		struct ac_random random;
		ac_random_seed(&random, seed);
		const struct ac_buf *sample =
			&samples.at.at[ac_random_below(&random, samples.at.n)];
		mutate(&random, ac_buf_str(sample), &one);
		if (one.n && ac_random_chance(&random, 0.3)) {
			mutate(&random, ac_buf_str(&one), &two);
			check_mutant(&oracle, ac_buf_str(&two), seed);
		} else {
			check_mutant(&oracle, ac_buf_str(&one), seed);
		}
	}
	samples_done(&samples);
	oracle_done(&oracle);
}

static void our_samples_keep_every_rule_and_read_back_the_same(void **state)
{
	(void)state;
	struct samples samples = { 0 };
	add_folder(&samples, AC_SOURCE_ROOT "/examples/cap");
	assert_int_equal(samples.at.n, 13);
	ac_vec_each(&samples.at, text) {
		AC_AUTO(cap_document)
		struct ac_cap_document *document = ac_cap_read(ac_buf_str(text), NULL);
		assert_int_equal(ac_cap_document_findings(document)->count, 0);
		assert_int_equal(changes(ac_buf_str(text), "sample"), 0);
	}
	samples_done(&samples);
}

/* ---- rings ---- */

static double turn(struct ac_cap_point a, struct ac_cap_point b, struct ac_cap_point p)
{
	return (b.lon_deg - a.lon_deg) * (p.lat_deg - a.lat_deg) -
	       (b.lat_deg - a.lat_deg) * (p.lon_deg - a.lon_deg);
}

static bool crosses_slowly(const struct ac_cap_point *p, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		for (size_t k = i + 1; k + 1 < n; k++)
			if (turn(p[i], p[i + 1], p[k]) * turn(p[i], p[i + 1], p[k + 1]) < 0 &&
				turn(p[k], p[k + 1], p[i]) * turn(p[k], p[k + 1], p[i + 1]) < 0)
				return true;
	return false;
}

/* A star around a point is simple; swapping two corners mostly makes it cross itself. */
static size_t make_ring(struct ac_random *random, struct ac_cap_point *p)
{
	size_t n = 3 + ac_random_below(random, ac_random_chance(random, 0.2) ? 400 : 12);
	for (size_t i = 0; i < n; i++) {
		double angle =
			6.283185307179586 * ((double)i + 0.9 * ac_random_unit(random)) / (double)n;
		double radius = 1 + ac_random_unit(random) * 5;
		p[i] = (struct ac_cap_point){ floor(sin(angle) * radius * 1e6) / 1e6,
			floor(cos(angle) * radius * 1e6) / 1e6 };
	}
	if (ac_random_chance(random, 0.5)) {
		size_t a = ac_random_below(random, n), b = ac_random_below(random, n);
		struct ac_cap_point swap = p[a];
		p[a] = p[b];
		p[b] = swap;
	}
	p[n] = p[0];
	return n + 1;
}

static void the_sweep_finds_crossings_where_all_pairs_do(void **state)
{
	(void)state;
	size_t crossed = 0;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct ac_cap_point p[512], at;
		struct ac_random random;
		struct cap_sweep sweep;
		ac_random_seed(&random, seed);
		size_t n = make_ring(&random, p);
		cap_sweep_init(&sweep);
		bool slow = crosses_slowly(p, n), fast = cap_ring_crosses(&sweep, p, n, &at);
		cap_sweep_done(&sweep);
		if (slow != fast)
			fail_msg("ring %llu: %d, not %d", (unsigned long long)seed, fast, slow);
		crossed += fast;
	}
	assert_in_range(crossed, 500, 2500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(our_samples_keep_every_rule_and_read_back_the_same),
		CASE(every_real_message_is_judged_as_the_schema_and_the_standard_do),
		CASE(every_valid_message_is_the_same_after_writing_and_reading),
		CASE(what_we_write_is_valid_by_the_schema_and_in_utc),
		CASE(mutants_are_invalid_exactly_when_the_schema_says_so),
		CASE(the_sweep_finds_crossings_where_all_pairs_do),
	};
	int failed = RUN(tests);
	xmlCleanupParser();
	return failed;
}
