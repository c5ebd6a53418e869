/* vault/vault_p.h - private to vault/. */
#pragma once
#include "vault/vault.h"

enum {
	ac_vault_key_size = 32,
	ac_vault_nonce_size = 24,
	ac_vault_max_keys = 8,
};

struct ac_vault_field_key {
	uint32_t number;
	unsigned char key[ac_vault_key_size];
};

/* In locked memory. */
struct ac_vault {
	size_t n; /* field keys, 1…ac_vault_max_keys; the last one seals */
	struct ac_vault_field_key fields[ac_vault_max_keys];
	unsigned char index64[8][16];
	unsigned char index128[8][ac_vault_key_size];
	unsigned char audit[ac_vault_key_size];
};

/** A nonce that was never used before, from a per-thread batch. */
void ac_vault_nonce(unsigned char nonce[ac_vault_nonce_size]);
