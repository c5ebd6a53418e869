/* service/run/query.h - the engine's state where no engine runs. */
#pragma once
#include "service/service_p.h"

/** Release what a query put together. */
void query_free(struct ac_service *service);
