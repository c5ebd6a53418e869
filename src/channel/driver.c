#include "channel/driver.h"

#include "channel/memory/memory.h"
#include "channel/smpp/smpp.h"

static const struct ac_channel_driver *const drivers[] = {
	&ac_channel_smpp,
	&ac_channel_memory,
	NULL,
};

const struct ac_channel_driver *ac_channel_driver_find(struct ac_str name)
{
	for (const struct ac_channel_driver *const *it = drivers; *it; it++)
		if (ac_str_eq(ac_str((*it)->name), name))
			return *it;
	return NULL;
}

uint32_t ac_channel_queue_max(const struct ac_channel_settings *settings)
{
	enum { least = 1024 };
	return settings->window * 2 < least ? least : settings->window * 2;
}
