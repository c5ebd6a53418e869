/* Any bytes as a signed message, with one key pinned for whoever sent it: what is verified says what one of the
 * two messages says that this key has signed. The private half does not exist any more. */
#include "fuzz/fuzz.h"

#include "cap/json.h"
#include "cap/verify.h"

static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
			  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOcRC4lDbQdqqOt1wwKOmLqe4SQtO\n"
			  "GM4CSXqL6nysE5m6BCL6Uz0BlGJLcnF/3m0WzL/+vMSX1aRcTjll4EWqmA==\n"
			  "-----END PUBLIC KEY-----\n";

/* SHA-256 of the two messages as JSON. */
static const char *const known[] = {
	"8dd88df41eea91a92d9ec4244a7d266b331dc0d0d02086294ddafb703889014a",
	"53d07618b958272943d147454e369d903f9dbecce5c8695f65f5efbaa75dd18b"
};

static struct ac_cap_issuers *pinned;

static void pin(void)
{
	struct ac_error err = { 0 };
	pinned = ac_cap_issuers_new();
	if (ac_cap_issuers_add(pinned, AC_STR("desk@example.org"), ac_str(pem), &err) == AC_OK)
		return;
	fprintf(stderr, "broken: %s\n", err.msg);
	abort();
}

static void must_be_known(struct ac_cap_document *document)
{
	char sha256[ac_cap_sha256_size];
	AC_AUTO(buf) struct ac_buf text;
	AC_AUTO(json) struct ac_json *json = ac_cap_to_json(ac_cap_document_alert(document));
	ac_buf_init(&text, 64 << 20);
	ac_json_write(json, &text);
	ac_cap_sha256(ac_buf_str(&text), sha256);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(sha256, known[i]) == 0)
			return;
	fprintf(stderr, "broken: verified, and says something else: %s\n", sha256);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AC_AUTO(cap_verdict) struct ac_cap_verdict verdict = { 0 };
	if (!pinned)
		pin();
	ac_cap_verify((struct ac_str){ (const char *)data, size }, pinned, &verdict);
	if (verdict.trust == AC_CAP_VERIFIED)
		must_be_known(verdict.document);
	return 0;
}
