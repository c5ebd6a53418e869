/* xmlsec and OpenSSL, set up once for all threads; the parser; keys. */
#include "cap/dsig_p.h"

#include <libxml/parser.h>
#include <pthread.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

/* ---- the library ---- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool usable;

/* What went wrong is told by the verdict. */
static void say_nothing(const char *file, int line, const char *function, const char *object,
	const char *subject, int reason, const char *message)
{
	(void)file, (void)line, (void)function, (void)object, (void)subject, (void)reason;
	(void)message;
}

static void set_up(void)
{
	xmlInitParser();
	usable = xmlSecInit() >= 0 && xmlSecOpenSSLAppInit(NULL) >= 0 && xmlSecOpenSSLInit() >= 0;
	xmlSecIOCleanupCallbacks(); /* nothing is ever read from a file or a network */
	xmlSecErrorsSetCallback(say_nothing);
}

bool cap_dsig_init(void)
{
	(void)pthread_once(&once, set_up);
	return usable;
}

xmlSecKeyPtr cap_dsig_key(EVP_PKEY *pkey)
{
	xmlSecKeyPtr key = xmlSecKeyCreate();
	EVP_PKEY *copy = xmlSecOpenSSLEvpKeyDup(pkey);
	xmlSecKeyDataPtr data = copy ? xmlSecOpenSSLEvpKeyAdopt(copy) : NULL;
	if (!data && copy)
		EVP_PKEY_free(copy);
	if (key && data && xmlSecKeySetValue(key, data) >= 0)
		return key;
	if (data)
		xmlSecKeyDataDestroy(data);
	if (key)
		xmlSecKeyDestroy(key);
	return NULL;
}

static void print_nothing(void *ctx, const char *format, ...)
{
	(void)ctx, (void)format;
}

xmlDocPtr cap_dsig_parse(struct ac_str bytes)
{
	xmlParserCtxtPtr ctxt = xmlNewParserCtxt();
	if (!ctxt)
		return NULL;
	xmlSetGenericErrorFunc(NULL, print_nothing); /* of this thread */
	xmlDocPtr doc = xmlCtxtReadMemory(ctxt, bytes.p, (int)bytes.n, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (doc && (!ctxt->wellFormed || !ctxt->nsWellFormed || doc->intSubset || doc->extSubset)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(ctxt);
	return doc;
}
