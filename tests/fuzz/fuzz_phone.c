/* Any bytes as a number: two letters of a region, then what somebody wrote. */
#include "fuzz/fuzz.h"

#include "roster/phone.h"

static void check_e164(const char *e164)
{
	size_t n = strlen(e164);
	if (e164[0] != '+' || n < 3 || n > 16)
		abort();
	for (size_t i = 1; i < n; i++)
		if (e164[i] < '0' || e164[i] > '9')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t region = size < 2 ? 0 : 2;
	const char *text = (const char *)data;
	struct ac_phone phone = ac_phone_parse(
		(struct ac_str){ text + region, size - region }, (struct ac_str){ text, region });
	if ((phone.verdict == AC_PHONE_VALID) != (phone.reason == NULL))
		abort();
	if (phone.verdict == AC_PHONE_IMPOSSIBLE)
		return phone.e164[0] ? (abort(), 1) : 0;
	check_e164(phone.e164);
	/* What came out goes in again unchanged: a second import finds the same number. */
	struct ac_phone again = ac_phone_parse(ac_str(phone.e164), AC_STR(""));
	if (again.verdict == AC_PHONE_IMPOSSIBLE || strcmp(again.e164, phone.e164) != 0)
		abort();
	return 0;
}
