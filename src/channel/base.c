#include "channel/base_p.h"

enum { settings_bytes_max = 64 * 1024 };

/* With all texts in the arena; `script` stays borrowed. */
static struct ac_channel_settings copy_settings(
	struct ac_arena *arena, const struct ac_channel_settings *settings)
{
	struct ac_channel_settings copy = *settings;
	struct ac_str *const texts[] = { &copy.name, &copy.account, &copy.host, &copy.system_id,
		&copy.password, &copy.system_type, &copy.source, &copy.dead_errors, NULL };
	for (struct ac_str *const *it = texts; *it; it++)
		**it = ac_arena_str(arena, (*it)->n ? **it : AC_STR(""));
	return copy;
}

void ac_channel_base_init(struct ac_channel_base *base, const struct ac_channel_driver *driver,
	struct ac_channel_loop *loop, const struct ac_channel_settings *settings,
	const struct ac_channel_events *events, void *ctx, bool (*flush)(void *link))
{
	base->head.driver = driver;
	base->loop = loop;
	base->flush = (struct ac_channel_flush){ flush, base, NULL };
	ac_arena_init(&base->arena, settings_bytes_max);
	base->settings = copy_settings(&base->arena, settings);
	base->events = events;
	base->ctx = ctx;
}

void ac_channel_base_done(struct ac_channel_base *base)
{
	ac_channel_loop_remove(base->loop, &base->flush);
	ac_arena_done(&base->arena);
}
