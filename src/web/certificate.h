/* web/certificate.h - the certificate that a listener shows, which can be read anew while it serves.
 *
 * The HTTP library asks for it at each handshake (MHD_OPTION_HTTPS_CERT_CALLBACK). Its callback is told nothing of
 * who asks, so each of the two listeners with TLS has a place, and a callback, of its own. What was replaced is
 * kept until the listener closes: handshakes under way may still use it.
 */
#pragma once
#include "base/status.h"
#include "base/str.h"

enum ac_certificate_place { AC_CERTIFICATE_API, AC_CERTIFICATE_PUBLIC, ac_certificate_places };

/**
 * Show this one from now on.
 * @param name  for messages: "public"
 * @param cert, key  PEM texts: the chain, its first certificate's key
 * @return AC_INVALID when they cannot be read or do not fit: what was shown before is shown on
 */
AC_MUST_CHECK enum ac_status ac_certificate_show(enum ac_certificate_place place, const char *name,
	struct ac_str cert, struct ac_str key, struct ac_error *err);

/** The place's callback, for MHD_OPTION_HTTPS_CERT_CALLBACK. */
void *ac_certificate_callback(enum ac_certificate_place place);

/** After its daemon has stopped. */
void ac_certificate_forget(enum ac_certificate_place place);
