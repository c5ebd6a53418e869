/* store/restore.c - a backup in place of a data directory's database.
 *
 * Its copy lies beside the database until it is whole: with today's schema, without those who were erased
 * since, and signed. Then it gets the name, or a server's tables get its rows (restore_server.c). Until then
 * all that is there is as it was.
 */
#include "store/audit.h"
#include "store/backup.h"
#include "store/erase.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { path_max = 4096 };

struct restoring {
	const struct ac_store_options *options;
	const struct ac_restore *restore;
	char incoming[path_max];
	struct ac_replaced replaced;
	int64_t erased;
};

static bool to_server(const struct ac_store_options *options)
{
	return options->database && *options->database;
}

static void name_in(char path[path_max], const char *dir, const char *name)
{
	(void)snprintf(path, path_max, "%s/%s", dir, name);
}

/* ---- what is there ---- */

static enum ac_status server_has_data(
	const struct ac_store_options *options, bool *has, struct ac_error *err)
{
	AC_AUTO(db) struct ac_db *db = NULL;
	const struct ac_db_options with = { .path = options->database, .read_only = true };
	int version = 0;
	AC_TRY(ac_db_open(ac_db_driver_of(with.path), &with, &db, err));
	*has = ac_migrate_version(db, &version, NULL) == AC_OK && version > 0;
	return AC_OK;
}

static enum ac_status is_there(
	const struct ac_store_options *options, bool *there, struct ac_error *err)
{
	char path[path_max];
	if (to_server(options))
		return server_has_data(options, there, err);
	name_in(path, options->dir, "allclear.db");
	*there = access(path, F_OK) == 0;
	return *there || errno == ENOENT ? AC_OK : ac_fail_os(err, errno, "%s", path);
}

static enum ac_status nothing_aside(const char *dir, struct ac_error *err)
{
	char aside[path_max];
	name_in(aside, dir, "allclear.db.replaced");
	if (access(aside, F_OK) == 0)
		return ac_fail(err, AC_EXISTS,
			"%s is there from an earlier restore: keep it elsewhere or remove it",
			aside);
	return AC_OK;
}

/* @param present  stays NULL where nothing is, or nothing that this key and program can read */
static enum ac_status open_present(
	struct restoring *r, struct ac_store **present, struct ac_error *err)
{
	struct ac_store_options options = *r->options;
	bool there = false;
	options.locked = true;
	AC_TRY(is_there(r->options, &there, err));
	if (!there)
		return AC_OK;
	AC_TRY(nothing_aside(options.dir, err));
	enum ac_status status = ac_store_open(&options, present, err);
	bool unreadable = status == AC_CORRUPT || status == AC_DENIED || status == AC_VERSION;
	if (status != AC_OK && !unreadable)
		return status;
	r->replaced.state = unreadable ? AC_REPLACED_UNREADABLE : AC_REPLACED_DATABASE;
	return AC_OK;
}

/* ---- what comes ---- */

static enum ac_status open_incoming(
	const struct restoring *r, struct ac_store **store, struct ac_error *err)
{
	struct ac_store_options options = *r->options;
	options.database = r->incoming;
	options.locked = true;
	ac_store_remove_file(r->incoming); /* of a restore that was interrupted */
	AC_TRY(ac_store_copy_file(r->restore->file, r->incoming, err));
	return ac_store_open(&options, store, err);
}

static enum ac_status note_replaced(
	struct restoring *r, struct ac_db *present, struct ac_db *incoming, struct ac_error *err)
{
	if (!present)
		return AC_OK;
	AC_TRY(ac_audit_head(present, &r->replaced.seq, r->replaced.head, err));
	return ac_audit_common(present, incoming, &r->replaced.common, err);
}

static enum ac_status erase_and_sign(
	struct restoring *r, struct ac_db *incoming, struct ac_error *err)
{
	AC_AUTO(free) char *path = ac_erase_register_path(r->options->key_path);
	AC_TRY(ac_db_control(incoming, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = ac_erase_reapply(incoming, path, r->restore->now, &r->erased, err);
	if (status == AC_OK)
		status = r->restore->sign(r->restore->ctx, incoming, &r->replaced, err);
	if (status == AC_OK)
		return ac_db_control(incoming, AC_DB_COMMIT, err);
	ac_db_undo(incoming);
	return status;
}

/* Both are closed when this returns. */
static enum ac_status prepare(struct restoring *r, struct ac_error *err)
{
	AC_AUTO(store) struct ac_store *present = NULL, *store = NULL;
	AC_TRY(open_present(r, &present, err));
	AC_TRY(open_incoming(r, &store, err));
	struct ac_db *there = present ? ac_store_db(present) : NULL, *incoming = ac_store_db(store);
	AC_TRY(r->restore->allow(r->restore->ctx, there, incoming, err));
	AC_TRY(note_replaced(r, there, incoming, err));
	AC_TRY(erase_and_sign(r, incoming, err));
	/* one file, without a log beside it that would keep the old name */
	return ac_db_script(incoming, "PRAGMA journal_mode = DELETE", err);
}

/* ---- in place ---- */

/* The present database, its log too, goes aside; where there is none, nothing happens. */
static enum ac_status move_aside(const char *dir, struct ac_error *err)
{
	static const char *const names[] = { "allclear.db-shm", "allclear.db-wal", "allclear.db" };
	static const char *const aside[] = { "allclear.db.replaced-shm", "allclear.db.replaced-wal",
		"allclear.db.replaced" };
	char from[path_max], to[path_max];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		name_in(from, dir, names[i]);
		name_in(to, dir, aside[i]);
		if (rename(from, to) != 0 && errno != ENOENT)
			return ac_fail_os(err, errno, "%s", from);
	}
	return AC_OK;
}

static enum ac_status put_in_place(const struct restoring *r, struct ac_error *err)
{
	char place[path_max];
	if (to_server(r->options))
		return ac_store_restore_to_server(r->options, r->incoming, err);
	name_in(place, r->options->dir, "allclear.db");
	AC_TRY(move_aside(r->options->dir, err));
	if (rename(r->incoming, place) != 0)
		return ac_fail_os(err, errno, "%s", place);
	return ac_store_sync_dir(r->options->dir, err);
}

static enum ac_status prepare_and_put(struct restoring *r, struct ac_error *err)
{
	AC_TRY(prepare(r, err));
	return put_in_place(r, err);
}

enum ac_status ac_store_restore(const struct ac_store_options *options,
	const struct ac_restore *restore, struct ac_backup_report *report, struct ac_error *err)
{
	struct ac_backup_report found = { 0 };
	struct restoring r = { .options = options, .restore = restore };
	int lock = -1;
	name_in(r.incoming, options->dir, "allclear.db.incoming");
	AC_TRY(ac_backup_verify(restore->file, options->key_path, &found, err));
	AC_TRY(ac_store_lock(options->dir, &lock, err));
	enum ac_status status = prepare_and_put(&r, err);
	ac_store_remove_file(r.incoming);
	close(lock);
	AC_TRY(status);
	found.erased = r.erased;
	*report = found;
	return AC_OK;
}
