/* service/run/paused.h - a paused campaign with people who are not told yet is not forgotten: it silences the desk as
 * surely as a retraction, and one officer can pause it. The officer on duty is paged, another than who paused it,
 * until it goes on or ends, or nobody is pending any more. */
#pragma once
#include "service/service_p.h"

/** Called about once a second by the checkpointer's thread. */
void paused_look(struct ac_service *service);
