#include "channel/smpp/account.h"

void ac_smpp_account_init(
	struct ac_smpp_account *account, const struct ac_channel_settings *settings)
{
	*account = (struct ac_smpp_account){
		.recent = ac_alloc_array(AC_SMPP_RECENT_MAX, sizeof *account->recent),
	};
	ac_smpp_ids_init(&account->ids, settings);
	ac_smpp_segments_init(&account->segments);
}

void ac_smpp_account_done(struct ac_smpp_account *account)
{
	ac_free(account->recent);
	ac_smpp_ids_done(&account->ids);
	ac_smpp_segments_done(&account->segments);
	ac_map_done(&account->joined);
}

void ac_smpp_account_joined(struct ac_smpp_account *account, uint64_t to_hash, int change)
{
	uint32_t n = ac_map_get(&account->joined, to_hash);
	n = (n == (uint32_t)ac_map_none ? 0 : n) + (uint32_t)change;
	if (n)
		ac_map_put(&account->joined, to_hash, n);
	else
		ac_map_remove(&account->joined, to_hash);
}

bool ac_smpp_account_has_joined(const struct ac_smpp_account *account, uint64_t to_hash)
{
	return account->joined.n && ac_map_get(&account->joined, to_hash) != (uint32_t)ac_map_none;
}

struct ac_smpp_account *ac_smpp_account_take(
	struct ac_smpp_account **first, const struct ac_channel_settings *settings)
{
	for (struct ac_smpp_account *it = *first; it; it = it->next)
		if (ac_str_eq(ac_str(it->name), settings->account)) {
			it->links++;
			return it;
		}
	struct ac_smpp_account *account = ac_alloc(sizeof *account);
	ac_smpp_account_init(account, settings);
	account->name = ac_strndup(settings->account.p, settings->account.n);
	account->links = 1;
	account->next = *first;
	*first = account;
	return account;
}

void ac_smpp_account_drop(struct ac_smpp_account **first, struct ac_smpp_account *account)
{
	if (--account->links)
		return;
	while (*first != account)
		first = &(*first)->next;
	*first = account->next;
	ac_smpp_account_done(account);
	ac_free(account->name);
	ac_free(account);
}
