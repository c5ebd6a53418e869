/* base/log.h - logfmt to standard error, one line an event.
 *
 *	ac_log(AC_LOG_WARN, "link.throttled", "link=%s rate=%.1f", name, rate);
 *	→ ts=2022-06-13T09:00:00.123456Z level=warn event=link.throttled link=tr1 rate=30.0
 *
 * Never log names, numbers, addresses, texts: ids only. Thread-safe (one write per line).
 */
#pragma once
#include "base/status.h"

enum ac_log_level { AC_LOG_DEBUG, AC_LOG_INFO, AC_LOG_WARN, AC_LOG_ERROR };

/** What is written from now on; AC_LOG_INFO at the start. */
void ac_log_set_level(enum ac_log_level least);

/** @param event  area.what, static  @param format  key=value pairs; quote values with blanks: key="…" */
void ac_log(enum ac_log_level level, const char *event, const char *format, ...) AC_PRINTF(3, 4);
