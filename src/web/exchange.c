/* A request on its way in: the head, then the body piece by piece, then the answer. */
#include "web/server_p.h"

#include "service/service.h"
#include "web/bearer.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- a request coming in ---- */

void *ac_exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	(void)connection;
	struct ac_exchange *x = ac_alloc(sizeof *x);
	x->server = cls;
	x->target = ac_strndup(uri, strlen(uri));
	x->file = -1;
	ac_server_count(x->server, &x->server->exchanges, 1);
	return x;
}

void ac_exchange_end(void *cls, struct MHD_Connection *connection, void **con_cls,
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

enum MHD_Result ac_exchange_by_socket(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_SOCKET);
}

enum MHD_Result ac_exchange_by_probe(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *n, void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_PROBE);
}

enum MHD_Result ac_exchange_by_network(void *cls, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *data, size_t *n,
	void **con_cls)
{
	(void)cls, (void)url, (void)version;
	return take(connection, *con_cls, method, data, n, AC_BY_NETWORK);
}
