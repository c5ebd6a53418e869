/* cap/issuers_p.h - pinned keys as what verifies needs them. */
#pragma once
#include "base/vec.h"
#include "cap/issuers.h"
#include "cap/key_p.h"

struct cap_pinned {
	char *sender;
	EVP_PKEY *pkey;
	char name[ac_cap_key_name_size];
	struct ac_wall not_before, not_after; /* INT64_MIN and INT64_MAX: open */
};

struct ac_cap_issuers {
	AC_VEC(struct cap_pinned) keys;
};

/* Without limits in time. @param key  shared, not taken over */
void cap_issuers_pin(
	struct ac_cap_issuers *issuers, struct ac_str sender, const struct ac_cap_key *key);
