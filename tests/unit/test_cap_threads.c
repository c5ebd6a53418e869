/* Several threads that are the first to use the XML and signature libraries, all at once: the daemon's intake, its
 * publisher and its HTTP threads. What a user loses if this breaks: a crash, or a forged message that is believed,
 * on the day when everybody publishes. Means most under ThreadSanitizer. */
#include "cap/index.h"
#include "cap/sign.h"
#include "cap/verify.h"

#include "check.h"

#include <pthread.h>
#include <string.h>

enum { n_threads = 6, rounds = 20 };

static const char message[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n"
	"  <identifier>w1-1</identifier>\n  <sender>alerts.example</sender>\n"
	"  <sent>2022-06-13T09:00:00-00:00</sent>\n  <status>Actual</status>\n"
	"  <msgType>Alert</msgType>\n  <scope>Public</scope>\n"
	"  <info>\n    <category>Security</category>\n    <event>Threat</event>\n"
	"    <urgency>Immediate</urgency>\n    <severity>Extreme</severity>\n"
	"    <certainty>Likely</certainty>\n    <expires>2022-06-30T09:00:00-00:00</expires>\n"
	"    <headline>Leave Istanbul</headline>\n"
	"    <area>\n      <areaDesc>Istanbul</areaDesc>\n    </area>\n  </info>\n"
	"</alert>\n";
static const char feed[] = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link "
			   "type='application/cap+xml' href='a.xml'/></entry></feed>";

static pthread_barrier_t together;

static bool one_round(const struct ac_cap_key *key, const struct ac_cap_issuers *issuers)
{
	AC_AUTO(buf) struct ac_buf text;
	AC_AUTO(cap_verdict) struct ac_cap_verdict good = { 0 };
	AC_AUTO(cap_verdict) struct ac_cap_verdict bad = { 0 };
	AC_AUTO(cap_index) struct ac_cap_index *index = NULL;
	ac_buf_init(&text, 100000);
	if (ac_cap_sign(ac_str(message), key, &text, NULL) != AC_OK)
		return false;
	ac_cap_verify(ac_buf_str(&text), issuers, &good);
	char *letter = memmem(text.p, text.n, "Istanbul", 8);
	if (!letter)
		return false;
	*letter = 'i';
	ac_cap_verify(ac_buf_str(&text), issuers, &bad);
	return good.trust == AC_CAP_VERIFIED && bad.trust == AC_CAP_REFUSED &&
	       bad.refusal == AC_CAP_REFUSED_DIGEST &&
	       ac_cap_index_read(ac_str(feed), &index, NULL) == AC_OK &&
	       ac_cap_index_count(index) == 1;
}

/* @return NULL when all went well */
static void *work(void *ctx)
{
	AC_AUTO(cap_issuers) struct ac_cap_issuers *issuers = NULL;
	AC_AUTO(buf) struct ac_buf pem;
	struct ac_cap_key *key = NULL;
	bool good = true;
	ac_buf_init(&pem, 10000);
	pthread_barrier_wait(&together);
	if (ac_cap_key_make(&key, NULL) != AC_OK)
		return ctx;
	issuers = ac_cap_issuers_new();
	ac_cap_key_add_public(key, &pem);
	good = ac_cap_issuers_add(issuers, AC_STR("alerts.example"), ac_buf_str(&pem), NULL) ==
	       AC_OK;
	for (int i = 0; i < rounds && good; i++)
		good = one_round(key, issuers);
	ac_cap_key_free(key);
	return good ? NULL : ctx;
}

static void threads_that_sign_and_verify_at_once_do_not_disturb_each_other(void **state)
{
	(void)state;
	pthread_t threads[n_threads];
	int mark = 0;
	pthread_barrier_init(&together, NULL, n_threads);
	for (int i = 0; i < n_threads; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &mark), 0);
	for (int i = 0; i < n_threads; i++) {
		void *failed;
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	pthread_barrier_destroy(&together);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(threads_that_sign_and_verify_at_once_do_not_disturb_each_other),
	};
	return RUN(tests);
}
