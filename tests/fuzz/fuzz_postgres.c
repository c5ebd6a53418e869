/* What somebody who answers in the database server's place may send: no crash, no read past the end of a value, no
 * waiting for ever. The first byte of the input chooses whether it is all that the server ever says, or what it
 * says after a session has begun as it should. Then come its answers, one to each piece that it hears: a length
 * in two bytes, and so many bytes. */
#include "fuzz/fuzz.h"

#include "base/status.h"
#include "store/db.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* libpq 15 forgets a result when a server ends a statement without saying so; we then hang up, so it is one for
 * each connection. Leaks of our own show in tests/contract. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpq.so";
}

static char dir[] = "/tmp/ac-fuzz-postgres-XXXXXX";
static char conninfo[128];
static int listening = -1;

/* What the next connection gets to read; those after it are closed at once. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const uint8_t *script;
static size_t script_n;
static bool begin_well;
static bool talking; /* it is being read */
static pthread_cond_t done_talking = PTHREAD_COND_INITIALIZER;

/* A session as it should begin: we are let in, and the settings are answered. */
static const char let_in[] = "R\0\0\0\x08\0\0\0\0"
			     "S\0\0\0\x18server_version\0"
			     "15.4\0"
			     "S\0\0\0\x19server_encoding\0UTF8\0"
			     "K\0\0\0\x0c\0\0\0\x07\0\0\0\x07"
			     "Z\0\0\0\x05I";
static const char settings[] = "T\0\0\0\x2e\0\x02"
			       "a\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\0"
			       "b\0\0\0\0\0\0\0\0\0\0\x17\0\x04\xff\xff\xff\xff\0\0"
			       "D\0\0\0\x12\0\x02\0\0\0\x03"
			       "123\0\0\0\x01"
			       "9"
			       "C\0\0\0\x0dSELECT 1\0"
			       "Z\0\0\0\x05I";

static void send_all(int fd, const void *bytes, size_t n)
{
	for (const char *p = bytes; n > 0;) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		p += sent;
		n -= (size_t)sent;
	}
}

/* What it says next; false at the end. */
static bool next_answer(const uint8_t **bytes, size_t *n, const uint8_t **part, size_t *part_n)
{
	if (*n < 2)
		return false;
	*part_n = (size_t)(*bytes)[0] << 8 | (*bytes)[1];
	*part = *bytes + 2;
	if (*part_n > *n - 2)
		*part_n = *n - 2;
	*bytes += 2 + *part_n;
	*n -= 2 + *part_n;
	return true;
}

/* Half an answer makes the client wait: it hears soon that there is no more. */
static bool hear(int fd)
{
	char heard[65536];
	struct pollfd at = { fd, POLLIN, 0 };
	if (poll(&at, 1, 5) == 0)
		shutdown(fd, SHUT_WR);
	return read(fd, heard, sizeof heard) > 0;
}

static void converse(int fd, const uint8_t *bytes, size_t n, bool well)
{
	const uint8_t *part;
	size_t part_n;
	for (int i = 0; hear(fd); i++) {
		if (well && i == 0)
			send_all(fd, let_in, sizeof let_in - 1);
		else if (well && i == 1)
			send_all(fd, settings, sizeof settings - 1);
		else if (next_answer(&bytes, &n, &part, &part_n))
			send_all(fd, part, part_n);
		else
			shutdown(fd, SHUT_WR);
	}
}

static void answer(int fd)
{
	pthread_mutex_lock(&lock);
	const uint8_t *bytes = script;
	size_t n = script_n;
	bool well = begin_well;
	script = NULL;
	talking = bytes != NULL;
	pthread_mutex_unlock(&lock);
	if (bytes)
		converse(fd, bytes, n, well);
	close(fd);
	pthread_mutex_lock(&lock);
	talking = false;
	pthread_cond_signal(&done_talking);
	pthread_mutex_unlock(&lock);
}

static void *serve(void *ctx)
{
	(void)ctx;
	for (;;) {
		int fd = accept(listening, NULL, NULL);
		if (fd < 0)
			abort();
		answer(fd);
	}
}

static void remove_dir(void)
{
	char path[96];
	snprintf(path, sizeof path, "%s/.s.PGSQL.5432", dir);
	unlink(path);
	rmdir(dir);
}

static void start(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	pthread_t thread;
	if (!mkdtemp(dir))
		abort();
	snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", dir);
	listening = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(listening, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(listening, 64) != 0 || pthread_create(&thread, NULL, serve, NULL) != 0)
		abort();
	atexit(remove_dir);
	snprintf(conninfo, sizeof conninfo,
		"postgresql:///x?user=a&host=%s&sslmode=disable&gssencmode=disable", dir);
}

/* ---- what a client does ---- */

static volatile uint64_t sum; /* every byte of every value is read */

static void look_at(struct ac_stmt *rows)
{
	for (int i = 0; i < 6; i++) {
		struct ac_str bytes = ac_row_blob(rows, i);
		for (size_t k = 0; k < bytes.n; k++)
			sum += (unsigned char)bytes.p[k];
		sum += (uint64_t)ac_row_i64(rows, i) + ac_row_is_null(rows, i);
		sum += ac_row_f64(rows, i) > 0;
	}
}

static void ask(struct ac_db *db)
{
	static const struct ac_sql sql = { "ask", "SELECT $1, $2, $3, $4" };
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = true;
	if (ac_db_query(db, &sql, AC_VALUES(AC_I64(1), AC_TEXT(AC_STR("t")), AC_F64(1), AC_NULL),
		    &rows, NULL) != AC_OK)
		return;
	for (int i = 0; i < 20 && ac_rows_next(rows, &row, NULL) == AC_OK && row; i++)
		look_at(rows);
}

static void change(struct ac_db *db)
{
	static const struct ac_sql sql = { "change", "UPDATE t SET a = $1" };
	struct ac_error err = { 0 };
	int64_t changed = 0;
	if (ac_db_control(db, AC_DB_BEGIN_WRITE, &err) != AC_OK)
		return;
	(void)!ac_db_run(db, &sql, AC_VALUES(AC_I64(1)), NULL);
	(void)!ac_db_control(db, AC_DB_SAVEPOINT, NULL);
	(void)!ac_db_change(db, &sql, AC_VALUES(AC_NULL), &changed, NULL);
	(void)!ac_db_control(db, AC_DB_ROLLBACK_TO, NULL);
	if (ac_db_control(db, AC_DB_COMMIT, &err) == AC_OK)
		return;
	if (ac_db_in_doubt(db))
		(void)!ac_db_control(db, AC_DB_RESOLVE, NULL);
	ac_db_undo(db);
}

static void see(void *ctx, const struct ac_column *column)
{
	(void)ctx;
	sum += column->table.n + column->name.n;
}

static void play(bool change_first)
{
	struct ac_db_options options = { .path = conninfo };
	AC_AUTO(db) struct ac_db *db = NULL;
	if (ac_db_open(ac_db_driver_of(conninfo), &options, &db, NULL) != AC_OK)
		return;
	if (change_first)
		change(db);
	ask(db);
	change(db);
	ask(db);
	(void)!ac_db_columns(db, see, NULL, NULL);
	(void)!ac_db_script(db, "SELECT 1", NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (listening < 0)
		start();
	pthread_mutex_lock(&lock);
	begin_well = data[0] & 1;
	script = data + 1;
	script_n = size - 1;
	pthread_mutex_unlock(&lock);
	play(data[0] & 2);
	pthread_mutex_lock(&lock);
	script = NULL; /* nobody reads the input any more when this returns */
	while (talking)
		pthread_cond_wait(&done_talking, &lock);
	pthread_mutex_unlock(&lock);
	return 0;
}
