/* The allow-list: which signature is looked at at all. Whatever is not expected is refused. */
#include "cap/dsig_p.h"

#include "cap/value_p.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { declarations_max = 1000 }; /* of namespaces: canonical XML compares them with each other */

#define DSIG "http://www.w3.org/2000/09/xmldsig#"
#define EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"

/* ---- looking ---- */

static bool named(const xmlNode *node, const char *space, const char *local)
{
	return node && node->type == XML_ELEMENT_NODE && node->ns &&
	       strcmp((const char *)node->ns->href, space) == 0 &&
	       strcmp((const char *)node->name, local) == 0;
}

bool cap_dsig_is(const xmlNode *node, const char *local)
{
	return named(node, DSIG, local);
}

static bool is_blank(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE && cap_is_blank(ac_str((const char *)node->content));
}

static xmlNodePtr element_from(xmlNodePtr node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

static const char *attribute(const xmlNode *node, const char *local)
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (!a->ns && strcmp((const char *)a->name, local) == 0)
			return a->children ? (const char *)a->children->content : "";
	return NULL;
}

const char *cap_dsig_text(const xmlNode *node)
{
	const xmlNode *text = node ? node->children : NULL;
	if (!text)
		return "";
	return text->type == XML_TEXT_NODE && !text->next ? (const char *)text->content : NULL;
}

/* In document order, without recursion. */
static const xmlNode *after(const xmlNode *node, const xmlNode *top)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static bool refuse(struct cap_dsig *found, enum ac_cap_refusal refusal, const char *format, ...)
	AC_PRINTF(3, 4);

/* @return false, for `return refuse(…)` */
static bool refuse(struct cap_dsig *found, enum ac_cap_refusal refusal, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(found->why, sizeof found->why, format, args);
	va_end(args);
	found->refusal = refusal;
	return false;
}

/* ---- what an element of a signature may hold ---- */

static bool is_one_of(const char *text, const char *const list[])
{
	for (; text && *list; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

/* Attributes of no namespace, each of the list. */
static bool attributes_are(struct cap_dsig *found, const xmlNode *node, const char *const allowed[])
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (a->ns || !is_one_of((const char *)a->name, allowed))
			return refuse(found, AC_CAP_REFUSED_FORM,
				"<%.40s> with the attribute %.40s", node->name, a->name);
	return true;
}

static bool is_next(struct cap_dsig *found, xmlNodePtr *at, const char *local, xmlNodePtr *node)
{
	*node = element_from(*at);
	if (!cap_dsig_is(*node, local))
		return refuse(found, AC_CAP_REFUSED_FORM, "<%s> is not where it belongs", local);
	*at = (*node)->next;
	return true;
}

static bool is_end(struct cap_dsig *found, xmlNodePtr at, enum ac_cap_refusal refusal)
{
	xmlNodePtr more = element_from(at);
	return more ? refuse(found, refusal, "<%.60s>", more->name) : true;
}

static const char *const only_id[] = { "Id", NULL };
static const char *const only_algorithm[] = { "Algorithm", NULL };
static const char *const nothing[] = { NULL };

/* Canonical XML, all kinds that drop comments. */
static const char *const canonical[] = { EXCLUSIVE,
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
	NULL };

/* <InclusiveNamespaces PrefixList> is all that exclusive canonical XML takes. */
static bool prefixes_only(struct cap_dsig *found, const xmlNode *node)
{
	static const char *const prefix_list[] = { "PrefixList", NULL };
	xmlNodePtr child = element_from(node->children);
	if (!child)
		return true;
	bool exclusive = strcmp(attribute(node, "Algorithm"), EXCLUSIVE) == 0;
	if (!exclusive || !named(child, EXCLUSIVE, "InclusiveNamespaces") || child->children)
		return refuse(found, AC_CAP_REFUSED_TRANSFORM, "<%.60s>", child->name);
	return attributes_are(found, child, prefix_list) &&
	       is_end(found, child->next, AC_CAP_REFUSED_TRANSFORM);
}

static bool algorithm_is(struct cap_dsig *found, const xmlNode *node, const char *const allowed[],
	enum ac_cap_refusal refusal)
{
	const char *algorithm = attribute(node, "Algorithm");
	if (!is_one_of(algorithm, allowed))
		return refuse(found, refusal, "%.120s", algorithm ? algorithm : "no algorithm");
	return attributes_are(found, node, only_algorithm);
}

static bool bare(struct cap_dsig *found, const xmlNode *node)
{
	return is_end(found, node->children, AC_CAP_REFUSED_ALGORITHM);
}

/* ---- the parts ---- */

static bool look_at_transforms(struct cap_dsig *found, const xmlNode *transforms)
{
	static const char *const enveloped[] = { DSIG "enveloped-signature", NULL };
	xmlNodePtr at = transforms->children, first, second;
	if (!attributes_are(found, transforms, nothing) ||
		!is_next(found, &at, "Transform", &first) ||
		!algorithm_is(found, first, enveloped, AC_CAP_REFUSED_TRANSFORM) ||
		!is_end(found, first->children, AC_CAP_REFUSED_TRANSFORM))
		return false;
	if (!element_from(at))
		return true; /* canonical XML 1.0 is implied */
	return is_next(found, &at, "Transform", &second) &&
	       algorithm_is(found, second, canonical, AC_CAP_REFUSED_TRANSFORM) &&
	       prefixes_only(found, second) && is_end(found, at, AC_CAP_REFUSED_TRANSFORM);
}

static bool look_at_reference(struct cap_dsig *found, const xmlNode *reference)
{
	static const char *const allowed[] = { "URI", "Id", NULL };
	static const char *const digests[] = { "http://www.w3.org/2001/04/xmlenc#sha256",
		"http://www.w3.org/2001/04/xmldsig-more#sha384",
		"http://www.w3.org/2001/04/xmlenc#sha512", NULL };
	xmlNodePtr at = reference->children, transforms, method;
	const char *uri = attribute(reference, "URI");
	if (!uri || *uri)
		return refuse(
			found, AC_CAP_REFUSED_REFERENCE, "URI=\"%.100s\"", uri ? uri : "(none)");
	return attributes_are(found, reference, allowed) &&
	       is_next(found, &at, "Transforms", &transforms) &&
	       look_at_transforms(found, transforms) &&
	       is_next(found, &at, "DigestMethod", &method) &&
	       algorithm_is(found, method, digests, AC_CAP_REFUSED_ALGORITHM) &&
	       bare(found, method) && is_next(found, &at, "DigestValue", &found->digest_value) &&
	       attributes_are(found, found->digest_value, nothing) &&
	       is_end(found, at, AC_CAP_REFUSED_FORM);
}

static bool look_at_signed_info(struct cap_dsig *found, const xmlNode *info)
{
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
	static const char *const methods[] = { MORE "ecdsa-sha256", MORE "ecdsa-sha384",
		MORE "ecdsa-sha512", MORE "rsa-sha256", MORE "rsa-sha384", MORE "rsa-sha512",
		NULL };
#undef MORE
	xmlNodePtr at = info->children, c14n, method, reference;
	return attributes_are(found, info, only_id) &&
	       is_next(found, &at, "CanonicalizationMethod", &c14n) &&
	       algorithm_is(found, c14n, canonical, AC_CAP_REFUSED_TRANSFORM) &&
	       prefixes_only(found, c14n) && is_next(found, &at, "SignatureMethod", &method) &&
	       algorithm_is(found, method, methods, AC_CAP_REFUSED_ALGORITHM) &&
	       bare(found, method) && is_next(found, &at, "Reference", &reference) &&
	       look_at_reference(found, reference) && is_end(found, at, AC_CAP_REFUSED_REFERENCE);
}

/* Nothing of it is used; what would make a reader fetch or unwrap something is refused all the same. */
static bool look_at_key_info(struct cap_dsig *found, const xmlNode *info)
{
	for (xmlNodePtr e = element_from(info->children); e; e = element_from(e->next))
		if (!cap_dsig_is(e, "KeyName") && !cap_dsig_is(e, "KeyValue") &&
			!cap_dsig_is(e, "X509Data"))
			return refuse(found, AC_CAP_REFUSED_KEYINFO, "<%.60s>", e->name);
	return attributes_are(found, info, only_id);
}

static bool look_at_signature(struct cap_dsig *found)
{
	xmlNodePtr at = found->signature->children, info, key_info;
	if (!attributes_are(found, found->signature, only_id) ||
		!is_next(found, &at, "SignedInfo", &info) || !look_at_signed_info(found, info) ||
		!is_next(found, &at, "SignatureValue", &found->signature_value) ||
		!attributes_are(found, found->signature_value, only_id))
		return false;
	key_info = element_from(at);
	if (!key_info || !cap_dsig_is(key_info, "KeyInfo"))
		return is_end(found, at, AC_CAP_REFUSED_FORM);
	return look_at_key_info(found, key_info) &&
	       is_end(found, key_info->next, AC_CAP_REFUSED_FORM);
}

/* ---- the values ---- */

/* White space may stand between the digits: signers break lines. */
static bool is_base64(const xmlNode *node)
{
	struct ac_str text = ac_str(cap_dsig_text(node));
	return !cap_is_blank(text) && cap_is_base64(text);
}

static bool look_at_values(struct cap_dsig *found)
{
	if (!is_base64(found->digest_value))
		return refuse(found, AC_CAP_REFUSED_BASE64, "<DigestValue>");
	if (!is_base64(found->signature_value))
		return refuse(found, AC_CAP_REFUSED_BASE64, "<SignatureValue>");
	return true;
}

/* ---- around it ---- */

static bool is_message(const xmlNode *node)
{
	const char *space = node->ns ? (const char *)node->ns->href : "";
	return strcmp((const char *)node->name, "alert") == 0 ||
	       strncmp(space, "urn:oasis:names:tc:emergency:cap:", 33) == 0 ||
	       strcmp(space, "http://www.incident.com/cap/1.0") == 0;
}

/* Elements and text only: a comment parts a text in two for some readers. */
static bool look_inside(struct cap_dsig *found)
{
	const xmlNode *top = found->signature;
	for (const xmlNode *n = after(top, top); n; n = after(n, top)) {
		if (n->type != XML_ELEMENT_NODE && n->type != XML_TEXT_NODE)
			return refuse(found, AC_CAP_REFUSED_FORM,
				"a comment, CDATA or instruction stands in the signature");
		if (n->type == XML_ELEMENT_NODE && is_message(n))
			return refuse(found, AC_CAP_REFUSED_WRAPPED, "<%.60s>", n->name);
	}
	return true;
}

static bool look_at_place(struct cap_dsig *found, xmlDocPtr doc)
{
	if (found->signature->parent != xmlDocGetRootElement(doc))
		return refuse(found, AC_CAP_REFUSED_PLACE, "it is no child of <alert>");
	for (const xmlNode *n = found->signature->next; n; n = n->next)
		if (!is_blank(n))
			return refuse(found, AC_CAP_REFUSED_PLACE, "<%.60s> stands behind it",
				n->type == XML_ELEMENT_NODE ? (const char *)n->name : "text");
	return true;
}

static bool is_id(const xmlAttr *a)
{
	return strcasecmp((const char *)a->name, "id") == 0;
}

/* Only our own form has ids, and it has few: comparing each with each is cheap up to the bound. */
struct ids {
	const char *at[32];
	size_t n;
};

static bool take_ids(struct cap_dsig *found, struct ids *ids, const xmlNode *node)
{
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		if (!is_id(a))
			continue;
		const char *id = a->children ? (const char *)a->children->content : "";
		for (size_t i = 0; i < ids->n; i++)
			if (strcmp(ids->at[i], id) == 0)
				return refuse(found, AC_CAP_REFUSED_ID, "\"%.60s\"", id);
		if (ids->n == sizeof ids->at / sizeof *ids->at)
			return refuse(found, AC_CAP_REFUSED_ID, "more than 32 ids");
		ids->at[ids->n++] = id;
	}
	return true;
}

/* The one signature, and nothing of a signature beside it. */
static bool look_everywhere(struct cap_dsig *found, xmlDocPtr doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	struct ids ids = { .n = 0 };
	size_t signatures = 0, strays = 0, declarations = 0;
	for (const xmlNode *n = root; n; n = after(n, root)) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		for (const xmlNs *ns = n->nsDef; ns; ns = ns->next)
			declarations++;
		if (!take_ids(found, &ids, n))
			return false;
		if (!n->ns || strcmp((const char *)n->ns->href, DSIG) != 0)
			continue;
		if (cap_dsig_is(n, "Signature") && signatures++ == 0)
			found->signature = (xmlNodePtr)n;
		strays += !found->signature;
	}
	if (declarations > declarations_max)
		return refuse(found, AC_CAP_REFUSED_DOCUMENT, "more than %d namespace declarations",
			declarations_max);
	if (signatures > 1 || strays)
		return refuse(found, AC_CAP_REFUSED_COUNT, "%zu signatures, %zu parts of one",
			signatures, strays);
	return true;
}

/* What stands of a signature behind the one signature is found by its place. */
void cap_dsig_look(xmlDocPtr doc, struct cap_dsig *found)
{
	*found = (struct cap_dsig){ 0 };
	if (!look_everywhere(found, doc) || !found->signature)
		return;
	(void)(look_at_place(found, doc) && look_inside(found) && look_at_signature(found) &&
		look_at_values(found));
}
