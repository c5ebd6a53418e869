/* web/server_p.h - what the files of the server share. */
#pragma once
#include "web/dispatch.h"
#include "web/listen.h"
#include "web/server.h"

#include <microhttpd.h>
#include <pthread.h>

struct ac_server {
	struct ac_service *service;
	struct MHD_Daemon *officers; /* the Unix socket */
	struct MHD_Daemon *probes; /* loopback TCP; NULL */
	struct MHD_Daemon *remote; /* TCP with TLS; NULL */
	struct ac_listener listener; /* of `remote` */
	char *socket;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int exchanges; /* requests on their way, under lock */
	int workers; /* handlers on threads of their own, under lock */
};

/* Count up or down what ac_server_stop() waits for: &server->exchanges or &server->workers. */
void ac_server_count(struct ac_server *server, int *what, int by);

/* How a request came, which decides who vouches for the one who asks. */
enum ac_transport {
	AC_BY_SOCKET, /* the kernel */
	AC_BY_PROBE, /* nobody: routes that are open to all */
	AC_BY_NETWORK, /* the officer's own proof in the request */
};

/* One request on its way in. */
struct ac_exchange {
	struct ac_server *server;
	char *target; /* path and query as sent */
	const struct ac_route *route; /* NULL until the headers are there */
	bool begun; /* they are */
	struct ac_buf officer; /* their name, once the head is there */
	struct ac_buf body;
	int file; /* temporary file of the body; -1 */
	enum ac_status status; /* why it is refused already */
	struct ac_error err;
};

/** The name of whoever is at the other end of a Unix socket; AC_DENIED if the kernel does not say. */
AC_MUST_CHECK enum ac_status ac_server_officer(
	const struct ac_server *server, int fd, struct ac_buf *name, struct ac_error *err);

/** Call the handler and queue what it answers. */
enum MHD_Result ac_server_answer(struct MHD_Connection *connection, struct ac_exchange *x,
	enum ac_method method, struct ac_officer officer);

/** The same for a slow route: progress first. */
enum MHD_Result ac_server_answer_in_lines(struct MHD_Connection *connection, struct ac_exchange *x,
	enum ac_method method, struct ac_officer officer);

/** Queue {"error":…} with the fitting status code. */
enum MHD_Result ac_server_refuse(
	struct MHD_Connection *connection, enum ac_status status, const struct ac_error *err);
