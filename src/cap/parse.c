/* From bytes to elements, with libxml2's SAX2 parser.
 *
 * Strangers send documents, so everything is bounded, a DOCTYPE stops the parser before anything in it
 * is looked at (no entities but the five, no external subset), and nothing is fetched. Text is kept
 * only where CAP has some: in elements without child elements outside signatures. */
#include "cap/tree_p.h"
#include "cap/value_p.h"

#include "base/buf.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>
#include <strings.h>

struct parser {
	struct cap_check *check;
	xmlParserCtxtPtr ctxt;
	struct cap_element *root, *here; /* the element that is open */
	size_t depth, elements, attributes;
	struct ac_buf *texts; /* of all elements, one behind the other, each with a zero byte */
	size_t text_at; /* where that of `here` begins, while it has no child elements */
	struct ac_str unread; /* input that the parser has not fetched yet */
	uint16_t counts[cap_depth_max + 1][cap_name_count]; /* children so far, by depth and name */
	bool failed;
};

/* ---- names ---- */

#define X(name) #name,
static const char *const names[] = { CAP_NAMES(X) };
#undef X

static enum cap_name name_of(const char *local)
{
	size_t lo = 0, hi = cap_name_count;
	while (lo < hi) {
		size_t middle = (lo + hi) / 2;
		int order = strcmp(local, names[middle]);
		if (order == 0)
			return (enum cap_name)middle;
		if (order < 0)
			hi = middle;
		else
			lo = middle + 1;
	}
	return CAP_other;
}

static enum cap_space space_of(const char *uri)
{
	static const struct {
		const char *uri;
		enum cap_space space;
	} spaces[] = { { "urn:oasis:names:tc:emergency:cap:1.2", SPACE_CAP_1_2 },
		{ "urn:oasis:names:tc:emergency:cap:1.1", SPACE_CAP_1_1 },
		{ "http://www.incident.com/cap/1.0", SPACE_CAP_1_0 },
		{ "http://www.w3.org/2000/09/xmldsig#", SPACE_DSIG } };
	if (!uri)
		return SPACE_NONE;
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (strcmp(uri, spaces[i].uri) == 0)
			return spaces[i].space;
	return SPACE_OTHER;
}

/* ---- stopping ---- */

static uint32_t line_of(const struct parser *p)
{
	return p->ctxt->input ? (uint32_t)p->ctxt->input->line : 1;
}

static void stop(struct parser *p)
{
	p->failed = true;
	xmlStopParser(p->ctxt);
}

static void too_large(struct parser *p, const char *what, size_t most)
{
	if (!p->failed)
		cap_find(p->check, AC_CAP_DOC_SIZE, p->here, line_of(p), "more than %zu %s", most,
			what);
	stop(p);
}

static void *room(struct parser *p, size_t n)
{
	void *at = ac_arena_alloc(p->check->arena, n);
	if (!at)
		too_large(p, "bytes of memory", cap_arena_max);
	return at;
}

/* ---- elements ---- */

static bool add_attribute(struct parser *p, struct cap_element *e, const xmlChar **a)
{
	static const char xsi[] = "http://www.w3.org/2001/XMLSchema-instance";
	struct cap_attribute *attribute = room(p, sizeof *attribute);
	if (!attribute)
		return false;
	struct ac_str value = { (const char *)a[3], (size_t)(a[4] - a[3]) };
	*attribute = (struct cap_attribute){
		.local = ac_arena_str(p->check->arena, ac_str((const char *)a[0])).p,
		.value = ac_arena_str(p->check->arena, value).p,
		.xsi = a[2] && strcmp((const char *)a[2], xsi) == 0,
		.none = !a[2],
		.next = e->attributes,
	};
	e->attributes = attribute;
	return attribute->local && attribute->value;
}

static void link_child(struct parser *p, struct cap_element *e)
{
	e->parent = p->here;
	if (!p->here)
		p->root = e;
	else if (p->here->last)
		p->here->last->next = e;
	else
		p->here->first = e;
	if (p->here)
		p->here->last = e;
	if (p->here && e->name != CAP_other)
		e->nth = ++p->counts[p->depth][e->name];
}

/* The text that stands before a first child is none of an element that holds text. */
static void leave_text(struct parser *p)
{
	struct ac_str text = { p->texts->p + p->text_at, p->texts->n - p->text_at };
	if (p->here && !p->here->first && !cap_is_blank(text))
		p->here->stray_line = p->here->line;
	p->texts->n = p->text_at;
}

static bool within_bounds(struct parser *p, size_t attributes)
{
	p->attributes += attributes;
	if (p->depth >= cap_depth_max)
		too_large(p, "levels of elements", cap_depth_max);
	else if (++p->elements > cap_elements_max)
		too_large(p, "elements", cap_elements_max);
	else if (p->attributes > cap_attributes_max)
		too_large(p, "attributes", cap_attributes_max);
	return !p->failed;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int n_spaces, const xmlChar **spaces, int n_attributes, int n_defaulted,
	const xmlChar **attributes)
{
	struct parser *p = user;
	(void)prefix, (void)n_spaces, (void)spaces, (void)n_defaulted;
	if (p->failed || !within_bounds(p, (size_t)n_attributes))
		return;
	leave_text(p);
	struct cap_element *e = room(p, sizeof *e);
	if (!e)
		return;
	e->name = name_of((const char *)local);
	e->space = space_of((const char *)uri);
	e->line = line_of(p);
	e->local = e->name == CAP_other
			   ? ac_arena_str(p->check->arena, ac_str((const char *)local)).p
			   : names[e->name];
	for (int i = 0; i < n_attributes; i++)
		if (!add_attribute(p, e, attributes + (size_t)i * 5))
			return;
	if (!e->local) {
		too_large(p, "bytes of memory", cap_arena_max);
		return;
	}
	link_child(p, e);
	p->here = e;
	memset(p->counts[++p->depth], 0, sizeof p->counts[0]);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct parser *p = user;
	(void)local, (void)prefix, (void)uri;
	if (p->failed || !p->here)
		return;
	struct cap_element *e = p->here;
	if (!e->first) {
		e->text.n = p->texts->n - p->text_at;
		ac_buf_add_char(p->texts, '\0');
	}
	p->text_at = p->texts->n;
	p->here = e->parent;
	p->depth--;
}

/* The parser stands behind the text: on which line does its first letter stand? */
static uint32_t line_of_letter(const struct parser *p, struct ac_str text)
{
	uint32_t line = line_of(p);
	for (struct ac_str s = ac_str_trim(text); s.p < text.p + text.n; s.p++)
		line -= *s.p == '\n';
	return line;
}

static void on_text(void *user, const xmlChar *text, int n)
{
	struct parser *p = user;
	struct ac_str s = { (const char *)text, (size_t)n };
	if (p->failed || !p->here)
		return;
	if (p->here->first) {
		if (!p->here->stray_line && !cap_is_blank(s))
			p->here->stray_line = line_of_letter(p, s);
	} else if (p->here->space != SPACE_DSIG) {
		ac_buf_add_str(p->texts, s);
	}
}

static void on_cdata(void *user, const xmlChar *text, int n)
{
	struct parser *p = user;
	if (!p->failed && p->here && !p->here->cdata_line)
		p->here->cdata_line = line_of(p);
	on_text(user, text, n);
}

/* ---- what ends it ---- */

static void on_doctype(
	void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct parser *p = user;
	(void)name, (void)external, (void)system;
	cap_find(p->check, AC_CAP_DOC_DOCTYPE, NULL, line_of(p), NULL);
	stop(p);
}

/* What iconv knows beyond these is of no use to a warning, and stays shut. */
static void on_document(void *user)
{
	static const char *const known[] = { "UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE",
		"US-ASCII", "ASCII", "ISO-8859-", "ISO_8859-", "ISO8859-", "LATIN1", "windows-125",
		"cp125" };
	struct parser *p = user;
	const xmlChar *declared = p->ctxt->encoding;
	if (!declared && p->ctxt->input)
		declared = p->ctxt->input->encoding;
	const char *encoding = (const char *)declared;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!encoding || strncasecmp(encoding, known[i], strlen(known[i])) == 0)
			return;
	cap_find(p->check, AC_CAP_XML_ENCODING, NULL, 1, "%s", encoding);
	stop(p);
}

static enum ac_cap_rule_id rule_of(int code, int domain)
{
	switch (code) {
	case XML_ERR_INVALID_CHAR:
	case XML_ERR_INVALID_CHARREF:
	case XML_ERR_INVALID_ENCODING: return AC_CAP_TEXT_CHARS;
	case XML_ERR_UNKNOWN_ENCODING:
	case XML_ERR_UNSUPPORTED_ENCODING: return AC_CAP_XML_ENCODING;
	default: return domain == XML_FROM_I18N ? AC_CAP_TEXT_CHARS : AC_CAP_XML_MALFORMED;
	}
}

static void on_error(void *user, xmlErrorPtr error)
{
	struct parser *p = user;
	bool space = error->domain == XML_FROM_NAMESPACE;
	if (p->failed || error->level < XML_ERR_ERROR || (error->level == XML_ERR_ERROR && !space))
		return;
	struct ac_str said = ac_str_trim(ac_str(error->message));
	enum ac_cap_rule_id rule =
		space ? AC_CAP_XML_NAMESPACE : rule_of(error->code, error->domain);
	cap_find(p->check, rule, p->here, error->line > 0 ? (uint32_t)error->line : line_of(p),
		"%.*s", AC_STR_ARG(said));
	if (error->level == XML_ERR_FATAL)
		p->failed = true;
}

/* ---- the whole ---- */

/* Piece by piece: the parser then keeps little of it. */
static int give(void *user, char *to, int n)
{
	struct parser *p = user;
	size_t part = (size_t)n < p->unread.n ? (size_t)n : p->unread.n;
	memcpy(to, p->unread.p, part);
	p->unread = (struct ac_str){ p->unread.p + part, p->unread.n - part };
	return (int)part;
}

/* The buffer has come to rest: lengths become views, in the order in which elements ended. */
static const char *settle(struct cap_element *e, const char *at)
{
	for (struct cap_element *child = e->first; child; child = child->next)
		at = settle(child, at);
	if (e->first)
		return at;
	e->text.p = at;
	return at + e->text.n + 1;
}

/* What the parser says on the side (failed conversions) comes out as a finding, not on a terminal. */
static void say_nothing(void *user, const char *format, ...)
{
	(void)user, (void)format;
}

static void run(struct parser *p, struct ac_str bytes)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, xmlInitParser); /* which threads must not do at the same time */
	static const xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startDocument = on_document,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_cdata,
		.ignorableWhitespace = on_text,
		.serror = on_error };
	xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread */
	p->unread = bytes;
	p->ctxt = xmlCreateIOParserCtxt(
		(xmlSAXHandlerPtr)&handler, p, give, NULL, p, XML_CHAR_ENCODING_NONE);
	if (!p->ctxt)
		return;
	(void)xmlCtxtUseOptions(p->ctxt, XML_PARSE_NONET | XML_PARSE_COMPACT);
	(void)xmlParseDocument(p->ctxt);
	if (!p->failed && !p->ctxt->wellFormed)
		cap_find(p->check, AC_CAP_XML_MALFORMED, p->here, line_of(p), NULL);
	p->failed |= !p->ctxt->wellFormed;
	xmlFreeDoc(p->ctxt->myDoc);
	xmlFreeParserCtxt(p->ctxt);
}

/* Bytes that no XML begins with; JSON is what people confuse it with. */
static bool begins_like_xml(struct cap_check *c, struct ac_str bytes)
{
	struct ac_str s = bytes;
	if (ac_str_starts(s, AC_STR("\xef\xbb\xbf")))
		s = (struct ac_str){ s.p + 3, s.n - 3 };
	s = ac_str_trim(s);
	if (s.n == 0) {
		cap_find(c, AC_CAP_DOC_KIND, NULL, 1, "it is empty");
		return false;
	}
	if (*s.p == '<' || (unsigned char)*s.p >= 0xfe || *s.p == 0)
		return true;
	cap_find(c, AC_CAP_DOC_KIND, NULL, 1,
		*s.p == '{' || *s.p == '[' ? "it looks like JSON" : "it is no XML");
	return false;
}

/* UTF-16 has zero bytes; in every other encoding none may be there. */
static bool has_zero_byte(struct ac_str s)
{
	bool wide = s.n >= 2 && (s.p[0] == 0 || s.p[1] == 0 || (unsigned char)s.p[0] >= 0xfe);
	return !wide && memchr(s.p, 0, s.n);
}

struct cap_element *cap_parse(struct cap_check *c, struct ac_str bytes, struct ac_buf *texts)
{
	if (bytes.n > cap_bytes_max) {
		cap_find(c, AC_CAP_DOC_SIZE, NULL, 1, "more than %d bytes", cap_bytes_max);
		return NULL;
	}
	if (!begins_like_xml(c, bytes))
		return NULL;
	if (has_zero_byte(bytes)) {
		cap_find(c, AC_CAP_TEXT_CHARS, NULL, 1, "a zero byte");
		return NULL;
	}
	struct parser *p = ac_alloc(sizeof *p);
	*p = (struct parser){ .check = c, .texts = texts };
	ac_buf_init(texts, (size_t)cap_bytes_max * 3 + cap_elements_max);
	if (!ac_buf_room(texts, bytes.n)) /* most documents are ASCII */
		return NULL;
	ac_buf_reset(texts);
	run(p, bytes);
	struct cap_element *root = p->failed ? NULL : p->root;
	if (root)
		(void)settle(root, texts->p);
	ac_free(p);
	return root;
}

/* ---- looking ---- */

const char *cap_name_text(enum cap_name name)
{
	return names[name];
}

const struct cap_element *cap_child(const struct cap_element *parent, enum cap_name name)
{
	for (const struct cap_element *e = parent ? parent->first : NULL; e; e = e->next)
		if (e->name == name && e->space == parent->space)
			return e;
	return NULL;
}

const struct cap_element *cap_next(const struct cap_element *element)
{
	for (const struct cap_element *e = element->next; e; e = e->next)
		if (e->name == element->name && e->space == element->space)
			return e;
	return NULL;
}

const struct cap_element *cap_leaf(const struct cap_element *parent, enum cap_name name)
{
	const struct cap_element *e = cap_child(parent, name);
	return e && !e->first ? e : NULL;
}

struct ac_str cap_child_text(const struct cap_element *parent, enum cap_name name)
{
	const struct cap_element *leaf = cap_leaf(parent, name);
	return leaf ? ac_str_trim(leaf->text) : AC_STR("");
}
