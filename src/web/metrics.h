/* web/metrics.h - figures in the text format of Prometheus (version 0.0.4). */
#pragma once
#include "base/buf.h"

struct ac_service;

/** Append all metrics; those of campaigns only while the store can be read. */
AC_MUST_CHECK enum ac_status ac_metrics_write(
	struct ac_service *service, struct ac_buf *out, struct ac_error *err);
