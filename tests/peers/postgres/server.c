/* tests/peers/postgres/postgres_peer - a PostgreSQL server of a test's own, for as long as the test lives.
 *
 *	postgres_peer [--durable] [SETTING=VALUE…]
 *
 * It makes a cluster in a new directory under /tmp (--durable: under /var/tmp, and commits are on the disk), starts the server on a free port of 127.0.0.1 as an
 * unprivileged user, prints
 *
 *	ready postgresql://allclear@127.0.0.1:PORT/allclear
 *
 * and then obeys lines on its input, each answered by `ok` when it is done:
 *
 *	kill     SIGKILL to every process of the server, then start it again
 *	restart  an immediate shutdown, as by an impatient operator, then start it again
 *	down     SIGKILL to every process, and leave it so; `up` starts it again
 *	stop     SIGSTOP to every process: it keeps its sockets and answers nothing; `cont` lets it go on
 *
 * At the end of its input, also because the test died, the server is killed and its directory removed. If
 * this program is killed itself, the server dies with it (PR_SET_PDEATHSIG).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most_processes = 256, most_settings = 20, start_ms = 30000, pause_ms = 20 };

static char dir[32] = "/tmp/ac-postgres-XXXXXX";
static char *fsync_setting =
	"fsync=off"; /* the machine stays up: what a killed server wrote is there */
static char **more_settings;
static char bin[256];
static int port;
static pid_t postmaster;
static uid_t user;
static gid_t group;

static void remove_all(void);

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)fputs("postgres_peer: ", stderr);
	(void)vfprintf(stderr, format, args);
	(void)fputc('\n', stderr);
	va_end(args);
	remove_all();
	exit(1);
}

static void pause_a_little(void)
{
	(void)nanosleep(&(struct timespec){ 0, pause_ms * 1000000L }, NULL);
}

/* ---- where the server's programs are ---- */

static void find_programs(void)
{
	const char *given = getenv("AC_POSTGRES_BIN");
	glob_t found = { 0 };
	if (given) {
		(void)snprintf(bin, sizeof bin, "%s", given);
	} else if (glob("/usr/lib/postgresql/1[4-9]/bin", 0, NULL, &found) == 0) {
		(void)snprintf(bin, sizeof bin, "%s", found.gl_pathv[0]);
		globfree(&found);
	}
	char program[300];
	(void)snprintf(program, sizeof program, "%s/postgres", bin);
	if (!bin[0] || access(program, X_OK) != 0)
		die("PostgreSQL's server programs are not installed: run `./dev setup` (Debian: "
		    "postgresql-15), or name their folder in AC_POSTGRES_BIN");
}

/* The server refuses to run as root. */
static void choose_user(void)
{
	user = geteuid();
	group = getegid();
	if (user != 0)
		return;
	const struct passwd *entry = getpwnam("postgres");
	if (!entry)
		entry = getpwnam("nobody");
	if (!entry)
		die("there is neither a user postgres nor a user nobody");
	user = entry->pw_uid;
	group = entry->pw_gid;
}

static void become_user(void)
{
	if (geteuid() != 0)
		return;
	if (setgroups(0, NULL) != 0 || setgid(group) != 0 || setuid(user) != 0)
		_exit(126);
}

/* ---- processes ---- */

static pid_t run(char *const argv[], bool dies_with_us)
{
	char log[64];
	(void)snprintf(log, sizeof log, "%s/log", dir);
	pid_t parent = getpid(), child = fork();
	if (child < 0)
		die("fork: %s", strerror(errno));
	if (child > 0)
		return child;
	become_user();
	if (dies_with_us)
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	int in = open("/dev/null", O_RDONLY), out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	(void)dup2(in, 0);
	(void)dup2(out, 1);
	(void)dup2(out, 2);
	(void)chdir("/");
	execv(argv[0], argv);
	_exit(127);
}

static void show_log(void)
{
	char command[128];
	(void)snprintf(command, sizeof command, "tail -n 20 %s/log >&2", dir);
	(void)!system(command);
}

static void make_cluster(void)
{
	char program[300], data[64];
	(void)snprintf(program, sizeof program, "%s/initdb", bin);
	(void)snprintf(data, sizeof data, "%s/data", dir);
	char *argv[] = { program, "-D", data, "-U", "allclear", "-A", "trust", "-E", "UTF8",
		"--no-locale", "--no-sync", NULL };
	int status = 0;
	(void)waitpid(run(argv, true), &status, 0);
	if (status != 0) {
		show_log();
		die("initdb failed");
	}
}

static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t n = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &n) != 0)
		die("no free port: %s", strerror(errno));
	close(fd);
	return ntohs(address.sin_port);
}

static void conninfo(char *text, size_t size, const char *database)
{
	(void)snprintf(text, size, "postgresql://allclear@127.0.0.1:%d/%s?connect_timeout=5", port,
		database);
}

static bool answers(void)
{
	char text[160];
	conninfo(text, sizeof text, "postgres");
	return PQping(text) == PQPING_OK;
}

static bool start_once(void)
{
	char program[300], data[64], number[16];
	(void)snprintf(program, sizeof program, "%s/postgres", bin);
	(void)snprintf(data, sizeof data, "%s/data", dir);
	(void)snprintf(number, sizeof number, "%d", port);
	char *argv[20 + 2 * most_settings] = { program, "-D", data, "-h", "127.0.0.1", "-k", dir,
		"-p", number, "-c", fsync_setting, "-c", "shared_buffers=32MB", "-c",
		"max_connections=60", "-c", "max_wal_senders=0", "-c", "wal_level=minimal" };
	for (int n = 19, i = 0; i < most_settings && more_settings[i]; i++) {
		argv[n++] = "-c";
		argv[n++] = more_settings[i];
	}
	postmaster = run(argv, true);
	for (int waited = 0; waited < start_ms; waited += pause_ms) {
		if (waitpid(postmaster, NULL, WNOHANG) == postmaster)
			return false;
		if (answers())
			return true;
		pause_a_little();
	}
	die("the server does not answer");
}

/* Children of a killed server may hold its memory for a moment, or somebody else has taken the port. */
static void start(void)
{
	for (int i = 0; i < 100; i++) {
		if (start_once())
			return;
		pause_a_little();
	}
	show_log();
	die("the server does not start");
}

/* The server's processes: the postmaster first. */
static int processes(pid_t all[most_processes])
{
	int n = 0;
	DIR *proc = opendir("/proc");
	all[n++] = postmaster;
	for (const struct dirent *entry; proc && n < most_processes && (entry = readdir(proc));) {
		char path[300], line[512];
		(void)snprintf(path, sizeof path, "/proc/%.20s/stat", entry->d_name);
		FILE *file = fopen(path, "re");
		if (!file)
			continue;
		const char *after = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
		(void)fclose(file);
		/* ") S PPID …" */
		if (after && strlen(after) > 4 && strtol(after + 4, NULL, 10) == postmaster)
			all[n++] = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	if (proc)
		(void)closedir(proc);
	return n;
}

static void signal_all(int number)
{
	pid_t all[most_processes];
	if (!postmaster)
		return;
	int n = processes(all);
	for (int i = 0; i < n; i++)
		(void)kill(all[i], number);
}

static void end(int number)
{
	if (!postmaster)
		return;
	if (number == SIGKILL)
		signal_all(SIGKILL);
	else
		(void)kill(postmaster, number);
	(void)waitpid(postmaster, NULL, 0);
	postmaster = 0;
}

static void remove_all(void)
{
	end(SIGKILL);
	char command[96];
	(void)snprintf(command, sizeof command, "rm -rf '%s'", dir);
	if (dir[strlen(dir) - 1] != 'X')
		(void)!system(command);
}

static void on_signal(int number)
{
	(void)number;
	remove_all();
	_exit(1);
}

static void make_database(void)
{
	char text[160];
	conninfo(text, sizeof text, "postgres");
	PGconn *conn = PQconnectdb(text);
	PGresult *result = PQexec(conn, "CREATE DATABASE allclear");
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		die("%s", PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

static void obey(const char *order)
{
	if (strcmp(order, "kill") == 0 || strcmp(order, "restart") == 0) {
		end(order[0] == 'k' ? SIGKILL : SIGQUIT);
		start();
	} else if (strcmp(order, "down") == 0) {
		end(SIGKILL);
	} else if (strcmp(order, "up") == 0) {
		start();
	} else if (strcmp(order, "stop") == 0) {
		signal_all(SIGSTOP);
	} else if (strcmp(order, "cont") == 0) {
		signal_all(SIGCONT);
	} else {
		die("no such order: %s", order);
	}
}

int main(int argc, char **argv)
{
	char line[64], text[160];
	more_settings = argv + 1;
	if (argc > 1 && strcmp(argv[1], "--durable") == 0) {
		(void)snprintf(dir, sizeof dir, "/var/tmp/ac-postgres-XXXXXX");
		fsync_setting = "fsync=on";
		more_settings++;
	}
	struct sigaction action = { .sa_handler = on_signal };
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	find_programs();
	choose_user();
	if (!mkdtemp(dir) || chown(dir, user, group) != 0)
		die("%s: %s", dir, strerror(errno));
	make_cluster();
	port = free_port();
	start();
	make_database();
	(void)snprintf(text, sizeof text, "postgresql://allclear@127.0.0.1:%d/allclear", port);
	(void)printf("ready %s\n", text);
	(void)fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		obey(line);
		(void)puts("ok");
		(void)fflush(stdout);
	}
	remove_all();
	return 0;
}
