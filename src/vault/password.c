#include "vault/password.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

_Static_assert((int)ac_password_hash_size == crypto_pwhash_STRBYTES, "hash");

enum { most_running = 2, most_waiting = 16 };

static const struct {
	unsigned long long passes;
	size_t bytes;
} costs[] = {
	[AC_PASSWORD_MODERATE] = { crypto_pwhash_OPSLIMIT_MODERATE,
		crypto_pwhash_MEMLIMIT_MODERATE },
	[AC_PASSWORD_EXERCISE] = { crypto_pwhash_OPSLIMIT_MIN, 256u << 10 },
};

/* ---- how many at a time ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t left;
	int running, waiting;
} room = { .lock = PTHREAD_MUTEX_INITIALIZER, .left = PTHREAD_COND_INITIALIZER };

static enum ac_status enter(struct ac_error *err)
{
	if (sodium_init() < 0)
		return ac_fail(err, AC_IO, "libsodium does not start: no source of random numbers");
	pthread_mutex_lock(&room.lock);
	bool full = room.waiting >= most_waiting;
	if (!full) {
		room.waiting++;
		while (room.running >= most_running)
			pthread_cond_wait(&room.left, &room.lock);
		room.waiting--;
		room.running++;
	}
	pthread_mutex_unlock(&room.lock);
	return full ? ac_fail(err, AC_BUSY, "too many log in at this moment: try again") : AC_OK;
}

static void leave(void)
{
	pthread_mutex_lock(&room.lock);
	room.running--;
	pthread_cond_signal(&room.left);
	pthread_mutex_unlock(&room.lock);
}

/* ---- a run ---- */

static enum ac_status hash_once(struct ac_str password, enum ac_password_cost cost,
	char hash[ac_password_hash_size], struct ac_error *err)
{
	AC_TRY(enter(err));
	int failed = crypto_pwhash_str(
		hash, password.p, password.n, costs[cost].passes, costs[cost].bytes);
	leave();
	return failed ? ac_fail(err, AC_FULL, "no memory to hash a password: %zu MiB are needed",
				costs[cost].bytes >> 20)
		      : AC_OK;
}

enum ac_status ac_password_hash(struct ac_str password, enum ac_password_cost cost,
	char hash[ac_password_hash_size], struct ac_error *err)
{
	if (password.n < ac_password_min || password.n > ac_password_max)
		return ac_fail(err, AC_INVALID,
			"password: %d to %d bytes; length is what counts, a sentence is good",
			ac_password_min, ac_password_max);
	return hash_once(password, cost, hash, err);
}

enum ac_status ac_password_verify(struct ac_str password, const char *hash,
	enum ac_password_cost cost, bool *good, struct ac_error *err)
{
	char nobodys[ac_password_hash_size];
	if (password.n > ac_password_max)
		password.n = ac_password_max;
	if (!*hash) {
		AC_TRY(hash_once(password, cost, nobodys, err));
		*good = false;
		return AC_OK;
	}
	AC_TRY(enter(err));
	*good = crypto_pwhash_str_verify(hash, password.p, password.n) == 0;
	leave();
	return AC_OK;
}

bool ac_password_is_stale(const char *hash, enum ac_password_cost cost)
{
	return crypto_pwhash_str_needs_rehash(hash, costs[cost].passes, costs[cost].bytes) != 0;
}
