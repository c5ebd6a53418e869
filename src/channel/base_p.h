/* channel/base_p.h - what the link of every driver begins with. */
#pragma once
#include "base/arena.h"
#include "channel/driver.h"
#include "channel/loop_p.h"

struct ac_channel_base {
	struct ac_channel_link head; /* first: what the caller holds */
	struct ac_channel_loop *loop;
	struct ac_channel_flush flush;
	struct ac_channel_settings settings;
	struct ac_arena arena; /* of the settings */
	const struct ac_channel_events *events;
	void *ctx;
};

/** Fill it, with a copy of the settings. @param flush  called once a round, from ac_channel_loop_add() on */
void ac_channel_base_init(struct ac_channel_base *base, const struct ac_channel_driver *driver,
	struct ac_channel_loop *loop, const struct ac_channel_settings *settings,
	const struct ac_channel_events *events, void *ctx, bool (*flush)(void *link));
/** Off the loop, and the copy is gone. */
void ac_channel_base_done(struct ac_channel_base *base);
