/* tests/peers/postgres/peer.h - a test's own PostgreSQL server (server.c), from C. */
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct pg_peer {
	pid_t pid;
	FILE *to, *from;
	char conninfo[160]; /* postgresql://allclear@127.0.0.1:PORT/allclear */
	char base[100]; /* … without the database's name: other databases are base + name */
};

static inline void pg_peer_stop(struct pg_peer *peer)
{
	if (peer->to)
		(void)fclose(peer->to);
	if (peer->from)
		(void)fclose(peer->from);
	if (peer->pid > 0)
		(void)waitpid(peer->pid, NULL, 0);
	*peer = (struct pg_peer){ 0 };
}

/* @return false: it has said why on standard error */
static inline bool pg_peer_start(struct pg_peer *peer)
{
	int orders[2], answers[2];
	char line[160];
	*peer = (struct pg_peer){ 0 };
	if (pipe2(orders, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0)
		return false;
	peer->pid = fork();
	if (peer->pid == 0) {
		(void)dup2(orders[0], 0);
		(void)dup2(answers[1], 1);
		execl(AC_POSTGRES_PEER, AC_POSTGRES_PEER, (char *)NULL);
		_exit(127);
	}
	close(orders[0]);
	close(answers[1]);
	peer->to = fdopen(orders[1], "w");
	peer->from = fdopen(answers[0], "r");
	if (!fgets(line, sizeof line, peer->from) || strncmp(line, "ready ", 6) != 0) {
		pg_peer_stop(peer);
		return false;
	}
	line[strcspn(line, "\n")] = 0;
	(void)snprintf(peer->conninfo, sizeof peer->conninfo, "%s", line + 6);
	(void)snprintf(peer->base, sizeof peer->base, "%.*s",
		(int)(strrchr(peer->conninfo, '/') + 1 - peer->conninfo), peer->conninfo);
	return true;
}

/* "kill", "restart", "down", "up", "stop", "cont" (server.c); back when it is done */
static inline bool pg_peer_order(struct pg_peer *peer, const char *order)
{
	char line[16];
	return fprintf(peer->to, "%s\n", order) > 0 && fflush(peer->to) == 0 &&
	       fgets(line, sizeof line, peer->from) && strncmp(line, "ok", 2) == 0;
}
