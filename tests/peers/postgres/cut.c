#include "peers/postgres/cut.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most_wires = 24, piece = 65536 };

struct wire {
	int client, server; /* −1: free */
	bool swallow; /* the answer is lost: cut when it comes */
};

struct cut {
	pthread_t thread;
	pthread_mutex_t lock;
	int listening, wake, port, server_port;
	struct wire wires[most_wires];
	bool stop, let_in, dead, kill_all, dead_after;
	int64_t left; /* pieces until it happens; negative: never */
	enum cut_mode mode;
	int64_t count;
};

static void close_wire(struct wire *wire)
{
	if (wire->client < 0)
		return;
	close(wire->client);
	close(wire->server);
	*wire = (struct wire){ -1, -1, false };
}

static void close_all(struct cut *cut)
{
	for (int i = 0; i < most_wires; i++)
		close_wire(&cut->wires[i]);
}

static bool write_all(int fd, const char *bytes, ssize_t n)
{
	for (ssize_t done = 0; done < n;) {
		ssize_t written = send(fd, bytes + done, (size_t)(n - done), MSG_NOSIGNAL);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		done += written;
	}
	return true;
}

static int connect_to(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static void accept_one(struct cut *cut)
{
	int client = accept4(cut->listening, NULL, NULL, SOCK_CLOEXEC), one = 1;
	if (client < 0)
		return;
	(void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	int server = cut->let_in && !cut->dead ? connect_to(cut->server_port) : -1;
	for (int i = 0; server >= 0 && i < most_wires; i++)
		if (cut->wires[i].client < 0) {
			cut->wires[i] = (struct wire){ client, server, false };
			return;
		}
	close(client);
	if (server >= 0)
		close(server);
}

/* It happens with this piece. */
static void happen(struct cut *cut, struct wire *wire, const char *bytes, ssize_t n)
{
	cut->count++;
	cut->left = -1;
	cut->dead |= cut->dead_after;
	if (cut->mode != CUT_BEFORE)
		(void)write_all(wire->server, bytes, n);
	if (cut->mode == CUT_AFTER)
		wire->swallow = true;
	else
		close_all(cut);
}

static void from_client(struct cut *cut, struct wire *wire, char *bytes)
{
	ssize_t n = read(wire->client, bytes, piece);
	if (n <= 0)
		close_wire(wire);
	else if (cut->left == 0)
		happen(cut, wire, bytes, n);
	else if (!write_all(wire->server, bytes, n))
		close_wire(wire);
	else if (cut->left > 0)
		cut->left--;
}

static void from_server(struct cut *cut, struct wire *wire, char *bytes)
{
	ssize_t n = read(wire->server, bytes, piece);
	if (n > 0 && wire->swallow)
		close_all(cut);
	else if (n <= 0 || !write_all(wire->client, bytes, n))
		close_wire(wire);
}

static void serve(struct cut *cut, struct pollfd *at, const int *which, int n, char *bytes)
{
	if (cut->kill_all) {
		cut->kill_all = false;
		close_all(cut);
		return;
	}
	for (int i = 2; i < n; i += 2) {
		struct wire *wire = &cut->wires[which[i]];
		if (at[i].revents && wire->client == at[i].fd)
			from_client(cut, wire, bytes);
		if (at[i + 1].revents && wire->client >= 0 && wire->server == at[i + 1].fd)
			from_server(cut, wire, bytes);
	}
	if (at[1].revents)
		accept_one(cut);
}

static void *thread_main(void *ctx)
{
	struct cut *cut = ctx;
	char *bytes = malloc(piece);
	pthread_mutex_lock(&cut->lock);
	while (!cut->stop) {
		struct pollfd at[2 + 2 * most_wires] = { { cut->wake, POLLIN, 0 },
			{ cut->listening, POLLIN, 0 } };
		int which[2 + 2 * most_wires], n = 2;
		for (int i = 0; i < most_wires; i++)
			if (cut->wires[i].client >= 0) {
				which[n] = which[n + 1] = i;
				at[n++] = (struct pollfd){ cut->wires[i].client, POLLIN, 0 };
				at[n++] = (struct pollfd){ cut->wires[i].server, POLLIN, 0 };
			}
		pthread_mutex_unlock(&cut->lock);
		(void)poll(at, (nfds_t)n, -1);
		pthread_mutex_lock(&cut->lock);
		uint64_t woken;
		(void)!read(cut->wake, &woken, sizeof woken);
		serve(cut, at, which, n, bytes);
	}
	close_all(cut);
	pthread_mutex_unlock(&cut->lock);
	free(bytes);
	return NULL;
}

struct cut *cut_new(int server_port)
{
	struct cut *cut = calloc(1, sizeof *cut);
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t n = sizeof address;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (int i = 0; i < most_wires; i++)
		cut->wires[i] = (struct wire){ -1, -1, false };
	cut->server_port = server_port;
	cut->let_in = true;
	cut->left = -1;
	cut->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	cut->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_mutex_init(&cut->lock, NULL);
	if (bind(cut->listening, (struct sockaddr *)&address, n) != 0 ||
		listen(cut->listening, 64) != 0 ||
		getsockname(cut->listening, (struct sockaddr *)&address, &n) != 0)
		abort();
	cut->port = ntohs(address.sin_port);
	if (pthread_create(&cut->thread, NULL, thread_main, cut) != 0)
		abort();
	return cut;
}

static void wake(struct cut *cut)
{
	uint64_t one = 1;
	(void)!write(cut->wake, &one, sizeof one);
}

void cut_free(struct cut *cut)
{
	if (!cut)
		return;
	pthread_mutex_lock(&cut->lock);
	cut->stop = true;
	pthread_mutex_unlock(&cut->lock);
	wake(cut);
	pthread_join(cut->thread, NULL);
	pthread_mutex_destroy(&cut->lock);
	close(cut->listening);
	close(cut->wake);
	free(cut);
}

int cut_port(const struct cut *cut)
{
	return cut->port;
}

void cut_at(struct cut *cut, int64_t n, enum cut_mode mode, bool dead)
{
	pthread_mutex_lock(&cut->lock);
	cut->left = n;
	cut->mode = mode;
	cut->dead_after = dead;
	pthread_mutex_unlock(&cut->lock);
}

void cut_now(struct cut *cut)
{
	pthread_mutex_lock(&cut->lock);
	cut->kill_all = true;
	pthread_mutex_unlock(&cut->lock);
	wake(cut);
}

void cut_let_in(struct cut *cut, bool let)
{
	pthread_mutex_lock(&cut->lock);
	cut->let_in = let;
	if (let)
		cut->dead = false;
	pthread_mutex_unlock(&cut->lock);
}

bool cut_is_dead(struct cut *cut)
{
	pthread_mutex_lock(&cut->lock);
	bool dead = cut->dead;
	pthread_mutex_unlock(&cut->lock);
	return dead;
}

int64_t cut_count(struct cut *cut)
{
	pthread_mutex_lock(&cut->lock);
	int64_t count = cut->count;
	pthread_mutex_unlock(&cut->lock);
	return count;
}
