/* service/run/review.h - dates of review that are past are raised, every hour until somebody sets another, and the
 * officer on duty is paged until then. */
#pragma once
#include "base/clock.h"

struct ac_service;

struct reviews {
	struct ac_wall looked_at, raised_at; /* 0: not since the start */
};

/**
 * Called about once a second by the checkpointer's thread: looks once a minute of the service's clock. After a
 * start whatever is overdue is raised at once. Nothing is ever lowered here.
 */
void reviews_look(struct ac_service *service, struct reviews *reviews);
