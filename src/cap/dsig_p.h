/* cap/dsig_p.h - a signed message as xmlsec sees it: the tree of libxml2, and what we allow in it.
 *
 * The allow-list is checked on the very tree that xmlsec then works on, so that two parsers cannot
 * disagree about what was signed.
 */
#pragma once
#include "cap/verify.h"

#include <libxml/tree.h>
#include <openssl/evp.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmlsec.h>

/** Set xmlsec up, once: OpenSSL, no input from files or networks, nothing printed. @return false: it cannot be used */
bool cap_dsig_init(void);

/** Parse; nothing is fetched. @return owned by the caller, xmlFreeDoc(); NULL when it is no XML */
xmlDocPtr cap_dsig_parse(struct ac_str bytes);

/** Is it an element of XML Signature of that name? */
bool cap_dsig_is(const xmlNode *node, const char *local);

struct cap_dsig {
	xmlNodePtr signature; /* NULL: none */
	xmlNodePtr digest_value, signature_value;
	enum ac_cap_refusal refusal; /* AC_CAP_REFUSED_NOT: the form is allowed */
	char why[160];
};

/** Look at the form of the signature (docs/cap-conformance.md); the texts are xmlsec's to check. */
void cap_dsig_look(xmlDocPtr doc, struct cap_dsig *found);

/** The text of an element that holds text only, borrowed; NULL when anything else stands in it. */
const char *cap_dsig_text(const xmlNode *node);

/** A key for xmlsec, owned by whom it is given to; NULL when xmlsec does not know its kind. */
xmlSecKeyPtr cap_dsig_key(EVP_PKEY *pkey);
