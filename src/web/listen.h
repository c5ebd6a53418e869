/* web/listen.h - a TCP listener as allclear.yaml describes it: socket, certificate, limits, watch. */
#pragma once
#include "base/buf.h"
#include "service/config.h"
#include "web/certificate.h"
#include "web/watch.h"

#include <microhttpd.h>

/* Borrowed by the daemon as long as it runs. */
struct ac_listener {
	const struct ac_config_listener *config;
	int fd; /* listening; -1 once the daemon has it */
	enum ac_certificate_place place;
	const char *dir; /* borrowed */
	bool tls;
	struct ac_watch *watch;
};

/**
 * Bind the address, read the certificate, start the watch.
 * @param dir  data directory, borrowed
 * @return AC_BUSY when something listens there already, AC_NOT_FOUND without a certificate file, AC_INVALID
 */
AC_MUST_CHECK enum ac_status ac_listener_open(struct ac_listener *listener,
	enum ac_certificate_place place, const struct ac_config_listener *config, const char *dir,
	struct ac_error *err);
/** Read the certificate's files again; what is wrong is logged, and the old one is shown on. */
void ac_listener_renew(const struct ac_listener *listener);
/** After its daemon has stopped. */
void ac_listener_close(struct ac_listener *listener);

/** MHD_USE_TLS where it has a certificate, else 0. */
unsigned ac_listener_flags(const struct ac_listener *listener);

enum { ac_listener_options = 12 };
/** Options for MHD_OPTION_ARRAY: socket, limits, certificate, the watch at connections' begin and end. */
void ac_listener_fill(
	struct ac_listener *listener, struct MHD_OptionItem options[ac_listener_options]);

/** For MHD_OPTION_NOTIFY_CONNECTION. @param cls  struct ac_watch that outlives the daemon */
void ac_listener_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code);

/** Who watches this connection. NULL where nobody does. */
struct ac_watched *ac_listener_watched(struct MHD_Connection *connection);
