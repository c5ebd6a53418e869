#include "web/certificate.h"

#include "base/mem.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <pthread.h>

enum { chain_max = 16 };

struct pair {
	gnutls_pcert_st chain[chain_max];
	unsigned n;
	gnutls_privkey_t key;
	struct pair *before; /* what it replaced */
};

static struct {
	pthread_mutex_t lock;
	struct pair *shown;
} places[ac_certificate_places] = {
	{ .lock = PTHREAD_MUTEX_INITIALIZER },
	{ .lock = PTHREAD_MUTEX_INITIALIZER },
};

static void pair_free(struct pair *pair)
{
	if (!pair)
		return;
	for (unsigned i = 0; i < pair->n; i++)
		gnutls_pcert_deinit(&pair->chain[i]);
	if (pair->key)
		gnutls_privkey_deinit(pair->key);
	ac_free(pair);
}
AC_AUTO_DEFINE(pair, struct pair *, pair_free)

static gnutls_datum_t datum(struct ac_str text)
{
	return (gnutls_datum_t){ (unsigned char *)text.p, (unsigned)text.n };
}

/* The library looks at both together only when they are put into credentials. */
static int check_fit(const gnutls_datum_t *cert, const gnutls_datum_t *key)
{
	gnutls_certificate_credentials_t both;
	int rc = gnutls_certificate_allocate_credentials(&both);
	if (rc < 0)
		return rc;
	rc = gnutls_certificate_set_x509_key_mem2(both, cert, key, GNUTLS_X509_FMT_PEM, NULL, 0);
	gnutls_certificate_free_credentials(both);
	return rc < 0 ? rc : 0;
}

static int read_pair(struct pair *pair, struct ac_str cert_text, struct ac_str key_text)
{
	const gnutls_datum_t cert = datum(cert_text), key = datum(key_text);
	unsigned n = chain_max;
	int rc = check_fit(&cert, &key);
	if (rc == 0)
		rc = gnutls_pcert_list_import_x509_raw(
			pair->chain, &n, &cert, GNUTLS_X509_FMT_PEM, 0);
	if (rc == 0)
		pair->n = n;
	if (rc == 0)
		rc = gnutls_privkey_init(&pair->key);
	if (rc == 0)
		rc = gnutls_privkey_import_x509_raw(pair->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
	return rc;
}

enum ac_status ac_certificate_show(enum ac_certificate_place place, const char *name,
	struct ac_str cert, struct ac_str key, struct ac_error *err)
{
	AC_AUTO(pair) struct pair *made = ac_alloc(sizeof *made);
	int rc = read_pair(made, cert, key);
	if (rc < 0)
		return ac_fail(err, AC_INVALID, "%s: certificate and key do not fit: %s", name,
			gnutls_strerror(rc));
	pthread_mutex_lock(&places[place].lock);
	made->before = places[place].shown;
	places[place].shown = AC_TAKE(made);
	pthread_mutex_unlock(&places[place].lock);
	return AC_OK;
}

void ac_certificate_forget(enum ac_certificate_place place)
{
	pthread_mutex_lock(&places[place].lock);
	struct pair *pair = places[place].shown;
	places[place].shown = NULL;
	pthread_mutex_unlock(&places[place].lock);
	while (pair) {
		struct pair *before = pair->before;
		pair_free(pair);
		pair = before;
	}
}

/* ---- at a handshake ---- */

static int give(enum ac_certificate_place place, gnutls_pcert_st **chain, unsigned *n,
	gnutls_privkey_t *key)
{
	pthread_mutex_lock(&places[place].lock);
	struct pair *pair = places[place].shown;
	pthread_mutex_unlock(&places[place].lock);
	if (!pair)
		return -1;
	*chain = pair->chain;
	*n = pair->n;
	*key = pair->key;
	return 0;
}

static int for_api(gnutls_session_t session, const gnutls_datum_t *authorities, int n_authorities,
	const gnutls_pk_algorithm_t *algorithms, int n_algorithms, gnutls_pcert_st **chain,
	unsigned *n, gnutls_privkey_t *key)
{
	(void)session, (void)authorities, (void)n_authorities, (void)algorithms, (void)n_algorithms;
	return give(AC_CERTIFICATE_API, chain, n, key);
}

static int for_public(gnutls_session_t session, const gnutls_datum_t *authorities,
	int n_authorities, const gnutls_pk_algorithm_t *algorithms, int n_algorithms,
	gnutls_pcert_st **chain, unsigned *n, gnutls_privkey_t *key)
{
	(void)session, (void)authorities, (void)n_authorities, (void)algorithms, (void)n_algorithms;
	return give(AC_CERTIFICATE_PUBLIC, chain, n, key);
}

void *ac_certificate_callback(enum ac_certificate_place place)
{
	static const union {
		gnutls_certificate_retrieve_function2 *call;
		void *pointer;
	} callbacks[] = {
		[AC_CERTIFICATE_API] = { .call = for_api },
		[AC_CERTIFICATE_PUBLIC] = { .call = for_public },
	};
	return callbacks[place].pointer;
}
