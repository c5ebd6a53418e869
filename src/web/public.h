/* web/public.h - the public port: feeds, CAP files and the page, to anybody, as fast as they can be sent.
 *
 * Everything that can be answered stands ready (service/publication.h): a request finds a finished
 * response by its path and gives it out again. Only GET and HEAD; nothing of the store, the engine
 * or the officers' routes can be reached from here.
 */
#pragma once
#include "base/mem.h"
#include "base/status.h"

struct ac_service;
struct ac_public;

/** Read its certificate again (web/listen.h); NULL is fine. */
void ac_public_renew(struct ac_public *server);

/**
 * Listen as the configuration's `public` says.
 * @param service  borrowed, open until after ac_public_stop()
 * @param server   owned by the caller; NULL when no port is configured
 * @return what ac_listener_open() says
 */
AC_MUST_CHECK enum ac_status ac_public_start(
	struct ac_service *service, struct ac_public **server, struct ac_error *err);
void ac_public_stop(struct ac_public *server);
AC_AUTO_DEFINE(public, struct ac_public *, ac_public_stop)
