/* cap/key_p.h - keys as OpenSSL has them, for what signs and verifies. */
#pragma once
#include "cap/key.h"

#include <openssl/evp.h>

struct ac_cap_key {
	EVP_PKEY *pkey;
	char name[ac_cap_key_name_size];
};

/** Name of a public or private key. */
void cap_key_name(EVP_PKEY *pkey, char name[ac_cap_key_name_size]);

/** Is it an EC key on this curve ("prime256v1")? */
bool cap_key_on_curve(const EVP_PKEY *pkey, const char *curve);
