#include "store/store.h"

#include "base/buf.h"
#include "store/ids.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

enum { mark_size = 16, meta_max = 4096 };

struct ac_store {
	int lock; /* −1: none */
	struct ac_vault *vault;
	struct ac_ids *ids;
	struct ac_db *db;
	struct ac_db_options db_options;
	char *path, *key_path;
	char mark[mark_size];
};

static const struct ac_sql sql_get = { "meta_get", "SELECT value FROM meta WHERE key = $1" };
static const struct ac_sql sql_put = { "meta_put",
	"INSERT INTO meta (key, value) VALUES ($1, $2) "
	"ON CONFLICT (key) DO UPDATE SET value = excluded.value" };

static const char key_check[] = "key_check";
static const struct ac_vault_place key_check_place = { "meta.key_check", 0 };
static const struct ac_str known = { "allclear", 8 };
static const char writer_mark[] = "writer";

enum ac_status ac_store_meta_get(
	struct ac_db *db, const char *key, struct ac_buf *value, struct ac_error *err)
{
	AC_AUTO(rows) struct ac_stmt *rows = NULL;
	bool row = false;
	AC_TRY(ac_db_query(db, &sql_get, AC_VALUES(AC_TEXT(ac_str(key))), &rows, err));
	AC_TRY(ac_rows_next(rows, &row, err));
	if (!row)
		return ac_fail(err, AC_NOT_FOUND, "the data directory has no \"%s\"", key);
	ac_buf_add_str(value, ac_row_blob(rows, 0));
	return ac_buf_check(value, key, err);
}

enum ac_status ac_store_meta_put(
	struct ac_db *db, const char *key, struct ac_str value, struct ac_error *err)
{
	return ac_db_run(db, &sql_put, AC_VALUES(AC_TEXT(ac_str(key)), AC_BLOB(value)), err);
}

enum ac_status ac_store_check_key(
	struct ac_db *db, const struct ac_vault *vault, const char *key_path, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf sealed, text;
	ac_buf_init(&sealed, meta_max);
	ac_buf_init(&text, meta_max);
	AC_TRY(ac_store_meta_get(db, key_check, &sealed, err));
	enum ac_status status =
		ac_vault_open_field(vault, key_check_place, ac_buf_str(&sealed), &text, NULL);
	if (status == AC_OK && ac_str_eq(ac_buf_str(&text), known))
		return AC_OK;
	return ac_fail(err, AC_DENIED,
		"the key file does not fit this data directory: %s was not written with %s",
		db->name, key_path);
}

static enum ac_status put_key_check(
	struct ac_db *db, const struct ac_vault *vault, struct ac_error *err)
{
	AC_AUTO(buf) struct ac_buf sealed;
	ac_buf_init(&sealed, meta_max);
	ac_vault_seal(vault, key_check_place, known, &sealed);
	return ac_store_meta_put(db, key_check, ac_buf_str(&sealed), err);
}

static char *join(const char *dir, const char *name)
{
	AC_AUTO(buf) struct ac_buf path;
	ac_buf_init(&path, 1 << 16);
	ac_buf_printf(&path, "%s/%s", dir, name);
	return ac_strndup(path.p ? path.p : "", path.n);
}

char *ac_store_database(const char *dir, const char *database)
{
	return database && *database ? ac_strndup(database, strlen(database))
				     : join(dir, "allclear.db");
}

void ac_store_remove_file(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		AC_AUTO(buf) struct ac_buf name;
		ac_buf_init(&name, 1 << 16);
		ac_buf_printf(&name, "%s%s", path, ends[i]);
		(void)unlink(name.p);
	}
}

enum ac_status ac_store_lock(const char *dir, int *lock, struct ac_error *err)
{
	AC_AUTO(free) char *path = join(dir, "lock");
	int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 && errno == ENOENT)
		return ac_fail(err, AC_NOT_FOUND,
			"%s is no data directory: make one with `allclear init %s`", dir, dir);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int os_errno = errno;
		close(fd);
		if (os_errno != EWOULDBLOCK)
			return ac_fail_os(err, os_errno, "%s", path);
		return ac_fail(err, AC_BUSY,
			"%s is in use by another allclear: two programs cannot write to one data "
			"directory",
			dir);
	}
	*lock = fd;
	return AC_OK;
}

static struct ac_db_options db_options(const struct ac_store_options *options, const char *path)
{
	return (struct ac_db_options){
		.path = path,
		.sync = options->sync,
		.cache_kib = options->cache_kib,
		.checkpoint_pages = options->checkpoint_pages,
		.vfs = options->vfs,
	};
}

/* ---- a server's database, which others can reach ---- */

static enum ac_status read_mark(struct ac_db *db, struct ac_buf *mark, struct ac_error *err)
{
	ac_buf_init(mark, meta_max);
	enum ac_status status = ac_store_meta_get(db, writer_mark, mark, err);
	return status == AC_NOT_FOUND ? AC_OK : status;
}

/* The connection was lost and made again: has anybody else written in between? */
static enum ac_status nobody_else_wrote(struct ac_db *db, void *ctx, struct ac_error *err)
{
	const struct ac_store *store = ctx;
	AC_AUTO(buf) struct ac_buf mark;
	AC_TRY(read_mark(db, &mark, err));
	if (ac_str_eq(ac_buf_str(&mark), (struct ac_str){ store->mark, mark_size }))
		return AC_OK;
	return ac_fail(err, AC_CONFLICT,
		"another allclear has worked on %s meanwhile: restart this one, which then goes on "
		"from what is there",
		db->name);
}

static enum ac_status claim(struct ac_store *store, struct ac_error *err)
{
	return store->db->driver->scheme ? ac_db_claim(store->db, err) : AC_OK;
}

static enum ac_status leave_mark(struct ac_store *store, struct ac_error *err)
{
	if (!store->db->driver->scheme)
		return AC_OK;
	if (getrandom(store->mark, mark_size, 0) != mark_size)
		return ac_fail_os(err, errno, "getrandom");
	AC_TRY(ac_store_meta_put(
		store->db, writer_mark, (struct ac_str){ store->mark, mark_size }, err));
	store->db->renewed = nobody_else_wrote;
	store->db->renewed_ctx = store;
	return AC_OK;
}

/* ---- opening ---- */

static enum ac_status no_data_directory(const char *dir, struct ac_error *err)
{
	return ac_fail(err, AC_NOT_FOUND,
		"%s is no data directory: make one with `allclear init %s`", dir, dir);
}

/* Lock, key, connection; the schema is left as it is. */
static enum ac_status open_parts(struct ac_store *store, const struct ac_store_options *options,
	bool create, struct ac_error *err)
{
	store->lock = -1;
	store->path = ac_store_database(options->dir, options->database);
	store->key_path = ac_strndup(options->key_path, strlen(options->key_path));
	const struct ac_db_driver *driver = ac_db_driver_of(store->path);
	if (!options->vfs && !options->locked)
		AC_TRY(ac_store_lock(options->dir, &store->lock, err));
	if (create && !driver->scheme && !options->vfs && access(store->path, F_OK) == 0)
		return ac_fail(
			err, AC_EXISTS, "%s exists: this is a data directory already", store->path);
	AC_TRY(ac_vault_open(options->key_path, &store->vault, err));
	store->db_options = db_options(options, store->path);
	struct ac_db_options with = store->db_options;
	with.create = create;
	enum ac_status status = ac_db_open(driver, &with, &store->db, err);
	if (status == AC_NOT_FOUND && !driver->scheme)
		return no_data_directory(options->dir, err);
	AC_TRY(status);
	store->db->vault = store->vault;
	return claim(store, err);
}

static void note_any(void *ctx, const struct ac_column *column)
{
	(void)column;
	*(bool *)ctx = true;
}

static enum ac_status must_be_new(struct ac_db *db, struct ac_error *err)
{
	bool any = false;
	AC_TRY(ac_db_columns(db, note_any, &any, err));
	return any ? ac_fail(err, AC_EXISTS,
			     "%s has tables already: name an empty database, or a schema of its "
			     "own",
			     db->name)
		   : AC_OK;
}

enum ac_status ac_store_create(const struct ac_store_options *options, struct ac_error *err)
{
	AC_AUTO(store) struct ac_store *store = ac_alloc(sizeof *store);
	AC_TRY(open_parts(store, options, true, err));
	AC_TRY(must_be_new(store->db, err));
	AC_TRY(ac_migrate(store->db, err));
	return put_key_check(store->db, store->vault, err);
}

enum ac_status ac_store_open(
	const struct ac_store_options *options, struct ac_store **store, struct ac_error *err)
{
	AC_AUTO(store) struct ac_store *opened = ac_alloc(sizeof *opened);
	AC_TRY(open_parts(opened, options, false, err));
	AC_TRY(ac_migrate_check(opened->db, err));
	AC_TRY(ac_store_check_key(opened->db, opened->vault, opened->key_path, err));
	AC_TRY(ac_migrate(opened->db, err));
	AC_TRY(leave_mark(opened, err));
	AC_TRY(ac_ids_load(opened->db, &opened->ids, err));
	*store = AC_TAKE(opened);
	return AC_OK;
}

void ac_store_close(struct ac_store *store)
{
	if (!store)
		return;
	ac_db_close(store->db);
	ac_ids_free(store->ids);
	ac_vault_close(store->vault);
	if (store->lock >= 0)
		close(store->lock);
	ac_free(store->path);
	ac_free(store->key_path);
	ac_free(store);
}

struct ac_db *ac_store_db(struct ac_store *store)
{
	return store->db;
}

const struct ac_vault *ac_store_vault(const struct ac_store *store)
{
	return store->vault;
}

enum ac_status ac_store_reader(struct ac_store *store, struct ac_db **db, struct ac_error *err)
{
	struct ac_db_options with = store->db_options;
	struct ac_db *reader = NULL;
	with.read_only = true;
	with.cache_kib = 0;
	AC_TRY(ac_db_open(store->db->driver, &with, &reader, err));
	reader->vault = store->vault;
	*db = reader;
	return AC_OK;
}
