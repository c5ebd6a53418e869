#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum ac_log_level least_level = AC_LOG_INFO;

void ac_log_set_level(enum ac_log_level least)
{
	__atomic_store_n(&least_level, least, __ATOMIC_RELAXED);
}

void ac_log(enum ac_log_level level, const char *event, const char *format, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	if (level < __atomic_load_n(&least_level, __ATOMIC_RELAXED))
		return;
	struct ac_clock system;
	ac_clock_init(&system);
	char line[1024], at[32];
	ac_wall_format(ac_clock_wall(&system), at);
	int n = snprintf(line, sizeof line, "ts=%s level=%s event=%s ", at, names[level], event);
	va_list args;
	va_start(args, format);
	n += vsnprintf(line + n, sizeof line - (size_t)n, format, args);
	va_end(args);
	if ((size_t)n > sizeof line - 2)
		n = sizeof line - 2;
	for (int i = 0; i < n; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[n++] = '\n';
	(void)!write(STDERR_FILENO, line, (size_t)n);
}
