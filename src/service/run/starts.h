/* service/run/starts.h - campaigns on their way: from the first look at whom to tell until the engine has everybody.
 *
 * A warning has one at a time. The engine does not know it until its row says that it is there, and takes seconds to be
 * given a million people. What is ordered of it in that time waits: an order to stop it (pause, all-clear,
 * retraction) keeps it from being let run. Officers' threads and those who start, never the engine's or the writer's.
 */
#pragma once
#include "service/service.h"

#include <pthread.h>

struct starts {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int64_t last; /* number given out */
	struct ac_start *first;
};

void starts_init(struct starts *starts);
void starts_done(struct starts *starts);

/**
 * Before an order goes to the engine: wait while its campaign is being loaded.
 * @return true: it was to be paused, and is: it has not begun, and does not
 */
bool starts_hold(struct starts *starts, const struct ac_order_input *order);

/** Is it on its way to the engine? */
bool starts_loading(struct starts *starts, int64_t campaign);

/** Everybody is there: may it be let run? From here on orders go to the engine again. */
bool starts_release(struct starts *starts, int64_t campaign, void (*let_run)(void *ctx), void *ctx);
