/* vault/nonce.c - random nonces without a system call each: a thread fetches 168 at a time.
 * A forked child starts a new batch, so that it never repeats its parent's. */
#include "vault/vault_p.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

enum { nonce_batch = 168 };

static atomic_uint generation = 1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static _Thread_local struct {
	unsigned generation;
	unsigned left;
	unsigned char nonces[nonce_batch][ac_vault_nonce_size];
} batch;

static void forked(void)
{
	atomic_fetch_add(&generation, 1);
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forked);
}

void ac_vault_nonce(unsigned char nonce[ac_vault_nonce_size])
{
	unsigned now = atomic_load_explicit(&generation, memory_order_relaxed);
	if (batch.left == 0 || batch.generation != now) {
		pthread_once(&once, watch_forks);
		randombytes_buf(batch.nonces, sizeof batch.nonces);
		batch.left = nonce_batch;
		batch.generation = now;
	}
	memcpy(nonce, batch.nonces[--batch.left], ac_vault_nonce_size);
}
