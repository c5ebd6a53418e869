/* service/run/jobs.h - from the engine thread to the writer, in order and without waiting. */
#pragma once
#include "service/service_p.h"

/** Hand a job of ENGINE priority in now, or as soon as the writer has room. Engine thread. */
void job_send(struct ac_service *service, const struct ac_job *job);
/** Try again what had no room. */
void jobs_flush(struct ac_service *service);
/** The service ends: what waits is told AC_CLOSED. */
void jobs_drop(struct ac_service *service);
