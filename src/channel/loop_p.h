/* channel/loop_p.h - what drivers ask of the loop. */
#pragma once
#include "channel/loop.h"

/* Called once a round, before the loop waits: the time to write. @return whether events were told */
struct ac_channel_flush {
	bool (*flush)(void *ctx);
	void *ctx;
	struct ac_channel_flush *next;
};

/** @param flush  embedded in the link; until removed */
void ac_channel_loop_add(struct ac_channel_loop *loop, struct ac_channel_flush *flush);
void ac_channel_loop_remove(struct ac_channel_loop *loop, struct ac_channel_flush *flush);

/** A place for what the links of a driver share on this loop; NULL at first, NULL again before it is freed. */
struct ac_smpp_account;
struct ac_smpp_account **ac_channel_loop_accounts(struct ac_channel_loop *loop);
