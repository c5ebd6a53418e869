/* channel/smpp/early.h - receipts that came before the response that would explain them.
 * A short list: see session.h for when one is kept, and for how long. */
#pragma once
#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "channel/driver.h"

enum { AC_SMPP_EARLY_MAX = 4096 };

struct ac_smpp_early_receipt {
	uint64_t key, token, attempt_ref, from_hash;
	int64_t until_us; /* the next look */
	int64_t give_up_us; /* then it is told as it is */
	uint32_t error;
	uint8_t state; /* enum ac_receipt_state */
	uint8_t from_n;
	bool kept;
	bool named; /* its response was seen: it is not early */
	uint8_t place; /* enum ac_smpp_id_place */
	uint8_t id_n;
	char from[24];
	char id[64];
};

struct ac_smpp_early {
	struct ac_map by_key; /* and number: in another form an id may be that of another message */
	AC_VEC(struct ac_smpp_early_receipt) at; /* in order of arrival */
	size_t kept;
};

void ac_smpp_early_done(struct ac_smpp_early *early);

/** Is one of that key from that number kept? */
bool ac_smpp_early_has(const struct ac_smpp_early *early, uint64_t key, uint64_t from_hash);

/** @return false when there is no room, or one of that key and number is there */
bool ac_smpp_early_keep(struct ac_smpp_early *early, const struct ac_smpp_early_receipt *receipt);

/** Take out the one of this key and number. */
bool ac_smpp_early_take(struct ac_smpp_early *early, uint64_t key, uint64_t from_hash,
	struct ac_smpp_early_receipt *receipt);

/** Take out the oldest whose time is up. @param all  regardless of its time */
bool ac_smpp_early_due(struct ac_smpp_early *early, struct ac_mono now, bool all,
	struct ac_smpp_early_receipt *receipt);
