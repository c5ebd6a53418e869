#include "store/move.h"

#include "base/vec.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { path_max = 4096, rows_a_commit = 100000, name_max = 64 };

struct known {
	char table[name_max];
	struct ac_table_digest digest;
};

struct move {
	const struct ac_move_options *options;
	struct ac_vault *vault;
	struct ac_copy *copy;
	struct ac_db *from, *to;
	char *from_path, *to_path; /* as for ac_db_open() */
	char working[path_max]; /* the new file until it is whole; empty: a server */
	AC_VEC(struct known) known; /* of the source */
	size_t compared;
	const char *phase;
	char different[name_max]; /* table; empty: none */
};

/* ---- the two sides ---- */

static enum ac_status may_move(const struct move *move, struct ac_error *err)
{
	AC_AUTO(store) struct ac_store *source = NULL;
	const struct ac_store_options with = { .dir = move->options->dir,
		.key_path = move->options->key_path,
		.database = move->options->from,
		.locked = true };
	AC_TRY(ac_store_open(&with, &source, err));
	return move->options->allow(move->options->ctx, ac_store_db(source), err);
}

static enum ac_status open_source(struct move *move, struct ac_error *err)
{
	struct ac_db_options with = { .path = move->from_path, .read_only = true };
	AC_TRY(ac_db_open(ac_db_driver_of(with.path), &with, &move->from, err));
	move->from->vault = move->vault;
	AC_TRY(ac_db_claim(move->from, err));
	ac_db_bulk(move->from, true);
	return ac_db_control(move->from, AC_DB_BEGIN_READ, err);
}

static void remove_working(const struct move *move)
{
	if (move->working[0])
		ac_store_remove_file(move->working);
}

/* A log without its database would be taken for that of the new one. */
static enum ac_status no_stray_log(const char *database, struct ac_error *err)
{
	char path[path_max + 8];
	struct stat log;
	(void)snprintf(path, sizeof path, "%s-shm", database);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s-wal", database);
	if (stat(path, &log) != 0)
		return errno == ENOENT ? AC_OK : ac_fail_os(err, errno, "%s", path);
	if (log.st_size > 0)
		return ac_fail(err, AC_EXISTS,
			"%s is there without its database: keep both together elsewhere", path);
	return unlink(path) == 0 ? AC_OK : ac_fail_os(err, errno, "%s", path);
}

static enum ac_status open_target(struct move *move, struct ac_error *err)
{
	bool file = !ac_db_driver_of(move->to_path)->scheme;
	if (file && access(move->to_path, F_OK) == 0)
		return ac_fail(err, AC_EXISTS,
			"%s is there from before: keep it elsewhere or remove it", move->to_path);
	if (file) {
		AC_TRY(no_stray_log(move->to_path, err));
		(void)snprintf(move->working, sizeof move->working, "%s.moving", move->to_path);
	}
	remove_working(move); /* of a move that was interrupted */
	struct ac_db_options with = { .path = file ? move->working : move->to_path,
		.create = true };
	AC_TRY(ac_db_open(ac_db_driver_of(with.path), &with, &move->to, err));
	move->to->vault = move->vault;
	AC_TRY(ac_db_claim(move->to, err));
	ac_db_bulk(move->to, true);
	return ac_migrate(move->to, err);
}

/* ---- the copy ---- */

static void on_rows(void *ctx, struct ac_str table, int64_t rows)
{
	const struct move *move = ctx;
	if (move->options->progress)
		move->options->progress(move->options->ctx, move->phase, table, rows);
}

/* A file is filled in pieces, for it has no name yet; a server in one transaction. */
static enum ac_status copy_all(struct move *move, struct ac_error *err)
{
	struct ac_copy_options how = { .progress = on_rows, .ctx = move };
	move->phase = "copying";
	how.commit_rows = move->working[0] ? rows_a_commit : 0;
	if (how.commit_rows)
		return ac_copy_rows(move->copy, move->from, move->to, &how, err);
	AC_TRY(ac_db_control(move->to, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = ac_copy_rows(move->copy, move->from, move->to, &how, err);
	if (status == AC_OK)
		return ac_db_control(move->to, AC_DB_COMMIT, err);
	ac_db_undo(move->to);
	return status;
}

/* ---- the comparison ---- */

static void note(void *ctx, const struct ac_table_digest *digest)
{
	struct move *move = ctx;
	struct known known = { .digest = *digest };
	(void)snprintf(known.table, sizeof known.table, "%.*s", AC_STR_ARG(digest->table));
	ac_vec_push(&move->known, known);
	on_rows(move, digest->table, digest->rows);
}

static void compare(void *ctx, const struct ac_table_digest *digest)
{
	struct move *move = ctx;
	size_t at = move->compared++;
	const struct known *known = at < move->known.n ? &move->known.at[at] : NULL;
	bool same = known && ac_str_eq(ac_str(known->table), digest->table) &&
		    known->digest.rows == digest->rows &&
		    memcmp(known->digest.hash, digest->hash, sizeof digest->hash) == 0;
	on_rows(move, digest->table, digest->rows);
	if (!same && !move->different[0])
		(void)snprintf(
			move->different, sizeof move->different, "%.*s", AC_STR_ARG(digest->table));
	if (same && move->options->same)
		move->options->same(move->options->ctx, digest);
}

static enum ac_status compare_all(struct move *move, struct ac_error *err)
{
	move->phase = "comparing";
	AC_TRY(ac_copy_digest(move->copy, move->from, note, move, err));
	AC_TRY(ac_db_control(move->to, AC_DB_BEGIN_READ, err));
	AC_TRY(ac_copy_digest(move->copy, move->to, compare, move, err));
	AC_TRY(ac_db_control(move->to, AC_DB_COMMIT, err));
	if (move->different[0] || move->compared != move->known.n)
		return ac_fail(err, AC_CORRUPT,
			"table %s is not the same on both sides: %s stays in use, empty %s and try "
			"again",
			move->different[0] ? move->different : "?", move->from->name,
			move->to->name);
	return AC_OK;
}

/* ---- the end ---- */

static enum ac_status sign(struct move *move, struct ac_error *err)
{
	unsigned char head[ac_vault_hash_size];
	int64_t seq = 0;
	AC_TRY(ac_audit_head(move->from, &seq, head, err));
	AC_TRY(ac_db_control(move->to, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = move->options->sign(move->options->ctx, move->to, seq, head, err);
	if (status == AC_OK)
		return ac_db_control(move->to, AC_DB_COMMIT, err);
	ac_db_undo(move->to);
	return status;
}

static enum ac_status name_file(struct move *move, struct ac_error *err)
{
	if (!move->working[0])
		return AC_OK;
	/* one file, without a log beside it that would keep the old name */
	AC_TRY(ac_db_script(move->to, "PRAGMA journal_mode = DELETE", err));
	ac_db_close(AC_TAKE(move->to));
	if (rename(move->working, move->to_path) != 0)
		return ac_fail_os(err, errno, "%s", move->to_path);
	return ac_store_sync_dir(move->options->dir, err);
}

static enum ac_status run(struct move *move, struct ac_error *err)
{
	AC_TRY(may_move(move, err));
	AC_TRY(ac_vault_open(move->options->key_path, &move->vault, err));
	AC_TRY(open_source(move, err));
	AC_TRY(open_target(move, err));
	AC_TRY(copy_all(move, err));
	AC_TRY(compare_all(move, err));
	AC_TRY(sign(move, err));
	AC_TRY(name_file(move, err));
	return move->options->settle(move->options->ctx, err);
}

enum ac_status ac_store_move(const struct ac_move_options *options, struct ac_error *err)
{
	int lock = -1;
	if (strcmp(options->from, options->to) == 0)
		return ac_fail(err, AC_CONFLICT, "the data is there already");
	AC_TRY(ac_store_lock(options->dir, &lock, err));
	struct move move = { .options = options,
		.copy = ac_copy_new(),
		.from_path = ac_store_database(options->dir, options->from),
		.to_path = ac_store_database(options->dir, options->to) };
	enum ac_status status = run(&move, err);
	ac_db_close(move.from);
	ac_db_close(move.to);
	if (status != AC_OK)
		remove_working(&move);
	ac_copy_free(move.copy);
	ac_vault_close(move.vault);
	ac_vec_done(&move.known);
	ac_free(move.from_path);
	ac_free(move.to_path);
	close(lock);
	return status;
}
