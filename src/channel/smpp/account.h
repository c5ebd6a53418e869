/* channel/smpp/account.h - what all links of one carrier account share: a receipt may come over another bind
 * than its message went. */
#pragma once
#include "channel/smpp/ids.h"
#include "channel/smpp/segments.h"

/* The attempt that had these low 16 bits last. */
struct ac_smpp_recent {
	uint64_t attempt, to_hash;
};

enum { AC_SMPP_RECENT_MAX = 1 << 16 };

struct ac_smpp_account {
	struct ac_smpp_ids ids;
	struct ac_smpp_segments segments;
	struct ac_smpp_recent *recent; /* by user_message_reference */
	struct ac_map joined; /* by number: messages with answers to come, of several segments or
	                         while ids are learned */
	/* in the list of accounts: */
	struct ac_smpp_account *next;
	char *name;
	uint32_t links;
};

/** The account of that name in a list, made when it is not there. Give it back with ac_smpp_account_drop(). */
struct ac_smpp_account *ac_smpp_account_take(
	struct ac_smpp_account **first, const struct ac_channel_settings *settings);
void ac_smpp_account_drop(struct ac_smpp_account **first, struct ac_smpp_account *account);

/** One by itself. @param settings  of the first link: all links of an account have the same id formats */
void ac_smpp_account_init(
	struct ac_smpp_account *account, const struct ac_channel_settings *settings);
void ac_smpp_account_done(struct ac_smpp_account *account);

/** Count such a message to this number in (+1), when its first segment leaves, and out (-1). */
void ac_smpp_account_joined(struct ac_smpp_account *account, uint64_t to_hash, int change);

/** Is one outstanding to it? */
bool ac_smpp_account_has_joined(const struct ac_smpp_account *account, uint64_t to_hash);
