/* What a user loses if this breaks: the desk itself. Somebody gets in with a guessed password or a code
 * that was seen over a shoulder; or an officer stands outside while the city is in danger. */
#include "check.h"

#include "threat/lockout.h"
#include "threat/throttle.h"
#include "vault/password.h"
#include "vault/totp.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* ---- the authenticator ---- */

/* RFC 6238 appendix B, SHA-1: the secret in ASCII; eight digits there, of which we take the last six. */
static const unsigned char rfc_secret[] = "12345678901234567890";
static const struct {
	int64_t at_s;
	const char *code;
} vectors[] = {
	{ 59, "94287082" },
	{ 1111111109, "07081804" },
	{ 1111111111, "14050471" },
	{ 1234567890, "89005924" },
	{ 2000000000, "69279037" },
	{ 20000000000, "65353130" },
};

static struct ac_wall second(int64_t s)
{
	return (struct ac_wall){ s * AC_SECOND };
}

static void codes_are_those_of_rfc_6238(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		char code[ac_totp_digits + 1];
		int64_t step;
		assert_int_equal(
			ac_totp_code(rfc_secret, second(vectors[i].at_s), code, NULL), AC_OK);
		assert_string_equal(code, vectors[i].code + 2);
		assert_true(
			ac_totp_check(rfc_secret, ac_str(code), second(vectors[i].at_s), 0, &step));
		assert_int_equal(step, vectors[i].at_s / 30);
	}
}

static void a_code_is_good_for_its_step_and_one_to_either_side(void **state)
{
	(void)state;
	static const struct {
		int64_t off_s;
		bool good;
	} cases[] = { { -60, false }, { -30, true }, { 0, true }, { 29, true }, { 30, true },
		{ 59, true }, { 60, false }, { 3600, false } };
	char code[ac_totp_digits + 1];
	int64_t step;
	assert_int_equal(ac_totp_code(rfc_secret, second(1000000020), code, NULL), AC_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ac_totp_check(rfc_secret, ac_str(code),
					 second(1000000020 + cases[i].off_s), 0, &step),
			cases[i].good);
}

static void a_code_is_never_taken_twice_nor_one_from_before_it(void **state)
{
	(void)state;
	char code[ac_totp_digits + 1], before[ac_totp_digits + 1], after[ac_totp_digits + 1];
	struct ac_wall now = second(1000000020);
	int64_t step = 0;
	assert_int_equal(ac_totp_code(rfc_secret, now, code, NULL), AC_OK);
	assert_int_equal(ac_totp_code(rfc_secret, second(1000000020 - 30), before, NULL), AC_OK);
	assert_int_equal(ac_totp_code(rfc_secret, second(1000000020 + 30), after, NULL), AC_OK);
	assert_true(ac_totp_check(rfc_secret, ac_str(code), now, step, &step));
	int64_t last = step;
	assert_false(ac_totp_check(rfc_secret, ac_str(code), now, last, &step));
	assert_false(ac_totp_check(rfc_secret, ac_str(before), now, last, &step));
	assert_true(ac_totp_check(rfc_secret, ac_str(after), now, last, &step));
}

static void what_is_no_code_is_refused(void **state)
{
	(void)state;
	static const char *const codes[] = { "", "1", "28708", "2870822", "94287082", "28708a",
		" 87082", "287082 ", "-87082" };
	int64_t step;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		assert_false(ac_totp_check(rfc_secret, ac_str(codes[i]), second(59), -1, &step));
	assert_true(ac_totp_check(rfc_secret, AC_STR("287082"), second(59), -1, &step));
}

static void a_secret_travels_as_base32_and_comes_back(void **state)
{
	(void)state;
	unsigned char back[ac_totp_secret_size];
	AC_AUTO(buf) struct ac_buf text;
	ac_buf_init(&text, 100);
	ac_totp_write_secret(rfc_secret, &text);
	assert_string_equal(text.p, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_int_equal(ac_totp_read_secret(ac_buf_str(&text), back, NULL), AC_OK);
	assert_memory_equal(back, rfc_secret, sizeof back);
	static const char *const wrong[] = { "", "GEZDGNBV", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBV", "not a secret at all" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(ac_totp_read_secret(ac_str(wrong[i]), back, NULL), AC_INVALID);
}

/* ---- the password ---- */

static void only_the_right_password_is_good_and_its_hash_is_argon2id(void **state)
{
	(void)state;
	char hash[ac_password_hash_size], again[ac_password_hash_size];
	bool good = false;
	struct ac_str right = AC_STR("a sentence, quite long");
	assert_int_equal(ac_password_hash(right, AC_PASSWORD_EXERCISE, hash, NULL), AC_OK);
	assert_int_equal(ac_password_hash(right, AC_PASSWORD_EXERCISE, again, NULL), AC_OK);
	assert_memory_equal(hash, "$argon2id$", 10);
	assert_string_not_equal(hash, again);
	assert_int_equal(ac_password_verify(right, hash, AC_PASSWORD_EXERCISE, &good, NULL), AC_OK);
	assert_true(good);
	static const char *const wrong[] = { "", "a sentence, quite lonG",
		"a sentence, quite long ", "a sentence, quite" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		good = true;
		assert_int_equal(ac_password_verify(
					 ac_str(wrong[i]), hash, AC_PASSWORD_EXERCISE, &good, NULL),
			AC_OK);
		assert_false(good);
	}
}

static void the_usual_cost_is_what_libsodium_calls_moderate(void **state)
{
	(void)state;
	char hash[ac_password_hash_size];
	struct ac_str password = AC_STR("another sentence");
	assert_int_equal(ac_password_hash(password, AC_PASSWORD_MODERATE, hash, NULL), AC_OK);
	assert_non_null(strstr(hash, "m=262144,t=3,"));
	assert_false(ac_password_is_stale(hash, AC_PASSWORD_MODERATE));
	assert_int_equal(ac_password_hash(password, AC_PASSWORD_EXERCISE, hash, NULL), AC_OK);
	assert_true(ac_password_is_stale(hash, AC_PASSWORD_MODERATE));
}

static void a_name_that_nobody_has_is_never_good(void **state)
{
	(void)state;
	bool good = true;
	assert_int_equal(
		ac_password_verify(AC_STR(""), "", AC_PASSWORD_EXERCISE, &good, NULL), AC_OK);
	assert_false(good);
}

static void short_and_endless_passwords_are_refused(void **state)
{
	(void)state;
	char hash[ac_password_hash_size], endless[ac_password_max + 2];
	memset(endless, 'x', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	struct ac_error err;
	assert_int_equal(ac_password_hash(AC_STR("elevenbytes"), AC_PASSWORD_EXERCISE, hash, &err),
		AC_INVALID);
	assert_non_null(strstr(err.msg, "12 to 1024"));
	assert_int_equal(
		ac_password_hash(ac_str(endless), AC_PASSWORD_EXERCISE, hash, &err), AC_INVALID);
}

struct crowd {
	char hash[ac_password_hash_size];
	atomic_int good, busy;
};

static void *come(void *ctx)
{
	struct crowd *crowd = ctx;
	bool good = false;
	enum ac_status status = ac_password_verify(
		AC_STR("a sentence, quite long"), crowd->hash, AC_PASSWORD_EXERCISE, &good, NULL);
	atomic_fetch_add(status == AC_OK && good ? &crowd->good : &crowd->busy, 1);
	return NULL;
}

static void who_comes_in_a_crowd_gets_in_or_is_told_to_come_again(void **state)
{
	(void)state;
	struct crowd crowd = { 0 };
	pthread_t threads[40];
	assert_int_equal(ac_password_hash(AC_STR("a sentence, quite long"), AC_PASSWORD_EXERCISE,
				 crowd.hash, NULL),
		AC_OK);
	for (int i = 0; i < 40; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, come, &crowd), 0);
	for (int i = 0; i < 40; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&crowd.good) + atomic_load(&crowd.busy), 40);
	assert_true(atomic_load(&crowd.good) >= 18);
}

/* ---- the lock ---- */

static void five_wrong_ones_close_the_account_and_each_time_for_longer(void **state)
{
	(void)state;
	static const int64_t minutes[] = { 15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440 };
	struct ac_lockout lockout = { 0 };
	struct ac_wall now = second(1700000000);
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		for (int tries = 1; tries < ac_lockout_tries; tries++) {
			assert_false(ac_lockout_wrong(&lockout, now));
			assert_false(ac_lockout_holds(&lockout, now));
		}
		assert_true(ac_lockout_wrong(&lockout, now));
		now.us += minutes[i] * AC_MINUTE - 1;
		assert_true(ac_lockout_holds(&lockout, now));
		now.us += 1;
		assert_false(ac_lockout_holds(&lockout, now));
	}
}

/* ---- how often ---- */

static int taken(
	struct ac_throttle *throttle, struct ac_source source, struct ac_wall now, int tries)
{
	int n = 0;
	while (tries--)
		n += ac_throttle_take(throttle, source, now);
	return n;
}

static void a_source_has_ten_tries_and_one_more_a_minute(void **state)
{
	(void)state;
	static struct ac_throttle throttle;
	const struct ac_source user = { AC_SOURCE_SOCKET, 1000 }, other = { AC_SOURCE_SOCKET, 0 };
	struct ac_wall now = second(1700000000);
	assert_int_equal(taken(&throttle, user, now, 50), 10);
	assert_int_equal(taken(&throttle, other, now, 50), 10); /* of its own */
	now.us += 3 * AC_MINUTE;
	assert_int_equal(taken(&throttle, user, now, 50), 3);
	now.us -= 10 * AC_HOUR; /* a clock that was set back keeps nobody out */
	assert_int_equal(taken(&throttle, user, now, 50), 10);
	for (int i = 0; i < 40; i++) { /* a right one costs nothing */
		assert_true(ac_throttle_take(&throttle, (struct ac_source){ 0 }, now));
		ac_throttle_right(&throttle, user, 7, now);
	}
	assert_int_equal(taken(&throttle, user, now, 50), 10);
}

static void a_flood_from_everywhere_is_bounded_and_known_addresses_do_not_wait_for_it(void **state)
{
	(void)state;
	static struct ac_throttle throttle;
	const struct ac_source desk = { AC_SOURCE_NETWORK, 1 };
	struct ac_wall now = second(1700000000);
	int looked_at = 0;
	assert_true(ac_throttle_take(&throttle, desk, now));
	ac_throttle_right(&throttle, desk, 7, now);
	for (uint64_t i = 2; i < 5000; i++)
		looked_at += taken(&throttle, (struct ac_source){ AC_SOURCE_NETWORK, i }, now, 3);
	assert_int_equal(looked_at, ac_throttle_strangers);
	assert_int_equal(taken(&throttle, desk, now, 50), 10);
	now.us += AC_MINUTE;
	for (uint64_t i = 2; i < 5000; i++)
		looked_at += taken(&throttle, (struct ac_source){ AC_SOURCE_NETWORK, i }, now, 3);
	assert_int_equal(looked_at, 2 * ac_throttle_strangers);
	assert_true(ac_throttle_knows(&throttle, desk, 7));
	assert_false(
		ac_throttle_knows(&throttle, desk, 8)); /* who came in from there, not everybody */
	assert_false(ac_throttle_knows(&throttle, (struct ac_source){ AC_SOURCE_NETWORK, 2 }, 7));
	assert_false(ac_throttle_knows(&throttle, (struct ac_source){ 0 }, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(codes_are_those_of_rfc_6238),
		CASE(a_code_is_good_for_its_step_and_one_to_either_side),
		CASE(a_code_is_never_taken_twice_nor_one_from_before_it),
		CASE(what_is_no_code_is_refused),
		CASE(a_secret_travels_as_base32_and_comes_back),
		CASE(only_the_right_password_is_good_and_its_hash_is_argon2id),
		CASE(the_usual_cost_is_what_libsodium_calls_moderate),
		CASE(a_name_that_nobody_has_is_never_good),
		CASE(short_and_endless_passwords_are_refused),
		CASE(who_comes_in_a_crowd_gets_in_or_is_told_to_come_again),
		CASE(five_wrong_ones_close_the_account_and_each_time_for_longer),
		CASE(a_source_has_ten_tries_and_one_more_a_minute),
		CASE(a_flood_from_everywhere_is_bounded_and_known_addresses_do_not_wait_for_it),
	};
	return RUN(tests);
}
