#include "store/backup.h"

#include "base/buf.h"
#include "store/audit.h"
#include "store/erase.h"
#include "store/migrate.h"
#include "store/store_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum ac_status ac_store_backup(struct ac_store *store, const char *file, struct ac_error *err)
{
	AC_AUTO(db) struct ac_db *reader = NULL;
	AC_TRY(ac_store_reader(store, &reader, err));
	return ac_db_backup(reader, file, err);
}

static enum ac_status check_all(struct ac_db *db, const char *key_path,
	struct ac_backup_report *report, struct ac_error *err)
{
	unsigned char hash[ac_vault_hash_size];
	struct ac_audit_report audit;
	AC_TRY(ac_db_check(db, err));
	AC_TRY(ac_migrate_check(db, err));
	AC_TRY(ac_store_check_key(db, db->vault, key_path, err));
	AC_TRY(ac_audit_verify(db, &audit, err));
	AC_TRY(ac_audit_head(db, &report->audit_seq, hash, err));
	report->audit_rows = audit.rows;
	return ac_migrate_version(db, &report->version, err);
}

enum ac_status ac_backup_verify(const char *file, const char *key_path,
	struct ac_backup_report *report, struct ac_error *err)
{
	AC_AUTO(vault) struct ac_vault *vault = NULL;
	AC_AUTO(db) struct ac_db *db = NULL;
	struct ac_db_options options = { .path = file, .read_only = true };
	struct ac_backup_report found = { 0 };
	AC_TRY(ac_vault_open(key_path, &vault, err));
	AC_TRY(ac_db_open(ac_db_drivers[0], &options, &db, err));
	db->vault = vault;
	AC_TRY(check_all(db, key_path, &found, err));
	*report = found;
	return AC_OK;
}

static enum ac_status copy_bytes(int from, int to, const char *to_path, struct ac_error *err)
{
	AC_AUTO(free) char *part = ac_alloc(1 << 20);
	for (;;) {
		ssize_t n = read(from, part, 1 << 20);
		if (n < 0)
			return ac_fail_os(err, errno, "reading the backup");
		if (n == 0)
			break;
		ssize_t written = write(to, part, (size_t)n);
		if (written != n)
			return ac_fail_os(err, written < 0 ? errno : ENOSPC, "%s", to_path);
	}
	return fsync(to) == 0 ? AC_OK : ac_fail_os(err, errno, "%s", to_path);
}

enum ac_status ac_store_copy_file(const char *from_path, const char *to_path, struct ac_error *err)
{
	int from = open(from_path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return ac_fail_os(err, errno, "%s", from_path);
	int to = open(to_path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	enum ac_status status =
		to < 0 ? ac_fail_os(err, errno, "%s", to_path) : copy_bytes(from, to, to_path, err);
	if (to >= 0)
		close(to);
	close(from);
	return status;
}

static void name_in(char *path, size_t size, const char *dir, const char *name)
{
	snprintf(path, size, "%s/%s", dir, name);
}

enum { path_max = 4096 };

/* The present database, its log too, goes aside; where there is none, nothing happens. */
static enum ac_status move_aside(const char *dir, struct ac_error *err)
{
	static const char *const names[] = { "allclear.db-shm", "allclear.db-wal", "allclear.db" };
	static const char *const aside[] = { "allclear.db.replaced-shm", "allclear.db.replaced-wal",
		"allclear.db.replaced" };
	char from[path_max], to[path_max];
	name_in(from, sizeof from, dir, "allclear.db");
	name_in(to, sizeof to, dir, "allclear.db.replaced");
	if (access(from, F_OK) == 0 && access(to, F_OK) == 0)
		return ac_fail(err, AC_EXISTS,
			"%s is there from an earlier restore: keep it elsewhere or remove it", to);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		name_in(from, sizeof from, dir, names[i]);
		name_in(to, sizeof to, dir, aside[i]);
		if (rename(from, to) != 0 && errno != ENOENT)
			return ac_fail_os(err, errno, "%s", from);
	}
	return AC_OK;
}

static enum ac_status sync_dir(const char *dir, struct ac_error *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ac_fail_os(err, errno, "%s", dir);
	int rc = fsync(fd);
	int os_errno = errno;
	close(fd);
	return rc == 0 ? AC_OK : ac_fail_os(err, os_errno, "%s", dir);
}

static enum ac_status put_in_place(const char *dir, const char *file, struct ac_error *err)
{
	char incoming[path_max], place[path_max];
	name_in(incoming, sizeof incoming, dir, "allclear.db.incoming");
	name_in(place, sizeof place, dir, "allclear.db");
	enum ac_status status = ac_store_copy_file(file, incoming, err);
	if (status == AC_OK)
		status = move_aside(dir, err);
	if (status == AC_OK && rename(incoming, place) != 0)
		status = ac_fail_os(err, errno, "%s", place);
	if (status != AC_OK) {
		unlink(incoming);
		return status;
	}
	return sync_dir(dir, err);
}

static enum ac_status erase_again(const struct ac_store_options *options, struct ac_wall now,
	int64_t *count, struct ac_error *err)
{
	AC_AUTO(store) struct ac_store *store = NULL;
	AC_TRY(ac_store_open(options, &store, err));
	struct ac_db *db = ac_store_db(store);
	AC_AUTO(free) char *path = ac_erase_register_path(options->key_path);
	AC_TRY(ac_db_control(db, AC_DB_BEGIN_WRITE, err));
	enum ac_status status = ac_erase_reapply(db, path, now, count, err);
	if (status == AC_OK)
		return ac_db_control(db, AC_DB_COMMIT, err);
	ac_db_undo(db);
	return status;
}

enum ac_status ac_store_restore(const struct ac_store_options *options, const char *file,
	struct ac_wall now, struct ac_backup_report *report, struct ac_error *err)
{
	struct ac_backup_report found = { 0 };
	AC_TRY(ac_backup_verify(file, options->key_path, &found, err));
	int lock = -1;
	AC_TRY(ac_store_lock(options->dir, &lock, err));
	enum ac_status status = options->database && *options->database
					? ac_store_restore_to_server(options, file, err)
					: put_in_place(options->dir, file, err);
	close(lock);
	AC_TRY(status);
	AC_TRY(erase_again(options, now, &found.erased, err));
	*report = found;
	return AC_OK;
}
