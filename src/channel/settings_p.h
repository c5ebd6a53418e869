/* channel/settings_p.h - a link's own copy of its settings. */
#pragma once
#include "base/arena.h"
#include "channel/settings.h"

/** Copy with all texts into the arena; `script` stays borrowed. */
struct ac_channel_settings ac_channel_settings_copy(
	struct ac_arena *arena, const struct ac_channel_settings *settings);
