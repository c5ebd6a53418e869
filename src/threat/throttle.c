#include "threat/throttle.h"

/* A clock that was set back must not keep anybody out: what lies further ahead than a bucket holds is nothing. */
static bool take(struct ac_wall *full, int64_t burst, int64_t every_us, struct ac_wall now)
{
	int64_t from_us =
		full->us > now.us && full->us <= now.us + burst * every_us ? full->us : now.us;
	if (from_us + every_us > now.us + burst * every_us)
		return false;
	full->us = from_us + every_us;
	return true;
}

static void give_back(struct ac_wall *full, int64_t every_us, struct ac_wall now)
{
	if (full->us > now.us)
		full->us -= every_us;
}

static bool same(struct ac_source a, struct ac_source b)
{
	return a.kind == b.kind && a.key == b.key;
}

/* Its bucket; a new one takes the place of the one that is full first. */
static struct ac_wall *bucket_of(struct ac_throttle *throttle, struct ac_source source)
{
	size_t oldest = 0;
	for (size_t i = 0; i < ac_throttle_sources; i++) {
		if (same(throttle->sources[i].source, source))
			return &throttle->sources[i].full;
		if (throttle->sources[i].full.us < throttle->sources[oldest].full.us)
			oldest = i;
	}
	throttle->sources[oldest].source = source;
	throttle->sources[oldest].full = (struct ac_wall){ 0 };
	return &throttle->sources[oldest].full;
}

static bool has_been_in(
	const struct ac_throttle *throttle, struct ac_source source, int64_t officer)
{
	for (size_t i = 0; i < ac_throttle_known && i < throttle->n_known; i++)
		if (same(throttle->known[i].source, source) &&
			(!officer || throttle->known[i].officer == officer))
			return true;
	return false;
}

bool ac_throttle_take(struct ac_throttle *throttle, struct ac_source source, struct ac_wall now)
{
	if (source.kind == AC_SOURCE_PROCESS)
		return true;
	bool stranger = source.kind == AC_SOURCE_NETWORK && !has_been_in(throttle, source, 0);
	return take(bucket_of(throttle, source), ac_throttle_each, AC_THROTTLE_EACH, now) &&
	       (!stranger || take(&throttle->strangers_full, ac_throttle_strangers,
				     AC_THROTTLE_STRANGERS, now));
}

void ac_throttle_right(
	struct ac_throttle *throttle, struct ac_source source, int64_t officer, struct ac_wall now)
{
	if (source.kind == AC_SOURCE_PROCESS)
		return;
	give_back(bucket_of(throttle, source), AC_THROTTLE_EACH, now);
	if (source.kind == AC_SOURCE_NETWORK && !has_been_in(throttle, source, 0))
		give_back(&throttle->strangers_full, AC_THROTTLE_STRANGERS, now);
	if (!has_been_in(throttle, source, officer)) {
		size_t place = throttle->n_known++ % ac_throttle_known;
		throttle->known[place].source = source;
		throttle->known[place].officer = officer;
	}
}

bool ac_throttle_knows(const struct ac_throttle *throttle, struct ac_source source, int64_t officer)
{
	if (source.kind == AC_SOURCE_NETWORK)
		return has_been_in(throttle, source, officer);
	return source.kind == AC_SOURCE_SOCKET;
}
