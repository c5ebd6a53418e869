/* store/writer_p.h - private to the writer. */
#pragma once
#include "store/writer.h"

/** Hand in a job, waiting for room in the queue. AC_CLOSED */
AC_MUST_CHECK enum ac_status ac_writer_submit_patiently(
	struct ac_writer *writer, const struct ac_job *job);

bool ac_writer_is_threadless(const struct ac_writer *writer);
