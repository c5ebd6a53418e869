#include "web/listen.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	pem_max = 256 << 10,
	backlog = 1024,
	unsent_max = 128 << 10, /* bytes of an answer that the system keeps for a slow reader */
};

/* TLS 1.3 and 1.2, forward secrecy and authenticated encryption only. */
static const char priorities[] =
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA:+ECDHE-ECDSA:"
	"-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:%SERVER_PRECEDENCE";

/* ---- opening ---- */

static enum ac_status read_pem(const char *name, const char *dir, const char *file,
	struct ac_buf *out, struct ac_error *err)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s%s%s", file[0] == '/' ? "" : dir,
		file[0] == '/' ? "" : "/", file);
	ac_buf_init(out, pem_max);
	FILE *pem = fopen(path, "re");
	if (!pem && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND, "%s: there is no file %s", name, path);
	if (!pem)
		return ac_fail_os(err, errno, "%s: %s", name, path);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, pem)) > 0;)
		ac_buf_add(out, piece, n);
	(void)fclose(pem);
	if (out->over || !out->n || memchr(out->p, 0, out->n))
		return ac_fail(err, AC_INVALID, "%s: %s is no PEM file", name, path);
	return AC_OK;
}

static enum ac_status bind_to(
	const char *name, const struct addrinfo *where, int *fd, struct ac_error *err)
{
	int on = 1, unsent = unsent_max;
	int made = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (made < 0)
		return ac_fail_os(err, errno, "making a socket");
	(void)setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	(void)setsockopt(made, SOL_SOCKET, SO_SNDBUF, &unsent, sizeof unsent);
	if (bind(made, where->ai_addr, where->ai_addrlen) == 0 && listen(made, backlog) == 0) {
		*fd = made;
		return AC_OK;
	}
	int why = errno;
	close(made);
	if (why == EADDRINUSE)
		return ac_fail(err, AC_BUSY, "%s: something listens at that port already", name);
	return ac_fail_os(err, why, "%s: listening", name);
}

static enum ac_status listen_on(
	const char *name, const struct ac_config_listener *config, int *fd, struct ac_error *err)
{
	char port[8];
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	(void)snprintf(port, sizeof port, "%u", config->port);
	if (getaddrinfo(config->listen, port, &hints, &found) != 0)
		return ac_fail(err, AC_INVALID, "%s: %s is no address", name, config->listen);
	enum ac_status status = bind_to(name, found, fd, err);
	freeaddrinfo(found);
	return status;
}

static const char *name_of(enum ac_certificate_place place)
{
	return place == AC_CERTIFICATE_API ? "api" : "public";
}

static enum ac_status show_certificate(const struct ac_listener *listener, struct ac_error *err)
{
	const struct ac_config_listener *config = listener->config;
	const char *name = name_of(listener->place);
	AC_AUTO(buf) struct ac_buf cert = { 0 }, key = { 0 };
	AC_TRY(read_pem(name, listener->dir, config->tls_cert, &cert, err));
	AC_TRY(read_pem(name, listener->dir, config->tls_key, &key, err));
	enum ac_status status = ac_certificate_show(
		listener->place, name, ac_buf_str(&cert), ac_buf_str(&key), err);
	explicit_bzero(key.p, key.n);
	return status;
}

void ac_listener_renew(const struct ac_listener *listener)
{
	struct ac_error err;
	if (!listener->tls)
		return;
	if (show_certificate(listener, &err) == AC_OK)
		ac_log(AC_LOG_INFO, "tls.renewed", "listener=%s", name_of(listener->place));
	else
		ac_log(AC_LOG_ERROR, "tls.kept", "listener=%s why=\"%s\"", name_of(listener->place),
			err.msg);
}

enum ac_status ac_listener_open(struct ac_listener *listener, enum ac_certificate_place place,
	const struct ac_config_listener *config, const char *dir, struct ac_error *err)
{
	const char *name = name_of(place);
	*listener = (struct ac_listener){ .config = config,
		.fd = -1,
		.place = place,
		.dir = dir,
		.tls = config->tls_cert[0] != 0 };
	enum ac_status status = AC_OK;
	if (listener->tls && MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_NO)
		status = ac_fail(
			err, AC_INVALID, "%s: the HTTP library was built without TLS", name);
	if (status == AC_OK && listener->tls)
		status = show_certificate(listener, err);
	if (status == AC_OK)
		status = listen_on(name, config, &listener->fd, err);
	if (status == AC_OK)
		status = ac_watch_new(&listener->watch, err);
	if (status != AC_OK)
		ac_listener_close(listener);
	return status;
}

void ac_listener_close(struct ac_listener *listener)
{
	if (listener->fd >= 0)
		close(listener->fd);
	listener->fd = -1;
	ac_watch_free(listener->watch);
	listener->watch = NULL;
	if (listener->tls)
		ac_certificate_forget(listener->place);
	listener->tls = false;
}

/* ---- for the daemon ---- */

unsigned ac_listener_flags(const struct ac_listener *listener)
{
	return listener->tls ? MHD_USE_TLS : 0;
}

void ac_listener_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct ac_watch *watch = cls;
	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		ac_watch_remove(watch, *socket_context);
		*socket_context = NULL;
		return;
	}
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	*socket_context = info ? ac_watch_add(watch, info->connect_fd) : NULL;
}

void ac_listener_fill(
	struct ac_listener *listener, struct MHD_OptionItem options[ac_listener_options])
{
	int n = 0;
	options[n++] = (struct MHD_OptionItem){ MHD_OPTION_LISTEN_SOCKET, listener->fd, NULL };
	options[n++] = (struct MHD_OptionItem){ MHD_OPTION_CONNECTION_LIMIT,
		listener->config->connections, NULL };
	options[n++] = (struct MHD_OptionItem){ MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		listener->config->per_address, NULL };
	options[n++] = (struct MHD_OptionItem){ MHD_OPTION_NOTIFY_CONNECTION,
		(intptr_t)ac_listener_connection, listener->watch };
	if (listener->tls) {
		options[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_CERT_CALLBACK, 0,
			ac_certificate_callback(listener->place) };
		options[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0,
			(void *)priorities };
	}
	options[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
}

struct ac_watched *ac_listener_watched(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}
