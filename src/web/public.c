#include "web/public.h"

#include "base/log.h"
#include "service/publication.h"
#include "web/listen.h"
#include "web/shelf.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { most_threads = 4, memory_of_connection = 16 << 10 };

struct ac_public {
	struct ac_service *service;
	struct ac_listener listener;
	struct MHD_Daemon *daemon;
	struct MHD_Response *missing, *not_allowed; /* 404, 405 */
	pthread_rwlock_t
		lock; /* of the shelf's place; never held for longer than it takes to find */
	struct ac_shelf *shelf;
};

/* ---- what stands ready ---- */

static void show(void *ctx, struct ac_document *const *documents, size_t n)
{
	struct ac_public *server = ctx;
	struct ac_shelf *made = ac_shelf_new(documents, n);
	pthread_rwlock_wrlock(&server->lock);
	struct ac_shelf *old = server->shelf;
	server->shelf = made;
	pthread_rwlock_unlock(&server->lock);
	ac_shelf_free(old);
}

static struct MHD_Response *short_answer(const char *text, const char *allow)
{
	struct MHD_Response *made =
		MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_PERSISTENT);
	if (!made)
		abort();
	(void)MHD_add_response_header(
		made, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; charset=utf-8");
	(void)MHD_add_response_header(made, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	if (allow)
		(void)MHD_add_response_header(made, MHD_HTTP_HEADER_ALLOW, allow);
	return made;
}

/* ---- requests ---- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result send_short(
	struct MHD_Connection *connection, unsigned code, struct MHD_Response *response)
{
	ac_watched_answer(ac_listener_watched(connection), 0);
	return MHD_queue_response(connection, code, response);
}

static enum MHD_Result answer(
	struct ac_public *server, struct MHD_Connection *connection, const char *path)
{
	struct ac_shelf_wish wish = {
		.path = path,
		.language = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "lang"),
		.accept_encoding = header(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING),
		.if_none_match = header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH),
		.if_modified_since = header(connection, MHD_HTTP_HEADER_IF_MODIFIED_SINCE),
	};
	enum MHD_Result queued = MHD_NO;
	pthread_rwlock_rdlock(&server->lock);
	struct ac_shelf_answer found =
		server->shelf ? ac_shelf_find(server->shelf, &wish) : (struct ac_shelf_answer){ 0 };
	if (found.response) {
		ac_watched_answer(ac_listener_watched(connection), found.bytes);
		queued = MHD_queue_response(connection, found.code, found.response);
	}
	pthread_rwlock_unlock(&server->lock);
	return found.response ? queued : send_short(connection, 404, server->missing);
}

/* Called with the head of a request, with each piece of a body, which nobody wants, and at its end. An answer
 * before the end closes the connection afterwards. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	struct ac_public *server = cls;
	(void)version, (void)data;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return send_short(connection, 405, server->not_allowed);
	bool begins = !*con_cls;
	*con_cls = server;
	if (begins || *n) {
		*n = 0;
		return MHD_YES;
	}
	return answer(server, connection, url);
}

static void on_end(void *cls, struct MHD_Connection *connection, void **con_cls,
	enum MHD_RequestTerminationCode why)
{
	(void)cls, (void)con_cls, (void)why;
	ac_watched_idle(ac_listener_watched(connection));
}

/* ---- start and stop ---- */

static unsigned threads(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	return processors < 2 ? 2 : processors > most_threads ? most_threads : (unsigned)processors;
}

static enum ac_status start_daemon(struct ac_public *server, struct ac_error *err)
{
	struct MHD_OptionItem options[ac_listener_options];
	ac_listener_fill(&server->listener, options);
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO | MHD_USE_ITC |
			 ac_listener_flags(&server->listener);
	server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, server,
		MHD_OPTION_THREAD_POOL_SIZE, threads(), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)memory_of_connection, MHD_OPTION_NOTIFY_COMPLETED, on_end, server,
		MHD_OPTION_ARRAY, options, MHD_OPTION_END);
	if (!server->daemon)
		return ac_fail(err, AC_IO, "public: the HTTP server cannot start");
	server->listener.fd = -1;
	return AC_OK;
}

enum ac_status ac_public_start(
	struct ac_service *service, struct ac_public **server, struct ac_error *err)
{
	const struct ac_config_listener *config = &ac_service_config(service)->public;
	*server = NULL;
	if (!config->port)
		return AC_OK;
	struct ac_listener listener;
	AC_TRY(ac_listener_open(
		&listener, AC_CERTIFICATE_PUBLIC, config, ac_service_dir(service), err));
	AC_AUTO(public) struct ac_public *made = ac_alloc(sizeof *made);
	made->service = service;
	made->listener = listener;
	pthread_rwlock_init(&made->lock, NULL);
	made->missing = short_answer("There is nothing here.\n", NULL);
	made->not_allowed = short_answer("Only GET and HEAD are answered.\n", "GET, HEAD");
	ac_service_show(service, show, made);
	AC_TRY(start_daemon(made, err));
	ac_log(AC_LOG_INFO, "public.ready", "port=%u tls=%d", config->port, listener.tls);
	*server = AC_TAKE(made);
	return AC_OK;
}

void ac_public_renew(struct ac_public *server)
{
	if (server)
		ac_listener_renew(&server->listener);
}

void ac_public_stop(struct ac_public *server)
{
	if (!server)
		return;
	ac_service_show(server->service, NULL, NULL);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	ac_listener_close(&server->listener);
	ac_shelf_free(server->shelf);
	MHD_destroy_response(server->missing);
	MHD_destroy_response(server->not_allowed);
	pthread_rwlock_destroy(&server->lock);
	ac_free(server);
}
