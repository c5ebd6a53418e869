/* base/status.h - how a function says that it failed.
 *
 * A fallible function returns enum ac_status and takes, as its last argument, a nullable
 * struct ac_error that it fills with a sentence for a person: what was wrong, where, what to do.
 * Outputs are written only on success. Expected outcomes (rejected by a carrier, ladder exhausted)
 * are values of their own types, not errors. Never put personal data into a message.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AC_MUST_CHECK __attribute__((warn_unused_result))
#define AC_PRINTF(text, first) __attribute__((format(printf, text, first)))

enum ac_status {
	AC_OK = 0,
	AC_INVALID, /* the input is wrong: the message says where and how to mend it */
	AC_NOT_FOUND, /* what was named does not exist */
	AC_EXISTS, /* it exists already */
	AC_CONFLICT, /* not allowed in the present state */
	AC_DENIED, /* not permitted to this officer, or a wrong key */
	AC_NO_SESSION, /* nobody vouches for who asks: log in first */
	AC_BUSY, /* somebody else holds it (a lock, a running daemon): try again later */
	AC_FULL, /* a bound or the disk is reached: nothing was taken, try again later */
	AC_IO, /* the operating system or the network failed */
	AC_CORRUPT, /* stored data does not check */
	AC_VERSION, /* made by a newer program */
	AC_CLOSED, /* the other end is gone, or shutting down */
};

/* A value: no allocation, no thread-local state. */
struct ac_error {
	enum ac_status code;
	int os_errno; /* 0 where the operating system had no part */
	char msg[240];
};

/** The code's name in lower case ("invalid"), static. */
const char *ac_status_name(enum ac_status code);

/** Fill err (if not NULL) and return code, so that `return ac_fail(err, …)` reads well. */
enum ac_status ac_fail(struct ac_error *err, enum ac_status code, const char *format, ...)
	AC_PRINTF(3, 4);

/** The same with AC_IO and ": strerror(os_errno)" appended; ENOSPC and EDQUOT give AC_FULL. */
enum ac_status ac_fail_os(struct ac_error *err, int os_errno, const char *format, ...)
	AC_PRINTF(3, 4);

/** Put "prefix: " before the message of an error that is handed on; @return err's code. */
enum ac_status ac_fail_in(struct ac_error *err, enum ac_status code, const char *format, ...)
	AC_PRINTF(3, 4);

/* Evaluate a call and hand its failure on. */
#define AC_TRY(call)                                   \
	do {                                           \
		enum ac_status ac_try_status = (call); \
		if (ac_try_status != AC_OK)            \
			return ac_try_status;          \
	} while (0)
