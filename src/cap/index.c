/* With libxml2's SAX2 parser, as in parse.c: a state of a few fields walks over the elements. */
#include "cap/index.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <pthread.h>

enum { depth_max = 64, text_max = 4096, arena_max = 8 << 20 };

struct ac_cap_index {
	enum ac_cap_index_kind kind;
	bool cut;
	struct ac_arena arena;
	AC_VEC(struct ac_cap_index_entry) entries;
};

/* How sure it is that a link leads to a CAP file. */
enum certainty { NO_LINK, SOME_LINK, XML_LINK, CAP_LINK };

struct parser {
	struct ac_cap_index *index;
	xmlParserCtxtPtr ctxt;
	int depth, entry_depth; /* entry_depth: of the open entry; 0: none */
	struct ac_buf text; /* of the element that is open, directly below an entry */
	bool in_text;
	/* of the open entry */
	struct ac_buf link, updated;
	enum certainty certain;
	enum ac_status status;
	struct ac_error err;
};

/* ---- stopping ---- */

static void stop(struct parser *p, enum ac_status status, const char *why)
{
	int line = p->ctxt->input ? p->ctxt->input->line : 1;
	if (p->status == AC_OK)
		p->status = ac_fail(&p->err, status, "line %d: %s", line, why);
	xmlStopParser(p->ctxt);
}

static void on_doctype(
	void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	(void)name, (void)external, (void)system;
	stop(user, AC_INVALID, "a DOCTYPE, which is not read");
}

static void on_error(void *user, xmlErrorPtr error)
{
	struct parser *p = user;
	if (error->level < XML_ERR_FATAL || p->status != AC_OK)
		return;
	struct ac_str said = ac_str_trim(ac_str(error->message));
	p->status = ac_fail(&p->err, AC_INVALID, "line %d: %.*s", error->line,
		said.n < 120 ? (int)said.n : 120, said.p);
}

static void say_nothing(void *user, const char *format, ...)
{
	(void)user, (void)format;
}

/* ---- links ---- */

static enum certainty certainty_of(struct ac_str type)
{
	if (ac_str_starts(type, AC_STR("application/cap+xml")))
		return CAP_LINK;
	if (ac_str_starts(type, AC_STR("application/xml")) ||
		ac_str_starts(type, AC_STR("text/xml")))
		return XML_LINK;
	return type.n ? NO_LINK : SOME_LINK;
}

/* The surest link of an entry is its message; of equally sure ones the first. */
static void offer(struct parser *p, struct ac_str link, enum certainty certain)
{
	link = ac_str_trim(link);
	if (!link.n || link.n > text_max || certain <= p->certain)
		return;
	ac_buf_reset(&p->link);
	ac_buf_add_str(&p->link, link);
	p->certain = certain;
}

static struct ac_str attribute(const xmlChar **attributes, int n, const char *name)
{
	for (int i = 0; i < n; i++) {
		const xmlChar **a = attributes + (size_t)i * 5;
		if (!a[2] && strcmp((const char *)a[0], name) == 0)
			return (struct ac_str){ (const char *)a[3], (size_t)(a[4] - a[3]) };
	}
	return AC_STR("");
}

/* Atom's <link>: an alternate or self of the entry; anything else is about something else. */
static void take_link(struct parser *p, const xmlChar **attributes, int n)
{
	struct ac_str relation = attribute(attributes, n, "rel");
	if (relation.n && !ac_str_eq(relation, AC_STR("alternate")) &&
		!ac_str_eq(relation, AC_STR("self")) && !ac_str_eq(relation, AC_STR("enclosure")))
		return;
	offer(p, attribute(attributes, n, "href"), certainty_of(attribute(attributes, n, "type")));
}

/* ---- elements ---- */

static bool is_atom(const xmlChar *uri)
{
	return uri && strcmp((const char *)uri, "http://www.w3.org/2005/Atom") == 0;
}

/* RSS 2.0 has no namespace, 1.0 has one. */
static bool is_rss(const xmlChar *uri)
{
	return !uri || strcmp((const char *)uri, "http://purl.org/rss/1.0/") == 0;
}

static void begin_root(struct parser *p, const char *local, const xmlChar *uri)
{
	if (is_atom(uri) && strcmp(local, "feed") == 0)
		p->index->kind = AC_CAP_INDEX_ATOM;
	else if (strcmp(local, "rss") == 0 || strcmp(local, "RDF") == 0)
		p->index->kind = AC_CAP_INDEX_RSS;
	else if (strcmp(local, "alert") == 0)
		p->index->kind = AC_CAP_INDEX_MESSAGE;
	else
		stop(p, AC_INVALID, "neither Atom nor RSS nor a CAP message");
}

static bool is_entry(const struct parser *p, const char *local, const xmlChar *uri)
{
	return p->index->kind == AC_CAP_INDEX_ATOM ? is_atom(uri) && strcmp(local, "entry") == 0
						   : is_rss(uri) && strcmp(local, "item") == 0;
}

static void begin_entry(struct parser *p)
{
	p->entry_depth = p->depth;
	p->certain = NO_LINK;
	ac_buf_reset(&p->link);
	ac_buf_reset(&p->updated);
}

static void end_entry(struct parser *p)
{
	struct ac_cap_index *index = p->index;
	p->entry_depth = 0;
	if (!p->link.n)
		return;
	if (index->entries.n == ac_cap_index_entries_max) {
		index->cut = true;
		return;
	}
	struct ac_cap_index_entry entry = { ac_arena_str(&index->arena, ac_buf_str(&p->link)),
		ac_arena_str(&index->arena, ac_buf_str(&p->updated)) };
	if (!entry.link.p || !entry.updated.p) {
		stop(p, AC_FULL, "more text than is read");
		return;
	}
	ac_vec_push(&index->entries, entry);
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int n_spaces, const xmlChar **spaces, int n_attributes, int n_defaulted,
	const xmlChar **attributes)
{
	struct parser *p = user;
	const char *name = (const char *)local;
	(void)prefix, (void)n_spaces, (void)spaces, (void)n_defaulted;
	if (p->status != AC_OK)
		return;
	if (++p->depth > depth_max) {
		stop(p, AC_FULL, "more levels of elements than are read");
		return;
	}
	if (p->depth == 1)
		begin_root(p, name, uri);
	else if (!p->entry_depth && is_entry(p, name, uri))
		begin_entry(p);
	p->in_text = p->entry_depth && p->depth == p->entry_depth + 1;
	ac_buf_reset(&p->text);
	if (!p->in_text)
		return;
	if (is_atom(uri) && strcmp(name, "link") == 0)
		take_link(p, attributes, n_attributes);
	else if (is_rss(uri) && strcmp(name, "enclosure") == 0)
		offer(p, attribute(attributes, n_attributes, "url"),
			certainty_of(attribute(attributes, n_attributes, "type")));
}

static void take_text(struct parser *p, const char *name, const xmlChar *uri)
{
	bool atom = p->index->kind == AC_CAP_INDEX_ATOM && is_atom(uri);
	bool rss = p->index->kind == AC_CAP_INDEX_RSS && is_rss(uri);
	struct ac_str text = ac_str_trim(ac_buf_str(&p->text));
	if (p->text.over)
		return;
	if (rss && strcmp(name, "link") == 0)
		offer(p, text, SOME_LINK);
	if ((atom && strcmp(name, "updated") == 0) || (rss && strcmp(name, "pubDate") == 0)) {
		ac_buf_reset(&p->updated);
		ac_buf_add_str(&p->updated, text.n <= 64 ? text : AC_STR(""));
	}
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct parser *p = user;
	(void)prefix;
	if (p->status != AC_OK)
		return;
	if (p->in_text)
		take_text(p, (const char *)local, uri);
	p->in_text = false;
	if (p->entry_depth && p->depth == p->entry_depth)
		end_entry(p);
	p->depth--;
}

static void on_text(void *user, const xmlChar *text, int n)
{
	struct parser *p = user;
	if (p->in_text && p->status == AC_OK)
		ac_buf_add(&p->text, text, (size_t)n);
}

/* ---- the whole ---- */

static void parse(struct parser *p, struct ac_str bytes)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	(void)pthread_once(&once, xmlInitParser);
	static const xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.serror = on_error };
	xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread */
	p->ctxt = xmlCreatePushParserCtxt((xmlSAXHandlerPtr)&handler, p, NULL, 0, NULL);
	if (!p->ctxt) {
		p->status = ac_fail(&p->err, AC_FULL, "no memory for a parser");
		return;
	}
	/* NOENT puts & for &amp; into attributes; without a DOCTYPE there are no other entities */
	(void)xmlCtxtUseOptions(p->ctxt, XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOENT);
	(void)xmlParseChunk(p->ctxt, bytes.p, (int)bytes.n, 1);
	if (p->status == AC_OK && !p->ctxt->wellFormed)
		p->status = ac_fail(&p->err, AC_INVALID, "it is no well-formed XML");
	xmlFreeDoc(p->ctxt->myDoc);
	xmlFreeParserCtxt(p->ctxt);
}

enum ac_status ac_cap_index_read(
	struct ac_str bytes, struct ac_cap_index **index, struct ac_error *err)
{
	if (bytes.n > ac_cap_index_bytes_max)
		return ac_fail(err, AC_FULL, "more than %d bytes", ac_cap_index_bytes_max);
	if (!bytes.n)
		return ac_fail(err, AC_INVALID, "it is empty");
	AC_AUTO(cap_index) struct ac_cap_index *made = ac_alloc(sizeof *made);
	ac_arena_init(&made->arena, arena_max);
	struct parser p = { .index = made };
	ac_buf_init(&p.text, text_max);
	ac_buf_init(&p.link, text_max);
	ac_buf_init(&p.updated, 64);
	parse(&p, bytes);
	ac_buf_done(&p.text);
	ac_buf_done(&p.link);
	ac_buf_done(&p.updated);
	if (p.status != AC_OK) {
		if (err)
			*err = p.err;
		return p.status;
	}
	*index = AC_TAKE(made);
	return AC_OK;
}

void ac_cap_index_free(struct ac_cap_index *index)
{
	if (!index)
		return;
	ac_vec_done(&index->entries);
	ac_arena_done(&index->arena);
	ac_free(index);
}

enum ac_cap_index_kind ac_cap_index_kind(const struct ac_cap_index *index)
{
	return index->kind;
}

size_t ac_cap_index_count(const struct ac_cap_index *index)
{
	return index->entries.n;
}

struct ac_cap_index_entry ac_cap_index_at(const struct ac_cap_index *index, size_t i)
{
	return index->entries.at[i];
}

bool ac_cap_index_cut(const struct ac_cap_index *index)
{
	return index->cut;
}
