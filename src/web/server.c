#include "web/server_p.h"

#include "base/log.h"
#include "service/service.h"
#include "web/bearer.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* ---- a request coming in ---- */

static void *begin_exchange(void *cls, const char *uri, struct MHD_Connection *connection)
{
	(void)connection;
	struct ac_exchange *x = ac_alloc(sizeof *x);
	x->server = cls;
	x->target = ac_strndup(uri, strlen(uri));
	x->file = -1;
	ac_server_count(x->server, &x->server->exchanges, 1);
	return x;
}

static void end_exchange(void *cls, struct MHD_Connection *connection, void **con_cls,
	enum MHD_RequestTerminationCode why)
{
	(void)cls, (void)why;
	struct ac_exchange *x = *con_cls;
	if (!x)
		return;
	if (x->file >= 0)
		close(x->file);
	ac_buf_done(&x->body);
	ac_watched_idle(ac_listener_watched(connection));
	ac_server_count(x->server, &x->server->exchanges, -1);
	ac_free(x->target);
	ac_free(x);
	*con_cls = NULL;
}

static int temporary_file(const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	char path[4096];
	snprintf(path, sizeof path, "%s/upload-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* Who answers? */
static enum ac_status choose(struct ac_exchange *x, struct ac_str method)
{
	enum ac_method which;
	int64_t ids[2];
	struct ac_str rest = ac_str(x->target), path;
	if (!ac_str_cut(&rest, '?', &path))
		path = AC_STR("");
	if (!ac_method_from(method, &which))
		return ac_fail(&x->err, AC_INVALID, "%.*s is not understood", AC_STR_ARG(method));
	return ac_route_find(which, path, &x->route, ids, &x->err);
}

/* May they ask? Whoever may not leaves nothing on our disk. */
static enum ac_status who(struct MHD_Connection *connection, struct ac_exchange *x)
{
	struct ac_asker asker;
	if (x->transport == AC_BY_PROBE && !(x->route->flags & AC_ROUTE_OPEN))
		return ac_fail(&x->err, AC_DENIED, "this port answers probes only");
	x->bearer = ac_bearer(MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION));
	return ac_dispatch_may(x->server->service, x->route, x->bearer, &asker, &x->err);
}

/* Where does the body go? */
static enum ac_status make_room(struct ac_exchange *x)
{
	ac_buf_init(&x->body, ac_route_body_max(x->route));
	if (!(x->route->flags & AC_ROUTE_FILE))
		return AC_OK;
	x->file = temporary_file(ac_service_dir(x->server->service));
	if (x->file < 0)
		return ac_fail_os(&x->err, errno, "keeping the file that was sent");
	return AC_OK;
}

static enum ac_status keep(struct ac_exchange *x, struct ac_str bytes)
{
	if (x->file < 0) {
		ac_buf_add_str(&x->body, bytes);
		return x->body.over ? ac_fail(&x->err, AC_INVALID,
					      "%s takes a body of at most %zu bytes",
					      x->route->pattern, ac_route_body_max(x->route))
				    : AC_OK;
	}
	while (bytes.n) {
		ssize_t wrote = write(x->file, bytes.p, bytes.n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return ac_fail_os(&x->err, errno, "keeping the file that was sent");
		bytes.p += wrote;
		bytes.n -= (size_t)wrote;
	}
	return AC_OK;
}

/* ---- a request that is there ---- */

static bool wants_lines(struct MHD_Connection *connection, const struct ac_route *route)
{
	const char *accept =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
	return route->flags & AC_ROUTE_SLOW && accept && strstr(accept, "application/x-ndjson");
}

/* The Unix user at the other end. */
static bool peer_of(struct MHD_Connection *connection, uid_t *uid)
{
	struct ucred peer;
	socklen_t size = sizeof peer;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (!info || getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	*uid = peer.uid;
	return true;
}

/* An IPv4 address as it is, also inside of IPv6; of IPv6 the network, which is one customer's. */
static uint64_t key_of_address(const struct sockaddr *address)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		return ntohl(v4.sin_addr.s_addr);
	}
	memcpy(&v6, address, sizeof v6);
	const unsigned char *bytes = v6.sin6_addr.s6_addr;
	bool is_v4 = memcmp(bytes, mapped, sizeof mapped) == 0;
	uint64_t key = 0;
	for (int i = is_v4 ? 12 : 0; i < (is_v4 ? 16 : 8); i++)
		key = key << 8 | bytes[i];
	return key;
}

static struct ac_source source_of(struct MHD_Connection *connection, enum ac_transport transport)
{
	struct ac_source source = { AC_SOURCE_NETWORK, 0 };
	uid_t uid = 0;
	if (transport == AC_BY_SOCKET && peer_of(connection, &uid))
		return (struct ac_source){ AC_SOURCE_SOCKET, uid };
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (transport == AC_BY_NETWORK && info && info->client_addr)
		source.key = key_of_address(info->client_addr);
	return source;
}

static enum MHD_Result answer(
	struct MHD_Connection *connection, struct ac_exchange *x, const char *method)
{
	enum ac_method which = AC_GET;
	ac_watched_work(ac_listener_watched(connection));
	if (x->status != AC_OK || !ac_method_from(ac_str(method), &which))
		return ac_server_refuse(connection, x->status, &x->err);
	x->source = source_of(connection, x->transport);
	bool owner = x->source.kind == AC_SOURCE_SOCKET && x->source.key == geteuid();
	if (x->file >= 0 && lseek(x->file, 0, SEEK_SET) != 0)
		return ac_server_refuse(
			connection, ac_fail_os(&x->err, errno, "reading it back"), &x->err);
	if (wants_lines(connection, x->route))
		return ac_server_answer_in_lines(connection, x, which, owner);
	return ac_server_answer(connection, x, which, owner);
}

/* The head is there. Nothing is kept for somebody who may not ask; over the network they are told at once. */
static enum MHD_Result begin(
	struct MHD_Connection *connection, struct ac_exchange *x, const char *method)
{
	x->status = choose(x, ac_str(method));
	if (x->status == AC_OK)
		x->status = who(connection, x);
	if (x->status == AC_OK)
		x->status = make_room(x);
	if (x->status != AC_OK && x->transport == AC_BY_NETWORK)
		return ac_server_refuse(connection, x->status, &x->err);
	ac_watched_body(ac_listener_watched(connection), 0);
	return MHD_YES;
}

/* Called once with the headers, then with each piece of the body, then without a piece. */
static enum MHD_Result take(struct MHD_Connection *connection, struct ac_exchange *x,
	const char *method, const char *data, size_t *n, enum ac_transport transport)
{
	if (!x->begun) {
		x->begun = true;
		x->transport = transport;
		return begin(connection, x, method);
	}
	if (!*n)
		return answer(connection, x, method);
	ac_watched_body(ac_listener_watched(connection), *n);
	if (x->status == AC_OK)
		x->status = keep(x, (struct ac_str){ data, *n });
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result on_officer(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_SOCKET);
}

static enum MHD_Result on_probe(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_PROBE);
}

static enum MHD_Result on_remote(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_NETWORK);
}

/* ---- listening ---- */

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
	server->officers = MHD_start_daemon(mhd_flags, 0, NULL, NULL, on_officer, server,
		MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED,
		end_exchange, server, MHD_OPTION_CONNECTION_LIMIT, most,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)128 * 1024,
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
	server->probes = MHD_start_daemon(mhd_flags, port, NULL, NULL, on_probe, server,
		MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL, MHD_OPTION_SOCK_ADDR, &address,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED,
		end_exchange, server, MHD_OPTION_CONNECTION_LIMIT, 16u,
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
		NULL, on_remote, server, MHD_OPTION_EXTERNAL_LOGGER, log_mhd, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED,
		end_exchange, server, MHD_OPTION_CONNECTION_TIMEOUT, 600u,
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
	pthread_cond_init(&made->changed, NULL);
	AC_TRY(start_officers(made, options, err));
	made->socket = ac_strndup(options->socket, strlen(options->socket));
	if (options->probe_port)
		AC_TRY(start_probes(made, options->probe_port, err));
	if (options->api && options->api->port)
		AC_TRY(start_remote(made, options->api, err));
	*server = AC_TAKE(made);
	return AC_OK;
}

/* Answers that are being written get some seconds, work on threads of its own all the time it takes:
 * it uses the service, which is closed next (and says so by ac_service_stopping()). */
static void drain(struct ac_server *server)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 10;
	pthread_mutex_lock(&server->lock);
	while (server->workers)
		pthread_cond_wait(&server->changed, &server->lock);
	while (server->exchanges)
		if (pthread_cond_timedwait(&server->changed, &server->lock, &until) == ETIMEDOUT)
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
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	ac_free(server->socket);
	ac_free(server);
}
