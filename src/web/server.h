/* web/server.h - the route table over HTTP, on a Unix socket for officers, on loopback for probes.
 *
 * DIR/allclear.sock has mode 0660: its group decides who may connect. Who asks is an officer by the
 * secret of a session that the request carries (`Authorization: Bearer …`), and is asked for it before a
 * body is taken. A TCP port on 127.0.0.1, if configured, answers only /metrics, /healthz and /readyz.
 * Another, with TLS, answers the whole table: whoever has no session gets no further than the head of their
 * request. All of them are watched for slow clients (web/watch.h).
 *
 * A thread per connection: handlers may block on the disk or on the engine, and there are tens of
 * officers, not thousands. A body that a route takes as a file goes to an unlinked temporary file in
 * DIR (mode 0600) before the handler is called. A slow route asked with "Accept: application/x-ndjson"
 * answers 200 at once and then a line per step: {"progress":…}, at last {"result":…} or {"error":…}.
 */
#pragma once
#include "service/config.h"
#include "web/route.h"

struct ac_server;

struct ac_server_options {
	const char *socket; /* path; an old socket that nobody answers on is replaced */
	uint16_t probe_port; /* 127.0.0.1; 0: none */
	const struct ac_config_listener *api; /* borrowed; NULL or port 0: none */
	int max_connections; /* of the socket; 0: 128 */
};

/**
 * Begin to answer.
 * @param service  borrowed, open until after ac_server_stop()
 * @param server   owned by the caller
 * @return AC_BUSY when somebody answers on the socket, AC_IO
 */
AC_MUST_CHECK enum ac_status ac_server_start(struct ac_service *service,
	const struct ac_server_options *options, struct ac_server **server, struct ac_error *err);

/** Read the certificate of the port with TLS again (web/listen.h). */
void ac_server_renew(struct ac_server *server);

/** Take no new connections, let running requests end, release; the socket file is removed. */
void ac_server_stop(struct ac_server *server);
AC_AUTO_DEFINE(server, struct ac_server *, ac_server_stop)
