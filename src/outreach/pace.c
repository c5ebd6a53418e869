#include "outreach/pace.h"

#include <assert.h>

static const double burst_s = 0.05; /* under the 100 ms slots that carriers meter in */
static const double floor_share = 0.01; /* never slower than 1 % of the configured rate */

static double seconds_between(struct ac_mono from, struct ac_mono to)
{
	return to.us > from.us ? (double)(to.us - from.us) / (double)AC_SECOND : 0.0;
}

static void recover(struct ac_pace *pace, struct ac_mono now)
{
	while (pace->allowed_per_s < pace->rate_per_s && now.us - pace->calm.us >= AC_SECOND) {
		pace->calm.us += AC_SECOND;
		pace->allowed_per_s += pace->rate_per_s / 10;
		if (pace->allowed_per_s > pace->rate_per_s)
			pace->allowed_per_s = pace->rate_per_s;
	}
}

static void fill(struct ac_pace *pace, struct ac_mono now)
{
	recover(pace, now);
	pace->tokens += seconds_between(pace->filled, now) * pace->allowed_per_s;
	if (pace->tokens > pace->burst)
		pace->tokens = pace->burst;
	if (now.us > pace->filled.us)
		pace->filled = now;
}

void ac_pace_init(struct ac_pace *pace, double rate_per_s, struct ac_mono now)
{
	assert(rate_per_s > 0);
	double burst = rate_per_s * burst_s;
	*pace = (struct ac_pace){
		.rate_per_s = rate_per_s,
		.allowed_per_s = rate_per_s,
		.burst = burst < 1 ? 1 : burst,
		.tokens = 1,
		.filled = now,
		.calm = now,
	};
}

int ac_pace_available(struct ac_pace *pace, struct ac_mono now)
{
	fill(pace, now);
	return pace->tokens > 0 ? (int)pace->tokens : 0;
}

void ac_pace_take(struct ac_pace *pace, int n)
{
	assert(n >= 0);
	pace->tokens -= n;
}

void ac_pace_throttled(struct ac_pace *pace, struct ac_mono now)
{
	double lowest = pace->rate_per_s * floor_share;
	pace->allowed_per_s = pace->allowed_per_s / 2 > lowest ? pace->allowed_per_s / 2 : lowest;
	if (pace->tokens > 0)
		pace->tokens = 0; /* a debt stays one */
	pace->calm = now;
}

struct ac_mono ac_pace_next(const struct ac_pace *pace, struct ac_mono now)
{
	if (pace->tokens >= 1)
		return now;
	double wait_s = (1 - pace->tokens) / pace->allowed_per_s;
	struct ac_mono at = { pace->filled.us + (int64_t)(wait_s * (double)AC_SECOND) + 1 };
	return at.us > now.us ? at : now;
}
