/* Where requests come from: the Unix socket, the probes' port, the network; how it begins and ends. */
#include "web/server_p.h"

#include "base/cond.h"
#include "base/log.h"
#include "service/service.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void log_mhd(void *cls, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
static void log_mhd(void *cls, const char *format, va_list args)
{
	(void)cls;
	char text[200];
	vsnprintf(text, sizeof text, format, args);
	for (char *c = text; *c; c++)
		if (*c == '"' || *c == '\n')
			*c = ' ';
	ac_log(AC_LOG_DEBUG, "web.library", "why=\"%s\"", text);
}

static enum ac_status address_of(
	const char *path, struct sockaddr_un *address, struct ac_error *err)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof address->sun_path)
		return ac_fail(err, AC_INVALID,
			"%s: the path of a socket has at most %zu bytes: use a shorter directory",
			path, sizeof address->sun_path - 1);
	memcpy(address->sun_path, path, strlen(path));
	return AC_OK;
}

/* A socket file that nobody listens on is left over from a daemon that was killed. */
static enum ac_status clear_the_way(const struct sockaddr_un *address, struct ac_error *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ac_fail_os(err, errno, "making a socket");
	bool answered = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
	close(fd);
	if (answered)
		return ac_fail(
			err, AC_BUSY, "%s: a daemon answers there already", address->sun_path);
	if (unlink(address->sun_path) != 0 && errno != ENOENT)
		return ac_fail_os(err, errno, "%s: replacing it", address->sun_path);
	return AC_OK;
}

static enum ac_status listen_on(const char *path, int *fd, struct ac_error *err)
{
	struct sockaddr_un address;
	AC_TRY(address_of(path, &address, err));
	AC_TRY(clear_the_way(&address, err));
	int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (made < 0)
		return ac_fail_os(err, errno, "making a socket");
	if (bind(made, (const struct sockaddr *)&address, sizeof address) != 0 ||
		chmod(path, 0660) != 0 || listen(made, 128) != 0) {
		int why = errno;
		close(made);
		return ac_fail_os(err, why, "%s: listening", path);
	}
	*fd = made;
	return AC_OK;
}

static const unsigned mhd_flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
				  MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG;

static enum ac_status start_officers(
	struct ac_server *server, const struct ac_server_options *options, struct ac_error *err)
{
	int fd = -1;
	AC_TRY(listen_on(options->socket, &fd, err));
	unsigned most = options->max_connections ? (unsigned)options->max_connections : 128;
	server->officers = MHD_start_daemon(mhd_flags, 0, NULL, NULL, ac_exchange_by_socket, server,
		MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_URI_LOG_CALLBACK, ac_exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED,
		ac_exchange_end, server, MHD_OPTION_CONNECTION_LIMIT, most,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)128 * 1024,
		MHD_OPTION_NOTIFY_CONNECTION, ac_listener_connection, server->watch,
		MHD_OPTION_CONNECTION_TIMEOUT, 120u, MHD_OPTION_END);
	if (server->officers)
		return AC_OK;
	close(fd);
	return ac_fail(err, AC_IO, "%s: the HTTP server cannot start", options->socket);
}

static enum ac_status start_probes(struct ac_server *server, uint16_t port, struct ac_error *err)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	server->probes = MHD_start_daemon(mhd_flags, port, NULL, NULL, ac_exchange_by_probe, server,
		MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL, MHD_OPTION_SOCK_ADDR, &address,
		MHD_OPTION_URI_LOG_CALLBACK, ac_exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED,
		ac_exchange_end, server, MHD_OPTION_CONNECTION_LIMIT, 16u,
		MHD_OPTION_NOTIFY_CONNECTION, ac_listener_connection, server->watch,
		MHD_OPTION_CONNECTION_TIMEOUT, 10u, MHD_OPTION_END);
	if (server->probes)
		return AC_OK;
	return ac_fail(err, AC_IO, "127.0.0.1:%u: listening for probes failed", (unsigned)port);
}

static enum ac_status start_remote(
	struct ac_server *server, const struct ac_config_listener *config, struct ac_error *err)
{
	struct MHD_OptionItem options[ac_listener_options];
	AC_TRY(ac_listener_open(&server->listener, AC_CERTIFICATE_API, config,
		ac_service_dir(server->service), err));
	ac_listener_fill(&server->listener, options);
	server->remote = MHD_start_daemon(mhd_flags | ac_listener_flags(&server->listener), 0, NULL,
		NULL, ac_exchange_by_network, server, MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, ac_exchange_begin, server, MHD_OPTION_NOTIFY_COMPLETED,
		ac_exchange_end, server, MHD_OPTION_CONNECTION_TIMEOUT, 600u,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)64 * 1024, MHD_OPTION_ARRAY, options,
		MHD_OPTION_END);
	if (!server->remote)
		return ac_fail(err, AC_IO, "api: the HTTP server cannot start");
	server->listener.fd = -1;
	return AC_OK;
}

void ac_server_count(struct ac_server *server, int *what, int by)
{
	pthread_mutex_lock(&server->lock);
	*what += by;
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
}

enum ac_status ac_server_start(struct ac_service *service, const struct ac_server_options *options,
	struct ac_server **server, struct ac_error *err)
{
	signal(SIGPIPE,
		SIG_IGN); /* a client that goes away is an error of its write, nothing more */
	AC_AUTO(server) struct ac_server *made = ac_alloc(sizeof *made);
	made->service = service;
	made->listener.fd = -1;
	pthread_mutex_init(&made->lock, NULL);
	ac_cond_init(&made->changed);
	AC_TRY(ac_watch_new(&made->watch, err));
	AC_TRY(start_officers(made, options, err));
	made->socket = ac_strndup(options->socket, strlen(options->socket));
	if (options->probe_port)
		AC_TRY(start_probes(made, options->probe_port, err));
	if (options->api && options->api->port)
		AC_TRY(start_remote(made, options->api, err));
	*server = AC_TAKE(made);
	return AC_OK;
}

static const int64_t drain_us = 10 * AC_SECOND;

/* Answers that are being written get some seconds, work on threads of its own all the time it takes:
 * it uses the service, which is closed next (and says so by ac_service_stopping()). */
static void drain(struct ac_server *server)
{
	struct ac_mono until = { ac_mono_now().us + drain_us };
	pthread_mutex_lock(&server->lock);
	while (server->workers)
		pthread_cond_wait(&server->changed, &server->lock);
	while (server->exchanges)
		if (!ac_cond_wait(&server->changed, &server->lock, until))
			break;
	pthread_mutex_unlock(&server->lock);
}

void ac_server_renew(struct ac_server *server)
{
	ac_listener_renew(&server->listener);
}

void ac_server_stop(struct ac_server *server)
{
	if (!server)
		return;
	if (server->socket)
		unlink(server->socket);
	int listening[3] = { -1, -1, -1 };
	struct MHD_Daemon *daemons[3] = { server->officers, server->probes, server->remote };
	for (int i = 0; i < 3; i++)
		if (daemons[i])
			listening[i] = MHD_quiesce_daemon(daemons[i]);
	drain(server);
	for (int i = 0; i < 3; i++) {
		if (daemons[i])
			MHD_stop_daemon(daemons[i]); /* joins the threads of its connections */
		if (listening[i] >= 0)
			close(listening[i]);
	}
	ac_listener_close(&server->listener);
	ac_watch_free(server->watch);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	ac_free(server->socket);
	ac_free(server);
}
