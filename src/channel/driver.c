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

const char *ac_submit_outcome_name(enum ac_submit_outcome outcome)
{
	static const char *const names[] = { "accepted", "throttled", "temporary", "rejected",
		"dead", "unknown", "unsent" };
	return (size_t)outcome < sizeof names / sizeof *names ? names[outcome] : "?";
}

const char *ac_receipt_state_name(enum ac_receipt_state state)
{
	static const char *const names[] = { "delivered", "failed", "expired", "dead", "enroute" };
	return (size_t)state < sizeof names / sizeof *names ? names[state] : "?";
}
