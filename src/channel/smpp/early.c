#include "channel/smpp/early.h"

void ac_smpp_early_done(struct ac_smpp_early *early)
{
	ac_map_done(&early->by_key);
	ac_vec_done(&early->at);
}

static uint64_t place_of(uint64_t key, uint64_t from_hash)
{
	return ac_mix64(key + ac_mix64(from_hash));
}

bool ac_smpp_early_has(const struct ac_smpp_early *early, uint64_t key, uint64_t from_hash)
{
	return early->kept &&
	       ac_map_get(&early->by_key, place_of(key, from_hash)) != (uint32_t)ac_map_none;
}

bool ac_smpp_early_keep(struct ac_smpp_early *early, const struct ac_smpp_early_receipt *receipt)
{
	if (early->at.n >= AC_SMPP_EARLY_MAX ||
		ac_smpp_early_has(early, receipt->key, receipt->from_hash))
		return false;
	ac_map_put(
		&early->by_key, place_of(receipt->key, receipt->from_hash), (uint32_t)early->at.n);
	ac_vec_push(&early->at, *receipt);
	early->at.at[early->at.n - 1].kept = true;
	early->kept++;
	return true;
}

static void take_out(struct ac_smpp_early *early, struct ac_smpp_early_receipt *it)
{
	it->kept = false;
	ac_map_remove(&early->by_key, place_of(it->key, it->from_hash));
	if (--early->kept == 0)
		ac_vec_clear(&early->at);
}

bool ac_smpp_early_take(struct ac_smpp_early *early, uint64_t key, uint64_t from_hash,
	struct ac_smpp_early_receipt *receipt)
{
	if (early->kept == 0)
		return false;
	uint32_t i = ac_map_get(&early->by_key, place_of(key, from_hash));
	if (i == (uint32_t)ac_map_none)
		return false;
	*receipt = early->at.at[i];
	take_out(early, &early->at.at[i]);
	return true;
}

bool ac_smpp_early_due(struct ac_smpp_early *early, struct ac_mono now, bool all,
	struct ac_smpp_early_receipt *receipt)
{
	if (early->kept == 0)
		return false;
	ac_vec_each(&early->at, it) {
		if (!it->kept)
			continue;
		if (!all && it->until_us > now.us)
			return false;
		*receipt = *it;
		take_out(early, it);
		return true;
	}
	return false;
}
