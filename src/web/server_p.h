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
	struct ac_watch *watch; /* on the connections of the other two */
	char *socket;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int exchanges; /* requests on their way, under lock */
	int workers; /* handlers on threads of their own, under lock */
};

/* Count up or down what ac_server_stop() waits for: &server->exchanges or &server->workers. */
void ac_server_count(struct ac_server *server, int *what, int by);

/* How a request came. */
enum ac_transport {
	AC_BY_SOCKET, /* of officers; the kernel says whether the program's owner asks */
	AC_BY_PROBE, /* routes that are open to all, nothing else */
	AC_BY_NETWORK, /* with TLS, watched for slow clients */
};

/* One request on its way in. */
struct ac_exchange {
	struct ac_server *server;
	char *target; /* path and query as sent */
	enum ac_transport transport;
	struct ac_str bearer; /* lent by the connection */
	struct ac_source source; /* once the request is there */
	const struct ac_route *route; /* NULL until the headers are there */
	bool begun; /* they are */
	struct ac_buf body;
	int file; /* temporary file of the body; -1 */
	enum ac_status status; /* why it is refused already */
	struct ac_error err;
};

/** Call the handler and queue what it answers. */
enum MHD_Result ac_server_answer(struct MHD_Connection *connection, struct ac_exchange *x,
	enum ac_method method, bool owner);

/** The same for a slow route: progress first. */
enum MHD_Result ac_server_answer_in_lines(struct MHD_Connection *connection, struct ac_exchange *x,
	enum ac_method method, bool owner);

/** Queue {"error":…} with the fitting status code. */
enum MHD_Result ac_server_refuse(
	struct MHD_Connection *connection, enum ac_status status, const struct ac_error *err);

/* ---- what the HTTP library calls, with the server as `cls` (exchange.c) ---- */

/* A request begins: it becomes the connection's `con_cls`. */
void *ac_exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection);
void ac_exchange_end(void *cls, struct MHD_Connection *connection, void **con_cls,
	enum MHD_RequestTerminationCode why);

/* Its head, each piece of its body and its end, by how it came. */
enum MHD_Result ac_exchange_by_socket(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls);
enum MHD_Result ac_exchange_by_probe(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls);
enum MHD_Result ac_exchange_by_network(void *cls, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *data, size_t *n,
	void **con_cls);
