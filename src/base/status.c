#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *ac_status_name(enum ac_status code)
{
	static const char *const names[] = {
		[AC_OK] = "ok",
		[AC_INVALID] = "invalid",
		[AC_NOT_FOUND] = "not_found",
		[AC_EXISTS] = "exists",
		[AC_CONFLICT] = "conflict",
		[AC_DENIED] = "denied",
		[AC_NO_SESSION] = "no_session",
		[AC_BUSY] = "busy",
		[AC_FULL] = "full",
		[AC_IO] = "io",
		[AC_CORRUPT] = "corrupt",
		[AC_VERSION] = "version",
		[AC_CLOSED] = "closed",
	};
	size_t i = (size_t)code;
	return i < sizeof names / sizeof *names ? names[i] : "unknown";
}

enum ac_status ac_fail(struct ac_error *err, enum ac_status code, const char *format, ...)
{
	if (!err)
		return code;
	*err = (struct ac_error){ .code = code };
	va_list args;
	va_start(args, format);
	vsnprintf(err->msg, sizeof err->msg, format, args);
	va_end(args);
	return code;
}

enum ac_status ac_fail_os(struct ac_error *err, int os_errno, const char *format, ...)
{
	enum ac_status code = os_errno == ENOSPC || os_errno == EDQUOT ? AC_FULL : AC_IO;
	if (!err)
		return code;
	*err = (struct ac_error){ .code = code, .os_errno = os_errno };
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->msg, sizeof err->msg, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof err->msg) {
		char text[80];
		snprintf(err->msg + n, sizeof err->msg - (size_t)n, ": %s",
			strerror_r(os_errno, text, sizeof text));
	}
	return code;
}

enum ac_status ac_fail_in(struct ac_error *err, enum ac_status code, const char *format, ...)
{
	if (!err)
		return code;
	char inner[sizeof err->msg];
	memcpy(inner, err->msg, sizeof inner);
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->msg, sizeof err->msg, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n + 2 < sizeof err->msg)
		snprintf(err->msg + n, sizeof err->msg - (size_t)n, ": %.*s",
			(int)(sizeof err->msg - (size_t)n - 3), inner);
	err->code = code;
	return code;
}
