#include "vault/totp.h"

#include "vault/vault.h"

#include <liboath/oath.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (oath_init() != OATH_OK)
		abort();
}

void ac_totp_new_secret(unsigned char secret[ac_totp_secret_size])
{
	ac_vault_random(secret, ac_totp_secret_size);
}

static int64_t step_of(struct ac_wall at)
{
	return at.us / (ac_totp_step_s * AC_SECOND);
}

static bool code_of_step(const unsigned char secret[ac_totp_secret_size], int64_t step,
	char code[ac_totp_digits + 1])
{
	pthread_once(&once, start);
	return step >= 0 && oath_totp_generate((const char *)secret, ac_totp_secret_size,
				    (time_t)(step * ac_totp_step_s), ac_totp_step_s, 0,
				    ac_totp_digits, code) == OATH_OK;
}

enum ac_status ac_totp_code(const unsigned char secret[ac_totp_secret_size], struct ac_wall at,
	char code[ac_totp_digits + 1], struct ac_error *err)
{
	if (code_of_step(secret, step_of(at), code))
		return AC_OK;
	return ac_fail(err, AC_INVALID, "no code can be made for that time");
}

bool ac_totp_check(const unsigned char secret[ac_totp_secret_size], struct ac_str code,
	struct ac_wall now, int64_t last, int64_t *step)
{
	char good[ac_totp_digits + 1];
	if (code.n != ac_totp_digits)
		return false;
	for (int64_t s = step_of(now) - 1; s <= step_of(now) + 1; s++) {
		if (s <= last || !code_of_step(secret, s, good) ||
			!ac_vault_equal(good, code.p, ac_totp_digits))
			continue;
		*step = s;
		return true;
	}
	return false;
}

void ac_totp_write_secret(const unsigned char secret[ac_totp_secret_size], struct ac_buf *out)
{
	char *text = NULL;
	size_t n = 0;
	pthread_once(&once, start);
	if (oath_base32_encode((const char *)secret, ac_totp_secret_size, &text, &n) != OATH_OK)
		abort(); /* out of memory */
	ac_buf_add(out, text, n);
	ac_vault_wipe(text, n);
	free(text);
}

enum ac_status ac_totp_read_secret(
	struct ac_str text, unsigned char secret[ac_totp_secret_size], struct ac_error *err)
{
	char *bytes = NULL;
	size_t n = 0;
	pthread_once(&once, start);
	bool good = text.n <= 64 && oath_base32_decode(text.p, text.n, &bytes, &n) == OATH_OK &&
		    n == ac_totp_secret_size;
	if (good)
		memcpy(secret, bytes, ac_totp_secret_size);
	if (bytes)
		ac_vault_wipe(bytes, n);
	free(bytes);
	return good ? AC_OK
		    : ac_fail(err, AC_INVALID,
			      "that is no secret of an authenticator: 32 "
			      "letters and digits of base32");
}
